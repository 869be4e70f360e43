"""Writing a received revision into the office: everything of a file in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kmmp_desktop.domain.finding_steps import Turn, accepted
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.services.completion import record_step
from kmmp_desktop.services.exchange_ports import OutsidePerson, Received
from kmmp_desktop.services.pack_files import stamp
from kmmp_desktop.services.ports import SignedFile, UnitOfWork
from kmmp_desktop.services.receiving_data import Arrived
from kmmp_desktop.services.travelling_words import Source, put_words


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file on its way into the office. ``verdict`` is what verification said of these very bytes."""

    name: str
    kind: str
    content: bytes
    digest: bytes
    arrived: Arrived
    verdict: Verdict
    seen_at: datetime
    at: datetime
    by: Person
    trusted_by: str


def keep_revision(work: UnitOfWork, arrival: Arrival) -> Revision:
    """The figures, reasons and findings of a revision that is not here yet, as *received*."""
    arrived, at = arrival.arrived, arrival.at
    manager = arrival.verdict.signatures[-1]
    approver = arrival.verdict.identities[-1].person if arrival.verdict.identities else None
    severities = [finding.severity for finding in arrived.findings]
    revision = Revision(
        id=arrived.revision,
        key=arrived.key,
        number=arrived.number,
        state=State.RECEIVED,
        form_version=arrived.form_version,
        pack_version=arrived.form_digest,
        services=arrived.services,
        created_at=arrived.completed_at,
        changed_at=at,
        changed_by=arrival.by.id,
        completed_at=arrived.completed_at,
        completed_by=arrived.clerk,
        approved_at=manager.signed_at,
        approved_by=approver,
        submitted_at=arrival.seen_at,
        language=arrived.language,
        filled=arrived.filled,
        offered=arrived.asked,
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        short_code=arrived.short_code,
        why=arrived.why,
    )
    _keep_people(work, arrival)
    work.returns.add_revision(revision)
    work.returns.put_cells(revision.id, arrived.cells, arrived.clerk, arrived.completed_at)
    for subject, text in arrived.reasons.items():
        work.returns.put_reason(revision.id, subject, text, arrived.clerk, arrived.completed_at)
    if arrived.threads:
        put_words(work, revision, arrived.threads, _source(arrival))
    lives = {finding.check: (finding,) for finding in arrived.findings}
    work.finding_steps.write(revision.id, Turn(arrived.findings))
    if approver is not None and manager.signed_at is not None:
        work.finding_steps.write(revision.id, accepted(lives, approver, manager.signed_at))
    return revision


def _source(arrival: Arrival) -> Source:
    """The office that the file is of, as certificate or card calls it."""
    said, identities = arrival.arrived, arrival.verdict.identities
    known = identities[-1].office_name if identities else ""
    return Source(said.office, known or said.office_name, said.office_called)


def _keep_people(work: UnitOfWork, arrival: Arrival) -> None:
    """Names of the two who signed, so that figures and findings can say who wrote them."""
    arrived = arrival.arrived
    named = [(arrived.clerk, arrived.clerk_name, "clerk")]
    if arrival.verdict.identities:
        identity = arrival.verdict.identities[-1]
        if identity.person is not None:
            named.append((identity.person, identity.name, "manager"))
    for person, name, role in named:
        if work.people.get(person) is None:
            work.people.put_outside(OutsidePerson(person, name, role, _source(arrival).name))


def keep_file(work: UnitOfWork, arrival: Arrival, revision: Revision) -> None:
    """The signed bytes, where they came from, and the step in the audit log."""
    arrived = arrival.arrived
    work.files.put(SignedFile(revision.id, arrival.kind, arrival.name, arrival.content, True))
    work.received.add(
        Received(
            arrival.digest,
            revision.id,
            arrival.kind,
            arrival.name,
            arrived.office,
            arrived.office_name,
            arrived.partner,
            arrival.seen_at,
            arrival.at,
            arrival.by.id,
            record_of(arrival.verdict, arrival.trusted_by),
        )
    )
    record_step(
        work,
        revision,
        arrival.at,
        arrival.by,
        "received",
        {
            "file": arrival.name,
            "kind": arrival.kind,
            "sha256": arrival.digest.hex(),
            "office": str(arrived.office),
            "office_name": arrived.office_name,
            "sender_head": arrived.head,
            "seen_at": stamp(arrival.seen_at),
            "short_code": arrived.short_code,
        },
    )


def record_of(verdict: Verdict, trusted_by: str) -> dict[str, Any]:
    """What verification said, in plain English JSON, to be read again when somebody doubts it."""
    identities = verdict.identities or (None,) * len(verdict.signatures)
    return {
        "intact": [verdict.intact.value, str(verdict.intact_text)],
        "who": [verdict.who.value, str(verdict.who_text)],
        "complete": [verdict.complete.value, str(verdict.complete_text)],
        "trusted_by": trusted_by,
        "signatures": [
            {
                "role": signature.role,
                "name": signature.name,
                "fingerprint": signature.fingerprint,
                "signed_at": stamp(signature.signed_at) if signature.signed_at else None,
                "standing": identity.standing.value if identity else None,
                "person": str(identity.person) if identity and identity.person else None,
            }
            for signature, identity in zip(verdict.signatures, identities, strict=True)
        ],
    }
