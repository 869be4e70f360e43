"""After how many minutes the window locks by itself: a choice in the menu, remembered for the office."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from ui.idle_lock_watch import IdleWatch
from ui.page import Desk

CHOICES = (0, 5, 10, 30)
"""Minutes; 0: never by itself."""
USUAL = 10
_KEPT = "idle lock"


class IdleMinutes(QObject):
    """The submenu, and what was chosen in it."""

    def __init__(self, desk: Desk, settings: QSettings, menu: QMenu, watch: IdleWatch) -> None:
        super().__init__(menu)
        self._desk, self._settings, self._watch = desk, settings, watch
        self._menu = QMenu(menu)
        menu.addMenu(self._menu)
        group = QActionGroup(self)
        self.choices: dict[int, QAction] = {}
        for minutes in CHOICES:
            action = self.choices[minutes] = QAction(self._menu)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, m=minutes: self.choose(m))
            group.addAction(action)
            self._menu.addAction(action)
        desk.texts.on_change(self._retranslate)
        self._retranslate()
        self._use(self._stored())

    def _stored(self) -> int:
        kept = str(self._settings.value(_KEPT, USUAL))
        return int(kept) if kept.isdigit() and int(kept) in CHOICES else USUAL

    def choose(self, minutes: int) -> None:
        """Lock after so many minutes without a key or the mouse; 0: only when asked to. Remembered."""
        self._settings.setValue(_KEPT, minutes)
        self._use(minutes)

    def _use(self, minutes: int) -> None:
        self._watch.set_minutes(minutes)
        self.choices[minutes].setChecked(True)

    def _retranslate(self) -> None:
        say = self._desk.say
        self._menu.setTitle(say("Lock when i&dle"))
        for minutes, action in self.choices.items():
            action.setText(say("After {count} minutes", count=minutes) if minutes else say("Never"))
