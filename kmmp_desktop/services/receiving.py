"""Receiving: files of other offices are judged one by one, and taken in whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kmmp_desktop.domain.office import Facility, Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.amending import used_before
from kmmp_desktop.services.checking_files import read_file
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, Work
from kmmp_desktop.services.receiving_data import arrived, unpacked
from kmmp_desktop.services.receiving_judging import FileJudge
from kmmp_desktop.services.receiving_ports import FacilityKeeper, MailRoom, Recalls, Verifier
from kmmp_desktop.services.receiving_rows import Judged, ReceivedFile, Step, Why
from kmmp_desktop.services.receiving_taking import Arrival, keep_file, keep_revision
from kmmp_desktop.text import Message


class ReceiveService(FileJudge):
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
        super().__init__(work, clock, forms, verifier, mail, recalls)
        self._facilities = facilities

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
            return self.look_again(file.path)  # another file by now: it is judged, and not taken in unseen
        try:
            if file.is_letter:
                return self._take_letter(file, content, person)
            if file.trusted_by != self.trusted_by():
                file = self.look_again(file.path)
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
        data = replace(data, office_name=file.office_name)  # as certified, whatever the file says
        with self._work() as work:
            permit(person, Action.RECEIVE, work)
            # A write comes first: from here on nobody else changes what is judged below.
            work.settings.put(LAST_TAKEN, file.digest.hex())
            judged, differing = self.in_office(work, file, data)
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


LAST_TAKEN = "receiving.last"
"""Setting: SHA-256 of the file that was taken in last."""
_OPENS = Message("Enter opens the return, to read.")


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
