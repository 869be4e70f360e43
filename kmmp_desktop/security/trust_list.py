"""A trust file, read strictly, and what it says of a certificate."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from kmmp_desktop.domain.identity import Identity, KeyEnd, Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.security.chain import Chain, ChainError, Link
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.pack_files import moment
from kmmp_desktop.services.practice_files import is_marked
from kmmp_desktop.services.sealed_files import open_sealed
from kmmp_desktop.services.trust_files import TrustSummary
from kmmp_desktop.text import Message

if TYPE_CHECKING:
    from cryptography import x509

SKEW = timedelta(days=1)
"""How far clocks of two offices may differ."""
_KEPT = 4096


class Entry(NamedTuple):
    """A line of the roster of roles."""

    person: UUID
    role: Role
    office: UUID


class TrustList:
    """One trust file whose every part held."""

    def __init__(
        self,
        summary: TrustSummary,
        chain: Chain,
        roster: Mapping[str, Entry],
        withdrawn: Mapping[tuple[UUID, str], datetime | None],
        partners: Mapping[UUID, str],
    ) -> None:
        self.summary = summary
        self._chain = chain
        self._roster = roster
        self._withdrawn = withdrawn
        self._partners = partners
        # a month's files come from few people: the mathematics of each certificate is done once
        self._link = lru_cache(_KEPT)(self._find)

    def partner_of(self, office: UUID) -> str:
        """The implementing partner of an office, as the authority has it; empty where it does not say."""
        return self._partners.get(office, "")

    def withdrawn(
        self, person: UUID, certificate: bytes, signed_at: datetime | None, seen_at: datetime
    ) -> bool:
        """Whether a certificate that the authority never issued is not to be relied on: its key is lost, or
        its holder had left when it signed or when that was first seen here."""
        key = person, _digest(certificate)
        if key not in self._withdrawn:
            return False
        left = self._withdrawn[key]
        return left is None or max(signed_at or seen_at, seen_at) > left + SKEW

    def had_left(self, certificate: bytes, signed_at: datetime | None, seen_at: datetime) -> bool:
        """Whether the holder of an issued certificate had left when it signed or when that was first seen."""
        link = self._link(certificate)
        if not isinstance(link, Link) or link.left is None:
            return False
        return max(signed_at or seen_at, seen_at) > link.left + SKEW

    def ended(
        self, certificate: bytes, person: UUID | None, signed_at: datetime | None, seen_at: datetime
    ) -> KeyEnd | None:
        """See ``services.doubts.KeyEnds``; ``person``: whose it was found to be when it came."""
        link = self._link(certificate)
        if isinstance(link, Link) and link.revoked:
            return KeyEnd(link.revoked_at or self.summary.issued_at, left=False)
        left = link.left if isinstance(link, Link) else None
        if left is not None and self.had_left(certificate, signed_at, seen_at):
            return KeyEnd(left, left=True)
        if person is not None and self.withdrawn(person, certificate, signed_at, seen_at):
            left = self._withdrawn[person, _digest(certificate)]
            return KeyEnd(left or self.summary.issued_at, left=left is not None)
        return None

    def identify(
        self, certificate: bytes, signed_at: datetime | None, seen_at: datetime, now: datetime
    ) -> Identity | None:
        """Whose certificate it is by this list; None where it does not claim to be the programme's."""
        link = self._link(certificate)
        if link is None:
            return None
        if isinstance(link, ChainError):
            return Identity(
                Standing.BROKEN,
                "",
                None,
                None,
                None,
                "",
                Message("The certificate claims to come from the programme, and does not hold."),
            )
        standing, text = self._stand(link, certificate, signed_at or seen_at, seen_at, now)
        who = link.subject
        return Identity(standing, who.name, who.role, who.person, who.office, who.office_name, text)

    def _stand(
        self, link: Link, certificate: bytes, signed: datetime, seen: datetime, now: datetime
    ) -> tuple[Standing, Message]:
        who, about = link.subject, self.summary
        said = {"name": who.name, "office": who.office_name, "number": about.number}
        if link.revoked:
            return Standing.REVOKED, Message(
                "The certificate of {name}, {office}, was revoked by the programme.", said
            )
        entry = self._roster.get(_digest(certificate))
        if entry is not None and entry != Entry(who.person, who.role, who.office):
            return Standing.BROKEN, Message(
                "The certificate of {name} says something else than the programme's list.", said
            )
        if now > about.valid_until:
            return Standing.LIST_TOO_OLD, Message(
                "The programme's list of revoked certificates was good until {date}; take in a newer one.",
                {"date": day_of(about.valid_until)},
            )
        if now < about.issued_at - SKEW:
            return Standing.LIST_TOO_OLD, Message(
                "The clock of this computer stands before the day of the programme's list. Set it right."
            )
        if entry is None:
            return Standing.LIST_TOO_OLD, Message(
                "The certificate of {name} is not on the programme's list number {number} yet; "
                "take in a newer one.",
                said,
            )
        return self._in_time(link, signed, seen, said)

    def _in_time(
        self, link: Link, signed: datetime, seen: datetime, said: dict[str, object]
    ) -> tuple[Standing, Message]:
        if signed > seen + SKEW:
            return Standing.NOT_YET, Message(
                "The signature of {name} claims a time that had not come when the file was first seen.", said
            )
        if min(signed, seen) < link.begins - SKEW:
            return Standing.NOT_YET, Message("{name} signed before the certificate began.", said)
        if signed > link.ends + SKEW:
            return Standing.EXPIRED, Message("{name} signed with a certificate that had run out.", said)
        if link.left is not None and max(signed, seen) > link.left + SKEW:
            return Standing.EXPIRED, Message(
                "{name} had left {office} by {date}, when the file was first seen here: nobody can tell "
                "whether it was signed before."
                if signed <= link.left + SKEW
                else "{name} signed after leaving {office} on {date}.",
                {**said, "date": day_of(link.left)},
            )
        if seen > link.ends + SKEW:
            return Standing.EXPIRED, Message(
                "The file was first seen here after the certificate of {name} had run out: "
                "nobody can tell whether it was signed before.",
                said,
            )
        return Standing.CHAIN, Message("{name}, {office}, is certified by the programme.", said)

    def _find(self, certificate: bytes) -> Link | ChainError | None:
        try:
            return self._chain.place(certificate)
        except ChainError as error:
            return error


