"""Returns that were taken in before the programme revoked the key of a signer: they stay, and are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from kmmp_desktop.domain.identity import KeyEnd
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.completion import record_step
from kmmp_desktop.services.exchange_ports import Received
from kmmp_desktop.services.month_words import day_of, month_year
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
from kmmp_desktop.services.signer_certificates import Judge, SignerCertificates, signatures
from kmmp_desktop.text import Message

STOOD_FOR = "signer stood for"
"""The step in the log: somebody lets the return count, knowing of its signer's key."""


class KeyEnds(Protocol):
    """Whom the programme revoked, by the newest trust file here (``security.programme_trust``)."""

    def steady(self, work: UnitOfWork | None = None) -> KeyEnds: ...
    def ended(
        self, certificate: bytes, person: UUID | None, signed_at: datetime | None, seen_at: datetime
    ) -> KeyEnd | None:
        """``None``: the signature stands as it did, or this is no certificate of the programme's."""
        ...


@dataclass(frozen=True, slots=True)
class DoubtedSigner:
    """A signature of which nobody can say any more whose it is."""

    role: Role
    name: str
    fingerprint: str
    signed_at: datetime | None
    """As the signature claims."""
    end: KeyEnd

    @property
    def text(self) -> Message:
        """What became of the key; never that a figure was changed."""
        words = {"name": self.name, "role": Message(self.role.value), "date": day_of(self.end.at)}
        if self.end.left:
            return Message(
                "{name} ({role}) had left by {date}; it was signed or first seen here after that day.", words
            )
        return Message(
            "The key of {name} ({role}) was revoked on {date}: it may have been in other hands.", words
        )


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody lets the return count all the same."""

    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A received return that counts and rests on such a signature."""

    revision: UUID
    key: ReturnKey
    number: int
    facility: str
    """By name; the MFL code where it is not known here."""
    office_name: str
    """Which office sent it."""
    seen_at: datetime
    taken_at: datetime
    signers: tuple[DoubtedSigner, ...]
    accepted: Accepted | None = None

    @property
    def text(self) -> Message:
        """What became of the keys of everybody who signed it."""
        one, *others = (signer.text for signer in self.signers)
        for other in others:
            one = Message("{one} {two}", {"one": one, "two": other})
        return one

    @property
    def step(self) -> Message:
        """What to do."""
        if self.accepted is not None:
            words = {"name": self.accepted.by, "date": day_of(self.accepted.at), "why": self.accepted.why}
            return Message("It counts knowingly: {name}, {date}: {why}", words)
        return Message(
            "Ask {office} to have it signed anew, as its next revision, or let it count knowingly, with a "
            "reason.",
            {"office": self.office_name},
        )


def said_of(doubts: Iterable[Doubt]) -> Message | None:
    """How many returns rest on such a signature, in a sentence; ``None``: none does."""
    found = tuple(doubts)
    if not found:
        return None
    accepted = sum(doubt.accepted is not None for doubt in found)
    counts = {"count": len(found), "accepted": accepted}
    if not accepted:
        return Message("{count} returns rest on a signature whose key was revoked since.", counts)
    return Message(
        "{count} returns rest on a signature whose key was revoked since; let count knowingly: {accepted}.",
        counts,
    )


def request_text(doubts: Sequence[Doubt], say: Callable[..., str]) -> str:
    """A message to the offices that sent them: what is asked, and which returns it is about."""
    lines = [
        say(
            "The programme has revoked the key of a person who signed these returns. Nothing in them was "
            "changed, but who signed them cannot be relied on any more. Have each signed anew by people "
            "whose keys are valid, as its next revision (an amendment, without a changed figure if need "
            "be), and send it."
        ),
        "",
    ]
    for doubt in doubts:
        month, signers = month_year(doubt.key.period), ", ".join(one.name for one in doubt.signers)
        words = {"facility": doubt.facility, "mfl": doubt.key.facility, "month": month}
        about = Message(
            "{facility}, MFL {mfl}, {month}, revision {number}, signed by {names}",
            {**words, "number": doubt.number, "names": signers},
        )
        lines.append(say(about))
    return "\n".join(lines) + "\n"


def described(doubt: Doubt) -> dict[str, Any]:
    """As plain data, for JSON."""
    accepted = doubt.accepted
    return {
        "form": doubt.key.family,
        "facility": doubt.key.facility,
        "name": doubt.facility,
        "period": str(doubt.key.period),
        "revision": doubt.number,
        "id": str(doubt.revision),
        "office": doubt.office_name,
        "first_seen": doubt.seen_at.isoformat(),
        "taken_in": doubt.taken_at.isoformat(),
        "signers": [
            {
                "role": signer.role.value,
                "name": signer.name,
                "fingerprint": signer.fingerprint,
                "signed_at": signer.signed_at.isoformat() if signer.signed_at else None,
                "why": "left" if signer.end.left else "revoked",
                "from": signer.end.at.isoformat(),
            }
            for signer in doubt.signers
        ],
        "accepted": accepted and {"by": accepted.by, "at": accepted.at.isoformat(), "why": accepted.why},
    }


