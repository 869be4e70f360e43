"""How a return comes onto the desk of the entry screen, is read again, and is left."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QTimer

from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.screen import EntryScreen
from ui.entry.standing import reopened_words


class Opening(EntryScreen):
    """The entry screen with one return open, or none. What the clerk does with it is the page's."""

    def show_standing(self) -> None:
        """How far the return is: list of sections and context bar."""
        raise NotImplementedError

    @cached_property
    def _catching_up(self) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self._catch_up)
        return timer

    # -- what is open ----------------------------------------------------------------------

    def open_return(self, family: str, mfl: str, period: Period) -> None:
        """Open a return at its first blank cell; a return that cannot be opened is said why.

        The one that is open already is read again and keeps its cursor and its undo.
        """
        if self.opened is not None and self.opened.key == ReturnKey(family, mfl, period):
            self.refresh()
            return
        if self.opened is not None and not self.may_leave():
            return
        opened = self._read(family, mfl, period)
        if opened is not None:
            self._show(opened)

    def _read(self, family: str, mfl: str, period: Period, *, at_leisure: bool = True) -> OpenReturn | None:
        try:
            return self.desk.services.entry.open(family, mfl, period, self.desk.person, at_leisure=at_leisure)
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
        self.filter.stop()
        self.steering.open(opened, at)
        self.space.fit()  # the section has told how far the return is
        self._say_saved(opened)
        self.taking.follow(opened)
        self.paper.follow(opened)
        self.other.follow(opened)
        self.together.follow(opened, self.desk.services.entry.presence)
        self.amending.follow()
        self.heading_changed.emit()
        self.view.setFocus()
        if not opened.is_judged:
            self._catching_up.start(0)  # once the figures have been painted

    def catch_up(self) -> bool:
        """What is asked now needs the findings: do not wait until the figures have been painted.

        False where the months before cannot be read; that is said.
        """
        if self._catching_up.isActive() or (self.opened is not None and not self.opened.is_judged):
            self._catching_up.stop()
            self._catch_up()
        return self.opened is None or self.opened.is_judged

    def _catch_up(self) -> None:
        """Read the months before, run the checks, and show what they say."""
        if self.opened is None:
            return
        try:
            self.opened.judge()
        except StorageError as error:
            self.ask.warn(self.sentence(error), self._catch_up)
            return
        self.show_again()

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
        again = self._read(key.family, key.facility, key.period, at_leisure=False)
        if again is not None:
            again.judge()  # marks that are on the screen do not go and come back
            # What somebody else has typed since must not be taken back by an undo of before.
            theirs = {k for k in {*again.cells, *opened.cells} if again.value(k) != opened.value(k)}
            unlocked = again.locked_why is None and opened.locked_why is None
            self._show(again, self.view.key, again=unlocked and not self.keeping.trail.touches(theirs))

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
        self._catching_up.stop()
        self.keeping.forget()
        self.together.forget()
        self.taking.close()
        self.paper.close()
        self.other.forget()
        self.space.hide()
        self.nothing_open.show()
        self.heading_changed.emit()
