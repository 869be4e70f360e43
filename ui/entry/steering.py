"""Moves the cursor: along the paper, in two dimensions, between sections and from problem to problem."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.grid_view import GridView
from ui.entry.navigation import Step, Walk
from ui.entry.paper import SectionPlan, plans
from ui.entry.problems import problems, sum_words
from ui.entry.return_model import ReturnModel
from ui.entry.section_ends import end_words

PAGE_ROWS = 10
_NO_MORE_SHOWN = Message("No further row matches. Esc shows all rows.")


class Steering(QObject):
    """Knows the whole return; the grid knows the section that is shown.

    ``stood(CellKey)``: the cursor is there. ``told(Message)``: something to say about the move.
    ``section_shown(int)``: another section is on the grid. ``rows_shown(frozenset | None)``: only these
    rows of the form are to be seen.
    """

    stood = Signal(object)
    told = Signal(object)
    section_shown = Signal(int)
    rows_shown = Signal(object)

    def __init__(self, view: GridView, model: ReturnModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view, self._model = view, model
        self._opened: OpenReturn | None = None
        self._form: Form | None = None
        self._plans: tuple[SectionPlan, ...] = ()
        self._walk: Walk | None = None
        self._whole: Walk | None = None
        self._rows: frozenset[str] | None = None
        self.enter_down = False
        self._column: int | None = None
        self._beyond: tuple[str, CellKey] | None = None
        self._stood_here: list[str] = []
        self._vertical = False
        self.section = 0
        self._table = self._moves()
        view.stood.connect(self._on_stood)

    # -- what is open ----------------------------------------------------------------------

    @property
    def walk(self) -> Walk:
        """The ways through the rows that are shown."""
        assert self._walk is not None
        return self._walk

    @property
    def whole(self) -> Walk:
        """The ways through all rows, also while only some are shown."""
        assert self._whole is not None
        return self._whole

    @property
    def plans(self) -> tuple[SectionPlan, ...]:
        return self._walk.plans if self._walk else ()

    @property
    def key(self) -> CellKey | None:
        return self._view.key

    def open(self, opened: OpenReturn, key: CellKey | None = None) -> None:
        """Show a return at ``key``, or at its first cell."""
        self._opened = opened
        if self._form is not opened.form:
            self._form, self._plans = opened.form, plans(opened.form)  # month after month it is the same form
        self._lay_out(self._plans, None)
        self._column, self._beyond = None, None
        start = key if key is not None and self.walk.knows(key) else self._start()
        if start is None:
            self.show_section(0)
        else:
            self.go(start)

    def _lay_out(self, sections: tuple[SectionPlan, ...], rows: frozenset[str] | None) -> None:
        opened = self._opened
        assert opened is not None
        offered = opened.offered
        self._rows = rows
        self._whole = self._walk = Walk(sections, offered, down=self.enter_down)
        if rows is not None:
            self._walk = Walk(sections, offered, down=self.enter_down, rows=rows)
        self.rows_shown.emit(rows)

    def set_enter_down(self, down: bool) -> None:
        """Enter goes down each column, or along the rows."""
        self.enter_down = down
        if self._opened is not None:
            self._lay_out(self.plans, self._rows)

    @property
    def rows(self) -> frozenset[str] | None:
        """The rows that are shown, by their full codes; ``None``: all."""
        return self._rows

    def show_only(self, rows: frozenset[str] | None, near: CellKey | None = None) -> None:
        """Show only these rows of the form (``None``: all), with the cursor on ``near`` (else where it
        is) or, where that is hidden, on the next cell that is not."""
        if self._opened is None or rows == self._rows:
            return
        self._lay_out(self.plans, rows)
        key = near or self.key
        if key is None or not self.walk.can_stand(key):
            path = self.walk.path
            here = self.whole.place(key) if key is not None else (self.section, 0, 0)
            key = next((k for k in path if self.walk.place(k) >= here), path[0] if path else None)
        if key is not None and key != self.key:
            self.go(key)

    def _start(self) -> CellKey | None:
        """The first blank cell of a return that has been begun, else its first cell."""
        assert self._opened is not None
        path = self.walk.path
        filled = self._opened.cells
        if not filled or self._opened.locked_why is not None:
            return path[0] if path else None
        return next((key for key in path if key not in filled), path[0] if path else None)

    def show_section(self, number: int) -> None:
        assert self._opened is not None
        self.section = number
        self._model.show_section(self._opened, self.walk.plans[number])
        self.section_shown.emit(number)

    def go(self, key: CellKey) -> bool:
        """Put the cursor on a cell of any section; False if it may not stand there."""
        if self._walk is None or not self.whole.can_stand(key):
            return False
        if not self._walk.can_stand(key):
            self.show_only(None)  # its row was hidden: what is asked for is shown
        section = self._walk.place(key)[0]
        shown = self._model.plan is self._walk.plans[section] and self._model.opened is self._opened
        if section != self.section or not shown:
            self.show_section(section)
        self._view.stand_on(key)
        return True

    def _on_stood(self, key: CellKey) -> None:
        if not self._vertical:
            self._column = None
        self._beyond, self._stood_here = None, []
        self.stood.emit(key)

    def stay(self) -> None:
        """Something was typed: the end of the section is to be told again."""
        self._beyond = None

    # -- actions ---------------------------------------------------------------------------

    def act(self, action: str) -> bool:
        """Do a move of the key table; False if the action is no move."""
        if self._walk is None:
            return False
        if action in ("next_section", "previous_section"):
            self._by_section(1 if action == "next_section" else -1)
            return True
        key = self.key or self._walk.first(self.section)
        if key is None:
            return False  # a section that asks nothing: only other sections can be reached
        move = self._table.get(action)
        if move is None:
            return False
        move(key)
        return True

    def _moves(self) -> dict[str, Callable[[CellKey], None]]:
        return {
            "next": lambda key: self._along("next", key),
            "previous": lambda key: self._along("previous", key),
            "left": lambda key: self._to(self.walk.sideways(key, -1)),
            "right": lambda key: self._to(self.walk.sideways(key, 1)),
            "up": lambda key: self._updown(key, -1, 1),
            "down": lambda key: self._updown(key, 1, 1),
            "page_up": lambda key: self._updown(key, -1, PAGE_ROWS),
            "page_down": lambda key: self._updown(key, 1, PAGE_ROWS),
            "row_start": lambda key: self._to(self.walk.row_ends(key)[0]),
            "row_end": lambda key: self._to(self.walk.row_ends(key)[1]),
            "section_start": lambda key: self._to(self.walk.first(self.section)),
            "section_end": lambda key: self._to(self.walk.last(self.section)),
            "next_problem": lambda key: self._problem(key, 1),
            "previous_problem": lambda key: self._problem(key, -1),
        }

    def _to(self, key: CellKey | None) -> None:
        if key is not None:
            self.go(key)

    def _along(self, action: str, key: CellKey) -> None:
        if self._beyond is not None and self._beyond[0] == action:
            self.go(self._beyond[1])
            return
        step = self.walk.forward(key) if action == "next" else self.walk.back(key)
        if step.key is not None:
            self.go(step.key)
        else:
            self._end(action, step)

    def _end(self, action: str, step: Step) -> None:
        here = self.walk.plans[self.section].section
        if step.beyond is None and self._rows is not None:
            self.told.emit(_NO_MORE_SHOWN)
            return
        there = None
        if step.beyond is not None:
            there = self.walk.plans[self.walk.place(step.beyond)[0]].section.code
            self._beyond = (action, step.beyond)
        self.told.emit(end_words(action, here.code, there, self._typed_over()))

    def _typed_over(self) -> tuple[str, str] | None:
        """The figure that stood here when the end was told before, and what was typed over it since."""
        assert self._opened is not None
        value = self._opened.value(self.key) if self.key is not None else None
        now = value.raw if value is not None else ""
        before = self._stood_here[-1] if self._stood_here else ""
        if now in self._stood_here:  # as it was, or taken back
            del self._stood_here[self._stood_here.index(now) + 1 :]
            return None
        self._stood_here.append(now)
        return (before, now) if before and now else None

    def _updown(self, key: CellKey, by: int, rows: int) -> None:
        column = self._column if self._column is not None else self.walk.place(key)[2]
        to = None
        for _ in range(rows):
            further = self.walk.updown(to or key, by, column)
            if further is None:
                break
            to = further
        if to is None:
            end = "Last row of section {section}." if by > 0 else "First row of section {section}."
            self.told.emit(Message(end, {"section": self.walk.plans[self.section].section.code}))
            return
        self._vertical = True
        self.go(to)
        self._vertical = False
        self._column = column

    def _by_section(self, by: int) -> None:
        number = self.walk.section_from(self.section, by)
        if number is None and self._rows is not None:
            self.told.emit(_NO_MORE_SHOWN)
        elif number is None:
            self.told.emit(Message("This is the last section." if by > 0 else "This is the first section."))
        else:
            self.go_to_section(number)

    def go_to_section(self, number: int) -> None:
        """First blank cell of the section, else its first cell."""
        assert self._opened is not None
        if self._rows is not None and self.walk.first(number) is None:
            self.show_only(None)
        cells = [k for k in self.walk.path if self.walk.place(k)[0] == number]
        blank = next((k for k in cells if k not in self._opened.cells), None)
        if cells:
            self.go(blank or cells[0])
        else:
            self.show_section(number)
            code = self.plans[number].section.code
            why = self._opened.around.offer.section_why_not(code)
            self.told.emit(why or Message("Nothing is asked in this section."))

    def go_to_row(self, wanted: str) -> bool:
        """Go to a paper row (``14``, ``K 3``); says so where there is none."""
        key = self.whole.find_row(self.section, wanted)
        if key is None:
            self.told.emit(
                Message(
                    "There is no row {row} here. Type a row of this section, or a letter and a row: K 3.",
                    {"row": wanted.strip()},
                )
            )
            return False
        return self.go(key)

    # -- problems --------------------------------------------------------------------------

    def problems(self) -> tuple[CellKey, ...]:
        """Where something is open, in all rows."""
        return problems(self._opened, self.whole) if self._opened is not None else ()

    def _problem(self, key: CellKey, by: int) -> None:
        found, round_again = self.whole.next_of(self.problems(), key, by)
        if found is None:
            self.told.emit(Message("No problem is open in this return."))
            return
        self.go(found)
        words = sum_words(self._opened, self.whole, found) if self._opened is not None else None
        if words is not None:
            self.told.emit(words)
        elif found == key:
            self.told.emit(Message("This is the only problem that is open."))
        elif round_again:
            self.told.emit(
                Message(
                    "No problem after this one: back at the first."
                    if by > 0
                    else "No problem before this one: at the last."
                )
            )
