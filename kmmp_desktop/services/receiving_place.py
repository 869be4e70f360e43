"""Where a confirmed return belongs in this office: form, month, facility, revisions that are here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kmmp_desktop.domain.office import Facility, FormSpan, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.ports import FormCatalogue, UnitOfWork
from kmmp_desktop.services.receiving_data import Arrived
from kmmp_desktop.services.receiving_rows import Judged, Step, Why
from kmmp_desktop.text import Message

_NOTHING = Message("Nothing to do.")


def recalled(said: Mapping[str, str]) -> Judged:
    """Its office has taken the revision back. ``said``: by, office, at, why."""
    return Judged(
        Step.REFUSE,
        Why.RECALLED,
        Message("Recalled by {office}.", {"office": said.get("office", "")}),
        Message("Wait for the next revision. They wrote: {why}", {"why": said.get("why", "")}),
    )


def own(arrived: Arrived, work: UnitOfWork) -> Judged:
    """A return that this office wrote itself."""
    if work.returns.revision(arrived.revision) is not None:
        return Judged(
            Step.HERE, Why.OWN, Message("This office keeps this return itself. Nothing to do."), _NOTHING
        )
    return Judged(
        Step.HOLD,
        Why.OWN,
        Message("Written by this office, but it is not in this database."),
        Message("Ask whoever keeps the backups of this office whether an older copy was restored."),
    )


def wrong_form(arrived: Arrived, forms: FormCatalogue) -> Judged | None:
    """A form, or a version of one, that does not hold here for the month."""
    family, version, period = arrived.key.family, arrived.form_version, arrived.key.period
    try:
        wanted = forms.for_period(family, period)
    except NotFoundError:
        return Judged(
            Step.HOLD,
            Why.UNKNOWN_FORM,
            Message("The form {form} is not known here for that month.", {"form": family}),
            Message("Put the form into this office first, then add the file again."),
        )
    if version != wanted.version:
        words = {"form": wanted.short, "version": version, "wanted": wanted.version}
        if _numbers(version) > _numbers(wanted.version):
            return Judged(
                Step.HOLD,
                Why.UNKNOWN_FORM,
                Message("Version {version} of {form} is newer than what is here.", words),
                Message("Install the newer version of the program or form, then add the file again."),
            )
        return Judged(
            Step.SEND_BACK,
            Why.OLDER_FORM,
            Message("Made with version {version} of {form}; {wanted} holds for that month.", words),
            Message("Ask the office to take in the newer form and to send the return again."),
        )
    known = {key for element in wanted if not element.is_calculated for key in element.cells}
    if not known.issuperset(arrived.cells):
        return Judged(
            Step.HOLD,
            Why.UNKNOWN_FORM,
            Message("It has cells that this office's form does not have."),
            Message("Compare the form files of the two offices."),
        )
    return None


def wrong_place(arrived: Arrived, facility: Facility | None, now: Period) -> Judged | None:
    """A month that has not come, a month that is not owed, or a facility that is not of this office."""
    family, period = arrived.key.family, arrived.key.period
    if period > now:
        return Judged(
            Step.SEND_BACK,
            Why.WRONG_MONTH,
            Message("Wrong month: {month} has not begun.", {"month": month_year(period)}),
            Message("Ask the sender which month the figures are of."),
        )
    if facility is None:
        return Judged(
            Step.HOLD,
            Why.UNKNOWN_FACILITY,
            Message("{facility} is not a facility of this office.", {"facility": arrived.facility.name}),
            Message("Add the facility as the file describes it, or ask the sender where it belongs."),
            offered=_added(arrived),
        )
    if facility.owes(family, period):
        return None
    spans = [span for span in facility.forms if span.family == family]
    if not spans or not facility.active:
        return Judged(
            Step.HOLD,
            Why.WRONG_FACILITY,
            Message("{facility} does not owe this form here.", {"facility": facility.name}),
            Message("Let the facility owe the form from that month on, or ask the sender."),
            offered=replace(facility, forms=(*facility.forms, FormSpan(family, period)), active=True),
        )
    starts = [span.start for span in spans if span.start is not None and span.start > period]
    ends = [span.end for span in spans if span.end is not None and span.end < period]
    if starts:
        text = Message("Wrong month: the form is owed from {month} on.", {"month": month_year(min(starts))})
    else:
        text = Message("Wrong month: the form was owed until {month}.", {"month": month_year(max(ends))})
    return Judged(
        Step.SEND_BACK,
        Why.WRONG_MONTH,
        text,
        Message("Ask the sender which month the figures are of, or correct the facility here."),
    )


def _added(arrived: Arrived) -> Facility:
    spans = tuple(ServiceSpan(service) for service in arrived.services if service != "none")
    owed = (FormSpan(arrived.key.family, arrived.key.period),)
    return replace(arrived.facility, services=spans, forms=owed)


def among_revisions(
    arrived: Arrived, kind: str, digest: bytes, work: UnitOfWork
) -> tuple[Judged, int | None]:
    """What the file is beside the revisions of its return that are here, and how many cells differ."""
    held = work.received.get(digest)
    if held is not None:
        return _here(Message("Same file. Nothing to do.")), None
    revisions = work.returns.revisions(arrived.key)
    # the state does not tell whose a return is: one's own turns to received by a receipt, too
    came = {r.id: work.received.of_revision(r.id) for r in revisions}
    for revision in revisions:
        if any(file.office != arrived.office for file in came[revision.id]):
            return _of_another(revision.number, came[revision.id][0].office_name), None
    same = next((r for r in revisions if r.id == arrived.revision), None)
    if same is not None:
        return _of_revision(same, arrived, kind, work), None
    if work.returns.revision(arrived.revision) is not None:
        return _not_its_own(), None
    if any(not came[r.id] and r.state is not State.BROUGHT_IN for r in revisions):
        return Judged(
            Step.HOLD,
            Why.OWN,
            Message("This office types this return itself."),
            Message("Ask the sender why two offices report for this facility."),
        ), None
    if any(r.number == arrived.number for r in revisions):
        return conflict(arrived.number), None
    newest = revisions[-1] if revisions else None
    if newest is not None and newest.number > arrived.number:
        return older(newest.number), None
    if newest is None:
        return _first(arrived), None
    differing = difference(work.returns.cells(newest.id), arrived.cells)
    return amendment(newest.number, differing, arrived.why), differing


def _of_revision(same: Revision, arrived: Arrived, kind: str, work: UnitOfWork) -> Judged:
    if same.state is State.RECALLED:
        return recalled({"office": arrived.office_name, "why": "-"})
    if same.state is not State.RECEIVED:
        return _here(Message("This office keeps this return itself. Nothing to do."), Why.OWN)
    if same.short_code != arrived.short_code or same.number != arrived.number:
        return conflict(arrived.number)
    if kind in work.files.sizes(same.id):
        return _here(Message("The same revision, with the same figures. Nothing to do."))
    return Judged(
        Step.TAKE,
        Why.OTHER_KIND,
        Message("Goes with the revision that is here: same figures."),
        Message("Take it in: it is kept beside the other file of the revision."),
    )


def _first(arrived: Arrived) -> Judged:
    text = Message("")
    if arrived.number > 1:
        text = Message("Revision {number}; none before it was received here.", {"number": arrived.number})
    return Judged(
        Step.TAKE, Why.ACCEPTED, text, Message("Take it in: clerk and manager signed these figures.")
    )


def amendment(before: int, differing: int, why: str) -> Judged:
    """A newer revision of a return that is here."""
    words = {"number": before, "count": differing}
    text = (
        Message("Replaces revision {number}, 1 cell differs.", words)
        if differing == 1
        else Message("Replaces revision {number}, {count} cells differ.", words)
    )
    notes = (Message("Why it was amended: {why}", {"why": why}),) if why else ()
    to_do = Message("Take it in: the revision before it stays in the record.")
    return Judged(Step.TAKE, Why.AMENDMENT, text, to_do, notes=notes)


def older(newest: int) -> Judged:
    """An older revision than the one that counts."""
    return Judged(
        Step.KEEP,
        Why.OLDER,
        Message("Older revision: {number} counts. For the record, not used.", {"number": newest}),
        Message("Take it in for the record, or leave it: no figure that counts changes."),
    )


def conflict(number: int) -> Judged:
    """Two revisions of one number."""
    return Judged(
        Step.HOLD,
        Why.CONFLICT,
        Message("Another revision {number} of this return is here.", {"number": number}),
        Message("Ask the office that sent it which of the two counts; it sends that one as a new revision."),
    )


def _not_its_own() -> Judged:
    """A revision has the number of one of another return: its file would take the place of that one's."""
    return Judged(
        Step.REFUSE,
        Why.CONFLICT,
        Message("It goes by the identity of another return that is here."),
        Message("Ask the office that sent it to amend the return, and to send that revision."),
    )


