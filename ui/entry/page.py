"""The place Entry: puts the parts together and keeps them in step with one open return."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.open_return import OpenReturn, Saved
from kmmp_desktop.text import Message
from ui.entry.findings_panel import findings_of
from ui.entry.keys import Where, action_of
from ui.entry.screen import EntryScreen
from ui.entry.standing import reopened_words, standing_of
from ui.entry.wording import place_name, short_category
from ui.page import Desk

SAID_LENGTH = 40
"""How much of a narrative the status bar repeats."""


class EntryPage(EntryScreen):
    """The clerk types a return here. ``complete_requested(OpenReturn)``: on to Check and complete."""

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
        self.steering.stood.connect(self._on_stood)
        self.steering.told.connect(self.tell)
        self.steering.section_shown.connect(self._on_section)
        self.space.panel_shown.connect(self._show_current)
        self.keeping.kept.connect(self._on_kept)
        self.keeping.held.connect(self._on_held)
        self.keeping.refused.connect(self._on_refused)
        self.acts.told.connect(self.tell)
        self.acts.worded.connect(self._on_worded)
        self.panel.jumped.connect(self.go_to_cell)
        self.panel.left.connect(self.view.setFocus)
        self.ask.left.connect(self.view.setFocus)
        self.sections.rows.chosen.connect(self._section_chosen)
        self.context.section_requested.connect(self._section_chosen)
        self.context.problem_requested.connect(lambda: self.act("next_problem"))
        self.context.complete_requested.connect(self._complete)
        self.context.month_requested.connect(self._other_month)

    # -- what is open ----------------------------------------------------------------------

    def open_return(self, family: str, mfl: str, period: Period) -> None:
        """Open a return at its first blank cell; a return that cannot be opened is said why."""
        if self.opened is not None and not self.may_leave():
            return
        opened = self._read(family, mfl, period)
        if opened is not None:
            self._show(opened)

    def _read(self, family: str, mfl: str, period: Period) -> OpenReturn | None:
        try:
            return self.desk.services.entry.open(family, mfl, period, self.desk.person)
        except KmmpError as error:
            if self.opened is None:
                self.nothing_open.setText(self.sentence(error))
            else:
                self.ask.warn(self.sentence(error))
            return None

    def reopen_last(self) -> bool:
        """After a power cut: the same return, cell and half-typed text. False where there is none."""
        last = self.desk.services.entry.last_position(self.desk.person)
        if last is None:
            return False
        key, cell, draft = last
        opened = self._read(key.family, key.facility, key.period)
        if opened is None:
            return False
        self._show(opened, cell)
        if draft:
            self.view.edit_here(draft)
        self.tell(reopened_words(opened, cell, draft))
        return True

    def _show(self, opened: OpenReturn, at: CellKey | None = None, *, again: bool = False) -> None:
        self.opened = opened
        self.keeping.open(opened, keep_trail=again)
        self.model.just_saved = frozenset()
        self.ask.hide()
        self.nothing_open.hide()
        self.space.show()
        self.sections.rows.show_sections(opened.form.sections)
        self.context.show_sections(opened.form.sections)
        self.steering.open(opened, at)
        self.space.fit()
        self._show_standing()
        self._say_saved(opened)
        self.heading_changed.emit()
        self.view.setFocus()

    def _say_saved(self, opened: OpenReturn) -> None:
        """What was found on disk is saved: since when, if that was today."""
        since = opened.last_saved or (opened.revision.changed_at if opened.revision else None)
        today = east_africa(self.desk.services.clock.now()).date()
        if since is not None and east_africa(since).date() == today:
            self.saved.emit(since)

    def go_to_cell(self, key: CellKey) -> None:
        """Put the cursor on a cell (from another place, or from a finding)."""
        self.view.finish()
        self.steering.go(key)
        self.view.setFocus()

    def _other_month(self, period: Period) -> None:
        if self.opened is not None:
            self.open_return(self.opened.key.family, self.opened.key.facility, period)

    # -- keys and acts ---------------------------------------------------------------------

    def act(self, action: str) -> None:
        """Do what a key of the table says."""
        if self.opened is None:
            return
        self.view.finish()
        if action in _MOVES:
            self._keep_words()
        self.hint.tell("")
        if self.steering.act(action) or self.acts.act(action):
            if self.view.missing_menu.isHidden() and action in _MOVES:
                self.view.setFocus()
        elif action == "panel":
            if not self.space.toggle_panel():
                self.view.setFocus()
        elif action == "next_area":
            self.next_area()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = action_of(event, Where.PAGE)
        if action:
            self.act(action)
        elif event.key() == Qt.Key.Key_Escape and not self.view.hasFocus():
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
        if self.opened is not None and self.keeping.retry():
            self.complete_requested.emit(self.opened)

    # -- staying in step -------------------------------------------------------------------

    def _on_stood(self, key: CellKey) -> None:
        opened = self.opened
        if opened is None:
            return
        self.hint.tell("")
        self.keeping.stand_on(key)
        self._show_cell(key)

    def _show_cell(self, key: CellKey) -> None:
        opened = self.opened
        assert opened is not None
        if not self.panel.isHidden():
            self.panel.show_cell(
                opened, key, self.model.why_invalid(key), self.desk.services.clock.now(), self.model.marks
            )
        finding = next(iter(findings_of(opened, key)), None)
        self.hint.show_finding(finding, self.model.marks.slip(finding) if finding else None)
        element, say = opened.form.elements[key.element], self.desk.say
        where = ", ".join(w for w in (place_name(element, say), short_category(element, key, say)) if w)
        index = self.model.place(key)
        face = self.model.face(index.row(), index.column())
        shown = face.text if len(face.text) <= SAID_LENGTH else face.text[:SAID_LENGTH] + "…"
        self.said.emit(f"{where}: {shown or say('blank')}")

    def _on_section(self, number: int) -> None:
        self.space.fit()
        self._show_standing()

    def _on_kept(self, saved: Saved) -> None:
        self.model.just_saved = frozenset(saved.changed)
        self.steering.stay()
        self.ask.clear()
        self.show_again()
        if saved.at is not None:
            self.saved.emit(saved.at)

    def show_again(self) -> None:
        self.model.refresh()
        self._show_standing()
        self._show_current()

    def _show_current(self) -> None:
        key = self.view.key
        if key is not None and self.opened is not None:
            self._show_cell(key)

    def _on_held(self, error: KmmpError) -> None:
        self.model.refresh()
        count = len(self.keeping.unsaved)
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
        self.show_again()
        if self.keeping.last_saved is not None:
            self.saved.emit(self.keeping.last_saved)

    def _typing(self, text: str) -> None:
        key = self.view.key
        if key is not None:
            self.keeping.typing(key, text)

    def _blank(self, keys: tuple[CellKey, ...]) -> None:
        self.keeping.commit_many(dict.fromkeys(keys, ""), Origin.TYPED, "blank")

    def _show_standing(self) -> None:
        opened = self.opened
        if opened is None:
            return
        counts = opened.section_counts()
        number = self.steering.section
        following = self.steering.walk.section_from(number, 1)
        self.sections.show_state(
            counts, number, opened.form.sections[following] if following is not None else None
        )
        self.context.show_standing(standing_of(opened, counts, number, self.desk.services.clock.now()))

    # -- the window's questions ------------------------------------------------------------

    def refresh(self) -> None:
        """Read the return again: another place may have completed or reopened it."""
        opened = self.opened
        if opened is None:
            return
        self.view.finish()
        if self.keeping.unsaved:
            return
        key = opened.key
        again = self._read(key.family, key.facility, key.period)
        if again is not None:
            # What somebody else has typed since must not be taken back by an undo of before.
            theirs = {k for k in {*again.cells, *opened.cells} if again.value(k) != opened.value(k)}
            unlocked = again.locked_why is None and opened.locked_why is None
            self._show(again, self.view.key, again=unlocked and not self.keeping.trail.touches(theirs))

    def start_search(self) -> None:
        """Ctrl+F finds a row of the paper here."""
        self.act("go_to_row")

    def may_leave(self) -> bool:
        self.view.finish()
        self._keep_words()
        if self.keeping.leave():
            return True
        self.tell(Message("Some cells are not on disk yet. Stay here until they are saved."))
        return False

    def _keep_words(self) -> None:
        """A comment or reason half written belongs to this cell: its field keeps it when it is left."""
        writing = self.panel.focusWidget()
        if writing is not None and writing.hasFocus():
            self.view.setFocus()

    def person_changed(self) -> None:
        self.opened = None
        self.keeping.forget()
        self.space.hide()
        self.nothing_open.show()
        self.heading_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.view.setFocus(event.reason())


_JUMPS = {"next_section", "previous_section", "next_problem", "previous_problem", "undo", "redo"}
_MOVES = frozenset({"next", "previous", *_JUMPS})
