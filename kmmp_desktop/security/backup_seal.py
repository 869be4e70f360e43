"""Backups encrypted on their way to the disk: AES-256-GCM in chunks, one random key a file.

A file is ``KMMPBAK`` 0x01 | length of the header (4 bytes) | header (JSON) | chunks | ``KMMP-END`` | length
of the whole file (8 bytes). A chunk is 1 MiB, the last one shorter, each followed by its tag: the STREAM
construction (Hoang, Reyhanitabar, Rogaway, Vizar: Online authenticated-encryption and its nonce-reuse
misuse-resistance, CRYPTO 2015). Nonce: 7 random bytes of the header, number of the chunk (4), 1 for the
last one else 0. So chunks cannot be changed, left out, doubled or put in another order, nor the end cut
off. The SHA-256 of everything before the chunks is authenticated with each of them. The foot protects
nothing: it tells a file that was cut off from one that was changed.

The header has the random key wrapped: under ``derive("backup")`` of the office's database key, with the
slots of the office beside it (``wrap``: ``office``), or in an envelope of ``envelope.py`` that a passphrase
opens (``wrap``: ``passphrase``).
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
from collections.abc import Callable
from typing import Any, BinaryIO

from kmmp_desktop.errors import FileRefusedError, RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security import envelope
from kmmp_desktop.services.backup_ports import Opened, Sealed, Secret
from kmmp_desktop.services.protection_ports import OfficeKey

MAGIC = b"KMMPBAK\x01"
_FAMILY = MAGIC[:-1]
_FOOT = b"KMMP-END"
CHUNK = 1024 * 1024
_TAG = 16
_MOST_HEADER = 4 * 1024 * 1024
PURPOSE = "backup"
_OWNER = b"kmmp backup"

OpenSlots = Callable[[bytes, Secret], bytes]
"""The database key out of a slot file; raises WrongPassphraseError."""
Derive = Callable[[bytes, str], bytes]
"""A key for one purpose out of the database key."""


class StreamSeal:
    """See ``BackupSeal``."""

    def __init__(self, open_slots: OpenSlots, derive: Derive, cost: envelope.Cost = envelope.USUAL) -> None:
        self._open_slots = open_slots
        self._derive = derive
        self._cost = cost

    def writer(self, to: BinaryIO, office: OfficeKey, passphrase: str) -> Sealed:
        key, prefix = os.urandom(32), os.urandom(7)
        header: dict[str, str] = {"prefix": prefix.hex()}
        if office.is_protected:
            header["wrap"] = "office"
            header["slots"] = _text(office.slots())
            header["key"] = _text(_wrap(office.derive(PURPOSE), key))
        elif passphrase:
            header["wrap"] = "passphrase"
            header["key"] = _text(envelope.seal(key, passphrase, _OWNER, self._cost))
        else:
            raise RefusedError(
                "A backup of this office is locked with the passphrase of who makes it, and none was given.",
                hint="The data of this office lie in the clear. Protect it, and backups need nobody.",
            )
        said = json.dumps(header, sort_keys=True).encode()
        front = MAGIC + len(said).to_bytes(4, "big") + said
        to.write(front)
        return _Writer(to, key, prefix, hashlib.sha256(front).digest(), len(front))

    def reader(self, file: BinaryIO, name: str, secret: Secret | OfficeKey) -> Opened:
        front, header = _front(file, name)
        _see_whole(file, name)
        try:
            wrap, prefix = header["wrap"], bytes.fromhex(header["prefix"])
            locked = base64.b64decode(header["key"], validate=True)
            slots = base64.b64decode(header.get("slots", ""), validate=True)
        except (KeyError, ValueError, TypeError):
            raise _changed(name) from None
        database_key: bytes | None = None
        if wrap == "office":
            if isinstance(secret, Secret):
                database_key = self._open_slots(slots, secret)
                under = self._derive(database_key, PURPOSE)
            else:
                under = secret.derive(PURPOSE)
            key = _unwrap(under, locked, name, secret)
        elif wrap == "passphrase" and isinstance(secret, Secret):
            key = _open_envelope(locked, secret, name)
        elif wrap == "passphrase":
            raise RefusedError(
                "{name} opens with the passphrase of who made it.",
                name=name,
                hint="It was made while the data of the office lay in the clear.",
            )
        else:
            raise _changed(name)
        size = os.fstat(file.fileno()).st_size - len(_FOOT) - 8 - len(front)
        stream = io.BufferedReader(
            _Reader(file, name, key, prefix, hashlib.sha256(front).digest(), size), CHUNK
        )
        return Opened(stream, database_key)


class _Writer:
    """See ``Sealed``."""

    def __init__(self, to: BinaryIO, key: bytes, prefix: bytes, bound: bytes, length: int) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: as in envelope.py

        self._to, self._sealed, self._prefix, self._bound = to, AESGCM(key), prefix, bound
        self._waiting = bytearray()
        self._number, self._length = 0, length

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last chunk is known only at the end
            self._chunk(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def _chunk(self, data: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._number += 1
        sealed = self._sealed.encrypt(nonce, data, self._bound)
        self._to.write(sealed)
        self._length += len(sealed)

    def finish(self) -> None:
        self._chunk(bytes(self._waiting), last=True)
        self._waiting.clear()
        self._to.write(_FOOT + (self._length + len(_FOOT) + 8).to_bytes(8, "big"))


class _Reader(io.RawIOBase):
    def __init__(self, file: BinaryIO, name: str, key: bytes, prefix: bytes, bound: bytes, size: int) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._file, self._name, self._opener = file, name, AESGCM(key)
        self._prefix, self._bound, self._left = prefix, bound, size
        self._number, self._plain, self._at = 0, b"", 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if self._at == len(self._plain) and not self._ended:
            self._next()
        count = min(len(into), len(self._plain) - self._at)
        into[:count] = self._plain[self._at : self._at + count]
        self._at += count
        return count

    def _next(self) -> None:
        from cryptography.exceptions import InvalidTag

        last = self._left <= CHUNK + _TAG
        sealed = self._file.read(min(self._left, CHUNK + _TAG))
        self._left -= len(sealed)
        if not sealed:
            raise _cut_off(self._name)
        try:
            nonce = _nonce(self._prefix, self._number, last=last)
            self._plain, self._at = self._opener.decrypt(nonce, sealed, self._bound), 0
        except (InvalidTag, ValueError):
            raise _changed(self._name) from None
        self._number += 1
        self._ended = last


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def _front(file: BinaryIO, name: str) -> tuple[bytes, dict[str, Any]]:
    magic = file.read(len(MAGIC))
    if not magic.startswith(_FAMILY):
        raise FileRefusedError("{name} is not a backup of KMMP Desktop.", name=name)
    if magic != MAGIC:
        if len(magic) < len(MAGIC):
            raise _cut_off(name)
        raise FileRefusedError(
            "{name} is a backup of a newer kind: {found}. This program reads kind {known}.",
            name=name,
            found=magic[-1],
            known=MAGIC[-1],
            hint="Install the newer KMMP Desktop on this computer, and restore with it.",
        )
    length = file.read(4)
    size = int.from_bytes(length, "big")
    said = file.read(size) if size <= _MOST_HEADER else b""
    if len(length) < 4 or len(said) < size:
        raise _cut_off(name) if size <= _MOST_HEADER else _changed(name)
    try:
        header = json.loads(said)
    except ValueError:
        raise _changed(name) from None
    if not isinstance(header, dict):
        raise _changed(name)
    return magic + length + said, header


def _see_whole(file: BinaryIO, name: str) -> None:
    """Whether the end is there and says the length that the file has; nothing rests on it."""
    at = file.tell()
    size = file.seek(0, os.SEEK_END)
    foot = len(_FOOT) + 8
    file.seek(max(at, size - foot))
    end = file.read(foot)
    file.seek(at)
    if len(end) < foot or not end.startswith(_FOOT) or int.from_bytes(end[len(_FOOT) :], "big") != size:
        raise _cut_off(name)


def _wrap(under: bytes, key: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    return nonce + AESGCM(under).encrypt(nonce, key, _OWNER)


def _unwrap(under: bytes, locked: bytes, name: str, secret: Secret | OfficeKey) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(under).decrypt(locked[:12], locked[12:], _OWNER)
    except (InvalidTag, ValueError):
        if isinstance(secret, Secret):
            raise _changed(name) from None
        raise RefusedError(
            "{name} is not a backup of this office as it is now.",
            name=name,
            hint="Where the office's key was changed since, a user name and passphrase of that day open it.",
        ) from None


def _open_envelope(locked: bytes, secret: Secret, name: str) -> bytes:
    try:
        return envelope.unseal(locked, secret.text, _OWNER)
    except WrongPassphraseError:
        raise WrongPassphraseError(
            "The passphrase does not open {name}.",
            name=name,
            hint="It opens with the passphrase that whoever made it had then.",
        ) from None
    except StorageError:
        raise _changed(name) from None


def _cut_off(name: str) -> FileRefusedError:
    return FileRefusedError(
        "{name} is not whole: its end is missing.",
        name=name,
        hint="It was copied while it was being written, or the disk was taken out. Use another backup.",
    )


def _changed(name: str) -> FileRefusedError:
    return FileRefusedError(
        "{name} was changed after it was written, or the disk has damaged it. Nothing was restored from it.",
        name=name,
        hint="Use another backup.",
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
