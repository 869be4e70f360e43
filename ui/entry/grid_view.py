"""The grid as a widget: geometry, cursor, editor, and which key means what. Where it goes is steering's."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from kmmp_desktop.domain.values import CellKey, Missing, ValueType
from ui.entry.cell_delegate import CellDelegate
from ui.entry.cell_editor import LineEditor, TextEditor
from ui.entry.cross import cross_of
from ui.entry.faces import Say
from ui.entry.grid_header import GridHeader
from ui.entry.grid_measures import Measures
from ui.entry.keys import Where, action_of, types_text
from ui.entry.missing_menu import MissingMenu
from ui.entry.paper import FIRST, LABEL
from ui.entry.return_model import EDIT, ReturnModel
from ui.entry.selecting import BlockSelection
from ui.style.look import Look

_OWN = frozenset({"edit", "blank", "retype", "missing", "restore"})


class GridView(QTableView):
    """Shows one section and edits its cells in place.

    ``stood(CellKey)``: the cursor came to a cell. ``acted(str)``: an action of the key table,
    after what was typed has been committed. ``typed(str)``: the half-typed text.
    ``barred(CellKey, str)``: somebody typed this where nothing can be typed.
    ``blanked(keys)``: Del was pressed.
    """

    stood = Signal(object)
    acted = Signal(str)
    typed = Signal(str)
    barred = Signal(object, str)
    selected = Signal(int)
    blanked = Signal(object)

    def __init__(self, model: ReturnModel, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._touched = False
        self._block = BlockSelection(self)
        self.cells = model
        self.painter_of_cells = CellDelegate(look, self)
        self.header = GridHeader(look, self)
        self.measures = Measures(self, look)
        self.setModel(model)
        self.setItemDelegate(self.painter_of_cells)
        self.setHorizontalHeader(self.header)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.line_editor = LineEditor(self.viewport(), self._while_typing, self.finish)
        self.text_editor = TextEditor(self.viewport(), self._while_typing, self.finish)
        self.line_editor.textEdited.connect(self._edited)
        self.text_editor.textChanged.connect(self._text_edited)
        self._editor: LineEditor | TextEditor | None = None
        self.missing_menu = MissingMenu(self.viewport(), look, say)
        self.missing_menu.chosen.connect(self._missing_chosen)
        self.missing_menu.closed.connect(self.setFocus)
        model.section_shown.connect(self.fit)
        self.set_look(look)

    # -- looks and geometry ----------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        self._look = look
        self.painter_of_cells.set_look(look)
        self.header.set_look(look)
        self.measures.set_look(look)
        self.missing_menu.set_look(look)
        self.line_editor.set_look(look)
        self.text_editor.set_look(look)
        self.fit()

    def fit(self) -> None:
        """Columns, row heights and spans for the present section and width."""
        self.measures.fit()
        if self._editor is not None:
            self._editor.lay_over(self.visualRect(self.currentIndex()), self._look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        here = self.currentIndex()
        seen = QRect(QPoint(0, 0), event.oldSize()).intersects(self.visualRect(here))
        super().resizeEvent(event)
        self.fit()
        if seen:  # a bar that opens below covers no cell that is being typed
            self.scrollTo(here)

    # -- cursor ----------------------------------------------------------------------------

    @property
    def key(self) -> CellKey | None:
        """The cell the cursor is on."""
        return self.cells.key(self.currentIndex())

    def stand_on(self, key: CellKey) -> None:
        """Put the cursor on a cell of the section that is shown."""
        if (index := self.cells.place(key)).isValid():
            self._block.put_cursor(index)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        key = self.cells.key(current)
        self.painter_of_cells.stand_on(current.row() if key else -1, current.column() if key else -1)
        super().currentChanged(current, previous)
        self._block.start_anew()
        self.viewport().update(cross_of(self, current, previous))
        if key is not None:
            self.cells.stand_on(key)
            self.stood.emit(key)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        model = self.selectionModel()
        chosen = model.selectedIndexes() if model else []
        several = len(chosen) > 1
        before = self.painter_of_cells.selected
        self.painter_of_cells.selected = (
            frozenset((i.row(), i.column()) for i in chosen if not self.isRowHidden(i.row()))
            if several
            else frozenset()
        )
        if before or several:
            self.viewport().update()
            self.selected.emit(max(1, len(self.painter_of_cells.selected)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        plan = self.cells.plan
        if index.isValid() and plan is not None and index.column() <= LABEL:
            line = plan.line(index.row())
            key = next((k for k in line.cells if k is not None), None) if line else None
            if key is not None:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.stand_on(key)
            return
        if index.isValid() and self.cells.key(index) is None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            return  # hatched: the cursor stays where it was
        key = self.cells.key(index) if index.isValid() else None
        if key is not None and not self.cells.face(index.row(), index.column()).stands:
            self.barred.emit(key, "")
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.cells.key(self.indexAt(event.position().toPoint())) is not None:
            self.edit_here()

    # -- keys ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and (
                action_of(event, Where.MOVING) or types_text(event)
            ):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.keyPressEvent(event)  # Tab walks the paper; F6 leaves the grid
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Nothing: Qt would repaint the whole grid, twice for every cell that is typed."""

    focusOutEvent = focusInEvent

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = action_of(event, Where.MOVING)
        text = event.text()
        if types_text(event) and (not action or self._is_text()):
            self.edit_here(text)
        elif action in _OWN:
            self._own(action)
        elif action:
            self.acted.emit(action)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._extend(event):
            event.accept()
        else:
            event.ignore()

    def _extend(self, event: QKeyEvent) -> bool:
        plan = self.cells.plan
        return plan is not None and self._block.extend(Qt.Key(event.key()), FIRST, plan.total)

    def _own(self, action: str) -> None:
        if (key := self.key) is None:
            return
        if not self._enters():
            self.barred.emit(key, "")
        elif action == "edit":
            self.edit_here()
        elif action == "retype":
            self.edit_here("")
        elif action == "missing":
            self.missing_menu.open_at(self.visualRect(self.currentIndex()))
        elif action == "blank":
            self.blanked.emit(self._selected_keys() or (key,))

    @property
    def places(self) -> frozenset[tuple[int, int]]:
        """Row and column of each selected place that is shown; the cursor's where there is none."""
        here = self.currentIndex()
        alone = frozenset({(here.row(), here.column())}) if self.key is not None else frozenset()
        return self.painter_of_cells.selected or alone

    def _selected_keys(self) -> tuple[CellKey, ...]:
        found = (self.cells.index(*place) for place in sorted(self.painter_of_cells.selected))
        return tuple(
            key
            for index in found
            if index.flags() & Qt.ItemFlag.ItemIsEditable and (key := self.cells.key(index)) is not None
        )

    def _missing_chosen(self, code: Missing) -> None:
        self.cells.setData(self.currentIndex(), code.value)

    def _enters(self) -> bool:
        index = self.currentIndex()
        return index.isValid() and self.cells.face(index.row(), index.column()).enters

    def _is_text(self) -> bool:
        key, opened = self.key, self.cells.opened
        return bool(key and opened and opened.form.elements[key.element].type is ValueType.TEXT)

    # -- typing ----------------------------------------------------------------------------

    @property
    def is_typing(self) -> bool:
        return self._editor is not None

    def edit_here(self, text: str | None = None) -> None:
        """Open the editor on the current cell, with what stands there or with ``text`` typed over it."""
        key = self.key
        if key is None:
            return
        if not self._enters():
            self.barred.emit(key, text or "")
            return
        editor = self.text_editor if self._is_text() else self.line_editor
        rect = self.visualRect(self.currentIndex())
        self._editor = None  # a text set by the program is no typing
        editor.lay_over(rect, self._look)
        editor.start(self.cells.written(key) if text is None else text, select=False)
        self._editor = editor
        self._touched = text is not None
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if text is not None:
            self.typed.emit(text)

    def finish(self) -> None:
        """Close the editor and commit what was typed; what cannot be saved stays on screen."""
        editor, self._editor = self._editor, None
        if editor is None:
            return
        text, index = editor.typed(), self.currentIndex()
        self._close(editor)
        if self._touched:
            self.cells.setData(index, text, EDIT)

    def _cancel(self) -> None:
        editor, self._editor = self._editor, None
        if editor is not None:
            self._close(editor)
            key = self.key
            if key is not None:
                self.stood.emit(key)  # so that the half-typed text is forgotten

    def abandon(self) -> None:
        """Close the editor and leave the cell as it is on disk; what was half typed stays remembered."""
        editor, self._editor = self._editor, None
        if editor is not None:
            self._close(editor)

    def _close(self, editor: LineEditor | TextEditor) -> None:
        # The focus first: hiding the widget that has it would make Qt hand it to the next one.
        # (``hasFocus`` is false in a window that no window manager has made active.)
        if editor.hasFocus() or self.window().focusWidget() is editor:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.hide()

    def _while_typing(self, action: str) -> None:
        if action == "restore":
            self._cancel()
            return
        if not action.startswith("scan"):  # looking at the paper ends no typing
            self.finish()
        self.acted.emit(action)

    def _edited(self, text: str) -> None:
        self._touched = True
        self.typed.emit(text)

    def _text_edited(self) -> None:
        if self._editor is self.text_editor:
            self._edited(self.text_editor.toPlainText())
