"""The last twelve months of the current cell as a small line, with its median."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.period import Period
from ui.entry.faces import Say, figure
from ui.entry.wording import short_month
from ui.style.look import SMALLEST, Look

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 98, 30, 8, 16, 18
LABELLED = (0, 3, 6, 9, 11)


class TrendChart(QWidget):
    """Points of earlier months, oldest first, and this month last. A missing month leaves a gap."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._points: tuple[tuple[Period, float | None], ...] = ()
        self._median: float | None = None
        self._ink = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def show_points(
        self, points: Sequence[tuple[Period, float | None]], median: float | None, ink: str
    ) -> None:
        """``ink`` is the token of this month's point: ``err`` where a check fails on it."""
        new = (tuple(points), median, ink)
        if new != (self._points, self._median, self._ink):
            self._points, self._median, self._ink = new
            known = ", ".join(
                f"{short_month(p, self._say)} {figure(v)}" for p, v in self._points if v is not None
            )
            self.setAccessibleName(known)
            self.update()

    @property
    def has_points(self) -> bool:
        return any(value is not None for _, value in self._points[:-1])

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(200), self._look.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.has_points:
            return
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(SMALLEST))
        top = nice_top(max([v for _, v in self._points if v is not None] + [self._median or 0, 1]))
        plot = QRectF(self.rect()).adjusted(look.px(LEFT), look.px(TOP), -look.px(RIGHT), -look.px(BOTTOM))
        self._axis(painter, plot, top)
        spots = [
            None if v is None else QPointF(self._x(plot, i), self._y(plot, v, top))
            for i, (_, v) in enumerate(self._points)
        ]
        self._line(painter, spots)
        self._last(painter, spots[-1], self._points[-1][1])
        painter.end()

    def _x(self, plot: QRectF, number: int) -> float:
        return plot.left() + plot.width() * number / max(1, len(self._points) - 1)

    @staticmethod
    def _y(plot: QRectF, value: float, top: float) -> float:
        return plot.bottom() - plot.height() * value / top

    def _axis(self, painter: QPainter, plot: QRectF, top: float) -> None:
        look = self._look
        for value in (0, top / 2, top):
            y = self._y(plot, value, top)
            painter.setPen(QPen(look.grid, 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(look.muted)
            box = QRectF(0, y - look.px(8), plot.left() - look.px(5), look.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure(value))
        if self._median is not None:
            pen = QPen(look.muted, 1)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            y = self._y(plot, self._median, top)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(look.muted)
        metrics = painter.fontMetrics()
        for number in LABELLED:
            if number < len(self._points):
                word = short_month(self._points[number][0], self._say)
                width = metrics.horizontalAdvance(word)
                left = min(max(plot.left(), self._x(plot, number) - width / 2), plot.right() - width)
                painter.drawText(QPointF(left, self.height() - look.px(4)), word)

    def _line(self, painter: QPainter, spots: Sequence[QPointF | None]) -> None:
        look = self._look
        path, drawing = QPainterPath(), False
        for spot in spots:
            if spot is None:
                drawing = False
                continue
            if drawing:
                path.lineTo(spot)
            else:
                path.moveTo(spot)
            drawing = True
        pen = QPen(look.accent, 1.6 * look.scale)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.accent)
        for spot in spots[:-1]:
            if spot is not None:
                painter.drawEllipse(spot, 1.9 * look.scale, 1.9 * look.scale)

    def _last(self, painter: QPainter, spot: QPointF | None, value: float | None) -> None:
        if spot is None:
            return
        look = self._look
        ink = look.colour(self._ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(spot, 3.6 * look.scale, 3.6 * look.scale)
        painter.setFont(look.font(SMALLEST, bold=True))
        painter.setPen(ink)
        word = figure(value)
        width = painter.fontMetrics().horizontalAdvance(word)
        painter.drawText(QPointF(min(spot.x() + 2, self.width() - 1) - width, spot.y() - look.px(6)), word)


def nice_top(value: float) -> float:
    """The top of the axis: a round number at or a little above ``value``, even so that half is whole."""
    if value <= 2:
        return 2
    size = 10.0 ** int(log10(value))
    for factor in (1, 1.2, 1.4, 1.6, 2, 2.4, 3, 4, 5, 6, 7, 8, 10):
        if value <= factor * size and (factor * size) % 2 == 0:
            return factor * size
    return ceil(value / size) * size
