"""Judging files of other offices: three answers, where each belongs, and what is to be done with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Office
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.verdict import Answer, FileCheck, Verdict
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services import receiving_place as place
from kmmp_desktop.services import receiving_verdict as sound
from kmmp_desktop.services.checking_files import Checked, NotChecked, kind_of
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, UnitOfWork, Work
from kmmp_desktop.services.receiving_data import RETURN, Arrived, arrived, packed, unpacked
from kmmp_desktop.services.receiving_ports import MailRoom, Recalls, Verifier
from kmmp_desktop.services.receiving_rows import Judged, ReceivedFile, Step, Why
from kmmp_desktop.text import Message

_log = logging.getLogger(__name__)
_STANDINGS = {
    LetterStanding.NEW: Step.TAKE,
    LetterStanding.ALREADY: Step.HERE,
    LetterStanding.HELD: Step.HOLD,
    LetterStanding.REFUSED: Step.REFUSE,
}
_TOGETHER = 64
"""So many files are noted as seen in one commit."""
_UNJUDGED = Judged(Step.LEAVE, Why.NOT_OURS, Message(""), Message(""))


@dataclass(frozen=True, slots=True)
class Around:
    """How the office stands: read once for a few files."""

    office: Office | None
    trusted_by: str
    now: datetime
    verifier: Verifier


class FileJudge:
    """Reads and judges; the office is not changed but for the note of when bytes were seen first."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        forms: FormCatalogue,
        verifier: Verifier,
        mail: MailRoom,
        recalls: Recalls | None = None,
    ) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._verifier = verifier
        self._mail = mail
        self._recalls = recalls

    def look(
        self, paths: Sequence[Path], progress: Progress | None = None, *, remember: bool = True
    ) -> Iterator[ReceivedFile]:
        """Judge files, in their order, a few in memory at a time; each verdict as soon as it is there.

        ``remember``: note when the bytes were seen first. Raises StorageError.
        """
        around = self._around()
        new: list[bytes] = []
        try:
            for number, checked in enumerate(self._verifier.check_many(paths, progress), start=1):
                yield self._looked(checked, around, new)
                if remember and len(new) >= _TOGETHER:
                    self._remember(new, around)
                if number % _TOGETHER == 0:
                    around = self._around()
        finally:  # also where the rest of the list is not wanted any more
            if remember and new:
                self._remember(new, around)

    def _around(self) -> Around:
        with self._work() as work:
            office, number = work.people.office(), work.trust.number()
        return Around(office, _mark(number), self._clock.now(), self._verifier.steady())

    def around_in(self, work: UnitOfWork) -> Around:
        """As it stands in this transaction, for as long as that is the writing one."""
        mark, verifier = _mark(work.trust.number()), self._verifier.steady(work)
        return Around(work.people.office(), mark, self._clock.now(), verifier)

    def _remember(self, digests: list[bytes], around: Around) -> None:
        """One commit for many files: should the power go before it, they were simply seen later."""
        with self._work() as work:
            work.received.saw(digests, around.now)
            work.commit()
        digests.clear()

    def look_again(self, path: Path) -> ReceivedFile:
        [found] = self.look([path])
        return found

    def _verdict(self, checked: Checked, around: Around) -> Verdict:
        """As if the bytes were seen now; where that is too late it is asked when they were seen first."""
        name, found = checked.path.name, checked.found
        verdict = around.verifier.verdict(name, found, around.now)
        if any(identity.standing is Standing.EXPIRED for identity in verdict.identities):
            with self._work() as work:
                seen_at = work.received.first_seen(checked.digest, around.now)
                work.commit()
            verdict = around.verifier.verdict(name, found, seen_at)
        return verdict

    def _looked(self, checked: Checked, around: Around, new: list[bytes]) -> ReceivedFile:
        letter = self._letter(checked)
        if letter is not None:
            return letter
        name, found = checked.path.name, checked.found
        verdict = self._verdict(checked, around)
        if verdict.intact is Answer.YES:
            new.append(checked.digest)
        file = ReceivedFile(
            checked.path,
            _UNJUDGED,
            replace(verdict, data=None),
            checked.digest,
            kind_of(checked.content) or "",
            None,
            around.trusted_by,
        )
        if not isinstance(found, FileCheck):
            return replace(file, judged=sound.nothing_checked(found, name))
        alone = sound.unsound(verdict)
        if alone is not None:
            return replace(file, judged=self._came_before(alone, checked.digest))
        assert verdict.data is not None
        if verdict.data.get("kind") != RETURN:
            return replace(file, judged=sound.of_a_month())
        try:
            data = arrived(verdict.data)
        except ValueError:
            return replace(file, judged=sound.not_understood(name))
        file = replace(
            file,
            key=data.key,
            facility=data.facility.name,
            number=data.number,
            revision=data.revision,
            office=data.office,
            office_name=_called(verdict) or data.office_name,
            partner=data.partner,
        )
        judged = self._of_sender(data, verdict, around.office)
        if judged is not None:
            return replace(file, judged=self._came_before(judged, checked.digest))
        file = replace(file, packed=packed(verdict.data))
        with self._work() as work:
            judged, differing = self.in_office(work, file, data)
        return replace(file, judged=judged, differing=differing)

    def _came_before(self, judged: Judged, digest: bytes, work: UnitOfWork | None = None) -> Judged:
        """What was taken in before its signer's key was revoked stays in: it is said where that is listed."""
        if judged.why not in (Why.REVOKED, Why.EXPIRED):
            return judged
        with nullcontext(work) if work is not None else self._work() as reading:
            came = reading.received.get(digest)
        return sound.came_before(judged, came.taken_at) if came is not None else judged

    def _of_sender(self, data: Arrived, verdict: Verdict, office: Office | None) -> Judged | None:
        """What is wrong with who sent it and who signed it."""
        if data.practice and office is not None and not office.is_demo:
            return sound.practice(data.office_name)
        judged = sound.unconfirmed(verdict)
        if judged is None and office is not None and office.id == data.office:
            with self._work() as work:
                judged = place.own(data, work)
        return judged or sound.incomplete(verdict)

    def judged_now(
        self, work: UnitOfWork, file: ReceivedFile, around: Around, seen_at: datetime
    ) -> tuple[ReceivedFile, Arrived]:
        """The file judged against the office as it stands now: who signed, where it belongs.

        Only the mathematics of its signatures is not done again: the bytes are the ones it was done for.
        """
        said = unpacked(file.packed)
        data = arrived(said)
        check = FileCheck(file.kind, file.verdict.signatures, Answer.YES, (), said)
        verdict = around.verifier.verdict(file.path.name, check, seen_at)
        data = replace(data, office_name=_called(verdict) or data.office_name)
        file = replace(
            file,
            verdict=replace(verdict, data=None),
            trusted_by=around.trusted_by,
            seen_at=seen_at,
            office_name=data.office_name,
        )
        judged, differing = self._of_sender(data, verdict, around.office), None
        if judged is not None:
            judged = self._came_before(judged, file.digest, work)
        else:
            judged, differing = self.in_office(work, file, data)
        return replace(file, judged=judged, differing=differing), data

    def in_office(self, work: UnitOfWork, file: ReceivedFile, data: Arrived) -> tuple[Judged, int | None]:
        """What the office says of a file whose signers are known and whose signatures are complete."""
        said = self._recalls.recall_of(data.revision, data.office, work) if self._recalls else None
        if said is not None:
            return place.recalled(said), None
        now = Period.of(east_africa(self._clock.now()).date())
        facility = work.facilities.get(data.key.facility)
        wrong = place.wrong_form(data, self._forms) or place.wrong_place(data, facility, now)
        if wrong is not None:
            return wrong, None
        judged, differing = place.among_revisions(data, file.kind, file.digest, work)
        judged = place.other_checks(judged, data, self._forms)
        return replace(judged, notes=(*judged.notes, *place.notes_on(data, facility, now))), differing

    def _letter(self, checked: Checked) -> ReceivedFile | None:
        """A small signed file, judged by whoever reads its kind; None for every other file."""
        if not isinstance(checked.found, NotChecked) or not checked.content:
            return None
        kind = self._mail.kind_of(checked.content)
        reader = self._mail.readers.get(kind) if kind else None
        if kind is None or reader is None:
            return None
        name = checked.path.name
        nothing = Message("This is not a return, but a letter of this program.")
        verdict = Verdict(
            name, Answer.CANNOT_SAY, nothing, Answer.CANNOT_SAY, nothing, Answer.CANNOT_SAY, nothing
        )
        try:
            looked = reader.look(name, checked.content)
            judged = Judged(_STANDINGS[looked.standing], Why.LETTER, looked.text, looked.step)
        except KmmpError as error:
            judged = Judged(Step.REFUSE, Why.LETTER, error.message, error.hint)
        except Exception:  # noqa: BLE001 - whatever a crafted letter manages to raise, the others are judged
            _log.exception("a letter could not be judged")
            judged = sound.not_understood(name)
        return ReceivedFile(checked.path, judged, verdict, checked.digest, kind)

    def trusted_by(self) -> str:
        """What signers are judged by now; files keep what they were judged by."""
        with self._work() as work:
            return _mark(work.trust.number())

    def again(self, file: ReceivedFile) -> ReceivedFile:
        """The file judged against the office as it stands now, without reading it again."""
        if not file.packed or file.step is Step.TAKEN:
            return file
        with self._work() as work:
            around = self.around_in(work)
            return self.judged_now(work, file, around, work.received.seen(file.digest) or around.now)[0]


def _called(verdict: Verdict) -> str:
    """What the certificate of whoever approved it calls the office; empty where it is of a roster."""
    return verdict.identities[-1].office_name if verdict.identities else ""


def _mark(trust: int) -> str:
    return f"trust file {trust}" if trust else "roster"
