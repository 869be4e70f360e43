"""Paints received files: what follows the verb stays on its line, and goes below it where it is too long."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from ui.faces.face import Face
from ui.faces.face_delegate import GAP, PAD, FaceDelegate
from ui.style.look import SMALL, TEXT


class VerdictDelegate(FaceDelegate):
    """The delegate of every table, but for quieter words that do not fit beside the first ones."""

    def height(self, face: Face, width: int) -> int:
        return super().height(self._laid(face, width), width)

    def _paint_words(self, painter: QPainter, rect: QRect, face: Face, ground: str) -> None:
        super()._paint_words(painter, rect, self._laid(face, rect.width()), ground)

    def _laid(self, face: Face, width: int) -> Face:
        if not face.aside:
            return face
        look = self.look
        words = look.metrics(SMALL if face.small else TEXT, bold=face.bold).horizontalAdvance(face.text)
        words += look.px(GAP) + look.metrics(SMALL).horizontalAdvance(face.aside)
        if words <= width - 1 - 2 * look.px(PAD) - self._before(face):
            return face
        return replace(face, sub=face.aside, aside="")
