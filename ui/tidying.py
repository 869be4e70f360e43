"""Free memory goes back when the person has been at a place for a moment, not while it is being shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThreadPool, QTimer

from kmmp_desktop.memory import give_back

REST_MS = 3_000
"""Milliseconds after the last place was shown: reading and painting are over by then."""


class Tidying(QObject):
    """``later()``: once, a moment after the last call."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._tidy)

    def later(self) -> None:
        self._rest.start()

    @staticmethod
    def _tidy() -> None:
        QThreadPool.globalInstance().start(give_back)
