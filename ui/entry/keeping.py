"""Keeps what is typed: every commit on disk before it is acknowledged, nothing lost where that fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.open_return import OpenReturn, Saved
from ui.entry.undo import Trail, Values

_LOG = logging.getLogger(__name__)

RETRY_MS = 3000
DRAFT_MS = 300
"""How long typing may pause before the half-typed text is remembered."""


class Keeping(QObject):
    """The only way from the screen into an open return.

    ``kept(Saved)``: on disk. ``held(KmmpError)``: on screen only, in ``unsaved``, tried again
    every few seconds and with every further commit. ``refused(KmmpError)``: not allowed at all.
    """

    kept = Signal(object)
    held = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened: OpenReturn | None = None
        self.unsaved: dict[CellKey, str] = {}
        self._unkept: list[Callable[[], None]] = []
        """Words of the open return that are not on disk, as the acts that keep them."""
        self.trail = Trail(self._restore, self.refused.emit, self)
        self._again = QTimer(self)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self.retry)
        self._drafts = QTimer(self)
        self._drafts.setSingleShot(True)
        self._drafts.timeout.connect(self._remember_draft)
        self._draft: tuple[CellKey, str | None] | None = None

    def open(self, opened: OpenReturn, *, keep_trail: bool = False) -> None:
        """Work on another return; the one before must have been left. ``keep_trail``: it is the same
        return, read again."""
        self.opened = opened
        self.unsaved.clear()
        if not keep_trail:
            self._unkept.clear()
        if not keep_trail:
            self.trail.forget()
        self._again.stop()
        self._drafts.stop()
        self._draft = None

    def forget(self) -> None:
        """Nothing is open any more."""
        self.opened = None
        self._drafts.stop()
        self._again.stop()
        self.unsaved.clear()
        self._unkept.clear()
        self.trail.forget()

    # -- commits ---------------------------------------------------------------------------

    def commit(self, key: CellKey, text: str) -> bool:
        """Take one typed cell; True once it is on disk."""
        return self.commit_many({key: text}, Origin.TYPED, "typing")

    def commit_many(
        self,
        edits: Mapping[CellKey, str],
        origin: Origin,
        act: str,
        noted: Mapping[str, object] | None = None,
    ) -> bool:
        """Take several cells as one act (one transaction, one undo). ``noted`` goes into the audit entry."""
        opened = self.opened
        if opened is None:
            return False
        held = {key: text for key, text in self.unsaved.items() if key not in edits}
        try:
            if held:
                self._write(lambda: opened.set_many(held), "typing")
                for key in held:
                    self.unsaved.pop(key, None)
            self._write(lambda: opened.set_many(edits, origin, noted), act)
        except StorageError as error:
            self.unsaved.update(edits)
            self._again.start()
            self.held.emit(error)
            return False
        except KmmpError as error:
            # Locked or begun elsewhere meanwhile: each new try would be refused, and hold the person here.
            self.unsaved.clear()
            self._again.stop()
            self.refused.emit(error)
            return False
        self.unsaved.clear()
        if not self._unkept:
            self._again.stop()
        if self._draft is not None and self._draft[1] is not None and self._draft[0] in edits:
            # Saved without moving on (Ctrl+0, a click elsewhere): it is no longer half typed.
            self.stand_on(self._draft[0])
        return True

    def fill_with_zero(self, section: str) -> bool:
        """Put 0 into the blank counts of a section; recorded as such."""
        opened = self.opened
        if opened is None:
            return False
        try:
            self._write(lambda: opened.fill_with_zero(section), "fill with 0")
        except StorageError as error:
            self.held.emit(error)
            return False
        except KmmpError as error:
            self.refused.emit(error)
            return False
        return True

    def decide(self, key: CellKey, late: bool) -> None:
        """A cell that two people changed: which of the two figures stands."""
        opened = self.opened
        if opened is None or not self.retry():
            return
        try:
            self._write(lambda: opened.settle_conflict(key, late=late), "typing")
        except StorageError as error:
            self.held.emit(error)
        except KmmpError as error:
            self.refused.emit(error)

    def took(self, saved: Saved, act: str) -> None:
        """A change that was made with words of its own (two keyings settled): on disk, to be undone."""
        self._write(lambda: saved, act)

    @property
    def waiting(self) -> int:
        """Cells with a figure or words that are on screen only."""
        return len(self.unsaved) + len(self._unkept)

    def keep_later(self, keep: Callable[[], None], error: StorageError) -> None:
        """Words could not be kept: ``keep`` is tried again with the figures, so they are not lost."""
        self._unkept.append(keep)
        self._again.start()
        self.held.emit(error)

    def retry(self) -> bool:
        """Try again what is not on disk: figures, then words in the order in which they were written."""
        if self.unsaved and not self.commit_many(dict(self.unsaved), Origin.TYPED, "typing"):
            return False
        while self._unkept:
            try:
                self._unkept[0]()
            except StorageError as error:
                self.held.emit(error)
                return False
            except KmmpError as error:  # locked meanwhile: each new try would be refused
                self.refused.emit(error)
            self._unkept.pop(0)
        self._again.stop()
        return True

    def _write(self, write: Callable[[], Saved], act: str) -> None:
        opened = self.opened
        assert opened is not None
        began = opened.revision is None
        saved = write()
        if began and self._draft is not None and not self._drafts.isActive():
            self._drafts.start(0)  # until now there was no return on disk that could be reopened there
        if saved.changed:
            before = {key: saved.before[key] for key in saved.changed}
            self.trail.record(act, before, {key: opened.value(key) for key in saved.changed})
        self.kept.emit(saved)

    def _restore(self, values: Values) -> bool:
        opened = self.opened
        if opened is None or not self.retry():
            return False
        try:
            saved = opened.restore(values)
        except StorageError as error:
            self.held.emit(error)
            return False
        except KmmpError as error:
            self.refused.emit(error)
            return False
        self.kept.emit(saved)
        return True

    # -- where one stands ------------------------------------------------------------------

    def stand_on(self, key: CellKey) -> None:
        """The cursor came to this cell: that is where to reopen."""
        self._draft = (key, None)
        self._drafts.start(0)  # once the move has been painted

    def typing(self, key: CellKey, draft: str) -> None:
        """The half-typed text, remembered once the fingers rest for a moment."""
        waits = self._drafts.isActive() and self._draft is not None and self._draft[1] is not None
        self._draft = (key, draft)
        if not waits:
            self._drafts.start(DRAFT_MS)

    def remember_now(self) -> None:
        """Do not wait for the fingers to rest: the window is about to be locked."""
        if self._drafts.isActive():
            self._drafts.stop()
            self._remember_draft()

    def _remember_draft(self) -> None:
        opened, draft = self.opened, self._draft
        if opened is None or draft is None or opened.locked_why is not None:
            return
        try:
            opened.remember(*draft)
        except KmmpError:
            # The place of the cursor is a convenience; a figure that cannot be kept is said loudly.
            _LOG.warning("the position was not remembered", exc_info=True)

    def leave(self) -> bool:
        """Close the return properly; False while something is not on disk."""
        self._drafts.stop()
        if not self.retry():
            return False
        if self.opened is not None and self.opened.locked_why is None:
            try:
                self.opened.leave()
            except KmmpError:
                _LOG.warning("the position was not cleared", exc_info=True)
        return True

    @property
    def last_saved(self) -> datetime | None:
        return self.opened.last_saved if self.opened else None
