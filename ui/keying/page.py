"""Keying a return a second time: blind, by keys alone, every cell on disk before it is acknowledged."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from kmmp_desktop.domain.keying import Outcome, Scope
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.keying_session import Keyed, SecondKeying
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.paper import plans
from ui.faces.trouble import say_error
from ui.keying.blind_grid import BACK, LEAVE
from ui.keying.end_pane import Ending
from ui.keying.offer import offer_of
from ui.keying.screen import KeyingScreen
from ui.keying.standing_place import StandingPlace
from ui.page import Desk
from ui.wording import month_year

_STEPS = {"previous": -1, "left": -1, "up": -1, "right": 1, "down": 1}


class KeyingPage(KeyingScreen):
    """``back_requested()``: to the return. A cell that differs is emptied and keeps the cursor."""

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, *, settings: QSettings | None = None
    ) -> None:
        super().__init__(desk, parent, settings=settings)
        self._taken: Outcome | None = None
        self._taken_at: CellKey | None = None
        self._place = StandingPlace(self)
        self.choice.chosen.connect(self.start)
        self.choice.resumed.connect(self._go_on)
        self.choice.left.connect(self.back_requested)
        self.end.left.connect(self.back_requested)
        self.view.acted.connect(self.act)
        self.view.typed.connect(lambda text: self._place.typing(self.view.key, text))
        self.view.blanked.connect(lambda keys: self._key_in(keys[0], "", blank=True))
        self.view.stood.connect(self._on_stood)
        self.sections.rows.chosen.connect(self._to_section)

    # -- beginning -------------------------------------------------------------------------

    def look_at(self, opened: OpenReturn) -> None:
        """Offer what can be keyed again of this return."""
        self.opened, self.keying = opened, None
        self.stack.setCurrentWidget(self.choice)
        month = month_year(self.desk.say, opened.key.period)
        self.choice.show_offer(offer_of(self.desk.services.keying, opened, month))
        self.heading_changed.emit()

    def start(self, scope: Scope) -> None:
        """Begin with the chosen cells or the whole return."""
        if self.opened is not None:
            opened = self.opened
            self._begin(lambda: self.desk.services.keying.start(opened, scope))

    def _go_on(self) -> None:
        unfinished = self.desk.services.keying.unfinished(self.opened) if self.opened else None
        if unfinished is not None:
            self.resume(unfinished.id)

    def resume(self, keying: UUID) -> bool:
        """Go on where it was left, or where the program was killed; False where that cannot be."""
        return self._begin(lambda: self.desk.services.keying.resume(keying, self.desk.person))

    def _begin(self, make: Callable[[], SecondKeying]) -> bool:
        try:
            keying = make()
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))
            return False
        self.keying = self.model.keying = keying
        self.opened = keying.opened
        self.plans = plans(keying.form)
        self._taken = None
        self._place.open(keying)
        self.model.just_saved = frozenset()
        self.sections.rows.show_sections(keying.form.sections)
        self.stack.setCurrentWidget(self.desk_of_keys)
        at = keying.resumed_at
        start = at if at is not None and keying.may_key(at) else keying.next_after(None)
        self.heading_changed.emit()
        if start is None:
            self._finish()
            return True
        self.show_section(self.section_of(start))
        self.go(start)
        self.view.setFocus()
        if at is not None or keying.done:
            counts = {"done": keying.done, "count": len(keying.cells)}
            self.tell(Message("Opened where you stopped: {done} of {count} cells are keyed.", counts))
        if start == at and keying.draft:
            self.view.edit_here(keying.draft)
        return True

    # -- moving ----------------------------------------------------------------------------

    def _to_section(self, number: int) -> None:
        keying = self.keying
        self.view.finish()
        if keying is None or self._taken is not None:
            return
        there = [k for k in keying.cells if keying.may_key(k) and self.section_of(k) == number]
        if there:
            self.go(there[0])
        else:
            self.tell(Message("Nothing is left to be keyed in this section."))
        self.view.setFocus()

    def _by_section(self, by: int) -> None:
        keying = self.keying
        assert keying is not None
        numbers = sorted({self.section_of(k) for k in keying.cells if keying.may_key(k)})
        beyond = [n for n in numbers if (n - self.section) * by > 0]
        if beyond:
            self._to_section(beyond[0] if by > 0 else beyond[-1])
        else:
            self.tell(Message("This is the last section." if by > 0 else "This is the first section."))

    def _on_stood(self, key: CellKey) -> None:
        self._place.stand_on(key)
        self.said.emit(self.model.spoken(self.model.place(key)))

    # -- keys ------------------------------------------------------------------------------

    def act(self, action: str) -> None:
        """Do what a key of the grid says; what entry alone can do is nothing here."""
        keying, key = self.keying, self.view.key
        if keying is None or keying.is_finished or key is None:
            return
        if action == BACK:
            self._leave()
            return
        if action == LEAVE:
            self.view.abandon()
        self.view.finish()
        if self._taken is not None:
            self._move_on(_STEPS.get(action, 1))
        elif action == "next":
            self._key_in(key, "")
            self._move_on(1)
        elif action == LEAVE:
            self._leave_open(key)
        elif action in _STEPS:
            there = keying.step(key, _STEPS[action])
            if there is not None:
                self.hint.tell("")
                self.go(there)
        elif action in ("next_section", "previous_section"):
            self._by_section(1 if action == "next_section" else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def take(self, key: CellKey, text: str) -> bool:
        return self._key_in(key, text)

    def _key_in(self, key: CellKey, text: str, *, blank: bool = False) -> bool:
        keying = self.keying
        if keying is None or not keying.may_key(key):
            return False
        try:
            keyed = keying.key_in(key, text, blank=blank)
        except StorageError as error:
            self._not_on_disk(key, text, error)
            return False
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))
            self.back_requested.emit()
            return False
        self._show_taken(key, keyed)
        return True

    def _show_taken(self, key: CellKey, keyed: Keyed) -> None:
        if keyed.outcome is None:
            self.tell(
                Message("Nothing is typed here. Type the figure, or press Del where the paper is blank.")
            )
            return
        self._place.taken()
        self._taken, self._taken_at = keyed.outcome, key
        self.model.just_saved = frozenset({key} if keyed.outcome is not Outcome.ASKED else ())
        self.model.refresh()
        self.show_counts(self.section)
        if keyed.at is not None:
            self.saved.emit(keyed.at)
        if keyed.outcome is Outcome.ASKED:
            self._ask_again()
        elif keyed.outcome is Outcome.FIRST_WRONG:
            self.tell(Message("Typed twice alike: this is the figure of the return now."))
        else:
            self.hint.tell("")
        QTimer.singleShot(0, self._settle_cursor)

    def _ask_again(self) -> None:
        self.tell(
            Message(
                "This differs from the first keying. Look at the paper and type it again. "
                "F3 leaves it for later."
            )
        )
        if self.beeps:
            QApplication.beep()

    def _settle_cursor(self) -> None:
        """After a missing code or Del, where no key says to go on."""
        if self._taken is not None:
            self._move_on(1)

    def _move_on(self, by: int) -> None:
        taken, at, keying = self._taken, self._taken_at, self.keying
        self._taken = self._taken_at = None
        if keying is None or taken is None or at is None:
            return
        if taken is Outcome.ASKED:
            self.go(at)
            return
        back = keying.step(at, -1) if by < 0 else None
        there = back or keying.next_after(at)
        if there is None:
            self._finish()
        else:
            self.go(there)

    def _leave_open(self, key: CellKey) -> None:
        keying = self.keying
        assert keying is not None
        try:
            at = keying.leave_open(key)
        except KmmpError as error:
            self.tell(say_error(self.desk, error))
            return
        self.model.refresh()
        self.show_counts(self.section)
        self.saved.emit(at)
        self._taken, self._taken_at = Outcome.OPEN, key
        self.tell(Message("Left for later."))
        self._move_on(1)

    # -- keeping ---------------------------------------------------------------------------

    def _not_on_disk(self, key: CellKey, text: str, error: KmmpError) -> None:
        """The text stays in its cell, being typed; Enter tries again."""
        sentence = say_error(self.desk, error)
        self.not_saved.emit(sentence)
        self.tell(sentence)
        if text:
            self.view.stand_on(key)
            self.view.edit_here(text)

    def _finish(self) -> None:
        keying = self.keying
        assert keying is not None
        try:
            if not keying.is_finished:
                self.saved.emit(keying.finish())
            own = self.desk.services.keying.own_rates(self.desk.person)
        except KmmpError as error:
            self.not_saved.emit(say_error(self.desk, error))
            self.tell(say_error(self.desk, error))
            return
        self._place.taken()
        self.stack.setCurrentWidget(self.end)
        self.end.show_ending(Ending.of(keying, own))
        self.heading_changed.emit()

    def _leave(self) -> None:
        if self.may_leave():
            self.back_requested.emit()

    # -- the window's questions ------------------------------------------------------------

    def may_leave(self) -> bool:
        """What is half typed is forgotten: nobody has said that it is whole. All else is on disk."""
        self.view.abandon()
        self._place.leave()
        return True

    def hold_still(self) -> None:
        """The window is locked: what is half typed is on disk and stays in its cell."""
        self._place.write()

    def refresh(self) -> None:
        """Read again what can be keyed; a second keying that goes on is not disturbed."""
        if self.opened is None or self.stack.currentWidget() is not self.choice:
            return
        key = self.opened.key
        try:
            self.look_at(
                self.desk.services.entry.open(key.family, key.facility, key.period, self.desk.person)
            )
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))

    def person_changed(self) -> None:
        self.view.abandon()
        self._place.open(None)
        self.opened = self.keying = self.model.keying = None
        self.choice.forget()
        self.stack.setCurrentWidget(self.choice)
        if self.isVisible():
            self.go_requested.emit("worklist")

    def focusInEvent(self, event: QFocusEvent) -> None:
        here = self.view if self.stack.currentWidget() is self.desk_of_keys else self.stack.currentWidget()
        if here is not None:
            here.setFocus(event.reason())
