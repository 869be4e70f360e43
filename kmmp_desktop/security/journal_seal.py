"""Seals the lines of a journal with a key of the office (AES-256-GCM)."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_ABOUT = b"kmmp journal 1"


class JournalSeal:
    """See ``journal_ports.Cipher``. ``key``: 32 bytes for this purpose alone."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return "JournalSeal()"

    def seal(self, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, _ABOUT)

    def open(self, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _ABOUT)
        except InvalidTag as error:
            raise ValueError("sealed with another key, or changed") from error
