"""Plays the office's own log into a restored copy: facilities and accounts, as far as it holds them whole.

No passphrase and no key is in the log. Somebody who comes back from it has an account that nothing opens
until a new passphrase is given; who had been closed, or had another role, has it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.services.logged_facilities import read_logged
from kmmp_desktop.services.people import NOBODY
from kmmp_desktop.services.ports import AuditEntry, StoredAccount, UnitOfWork
from kmmp_desktop.services.staff import role_setting
from kmmp_desktop.text import Message

QUIET = (
    "backup made", "backup plan", "signed in", "sign-in refused", "opening refused", "upgraded",
    "waiting ended", "receipts expected", "office key change begun",
)  # fmt: skip
"""Steps of the office that change nothing which somebody would have to do again."""

_NOT_HELD = Message("The log does not hold everything that belongs to it: do it again.")


@dataclass
class OfficePlayer:
    """Plays entry by entry; ``changes`` counts facilities and accounts."""

    work: UnitOfWork
    changes: int = 0
    told: list[tuple[AuditEntry, Message]] = field(default_factory=list)
    """What came back, and what somebody still has to do about it."""

    def play(self, entry: AuditEntry) -> Message | None:
        """Bring back what the entry did; else why not, and then nothing was changed."""
        if entry.action in QUIET:
            return None
        try:
            match entry.action:
                case "facility saved" | "facilities imported":
                    return self._facilities(entry.body)
                case "person added":
                    return self._person(entry, entry.body)
                case "account closed" | "account handed over" | "account opened" | "role changed":
                    return self._change(entry, entry.body)
        except (KeyError, TypeError, ValueError):
            pass
        return _NOT_HELD

    def _facilities(self, body: Mapping[str, Any]) -> Message | None:
        rows = body["facilities"] if "facilities" in body else [body["facility"]]
        found = [read_logged(row) for row in rows]
        self.work.facilities.put_many(found)
        self.changes += len(found)
        return None

    def _person(self, entry: AuditEntry, body: Mapping[str, Any]) -> Message | None:
        username = str(body["username"])
        person = Person(UUID(str(body["person"])), username, str(body["name"]), Role(body["role"]))
        if self.work.people.by_username(username) is not None:
            return Message("There is somebody called {username} in the backup.", {"username": username})
        self.work.people.put(person)
        self.work.people.put_account(StoredAccount(person.id, NOBODY, None))
        self.changes += 1
        self.told.append(
            (
                entry,
                Message(
                    "{name} is back, without a passphrase: give a new one under Tools, My key.",
                    {"name": person.name},
                ),
            )
        )
        return None

    def _change(self, entry: AuditEntry, body: Mapping[str, Any]) -> Message | None:
        person = self.work.people.get(UUID(str(body["person"])))
        if person is None:
            return Message("The person is not in the backup.")
        match entry.action:
            case "account closed":
                person = replace(person, enabled=False, disabled_at=entry.at)
            case "account handed over":
                heir = self.work.people.get(UUID(str(body["to"])))
                to = heir.id if heir is not None else None
                person = replace(person, enabled=False, disabled_at=entry.at, handed_to=to)
            case "account opened":
                person = replace(person, enabled=True, disabled_at=None, handed_to=None)
            case _:
                # the key went with the role of before; what it signed stays that role's
                for certificate in self.work.people.certificates(person.id):
                    setting = role_setting(certificate)
                    if self.work.settings.get(setting) is None:
                        self.work.settings.put(setting, person.role.value)
                account = self.work.people.account(person.id)
                if person.certificate is not None and account is not None:
                    self.work.people.put_account(StoredAccount(person.id, account.password_hash, None))
                person = replace(person, role=Role(body["to"]), certificate=None)
        self.work.people.put(person)
        self.changes += 1
        return None
