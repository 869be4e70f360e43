"""Seals the lines of a journal with a key of the office (AES-256-GCM)."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_ABOUT = b"kmmp journal 1"


class JournalSeal:
    """See ``journal_ports.Cipher``. ``key``: 32 bytes for this purpose alone; ``earlier`` ones only open."""

    def __init__(self, key: bytes, *earlier: bytes) -> None:
        self._cipher = AESGCM(key)
        self._earlier = [AESGCM(one) for one in earlier]

    def __repr__(self) -> str:
        return "JournalSeal()"

    def seal(self, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, _ABOUT)

    def open(self, sealed: bytes) -> bytes:
        for cipher in (self._cipher, *self._earlier):
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _ABOUT)
            except InvalidTag:
                continue
        raise ValueError("sealed with another key, or changed")
