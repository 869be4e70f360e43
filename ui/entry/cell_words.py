"""What people say to one another at the current cell, and its history, under the chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.returns import CellChange
from kmmp_desktop.services.ports import Thread
from ui.entry.cell_story import CellStory
from ui.entry.faces import Say
from ui.entry.reason_bar import LineField
from ui.entry.thread_card import ThreadCard
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class CellWords(QWidget):
    """``commented(str)``, ``questioned(str)``: new words. ``replied(thread, str)``,
    ``answered(thread, bool)``: of a thread. ``left()``: back to the grid."""

    commented = Signal(str)
    questioned = Signal(str)
    replied = Signal(object, str)
    answered = Signal(object, bool)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._title = Label(look, self, points=SMALL, bold=True)
        self._cards: list[ThreadCard] = []
        self._shown = 0
        self._threads = QVBoxLayout()
        self.field = LineField(self)
        self.ask = Button(self, small=True)
        self.ask.setCheckable(True)
        self.ask.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is being written stays where it is
        self.story = CellStory(look, say, self)
        self._row = QHBoxLayout()
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.ask)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._title)
        self._layout.addLayout(self._threads)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self.story)
        self.field.taken.connect(self._take)
        self.field.given_up.connect(self._give_up)
        self.field.left_behind.connect(self._keep)
        self.ask.toggled.connect(self._show_kind)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._title, self.field, self.ask, self.story):
            part.set_look(look)
        for card in self._cards:
            card.set_look(look)
        self._layout.setContentsMargins(look.px(11), look.px(8), look.px(11), look.px(8))
        self._layout.setSpacing(look.px(4))
        self._threads.setSpacing(look.px(5))
        self._row.setSpacing(look.px(6))

    @property
    def cards(self) -> tuple[ThreadCard, ...]:
        """The threads on screen, oldest first."""
        return tuple(self._cards[: self._shown])

    def show_words(
        self, threads: Sequence[Thread], history: Sequence[CellChange], now: datetime, *, editable: bool
    ) -> None:
        for number, thread in enumerate(threads):
            self._card(number).show_thread(thread, now, editable=editable)
        for card in self._cards[len(threads) :]:
            card.hide()
        self._shown = len(threads)
        self._title.setVisible(bool(threads) or editable)
        self.field.setVisible(editable)
        self.ask.setVisible(editable)
        self._show_kind(self.ask.isChecked())
        self.story.show_history(history, now)

    def _card(self, number: int) -> ThreadCard:
        while len(self._cards) <= number:
            card = ThreadCard(self._look, self._say, self)
            card.replied.connect(self.replied)
            card.answered.connect(self.answered)
            card.left.connect(self.left)
            self._cards.append(card)
            self._threads.addWidget(card)
        self._cards[number].show()
        return self._cards[number]

    def _show_kind(self, question: bool) -> None:
        say = self._say
        self._title.setText(say("Question") if question else say("Comment"))
        words = say("Ask: it waits for an answer") if question else say("Write a note for the manager")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(self._title.text())
        self.ask.setText(say("Question"))

    def write(self, *, question: bool = False) -> None:
        """Put the cursor where words are written: an answer, where a question waits for one."""
        waits = next((card for card in self.cards if card.shown and card.shown.waits), None)
        if waits is not None and not question and not waits.field.isHidden() and not self.field.hasFocus():
            waits.write()
            return
        self.ask.setChecked(question)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def turn(self) -> bool:
        """The question that waits is answered, else the last one waits again; False without questions."""
        asked = [card for card in self.cards if card.shown and card.shown.question]
        if not asked:
            return False
        next((card for card in asked if card.shown and card.shown.waits), asked[-1]).turn()
        return True

    def _take(self, text: str) -> None:
        self._keep(text)
        self.left.emit()

    def _keep(self, text: str) -> None:
        """What is typed belongs to this cell: kept before another one is shown here."""
        self.field.clear()
        question = self.ask.isChecked()
        self.ask.setChecked(False)
        if text.strip():
            (self.questioned if question else self.commented).emit(text.strip())

    def _give_up(self) -> None:
        self.field.clear()
        self.ask.setChecked(False)
        self.left.emit()
