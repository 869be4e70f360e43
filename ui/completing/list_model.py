"""The completion list as a model whose reasons can be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from kmmp_desktop.services.completion_items import FILL, CompletionItem
from ui.completing.list_rows import REASON_COLUMN, ItemKey, key_of
from ui.faces.face import Column, Row
from ui.faces.face_model import AnyIndex, FaceModel
from ui.wording import Say

_EDIT = int(Qt.ItemDataRole.EditRole)


def columns(say: Say) -> tuple[Column, ...]:
    return (
        Column("", 0, 2),
        Column(say("Cell"), 31, 18),
        Column(say("What does not hold"), 34, 20),
        Column(say("Reason, printed on the return"), 27, 20),
        Column(say("Status"), 0, 13),
    )


class CompletionModel(FaceModel):
    """Rows of the list. It stores nothing: typed reasons and chosen codes go out as signals."""

    reason_typed = Signal(object, str)
    """(item, text)"""
    code_chosen = Signal(object, str)

    def __init__(self, say: Say, parent: QObject | None = None) -> None:
        super().__init__(columns(say), parent)
        self._items: Mapping[ItemKey, CompletionItem] = {}

    def show_items(self, items: Sequence[CompletionItem]) -> None:
        """The items behind the rows; call it before ``show_rows``."""
        self._items = {key_of(item): item for item in items}

    def item(self, key: object) -> CompletionItem | None:
        return self._items.get(key)  # type: ignore[call-overload, no-any-return]

    def item_at(self, index: AnyIndex) -> CompletionItem | None:
        return self.item(self.rows[index.row()].key)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role == _EDIT and index.isValid():
            item = self.item_at(index)
            return item.reason if item else ""
        return super().data(index, role)

    def setData(self, index: AnyIndex, value: Any, role: int = _EDIT) -> bool:
        item = self.item_at(index)
        if role != _EDIT or index.column() != REASON_COLUMN or item is None:
            return super().setData(index, value, role)
        text = str(value).strip()
        if item.needs == FILL:
            self.code_chosen.emit(item, text)
        elif text != item.reason:
            self.reason_typed.emit(item, text)
        return True


def next_open(rows: Sequence[Row], items: CompletionModel, after: int) -> ItemKey | None:
    """The next line that still needs something, after row ``after`` and then from the top."""
    order = [*range(after + 1, len(rows)), *range(0, after + 1)]
    for number in order:
        item = items.item(rows[number].key)
        if item is not None and not item.done:
            return key_of(item)
    return None
