"""The authority's keys: one passphrase opens a wrapping key, and that opens the root's and every office's."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from kmmp_desktop.domain.authority import Issued
from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.errors import RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security import authority_certificates as certificates
from kmmp_desktop.security.accounts import KEY_BITS
from kmmp_desktop.security.attempts import Attempts
from kmmp_desktop.security.envelope import USUAL, Cost, seal, unseal
from kmmp_desktop.services.ports import Clock

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

WRAPPING, ROOT = "wrapping", "root"
ATTEMPTS = "attempts.json"
_NONCE = 12


class AuthoritySecurity:
    """See ``services.authority_ports.AuthorityKeys``.

    scrypt stretches the passphrase once for all keys: publishing signs a list per office, and a
    third of a second for each would be a minute for a programme of two hundred.
    """

    def __init__(self, clock: Clock, cost: Cost = USUAL) -> None:
        self._clock = clock
        self._cost = cost

    def found(
        self, authority: UUID, programme: str, passphrase: str, now: datetime
    ) -> tuple[bytes, dict[str, str], OpenKeys]:
        wrapping = os.urandom(32)
        vault = {WRAPPING: _text(seal(wrapping, passphrase, authority.bytes, self._cost))}
        keys = OpenKeys(authority, b"", wrapping, vault, self._cost)
        key = keys.add(ROOT)
        root = certificates.make_root(programme, authority, key, now)
        keys.root = _der(root)
        return keys.root, vault, keys

    def unlock(
        self, folder: Path, authority: UUID, root: bytes, vault: Mapping[str, str], passphrase: str
    ) -> OpenKeys:
        attempts = Attempts(folder / ATTEMPTS, self._clock)
        account = hashlib.sha256(authority.bytes).hexdigest()[:32]
        attempts.admit(account)
        try:
            wrapping = unseal(_locked(vault, WRAPPING), passphrase, authority.bytes)
        except WrongPassphraseError:
            attempts.note_wrong(account)
            raise
        attempts.note_right(account)
        keys = OpenKeys(authority, root, wrapping, dict(vault), self._cost)
        keys.check()
        return keys

    def key_of(self, certificate: bytes) -> str:
        public = _public(certificate)
        from cryptography import x509

        return x509.SubjectKeyIdentifier.from_public_key(public).digest.hex()


class OpenKeys:
    """The keys while the passphrase holds them open; ``lock`` lets them go."""

    def __init__(
        self, authority: UUID, root: bytes, wrapping: bytes, vault: dict[str, str], cost: Cost
    ) -> None:
        self.authority = authority
        self.root = root
        self.vault = vault
        self._wrapping: bytes | None = wrapping
        self._cost = cost

    def lock(self) -> None:
        self._wrapping = None

    def wrapping(self) -> bytes:
        if self._wrapping is None:
            raise RefusedError(
                "The keys of the authority are locked again.", hint="Enter the passphrase once more."
            )
        return self._wrapping

    def seal_again(self, passphrase: str) -> dict[str, str]:
        locked = seal(self.wrapping(), passphrase, self.authority.bytes, self._cost)
        return {**self.vault, WRAPPING: _text(locked)}

    def check(self) -> None:
        """Raise StorageError where the root's key is not the one of its certificate."""
        if self._key(ROOT).public_key() != _public(self.root):
            raise _damaged()

    def add(self, name: str) -> RSAPrivateKey:
        """A new key in the vault under ``name`` (empty: under its own identifier)."""
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        name = name or x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()
        plain = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        nonce = os.urandom(_NONCE)
        locked = nonce + AESGCM(self.wrapping()).encrypt(nonce, plain, self._owner(name))
        self.vault[name] = _text(locked)
        return key

    def sign(self, data: bytes) -> bytes:
        """With the root: RSASSA-PKCS1-v1_5 and SHA-256."""
        return _sign(self._key(ROOT), data)

    def signer(self, certificate: bytes, key: str) -> AuthoritySigner:
        return AuthoritySigner(self, certificate, key)

    def root_signer(self) -> AuthoritySigner:
        return AuthoritySigner(self, self.root, ROOT)

    def issue_office(self, office: UUID, name: str, now: datetime, key: str = "") -> Issued:
        public = self._key(key).public_key() if key else self.add("").public_key()
        return _issued(
            certificates.make_office(office, name, public, self._issuer(self.root, ROOT), now), now
        )

    def issue_person(
        self, person: Person, office: Office, asked: bytes, issuer: bytes, key: str, now: datetime
    ) -> Issued:
        public = _public(asked)
        if public.key_size < KEY_BITS:
            raise RefusedError(
                "The key of {name} has {count} bits; the programme asks for {least}.",
                name=person.name,
                count=public.key_size,
                least=KEY_BITS,
                hint="Have a new key made on their computer.",
            )
        made = certificates.make_person(person, office, public, self._issuer(issuer, key), now)
        return replace(_issued(made, now), role=person.role)

    def make_list(
        self, issuer: bytes, key: str, number: int, revoked: Iterable[Issued], now: datetime, until: datetime
    ) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding

        gone = [(_read(one.certificate), one.revoked_at or now, one.left) for one in revoked]
        made = certificates.make_list(self._issuer(issuer, key), number, gone, now, until)
        return made.public_bytes(Encoding.DER)

    def _issuer(self, certificate: bytes, key: str) -> certificates.Issuer:
        return certificates.Issuer(_read(certificate), self._key(key))

    def _key(self, name: str) -> RSAPrivateKey:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        locked = _locked(self.vault, name)
        try:
            plain = AESGCM(self.wrapping()).decrypt(locked[:_NONCE], locked[_NONCE:], self._owner(name))
            # what AES-GCM vouches for needs no second look at its primes, which takes long
            key = serialization.load_der_private_key(plain, None, unsafe_skip_rsa_key_validation=True)
        except (InvalidTag, ValueError) as error:
            raise _damaged() from error
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def _owner(self, name: str) -> bytes:
        return self.authority.bytes + name.encode()


class AuthoritySigner:
    """A key of the authority as ``ports.Signer``; it is locked with all others."""

    def __init__(self, keys: OpenKeys, certificate: bytes, key: str) -> None:
        self.person = Person(keys.authority, "authority", "", Role.ADMINISTRATOR, certificate)
        self.certificate = certificate
        self._keys = keys
        self._key = key

    def sign(self, data: bytes) -> bytes:
        return _sign(self._keys._key(self._key), data)  # noqa: SLF001 - two halves of one thing

    def lock(self) -> None:
        self._keys.lock()


def _sign(key: RSAPrivateKey, data: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _issued(made: x509.Certificate, now: datetime) -> Issued:
    from cryptography import x509

    key = made.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest.hex()
    return Issued(_der(made), key, now, made.not_valid_after_utc)


def _read(certificate: bytes) -> x509.Certificate:
    from cryptography import x509

    return x509.load_der_x509_certificate(certificate)


def _der(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def _public(certificate: bytes) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    public = _read(certificate).public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise RefusedError("The key of the request is of another kind than this program makes.")
    return public


def _locked(vault: Mapping[str, str], name: str) -> bytes:
    try:
        return base64.b64decode(vault[name], validate=True)
    except (KeyError, ValueError, binascii.Error) as error:
        raise _damaged() from error


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _damaged() -> StorageError:
    return StorageError(
        "A key of the authority is damaged or missing.",
        hint="Put back the copy you keep of the authority's folder.",
    )