def read_trust(name: str, content: bytes) -> TrustList:
    """Read a trust file. Raises FileRefusedError: not one, changed, or its parts do not belong together."""
    from cryptography import x509  # late: the window stands before anything is verified

    sealed = open_sealed(name, content, signed_by, "trust", practice=True)
    try:
        data = sealed.data
        root = _bytes(data["root"])
        if sealed.certificate != root:
            raise ChainError("it is not signed by its own root")
        offices = [
            (UUID(o["id"]), x509.load_der_x509_certificate(_bytes(o["certificate"]))) for o in data["offices"]
        ]
        lists = [x509.load_der_x509_crl(_bytes(one)) for one in data["crls"]]
        chain = Chain(x509.load_der_x509_certificate(root), [c for _, c in offices], lists)
        issued_at, until = moment(data["issued_at"]), moment(data["valid_until"])
        if not 2000 <= issued_at.year <= until.year < 2200:
            raise ChainError("no programme has such years")
        if chain.lists_end < until:
            raise ChainError("a list of revoked certificates ends before the file does")
        for office, certificate in offices:
            if _office_of(certificate) != str(office):
                raise ChainError("an office has the certificate of another")
        summary = TrustSummary(
            UUID(data["authority"]),
            _said(data["programme"]),
            root,
            _number(data["number"]),
            issued_at,
            until,
            len({office for office, _ in offices}),
            len({row["person"] for row in data["roster"]}),
            is_marked(data),
        )
        roster = {
            str(row["fingerprint"]): Entry(UUID(row["person"]), Role(row["role"]), UUID(row["office"]))
            for row in data["roster"]
        }
        partners = {UUID(o["id"]): _said(o["partner"]) for o in data["offices"] if o.get("partner")}
        withdrawn = {
            (UUID(row["person"]), str(row["fingerprint"])): moment(row["from"]) if "from" in row else None
            for row in data["withdrawn"]
        }
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ChainError,
        binascii.Error,
        x509.InvalidVersion,
    ) as error:
        raise FileRefusedError(
            '"{name}" is not a trust file whose parts belong together.',
            name=name,
            hint="Nothing was taken in. Ask the authority for the file once more.",
        ) from error
    return TrustList(summary, chain, roster, withdrawn, partners)


def summary_of(name: str, content: bytes) -> TrustSummary:
    """See ``services.trust_files.TrustReader``."""
    return read_trust(name, content).summary


def _office_of(certificate: x509.Certificate) -> str:
    from cryptography.x509.oid import NameOID

    (found,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return str(found.value)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise ValueError(value)
    return value


def _said(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise ValueError(value)
    return value


def _digest(certificate: bytes) -> str:
    return hashlib.sha256(certificate).hexdigest()
