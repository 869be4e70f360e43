"""Remembers on disk where a second keying stands, and what is half typed there."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.keying_session import SecondKeying

_LOG = logging.getLogger(__name__)

DRAFT_MS = 300
"""How long typing may pause before the half-typed text is remembered."""


class StandingPlace(QObject):
    """A convenience: where it cannot be written, the log says so and the person goes on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keying: SecondKeying | None = None
        self._draft: tuple[CellKey, str] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.write)

    def open(self, keying: SecondKeying | None) -> None:
        self._timer.stop()
        self._keying, self._draft = keying, None

    def stand_on(self, key: CellKey) -> None:
        """The cursor came to this cell; written once the move has been painted."""
        self._draft = (key, "")
        self._timer.start(0)

    def typing(self, key: CellKey | None, text: str) -> None:
        """The half-typed text, written once the fingers rest for a moment."""
        if key is None:
            return
        waits = self._timer.isActive() and self._draft is not None and bool(self._draft[1])
        self._draft = (key, text)
        if not waits:
            self._timer.start(DRAFT_MS)

    def taken(self) -> None:
        """What was typed has been kept as a value: it is no longer half typed."""
        self._timer.stop()

    def write(self) -> None:
        self._timer.stop()
        keying, draft = self._keying, self._draft
        if keying is not None and draft is not None and not keying.is_finished:
            _try(lambda: keying.remember(*draft))

    def leave(self) -> None:
        """Left properly: the next start need not come back here."""
        self._timer.stop()
        keying, self._draft = self._keying, None
        if keying is not None and not keying.is_finished:
            _try(keying.leave)


def _try(write: Callable[[], None]) -> None:
    try:
        write()
    except KmmpError:
        _LOG.warning("the place in a second keying was not remembered", exc_info=True)
