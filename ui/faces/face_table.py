"""A table of faces: columns share the width, rows are as high as their words."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.faces.face import Column, Row
from ui.faces.face_delegate import PAD, FaceDelegate
from ui.faces.face_model import AnyIndex, FaceModel
from ui.faces.face_parts import button_at
from ui.style.look import SMALL, Look

_LOOKED_AT = 200
"""Rows whose words are measured: more would take longer than they are worth."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FaceTable(QTableView):
    """Rows of faces with one current row, walked by the arrow keys; groups are stepped over.

    ``chooses``: one row is always the current one; without it there is none until the table has
    had the focus. ``many``: several rows may be selected.

    Signals: ``row_changed(key)`` when another row becomes current, ``opened(key)`` on Enter or
    a double click, ``pressed_in(key, number)`` where a painted button was pressed.
    """

    row_changed = Signal(object)
    opened = Signal(object)
    pressed_in = Signal(object, int)

    def __init__(
        self,
        look: Look,
        model: FaceModel,
        parent: QWidget | None = None,
        *,
        head: bool = True,
        delegate: FaceDelegate | None = None,
        many: bool = False,
        chooses: bool = True,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._faces = model
        self._chooses = chooses
        self._painter = delegate or FaceDelegate(look, self)
        self.setModel(model)
        self.setItemDelegate(self._painter)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(
            QAbstractItemView.SelectionMode.ExtendedSelection
            if many
            else QAbstractItemView.SelectionMode.SingleSelection
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setVisible(head)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self._rebuild)
        model.headerDataChanged.connect(self.fit)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._painter.set_look(look)
        self.setMinimumSize(look.px(80), look.row(SMALL) * 2)
        self.fit()
        self.viewport().update()

    # -- rows ------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show rows and stay on the current one where it is still there, else on the first."""
        key, column = self.current_key(), max(self.currentIndex().column(), 0)
        number = max(self.currentIndex().row(), 0)
        if self._faces.show_rows(rows) and not self.select(key, column) and self._chooses:
            self._select_near(number, column)
        self.fit()

    def show_columns(self, columns: Sequence[Column]) -> None:
        self._faces.show_columns(columns)

    @property
    def face_rows(self) -> tuple[Row, ...]:
        return self._faces.rows

    def current_key(self) -> Hashable | None:
        index = self.currentIndex()
        if not index.isValid() or index.row() >= len(self._faces.rows):
            return None
        row = self._faces.rows[index.row()]
        return None if row.group else row.key

    def selected_keys(self) -> tuple[Hashable, ...]:
        """Keys of all selected rows, from top to bottom."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._faces.rows[n].key for n in numbers if not self._faces.rows[n].group)

    def select(self, key: Hashable | None, column: int = 0) -> bool:
        """Make the row with ``key`` the current one; False if there is none."""
        number = self._faces.row_of(key) if key is not None else -1
        if number < 0:
            return False
        self.setCurrentIndex(self._faces.index(number, column))
        return True

    def _select_near(self, number: int, column: int) -> None:
        rows = self._faces.rows
        after = [n for n in range(len(rows)) if not rows[n].group]
        if after:
            best = min(after, key=lambda n: (abs(n - number), n))
            self.setCurrentIndex(self._faces.index(best, column))

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid() and (current.row() != previous.row() or not previous.isValid()):
            self.row_changed.emit(self.current_key())

    # -- lengths ---------------------------------------------------------------------------

    def _rebuild(self) -> None:
        self.clearSpans()
        for number, row in enumerate(self._faces.rows):
            if row.group and self._faces.columnCount() > 1:
                self.setSpan(number, 0, 1, self._faces.columnCount())
        self.fit()
        self.row_changed.emit(self.current_key())

    def fit(self) -> None:
        """Share the width among the columns, then make each row as high as its words."""
        columns = self._faces.columns
        widths = _share(columns, self.viewport().width(), self._least(columns))
        for number, width in enumerate(widths):
            if self.columnWidth(number) != width:
                self.setColumnWidth(number, width)
        delegate, whole = self._painter, sum(widths)
        for number, row in enumerate(self._faces.rows):
            if row.group:
                high = delegate.height(row.faces[0], whole)
            else:
                high = max(
                    delegate.height(face, width) for face, width in zip(row.faces, widths, strict=False)
                )
            high = max(high, self._look.row(SMALL, 22 if row.group else 26))
            if self.rowHeight(number) != high:
                self.setRowHeight(number, high)
        self._fit_header(columns, widths)

    def _least(self, columns: Sequence[Column]) -> list[int]:
        """The least widths: what the column asks for, and never less than its longest word."""
        average, pads = self._look.metrics().averageCharWidth(), 2 * self._look.px(PAD)
        heads = self._look.metrics(SMALL, bold=True)
        least = [
            max(c.least * average, max(map(heads.horizontalAdvance, c.head.split()), default=0)) + pads
            for c in columns
        ]
        for row in self._faces.rows[:_LOOKED_AT]:
            if not row.group:
                for number, face in enumerate(row.faces):
                    least[number] = max(least[number], self._painter.least_width(face))
        return [0 if self.isColumnHidden(number) else width for number, width in enumerate(least)]

    def _fit_header(self, columns: Sequence[Column], widths: Sequence[int]) -> None:
        metrics = self._look.metrics(SMALL, bold=True)
        pads = 2 * self._look.px(PAD)
        wrap = int(Qt.TextFlag.TextWordWrap)
        lines = max(
            (
                metrics.boundingRect(0, 0, max(width - pads, 10), 999, wrap, column.head).height()
                for column, width in zip(columns, widths, strict=True)
                if column.head
            ),
            default=0,
        )
        header = self.horizontalHeader()
        high = max(lines + self._look.px(8), self._look.px(26))
        if header.minimumHeight() != high or header.maximumHeight() != high:
            header.setFixedHeight(high)

    def natural_height(self) -> int:
        """Height that shows every row without scrolling."""
        rows = sum(self.rowHeight(n) for n in range(len(self._faces.rows)))
        head = self.horizontalHeader().height() if self.horizontalHeader().isVisibleTo(self) else 0
        return rows + head

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # -- keys ------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._select_near(0, 0)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _ENTER and not control and self.current_key() is not None:
            self.opened.emit(self.current_key())
            return
        if key == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            cell = self.visualRect(index)
            number = button_at(self._faces.face(index), self._look, cell, event.position())
            if number >= 0:
                self.pressed_in.emit(self._faces.rows[index.row()].key, number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.current_key() is not None:
            self.opened.emit(self.current_key())


def _share(columns: Sequence[Column], room: int, least: Sequence[int]) -> list[int]:
    """Give every column its least width, and what is left by weight."""
    spare = max(room - sum(least), 0)
    weights = sum(c.weight for c in columns) or 1
    widths = [low + spare * c.weight // weights for c, low in zip(columns, least, strict=True)]
    if spare and columns:
        heaviest = max(range(len(columns)), key=lambda n: columns[n].weight)
        widths[heaviest] += room - sum(widths)
    return widths
