"""Bars of twelve months, a share of work done, a check box: drawn in the colours of the look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.style.look import Look


def paint_bars(painter: QPainter, look: Look, box: QRectF, values: Sequence[float | None]) -> None:
    """Bars from zero, oldest left; the last one in the accent, months without a figure left empty."""
    known = [abs(v) for v in values if v is not None]
    most = max(known, default=0) or 1
    wide = min(look.px(9), box.width() / max(len(values), 1) - look.px(2))
    step = (
        wide + look.px(4) if (wide + look.px(4)) * len(values) <= box.width() else box.width() / len(values)
    )
    for place, value in enumerate(values):
        left = box.left() + place * step
        if value is None:
            painter.fillRect(QRectF(left, box.bottom() - 1, wide, 1), look.grid)
            continue
        high = max(1.0, box.height() * abs(value) / most)
        colour = look.accent if place == len(values) - 1 else look.hatch
        painter.fillRect(QRectF(left, box.bottom() - high, wide, high), colour)


def paint_share(painter: QPainter, look: Look, box: QRectF, share: float) -> None:
    """A progress bar, ``share`` from 0 to 1."""
    painter.fillRect(box, look.header)
    painter.fillRect(
        QRectF(box.left(), box.top(), box.width() * min(max(share, 0), 1), box.height()), look.accent
    )
    painter.setPen(QPen(look.grid, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0, 0, -1, -1))


def paint_check(painter: QPainter, look: Look, box: QRectF, ticked: bool) -> None:
    """A check box: an edge, and when ticked a tick on the accent."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.accent if ticked else look.edge, 1))
    painter.setBrush(look.accent if ticked else look.surface)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(2), look.px(2))
    if ticked:
        painter.setPen(
            QPen(
                look.on_accent,
                look.px(1.6),
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        side = box.width()
        painter.drawPolyline(
            [
                QPointF(box.left() + side * x, box.top() + side * y)
                for x, y in ((0.24, 0.53), (0.43, 0.72), (0.77, 0.30))
            ]
        )
    painter.restore()
