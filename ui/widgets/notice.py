"""A sentence over a place that goes with the next key or click: where you stopped, what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from ui.style.look import Look
from ui.widgets.labels import IconLabel, Label

_GROUNDS = {"info": ("info", "accent", "accent_soft"), "error": ("error", "err", "err_soft")}


class Notice(QWidget):
    """Hidden until ``say``. Screen readers are told the sentence."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._kind = "info"
        self._seen = False
        self._icon = IconLabel(look, "info", parent=self)
        self._label = Label(look, self, wrap=True)
        layout = QHBoxLayout(self)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        self.setAutoFillBackground(True)
        self.set_look(look)
        self.hide()

    def say(self, sentence: str, kind: str = "info") -> None:
        """Show ``sentence``; ``kind`` is ``info`` or ``error``. Empty hides it."""
        self._kind, self._seen = kind, False
        self._label.setText(sentence)
        self.set_look(self._look)
        # Not at once: the key press that led here may still be on its way from child to parent.
        QTimer.singleShot(0, self._wait_for_key)
        self.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def _wait_for_key(self) -> None:
        self._seen = True
        app = QApplication.instance()
        if app is not None and self.isVisible():
            app.installEventFilter(self)

    @property
    def sentence(self) -> str:
        return self._label.text() if self.isVisible() else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress) and watched.isWidgetType():
            self.clear()
        return False

    def leave_place(self) -> None:
        """Another place is shown: what was said of the one before goes, what leads to the new one stays."""
        if self._seen:
            self.clear()

    def clear(self) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.hide()

    def set_look(self, look: Look) -> None:
        self._look = look
        icon, ink, ground = _GROUNDS[self._kind]
        self._icon.show_icon(look, icon, ink)
        self._label.set_look(look)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, look.colour(ground))
        self.setPalette(palette)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
