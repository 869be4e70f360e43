"""The bar under the places: what am I looking at, and the place's own controls with its main action."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.style.look import SMALL, TITLE, Look
from ui.widgets.labels import Label


class ContextBar(QWidget):
    """Title and sub-line at the left, the place's widget in the rest.

    The sub-line is never cut: it is hidden, and becomes the title's tooltip, where there is no
    room for it or the window is low.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._low = False
        self._shown: QWidget | None = None
        self._title = Label(look, self, points=TITLE, bold=True)
        self._subtitle = Label(look, self, points=SMALL, ink="muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        words.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words)
        self.set_look(look)

    def show_page(self, title: str, subtitle: str, widget: QWidget | None) -> None:
        """Show these texts and this widget; the widget stays the property of the bar."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._title.setToolTip(subtitle)
        if widget is not self._shown:
            if self._shown is not None:
                self._shown.hide()
            self._shown = widget
            if widget is not None:
                if self._row.indexOf(widget) < 0:
                    self._row.addWidget(widget, 1)
                widget.show()
        self._fit()

    @property
    def title(self) -> str:
        return self._title.text()

    def set_low(self, low: bool) -> None:
        self._low = low
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        self._title.set_look(look)
        self._subtitle.set_look(look)
        self._row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        self._row.setSpacing(look.px(16))
        self.setMinimumHeight(look.px(46))
        self._fit()

    def _fit(self) -> None:
        taken = 0
        if self._shown is not None:
            # A widget that folds by itself says what it would like.
            wish = getattr(self._shown, "wanted_width", None)
            layout = self._shown.layout()
            least = layout.minimumSize() if layout is not None else self._shown.minimumSizeHint()
            taken = wish() if wish is not None else least.width()
        margins = 2 * self._look.px(12) + self._look.px(16)
        fits = self._subtitle.sizeHint().width() + margins + taken <= self.width()
        self._subtitle.setVisible(bool(self._subtitle.text()) and not self._low and fits)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.grid)
        painter.end()
