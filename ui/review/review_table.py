"""A list of the review: A accepts, Q asks, and the arrows go on into the list above or below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.faces.face_table import FaceTable


class ReviewTable(FaceTable):
    """``accept_wanted``, ``accept_all_wanted`` and ``ask_wanted`` for the row one stands on; ``over(int)``:
    the arrow went past the last (1) or the first (-1) row; ``left()``: Esc."""

    accept_wanted = Signal()
    accept_all_wanted = Signal()
    ask_wanted = Signal()
    over = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_A and (plain or shift):
            (self.accept_all_wanted if shift else self.accept_wanted).emit()
        elif key == Qt.Key.Key_Q and plain:
            self.ask_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and key == Qt.Key.Key_Down and self.is_at_end(1):
            self.over.emit(1)
        elif plain and key == Qt.Key.Key_Up and self.is_at_end(-1):
            self.over.emit(-1)
        else:
            super().keyPressEvent(event)

    def is_at_end(self, way: int) -> bool:
        """Whether there is no row below (1) or above (-1) the current one."""
        rows, here = self.face_rows, self.currentIndex().row()
        further = range(here + 1, len(rows)) if way > 0 else range(here)
        return all(rows[number].group for number in further)

    def go_to_end(self, way: int) -> None:
        """Stand on the first row (1), or on the last (-1), with the focus."""
        rows = self.face_rows
        numbers = [n for n in range(len(rows)) if not rows[n].group]
        if numbers:
            self.setCurrentIndex(self._faces.index(numbers[0 if way > 0 else -1], 0))
        self.setFocus()
