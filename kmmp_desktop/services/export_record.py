"""Recording that returns left: states, the submission with its files, the audit log, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import RefusedError, StorageError
from kmmp_desktop.services.completion import digest, record_step
from kmmp_desktop.services.export_folder import MANIFEST
from kmmp_desktop.services.month_submission import SignedSubmission
from kmmp_desktop.services.ports import Clock, Submission, UnitOfWork, Work


@dataclass(frozen=True, slots=True)
class SentForm:
    """One form of a run: what left, and the signed submission for the whole month."""

    id: UUID
    family: str
    period: Period
    revisions: tuple[UUID, ...]
    submission: SignedSubmission | None


_MAY_LEAVE = (State.APPROVED, State.SUBMITTED, State.RECEIVED)


def refuse_withdrawn(work: Work, sent: Sequence[SentForm]) -> None:
    """Raise RefusedError where a return was taken back while its files were being gathered."""
    with work() as unit:
        for form in sent:
            for revision in form.revisions:
                stored = unit.returns.revision(revision)
                if stored is None or stored.state not in _MAY_LEAVE:
                    raise RefusedError(
                        "A return of the month was taken back while it was being sent{which}. "
                        "Nothing was sent.",
                        which=f": {stored.key.facility}" if stored else "",
                        hint="Look at what is approved now, and send again.",
                    )


def record(work: Work, clock: Clock, sent: Sequence[SentForm], folder: Path, person: Person | None) -> None:
    """Raises StorageError, with the files in their place already."""
    at = clock.now()
    try:
        with work() as unit:
            for form in sent:
                _record(unit, form, folder, person, at)
            unit.commit()
    except StorageError as error:
        raise StorageError(
            "The files are in {folder}, but the office could not record that they were sent: {why}",
            folder=folder,
            why=error.message,
            hint="Export once more: the same files are copied.",
        ) from error


def _record(unit: UnitOfWork, form: SentForm, folder: Path, person: Person | None, at: datetime) -> None:
    for revision in form.revisions:
        stored = unit.returns.revision(revision)
        if stored is None or stored.state is not State.APPROVED:
            continue
        sent = replace(
            stored,
            state=State.SUBMITTED,
            submitted_at=at,
            changed_at=at,
            changed_by=person.id if person else stored.changed_by,
        )
        unit.returns.save_revision(sent)
        record_step(unit, sent, at, person, "submitted", {"manifest": MANIFEST})
    by = person.id if person else None
    unit.submissions.add(Submission(form.id, form.family, form.period, str(folder), at, by, form.revisions))
    submission = form.submission
    if submission is None or not submission.is_new:
        return
    for file in submission.files:
        unit.submissions.put_file(replace(file, submission=form.id))
    body = {
        "submission": str(form.id),
        "month": [form.family, str(form.period)],
        "returns": len(form.revisions),
        "signed_by": submission.signed_by,
        "files": {file.kind: digest(file.content) for file in submission.files},
    }
    unit.audit.append("office", at, by, "month signed", body)
