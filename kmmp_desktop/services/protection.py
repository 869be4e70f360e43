"""The protected office: its recovery sheet, a rescue with its code, and tries made while it was closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.passphrase_rules import weigh
from kmmp_desktop.services.people import PeopleService
from kmmp_desktop.services.permits import may, permit
from kmmp_desktop.services.ports import Accounts, Clock, StoredAccount, Work
from kmmp_desktop.services.protection_ports import OfficeKey, OfficeSheet, Refusals

KEY_CHANGED = "protection.key_changed"
"""Setting: when the key of the office was last changed."""


class RefusedTries(Protocol):
    """Wrong tries to open the office, kept beside it: implemented by ``security.office_door``."""

    def refusals(self, usernames: Mapping[str, str]) -> Refusals | None: ...
    def forget_refusals(self) -> None: ...


class ProtectionService:
    """Each act is in the log of the office. Slow where a passphrase or a code is given."""

    def __init__(
        self, work: Work, clock: Clock, people: PeopleService, accounts: Accounts, key: OfficeKey
    ) -> None:
        self._work = work
        self._clock = clock
        self._people = people
        self._accounts = accounts
        self._key = key

    @property
    def is_protected(self) -> bool:
        return self._key.is_protected

    def make_sheet(self, person: Person, passphrase: str) -> OfficeSheet:
        """A new recovery code of the office; the sheets before it open nothing any more.

        Raises:
            RefusedError: the role may not, or the data of this office lie in the clear.
            WrongPassphraseError: nothing was changed.
        """
        permit(person, Action.PROTECT)
        self._people.confirm(person.username, passphrase)
        with self._work() as work:
            permit(person, Action.PROTECT, work)
        return self._made(person)

    def _made(self, person: Person | None) -> OfficeSheet:
        with self._work() as work:
            office = work.people.office()
        if office is None:
            raise NotFoundError("There is no office here yet.")
        now, code = self._clock.now(), self._key.new_recovery()
        with self._work() as work:
            by = person.id if person else None
            work.audit.append("office", now, by, "office recovery code made", {})
            work.commit()
        return OfficeSheet(office, code, now)

    def first_sheet(self) -> OfficeSheet:
        """The sheet of an office that has none yet, while it is being founded: nobody is asked again.

        Raises RefusedError where there is one, or the data lie in the clear.
        """
        if self._key.has_recovery:
            raise RefusedError(
                "There is a recovery sheet of the office.", hint="A manager makes a new one under Tools."
            )
        return self._made(None)

    def who_may_be_rescued(self) -> tuple[Person, ...]:
        """Those for whom the office's code sets a new passphrase; they can give one to all others."""
        with self._work() as work:
            return tuple(
                one
                for one in work.people.all()
                if may(one, Action.GIVE_PASSPHRASE) and work.people.account(one.id) is not None
            )

    def rescue(self, username: str, new: str) -> Person:
        """A new passphrase for a manager or administrator, in an office that its code has opened.

        The signing key is given up, as where somebody else gives a passphrase. Refuses a weak passphrase.
        """
        person = next((one for one in self.who_may_be_rescued() if one.username == username), None)
        if person is None:
            raise NotFoundError(
                "The code of the office sets a new passphrase for a manager or an administrator only.",
                hint="They give one to everybody else under Tools, My key.",
            )
        office = self._people.office()
        weigh(new, person.username, (person.name, office.name if office else ""))
        hashed = self._accounts.hash_passphrase(new)
        with self._key.admitting(person, new), self._work() as work:
            work.audit.hold("office")  # what is read now is still so at the commit
            person = permit(person, Action.GIVE_PASSPHRASE, work)
            known = replace(person, certificate=None)
            work.people.put(known)
            work.people.put_account(StoredAccount(known.id, hashed, None))
            body = {"person": str(known.id), "key given up": person.fingerprint}
            work.audit.append("office", self._clock.now(), None, "passphrase set by office code", body)
            work.commit()
        return known

    def note_tries(self, tries: RefusedTries) -> None:
        """Put wrong tries of the time before this opening into the log: how often, when, whose accounts."""
        with self._work() as work:
            refused = tries.refusals({one.username: str(one.id) for one in work.people.all()})
            if refused is None:
                return
            body = {
                "count": refused.count,
                "first": refused.first.isoformat(timespec="seconds"),
                "last": refused.last.isoformat(timespec="seconds"),
                "people": dict(refused.people),
                "unknown names": refused.strangers,
                "recovery code": refused.codes,
            }
            work.audit.append("office", self._clock.now(), None, "opening refused", body)
            work.commit()
        tries.forget_refusals()

    def have_to_sign_in(self) -> tuple[Person, ...]:
        """Who may open the office, and does so only after signing in once where it is open."""
        return tuple(one for one in self.may_open() if not self._key.has(one))

    def closed_since_key(self) -> tuple[Person, ...]:
        """Accounts closed since the key was last changed: what they copied may open later copies too."""
        with self._work() as work:
            said = work.settings.get(KEY_CHANGED)
            changed = datetime.fromisoformat(said) if said else None
            return tuple(
                one
                for one in work.people.all()
                if one.disabled_at is not None
                and not one.enabled
                and (changed is None or one.disabled_at > changed)
                and work.people.account(one.id) is not None
            )

    def may_open(self) -> tuple[Person, ...]:
        """Everybody with an account that is not closed."""
        with self._work() as work:
            return tuple(
                one for one in work.people.all() if one.enabled and work.people.account(one.id) is not None
            )
