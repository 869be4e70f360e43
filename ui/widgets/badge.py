"""The badge that says how sure we are of a standard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.form import Status
from ui.style.icons import paint_icon
from ui.style.look import SMALLEST, Look

BADGES: dict[Status, tuple[str, str, str, str, str, bool]] = {
    Status.SOURCED: ("Sourced", "tick", "ok", "ok_text", "ok_soft", False),
    Status.BENCHMARK: ("Benchmark", "programme-setting", "miss", "miss_text", "miss_soft", False),
    Status.PROGRAMME_SETTING: (
        "Programme setting",
        "programme-setting",
        "miss",
        "miss_text",
        "miss_soft",
        False,
    ),
    Status.NOT_VERIFIED: ("Not verified", "not-verified", "warn", "warn_text", "warn_soft", True),
    Status.ARITHMETIC: ("Arithmetic", "", "edge", "muted", "alt", False),
}
"""Word (catalogue text), icon, edge, ink, ground, and whether the edge is dashed."""


def badge_size(look: Look, status: Status, word: str) -> QSize:
    metrics = look.metrics(SMALLEST)
    icon_room = look.px(16) if BADGES[status][1] else 0
    return QSize(
        metrics.horizontalAdvance(word) + icon_room + look.px(14),
        max(metrics.height() + look.px(3), look.px(19)),
    )


def paint_badge(painter: QPainter, x: float, middle: float, look: Look, status: Status, word: str) -> int:
    """Paint a badge with its left edge at ``x``; ``word`` is the translated word. Returns its width."""
    _, icon_name, edge, ink, ground, dashed = BADGES[status]
    size = badge_size(look, status, word)
    box = QRectF(x + 0.5, middle - size.height() / 2 + 0.5, size.width() - 1, size.height() - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(look.colour(edge), 1)
    if dashed:
        pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(look.colour(ground))
    painter.drawRoundedRect(box, look.px(3), look.px(3))
    left = box.left() + look.px(6)
    if icon_name:
        left += paint_icon(painter, left, middle, icon_name, look, 12, ink, cut_out=ground) + look.px(4)
    painter.setPen(look.colour(ink))
    painter.setFont(look.font(SMALLEST))
    painter.drawText(
        QRectF(left, box.top(), box.right() - left, box.height()),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        word,
    )
    painter.restore()
    return size.width()


class Badge(QWidget):
    """A badge as a widget. Set it with ``show_status``; the word is already translated."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._status = Status.NOT_VERIFIED
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_status(self, status: Status, word: str) -> None:
        self._status, self._word = status, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self._look, self._status, self._word)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, 0, self.height() / 2, self._look, self._status, self._word)
        painter.end()
