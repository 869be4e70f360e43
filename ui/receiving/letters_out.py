"""What goes back to senders: signed receipts for what is here, and plain replies for what cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.pack_files import read_pack
from kmmp_desktop.services.ports import Signer
from kmmp_desktop.services.receiving_replies import Reply, replies, write_replies
from kmmp_desktop.services.receiving_rows import ReceivedFile
from kmmp_desktop.text import Message
from ui import wording
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.passphrase.dialog import SigningWords
from ui.passphrase.signing_run import SigningRun
from ui.receiving.commands import Commands
from ui.receiving.words_pane import Words, WordsPane


class LettersOut(QObject):
    """``announced(str)``: what came of it. ``left``: the texts were closed. ``changed``: signing ended."""

    announced = Signal(str)
    left = Signal()
    changed = Signal()

    def __init__(self, desk: Desk, page: QWidget, words: WordsPane, commands: Commands) -> None:
        super().__init__(page)
        self._desk, self._words, self._commands = desk, words, commands
        self._replies: tuple[Reply, ...] = ()
        self.signing = SigningRun(desk, page)
        self.signing.refused.connect(self.announced)
        self.signing.succeeded.connect(self._receipts_made)
        self.signing.finished.connect(self.changed)
        words.left.connect(self.left)
        words.save_asked.connect(self.save_replies)

    @property
    def is_signing(self) -> bool:
        return self.signing.is_running

    # -- receipts --------------------------------------------------------------------------

    def make_receipts(self, revisions: Sequence[UUID], folder: Path | None = None) -> None:
        """Ask for a folder and the passphrase, then write a signed receipt for each sender."""
        if not revisions or self.is_signing:
            return
        say = self._desk.say
        to = folder or self._commands.choose_place(say("Choose a folder for the receipts"))
        if to is None:
            return
        receipts, count = self._desk.services.letters.receipts, len(revisions)

        def make(signer: Signer, _language: str, _report: object) -> tuple[Path, ...]:
            return receipts.make(revisions, signer, to)

        sentence = (
            Message("You sign that 1 return was received here.")
            if count == 1
            else Message("You sign that {count} returns were received here.", {"count": count})
        )
        self.signing.start(SigningWords(Message("Make receipts"), sentence, Message("Sign")), make)

    def _receipts_made(self, written: tuple[Path, ...]) -> None:
        say = self._desk.say
        many = say(
            "{count} receipts are in {folder}. Send each to its office.",
            count=wording.number(len(written)),
            folder=written[0].parent,
        )
        one = say("The receipt is {file}. Send it to its office.", file=written[0])
        self.announced.emit(one if len(written) == 1 else many)

    def accept_office(self, file: ReceivedFile) -> bool:
        """Say that returns are sent to the office of a receipt; False where that is not what it waits for."""
        desk = self._desk
        try:
            said = desk.services.letters.expect(file.path.name, read_pack(file.path), desk.person)
        except KmmpError as error:
            self.announced.emit(say_error(desk, error))
            return False
        self.announced.emit(desk.say(said))
        return True

    # -- replies ---------------------------------------------------------------------------

    def write_replies(self, files: Sequence[ReceivedFile], current: ReceivedFile | None) -> bool:
        """Show a text for each sender, the one of the current file first; False where there is none."""
        desk, say = self._desk, self._desk.say
        office = desk.services.people.office()
        name, practice = (office.name, office.is_demo) if office else ("", False)
        found = replies(files, name, desk.services.clock.now(), say, practice=practice)
        if not found:
            self.announced.emit(say("Every file is in order: there is nothing to write to senders."))
            return False
        wanted = current.office_name if current is not None else ""
        self._replies = tuple(sorted(found, key=lambda reply: reply.sender != wanted))
        words = [
            Words(
                say(
                    "{sender}: {count}",
                    sender=reply.sender or say("Sender not known"),
                    count=wording.number(reply.files),
                ),
                reply.text,
            )
            for reply in self._replies
        ]
        self._words.show_words(say("Replies to senders"), words, can_save=True)
        return True

    def save_replies(self, folder: Path | None = None) -> None:
        """Write a text file for each sender."""
        say = self._desk.say
        to = folder or self._commands.choose_place(say("Choose a folder for the replies"))
        if to is None:
            return
        try:
            written = write_replies(self._replies, to)
        except KmmpError as error:
            self.announced.emit(say_error(self._desk, error))
            return
        many = say("{count} replies are in {folder}.", count=wording.number(len(written)), folder=to)
        self.announced.emit(say("The reply is {file}.", file=written[0]) if len(written) == 1 else many)
