"""Files of a protected office beside its database: AES-256-GCM, each bound to its name.

Layout: ``KMMPS`` 0x01 | nonce (12) | sealed bytes with tag. The key comes from the database key.
"""

from __future__ import annotations

import os

from kmmp_desktop.errors import StorageError

MAGIC = b"KMMPS\x01"
_NONCE = 12


class FileSealer:
    """See ``protection_ports.Sealer``."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "FileSealer()"

    def is_sealed(self, content: bytes) -> bool:
        return content.startswith(MAGIC)

    def seal(self, name: str, content: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: 45 ms

        nonce = os.urandom(_NONCE)
        return MAGIC + nonce + AESGCM(self._key).encrypt(nonce, content, MAGIC + name.encode())

    def open(self, name: str, content: bytes) -> bytes:
        """What is not sealed is given back as it is: a file of the time before the office was protected."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not self.is_sealed(content):
            return content
        nonce, body = content[len(MAGIC) : len(MAGIC) + _NONCE], content[len(MAGIC) + _NONCE :]
        try:
            return AESGCM(self._key).decrypt(nonce, body, MAGIC + name.encode())
        except (InvalidTag, ValueError):
            raise StorageError(
                "The file {file} is damaged, or it belongs to another office.",
                hint="Put it back from a copy of the folder, or take the picture off and add it again.",
                file=name,
            ) from None
