"""Chips and small buttons in the cells of a table: where they stand and how they are painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.faces.face import Chip, Face
from ui.style.icons import paint_icon
from ui.style.look import SMALL, Look

_ICON, _GAP, _APART, _PAD = 12, 4, 10, 8
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def chip_lines(face: Face, look: Look, room: int) -> tuple[tuple[tuple[int, Chip | None], ...], ...]:
    """The lines of ``sub`` and chips: each piece with its left edge; None stands for ``sub``."""
    metrics = look.metrics(SMALL)
    lines: list[list[tuple[int, Chip | None]]] = [[]]
    left = 0
    pieces: tuple[Chip | None, ...] = (*((None,) if face.sub else ()), *face.chips)
    for piece in pieces:
        words = face.sub if piece is None else piece.words
        before = look.px(_ICON) + look.px(_GAP) if piece is not None and piece.icon else 0
        wide = before + metrics.horizontalAdvance(words)
        if lines[-1] and left + wide > room:
            lines.append([])
            left = 0
        lines[-1].append((left, piece))
        left += wide + look.px(_APART)
    return tuple(tuple(line) for line in lines if line)


def chips_height(face: Face, look: Look, room: int) -> int:
    return len(chip_lines(face, look, room)) * look.metrics(SMALL).lineSpacing()


def paint_chips(painter: QPainter, look: Look, face: Face, box: QRect, ground: str) -> None:
    """``sub`` and chips on the quieter lines of a cell."""
    high = look.metrics(SMALL).lineSpacing()
    painter.setFont(look.font(SMALL))
    painter.setPen(look.muted)
    for number, line in enumerate(chip_lines(face, look, box.width())):
        top = box.top() + number * high
        for left, piece in line:
            at = box.left() + left
            if piece is not None and piece.icon:
                middle = top + high / 2
                paint_icon(painter, at, middle, piece.icon, look, _ICON, piece.ink, cut_out=ground)
                at += look.px(_ICON) + look.px(_GAP)
            words = face.sub if piece is None else piece.words
            painter.drawText(QRect(at, top, box.right() - at + 1, high), int(_MIDDLE), words)


def button_boxes(face: Face, look: Look, cell: QRect) -> tuple[QRectF, ...]:
    """Where the buttons of a cell stand: beside each other, under each other where there is no room."""
    metrics, high = look.metrics(SMALL), look.row(SMALL, 22)
    widths = [metrics.horizontalAdvance(words) + 2 * look.px(_PAD) for words in face.buttons]
    room = cell.width() - look.px(_PAD)
    gap, left = look.px(_GAP), cell.left() + look.px(_PAD - 1)
    if sum(widths) + gap * (len(widths) - 1) <= room:
        top, boxes = cell.center().y() - high / 2, []
        for width in widths:
            boxes.append(QRectF(left, top, width, high))
            left += width + gap
        return tuple(boxes)
    whole = high * len(widths) + gap * (len(widths) - 1)
    first = cell.center().y() - whole / 2
    return tuple(QRectF(left, first + n * (high + gap), w, high) for n, w in enumerate(widths))


def buttons_height(face: Face, look: Look, width: int) -> int:
    boxes = button_boxes(face, look, QRect(0, 0, width, 10))
    return round(boxes[-1].bottom() - boxes[0].top()) + 2 * look.px(_GAP)


def buttons_width(face: Face, look: Look) -> int:
    """The least width: that of the longest button."""
    metrics = look.metrics(SMALL)
    return max(metrics.horizontalAdvance(w) for w in face.buttons) + 2 * look.px(_PAD) + 2 * look.px(_PAD)


def paint_buttons(painter: QPainter, look: Look, face: Face, cell: QRect) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font(SMALL))
    for words, box in zip(face.buttons, button_boxes(face, look, cell), strict=True):
        painter.setPen(QPen(look.edge, 1))
        painter.setBrush(look.surface)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3))
        painter.setPen(look.text)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()


def button_at(face: Face, look: Look, cell: QRect, point: QPointF) -> int:
    """Which button is under a point; -1 for none."""
    boxes = button_boxes(face, look, cell) if face.buttons else ()
    return next((n for n, box in enumerate(boxes) if box.contains(point)), -1)
