"""The people of the office: who they are, how they sign in, and their keys."""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import replace
from uuid import uuid4

from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.errors import KmmpError, NotFoundError, RefusedError, WrongPassphraseError
from kmmp_desktop.services.key_dates import check_in_force
from kmmp_desktop.services.key_keeping import put_account
from kmmp_desktop.services.key_ports import Certificates, WrappingKeys
from kmmp_desktop.services.passphrase_rules import weigh
from kmmp_desktop.services.ports import Accounts, Clock, Signer, StoredAccount, Work
from kmmp_desktop.services.protection_ports import ClearOffice, OfficeKey

ADDERS = (Role.MANAGER, Role.ADMINISTRATOR)

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
        if not name.strip() or not partner.strip():
            raise RefusedError("The office and its implementing partner each need a name.")
        with self._work() as work:
            known = work.people.office()
            office = Office(
                known.id if known else uuid4(), name.strip(), partner.strip(), county.strip(), is_demo
            )
            work.people.set_office(office)
            work.audit.append("office", self._clock.now(), None, "office", {"id": str(office.id)})
            work.commit()
        return office

    def add(self, username: str, name: str, role: Role, passphrase: str, by: Person | None = None) -> Person:
        """Add a person. Refuses a weak passphrase with the reason.

        ``by``: who does it, a manager or an administrator; None where the office is being founded.
        """
        if by is not None and by.role not in ADDERS:
            raise RefusedError("A manager or an administrator adds people.")
        username = username.strip().lower()
        fit_username(username)
        if not name.strip():
            raise RefusedError("The person needs a name: it is printed on what they sign.")
        weigh(passphrase, username)
        person = Person(uuid4(), username, unicodedata.normalize("NFC", name.strip()), role)
        stored = self._accounts.hash_passphrase(passphrase)
        with self.protection.admitting(person, passphrase), self._work() as work:
            if work.people.by_username(username) is not None:
                raise RefusedError("There is already somebody called {username}.", username=username)
            work.people.put(person)
            work.people.put_account(StoredAccount(person.id, stored, None))
            work.audit.append(
                "office",
                self._clock.now(),
                by.id if by else None,
                "person added",
                {"person": str(person.id), "role": role.value},
            )
            work.commit()
        return person

    def sign_in(self, username: str, passphrase: str) -> Person:
        """Return the person whose passphrase this is; slow on purpose.

        Raises:
            WrongPassphraseError: wrong passphrase, or nobody of that name (told alike).
        """
        with self._work() as work:
            person = work.people.by_username(username.strip().lower())
            account = work.people.account(person.id) if person else None
        if (
            person is None
            or account is None
            or not person.enabled
            or not self._accounts.check_passphrase(account.password_hash, passphrase)
        ):
            raise WrongPassphraseError(
                "The passphrase is not right for {username}.",
                username=username,
                hint="Check the Caps Lock key and try again.",
            )
        self._let_open(person, passphrase)
        return person

    def _let_open(self, person: Person, passphrase: str) -> None:
        """Whoever signs in here may open the office from now on, also where it was protected without them."""
        if not self.protection.is_protected or self.protection.has(person):
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
        signed_in = self.sign_in(person.username, passphrase)
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
