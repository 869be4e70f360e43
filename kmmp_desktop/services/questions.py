"""Questions about a return of another office: they travel as a file, and stand at its cells there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.amendment_ports import thread_in
from kmmp_desktop.services.completion import digest, record_step
from kmmp_desktop.services.draft import storable
from kmmp_desktop.services.letter_box import Confirmed, LetterBox, facility_name, is_foreign, own_office
from kmmp_desktop.services.letter_contents import Questions, about_of, head_of, read_questions, thread_data
from kmmp_desktop.services.looked_letters import QUESTIONS, LetterStanding, LookedLetter
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import FormCatalogue, Signer, UnitOfWork
from kmmp_desktop.services.travelling_words import new_words, put_words, with_office
from kmmp_desktop.text import Message

_ASKABLE = (State.SUBMITTED, State.RECEIVED, State.RECALLED)


class QuestionService:
    """Writes the questions that wait at a taken-in return, and reads those of others."""

    def __init__(self, box: LetterBox, forms: FormCatalogue) -> None:
        self._box = box
        self._forms = forms

    def ask(self, revision: UUID, signer: Signer, path: Path, note: str = "") -> Path:
        """See ``letters.Letters``."""
        said = storable(note)
        with self._box.work() as work:
            permit(signer.person, Action.ASK_OFFICE, work)
            stored = work.returns.revision(revision)
            if stored is None:
                raise NotFoundError("This return is not in the office any more.")
            if not is_foreign(work, revision):
                raise RefusedError(
                    "The return of {facility} is one of this office's own: return it to the clerk instead.",
                    facility=facility_name(work, stored),
                )
            own = own_office(work)
            threads = [t for t in work.amendments.threads(revision) if t.waits]
            facility = facility_name(work, stored)
        if not threads:
            raise RefusedError(
                "Nothing is asked about the return of {facility} yet.",
                facility=facility,
                hint="Ask a question at a cell first.",
            )
        at = self._box.clock.now()
        data = {
            **head_of(own, signer.person, at),
            **about_of(stored, facility),
            "note": said,
            "threads": [thread_data(with_office(thread, own.name)) for thread in threads],
        }

        def along(work: UnitOfWork, content: bytes) -> None:
            body: dict[str, object] = {"letter": digest(content), "threads": [str(t.id) for t in threads]}
            record_step(work, stored, at, signer.person, "questions sent", body)

        return self._box.post(QUESTIONS, data, signer, path, (revision,), along)

    def judge(self, letter: Confirmed, asked: Questions) -> LookedLetter:
        """Whether these are questions about a return that this office has sent."""
        about = asked.about
        with self._box.work() as work:
            stored = work.returns.revision(about.revision)
            standing, text, step = self._standing(work, letter, asked, stored)
        return LookedLetter(
            letter.name,
            QUESTIONS,
            standing,
            text,
            step,
            about.revision if stored is not None else None,
            about.key,
            letter.identity.name,
            letter.office,
        )

    def _standing(
        self, work: UnitOfWork, letter: Confirmed, asked: Questions, stored: Revision | None
    ) -> tuple[LetterStanding, Message, Message]:
        about, count = asked.about, len(asked.threads)
        params: dict[str, object] = {
            "office": letter.office,
            "count": count,
            "number": about.number,
            "facility": about.facility,
            "month": month_year(about.key.period),
        }
        what = Message(
            "{office} asks 1 question about revision {number} of {facility}, {month}."
            if count == 1
            else "{office} asks {count} questions about revision {number} of {facility}, {month}.",
            params,
        )
        if stored is None or is_foreign(work, stored.id) or not about.is_of(stored):
            return (
                LetterStanding.REFUSED,
                Message("{facility}, {month}: this office has sent no such return.", params),
                Message("Ask {office} which return is meant.", params),
            )
        if stored.state not in _ASKABLE:
            return (
                LetterStanding.HELD,
                Message("{facility}, {month}: the return is not recorded as sent yet.", params),
                Message("Export the month once more, then read the letter again."),
            )
        form = self._forms.version(stored.key.family, stored.form_version, stored.key.period)
        cells = set(form.entry_cells)
        if not asked.threads or any(thread.key not in cells for thread in asked.threads):
            return (
                LetterStanding.REFUSED,
                Message(
                    "{facility}, {month}: the questions stand at cells that the form does not have.", params
                ),
                Message("Ask {office} for the letter once more.", params),
            )
        read = self._box.was_read(work, letter.sealed)
        if read or not new_words(work, stored, asked.threads, letter.source):
            return LetterStanding.ALREADY, what, Message("Leave it: these questions stand at their cells.")
        return (
            LetterStanding.NEW,
            what,
            Message("Read it in: the questions then stand at their cells. Amend the return to answer."),
        )

    def take(self, letter: Confirmed, asked: Questions, person: Person) -> Message:
        """Put the questions at the cells; of an amendment that is being worked on, too."""
        at = self._box.clock.now()
        with self._box.work() as work:
            stored = work.returns.revision(asked.about.revision)
            assert stored is not None  # judged just now
            put_words(work, stored, asked.threads, letter.source)
            newest = work.returns.latest(stored.key)
            if newest is not None and newest.id != stored.id and not newest.state.is_locked:
                threads = work.amendments.threads(stored.id)
                copies = [replace(t, id=thread_in(newest.id, t.id)) for t in threads]
                work.amendments.put_threads(newest.id, copies)
            work.letters.add(self._box.read_row(letter, stored.id, at))
            body: dict[str, object] = {"letter": letter.sealed.digest.hex(), "office": letter.office}
            record_step(work, stored, at, person, "questions read", body)
            _, text, _ = self._standing(work, letter, asked, stored)
            work.commit()
        return text

    def note(self, revision: UUID) -> str:
        """What the other office wrote beside its last questions about a revision; else empty."""
        with self._box.work() as work:
            letters = [one for one in work.letters.of_revision(revision, QUESTIONS) if not one.sent]
        for letter in letters[-1:]:
            return read_questions(letter.name, self._box.open(letter.name, letter.content).data).note
        return ""
