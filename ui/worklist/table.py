"""The table of the worklist: moves from facility to facility, passes typing on, folds its columns."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.style.look import SMALL, TEXT, Look
from ui.worklist.columns import Column, Needs, layout
from ui.worklist.delegate import WorklistDelegate
from ui.worklist.model import Index, WorklistModel

NARROW = 900
"""Effective pixels of width below which past months become one column."""


class WorklistTable(QTableView):
    """Row selection with one current facility. ``typed(text)``: letters that belong to the search."""

    typed = Signal(str)
    opened = Signal()
    moved_to = Signal()

    def __init__(self, look: Look, model: WorklistModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._need: Needs | None = None
        self.setModel(model)
        self._model = model
        self._delegate = WorklistDelegate(look, self, model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(1)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        model.modelReset.connect(self._span_groups)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._delegate.set_look(look)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(look.row(TEXT))
        self.horizontalHeader().setFixedHeight(look.row(SMALL))
        self._span_groups()
        self.viewport().update()

    def set_needs(self, need: Needs) -> None:
        """What the list's texts need; columns are laid out anew."""
        self._need = need
        self.lay_out()

    def _span_groups(self) -> None:
        self.clearSpans()
        self.verticalHeader().setDefaultSectionSize(self._look.row(TEXT))
        for row in self._model.group_rows():
            self.setSpan(row, 0, 1, len(Column))
            self.setRowHeight(row, self._look.row(SMALL, 23))

    def lay_out(self) -> None:
        if self._need is None:
            return
        room = self.viewport().width()
        narrow = self.width() / self._look.scale < NARROW
        widths = layout(self._look, room, self._need, narrow=narrow)
        for column in Column:
            self.setColumnHidden(column, column not in widths)
            if column in widths:
                self.setColumnWidth(column, widths[column])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def go_to(self, row: int) -> None:
        if row >= 0:
            index = self._model.index(row, Column.FACILITY)
            self.setCurrentIndex(index)
            # After a reset Qt has not laid the rows out yet and would scroll to nowhere.
            self.executeDelayedItemsLayout()
            self.scrollTo(index)

    def step(self, key: int) -> None:
        """Move the current facility as a key asks, over the headers of groups."""
        rows = self._model.rowCount()
        at = self.currentIndex().row()
        page = max(1, self.viewport().height() // self._look.row(TEXT) - 1)
        target, way = {
            Qt.Key.Key_Up: (at - 1, -1),
            Qt.Key.Key_Down: (at + 1, 1),
            Qt.Key.Key_Home: (0, 1),
            Qt.Key.Key_End: (rows - 1, -1),
            Qt.Key.Key_PageUp: (max(0, at - page), 1),
            Qt.Key.Key_PageDown: (min(rows - 1, at + page), -1),
        }[Qt.Key(key)]
        while 0 <= target < rows and self._model.work_row(self._model.index(target, 0)) is None:
            target += way
        if 0 <= target < rows:
            self.go_to(target)
            if target > 0 and target - 1 in self._model.group_rows():
                self.scrollTo(self._model.index(target - 1, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif (
            key
            in (
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_Home,
                Qt.Key.Key_End,
                Qt.Key.Key_PageUp,
                Qt.Key.Key_PageDown,
            )
            and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.step(key)
        elif is_typing(event):
            self.typed.emit(event.text())
        else:
            event.ignore()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        # The whole row looks different, not only the cell that is current.
        for index in (previous, current):
            if index.isValid():
                top = self.rowViewportPosition(index.row())
                self.viewport().update(0, top, self.viewport().width(), self.rowHeight(index.row()))
        self.moved_to.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()  # the ring round the row

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def is_typing(event: QKeyEvent) -> bool:
    """Whether a key press writes something."""
    text = event.text()
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return bool(text) and text.isprintable() and not held and text != " "