class DoubtService:
    """Lists them anew each time by the newest trust file; what was signed is not verified again.

    Whose certificate a signature is stands in the record of each received file as a fingerprint. The
    certificate to a fingerprint is looked for once: among the people here, else in one kept file.
    Every method may be called off the GUI thread, and should be.
    """

    def __init__(self, work: Work, clock: Clock, ends: KeyEnds, judge: Judge) -> None:
        self._work, self._clock, self._ends = work, clock, ends
        self._certificates = SignerCertificates(work, judge)
        self._last: tuple[tuple[int, str], tuple[Doubt, ...]] | None = None
        """What was found, and what the office's log (every step is in it) stood at then."""

    def look(self) -> tuple[Doubt, ...]:
        """Every return of this office that counts and rests on one, newest month first."""
        with self._work() as work:
            state = work.trust.number(), work.audit.head("office")
            if self._last is not None and self._last[0] == state:
                return self._last[1]
            came = work.received.all() if state[0] else ()
        among = sorted(self._among(came), key=lambda d: (-int(str(d.key.period)), d.facility, d.key.family))
        self._last = state, tuple(among)
        return self._last[1]

    def waiting(self) -> tuple[Doubt, ...]:
        """Those of ``look`` that nobody has let count."""
        return tuple(doubt for doubt in self.look() if doubt.accepted is None)

    def of_month(self, family: str, period: Period) -> Mapping[UUID, Doubt]:
        """Those of one form and month, by revision."""
        with self._work() as work:
            came = work.received.of_month(family, period) if work.trust.number() else ()
        return {doubt.revision: doubt for doubt in self._among(came)}

    def accept(self, doubts: Sequence[Doubt], why: str, person: Person) -> int:
        """Let returns count, knowing what is known now; a later revocation for another reason asks anew.

        Returns how many. Raises RefusedError: no reason, or not this person; StorageError.
        """
        permit(person, Action.STAND_FOR)
        said = " ".join(why.split())[:500]
        if not said:
            raise RefusedError("Write down why: it is kept in the log and stands in the totals.")
        now, done = self._clock.now(), 0
        with self._work() as work:
            permit(person, Action.STAND_FOR, work)
            for doubt in doubts:
                revision = work.returns.revision(doubt.revision)
                if revision is None or not _counts(work, revision):
                    continue
                body: dict[str, object] = {
                    "why": said,
                    "signers": [_mark(signer) for signer in doubt.signers],
                }
                record_step(work, revision, now, person, STOOD_FOR, body)
                done += 1
            work.commit()
        return done

    # -- finding ---------------------------------------------------------------------------

    def _among(self, came: Sequence[Received]) -> list[Doubt]:
        self._certificates.learn(came)
        found: dict[UUID, Doubt] = {}
        with self._work() as work:
            ends = self._ends.steady(work)
            for received in came:
                if received.revision in found:
                    continue
                signers = tuple(self._doubted(received, ends))
                doubt = _doubt(work, received, signers) if signers else None
                if doubt is not None:
                    found[received.revision] = doubt
        return list(found.values())

    def _doubted(self, received: Received, ends: KeyEnds) -> Iterable[DoubtedSigner]:
        for said in signatures(received):
            certificate = self._certificates.of(said["fingerprint"])
            if certificate is None:
                continue
            person = UUID(said["person"]) if said.get("person") else None
            signed_at = datetime.fromisoformat(said["signed_at"]) if said.get("signed_at") else None
            end = ends.ended(certificate, person, signed_at, received.seen_at)
            if end is not None:
                yield DoubtedSigner(Role(said["role"]), said["name"], said["fingerprint"], signed_at, end)


def _doubt(work: UnitOfWork, received: Received, signers: tuple[DoubtedSigner, ...]) -> Doubt | None:
    """``None`` where the revision does not count: it was recalled, or a newer one was taken in."""
    revision = work.returns.revision(received.revision)
    if revision is None or not _counts(work, revision):
        return None
    facility = work.facilities.get(revision.key.facility)
    return Doubt(
        revision.id,
        revision.key,
        revision.number,
        facility.name if facility else revision.key.facility,
        received.office_name,
        received.seen_at,
        received.taken_at,
        signers,
        _accepted(work, revision, signers),
    )


def _counts(work: UnitOfWork, revision: Revision) -> bool:
    came = [r for r in work.returns.revisions(revision.key) if r.state in (State.RECEIVED, State.RECALLED)]
    return revision.state is State.RECEIVED and came[-1].id == revision.id


def _accepted(work: UnitOfWork, revision: Revision, signers: Iterable[DoubtedSigner]) -> Accepted | None:
    """The last time somebody let it count, where that was for all that is known now."""
    now = {(mark["fingerprint"], mark["left"]) for mark in map(_mark, signers)}
    for entry in reversed(work.audit.entries(str(revision.id))):
        if entry.action != STOOD_FOR:
            continue
        if now <= {(mark["fingerprint"], mark["left"]) for mark in entry.body["signers"]}:
            by = work.people.get(entry.by) if entry.by else None
            return Accepted(by.name if by else "", entry.at, str(entry.body["why"]))
    return None


def _mark(signer: DoubtedSigner) -> dict[str, Any]:
    return {"fingerprint": signer.fingerprint, "left": signer.end.left}
