"""What the service of the people's keys needs from the outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.errors import KmmpError


class WrappingKeys(Protocol):
    """Random keys in the keyring of this computer: implemented by ``security.wrapping``.

    A name says nothing of the person. Raises RefusedError where the keyring is not there, locked, or
    has no such entry; StorageError where the entry is damaged.
    """

    def why_not(self) -> KmmpError | None:
        """Why this computer cannot do it; None where it can."""
        ...

    def make(self) -> str:
        """Put a new one there, read it back, and return its name."""
        ...

    def get(self, name: str) -> bytes: ...
    def drop(self, name: str) -> None:
        """Take it out; what cannot be taken out stays, without a fault."""
        ...


class KeyVault(Protocol):
    """Envelopes made anew and recovery codes: implemented by ``security.vault``. All of it is slow.

    Wrong passphrases and codes raise WrongPassphraseError and cost waiting, as at log-in.
    """

    def seal_again(
        self,
        person: Person,
        private_key: bytes,
        passphrase: str,
        new_passphrase: str,
        *,
        wrapping: bytes | None = None,
        new_wrapping: bytes | None = None,
    ) -> bytes:
        """The same key in a new envelope."""
        ...

    def make_recovery(
        self, person: Person, private_key: bytes, passphrase: str, wrapping: bytes | None = None
    ) -> tuple[str, bytes]:
        """Return (new code as it is written, envelope that it opens). The code is kept nowhere."""
        ...

    def reset(
        self,
        person: Person,
        recovery_key: bytes,
        code: str,
        new_passphrase: str,
        wrapping: bytes | None = None,
    ) -> bytes:
        """Open the envelope with a code as it was typed, and seal the key with a new passphrase."""
        ...

    def renew(
        self,
        person: Person,
        office: Office,
        private_key: bytes,
        passphrase: str,
        now: datetime,
        wrapping: bytes | None = None,
    ) -> bytes:
        """A new certificate for the same key, signed by that key (DER)."""
        ...


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says of itself; nothing of it is checked."""

    begins: datetime
    ends: datetime
    issuer: str
    """Who issued it; empty where it is signed by its own key."""
    person: UUID | None
    office: UUID | None
    role: Role | None
    key: bytes
    """SHA-256 of its public key."""


class Certificates(Protocol):
    """Reading certificates: implemented by ``security.facts``."""

    def facts(self, certificate: bytes) -> CertificateFacts:
        """Raises StorageError for bytes that are no certificate."""
        ...

    def check_chain(self, chain: tuple[bytes, ...]) -> None:
        """The person's certificate was issued for it by the office's, and that by the root's.

        Raises:
            FileRefusedError: it does not hold together, with the reason.
        """
        ...
