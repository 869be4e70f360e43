"""Opening a protected office: a passphrase or the recovery code, wrong ones counted and slowed down."""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from kmmp_desktop.errors import StorageError, WrongPassphraseError
from kmmp_desktop.security.attempts import Attempts
from kmmp_desktop.security.envelope import USUAL, Cost
from kmmp_desktop.security.key_slots import KEY_BYTES, Slots, damaged
from kmmp_desktop.security.office_key import Guard, OpenOffice
from kmmp_desktop.security.recovery import read_code
from kmmp_desktop.services.ports import Clock
from kmmp_desktop.services.protection_ports import Refusals

_ACCOUNT = "opening"
"""One counter whoever is named: from outside nobody learns which names there are."""
_CODE, _STRANGER = "code", ""
_LOG = logging.getLogger(__name__)


class OfficeDoor:
    """The slot file of a home from outside. ``tries`` keeps wrong ones until they can be logged."""

    def __init__(
        self, file: Path, guard: Guard, attempts: Attempts, tries: Path, clock: Clock, cost: Cost = USUAL
    ) -> None:
        self._file = file
        self._guard = guard
        self._attempts = attempts
        self._tries = Tries(tries)
        self._clock = clock
        self._cost = cost

    def new_office(self) -> OpenOffice:
        """The key of an office that is about to be made; nothing is written before somebody is admitted."""
        return OpenOffice(secrets.token_bytes(KEY_BYTES), self._file, self._guard, self._cost)

    def with_key(self, other: OpenOffice) -> OpenOffice:
        """The key of ``other`` with the slot file of this home: an office is made elsewhere and moved."""
        return OpenOffice(other.database_key(), self._file, self._guard, self._cost)

    def open(self, username: str, passphrase: str) -> OpenOffice:
        """Raises WrongPassphraseError (no such name: told alike), or RefusedError while one has to wait."""
        self._attempts.admit(_ACCOUNT)
        slots = self._read()
        name = slots.name_of(username)
        key = slots.open(name, passphrase)
        if key is None:
            self._wrong(name if name in slots.people else _STRANGER)
            raise WrongPassphraseError(
                "The passphrase is not right for {username}.",
                username=username,
                hint="Check the Caps Lock key and try again.",
            )
        return self._opened(key)

    def open_by_code(self, code: str) -> OpenOffice:
        """With the office recovery code as it was typed. Raises RefusedError for what cannot be one."""
        typed = read_code(code)
        self._attempts.admit(_ACCOUNT)
        key = self._read().open_recovery(typed)
        if key is None:
            self._wrong(_CODE)
            raise WrongPassphraseError(
                "This code does not open the office.",
                hint="It is the code of the office's recovery sheet, not of a person's; "
                "a newer sheet ends the older ones.",
            )
        return self._opened(key)

    def refusals(self, usernames: Mapping[str, str]) -> Refusals | None:
        """The wrong tries since the last opening; ``usernames`` gives ids. None where there were none."""
        tries = self._tries.read()
        if not tries:
            return None
        slots = self._read()
        by_name = {slots.name_of(username): person for username, person in usernames.items()}
        people: dict[str, int] = {}
        strangers = 0
        for name, (count, _first, _last) in tries.items():
            if name in by_name:
                people[by_name[name]] = count
            elif name != _CODE:
                strangers += count
        return Refusals(
            sum(count for count, _, _ in tries.values()),
            datetime.fromtimestamp(min(first for _, first, _ in tries.values()), UTC),
            datetime.fromtimestamp(max(last for _, _, last in tries.values()), UTC),
            people,
            strangers,
            tries.get(_CODE, (0, 0.0, 0.0))[0],
        )

    def forget_refusals(self) -> None:
        """They are in the log now."""
        self._tries.clear()

    def _opened(self, key: bytes) -> OpenOffice:
        self._attempts.note_right(_ACCOUNT)
        return OpenOffice(key, self._file, self._guard, self._cost)

    def _wrong(self, name: str) -> None:
        self._attempts.note_wrong(_ACCOUNT)
        self._tries.note(name, self._clock.now().timestamp())

    def _read(self) -> Slots:
        try:
            return Slots.read(self._file.read_bytes())
        except FileNotFoundError:
            raise StorageError(
                "The file office.keys is missing: without it nobody can open this office.",
                hint="Put it back from the newest backup or copy of the data folder.",
            ) from None
        except OSError:
            raise damaged() from None


class Tries:
    """Wrong tries by slot: how often, first, last (seconds). Of strangers no names, all together."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> dict[str, tuple[int, float, float]]:
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            return {
                str(name): (int(count), float(first), float(last))
                for name, (count, first, last) in kept.items()
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            _LOG.warning("%s cannot be read; counting starts anew", self._file.name)
            return {}

    def note(self, name: str, at: float) -> None:
        tries = self.read()
        count, first, _ = tries.get(name, (0, at, at))
        tries[name] = (count + 1, first, at)
        part = self._file.with_name(f".{self._file.name}.{os.getpid()}.part")
        try:
            with part.open("w", encoding="utf-8") as written:
                json.dump(tries, written)
                written.flush()
                os.fsync(written.fileno())
            part.replace(self._file)
        except OSError:
            _LOG.warning("%s cannot be written", self._file.name)  # a full disk keeps nobody out

    def clear(self) -> None:
        try:
            self._file.unlink(missing_ok=True)
        except OSError:
            _LOG.warning("%s cannot be removed", self._file.name)
