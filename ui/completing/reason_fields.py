"""The fields inside the list: a reason over several lines, and the choice of a missing code."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from kmmp_desktop.domain.values import Missing
from ui.completing.list_rows import CHOOSE_CODE, WRITE_WHY
from ui.faces.face import Face
from ui.faces.face_delegate import FaceDelegate
from ui.faces.face_model import FACE, ROW, AnyIndex
from ui.faces.reason_shelf import ReasonShelf
from ui.style.look import SMALL, Look
from ui.widgets.fields import ComboBox
from ui.widgets.offered_texts import OfferedTexts
from ui.wording import Say

PAUSE = 1000
"""Milliseconds without a key after which a half-written reason is saved."""

CODES = (
    (Missing.NOT_REPORTED, "NR, not reported"),
    (Missing.NOT_OFFERED, "NA, not offered here"),
    (Missing.UNKNOWN, "UNK, cannot be read"),
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class ReasonField(QPlainTextEdit):
    """Enter or Tab saves and goes on, Shift+Enter starts a line, Esc takes back what was typed."""

    paused = Signal()

    def __init__(self, look: Look, text: str, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(look.font(SMALL))
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.document().setDocumentMargin(look.px(4))
        self.setPlainText(text)
        self.moveCursor(self.textCursor().MoveOperation.End)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.paused)
        self.textChanged.connect(self._timer.start)
        self.offered = OfferedTexts(self)
        self.offered.set_look(look)

    def rest(self) -> None:
        """It is closed: a pause that ends now is nobody's."""
        self._timer.stop()


class ReasonDelegate(FaceDelegate):
    """Paints the list and makes its fields.

    ``moved_on`` when a field was left by Enter or Tab: the next problem is wanted. The model
    gets the text with ``setData``; reading and saving are its business.
    """

    moved_on = Signal()

    def __init__(self, look: Look, say: Say, parent: QObject | None = None) -> None:
        super().__init__(look, parent)
        self._say = say
        self._shelf: ReasonShelf | None = None
        self._subject_of: Callable[[Hashable], str] = str

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        face: Face = index.data(FACE)
        if face.field == "combo":
            return self._code_field(parent)
        text = str(index.data(int(Qt.ItemDataRole.EditRole)))
        field = ReasonField(self.look, text, self._say(WRITE_WHY) if text else face.text, parent)
        field.paused.connect(lambda: self.commitData.emit(field))
        self._offer(field, index.data(ROW).key)
        return field

    def offer_reasons(self, shelf: ReasonShelf, subject_of: Callable[[Hashable], str]) -> None:
        """Offer what the office often writes; ``subject_of``: check or cell of a row by its key."""
        self._shelf, self._subject_of = shelf, subject_of

    def _offer(self, field: ReasonField, key: Hashable) -> None:
        shelf = self._shelf
        if shelf is not None:
            subject = self._subject_of(key)
            field.offered.set_name(self._say("Reasons written before"))
            field.setToolTip(self._say("Often written. Down: choose one"))
            field.offered.offer(lambda: shelf.for_subject(subject))
            field.offered.wanted.connect(shelf.ask)

    def _code_field(self, parent: QWidget) -> QWidget:
        field = ComboBox(self.look, parent)
        field.setFont(self.look.font(SMALL))
        field.setAccessibleName(self._say("Missing code"))
        field.setPlaceholderText(self._say(CHOOSE_CODE))
        for code, words in CODES:
            field.addItem(self._say(words), code.value)
        field.setCurrentIndex(-1)
        field.activated.connect(lambda _number: self._chosen(field))
        QTimer.singleShot(0, field, field.showPopup)
        return field

    def _chosen(self, field: QComboBox) -> None:
        self.commitData.emit(field)
        self.closeEditor.emit(field, QStyledItemDelegate.EndEditHint.NoHint)
        self.moved_on.emit()

    def destroyEditor(self, editor: QWidget, index: AnyIndex) -> None:
        if isinstance(editor, ReasonField):
            editor.rest()
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        """The field was filled when it was made; a save while typing must not move its cursor."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        if isinstance(editor, ReasonField):
            model.setData(index, editor.toPlainText())
        elif isinstance(editor, QComboBox) and editor.currentIndex() >= 0:
            model.setData(index, editor.currentData())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        place = self.field_rect(option.rect)
        if isinstance(editor, QComboBox):
            high = min(editor.sizeHint().height(), option.rect.height())
            place.setTop(place.center().y() - high // 2)
            place.setHeight(high)
        editor.setGeometry(place)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if (
            isinstance(editor, ReasonField)
            and isinstance(event, QKeyEvent)
            and (event.type() == QEvent.Type.KeyPress)
        ):
            if editor.offered.handles(event):  # this filter comes before the list's own
                return True
            key = Qt.Key(event.key())
            if (key in _ENTER and not event.modifiers() & _SHIFT) or key == Qt.Key.Key_Tab:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.moved_on.emit()
                return True
        return super().eventFilter(editor, event)
