"""Below the list: the answers of the chosen file, or a text to read, copy or save."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from kmmp_desktop.services.receiving_rows import ReceivedFile
from ui.page import Desk
from ui.receiving.file_answers import FileAnswers
from ui.receiving.technical import technical_detail
from ui.receiving.words_pane import Words, WordsPane
from ui.style.look import Look


class Below(QStackedWidget):
    """One of the two at a time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.answers = FileAnswers(desk.look, desk.say, self)
        self.words = WordsPane(desk.look, desk.say, self)
        self.addWidget(self.answers)
        self.addWidget(self.words)

    @property
    def shows_words(self) -> bool:
        return self.currentWidget() is self.words

    def show_answers(self) -> None:
        self.setCurrentWidget(self.answers)

    def show_words(self) -> None:
        self.setCurrentWidget(self.words)

    def show_detail(self, file: ReceivedFile) -> None:
        """The technical detail of a file, as a text."""
        say = self._desk.say
        words = Words(file.path.name, technical_detail(file, say))
        title = say("Technical detail of {file}", file=file.path.name)
        self.words.show_words(title, [words], can_save=False)
        self.show_words()

    def retranslate(self) -> None:
        self.answers.retranslate()
        self.words.retranslate()

    def set_look(self, look: Look) -> None:
        self.answers.set_look(look)
        self.words.set_look(look)
