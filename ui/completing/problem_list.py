"""The completion list: walked by keys, reasons typed where they are printed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.form import Form
from kmmp_desktop.services.completion import Completion
from kmmp_desktop.services.completion_items import REASON, CompletionItem
from ui.completing.list_model import CompletionModel, columns, next_open
from ui.completing.list_rows import REASON_COLUMN, in_order, list_rows
from ui.completing.reason_fields import ReasonDelegate
from ui.faces.face_table import FaceTable
from ui.faces.reason_shelf import ReasonShelf
from ui.style.look import Look
from ui.wording import Say


class ProblemList(FaceTable):
    """Everything in the way of a return, in groups.

    ``reason_typed(item, text)`` and ``code_chosen(item, code)`` want to be saved;
    ``none_left`` says that "next problem" found nothing that is still open.
    """

    reason_typed = Signal(object, str)
    code_chosen = Signal(object, str)
    none_left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        self._say = say
        self._items = CompletionModel(say)
        delegate = self._fields = ReasonDelegate(look, say)
        super().__init__(look, self._items, parent, delegate=delegate)
        self._items.setParent(self)
        delegate.setParent(self)
        self._items.reason_typed.connect(self.reason_typed)
        self._items.code_chosen.connect(self.code_chosen)
        delegate.moved_on.connect(self.go_to_next)
        self.setEditTriggers(self.EditTrigger.AnyKeyPressed | self.EditTrigger.EditKeyPressed)
        self.clicked.connect(self._edit_clicked)

    def offer_reasons(self, shelf: ReasonShelf) -> None:
        """Offer what the office often writes in the fields of the list."""
        self._fields.offer_reasons(shelf, self._subject)

    def _subject(self, key: object) -> str:
        item = self._items.item(key)
        return item.subject if item is not None else ""

    def retranslate(self) -> None:
        self.setAccessibleName(self._say("What is in the way of this return"))
        self._items.show_columns(columns(self._say))

    def show_completion(self, completion: Completion, form: Form, *, locked: bool) -> None:
        """Show what was found; an open field stays open where the list keeps its lines."""
        self._items.show_items(in_order(completion.items))
        self.show_rows(list_rows(completion, form, self._say, locked=locked))

    def item(self, key: object) -> CompletionItem | None:
        """The item behind a row's key."""
        return self._items.item(key)

    def current_item(self) -> CompletionItem | None:
        return self._items.item(self.current_key())

    def go_to_first(self) -> None:
        """Stand on the first problem."""
        self.select(next_open(self._items.rows, self._items, -1), REASON_COLUMN)

    def go_to_next(self) -> None:
        """The next problem after the current row; a missing reason opens its field."""
        self.setFocus()
        key = next_open(self._items.rows, self._items, self.currentIndex().row())
        if key is None:
            self.none_left.emit()
            return
        self.select(key, REASON_COLUMN)
        item = self._items.item(key)
        if item is not None and item.needs == REASON:
            self.edit_current()

    def edit_current(self) -> None:
        """Open the field of the current row, if it has one."""
        index = self._items.index(self.currentIndex().row(), REASON_COLUMN)
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

    def _edit_clicked(self, _index: object) -> None:
        if self.currentIndex().column() == REASON_COLUMN:
            self.edit_current()
