"""Text of the look's sizes and inks, headers of side areas, and thin lines."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.style.icons import pixmap
from ui.style.look import SMALL, TEXT, Look


class Label(QLabel):
    """Plain text in one size, weight and ink of the look; never interprets markup."""

    def __init__(
        self,
        look: Look,
        parent: QWidget | None = None,
        *,
        points: float = TEXT,
        bold: bool = False,
        ink: str = "text",
        wrap: bool = False,
    ) -> None:
        super().__init__(parent)
        self._points, self._bold, self._ink = points, bold, ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.set_look(look)

    def set_ink(self, ink: str, look: Look) -> None:
        self._ink = ink
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self.setFont(look.font(self._points, bold=self._bold))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, look.colour(self._ink))
        self.setPalette(palette)


class IconLabel(QLabel):
    """One icon."""

    def __init__(
        self, look: Look, name: str, size: float = 16, ink: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._size, self._ink = name, size, ink
        self.set_look(look)

    def show_icon(self, look: Look, name: str, ink: str) -> None:
        self._name, self._ink = name, ink
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self.setPixmap(pixmap(self._name, look, self._size, self._ink, ratio=self.devicePixelRatioF()))


class SectionHeader(QWidget):
    """Header of a side area: title at the left in 600, a note at the right; line below."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = Label(look, self, points=SMALL, bold=True)
        self._note = Label(look, self, points=SMALL, ink="muted")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.addWidget(self._title)
        layout.addStretch(1)
        layout.addWidget(self._note)
        self.set_look(look)

    def set_texts(self, title: str, note: str = "") -> None:
        self._title.setText(title)
        self._note.setText(note)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._title.set_look(look)
        self._note.set_look(look)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(look.px(10), 0, look.px(10), 0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._look.row(SMALL) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.header)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.edge)
        painter.end()


class Line(QFrame):
    """A one pixel line in the grid colour."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, upright: bool = False) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        self.setAutoFillBackground(True)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, look.grid)
        self.setPalette(palette)
