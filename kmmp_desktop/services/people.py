"""The people of the office: who they are, how they sign in, and their keys."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from uuid import uuid4

from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import KmmpError, NotFoundError, RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.services.key_dates import check_in_force
from kmmp_desktop.services.key_keeping import put_account
from kmmp_desktop.services.key_ports import Certificates, WrappingKeys
from kmmp_desktop.services.passphrase_rules import weigh
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.plain_names import plain_name, refuse_long_name
from kmmp_desktop.services.ports import Accounts, Clock, Signer, StoredAccount, Work
from kmmp_desktop.services.protection_ports import ClearOffice, OfficeKey
from kmmp_desktop.text import Message

NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$kygnhEnE4g6/7aS1qy0BXQ$cvyRyR/IIRC/xX+/HAnwjZi5e2rwryvr7PKWCd7hDZY"
)
"""Hash of 32 random bytes that were thrown away: a name that nobody has costs as much as another."""
SIGNED_IN = "people.signed_in."
"""Setting, with the id of the person: when they last signed in."""

_LOG = logging.getLogger(__name__)

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def fit_username(username: str) -> None:
    """Raises RefusedError where this cannot be a user name; capitals are taken as small letters."""
    if not _USERNAME.fullmatch(username.strip().lower()):
        raise RefusedError(
            '"{username}" cannot be a user name.',
            username=username.strip()[:60],
            hint="Use 2 to 40 letters a to z, digits, dot, dash or underscore.",
        )


class PeopleService:
    """A minimal roster: one clerk and one manager at least, a key each (made on first use)."""

    def __init__(
        self,
        work: Work,
        accounts: Accounts,
        clock: Clock,
        certificates: Certificates,
        wrapping: WrappingKeys,
        protection: OfficeKey | None = None,
    ) -> None:
        self.protection: OfficeKey = protection or ClearOffice()
        """Whose passphrases open the office: kept in step with the accounts."""
        self._work = work
        self._accounts = accounts
        self._clock = clock
        self._certificates = certificates
        self._wrapping = wrapping

    def office(self) -> Office | None:
        with self._work() as work:
            return work.people.office()

    def people(self) -> tuple[Person, ...]:
        with self._work() as work:
            return work.people.all()

    def find(self, username: str) -> Person:
        """Raises NotFoundError, naming the people there are."""
        with self._work() as work:
            person = work.people.by_username(username)
            names = ", ".join(p.username for p in work.people.all())
        if person is None:
            raise NotFoundError(
                "There is nobody called {username} in this office.",
                username=username,
                hint=f"People: {names}." if names else "Add people first.",
            )
        return person

    def found_office(self, name: str, partner: str, county: str = "", *, is_demo: bool = False) -> Office:
        """Give the office its name: the first act in a new data folder."""
        name, partner = plain_name(name), plain_name(partner)
        if not name or not partner:
            raise RefusedError("The office and its implementing partner each need a name.")
        refuse_long_name(name)
        refuse_long_name(partner)
        with self._work() as work:
            known = work.people.office()
            office = Office(
                known.id if known else uuid4(), name, partner, county.strip(), is_demo
            )
            work.people.set_office(office)
            work.audit.append("office", self._clock.now(), None, "office", {"id": str(office.id)})
            work.commit()
        return office

    def add(self, username: str, name: str, role: Role, passphrase: str, by: Person | None = None) -> Person:
        """Add a person. Refuses a weak passphrase with the reason.

        ``by``: who does it, a manager or an administrator; None where the office is being founded.
        """
        if by is not None:
            permit(by, Action.PEOPLE)
        username = username.strip().lower()
        fit_username(username)
        name = plain_name(name)
        if not name:
            raise RefusedError("The person needs a name: it is printed on what they sign.")
        refuse_long_name(name)
        office = self.office()
        weigh(passphrase, username, (name, office.name if office else ""))
        person = Person(uuid4(), username, name, role)
        stored = self._accounts.hash_passphrase(passphrase)
        with self.protection.admitting(person, passphrase), self._work() as work:
            if by is not None:
                permit(by, Action.PEOPLE, work)
            if work.people.by_username(username) is not None:
                raise RefusedError("There is already somebody called {username}.", username=username)
            work.people.put(person)
            work.people.put_account(StoredAccount(person.id, stored, None))
            work.audit.append(
                "office",
                self._clock.now(),
                by.id if by else None,
                "person added",
                {"person": str(person.id), "username": username, "name": name, "role": role.value},
            )
            work.commit()
        return person

    def sign_in(self, username: str, passphrase: str) -> Person:
        """Return the person whose passphrase this is; slow on purpose. Kept in the office's log.

        Raises:
            WrongPassphraseError: wrong passphrase, or nobody of that name (told alike).
            RefusedError: wrong ones make the account wait; or right, and the account is closed.
        """
        person, now = self.confirm(username, passphrase), self._clock.now()
        try:
            with self._work() as work:
                work.settings.put(f"{SIGNED_IN}{person.id}", now.isoformat())
                work.audit.append("office", now, person.id, "signed in", {})
                work.commit()
        except StorageError as error:  # a full disk keeps nobody from working
            _LOG.warning("a sign-in was not logged: %s", error.message.template)
        return person

    def confirm(self, username: str, passphrase: str) -> Person:
        """As ``sign_in``, for somebody who is at work already and says once more who it is."""
        with self._work() as work:
            person = work.people.by_username(username.strip().lower())
            account = work.people.account(person.id) if person else None
        stored = account.password_hash if account else NOBODY
        fits = self._accounts.check_passphrase(stored, passphrase)
        if person is None or account is None or not fits:
            self._log_refusal(person, "wrong passphrase")
            wrong, seconds = self._accounts.waiting(stored)
            raise WrongPassphraseError(
                "The passphrase is not right for {username}.",
                username=username,
                hint=Message(
                    "It was wrong {count} times in a row. The next try is possible in {seconds} s.",
                    {"count": wrong, "seconds": seconds},
                )
                if seconds
                else "Check the Caps Lock key and try again.",
            )
        if not person.enabled:
            self._log_refusal(person, "closed account")
            raise RefusedError(
                "The account of {name} is closed.",
                name=person.name,
                hint="A manager or an administrator can open it again under Tools, People.",
            )
        self._let_open(person, passphrase)
        return person

    def _log_refusal(self, person: Person | None, why: str) -> None:
        """Never what was typed, nor a name that nobody has: it may be somebody's passphrase."""
        body = {"person": str(person.id) if person else None, "why": why if person else "unknown name"}
        try:
            with self._work() as work:
                work.audit.append("office", self._clock.now(), None, "sign-in refused", body)
                work.commit()
        except StorageError as error:
            _LOG.warning("a refused sign-in was not logged: %s", error.message.template)

    def _let_open(self, person: Person, passphrase: str) -> None:
        """Whoever signs in here may open the office from now on, also where it was protected without them."""
        if not self.protection.is_protected or self.protection.takes_new_key(person):
            return
        try:
            self.protection.admit(person, passphrase)
        except KmmpError as error:  # a full disk keeps nobody from working
            _LOG.warning("no slot was made: %s", error.message.template)

    def unlock(self, person: Person, passphrase: str, *, to_renew: bool = False) -> Signer:
        """Open the person's signing key; the first time, make it.

        ``to_renew``: also where its certificate is over, to ask for the next one.

        Raises:
            WrongPassphraseError: the key stays closed.
            RefusedError: the certificate is over, or the key is tied to another computer.
        """
        signed_in = self.confirm(person.username, passphrase)
        with self._work() as work:
            account = work.people.account(signed_in.id)
            office = work.people.office()
        if account is None or office is None:
            raise NotFoundError("This office has no account for {name}.", name=person.name)
        if account.private_key is None or signed_in.certificate is None:
            signed_in, account = self._make_key(signed_in, account, office, passphrase)
        assert account.private_key is not None
        assert signed_in.certificate is not None
        if not to_renew:
            facts = self._certificates.facts(signed_in.certificate)
            check_in_force(signed_in, facts, self._clock.now())
        wrapping = self._wrapping.get(account.keyring) if account.keyring else None
        return self._accounts.unlock(signed_in, account.private_key, passphrase, wrapping)

    def _make_key(
        self, person: Person, account: StoredAccount, office: Office, passphrase: str
    ) -> tuple[Person, StoredAccount]:
        now = self._clock.now()
        certificate, envelope = self._accounts.make_key(person, office, passphrase, now)
        person, before = replace(person, certificate=certificate), account
        account = replace(account, private_key=envelope, recovery_key=None, keyring="")
        with self._work() as work:
            put_account(work, person, before, account)
            work.people.put(person)
            work.audit.append("office", now, person.id, "key made", {"fingerprint": person.fingerprint})
            work.commit()
        return person, account
