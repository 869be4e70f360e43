"""Receiving: files of other offices are judged one by one, and taken in whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Facility, Office, Person
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.verdict import Answer, FileCheck, Verdict
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services import receiving_place as place
from kmmp_desktop.services import receiving_verdict as sound
from kmmp_desktop.services.amending import used_before
from kmmp_desktop.services.checking_files import Checked, NotChecked, kind_of, read_file
from kmmp_desktop.services.exchange_ports import StoredTrust
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, UnitOfWork, Work
from kmmp_desktop.services.receiving_data import RETURN, Arrived, arrived, packed, unpacked
from kmmp_desktop.services.receiving_ports import FacilityKeeper, MailRoom, Recalls, Verifier
from kmmp_desktop.services.receiving_rows import Judged, ReceivedFile, Step, Why
from kmmp_desktop.services.receiving_taking import Arrival, keep_file, keep_revision
from kmmp_desktop.text import Message

_STANDINGS = {
    LetterStanding.NEW: Step.TAKE,
    LetterStanding.ALREADY: Step.HERE,
    LetterStanding.HELD: Step.HOLD,
    LetterStanding.REFUSED: Step.REFUSE,
}


class ReceiveService:
    """Judges files of other offices and takes them in.

    Every method may be called off the GUI thread. Looking changes nothing but the note of when the bytes of
    a file were seen first; taking a file in twice changes nothing.
    """

    def __init__(
        self,
        work: Work,
        clock: Clock,
        forms: FormCatalogue,
        verifier: Verifier,
        facilities: FacilityKeeper,
        mail: MailRoom,
        recalls: Recalls | None = None,
    ) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._verifier = verifier
        self._facilities = facilities
        self._mail = mail
        self._recalls = recalls

    # -- looking ---------------------------------------------------------------------------

    def look(
        self, paths: Sequence[Path], progress: Progress | None = None, *, remember: bool = True
    ) -> Iterator[ReceivedFile]:
        """Judge files, in their order, a few in memory at a time; each verdict as soon as it is there.

        ``remember``: note when the bytes were seen first. Raises StorageError.
        """
        for checked in self._verifier.check_many(paths, progress):
            yield self._looked(checked, remember=remember)

    def _look_again(self, path: Path) -> ReceivedFile:
        [found] = self.look([path])
        return found

    def _looked(self, checked: Checked, *, remember: bool) -> ReceivedFile:
        letter = self._letter(checked)
        if letter is not None:
            return letter
        name, found = checked.path.name, checked.found
        with self._work() as work:
            office, newest = work.people.office(), work.trust.newest()
            seen_at = None
            if isinstance(found, FileCheck) and found.intact is Answer.YES and remember:
                seen_at = work.received.first_seen(checked.digest, self._clock.now())
                work.commit()
        verdict = self._verifier.verdict(name, found, seen_at)
        file = ReceivedFile(
            checked.path,
            _UNJUDGED,
            replace(verdict, data=None),
            checked.digest,
            kind_of(checked.content) or "",
            seen_at,
            _mark(newest),
        )
        if not isinstance(found, FileCheck):
            return replace(file, judged=sound.nothing_checked(found, name))
        alone = sound.unsound(verdict)
        if alone is not None:
            return replace(file, judged=alone)
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
            office_name=data.office_name,
            partner=data.partner,
        )
        judged = self._of_sender(data, verdict, office)
        if judged is not None:
            return replace(file, judged=judged)
        return self._placed(replace(file, packed=packed(verdict.data)), data)

    def _of_sender(self, data: Arrived, verdict: Verdict, office: Office | None) -> Judged | None:
        """What is wrong with who sent it and who signed it."""
        if data.practice and office is not None and not office.is_demo:
            return sound.practice(data.office_name)
        judged = sound.unconfirmed(verdict)
        if judged is None:
            with self._work() as work:
                judged = place.own(data, work, office.id if office else None)
        return judged or sound.incomplete(verdict)

    def _placed(self, file: ReceivedFile, data: Arrived) -> ReceivedFile:
        with self._work() as work:
            judged, differing = self._in_office(work, file, data)
        return replace(file, judged=judged, differing=differing)

    def _in_office(self, work: UnitOfWork, file: ReceivedFile, data: Arrived) -> tuple[Judged, int | None]:
        """What the office says of a file whose signers are known and whose signatures are complete."""
        said = self._recalls.recall_of(data.revision, data.office) if self._recalls else None
        if said is not None:
            return place.recalled(said), None
        now = Period.of(east_africa(self._clock.now()).date())
        wrong = place.wrong_form(data, self._forms) or place.wrong_place(data, work, now)
        if wrong is not None:
            return wrong, None
        judged, differing = place.among_revisions(data, file.kind, file.digest, work)
        judged = place.other_checks(judged, data, self._forms)
        return replace(judged, notes=(*judged.notes, *place.notes_on(data, work, now))), differing

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
        return ReceivedFile(checked.path, judged, verdict, checked.digest, kind)

    def trusted_by(self) -> str:
        """What signers are judged by now; files keep what they were judged by."""
        with self._work() as work:
            return _mark(work.trust.newest())

    def again(self, file: ReceivedFile) -> ReceivedFile:
        """The file judged against the office as it stands now, without reading it again."""
        if file.packed and file.step is not Step.TAKEN:
            return self._placed(file, arrived(unpacked(file.packed)))
        return file

    # -- taking in -------------------------------------------------------------------------

    def take(self, file: ReceivedFile, person: Person) -> ReceivedFile:
        """Take a file in: one transaction. Judged again before, against the office as it stands then.

        A file that cannot be taken in comes back with why, and has changed nothing. A disk that is full is
        said in the line too: the others may still be tried.
        """
        if not file.can_be_taken:
            return file
        content = read_file(file.path)
        if isinstance(content, Message) or _digest(content) != file.digest:
            return self._look_again(file.path)  # another file by now: it is judged, and not taken in unseen
        try:
            if file.is_letter:
                return self._take_letter(file, content, person)
            if file.trusted_by != self.trusted_by():
                file = self._look_again(file.path)
                if not file.can_be_taken:
                    return file
            return self._take(file, content, person)
        except StorageError as error:
            return replace(file, judged=Judged(Step.HOLD, Why.DISK, error.message, error.hint))

    def _take_letter(self, file: ReceivedFile, content: bytes, person: Person) -> ReceivedFile:
        reader = self._mail.readers[file.kind]
        try:
            said = reader.take(file.path.name, content, person)
        except StorageError:
            raise
        except KmmpError as error:
            return replace(file, judged=Judged(Step.REFUSE, Why.LETTER, error.message, error.hint))
        return replace(file, judged=Judged(Step.TAKEN, Why.LETTER, said, Message("Nothing to do.")))

    def _take(self, file: ReceivedFile, content: bytes, person: Person) -> ReceivedFile:
        data, at = arrived(unpacked(file.packed)), self._clock.now()
        with self._work() as work:
            # A write comes first: from here on nobody else changes what is judged below.
            work.settings.put(LAST_TAKEN, file.digest.hex())
            judged, differing = self._in_office(work, file, data)
            if judged.step not in (Step.TAKE, Step.KEEP):
                return replace(file, judged=judged, differing=differing)
            arrival = Arrival(
                file.path.name,
                file.kind,
                content,
                file.digest,
                data,
                file.verdict,
                work.received.first_seen(file.digest, at),
                at,
                person,
                file.trusted_by,
            )
            stored = work.returns.revision(data.revision) or keep_revision(work, arrival)
            keep_file(work, arrival, stored)
            used = used_before(work, stored)
            work.commit()
        kept = Message("For the record: a newer revision counts.")
        text = judged.text if judged.step is Step.TAKE else kept
        done = Judged(Step.TAKEN, judged.why, text, _OPENS, notes=(*judged.notes, *used))
        return replace(file, judged=done, differing=differing, seen_at=arrival.seen_at)

    def take_all(
        self,
        files: Sequence[ReceivedFile],
        person: Person,
        each: Callable[[ReceivedFile], None],
        progress: Progress | None = None,
    ) -> None:
        """Take files in, one after the other; what ``progress`` raises ends it between two of them."""
        for done, file in enumerate(files, start=1):
            each(self.take(file, person))
            if progress is not None:
                progress(done, len(files))

    # -- facilities ------------------------------------------------------------------------

    def add_facilities(self, files: Iterable[ReceivedFile], person: Person) -> int:
        """Add the facilities that files on hold offer, each as the first file with it describes it.

        Raises RefusedError, where one cannot be a facility; those before it were added.
        """
        offered: dict[str, Facility] = {}
        for file in files:
            facility = file.judged.offered
            if facility is not None:
                offered[facility.mfl] = _joined(offered.get(facility.mfl), facility)
        for facility in offered.values():
            self._facilities.save(facility, person)
        return len(offered)

    def opened_as(self, file: ReceivedFile) -> UUID | None:
        """The revision of the file, where it is in the office."""
        if file.revision is None:
            return None
        with self._work() as work:
            return file.revision if work.returns.revision(file.revision) is not None else None


LAST_TAKEN = "receiving.last"
"""Setting: SHA-256 of the file that was taken in last."""
_OPENS = Message("Enter opens the return, to read.")
_UNJUDGED = Judged(Step.LEAVE, Why.NOT_OURS, Message(""), Message(""))


def _mark(trust: StoredTrust | None) -> str:
    return f"trust file {trust.number}" if trust else "roster"


def _joined(known: Facility | None, facility: Facility) -> Facility:
    """One facility of what two files say of it: each form is owed from the earlier month on."""
    if known is None:
        return facility
    spans = {span.family: span for span in known.forms}
    for span in facility.forms:
        old = spans.get(span.family)
        if old is None or (old.start is not None and (span.start is None or span.start < old.start)):
            spans[span.family] = span
    return replace(known, forms=tuple(spans.values()))


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
