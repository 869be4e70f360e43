"""Amend and recall: what the clerk does with a return that has left the office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.revision_news import amending_news, news_of
from kmmp_desktop.text import Message
from ui.entry.ask_bar import AskBar
from ui.entry.keeping import Keeping
from ui.entry.keys import use_of
from ui.entry.news_line import NewsLine
from ui.page import Desk
from ui.passphrase.dialog import SigningWords
from ui.passphrase.signing_run import SigningRun


class Amending(QObject):
    """``told(Message)``: what came of it. ``refused(str)``: why not, a sentence that should stay.

    ``moved()``: the return stands otherwise now, and is to be read again.
    """

    told = Signal(object)
    refused = Signal(str)
    moved = Signal()

    def __init__(self, desk: Desk, keeping: Keeping, ask: AskBar, line: NewsLine, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._keeping, self._ask, self._line, self._owner = desk, keeping, ask, line, owner
        self._path = Path()
        self.signing = SigningRun(desk, owner)
        self.signing.succeeded.connect(self._recalled)
        self.signing.refused.connect(self.refused)
        line.amend_wanted.connect(self.amend)
        self._acts: dict[str, Callable[[], None]] = {"amend": self.amend, "recall": self.recall}

    def act(self, action: str) -> bool:
        """Do an act of the key table; False if it is none of these."""
        do = self._acts.get(action)
        if do is None or self._keeping.opened is None:
            return False
        do()
        return True

    def follow(self) -> None:
        """Say above the grid how the open return stands with other offices."""
        opened = self._keeping.opened
        try:
            news = news_of(opened, self._desk.services.letters) if opened is not None else None
        except StorageError:
            news = None  # the figures are there; what is said of them comes with the next look
        self._line.show_news(news, amend_key=use_of("amend").label)

    def recount(self) -> None:
        """Figures changed: an amendment says how many cells differ now."""
        opened, news = self._keeping.opened, self._line.news
        if opened is not None and news is not None and news.base:
            self._line.show_news(amending_news(opened, news.base))

    # -- amending --------------------------------------------------------------------------

    def amend(self) -> None:
        """Ask why, then begin the next revision."""
        revision = self._revision()
        if revision is None:
            return
        why_not = self._desk.services.amending.why_not(revision.id, self._desk.person)
        if why_not is not None:
            self.told.emit(why_not)
            return
        say = self._desk.say
        question = say(
            "Why is revision {number} amended? Revision {next} begins as its copy.",
            number=revision.number,
            next=revision.number + 1,
        )
        self._ask.ask_text(question, lambda why: self._begin(revision, why), wide=True)

    def _begin(self, revision: Revision, why: str) -> bool:
        try:
            new = self._desk.services.amending.begin(revision.id, self._desk.person, why)
        except KmmpError as error:
            self.told.emit(error.message)
            return False
        self.moved.emit()
        said = "Revision {number} has begun. Each cell you change needs a reason in Check and complete."
        self.told.emit(Message(said, {"number": new.number}))
        return True

    # -- recalling -------------------------------------------------------------------------

    def recall(self) -> None:
        """Ask why and where the letter goes, then for the passphrase."""
        revision = self._revision()
        if revision is None or self.signing.is_running:
            return
        why_not = self._desk.services.letters.recalls.why_not(revision.id, self._desk.person)
        if why_not is not None:
            self.told.emit(why_not)
            return
        if revision.state is State.RECALLED:
            self._choose(revision, "")  # the letter that is kept is written once more
            return
        question = self._desk.say("Why is revision {number} recalled?", number=revision.number)

        def take(why: str) -> bool:
            self._choose(revision, why)
            return True

        self._ask.ask_text(question, take, wide=True)

    def _choose(self, revision: Revision, why: str) -> None:
        say, recalls = self._desk.say, self._desk.services.letters.recalls
        name, _ = QFileDialog.getSaveFileName(
            self._owner,
            say("Save the recall"),
            recalls.name_of(revision),
            f"{say('Letters')} (*.kmmp-recall)",
        )
        if name:
            self.sign(revision, why, Path(name))

    def sign(self, revision: Revision, why: str, path: Path) -> None:
        """Ask the passphrase, then recall the revision and write the letter to ``path``."""
        self._path = path
        opened = self._keeping.opened
        assert opened is not None
        words = SigningWords(
            Message("Recall a return"),
            Message(
                "You sign that revision {number} of {facility} is recalled.",
                {"number": revision.number, "facility": opened.facility.name},
            ),
            Message("Recall"),
        )
        recalls = self._desk.services.letters.recalls
        self.signing.start(
            words, lambda signer, _language, _report: recalls.recall(revision.id, signer, why, path)
        )

    def _recalled(self, _revision: object) -> None:
        self.moved.emit()
        self.told.emit(
            Message(
                "Recalled. Send {file} to whoever got the return, then amend it.", {"file": self._path.name}
            )
        )

    def _revision(self) -> Revision | None:
        opened = self._keeping.opened
        if opened is None:
            return None
        if opened.revision is None:
            self.told.emit(Message("Only a return that was sent can be amended or recalled."))
        return opened.revision
