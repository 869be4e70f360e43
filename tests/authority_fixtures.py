"""A programme authority on disk, with cheap scrypt, and people who ask it for certificates."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.security.authority_keys import AuthoritySecurity
from kmmp_desktop.security.certificates import make_certificate
from kmmp_desktop.security.envelope import Cost
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.authority import AuthorityService, OpenAuthority
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.key_files import Why, read_certificate, request_data
from kmmp_desktop.services.sealed_files import open_sealed, seal

WORDS = "seven quiet herons cross the lagoon"
DECEMBER = datetime(2026, 12, 3, 7, 42, 7, tzinfo=UTC)
QUICK = Cost(10, 8, 1)


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """Keys are made once per run and told apart by number."""
    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


@dataclass
class Member:
    """Somebody of an office with an open key: a ``ports.Signer``."""

    person: Person
    office: Office
    number: int
    certificate: bytes = b""
    chain: tuple[bytes, ...] = ()
    ends: list[bytes] = field(default_factory=list)

    def sign(self, data: bytes) -> bytes:
        return key(self.number).sign(data, padding.PKCS1v15(), hashes.SHA256())

    def lock(self) -> None:
        pass

    @property
    def fingerprint(self) -> str:
        return Person(self.person.id, "", "", self.person.role, self.certificate).fingerprint

    def request(self, folder: Path, why: Why = Why.FIRST, revoke: tuple[str, ...] = ()) -> Path:
        path = folder / f"{self.person.username}-{why.value}-{self.number}.kmmp-request"
        path.write_bytes(seal("request", request_data(self.person, self.office, why, revoke, DECEMBER), self))
        return path

    def take(self, path: Path) -> None:
        issued = read_certificate(
            path.name,
            open_sealed(path.name, path.read_bytes(), signed_by, "certificate", practice=False).data,
        )
        assert issued.person == self.person.id
        self.chain = issued.chain
        self.certificate = issued.chain[0]


def member(name: str, role: Role, office: Office, number: int, person: UUID | None = None) -> Member:
    who = Person(person or uuid4(), name.split()[-1].lower(), name, role)
    return Member(who, office, number, make_certificate(who, office, key(number), DECEMBER))


ZIWA = Office(UUID(int=11), "Ziwa Health Partners", "Ziwa")
NYANZA = Office(UUID(int=12), "Nyanza Care", "Nyanza")


@dataclass
class Programme:
    """An authority that has certified a clerk and a manager of one office."""

    folder: Path
    files: Path
    clock: SetClock
    service: AuthorityService
    clerk: Member
    manager: Member

    def open(self) -> OpenAuthority:
        return self.service.unlock(self.folder, WORDS)

    def issue(self, who: Member, why: Why = Why.FIRST, revoke: tuple[str, ...] = ()) -> None:
        path = self.open().issue(
            who.request(self.files, why, revoke), who.fingerprint, self.files, new_office=True
        )
        who.take(path)

    def publish(self, days: int = 180) -> bytes:
        return self.open().publish(days=days).read_bytes()


def make_programme(folder: Path, clock: SetClock) -> Programme:
    service = AuthorityService(AuthoritySecurity(clock, QUICK), signed_by, clock)
    files = folder / "files"
    files.mkdir(parents=True)
    service.create(folder / "authority", "Kenya Mentor Mother Program", WORDS)
    made = Programme(
        folder / "authority",
        files,
        clock,
        service,
        member("Achieng Wanjiru", Role.CLERK, ZIWA, 1, UUID(int=1)),
        member("Peter Otieno", Role.MANAGER, ZIWA, 2, UUID(int=2)),
    )
    made.issue(made.clerk)
    made.issue(made.manager)
    return made


@pytest.fixture(scope="session")
def programme_template(tmp_path_factory) -> Programme:
    return make_programme(tmp_path_factory.mktemp("programme"), SetClock(DECEMBER))


@pytest.fixture
def programme(programme_template, tmp_path) -> Programme:
    """A copy of its own for each test."""
    shutil.copytree(programme_template.folder, tmp_path / "authority")
    (tmp_path / "files").mkdir()
    clock = SetClock(DECEMBER)
    template = programme_template
    return Programme(
        tmp_path / "authority",
        tmp_path / "files",
        clock,
        AuthorityService(AuthoritySecurity(clock, QUICK), signed_by, clock),
        Member(**{**template.clerk.__dict__}),
        Member(**{**template.manager.__dict__}),
    )
