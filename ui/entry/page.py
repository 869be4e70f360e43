"""The place Entry: puts the parts together and keeps them in step with one open return."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.delivery import Standing
from kmmp_desktop.services.open_return import Saved
from ui.entry.findings_panel import told_first
from ui.entry.keys import Where, action_of
from ui.entry.opening import Opening
from ui.entry.standing import standing_of
from ui.entry.together_words import contested_words, others_words, waiting_words
from ui.entry.wording import place_name, short_category
from ui.page import CellPlace, Desk

SAID_LENGTH = 40
"""How much of a narrative the status bar repeats."""


class EntryPage(Opening):
    """The clerk types a return here.

    ``complete_requested(OpenReturn)``: on to Check and complete; ``second_keying_requested(OpenReturn)``.
    """

    second_keying_requested = Signal(object)

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, *, settings: QSettings | None = None
    ) -> None:
        super().__init__(desk, parent, settings=settings)
        self._connect()

    def _connect(self) -> None:
        self.view.acted.connect(self.act)
        self.view.typed.connect(self._typing)
        self.view.blanked.connect(self._blank)
        self.view.barred.connect(self.say_barred)
        self.view.selected.connect(self.say_selected)
        self.model.weighed.connect(self._show_current)
        self.steering.stood.connect(self._on_stood)
        self.steering.told.connect(self.tell)
        self.steering.section_shown.connect(self._on_section)
        self.space.panel_shown.connect(self._show_current)
        self.keeping.kept.connect(self._on_kept)
        self.keeping.held.connect(self._on_held)
        self.keeping.refused.connect(self._on_refused)
        self.acts.told.connect(self.tell)
        self.taking.told.connect(self.tell)
        self.books.told.connect(self.tell)
        self.amending.told.connect(self.tell)
        self.amending.refused.connect(self.ask.warn)
        self.amending.moved.connect(self.refresh)
        self.books.refused.connect(self.ask.warn)
        self.filling.told.connect(self.tell)
        self.switches.told.connect(self.tell)
        self.paper.told.connect(self.tell)
        self.other.told.connect(self.tell)
        self.other.left.connect(self.view.setFocus)
        self.together.followed.connect(self._on_followed)
        self.together.moved.connect(self.refresh)
        self.together.others_changed.connect(self._on_others)
        self.together.delivered.connect(self._on_delivered)
        self.together.refused.connect(lambda error: self.ask.warn(self.sentence(error)))
        self.together.stands.connect(self._on_standing)
        self.panel.decided.connect(self.keeping.decide)
        self.panel.beside_wanted.connect(self.other.open)
        self.acts.worded.connect(self._on_worded)
        self.panel.jumped.connect(self.go_to_cell)
        self.panel.left.connect(self.view.setFocus)
        self.ask.left.connect(self.view.setFocus)
        self.sections.rows.chosen.connect(self._section_chosen)
        self.context.section_requested.connect(self._section_chosen)
        self.context.problem_requested.connect(lambda: self.act("next_problem"))
        self.context.complete_requested.connect(self._complete)
        self._own_acts: dict[str, Callable[[], None]] = {
            "legend": self.show_legend,
            "next_area": self.next_area,
            "complete": self._complete,
        }
        self.context.month_requested.connect(self._other_month)

    def cell_here(self) -> CellPlace:
        opened, key = self.opened, self.view.key
        return (opened.key, key) if opened is not None and key is not None else None

    # -- keys and acts ---------------------------------------------------------------------

    def act(self, action: str) -> None:
        """Do what a key of the table says."""
        if self.opened is None or self.act_beside(action) or not self.catch_up():
            return
        self.view.finish()
        if action in _MOVES:
            self._keep_words()
        self.hint.tell("")
        doers = (
            *(self.steering, self.taking, self.books, self.acts, self.filling, self.rows),
            *(self.switches, self.amending),
        )
        if any(doer.act(action) for doer in doers):
            if self.view.missing_menu.isHidden() and action in _MOVES:
                self.view.setFocus()
        elif action == "panel":
            if not self.space.toggle_panel():
                self.view.setFocus()
        elif do := self._own_acts.get(action):
            do()
        elif action == "second_keying" and self.keeping.retry():
            self.second_keying_requested.emit(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = action_of(event, Where.PAGE)
        if action:
            self.act(action)
        elif event.key() == Qt.Key.Key_Escape and (self.paper.marking.give_up() or not self.view.hasFocus()):
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _section_chosen(self, number: int) -> None:
        self.view.finish()
        self.hint.tell("")
        self.steering.go_to_section(number)
        self.view.setFocus()

    def _complete(self) -> None:
        self.view.finish()
        if self.opened is None or not self.catch_up():
            return
        if self.opened.locked_why is not None:
            self.tell(self.opened.locked_why)
        elif self.keeping.retry():
            self.complete_requested.emit(self.opened)

    # -- staying in step -------------------------------------------------------------------

    def _on_stood(self, key: CellKey) -> None:
        opened = self.opened
        if opened is None:
            return
        self.hint.tell("")
        self.keeping.stand_on(key)
        self.together.stand_on(key)
        self.other.stand(key)
        self._show_cell(key)

    def _show_cell(self, key: CellKey) -> None:
        opened = self.opened
        assert opened is not None
        if not self.panel.isHidden():
            self.panel.show_cell(
                opened, key, self.model.why_invalid(key), self.desk.services.clock.now(), self.model.marks
            )
        finding = told_first(opened, key) if opened.is_judged else None
        self.hint.show_finding(finding, self.model.marks.slip(finding) if finding else None)
        element, say = opened.form.elements[key.element], self.desk.say
        where = ", ".join(w for w in (place_name(element, say), short_category(element, key, say)) if w)
        index = self.model.place(key)
        face = self.model.face(index.row(), index.column())
        shown = face.text if len(face.text) <= SAID_LENGTH else face.text[:SAID_LENGTH] + "…"
        self.said.emit(f"{where}: {shown or say('blank')}")

    def _on_section(self, number: int) -> None:
        self.space.fit()
        self.show_standing()
        opened = self.opened
        if opened is not None and self.steering.whole.first(number) is None and not self.panel.isHidden():
            self.panel.show_section(opened, opened.form.sections[number].code)

    def _on_kept(self, saved: Saved) -> None:
        self.model.just_saved = frozenset(saved.changed)
        self.steering.stay()
        self.ask.clear()
        self.model.refresh(saved.touched)
        self.show_standing()
        self._show_current()
        self.other.refresh()
        self.together.kept(saved)
        if saved.conflicts and self.opened is not None:
            self.ask.warn(self.desk.say(contested_words(self.opened, saved.conflicts)))
        if saved.at is not None and not saved.kept_here:
            self.saved.emit(saved.at)

    def _on_followed(self, saved: Saved) -> None:
        """Somebody else wrote: what they typed since must not be taken back by an undo of before."""
        if self.keeping.trail.touches({*saved.changed}):
            self.keeping.trail.forget()
        self.show_again()

    def _on_delivered(self, saved: Saved) -> None:
        self.show_again()
        if saved.conflicts and self.opened is not None:
            self.ask.warn(self.desk.say(contested_words(self.opened, saved.conflicts)))

    def _on_others(self) -> None:
        self.model.refresh()
        if self.opened is not None:
            words = others_words(self.opened)
            self.office_told.emit(self.desk.say(words) if words else "")

    def _on_standing(self, standing: Standing) -> None:
        """Figures that are on this computer only are said as long as it is so."""
        if standing.cells or standing.words:
            self.not_saved.emit(self.desk.say(waiting_words(standing)))
        else:
            self.saved.emit(self.desk.services.clock.now())

    def show_again(self) -> None:
        self.model.refresh()
        self.show_standing()
        self._show_current()
        self.other.refresh()

    def _show_current(self) -> None:
        key = self.view.key
        if key is not None and self.opened is not None:
            self._show_cell(key)

    def _on_held(self, error: KmmpError) -> None:
        self.model.refresh()
        count = self.keeping.waiting
        say = self.desk.say
        many = (
            "Not saved: 1 cell. Do not close the program."
            if count == 1
            else ("Not saved: {count} cells. Do not close the program.")
        )
        self.not_saved.emit(say(many, count=count))
        self.ask.warn(self.sentence(error), self._try_again)

    def _try_again(self) -> None:
        self.keeping.retry()
        self.view.setFocus()

    def _on_refused(self, error: KmmpError) -> None:
        self.model.refresh()
        self.tell(self.sentence(error))

    def _on_worded(self) -> None:
        self.together.worded()
        self.show_again()
        waits = self.opened is not None and bool(self.opened.words_waiting)
        if self.keeping.last_saved is not None and not waits:
            self.saved.emit(self.keeping.last_saved)

    def _typing(self, text: str) -> None:
        key = self.view.key
        if key is not None:
            self.keeping.typing(key, text)

    def _blank(self, keys: tuple[CellKey, ...]) -> None:
        self.keeping.commit_many(dict.fromkeys(keys, ""), Origin.TYPED, "blank")

    def show_standing(self) -> None:
        opened = self.opened
        if opened is None:
            return
        counts = opened.section_counts() if opened.is_judged else opened.sections_filled()
        number = self.steering.section
        following = self.steering.walk.section_from(number, 1)
        offer, say = opened.around.offer, self.desk.say
        closed = {code: offer.section_why_not(code) for code, (_, of, _) in counts.items() if not of}
        self.sections.rows.show_not_asked({code: say(why) for code, why in closed.items() if why})
        self.sections.show_state(
            counts, number, opened.form.sections[following] if following is not None else None
        )
        self.context.show_standing(standing_of(opened, counts, number, self.desk.services.clock.now()))
        self.amending.recount()

    def start_search(self) -> None:
        """Ctrl+F finds rows of the paper here."""
        self.act("filter")

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.view.setFocus(event.reason())


_JUMPS = {"next_section", "previous_section", "next_problem", "previous_problem", "undo", "redo"}
_MOVES = frozenset({"next", "previous", *_JUMPS})
