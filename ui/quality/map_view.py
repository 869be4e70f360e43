"""The heat map: a figure in every square, its colour only where it says something."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from kmmp_desktop.services.quality_words import Printed
from ui.quality.map_model import QualityModel
from ui.style.look import FIGURES, SMALL, TEXT, Look
from ui.worklist.table import is_typing

AnyIndex = QModelIndex | QPersistentModelIndex
_CENTRE = Qt.AlignmentFlag.AlignCenter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SquareDelegate(QStyledItemDelegate):
    """Paints from the model's squares, never from its roles."""

    def __init__(self, look: Look, view: QTableView, model: QualityModel) -> None:
        super().__init__(view)
        self._view, self._model, self._look = view, model, look

    def set_look(self, look: Look) -> None:
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(self._look.px(52), self._look.row(FIGURES, 23))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row, column = self._model.at(index)
        one = self._model.printed(row, column)
        box: QRect = option.rect
        painter.save()
        self._paint_square(painter, box, one, total=row is None or column is None)
        if (
            index.row() == self._view.currentIndex().row()
            and index.column() == self._view.currentIndex().column()
        ):
            self._paint_ring(painter, box)
        painter.restore()

    def _paint_square(self, painter: QPainter, box: QRect, one: Printed, *, total: bool) -> None:
        look = self._look
        inner = box.adjusted(0, 0, -1, -1)
        painter.fillRect(box, look.surface)
        if one.step is not None:
            painter.fillRect(inner, look.heat[one.step])
            painter.setPen(look.heat_text[one.step])
        elif one.figure:
            painter.fillRect(inner, look.alt)
            painter.setPen(look.text)
        elif one.word:
            painter.fillRect(inner, look.lock_bg)
            painter.setPen(look.lock_text)
        painter.setFont(look.font(FIGURES if one.figure else SMALL, bold=total))
        painter.drawText(inner, int(_CENTRE), self._model.words(one))

    def _paint_ring(self, painter: QPainter, box: QRect) -> None:
        look, wide = self._look, 2.5 * self._look.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = wide / 2
        if self._view.hasFocus():
            # A second line inside keeps the ring seen on blue squares.
            painter.setPen(QPen(look.surface, wide))
            painter.drawRect(
                QRectF(box).adjusted(inset + wide, inset + wide, -inset - wide - 1, -inset - wide - 1)
            )
        painter.setPen(QPen(look.accent if self._view.hasFocus() else look.edge, wide))
        painter.drawRect(QRectF(box).adjusted(inset, inset, -inset - 1, -inset - 1))


class QualityMapView(QTableView):
    """Walked by the arrow keys. ``asked``: Enter; ``opened``: Ctrl+Enter; ``typed(str)``: letters for the
    search; ``escaped``; ``moved``: another square is current."""

    asked = Signal()
    opened = Signal()
    typed = Signal(str)
    escaped = Signal()
    moved = Signal()

    def __init__(self, look: Look, model: QualityModel) -> None:
        super().__init__()
        self._look, self._model = look, model
        self._delegate = SquareDelegate(look, self, model)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(True)
            header.setMinimumSectionSize(1)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda _index: self.asked.emit())

    def set_look(self, look: Look) -> None:
        self._look = look
        self._delegate.set_look(look)
        self.setMinimumSize(look.px(120), look.row(TEXT) * 2)
        self.fit()
        self.viewport().update()

    def fit(self) -> None:
        """Columns as wide as their widest words; names whole, over two lines where there is little room."""
        model, look = self._model, self._look
        if model.found is None:
            return
        small, bold = look.metrics(SMALL), look.metrics(FIGURES, bold=True)
        texts = [model.words(model.printed(row, None)) for row in model.order[:200]] + ["99.9", "100"]
        widths = [bold.horizontalAdvance(text) for text in texts]
        wide = max(*widths, *(small.horizontalAdvance(text) for text in self._states()), 0)
        header = look.metrics(SMALL, bold=True)
        heads = [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in range(model.columnCount())]
        wide = max(wide, *map(header.horizontalAdvance, heads[:-1]))
        self.horizontalHeader().setFont(look.font(SMALL, bold=True))
        self.horizontalHeader().setDefaultSectionSize(max(wide + look.px(12), look.px(52)))
        self.setColumnWidth(
            len(heads) - 1, max(header.horizontalAdvance(heads[-1]) + look.px(14), wide + look.px(12))
        )
        self._fit_names()
        self.horizontalHeader().setFixedHeight(look.row(SMALL, 24))

    def _fit_names(self) -> None:
        look, model = self._look, self._model
        metrics = look.metrics(TEXT, bold=True)
        self.verticalHeader().setFont(look.font(TEXT))
        names = [str(model.headerData(n, Qt.Orientation.Vertical)) for n in range(model.rowCount())]
        longest = max((metrics.horizontalAdvance(name) for name in names), default=0) + look.px(20)
        room = max(self.width() * 2 // 5, look.px(110))
        self.verticalHeader().setFixedWidth(min(longest, room))
        lines = -(-longest // room) if longest > room else 1
        high = max(look.row(FIGURES, 23), lines * metrics.lineSpacing() + look.px(4))
        self.verticalHeader().setDefaultSectionSize(high)

    def _states(self) -> set[str]:
        """The words that stand in squares of this measure."""
        found, model = self._model.found, self._model
        assert found is not None
        squares = (model.printed(row, column) for row in model.order[:60] for column in range(found.months))
        return {model.words(one) for one in squares if not one.figure}

    def show_newest(self) -> None:
        """Scroll to the newest months and their sum."""
        self.executeDelayedItemsLayout()
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())

    def go_to(self, index: AnyIndex) -> None:
        if index.isValid():
            self.setCurrentIndex(index)
            self.executeDelayedItemsLayout()
            self.scrollTo(index)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        for index in (current, previous):
            if index.isValid():
                self.viewport().update(self.visualRect(index))
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()
        if self.currentIndex().isValid():  # the drawer below has opened
            self.scrollTo(self.currentIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER:
            (self.opened if control else self.asked).emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif is_typing(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
