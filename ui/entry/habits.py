"""How this office likes its grid: which way Enter goes, which comparing columns stand beside the figures."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal

ENTER_DOWN, LAST_MONTH, MEDIAN, LAST_YEAR = "enter_down", "last_month", "median", "last_year"
_USUAL = {ENTER_DOWN: False, LAST_MONTH: True, MEDIAN: True, LAST_YEAR: False}


class Habits(QObject):
    """Switches that are remembered in the settings of the office. ``changed(str)``: one was turned."""

    changed = Signal(str)

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._on = {name: self._kept(name, usual) for name, usual in _USUAL.items()}

    def _kept(self, name: str, usual: bool) -> bool:
        kept = self._settings.value(f"entry/{name}")
        return usual if kept is None else str(kept).lower() == "true"

    def has(self, name: str) -> bool:
        """Whether a switch is on; raises KeyError for an unknown one."""
        return self._on[name]

    def turn(self, name: str) -> bool:
        """Turn a switch over; returns how it stands now."""
        self._on[name] = not self._on[name]
        self._settings.setValue(f"entry/{name}", self._on[name])
        self.changed.emit(name)
        return self._on[name]
