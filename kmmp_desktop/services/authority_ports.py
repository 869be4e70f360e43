"""What the authority needs from ``security``: its keys, and what they sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.authority import Issued
from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.services.ports import Signer


class OpenAuthorityKeys(Protocol):
    """Keys that the passphrase opened."""

    vault: dict[str, str]
    """All of them, locked: what is written back. A new one joins it when it is made."""

    def sign(self, data: bytes) -> bytes:
        """With the root's key."""
        ...

    def root_signer(self) -> Signer: ...
    def signer(self, certificate: bytes, key: str) -> Signer:
        """For the office of this certificate."""
        ...

    def issue_office(self, office: UUID, name: str, now: datetime, key: str = "") -> Issued:
        """With a new key; with ``key`` another certificate for that one."""
        ...

    def issue_person(
        self, person: Person, office: Office, asked: bytes, issuer: bytes, key: str, now: datetime
    ) -> Issued:
        """For the key of the certificate ``asked``. Raises RefusedError: too short, or of another kind."""
        ...

    def make_list(
        self, issuer: bytes, key: str, number: int, revoked: Iterable[Issued], now: datetime, until: datetime
    ) -> bytes:
        """What the issuer revoked (X.509 CRL, DER)."""
        ...

    def seal_again(self, passphrase: str) -> dict[str, str]:
        """All of them locked with a new passphrase."""
        ...

    def lock(self) -> None: ...


class AuthorityKeys(Protocol):
    """Makes and opens the keys of an authority: implemented by ``kmmp_desktop.security``."""

    def found(
        self, authority: UUID, programme: str, passphrase: str, now: datetime
    ) -> tuple[bytes, dict[str, str], OpenAuthorityKeys]:
        """Return (root certificate DER, locked keys, the same keys open)."""
        ...

    def unlock(
        self, folder: Path, authority: UUID, root: bytes, vault: Mapping[str, str], passphrase: str
    ) -> OpenAuthorityKeys:
        """Raises WrongPassphraseError, RefusedError while wrong ones make it wait, StorageError: damaged."""
        ...

    def key_of(self, certificate: bytes) -> str:
        """Identifier of its public key, hexadecimal."""
        ...
