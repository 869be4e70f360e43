"""Fills cells at a stroke: the rest of a section with 0, a selection from its first row or column."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.ask_bar import AskBar
from ui.entry.faces import Say
from ui.entry.fills import plan_fill
from ui.entry.grid_view import GridView
from ui.entry.keeping import Keeping
from ui.entry.steering import Steering


class Filling(QObject):
    """Each fill is one act and one undo. ``told(Message)``: what came of it."""

    told = Signal(object)

    def __init__(
        self,
        view: GridView,
        steering: Steering,
        keeping: Keeping,
        ask: AskBar,
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._steering, self._keeping, self._ask, self._say = view, steering, keeping, ask, say
        self._table: dict[str, Callable[[OpenReturn], None]] = {
            "fill_zero": self._ask_zero,
            "fill_down": lambda opened: self._fill(opened, down=True),
            "fill_right": lambda opened: self._fill(opened, down=False),
        }

    def act(self, action: str) -> bool:
        """Do a fill of the key table; False if the action is none."""
        do, opened = self._table.get(action), self._keeping.opened
        if do is None or opened is None:
            return False
        if opened.locked_why is not None:
            self.told.emit(opened.locked_why)
        else:
            do(opened)
        return True

    # -- down and right --------------------------------------------------------------------

    def _fill(self, opened: OpenReturn, *, down: bool) -> None:
        plan = self._view.cells.plan
        if plan is None:
            return
        walk = self._steering.walk
        fill = plan_fill(
            plan, self._view.places, down, opened.form, opened.value, lambda _row, key: walk.can_enter(key)
        )
        if not fill.edits:
            self.told.emit(
                Message("Nothing to fill: the first cell is blank, or no other cell here takes its value.")
            )
            return
        if self._keeping.commit_many(dict(fill.edits), fill.origin, "fill"):
            count = {"count": len(fill.edits), "left": fill.left_out}
            if fill.left_out:
                said = Message(
                    "{count} cells filled, {left} left as they were: they take another kind of value. "
                    "Ctrl+Z takes it back.",
                    count,
                )
            elif len(fill.edits) == 1:
                said = Message("1 cell filled. Ctrl+Z takes it back.")
            else:
                said = Message("{count} cells filled. Ctrl+Z takes it back.", count)
            self.told.emit(said)

    # -- with 0 ----------------------------------------------------------------------------

    def _ask_zero(self, opened: OpenReturn) -> None:
        section = self._steering.plans[self._steering.section].section
        blanks = sum(
            1
            for e in section.elements
            if e.type.is_numeric and not e.is_calculated
            for key in e.cells
            if opened.offered(key) and opened.value(key) is None
        )
        if not blanks:
            self.told.emit(Message("No blank count is left in section {section}.", {"section": section.code}))
            return
        self._ask.ask(
            self._say(
                "Fill the {count} blank cells of section {section} with 0? It is recorded as a fill.",
                count=blanks,
                section=section.code,
            ),
            self._say("Fill with 0"),
            lambda: self._zero(section.code),
        )

    def _zero(self, section: str) -> None:
        if self._keeping.fill_with_zero(section):
            self.told.emit(Message("Filled with 0. Ctrl+Z takes it back."))
