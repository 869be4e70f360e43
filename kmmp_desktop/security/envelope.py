"""Secret bytes locked with a passphrase: scrypt for the key, AES-256-GCM around the bytes.

Layout: ``KMMP`` 0x01 | log2 n | r | p | salt (16) | nonce (12) | sealed bytes with tag | checksum (8).
``KMMP`` 0x02 is the same with a second secret: the AES key is HKDF-SHA256 of what scrypt gave, salted
with a random key of 32 bytes that lies in the keyring of a computer, so that guessing passphrases at a
copied envelope leads nowhere.
Everything before the sealed bytes is authenticated with them, and so is ``owner``, which is not
in the envelope: an envelope put into another person's account does not open there. The checksum
(of SHA-256) tells a damaged file from a wrong passphrase; it protects nothing.
"""

from __future__ import annotations

import hashlib
import os
from typing import NamedTuple

from kmmp_desktop.errors import RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security.passphrases import plain

_MAGIC = b"KMMP\x01"
_WRAPPED = b"KMMP\x02"
_SALT, _NONCE, _TAG, _SUM = 16, 12, 16, 8
_HEADER = len(_MAGIC) + 3 + _SALT + _NONCE


class Cost(NamedTuple):
    """What opening costs: 128 * r * 2**log2_n bytes of memory, p times over."""

    log2_n: int = 17
    r: int = 8
    p: int = 1


USUAL = Cost()
"""128 MiB and a third of a second: bearable on a laptop of 4 GB, dear for whoever guesses."""
_MOST = Cost(20, 16, 4)
"""Beyond it an envelope is no envelope: one made to eat the memory must not be tried."""


def seal(
    secret: bytes | bytearray,
    passphrase: str,
    owner: bytes,
    cost: Cost = USUAL,
    wrapping: bytes | None = None,
) -> bytes:
    """Return ``secret`` locked with the passphrase, and the wrapping key too where one is given.

    Sealing again gives other bytes.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: 45 ms, needed to sign only

    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    header = (_MAGIC if wrapping is None else _WRAPPED) + bytes(cost) + salt + nonce
    body = header + AESGCM(_key(passphrase, salt, cost, wrapping)).encrypt(nonce, secret, header + owner)
    return body + _checksum(body)


def unseal(envelope: bytes, passphrase: str, owner: bytes, wrapping: bytes | None = None) -> bytes:
    """As ``unseal_wipeable``, for what is not kept from anybody who reads this memory later."""
    return bytes(unseal_wipeable(envelope, passphrase, owner, wrapping))


def unseal_wipeable(
    envelope: bytes, passphrase: str, owner: bytes, wrapping: bytes | None = None
) -> bytearray:
    """Return what was sealed, in bytes that the caller overwrites after use.

    ``wrapping`` is not looked at where the envelope needs none.

    Raises:
        RefusedError: it needs a wrapping key, and none was given.
        StorageError: these bytes are damaged, or no envelope.
        WrongPassphraseError: the passphrase is wrong, or the envelope was tampered with or belongs
            to somebody else; cryptography cannot tell these apart.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    body, checksum = envelope[:-_SUM], envelope[-_SUM:]
    cost = Cost(*body[len(_MAGIC) : len(_MAGIC) + 3]) if len(body) >= _HEADER + _TAG else Cost(0, 0, 0)
    if not body.startswith((_MAGIC, _WRAPPED)) or checksum != _checksum(body) or not _is_bearable(cost):
        raise StorageError(
            "The signing key as it is kept here is damaged and cannot be opened.",
            hint="Put back a copy of the database in which it was whole, or have a new key made.",
        )
    wrapped = body.startswith(_WRAPPED)
    if wrapped and wrapping is None:
        raise RefusedError(
            "This signing key opens only with the keyring of the computer it is tied to.",
            hint="Sign there, or choose Switch person, Forgot the passphrase, and type the recovery code.",
        )
    salt, nonce = body[_HEADER - _NONCE - _SALT : _HEADER - _NONCE], body[_HEADER - _NONCE : _HEADER]
    try:
        key = _key(passphrase, salt, cost, wrapping if wrapped else None)
        plain = bytearray(len(body) - _HEADER - _TAG)
        AESGCM(key).decrypt_into(nonce, body[_HEADER:], body[:_HEADER] + owner, plain)
        return plain
    except InvalidTag:
        raise WrongPassphraseError(
            "The passphrase does not open this signing key.",
            hint="See whether Caps Lock is on, and try again.",
        ) from None


def _key(passphrase: str, salt: bytes, cost: Cost, wrapping: bytes | None) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    known = Scrypt(salt=salt, length=32, n=2**cost.log2_n, r=cost.r, p=cost.p).derive(plain(passphrase))
    if wrapping is None:
        return known
    return HKDF(SHA256(), 32, salt=wrapping, info=b"kmmp wrapped envelope").derive(known)


def _is_bearable(cost: Cost) -> bool:
    return all(1 <= asked <= most for asked, most in zip(cost, _MOST, strict=True))


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_SUM]
