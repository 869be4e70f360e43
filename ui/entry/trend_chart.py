"""The last twelve months of the current cell as a small line, with their median and range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.period import Period
from ui.entry.faces import Say, figure
from ui.entry.wording import month_name, short_month
from ui.style.look import SMALLEST, Look

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 98, 30, 8, 16, 18
MONTHS = 12
LABELLED = (0, 3, 6, 9, 12)
QUIET = 10
"""The least top of the axis: a step from 1 to 2 shall not look like a doubling."""


@dataclass(frozen=True, slots=True)
class Band:
    """What earlier months say: their median, and the smallest and largest figure."""

    median: float | None = None
    spread: tuple[float, float] | None = None


class TrendChart(QWidget):
    """Points of earlier months, oldest first, and this month last. A missing month leaves a gap.

    A soft band reaches from the smallest to the largest earlier figure, a dashed line is the median,
    and a ring marks the same month of last year.
    """

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._points: tuple[tuple[Period, float | None], ...] = ()
        self._band = Band()
        self._ink = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def show_points(self, points: Sequence[tuple[Period, float | None]], band: Band, ink: str) -> None:
        """``ink`` is the token of this month's point: ``err`` where a check fails on it."""
        new = (tuple(points), band, ink)
        if new != (self._points, self._band, self._ink):
            self._points, self._band, self._ink = new
            self.update()

    def in_words(self) -> str:
        """Every month with its figure, for who does not see the line."""
        say = self._say
        return ", ".join(
            f"{month_name(p, say, short=True)} {say('none') if v is None else figure(v)}"
            for p, v in self._points
        )

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
        top = nice_top(max([v for _, v in self._points if v is not None] + [QUIET]))
        plot = QRectF(self.rect()).adjusted(look.px(LEFT), look.px(TOP), -look.px(RIGHT), -look.px(BOTTOM))
        self._spread(painter, plot, top)
        self._axis(painter, plot, top)
        spots = [
            None if v is None else QPointF(self._x(plot, i), self._y(plot, v, top))
            for i, (_, v) in enumerate(self._points)
        ]
        self._line(painter, spots)
        self._year_ago(painter, spots)
        self._last(painter, spots[-1], self._points[-1][1])
        painter.end()

    def _x(self, plot: QRectF, number: int) -> float:
        return plot.left() + plot.width() * number / max(1, len(self._points) - 1)

    @staticmethod
    def _y(plot: QRectF, value: float, top: float) -> float:
        return plot.bottom() - plot.height() * value / top

    def _spread(self, painter: QPainter, plot: QRectF, top: float) -> None:
        if self._band.spread is None:
            return
        low, high = (self._y(plot, value, top) for value in self._band.spread)
        painter.fillRect(
            QRectF(plot.left(), high, plot.width(), max(1.0, low - high)), self._look.accent_soft
        )

    def _year_ago(self, painter: QPainter, spots: Sequence[QPointF | None]) -> None:
        spot = spots[-1 - MONTHS] if len(spots) > MONTHS else None
        if spot is not None:
            painter.setPen(QPen(self._look.accent, 1.6 * self._look.scale))
            painter.setBrush(self._look.surface)
            painter.drawEllipse(spot, 3.6 * self._look.scale, 3.6 * self._look.scale)

    def _axis(self, painter: QPainter, plot: QRectF, top: float) -> None:
        look = self._look
        for value in (0, top / 2, top):
            y = self._y(plot, value, top)
            painter.setPen(QPen(look.grid, 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(look.muted)
            box = QRectF(0, y - look.px(8), plot.left() - look.px(5), look.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure(value))
        if self._band.median is not None:
            pen = QPen(look.muted, 1)
            pen.setDashPattern([4, 3])
            painter.setPen(pen)
            y = self._y(plot, self._band.median, top)
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
