"""The grid of a second keying: the cursor goes from chosen cell to chosen cell, by keys only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.entry.faces import Say
from ui.entry.grid_view import GridView
from ui.keying.blind_model import BlindModel
from ui.style.look import Look

LEAVE, BACK = "leave_open", "back"
"""Actions of this grid beside those of the table of entry."""


class BlindGrid(GridView):
    """A click does nothing at all: neither does it end the typing, nor move the cursor."""

    def __init__(self, model: BlindModel, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(model, look, say, parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.measures.hide(last=True, median=True, year=True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and _own_action(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        own = _own_action(event)
        if own and not (own == LEAVE and event.text() and self._is_text()):
            self.acted.emit(own)
        else:
            super().keyPressEvent(event)


def _own_action(event: QKeyEvent) -> str:
    if event.key() == Qt.Key.Key_F3 or (event.key() == Qt.Key.Key_Plus and event.text() == "+"):
        return LEAVE
    return BACK if event.key() == Qt.Key.Key_Escape else ""
