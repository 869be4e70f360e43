"""What View > Appearance and Text size set: the look of the whole program, kept between runs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QApplication

from ui.style import palette
from ui.style.look import TEXT_SIZES, Look

THEMES: tuple[tuple[str, str], ...] = (("system", "&System"), ("light", "&Light"), ("dark", "&Dark"))


class Appearance(QObject):
    """Owns the present ``Look``. ``changed(Look)`` comes after the application has been dressed in it."""

    changed = Signal(object)

    def __init__(self, app: QApplication, settings: QSettings) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        theme = str(settings.value("theme", "system"))
        self.theme = theme if theme in dict(THEMES) else "system"
        self.percent = _percent(settings.value("text_size", 100))
        self.look = self._make()
        palette.apply(app, self.look)
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def set_theme(self, theme: str) -> None:
        """``system``, ``light`` or ``dark``."""
        self.theme = theme
        self._settings.setValue("theme", theme)
        self._dress()

    def set_percent(self, percent: int) -> None:
        """Text size, one of ``TEXT_SIZES``."""
        self.percent = percent
        self._settings.setValue("text_size", percent)
        self._dress()

    def step(self, up: int) -> None:
        """The next larger (+1) or smaller (-1) text size; stays at the ends."""
        at = TEXT_SIZES.index(self.percent) + up
        self.set_percent(TEXT_SIZES[min(max(at, 0), len(TEXT_SIZES) - 1)])

    def _system_changed(self) -> None:
        if self.theme == "system":
            self._dress()

    def _dress(self) -> None:
        self.look = self._make()
        palette.apply(self._app, self.look)
        self.changed.emit(self.look)

    def _make(self) -> Look:
        system = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self.theme == "dark" or (self.theme == "system" and system)
        return Look.of(dark=dark, scale=self.percent / 100)


def _percent(stored: object) -> int:
    """A stored text size made safe: whatever cannot be used becomes 100."""
    text = str(stored)
    return int(text) if text.isdigit() and int(text) in TEXT_SIZES else 100
