"""Questions about another office's return: they go there as a small signed file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.services.letters import QUESTIONS
from kmmp_desktop.services.ports import Progress, Signer
from kmmp_desktop.services.reviews import Review
from kmmp_desktop.services.sealed_files import SUFFIXES
from kmmp_desktop.text import Message
from ui.page import Desk
from ui.passphrase.dialog import SigningWords
from ui.passphrase.signing_run import SigningRun


class QuestionFile(QObject):
    """``written(str, datetime)``: a sentence with the name of the file; ``refused(str)``."""

    written = Signal(str, object)
    refused = Signal(str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self.signing = SigningRun(desk, window)
        self.signing.succeeded.connect(self._written)
        self.signing.refused.connect(self.refused)

    def write(self, review: Review) -> None:
        """Choose where, sign and write the questions that wait at the cells of the return."""
        say, revision = self._desk.say, review.item.revision
        key = revision.key
        name = f"{key.facility}_{key.period}_{key.family}_r{revision.number}{SUFFIXES[QUESTIONS]}"
        path, _kind = QFileDialog.getSaveFileName(
            self._window, say("Write the questions to a file"), name, f"*{SUFFIXES[QUESTIONS]}"
        )
        if not path:
            return
        letters = self._desk.services.letters

        def sign(signer: Signer, _language: str, _report: Progress) -> Path:
            return letters.ask(revision.id, signer, Path(path))

        words = SigningWords(
            Message("Questions"),
            Message(
                "You sign {count} questions about the return of {facility}.",
                {"count": len(review.asked), "facility": review.item.facility.name},
            ),
            Message("Sign"),
        )
        self.signing.start(words, sign)

    def _written(self, path: Path) -> None:
        say, now = self._desk.say, self._desk.services.clock.now()
        self.written.emit(say("The questions are in {file}. Send it to that office.", file=path.name), now)
