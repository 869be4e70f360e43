"""Real files of a programme with a root, and the people who attack them: what both attack tables share."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import exports_fixtures as fixtures
from authority_fixtures import DECEMBER, NYANZA, ZIWA, Member, Programme, key, make_programme, member
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from exports.pdf import PdfMaker
from exports.signatures import ooxml_structure as structure
from exports.signatures.ooxml_sign import sign_workbook
from exports.signatures.opc import read_package, write_package
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.security.authority_certificates import Issuer, make_person
from kmmp_desktop.security.trust_list import TrustList, read_trust
from kmmp_desktop.services.checking_files import PlainChecker
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.text import Message

SEEN = DECEMBER + timedelta(days=3)
MAKERS = {maker.kind: maker for maker in (WorkbookMaker(), PdfMaker())}
SHEET, SIG1, SIG2 = structure.sheet_part(1), structure.signature_part(1), structure.signature_part(2)


class Trusting:
    """The trust of an office that has the programme's newest list and no roster of its own."""

    def __init__(self, trusted: TrustList) -> None:
        self._trusted = trusted

    def known(self, certificate: bytes) -> Person | None:
        return None

    def identify(
        self, certificate: bytes, signed_at: datetime | None, seen_at: datetime | None = None
    ) -> Identity:
        found = self._trusted.identify(certificate, signed_at, seen_at or SEEN, SEEN)
        return found or Identity(Standing.UNKNOWN, "", None, None, None, "", Message("Nobody knows the key."))


@dataclass
class World:
    """A programme, its people, and one return that clerk and manager of an office have signed."""

    folder: Path
    made: dict[tuple[Any, ...], bytes] = field(default_factory=dict)

    @cached_property
    def programme(self) -> Programme:
        clock = SetClock(DECEMBER - timedelta(days=4 * 365))
        programme = make_programme(self.folder / "programme", clock)
        self.old = Member(**programme.clerk.__dict__)
        clock.moment = DECEMBER - timedelta(days=1)
        for number, who in enumerate((programme.clerk, programme.manager), 7):
            renewed = member(who.person.name, who.person.role, who.office, number, who.person.id)
            programme.issue(renewed)
            who.__dict__.update(renewed.__dict__)
        self.gone = member("Grace Gone", Role.CLERK, ZIWA, 3, UUID(int=3))
        self.other = member("Nina Nyanza", Role.MANAGER, NYANZA, 4, UUID(int=4))
        for one in (self.gone, self.other):
            programme.issue(one)
        programme.open().revoke_person(self.gone.person.id, "left the office")
        return programme

    @cached_property
    def verifier(self) -> VerifyService:
        trusted = read_trust("t", self.programme.publish())
        return VerifyService(PlainChecker(tuple(MAKERS.values())), Trusting(trusted))

    @property
    def clerk(self) -> Member:
        return self.programme.clerk

    @property
    def manager(self) -> Member:
        return self.programme.manager

    @cached_property
    def impostors(self) -> tuple[Member, Member]:
        """Clerk and manager of the same names under another root of the same name."""
        other = make_programme(self.folder / "impostor", SetClock(DECEMBER - timedelta(days=1)))
        return other.clerk, other.manager

    def minted(self, who: Member) -> Member:
        """A certificate for ``who`` that the clerk made with the own key."""
        issuer = Issuer(x509.load_der_x509_certificate(self.clerk.certificate), key(self.clerk.number))
        made = make_person(who.person, who.office, key(5).public_key(), issuer, DECEMBER - timedelta(days=1))
        return replace(who, number=5, certificate=made.public_bytes(Encoding.DER))

    def document(self, clerk: Member, **changes: Any) -> ReturnDocument:
        """The small return, prepared by ``clerk`` in the clerk's office."""
        small = fixtures.small_document()
        data = dict(small.data)
        data["office"] = {**data["office"], "id": str(clerk.office.id), "name": clerk.office.name}
        data["prepared_by"] = {
            "id": str(clerk.person.id),
            "name": clerk.person.name,
            "role": "clerk",
            "fingerprint": clerk.fingerprint,
        }
        return ReturnDocument(data | changes, small.form, small.derived_forms)

    def file(self, kind: str, clerk: Member | None = None, manager: Member | None = None) -> bytes:
        """Built and signed with our own code, by the true people where none is given."""
        clerk, manager = clerk or self.clerk, manager or self.manager
        name = (kind, clerk.certificate, manager.certificate)
        if name not in self.made:
            signed = MAKERS[kind].sign(self.prepared(kind, clerk), manager, "manager", fixtures.APPROVED)
            self.made[name] = signed
        return self.made[name]

    def prepared(self, kind: str, clerk: Member | None = None) -> bytes:
        """With the clerk's signature only."""
        clerk = clerk or self.clerk
        name = (kind, clerk.certificate)
        if name not in self.made:
            built = MAKERS[kind].build(self.document(clerk))
            self.made[name] = MAKERS[kind].sign(built, clerk, "clerk", fixtures.COMPLETED)
        return self.made[name]

    def judge(self, content: bytes) -> Verdict:
        return self.verifier.judge("a file", content, SEEN)


Build = Callable[[World], bytes]


@dataclass(frozen=True)
class Attack:
    """One row of a table: how the file is made, and what we say."""

    build: Build
    said: str
    """Words that must stand in our answers."""
    answers: str = "no - -"
    """Intact, who, complete: yes, no, - for "cannot say"."""


def answers(verdict: Verdict) -> str:
    short = {"yes": "yes", "no": "no", "cannot_say": "-"}
    return " ".join(short[one.value] for one in (verdict.intact, verdict.who, verdict.complete))


def words(verdict: Verdict) -> str:
    texts = (verdict.intact_text, verdict.who_text, verdict.complete_text, *verdict.problems)
    return " | ".join(str(text) for text in texts)


# Workbooks ------------------------------------------------------------------------------------------


def parts(world: World) -> dict[str, bytes]:
    return read_package(world.file("xlsx"))


def changed(part: str, old: bytes, new: bytes) -> Build:
    """The workbook with one place of one part changed."""

    def build(world: World) -> bytes:
        found = parts(world)
        assert old in found[part], (part, old)
        return write_package(found | {part: found[part].replace(old, new, 1)})

    return build


def added(name: str, content: bytes = b"<x/>") -> Build:
    return lambda world: write_package(parts(world) | {name: content})


def by_the_clerk(change: Callable[[dict[str, bytes]], object]) -> Build:
    """Changed parts, properly signed by the true clerk with own tools."""

    def build(world: World) -> bytes:
        found = read_package(world.prepared("xlsx"))
        sheets, _ = structure.count_parts(found)
        change(found)
        kept = {n: c for n, c in found.items() if not n.startswith("_xmlsignatures")}
        kept |= structure.structure(sheets, 0)
        return sign_workbook(write_package(kept), world.clerk, "clerk", fixtures.COMPLETED)

    return build


def entries(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def zipped(pairs: Sequence[tuple[str, bytes]], extra: bytes = b"") -> bytes:
    """Packed by Python's own zip, which takes a name twice with a warning."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.extra = zipfile.ZIP_DEFLATED, extra
            archive.writestr(info, data)
    return out.getvalue()
