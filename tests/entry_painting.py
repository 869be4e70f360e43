"""One cell of the grid, painted alone."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.entry.cell_delegate import CellDelegate
from ui.entry.faces import Face
from ui.entry.return_model import FACE
from ui.style.look import Look


class OneCell(QAbstractItemModel):
    """A model of one face."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face

    def rowCount(self, parent: object = None) -> int:
        return 1

    def columnCount(self, parent: object = None) -> int:
        return 1

    def index(self, row: int, column: int, parent: object = None):  # type: ignore[no-untyped-def]
        return self.createIndex(row, column)

    def parent(self, index: object = None):  # type: ignore[no-untyped-def,override]
        return QModelIndex()

    def data(self, index: object, role: int = 0) -> object:
        return self.face if role == FACE else None


def paint(face: Face, look: Look, *, current: bool = False) -> QImage:
    image = QImage(QSize(78, 27), QImage.Format.Format_RGB32)
    image.fill(look.window)
    model, delegate, option = OneCell(face), CellDelegate(look), QStyleOptionViewItem()
    option.rect = QRect(0, 0, 78, 27)
    if current:
        delegate.stand_on(0, 0)
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0, 0))
    painter.end()
    return image
