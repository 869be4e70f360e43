"""Passphrases and signing keys of the people: what ``ports.Accounts`` asks for."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.errors import RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security import passphrases
from kmmp_desktop.security.attempts import Attempts
from kmmp_desktop.security.certificates import make_certificate
from kmmp_desktop.security.envelope import USUAL, Cost, seal, unseal_wipeable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_BITS = 3072


class AccountSecurity:
    """See ``ports.Accounts``.

    ``cost`` is what a new envelope costs to open; an old one says its own. Smaller figures than
    the defaults are for tests and the demo.
    """

    def __init__(self, attempts: Attempts, cost: Cost = USUAL, key_bits: int = KEY_BITS) -> None:
        self._attempts = attempts
        self._cost = cost
        self._key_bits = key_bits

    def hash_passphrase(self, passphrase: str) -> str:
        return passphrases.hash_passphrase(passphrase)

    def check_passphrase(self, stored_hash: str, passphrase: str) -> bool:
        """Whether it is the passphrase; raises RefusedError while wrong ones make the account wait."""
        account = _account(stored_hash.encode())
        self._attempts.admit(account)
        if passphrases.fits(stored_hash, passphrase):
            self._attempts.note_right(account)
            return True
        self._attempts.note_wrong(account)
        return False

    def waiting(self, stored_hash: str) -> tuple[int, int]:
        """Wrong tries in a row, and the whole seconds until the next one is possible (0: now)."""
        wrong, left = self._attempts.standing(_account(stored_hash.encode()))
        return wrong, -(-left // timedelta(seconds=1))

    def forgive(self, stored_hash: str, envelope: bytes | None = None) -> None:
        """The account, and its key, wait no longer; nothing was opened by it."""
        for each in (stored_hash.encode(), envelope):
            if each is not None:
                self._attempts.note_right(_account(each))

    def make_key(
        self, person: Person, office: Office, passphrase: str, now: datetime, wrapping: bytes | None = None
    ) -> tuple[bytes, bytes]:
        """Return (certificate DER, private key envelope); takes up to a few seconds."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=self._key_bits)
        plain = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return make_certificate(person, office, key, now), self.close(person, plain, passphrase, wrapping)

    def unlock(
        self, person: Person, private_key: bytes, passphrase: str, wrapping: bytes | None = None
    ) -> UnlockedKey:
        """Open the key; raises WrongPassphraseError, or RefusedError while the account has to wait.

        StorageError where the key is damaged or is not the one of the person's certificate.
        """
        plain = self.open(person, private_key, passphrase, wrapping)
        try:
            key = private(plain)
        finally:
            wipe(plain)
        return UnlockedKey(person, _certificate_of(person, key), key)

    def open(self, person: Person, envelope: bytes, secret: str, wrapping: bytes | None = None) -> bytearray:
        """What is in an envelope of the person (PKCS#8), in bytes that the caller overwrites after use.

        Wrong secrets are counted, and cost waiting.
        """
        account = _account(envelope)
        self._attempts.admit(account)
        try:
            plain = unseal_wipeable(envelope, secret, person.id.bytes, wrapping)
        except WrongPassphraseError:
            self._attempts.note_wrong(account)
            raise
        self._attempts.note_right(account)
        return plain

    def close(
        self, person: Person, plain: bytes | bytearray, secret: str, wrapping: bytes | None = None
    ) -> bytes:
        """An envelope of the person, at the cost of this office."""
        return seal(plain, secret, person.id.bytes, self._cost, wrapping)


class UnlockedKey:
    """See ``ports.Signer``. ``lock`` lets the key go; Python gives no way to overwrite its memory."""

    def __init__(self, person: Person, certificate: bytes, key: RSAPrivateKey) -> None:
        self.person = person
        self.certificate = certificate
        self._key: RSAPrivateKey | None = key

    def sign(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256; raises RefusedError once the key is locked."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        if self._key is None:
            raise RefusedError(
                "The signing key of {name} is locked again.",
                name=self.person.name,
                hint="Enter the passphrase once more.",
            )
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def lock(self) -> None:
        self._key = None


def wipe(plain: bytearray) -> None:
    """Python would leave an opened key in memory; OpenSSL wipes its own."""
    plain[:] = bytes(len(plain))


def private(plain: bytes | bytearray) -> RSAPrivateKey:
    """The key in opened bytes."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = serialization.load_der_private_key(plain, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _certificate_of(person: Person, key: RSAPrivateKey) -> bytes:
    from cryptography import x509

    certificate = person.certificate
    if certificate is None or x509.load_der_x509_certificate(certificate).public_key() != key.public_key():
        raise StorageError(
            "The signing key kept for {name} is not the one of the certificate in the roster.",
            name=person.name,
            hint="Put back a copy of the database in which they belong together, or have a new key made.",
        )
    return certificate


def _account(secret: bytes) -> str:
    """A name for the counters from which nobody learns the hash or the key."""
    return hashlib.sha256(secret).hexdigest()[:32]
