"""Recall: a sent return is taken back before anybody has received it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.completion import digest, record_step
from kmmp_desktop.services.draft import storable
from kmmp_desktop.services.letter_box import Confirmed, LetterBox, facility_name, is_foreign, own_office
from kmmp_desktop.services.letter_contents import LONGEST, Recall, about_of, head_of, read_recall
from kmmp_desktop.services.looked_letters import RECALL, LetterStanding, LookedLetter
from kmmp_desktop.services.month_words import day_and_time, month_year
from kmmp_desktop.services.pack_files import write_whole
from kmmp_desktop.services.permits import why_not
from kmmp_desktop.services.ports import Signer, UnitOfWork
from kmmp_desktop.services.sealed_files import SUFFIXES
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class RecallWord:
    """A recall that was read here."""

    revision: UUID
    office: UUID
    by: str
    office_name: str
    at: datetime
    why: str


class RecallService:
    """Takes back what was sent, and believes the recalls of others."""

    def __init__(self, box: LetterBox) -> None:
        self._box = box
        # those that wait for their return are asked for each file that comes
        self._opened = lru_cache(_KEPT)(self._open)

    # -- where the return was sent from ----------------------------------------------------

    def why_not(self, revision: UUID, person: Person) -> Message | None:
        """Why this person cannot recall this revision; None where they can."""
        with self._box.work() as work:
            stored = work.returns.revision(revision)
            foreign = stored is not None and is_foreign(work, stored.id)
            refusal = why_not(work.people.get(person.id) or person, Action.RECALL)
        if stored is None:
            return Message("This return is not in the office any more.")
        if refusal is not None:
            return refusal
        if foreign:
            return Message("This return came from another office: only that office recalls it.")
        if stored.state is State.RECEIVED:
            return Message(
                "Revision {number} was received, so it cannot be recalled. Amend it instead.",
                {"number": stored.number},
            )
        if stored.state not in (State.SUBMITTED, State.RECALLED):
            return Message(
                "Only a return that was sent can be recalled; this one is {state}.",
                {"state": Message(stored.state.value)},
            )
        return None

    def name_of(self, revision: Revision) -> str:
        """What the file of a recall is called."""
        key = revision.key
        return f"{key.facility}_{key.period}_{key.family}_r{revision.number}{SUFFIXES[RECALL]}"

    def recall(self, revision: UUID, signer: Signer, why: str, path: Path) -> Revision:
        """Take a submitted revision back and write the letter that says so to ``path``.

        A revision that was recalled before stays so; the same letter is written once more.

        Raises:
            RefusedError: it was received, or never sent; or nobody says why.
            FileRefusedError: the letter cannot be written; nothing was changed.
            StorageError: nothing was changed.
        """
        refusal = self.why_not(revision, signer.person)
        if refusal is not None:
            raise RefusedError(refusal)
        said = storable(why)
        with self._box.work() as work:
            stored = work.returns.revision(revision)
            assert stored is not None  # asked just now
            own, facility = own_office(work), facility_name(work, stored)
            kept = [letter for letter in work.letters.of_revision(revision, RECALL) if letter.sent]
        if stored.state is State.RECALLED and kept:
            write_whole(path, kept[-1].content)
            return stored
        if not said:
            raise RefusedError("Write why the return is recalled.")
        if len(said) > LONGEST:
            raise RefusedError("Say it in at most {most} characters.", most=LONGEST)
        at = self._box.clock.now()
        recalled = replace(stored, state=State.RECALLED, changed_at=at, changed_by=signer.person.id)

        def along(work: UnitOfWork, content: bytes) -> None:
            now = work.returns.revision(revision)
            if now is None or now.state is not State.SUBMITTED:
                raise RefusedError(
                    "Somebody else has changed this return in the meantime; this step was not made.",
                    hint="Open it again to see how it stands.",
                )
            work.returns.save_revision(recalled)
            record_step(
                work, recalled, at, signer.person, "recalled", {"why": said, "letter": digest(content)}
            )

        data = {**head_of(own, signer.person, at), **about_of(stored, facility), "why": said}
        self._box.post(RECALL, data, signer, path, (revision,), along)
        return recalled

    # -- where it arrives ------------------------------------------------------------------

    def judge(self, letter: Confirmed, recall: Recall) -> LookedLetter:
        """Whether a recall comes in time, from the office that had sent the return."""
        with self._box.work() as work:
            stored = work.returns.revision(recall.about.revision)
            standing, text, step = self._standing(work, letter, recall, stored)
        return LookedLetter(
            letter.name,
            RECALL,
            standing,
            text,
            step,
            recall.about.revision if stored is not None else None,
            recall.about.key,
            letter.identity.name,
            letter.office,
        )

    def _standing(
        self, work: UnitOfWork, letter: Confirmed, recall: Recall, stored: Revision | None
    ) -> tuple[LetterStanding, Message, Message]:
        about = recall.about
        params: dict[str, object] = {
            "office": letter.office,
            "number": about.number,
            "facility": about.facility,
            "month": month_year(about.key.period),
            "why": recall.why,
        }
        what = Message("{office} recalls revision {number} of {facility}, {month}: {why}", params)
        leave = Message("Leave it: this recall was read before.")
        if stored is None:
            if self._box.was_read(work, letter.sealed):
                return LetterStanding.ALREADY, what, leave
            return (
                LetterStanding.NEW,
                what,
                Message("Read it in: the return is not here yet, and is refused when it comes."),
            )
        files = work.received.of_revision(stored.id)
        if not files or not about.is_of(stored) or not _may(letter, files[0].office):
            return (
                LetterStanding.REFUSED,
                Message("{office} recalls a return of {facility}, {month}, that it has not sent.", params),
                Message("Ask {office} which return is meant.", params),
            )
        if stored.state is State.RECALLED:
            return LetterStanding.ALREADY, what, leave
        given = [one for one in work.letters.of_revision(stored.id, "receipt") if one.sent]
        if given:
            return (
                LetterStanding.REFUSED,
                Message(
                    "Too late: a receipt for revision {number} of {facility}, {month}, was given on {when}.",
                    {**params, "when": day_and_time(given[0].at)},
                ),
                Message("Ask {office} for an amendment.", params),
            )
        return (
            LetterStanding.NEW,
            what,
            Message("Read it in: revision {number} then counts no more.", params),
        )

    def take(self, letter: Confirmed, recall: Recall, person: Person) -> Message:
        """The revision counts no more; one that is not here yet is remembered."""
        at = self._box.clock.now()
        with self._box.work() as work:
            stored = work.returns.revision(recall.about.revision)
            standing, text, step = self._standing(work, letter, recall, stored)
            if standing is not LetterStanding.NEW:  # a receipt, or another window, was quicker
                raise RefusedError(text, hint=step)
            if stored is not None:
                recalled = replace(stored, state=State.RECALLED, changed_at=at, changed_by=person.id)
                work.returns.save_revision(recalled)
                body: dict[str, object] = {
                    "letter": letter.sealed.digest.hex(),
                    "office": letter.office,
                    "why": recall.why,
                }
                record_step(work, recalled, at, person, "recalled", body)
            work.letters.add(self._box.read_row(letter, stored.id if stored else None, at))
            work.commit()
        return text

    def of(
        self, revision: UUID, office: UUID | None = None, work: UnitOfWork | None = None
    ) -> RecallWord | None:
        """The recall that was read here for a revision of an office, also for one that is not here yet."""
        with nullcontext(work) if work is not None else self._box.work() as reading:
            letters = reading.letters.of_or_none(revision, RECALL)
        for letter in letters:
            found = self._opened(letter.name, letter.content)
            if found.about.revision == revision and office in (None, found.sender.office):
                return RecallWord(
                    revision, found.sender.office, letter.by_name, letter.office_name, found.at, found.why
                )
        return None

    def _open(self, name: str, content: bytes) -> Recall:
        return read_recall(name, self._box.open(name, content).data)


_KEPT = 512
"""Letters whose signatures need not be checked again: of so many bytes the answer is always the same."""


def _may(letter: Confirmed, office: UUID) -> bool:
    """The office that signed the return takes it back: known by the certificate or card of who says so."""
    return letter.sender.office == office and letter.identity.office == office
