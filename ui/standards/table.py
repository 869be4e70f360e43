"""The table of the catalogue: typing anywhere in it searches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.faces.face_table import FaceTable

_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class StandardTable(FaceTable):
    """``typed(str)``: a letter or digit, for the search."""

    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isprintable() and text.strip() and not event.modifiers() & _WITH:
            self.typed.emit(text)
            return
        super().keyPressEvent(event)
