"""Files of a protected office beside its database: AES-256-GCM, each bound to its name.

Layout: ``KMMPS`` 0x01 | nonce (12) | sealed bytes with tag. The key comes from the database key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from kmmp_desktop.errors import StorageError

MAGIC = b"KMMPS\x01"
_NONCE = 12


def _no_other() -> Iterable[bytes]:
    return ()


class FileSealer:
    """See ``protection_ports.Sealer``.

    ``earlier`` gives the keys of earlier times: pictures of an office that lay on a server once are locked
    with the key it had there.
    """

    def __init__(self, key: bytes, earlier: Callable[[], Iterable[bytes]] = _no_other) -> None:
        self._key, self._earlier = key, earlier

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
        if not self.is_sealed(content):
            return content
        plain = _opened(self._key, name, content)
        return plain if plain is not None else _with_one_of(self._earlier(), name, content)


class ClearFiles:
    """See ``protection_ports.Sealer``: of an office in the clear, which locks nothing.

    ``earlier`` as for ``FileSealer``.
    """

    def __init__(self, earlier: Callable[[], Iterable[bytes]] = _no_other) -> None:
        self._earlier = earlier

    def is_sealed(self, content: bytes) -> bool:
        return content.startswith(MAGIC)

    def seal(self, _name: str, content: bytes) -> bytes:
        return content

    def open(self, name: str, content: bytes) -> bytes:
        """As ``FileSealer.open``."""
        if not self.is_sealed(content):
            return content
        return _with_one_of(self._earlier(), name, content)


def _with_one_of(keys: Iterable[bytes], name: str, content: bytes) -> bytes:
    for key in keys:
        plain = _opened(key, name, content)
        if plain is not None:
            return plain
    raise _not_ours(name)


def _opened(key: bytes, name: str, content: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, body = content[len(MAGIC) : len(MAGIC) + _NONCE], content[len(MAGIC) + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, MAGIC + name.encode())
    except (InvalidTag, ValueError):
        return None


def _not_ours(name: str) -> StorageError:
    return StorageError(
        "The file {file} is damaged, or it belongs to another office.",
        hint="Put it back from a copy of the folder, or take the picture off and add it again.",
        file=name,
    )
