"""The three questions in sentences for the chosen file, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.services.receiving_replies import ASKED
from kmmp_desktop.services.receiving_rows import ReceivedFile
from ui.receiving.keys import DETAIL, FACILITIES, REPLIES
from ui.style.look import Look
from ui.verifying.answers import Answers
from ui.widgets.buttons import Button
from ui.wording import Say


class FileAnswers(Answers):
    """Four blocks. ``reply_asked``, ``detail_asked``, ``facilities_asked``: a button was pressed."""

    reply_asked = Signal()
    detail_asked = Signal()
    facilities_asked = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(look, say, parent)
        self._file: ReceivedFile | None = None
        self._offering = 0

    def show_file(self, file: ReceivedFile | None, offering: int) -> None:
        """``offering``: how many facilities the files of the list wait for."""
        if file == self._file and offering == self._offering:
            return
        self._file, self._offering = file, offering
        self._verdict = file.verdict if file else None
        self._build()

    def retranslate(self) -> None:
        self._build()

    def focus_first(self) -> None:
        """To the first button of what to do."""
        body = self.widget()
        buttons = body.findChildren(Button) if body is not None else []
        (buttons[0] if buttons else self).setFocus()

    def _blocks(self, verdict: object) -> tuple[QWidget, ...]:
        assert self._file is not None
        if self._file.is_letter:
            return (self._letter(self._file), self._what_to_do(self._file))
        return (*super()._blocks(self._file.verdict)[:3], self._what_to_do(self._file))

    def _letter(self, file: ReceivedFile) -> QWidget:
        block, layout = self._block()
        layout.addLayout(self._head("comment", "muted", "A letter, not a return", "text"))
        layout.addWidget(self._words(self._say(file.judged.text)))
        layout.addStretch(1)
        return block

    def _what_to_do(self, file: ReceivedFile) -> QWidget:
        say, judged = self._say, file.judged
        block, layout = self._block()
        layout.addWidget(self._words(say("What to do"), bold=True, points=9.0))
        if judged.to_do:
            layout.addWidget(self._words(say(judged.to_do)))
        for note in judged.notes:
            layout.addWidget(self._words(say(note), ink="muted"))
        layout.addLayout(self._buttons(file))
        layout.addStretch(1)
        return block

    def _buttons(self, file: ReceivedFile) -> QVBoxLayout:
        say = self._say
        rows = QVBoxLayout()
        rows.setSpacing(self._look.px(4))
        wanted = []
        if file.judged.offered is not None:
            words = (
                say("Add this facility")
                if self._offering == 1
                else say("Add these {count} facilities", count=self._offering)
            )
            wanted.append((words, FACILITIES, self.facilities_asked))
        if file.judged.why in ASKED and not file.can_be_taken:
            wanted.append((say("Write reply"), REPLIES, self.reply_asked))
        if not file.is_letter:
            wanted.append((say("Show technical detail"), DETAIL, self.detail_asked))
        for words, key, signal in wanted:
            button = Button(small=True)
            button.setText(words)
            button.setToolTip(key)
            button.set_look(self._look)
            button.clicked.connect(signal)
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            rows.addLayout(row)
        return rows
