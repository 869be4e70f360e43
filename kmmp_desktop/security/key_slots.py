"""The slot file ``office.keys``: the database key, locked once for each person and for the recovery code.

JSON. A person is found by a hash of the user name with the file's own salt, so that no name lies in the
clear. Somebody's slot holds one entry of ``slot_pairs`` (of an earlier program an envelope of the key), for
the moment of a change two: the file and the database cannot be written in one step, and whichever is cut
off, one of them opens.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kmmp_desktop.errors import StorageError, WrongPassphraseError
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.security import slot_pairs
from kmmp_desktop.security.envelope import USUAL, Cost

KEY_BYTES = 32
_KIND, _VERSION = "kmmp office keys", 1
_RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, repr=False)
class Slots:
    """What stands in the file; a change gives another one."""

    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    people: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    recovery: bytes | None = None

    def name_of(self, username: str) -> str:
        """How the file calls this user."""
        plain = unicodedata.normalize("NFC", username.strip().lower()).encode("utf-8", "surrogatepass")
        return hmac.new(self.salt, plain, hashlib.sha256).hexdigest()[:32]

    def with_person(self, name: str, envelopes: tuple[bytes, ...]) -> Slots:
        people = {known: kept for known, kept in self.people.items() if known != name}
        return replace(self, people={**people, name: envelopes} if envelopes else people)

    def seal(self, key: bytes, name: str, secret: str, cost: Cost = USUAL) -> bytes:
        """The key locked for a slot, and opened again at once: what cannot be opened is never kept."""
        envelope = slot_pairs.make(key, secret, self._owner(name), cost)
        if slot_pairs.opened(envelope, secret, self._owner(name)) != key:
            raise StorageError("The key of the office could not be locked. Nothing was changed.")
        return envelope

    def open(self, name: str, secret: str) -> bytes | None:
        """The database key; None where the secret opens nothing, as slowly as where there is no slot."""
        envelopes = self.people.get(name, ())
        found = None
        for envelope in envelopes:
            found = found or self._try(envelope, name, secret)
        if not envelopes:
            every = [kept for slot in self.people.values() for kept in slot]
            for envelope in every[:1] or ([self.recovery] if self.recovery else []):
                self._try(envelope, name, secret)  # nobody learns from the time which names there are
        return found

    def open_recovery(self, code: str) -> bytes | None:
        return self._try(self.recovery, _RECOVERY, code) if self.recovery else None

    def seal_recovery(self, key: bytes, code: str, cost: Cost = USUAL) -> Slots:
        return replace(self, recovery=self.seal(key, _RECOVERY, code, cost))

    def takes_new_key(self, name: str) -> bool:
        """Whether a new key can be handed to this slot without its secret."""
        kept = self.people.get(name, ())
        return bool(kept) and all(slot_pairs.is_pair(one) for one in kept)

    def handed_on(self, key: bytes, new_key: bytes, names: Collection[str]) -> Slots:
        """The same file for another key of the office: slots of ``names`` alone, and no recovery code."""
        people = {}
        for name in names:
            kept = (
                slot_pairs.handed_on(one, self._owner(name), key, new_key)
                for one in self.people.get(name, ())
            )
            people[name] = tuple(one for one in kept if one is not None)
        return Slots(self.salt, {name: kept for name, kept in people.items() if kept}, None)

    def fits(self, envelope: bytes, name: str, secret: str) -> bool:
        return self._try(envelope, name, secret) is not None

    def _try(self, envelope: bytes, name: str, secret: str) -> bytes | None:
        try:
            key = slot_pairs.opened(envelope, secret, self._owner(name))
        except WrongPassphraseError:
            return None
        except StorageError:
            raise damaged() from None
        return key if len(key) == KEY_BYTES else None

    def _owner(self, name: str) -> bytes:
        return b"kmmp office key " + self.salt + name.encode()

    def written(self) -> bytes:
        body = {
            "kind": _KIND,
            "version": _VERSION,
            "salt": self.salt.hex(),
            "people": {name: [_b64(one) for one in kept] for name, kept in sorted(self.people.items())},
            "recovery": _b64(self.recovery) if self.recovery else None,
        }
        return json.dumps(body, indent=1).encode() + b"\n"

    @classmethod
    def read(cls, content: bytes) -> Slots:
        """Raises StorageError for anything that is no slot file."""
        try:
            body = json.loads(content)
            if body["kind"] != _KIND or body["version"] != _VERSION:
                raise ValueError(body["kind"])
            people = {str(name): tuple(_raw(one) for one in kept) for name, kept in body["people"].items()}
            recovery = _raw(body["recovery"]) if body["recovery"] else None
            return cls(bytes.fromhex(body["salt"]), people, recovery)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            raise damaged() from None


def write(file: Path, slots: Slots) -> None:
    """Whole or not at all, on the disk when it returns, and never without a slot that somebody can open."""
    if not slots.people and slots.recovery is None:
        raise StorageError("The key of the office would be lost: nobody could open it. Nothing was changed.")
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(slots.written())
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
        flush_folder(file.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise StorageError(
            "The file {file} could not be written: {why}. Nothing was changed.",
            hint="See whether the disk is full or may be written to, then do it again.",
            file=file.name,
            why=reason_of(error),
        ) from None


def damaged() -> StorageError:
    return StorageError(
        "The file office.keys is damaged: the office cannot be opened with it. Nothing was changed.",
        hint="Put back office.keys from the newest backup or copy of the data folder.",
    )


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
