"""What is said at the cell one stands on, and the field in which the manager asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from kmmp_desktop.services.ports import Comment
from ui.style.look import SMALL, SMALLEST, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.wording import Say, when

LONGEST = 4000
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuestionField(QPlainTextEdit):
    """Enter keeps the question, Shift+Enter begins a line, Esc goes back to the list."""

    taken = Signal()
    left = Signal()
    focused = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and not shift and not control:
            self.taken.emit()
        elif event.key() in _ENTER and control:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()


class _Said(QWidget):
    """One comment: who, when, in which revision, and the words; a bar tells who asks from who answers."""

    def __init__(self, look: Look, head: str, text: str, *, asks: bool) -> None:
        super().__init__()
        self._look, self._asks = look, asks
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(11), look.px(5), look.px(8), look.px(6))
        layout.setSpacing(look.px(1))
        layout.addWidget(_text(Label(look, points=SMALLEST, ink="muted", wrap=True), head))
        layout.addWidget(_text(Label(look, points=SMALL, wrap=True), text))
        self.setAccessibleName(f"{head}: {text}")

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.alt)
        painter.fillRect(0, 0, look.px(3), self.height(), look.accent if self._asks else look.edge)
        painter.end()


def _text(label: Label, words: str) -> Label:
    label.setText(words)
    return label


class QuestionsAtCell(QWidget):
    """``asked(str)``: the words of the field are to be kept. ``withdrawn()``: the question is taken back,
    or the exception is let stand. ``left()``: back to the lists."""

    asked = Signal(str)
    withdrawn = Signal()
    left = Signal()
    focused = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._title = Label(look, self, points=SMALL, bold=True, wrap=True)
        self._place = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self._too_long = Label(look, self, points=SMALL, ink="err_text", wrap=True)
        self._said = QVBoxLayout()
        self.field = QuestionField(self)
        self.field.setTabChangesFocus(True)
        self.field.taken.connect(self._take)
        self.field.left.connect(self.left)
        self.field.focused.connect(self.focused)
        self.field.textChanged.connect(self._typed)
        self.save = Button(self, small=True)
        self.withdraw = Button(self, small=True)
        for button in (self.save, self.withdraw):
            button.setAutoDefault(True)
        self.save.clicked.connect(self._take)
        self.withdraw.clicked.connect(self.withdrawn)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.save)
        self._buttons.addWidget(self.withdraw)
        self._buttons.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._place)
        self._layout.addLayout(self._said)
        self._layout.addWidget(self.field)
        self._layout.addWidget(self._too_long)
        self._layout.addLayout(self._buttons)
        self.set_look(look)

    def show_cell(
        self,
        place: str,
        said: Sequence[tuple[Comment, int, bool]],
        now: datetime,
        *,
        may_ask: bool,
        withdraw: str,
        draft: str,
    ) -> None:
        """``said``: comment, revision, and whether it asks. ``withdraw``: what the second button says, empty
        where there is nothing to withdraw. ``draft``: what was typed here and not kept."""
        say, look = self._say, self._look
        while (item := self._said.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for comment, revision, asks in said:
            head = say(
                "{name}, {at}, revision {number}",
                name=comment.by,
                at=when(say, comment.at, now),
                number=revision,
            )
            self._said.addWidget(_Said(look, head, comment.text, asks=asks))
        self._title.setText(say("Questions at this cell"))
        self._place.setText(place)
        self._place.setVisible(bool(place))
        self.field.setVisible(may_ask)
        self.save.setVisible(may_ask)
        self.withdraw.setVisible(may_ask and bool(withdraw))
        self.withdraw.setText(withdraw)
        if self.field.toPlainText() != draft:
            self.field.setPlainText(draft)
        self._typed()

    @property
    def draft(self) -> str:
        return self.field.toPlainText()

    def retranslate(self) -> None:
        say = self._say
        self.save.setText(say("Save question"))
        self.field.setPlaceholderText(say("Ask the clerk at this cell. Enter keeps it."))
        self.field.setAccessibleName(say("Question at this cell"))

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._title, self._place, self._too_long, self.save, self.withdraw):
            part.set_look(look)
        self.field.setFont(look.font(SMALL))
        self.field.setFixedHeight(look.metrics(SMALL).lineSpacing() * 3 + look.px(14))
        self._layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(10))
        self._layout.setSpacing(look.px(6))
        self._said.setSpacing(look.px(6))
        self._buttons.setSpacing(look.px(6))

    def _typed(self) -> None:
        length = len(self.field.toPlainText().strip())
        self.save.setEnabled(0 < length <= LONGEST)
        self._too_long.setVisible(length > LONGEST)
        self._too_long.setText(self._say("Say it in at most {most} characters.", most=LONGEST))

    def _take(self) -> None:
        words = self.field.toPlainText().strip()
        if 0 < len(words) <= LONGEST:  # longer ones are not cut: the field says so
            self.asked.emit(words)
