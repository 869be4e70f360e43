"""Texts to read, copy or save: replies to senders, and the technical detail of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import SectionHeader
from ui.wording import Say


@dataclass(frozen=True, slots=True)
class Words:
    """One text. ``name`` says whose it is in the list of several."""

    name: str
    text: str


class WordsPane(QWidget):
    """``left``: Esc or Close. ``save_asked``: the texts are to be written into a folder."""

    left = Signal()
    save_asked = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say, self._words = say, tuple[Words, ...]()
        self._head = SectionHeader(look, self)
        self.names = QListWidget(self)
        self.names.currentRowChanged.connect(self._show_one)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.copy_button, self.save_button, self.close_button = Button(), Button(), Button()
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save_asked)
        self.close_button.clicked.connect(self.left)
        self._row = QHBoxLayout()
        self._row.addWidget(self.names, 1)
        self._row.addWidget(self.text, 3)
        self._column = QVBoxLayout()
        for button in self._buttons:
            self._column.addWidget(button)
        self._column.addStretch(1)
        self._row.addLayout(self._column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._head)
        whole.addLayout(self._row, 1)
        self.set_look(look)

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return (self.copy_button, self.save_button, self.close_button)

    def show_words(self, title: str, words: Sequence[Words], *, can_save: bool) -> None:
        """Show texts; the list of names stands beside them where there are several."""
        self._words = tuple(words)
        self._head.set_texts(title)
        self.text.setAccessibleName(title)
        self.names.setAccessibleName(title)
        self.names.clear()
        self.names.addItems([each.name for each in words])
        self.names.setVisible(len(words) > 1)
        self.save_button.setVisible(can_save)
        self.names.setCurrentRow(0)
        self._show_one(0)
        (self.names if len(words) > 1 else self.text).setFocus()

    def copy(self) -> None:
        """The text that is shown, to the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def retranslate(self) -> None:
        say = self._say
        self.copy_button.setText(say("Copy the text"))
        self.save_button.setText(say("Save as text files…"))
        self.close_button.setText(say("Close"))

    def set_look(self, look: Look) -> None:
        self._head.set_look(look)
        self.text.setFont(look.font(SMALL))
        self.names.setFont(look.font(SMALL))
        for button in self._buttons:
            button.set_look(look)
        self._row.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._row.setSpacing(look.px(8))
        self._column.setSpacing(look.px(4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _show_one(self, number: int) -> None:
        if 0 <= number < len(self._words):
            self.text.setPlainText(self._words[number].text)
