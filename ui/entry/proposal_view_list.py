"""The list of a proposal: what would change and what cannot be taken, corrected where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.services.proposals import Fate, Proposal, Proposed
from ui.entry.faces import Say, shown
from ui.entry.keys import types_text
from ui.entry.wording import place_name, short_category
from ui.faces.face import Column, Face, Row
from ui.faces.face_delegate import FaceDelegate
from ui.faces.face_model import AnyIndex, FaceModel
from ui.faces.face_table import FaceTable
from ui.style.look import SMALL, Look

NEW = 3
"""The column that is typed in."""
_EDIT = int(Qt.ItemDataRole.EditRole)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LONG = 120


def columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("From"), 0, 9),
        Column(say("Cell"), 44, 20),
        Column(say("Now"), 8, 7, right=True),
        Column(say("New"), 18, 12),
        Column(say("What comes of it"), 30, 18),
    )


def order_of(proposal: Proposal) -> tuple[str, ...]:
    """Addresses of what is listed: what cannot be taken first, then what would change."""
    return tuple(item.offered.address for item in (*proposal.rejected, *proposal.changes))


def rows_of(
    proposal: Proposal, order: Sequence[str], form: Form, say: Say, *, brief: bool = False
) -> tuple[Row, ...]:
    """The lines in a given order, so that a corrected one stays where it was. ``brief``: without labels."""
    items = {item.offered.address: item for item in proposal.items}
    return tuple(
        Row(address, _faces(items[address], form, say, brief)) for address in order if address in items
    )


def _faces(item: Proposed, form: Form, say: Say, brief: bool) -> tuple[Face, ...]:
    rejected = item.fate is Fate.REJECT
    icon, ink = ("error", "err") if rejected else ("passed", "ok")
    text = item.offered.text.strip()
    text = text if len(text) <= _LONG else text[:_LONG] + "…"
    fixable = item.offered.key is not None
    return (
        Face(item.offered.address, icon=icon, icon_ink=ink),
        _cell(item.offered.key, form, say, brief),
        Face(_value(item.now, say), ink="muted", right=True),
        Face(text, field="box" if fixable else "", needed=rejected, spoken=item.offered.text[:400]),
        Face(_comes(item, say), ink="err_text" if rejected else "muted", small=True),
    )


def _cell(key: CellKey | None, form: Form, say: Say, brief: bool) -> Face:
    element = form.elements.get(key.element) if key is not None else None
    if key is None or element is None:
        return Face("\N{EM DASH}", ink="muted", spoken=say("no cell of the form"))
    section = form.section_of[element.full].code
    where = ", ".join(w for w in (place_name(element, say), short_category(element, key, say)) if w)
    name, label = f"{section}. {where}", say(element.label)
    return Face(name, "" if brief else label, spoken=f"{name}, {label}")


def _value(value: CellValue | None, say: Say) -> str:
    text = " ".join(shown(value, say).split())
    return text if len(text) <= _LONG else text[:_LONG] + "…"


def _comes(item: Proposed, say: Say) -> str:
    if item.why is not None:
        return say(item.why)
    if item.fate is Fate.SAME:
        return say("Left as it is.")
    return say("New.") if item.now is None else say("Changes what stands there.")


class ProposalModel(FaceModel):
    """``fixed(address, text)``: another text was typed for a line."""

    fixed = Signal(str, str)

    def __init__(self, say: Say, parent: QObject | None = None) -> None:
        super().__init__(columns(say), parent)
        self.proposal: Proposal | None = None

    def text_of(self, address: object) -> str:
        items = self.proposal.items if self.proposal else ()
        return next((i.offered.text for i in items if i.offered.address == address), "")

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role == _EDIT and index.isValid():
            return self.text_of(self.rows[index.row()].key)
        return super().data(index, role)

    def setData(self, index: AnyIndex, value: Any, role: int = _EDIT) -> bool:
        if role != _EDIT or index.column() != NEW:
            return super().setData(index, value, role)
        address = str(self.rows[index.row()].key)
        if str(value) != self.text_of(address):
            self.fixed.emit(address, str(value))
        return True


class ProposalDelegate(FaceDelegate):
    """Makes the field of a line. ``moved_on``: it was left by Enter, and the next line is wanted."""

    moved_on = Signal()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        field = QLineEdit(parent)
        field.setFont(self.look.font(SMALL))
        return field

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(_EDIT)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        place = self.field_rect(option.rect)
        high = min(editor.sizeHint().height(), option.rect.height())
        place.setTop(place.center().y() - high // 2)
        place.setHeight(high)
        editor.setGeometry(place)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and isinstance(editor, QLineEdit):
            if event.type() is QEvent.Type.ShortcutOverride and types_text(event):
                event.accept()  # a letter is typed here, whatever the window would do with it
                return True
            if event.type() is QEvent.Type.KeyPress and Qt.Key(event.key()) in _ENTER:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.moved_on.emit()
                return True
        return super().eventFilter(editor, event)


class ProposalList(FaceTable):
    """Lines of one proposal. ``fixed(address, text)``; ``opened`` (Enter) means: take it in."""

    fixed = Signal(str, str)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        self._say = say
        self._items = ProposalModel(say)
        delegate = ProposalDelegate(look)
        super().__init__(look, self._items, parent, delegate=delegate)
        self._items.setParent(self)
        delegate.setParent(self)
        self._order: tuple[str, ...] = ()
        self.brief = False
        """Rows of one line, where the window is low."""
        self._items.fixed.connect(self.fixed)
        delegate.moved_on.connect(self._next_open)
        self.setEditTriggers(self.EditTrigger.AnyKeyPressed | self.EditTrigger.EditKeyPressed)
        self.clicked.connect(self._clicked)

    def retranslate(self) -> None:
        self.setAccessibleName(self._say("What would change, and what cannot be taken"))
        self._items.show_columns(columns(self._say))

    def show_proposal(self, proposal: Proposal, form: Form, *, anew: bool) -> None:
        """Show a proposal; ``anew``: it is another one, so its lines are put in order."""
        self._items.proposal = proposal
        if anew:
            self._order = order_of(proposal)
        self.show_rows(rows_of(proposal, self._order, form, self._say, brief=self.brief))
        if anew and self._items.rows:
            self.select(self._items.rows[0].key, NEW)

    def key_of(self, address: object) -> CellKey | None:
        """The cell of a line."""
        items = self._items.proposal.items if self._items.proposal else ()
        return next((i.offered.key for i in items if i.offered.address == address), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (event.key() == Qt.Key.Key_F2 or types_text(event)) and self.currentIndex().column() != NEW:
            self.setCurrentIndex(self._items.index(self.currentIndex().row(), NEW))
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and (types_text(event) or event.key() == Qt.Key.Key_F2)
        ):
            event.accept()
            return True
        return super().event(event)

    def _next_open(self) -> None:
        """After a correction: the next line that still cannot be taken, else stay."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        proposal = self._items.proposal
        refused = {item.offered.address for item in proposal.rejected} if proposal else set()
        here = self.currentIndex().row()
        rows = self._items.rows
        for number in (*range(here + 1, len(rows)), *range(here)):
            if rows[number].key in refused and rows[number].faces[NEW].field:
                self.setCurrentIndex(self._items.index(number, NEW))
                return

    def _clicked(self, index: AnyIndex) -> None:
        if index.column() == NEW and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
