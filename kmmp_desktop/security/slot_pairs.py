"""One slot of the key file: a key pair that a passphrase opens, and the office's key sealed to it.

Because of the pair a new key of the office can be handed to everybody without their passphrases, and
whoever knows only the key of before learns nothing. Layout: ``KMMPX`` 0x01 | public key (32) | proof (32) |
one-time public key (32) | office key sealed (48) | envelope of the private key. X25519, HKDF-SHA256,
AES-256-GCM; the proof is an HMAC under the office's key: nobody without it can slip in a pair of their own.
"""

from __future__ import annotations

import hashlib
import hmac

from kmmp_desktop.errors import StorageError
from kmmp_desktop.security.envelope import Cost, seal, unseal

MAGIC = b"KMMPX\x01"
_PAIR = b" pair"
_PART = 32
_SEALED = 48
_NONCE = bytes(12)
"""The key under it is used once: each sealing has a one-time pair of its own."""


def make(key: bytes, secret: str, owner: bytes, cost: Cost) -> bytes:
    """A new slot with a new pair. ``owner`` binds it to its place in the file. Slow (scrypt)."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # late: 45 ms

    private = X25519PrivateKey.generate()
    envelope = seal(private.private_bytes_raw(), secret, owner + _PAIR, cost)
    return _written(private.public_key().public_bytes_raw(), key, owner) + envelope


def is_pair(slot: bytes) -> bool:
    """False: a slot of an earlier program, an envelope of the office's key itself."""
    return slot.startswith(MAGIC)


def opened(slot: bytes, secret: str, owner: bytes) -> bytes:
    """The office's key.

    Raises:
        WrongPassphraseError: the secret does not open it.
        StorageError: the slot is damaged.
    """
    if not is_pair(slot):
        return unseal(slot, secret, owner)
    public, _proof, once, sealed, envelope = _parts(slot)
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        private = X25519PrivateKey.from_private_bytes(unseal(envelope, secret, owner + _PAIR))
        shared = private.exchange(X25519PublicKey.from_public_bytes(once))
        return AESGCM(_under(shared, once, public)).decrypt(_NONCE, sealed, owner)
    except (InvalidTag, ValueError):
        raise StorageError("The slot is damaged.") from None


def handed_on(slot: bytes, owner: bytes, key: bytes, new_key: bytes) -> bytes | None:
    """The slot with the office's new key for the same pair; None where it was not made with ``key``."""
    if not is_pair(slot):
        return None
    public, proof, _once, _sealed, envelope = _parts(slot)
    if not hmac.compare_digest(proof, _proof(key, public, owner)):
        return None
    return _written(public, new_key, owner) + envelope


def _written(public: bytes, key: bytes, owner: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    one_time = X25519PrivateKey.generate()
    once = one_time.public_key().public_bytes_raw()
    shared = one_time.exchange(X25519PublicKey.from_public_bytes(public))
    sealed = AESGCM(_under(shared, once, public)).encrypt(_NONCE, key, owner)
    return MAGIC + public + _proof(key, public, owner) + once + sealed


def _parts(slot: bytes) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    at, found = len(MAGIC), []
    for length in (_PART, _PART, _PART, _SEALED):
        found.append(slot[at : at + length])
        at += length
    public, proof, once, sealed = found
    return public, proof, once, sealed, slot[at:]


def _under(shared: bytes, once: bytes, public: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=b"kmmp office slot: " + once + public).derive(shared)


def _proof(key: bytes, public: bytes, owner: bytes) -> bytes:
    under = hmac.new(key, b"kmmp office slot proof", hashlib.sha256).digest()
    return hmac.new(under, owner + public, hashlib.sha256).digest()
