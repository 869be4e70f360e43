"""An office whose people's keys are looked after: real SQLite, real cryptography at a cheap cost.

The keyring of the computer is the program's own ``SystemKeyring`` over a backend in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from office_fixtures import PASSPHRASE, THIRD

from kmmp_desktop import paths
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.security import passphrases
from kmmp_desktop.security import wrapping as wrapping_module
from kmmp_desktop.security.accounts import AccountSecurity
from kmmp_desktop.security.attempts import Attempts
from kmmp_desktop.security.envelope import Cost
from kmmp_desktop.security.facts import CertificateReader
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.security.trust import RosterTrust
from kmmp_desktop.security.vault import AccountVault
from kmmp_desktop.security.wrapping import SystemKeyring
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.keys import KeyService
from kmmp_desktop.services.own_certificates import OwnCertificates
from kmmp_desktop.services.people import PeopleService
from kmmp_desktop.storage.home import COMMAND_BUSY_MS, OfficeHome, open_home

CHEAP = Cost(log2_n=4)
NEW = "river stone mango"


@dataclass
class Ring:
    """A keyring of a computer; ``mood``: what it raises instead of answering."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    mood: Exception | None = None

    @property
    def priority(self) -> float:
        return 5

    def set_password(self, service: str, name: str, text: str) -> None:
        self._answer()
        self.kept[service, name] = text

    def get_password(self, service: str, name: str) -> str | None:
        self._answer()
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        self._answer()
        del self.kept[service, name]

    def _answer(self) -> None:
        if self.mood is not None:
            raise self.mood


@dataclass
class KeyOffice:
    home: Path
    store: OfficeHome
    clock: SetClock
    people: PeopleService
    keys: KeyService
    certificates: OwnCertificates
    ring: Ring
    root: list[bytes] = field(default_factory=list)
    """The programme's root, where one is known."""

    def person(self, username: str = "clerk") -> Person:
        return self.people.find(username)

    def account(self, username: str = "clerk"):
        with self.store.work() as work:
            return work.people.account(self.person(username).id)

    def audit(self) -> list[tuple[str, dict]]:
        with self.store.work() as work:
            return [(entry.action, dict(entry.body)) for entry in work.audit.entries("office")]

    def later(self, **span: int) -> None:
        self.clock.moment += timedelta(**span)

    def files(self) -> bytes:
        """Everything that lies in the data folder."""
        return b"".join(p.read_bytes() for p in sorted(self.home.rglob("*")) if p.is_file())


def open_keys(home: Path, ring: Ring, clock: SetClock | None = None) -> KeyOffice:
    clock = clock or SetClock(THIRD)
    store = open_home(home, clock=clock, busy_timeout_ms=COMMAND_BUSY_MS)
    accounts = AccountSecurity(Attempts(paths.attempts(home), clock), CHEAP)
    vault, certificates, wrapping = AccountVault(accounts), CertificateReader(), SystemKeyring("memory")
    people = PeopleService(store.work, accounts, clock, certificates, wrapping)
    around = (store.work, clock, people, accounts, vault, certificates, wrapping)
    root: list[bytes] = []
    own = OwnCertificates(*around, signed_by, RosterTrust(store.work), lambda: root[0] if root else None)
    return KeyOffice(home, store, clock, people, KeyService(*around), own, ring, root)


_generate = rsa.generate_private_key


@cache
def _key(number: int) -> rsa.RSAPrivateKey:
    """Real keys, made once per run: within a test each comes once."""
    return _generate(public_exponent=65537, key_size=3072)


@pytest.fixture
def quick_keys(monkeypatch) -> None:
    """Cheap envelopes and log-ins, and keys that were made before; all of them real."""
    numbers = count()
    monkeypatch.setattr(rsa, "generate_private_key", lambda **_: _key(next(numbers)))
    monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
    monkeypatch.setattr(passphrases, "TIME_COST", 1)
    monkeypatch.setattr(AccountSecurity.__init__, "__defaults__", (CHEAP, 3072))


@pytest.fixture
def ring(monkeypatch, quick_keys) -> Ring:
    made = Ring()
    monkeypatch.setattr(wrapping_module, "_make", lambda platform: made)
    return made


@pytest.fixture
def keyed(tmp_path, ring) -> KeyOffice:
    office = open_keys(tmp_path / "home", ring)
    office.people.found_office("Ziwa Health Partners, Kisumu", "Ziwa Health Partners", "Kisumu")
    office.people.add("clerk", "A. Wanjiru", Role.CLERK, PASSPHRASE)
    office.people.add("manager", "P. Otieno", Role.MANAGER, PASSPHRASE)
    yield office
    office.store.close()
