"""The line of the last months of one figure, with its median: look rather than read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.faces.figures import number
from ui.style.look import SMALLEST, Look

_HIGH = 92
_STEPS = (1, 2, 2.5, 5, 10)


class MonthChart(QWidget):
    """Months on one line, zero at the foot, gaps where nothing was reported, the last one marked.

    Give it ``(short month, figure)`` pairs, oldest first, with ``show_months``.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._months: tuple[tuple[str, float | None], ...] = ()
        self._median: float | None = None
        self._last_ink = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_months(
        self, months: Sequence[tuple[str, float | None]], median: float | None, last_ink: str = "accent"
    ) -> None:
        """``last_ink`` is the token of the last point: ``warn`` or ``err`` where a check fails there."""
        self._months, self._median, self._last_ink = tuple(months), median, last_ink
        self.setAccessibleName(", ".join(f"{name} {number(value)}" for name, value in self._months))
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(220), max(self._look.px(_HIGH), self._look.metrics(SMALLEST).height() * 5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        values = [value for _, value in self._months if value is not None]
        if not values:
            return
        look, metrics = self._look, self._look.metrics(SMALLEST)
        top = _rounded(max(*values, self._median or 0, 1))
        widest = max(metrics.horizontalAdvance(number(value)) for value in (top, top / 2))
        left = widest + look.px(7)
        plot = QRectF(
            left,
            metrics.height() + look.px(3),
            self.width() - left - look.px(8),
            self.height() - 2 * metrics.height() - look.px(9),
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(SMALLEST))
        self._paint_axis(painter, plot, top)
        self._paint_months(painter, plot)
        self._paint_line(painter, plot, top)
        painter.end()

    def _place(self, plot: QRectF, month: int, value: float, top: float) -> QPointF:
        steps = max(len(self._months) - 1, 1)
        return QPointF(
            plot.left() + plot.width() * month / steps,
            plot.bottom() - plot.height() * min(max(value, 0), top) / top,
        )

    def _paint_axis(self, painter: QPainter, plot: QRectF, top: float) -> None:
        look, metrics = self._look, self._look.metrics(SMALLEST)
        for value in (0.0, top / 2, top):
            y = self._place(plot, 0, value, top).y()
            painter.setPen(QPen(look.grid, 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(look.muted)
            painter.drawText(
                QRectF(0, y - metrics.height() / 2, plot.left() - look.px(5), metrics.height()),
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                number(value),
            )
        if self._median is not None:
            y = self._place(plot, 0, self._median, top).y()
            painter.setPen(QPen(look.muted, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))

    def _paint_months(self, painter: QPainter, plot: QRectF) -> None:
        look, metrics, last = self._look, self._look.metrics(SMALLEST), len(self._months) - 1
        painter.setPen(look.muted)
        free_from = -1.0
        wide_last = metrics.horizontalAdvance(self._months[last][0])
        for place, (name, _) in enumerate(self._months):
            wide = metrics.horizontalAdvance(name)
            x = self._place(plot, place, 0, 1).x()
            left = x - wide / 2 if 0 < place < last else plot.left() if place == 0 else plot.right() - wide
            clear = place == last or left + wide < plot.right() - wide_last - look.px(8)
            if place in (0, last) or (place % 3 == 0 and left > free_from and clear):
                painter.drawText(QPointF(left, plot.bottom() + metrics.height() + look.px(1)), name)
                free_from = left + wide + look.px(6)

    def _paint_line(self, painter: QPainter, plot: QRectF, top: float) -> None:
        look, last = self._look, len(self._months) - 1
        points = [
            None if value is None else self._place(plot, n, value, top)
            for n, (_, value) in enumerate(self._months)
        ]
        painter.setPen(QPen(look.accent, look.px(1.6)))
        for one, other in pairwise(points):
            if one is not None and other is not None:
                painter.drawLine(one, other)
        for place, point in enumerate(points):
            if point is not None:
                ink = look.colour(self._last_ink) if place == last else look.accent
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink)
                radius = look.px(3.6) if place == last else look.px(1.9)
                painter.drawEllipse(point, radius, radius)
        final, value = points[last], self._months[last][1]
        if final is not None and value is not None:
            painter.setFont(look.font(SMALLEST, bold=True))
            painter.setPen(look.colour(self._last_ink))
            text = number(value)
            wide = look.metrics(SMALLEST, bold=True).horizontalAdvance(text)
            painter.drawText(QPointF(plot.right() + look.px(4) - wide, final.y() - look.px(6)), text)


def _rounded(most: float) -> float:
    """The next round number at or above ``most``, so that half of it is readable too."""
    size = 1.0
    while size * 10 <= most:
        size *= 10
    return next(size * step for step in _STEPS if size * step >= most)
