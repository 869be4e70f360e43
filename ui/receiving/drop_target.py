"""Where files and folders may be dropped, and that says so: a button with a dashed edge."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from ui.style.icons import paint_icon
from ui.style.look import TEXT, Look


class DropTarget(QPushButton):
    """``dropped(list[Path])``: files or folders of this machine. Pressing it is for choosing a folder."""

    dropped = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look, metrics = self._look, self._look.metrics(TEXT)
        wide = metrics.horizontalAdvance(self.text()) + look.px(14 + 6 + 2 * 12)
        return QSize(wide, max(metrics.height() + look.px(8), look.px(26)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(look.muted, 1)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.surface if self.isDown() else look.window)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3))
        left = look.px(12)
        left += paint_icon(painter, left, self.height() / 2, "down", look, 14, "text") + look.px(6)
        painter.setFont(look.font(TEXT))
        painter.setPen(look.text)
        painter.drawText(
            self.rect().adjusted(left, 0, 0, 0),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            self.text(),
        )
        painter.end()