def _of_another(number: int, office: str) -> Judged:
    """A return that somebody else has sent: a certificate makes nobody amend what others signed."""
    return Judged(
        Step.HOLD,
        Why.CONFLICT,
        Message("{office} has sent revision {number} of this return.", {"office": office, "number": number}),
        Message("Ask the sender why two offices report for this facility."),
    )


def _here(text: Message, why: Why = Why.HERE) -> Judged:
    return Judged(Step.HERE, why, text, _NOTHING)


def difference(here: Mapping[CellKey, CellValue], there: Mapping[CellKey, CellValue]) -> int:
    """How many cells hold something else."""
    keys = here.keys() | there.keys()
    return sum(1 for key in keys if _said(here.get(key)) != _said(there.get(key)))


def _said(value: CellValue | None) -> object:
    return None if value is None else (value.kind, value.value)


def other_checks(judged: Judged, arrived: Arrived, forms: FormCatalogue) -> Judged:
    """The same verdict, said where the return was checked by another pack than this office has."""
    wanted = forms.for_period(arrived.key.family, arrived.key.period)
    if wanted.digest == arrived.form_digest or judged.step is not Step.TAKE:
        return judged
    note = Message("It was checked by other standards or checks than those of this office.")
    if judged.why is not Why.ACCEPTED or judged.text:
        return replace(judged, notes=(*judged.notes, note))
    return replace(
        judged,
        why=Why.OTHER_CHECKS,
        text=Message("Checked by other standards than ours."),
        to_do=Message(
            "Take it in: the figures count. Send the office the newest pack of standards and checks."
        ),
        notes=(*judged.notes, note),
    )


def notes_on(arrived: Arrived, facility: Facility | None, now: Period) -> tuple[Message, ...]:
    """What is worth knowing of a return that can be taken in."""
    notes = []
    if arrived.key.period == now:
        notes.append(Message("{month} is not over yet.", {"month": month_year(arrived.key.period)}))
    if facility is not None and facility.name.casefold() != arrived.facility.name.casefold():
        notes.append(Message("The sender calls the facility {name}.", {"name": arrived.facility.name}))
    return tuple(notes)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() and len(part) < 10 else 0 for part in version.split("."))
