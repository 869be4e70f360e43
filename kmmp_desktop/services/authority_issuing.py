"""Who gets a certificate, and what ends when one is revoked: rules of the authority's book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from kmmp_desktop.domain.authority import Act, AuthorityBook, Issued, OfficeEntry, PersonEntry
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.key_files import KeyRequest, Why


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was read, with what the book says of it."""

    request: KeyRequest
    certificate: bytes
    """DER: what it came with; its key is the one asked for."""
    fingerprint: str
    """Of that certificate, as its owner sees it on their screen."""
    key: str
    known_office: OfficeEntry | None
    known_person: PersonEntry | None


def why_not(book: AuthorityBook, asked: Asked, now: datetime) -> RefusedError | None:
    """What stands against issuing, if anything does; a new office is no obstacle here."""
    request, known = asked.request, asked.known_person
    office = asked.known_office
    if office is not None and office.name != request.office_name:
        return RefusedError(
            'The office of the request is called "{given}"; the book has it as "{known}".',
            given=request.office_name,
            known=office.name,
            hint="Ask the office which is right. Nothing was issued.",
        )
    holder = next(
        (p for p in book.people if p.id != request.person and any(i.key == asked.key for i in p.issued)), None
    )
    if holder is not None:
        return RefusedError("This key is {name}'s already: two people cannot share one.", name=holder.name)
    if known is None:
        return None
    if known.office != request.office:
        return RefusedError(
            "{name} is known from another office.",
            name=known.name,
            hint="Revoke the certificates there first; in the new office they start as a new person.",
        )
    if any(one.key == asked.key and one.revoked_at is not None for one in known.issued):
        return RefusedError(
            "The key of this request was revoked.", hint="Have a new key made on their computer."
        )
    standing = known.current(now)
    if standing is not None and standing.key != asked.key and request.why is not Why.NEW_KEY:
        return RefusedError(
            "{name} has a certificate for another key, and the request does not say that it was lost.",
            name=known.name,
            hint="If the old key is lost, have the request made as a new key, or revoke the old one first.",
        )
    return None


def with_person(book: AuthorityBook, asked: Asked, made: Issued, now: datetime) -> AuthorityBook:
    """The book after a certificate was issued; a new key ends the old ones."""
    request, known = asked.request, asked.known_person
    before = known.issued if known else ()
    withdrawn = set(known.withdrawn) if known else set()
    if request.why is Why.NEW_KEY:
        before = tuple(
            _ended(one, now, "new key") if one.key != asked.key and one.revoked_at is None else one
            for one in before
        )
        others = {one.digest for p in book.people if p.id != request.person for one in p.issued}
        withdrawn |= set(request.revoke) - others
    pair = (asked.key, _digest(asked.certificate))
    entry = PersonEntry(
        request.person,
        request.name,
        request.role,
        request.office,
        (*before, made),
        tuple(dict.fromkeys((*(known.asked_with if known else ()), pair))),
        tuple(sorted(withdrawn - {pair[1]})),
    )
    people = tuple(entry if p.id == entry.id else p for p in book.people)
    return logged(
        replace(book, people=people if known else (*people, entry)), now, "person issued", request.name
    )


def with_renewed(book: AuthorityBook, person: PersonEntry, made: Issued, now: datetime) -> AuthorityBook:
    """The book after another certificate for the same key."""
    entry = replace(person, issued=(*person.issued, made))
    people = tuple(entry if p.id == entry.id else p for p in book.people)
    return logged(replace(book, people=people), now, "person issued", person.name)


def with_office(
    book: AuthorityBook, office: UUID, name: str, made: Issued, now: datetime, partner: str = ""
) -> AuthorityBook:
    """The book after an office got a certificate, its first or another one; its partner stays the first."""
    known = book.office(office)
    said = known.partner if known and known.partner else partner
    entry = OfficeEntry(office, name, (*(known.issued if known else ()), made), said)
    offices = tuple(entry if o.id == office else o for o in book.offices)
    return logged(replace(book, offices=offices if known else (*offices, entry)), now, "office issued", name)


def without_person(
    book: AuthorityBook, person: UUID, why: str, now: datetime, *, left: bool = False
) -> AuthorityBook:
    """Every certificate of a person revoked; ``left``: see ``Issued``.

    Whoever was revoked as having left can still be revoked wholly. Raises NotFoundError; RefusedError:
    nothing is left to be revoked.
    """
    entry = book.person(person)
    if entry is None:
        raise NotFoundError("The authority has issued nothing to that person.")
    if all(_stays_ended(one, left) for one in entry.issued):
        raise RefusedError("{name} has no certificate that is not revoked already.", name=entry.name)
    gone = replace(entry, issued=_all_ended(entry.issued, now, why, left))
    people = tuple(gone if p.id == person else p for p in book.people)
    return logged(replace(book, people=people), now, "revoked", entry.name)


def without_office(
    book: AuthorityBook, office: UUID, why: str, now: datetime, *, left: bool = False
) -> AuthorityBook:
    """Every certificate of an office revoked: nobody of it is confirmed any more. Raises as above."""
    entry = book.office(office)
    if entry is None:
        raise NotFoundError("The authority has issued nothing to that office.")
    if all(_stays_ended(one, left) for one in entry.issued):
        raise RefusedError("{name} has no certificate that is not revoked already.", name=entry.name)
    gone = replace(entry, issued=_all_ended(entry.issued, now, why, left))
    offices = tuple(gone if o.id == office else o for o in book.offices)
    return logged(replace(book, offices=offices), now, "revoked", entry.name)


def logged(book: AuthorityBook, now: datetime, what: str, about: str) -> AuthorityBook:
    return replace(book, acts=(*book.acts, Act(now, what, about)))


def _all_ended(issued: tuple[Issued, ...], now: datetime, why: str, left: bool) -> tuple[Issued, ...]:
    return tuple(one if _stays_ended(one, left) else _ended(one, now, why, left) for one in issued)


def _stays_ended(one: Issued, left: bool) -> bool:
    """Whether revoking it (once more) would change nothing."""
    return one.revoked_at is not None and (left or not one.left)


def _ended(one: Issued, now: datetime, why: str, left: bool = False) -> Issued:
    return replace(one, revoked_at=now, why=why, left=left)


def _digest(certificate: bytes) -> str:
    return sha256(certificate).hexdigest()


def issuer_of(book: AuthorityBook, office: UUID, now: datetime) -> Issued:
    """The certificate with which an office issues now. Raises RefusedError: none is good."""
    entry: OfficeEntry | None = book.office(office)
    current = entry.current(now) if entry else None
    if current is None:
        raise RefusedError(
            "{office} has no certificate that is good now.",
            office=entry.name if entry else "",
            hint="Renew the office first.",
        )
    return current


def said_why(why: str) -> str:
    """A reason for the authority's own log. Raises RefusedError where there is none."""
    if not why.strip():
        raise RefusedError("Write down why: the authority's own log keeps it.")
    return " ".join(why.split())[:200]
