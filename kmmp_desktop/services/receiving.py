"""Receiving: files of other offices are judged one by one, and taken in whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kmmp_desktop.domain.office import Facility, Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.amending import used_before
from kmmp_desktop.services.checking_files import read_file
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, UnitOfWork, Work
from kmmp_desktop.services.receiving_judging import Around, FileJudge
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
        """Take a file in. Judged again before, against the office as it stands then: who may sign, too.

        A file that cannot be taken in comes back with why, and has changed nothing. A disk that is full is
        said in the line too: the others may still be tried. Raises RefusedError: not this person.
        """
        taken: list[ReceivedFile] = []
        self.take_all([file], person, taken.append)
        return taken[0]

    def take_all(
        self,
        files: Sequence[ReceivedFile],
        person: Person,
        each: Callable[[ReceivedFile], None],
        progress: Progress | None = None,
    ) -> None:
        """Take files in, in their order: each wholly or not at all, on the disk before ``each`` hears of it.

        Small files share a commit, few at first. What ``progress`` raises ends it after the file it was
        called for: that one and those before it are in.
        """
        permit(person, Action.RECEIVE)
        done, alone = 0, False
        while done < len(files):
            most = 1 if alone else min(max(1, done), _TOGETHER)
            group = self._next(files[done : done + most])
            report = _Report(progress, done, len(files))
            try:
                taken, ended = self._take_group(group, person, report)
            except StorageError as error:
                if len(group) > 1:  # whose fault it was shows when each is tried alone
                    alone = True
                    continue
                taken, ended = [_not_stored(group[0].file, error)], None
            for file in taken:
                each(file)
            if ended is not None:
                raise ended
            report(len(taken))
            done += len(taken)
            alone = False

    def _next(self, files: Sequence[ReceivedFile]) -> list[_Read]:
        """The first of the files, with those after it that may share its commit."""
        group: list[_Read] = []
        size = 0
        for file in files:
            content = read_file(file.path) if file.can_be_taken else b""
            if file.can_be_taken and (isinstance(content, Message) or _digest(content) != file.digest):
                # another file by now: it is judged, and not taken in unseen
                file, content = self.look_again(file.path), b""
            elif file.is_letter and group:
                break
            assert isinstance(content, bytes)
            group.append(_Read(file, content))
            size += len(content)
            if file.is_letter or size > _MOST_TOGETHER:
                break
        return group

    def _take_group(
        self, group: Sequence[_Read], person: Person, report: _Report
    ) -> tuple[list[ReceivedFile], BaseException | None]:
        """Take files in with one commit; the second answer is what ``report`` raised between two of them."""
        first, content = group[0]
        if first.is_letter and content:
            return [self._take_letter(first, content, person)], None
        taken: list[ReceivedFile] = []
        ended = None
        if not any(content for _, content in group):
            return [file for file, _ in group], None
        with self._work() as work:
            # A write comes first: from here on nobody else changes what is judged below.
            work.settings.put(LAST_TAKEN, first.digest.hex())
            permit(person, Action.RECEIVE, work)
            around = self.around_in(work)
            for number, (file, content) in enumerate(group, start=1):
                taken.append(self._take(work, file, content, person, around) if content else file)
                try:
                    if number < len(group):
                        report(number)
                except BaseException as error:  # noqa: BLE001 - raised again when these are on the disk
                    ended = error
                    break
            last = [file for file in taken if file.step is Step.TAKEN][-1:]
            if last:
                work.settings.put(LAST_TAKEN, last[0].digest.hex())
                work.commit()
        return taken, ended

    def _take_letter(self, file: ReceivedFile, content: bytes, person: Person) -> ReceivedFile:
        reader = self._mail.readers[file.kind]
        try:
            said = reader.take(file.path.name, content, person)
        except StorageError:
            raise
        except KmmpError as error:
            return replace(file, judged=Judged(Step.REFUSE, Why.LETTER, error.message, error.hint))
        return replace(file, judged=Judged(Step.TAKEN, Why.LETTER, said, Message("Nothing to do.")))

    def _take(
        self, work: UnitOfWork, file: ReceivedFile, content: bytes, person: Person, around: Around
    ) -> ReceivedFile:
        """Write one file, uncommitted; nothing is written where it cannot be taken in as things stand now."""
        seen_at = work.received.first_seen(file.digest, around.now)
        file, data = self.judged_now(work, file, around, seen_at)
        judged = file.judged
        if judged.step not in (Step.TAKE, Step.KEEP):
            return file
        arrival = Arrival(
            file.path.name,
            file.kind,
            content,
            file.digest,
            data,
            file.verdict,
            seen_at,
            around.now,
            person,
            file.trusted_by,
        )
        stored = work.returns.revision(data.revision) if judged.why is Why.OTHER_KIND else None
        stored = stored or keep_revision(work, arrival)
        keep_file(work, arrival, stored)
        used = used_before(work, stored) if stored.number > 1 else ()
        kept = Message("For the record: a newer revision counts.")
        text = judged.text if judged.step is Step.TAKE else kept
        return replace(
            file, judged=Judged(Step.TAKEN, judged.why, text, _OPENS, notes=(*judged.notes, *used))
        )

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


_TOGETHER = 16
"""Files in one commit: others who write to the office wait for some 50 ms."""
_MOST_TOGETHER = 4_000_000
"""Bytes of files in one commit; a larger file has its own."""


class _Read(NamedTuple):
    file: ReceivedFile
    content: bytes
    """Empty where there is nothing to take in."""


class _Report(NamedTuple):
    """Progress within a group of files."""

    progress: Progress | None
    before: int
    of: int

    def __call__(self, done: int) -> None:
        if self.progress is not None:
            self.progress(self.before + done, self.of)


def _not_stored(file: ReceivedFile, error: StorageError) -> ReceivedFile:
    return replace(file, judged=Judged(Step.HOLD, Why.DISK, error.message, error.hint))


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
