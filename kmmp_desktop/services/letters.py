"""Letters between offices: small signed files that are looked at, and taken in where they hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.letter_box import Confirmed, LetterBox
from kmmp_desktop.services.letter_contents import (
    Questions,
    Recall,
    Receipt,
    read_questions,
    read_recall,
    read_receipt,
)
from kmmp_desktop.services.looked_letters import (
    KINDS,
    QUESTIONS,
    RECALL,
    RECEIPT,
    LetterStanding,
    LookedLetter,
)
from kmmp_desktop.services.pack_files import stamp
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, FormCatalogue, Signer, TrustCheck, UnitOfWork, Work
from kmmp_desktop.services.questions import QuestionService
from kmmp_desktop.services.recall import RecallService
from kmmp_desktop.services.receipts import ReceiptService
from kmmp_desktop.services.sealed_files import SignatureCheck
from kmmp_desktop.text import Message

__all__ = ["KINDS", "QUESTIONS", "RECALL", "RECEIPT", "LetterService", "LetterStanding", "LookedLetter"]


class LetterService:
    """Opens a letter, asks whose it is, and hands it to what it is about."""

    def __init__(
        self, box: LetterBox, receipts: ReceiptService, questions: QuestionService, recalls: RecallService
    ) -> None:
        self._box = box
        self.receipts = receipts
        self.questions = questions
        self.recalls = recalls

    def look(self, name: str, content: bytes) -> LookedLetter:
        """Judge a letter; changes nothing.

        Raises:
            FileRefusedError: no letter of this program, damaged, changed after signing, of a newer version.
        """
        return self._look(name, content)[0]

    def take(self, name: str, content: bytes, person: Person) -> Message:
        """Do what the letter says, in one transaction; return what it said.

        Raises:
            RefusedError: it cannot be taken (``LookedLetter.can_take``), with the sentence why.
            FileRefusedError: as for ``look``.
            StorageError: nothing was written.
        """
        with self._box.work() as work:
            permit(person, Action.LETTERS, work)
        looked, letter, said = self._look(name, content)
        if not looked.can_take or letter is None:
            raise RefusedError(looked.text, hint=looked.step)
        match said:
            case Receipt():
                return self.receipts.take(letter, said, person)
            case Questions():
                return self.questions.take(letter, said, person)
            case Recall():
                return self.recalls.take(letter, said, person)

    def expect(self, name: str, content: bytes, person: Person) -> Message:
        """Accept the receipts of the office that signed this one; the receipt itself is taken in after that.

        Raises:
            RefusedError: no receipt, its signer is not confirmed, or its office is expected already.
            FileRefusedError: as for ``look``.
        """
        with self._box.work() as work:
            permit(person, Action.LETTERS, work)
        looked, letter, said = self._look(name, content)
        if letter is None or not isinstance(said, Receipt) or looked.standing is not LetterStanding.HELD:
            raise RefusedError(looked.text, hint=looked.step)
        return self.receipts.expect(letter, person)

    def ask(self, revision: UUID, signer: Signer, path: Path, note: str = "") -> Path:
        """Write the questions that wait at the cells of a taken-in revision into a signed file.

        Raises:
            RefusedError: nothing is asked, or the revision is one of this office's own.
            FileRefusedError: the file cannot be written; nothing was kept.
        """
        return self.questions.ask(revision, signer, path, note)

    def recall_of(
        self, revision: UUID, office: UUID | None = None, work: UnitOfWork | None = None
    ) -> Mapping[str, str] | None:
        """``by``, ``office``, ``at`` and ``why`` of a recall that was read here, also before the return came.

        ``office``: of the return, as its signed data say; a recall of another office does not count.
        ``work``: the transaction to read in; its own where there is none.
        """
        found = self.recalls.of(revision, office, work)
        if found is None:
            return None
        return {
            "by": found.by,
            "office": found.office_name,
            "at": stamp(found.at),
            "why": found.why,
        }

    def _look(
        self, name: str, content: bytes
    ) -> tuple[LookedLetter, Confirmed | None, Receipt | Questions | Recall]:
        sealed = self._box.open(name, content)
        said: Receipt | Questions | Recall
        if sealed.kind == RECEIPT:
            said = read_receipt(name, sealed.data)
        elif sealed.kind == QUESTIONS:
            said = read_questions(name, sealed.data)
        else:
            said = read_recall(name, sealed.data)
        letter = self._box.confirm(name, sealed, said.sender, said.at)
        if isinstance(letter, LookedLetter):
            return letter, None, said
        match said:
            case Receipt():
                looked = self.receipts.judge(letter, said)
            case Questions():
                looked = self.questions.judge(letter, said)
            case Recall():
                looked = self.recalls.judge(letter, said)
        return looked, letter, said


def letter_service(
    work: Work, clock: Clock, forms: FormCatalogue, trust: TrustCheck, signed: SignatureCheck
) -> LetterService:
    """The letters of one office, wired."""
    box = LetterBox(work, clock, trust, signed)
    return LetterService(box, ReceiptService(box), QuestionService(box, forms), RecallService(box))
