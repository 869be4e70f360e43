"""A person's own key: its state, its passphrase, its recovery code, the keyring it may be tied to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import KmmpError, NotFoundError, RefusedError
from kmmp_desktop.services.key_dates import KeyStanding, days_left, standing
from kmmp_desktop.services.key_keeping import put_account
from kmmp_desktop.services.key_ports import Certificates, KeyVault, WrappingKeys
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.passphrase_rules import weigh
from kmmp_desktop.services.people import PeopleService
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Accounts, Clock, StoredAccount, Work
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class KeyState:
    """What there is to know of a person's key; nothing of it is secret."""

    standing: KeyStanding
    fingerprint: str = ""
    issuer: str = ""
    """Who issued the certificate; empty: signed by its own key."""
    begins: datetime | None = None
    ends: datetime | None = None
    days_left: int = 0
    has_recovery: bool = False
    is_tied: bool = False
    """Whether it opens only with the keyring of one computer."""
    earlier: int = 0
    """Certificates the person had before."""


@dataclass(frozen=True, slots=True, repr=False)
class RecoverySheet:
    """What is printed on a recovery sheet. ``repr`` shows nothing: the code stands in no log."""

    person: Person
    office: Office
    code: str
    made_at: datetime

    def __repr__(self) -> str:
        return f"RecoverySheet({self.person.username})"


class KeyService:
    """Each act checks the passphrase (or the code) first and changes everything or nothing.

    Slow on purpose: run it off the GUI thread. Wrong passphrases raise WrongPassphraseError.
    """

    def __init__(
        self,
        work: Work,
        clock: Clock,
        people: PeopleService,
        accounts: Accounts,
        vault: KeyVault,
        certificates: Certificates,
        wrapping: WrappingKeys,
    ) -> None:
        self._work = work
        self._clock = clock
        self._people = people
        self._accounts = accounts
        self._vault = vault
        self._certificates = certificates
        self._wrapping = wrapping

    # -- how it stands ---------------------------------------------------------------------

    def state(self, person: Person) -> KeyState:
        with self._work() as work:
            known = work.people.get(person.id)
            account = work.people.account(person.id)
            earlier = len(work.people.certificates(person.id))
        if known is None or account is None or account.private_key is None or known.certificate is None:
            return KeyState(KeyStanding.NONE, earlier=earlier)
        facts, now = self._certificates.facts(known.certificate), self._clock.now()
        return KeyState(
            standing(facts, now),
            known.fingerprint,
            facts.issuer,
            facts.begins,
            facts.ends,
            days_left(facts, now),
            account.recovery_key is not None,
            bool(account.keyring),
            earlier - 1,
        )

    def warning(self, person: Person) -> Message | None:
        """What the person has to be told of the dates of their key, on sitting down and on signing."""
        state = self.state(person)
        if state.ends is None:
            return None
        if state.standing is KeyStanding.EXPIRED:
            return Message(
                "Your certificate ended on {day}: nothing can be signed with it. "
                "Renew it under Tools, My key.",
                {"day": day_of(state.ends)},
            )
        if state.standing is KeyStanding.RUNS_OUT:
            return Message(
                "Your certificate ends on {day}, in {days} days. Renew it under Tools, My key.",
                {"day": day_of(state.ends), "days": state.days_left},
            )
        return None

    def why_no_keyring(self) -> KmmpError | None:
        """Why a key cannot be tied to this computer; None where it can."""
        return self._wrapping.why_not()

    # -- passphrase ------------------------------------------------------------------------

    def change_passphrase(self, person: Person, passphrase: str, new: str) -> None:
        """One new passphrase for log-in and key, in one transaction. Refuses a weak one."""
        signed_in = self._people.confirm(person.username, passphrase)
        weigh(new, signed_in.username, (signed_in.name, self._office_name()))
        if new == passphrase:
            raise RefusedError("The new passphrase is the old one.", hint="Nothing was changed.")
        account = self._account(signed_in)
        key = account.private_key
        if key is not None:
            wrapping = self._wrapping_of(account)
            key = self._vault.seal_again(
                signed_in, key, passphrase, new, wrapping=wrapping, new_wrapping=wrapping
            )
        hashed = self._accounts.hash_passphrase(new)
        changed = replace(account, password_hash=hashed, private_key=key)
        with self._people.protection.admitting(signed_in, new):
            self._keep(account, changed, signed_in, "passphrase changed")

    def give_passphrase(self, person: Person, new: str, by: Person, by_passphrase: str) -> Person:
        """A manager or administrator lets somebody in again who lost passphrase and recovery sheet.

        The old key is given up: nobody can open it any more. What was signed with it stays
        the person's; the next signature makes a new key, whose request asks to revoke the old one.
        """
        permit(by, Action.GIVE_PASSPHRASE)
        if by.id == person.id:
            raise RefusedError(
                "Nobody gives himself or herself a new passphrase this way.",
                hint="Change it with the old one, use the recovery sheet, "
                "or ask another manager or administrator.",
            )
        self._people.confirm(by.username, by_passphrase)
        weigh(new, person.username, (person.name, self._office_name()))
        hashed = self._accounts.hash_passphrase(new)
        with self._people.protection.admitting(person, new), self._work() as work:
            work.audit.hold("office")  # what is read now is still so at the commit
            permit(by, Action.GIVE_PASSPHRASE, work)
            known, account = work.people.get(person.id), work.people.account(person.id)
            if known is None or account is None:
                raise NotFoundError("This office has no account for {name}.", name=person.name)
            if not known.enabled:  # a passphrase opens a protected office, whoever may sign in
                raise RefusedError(
                    "The account of {name} is closed.", name=known.name, hint="Nothing was changed."
                )
            given_up = known.fingerprint
            known = replace(known, certificate=None)
            work.people.put(known)
            work.people.put_account(StoredAccount(known.id, hashed, None))
            body = {"person": str(known.id), "key given up": given_up}
            work.audit.append("office", self._clock.now(), by.id, "passphrase given", body)
            work.commit()
        self._forget(account)
        return known

    # -- recovery --------------------------------------------------------------------------

    def make_recovery(self, person: Person, passphrase: str) -> RecoverySheet:
        """A new recovery code; the sheets before it open nothing any more.

        Makes the key where there is none.
        """
        self._people.unlock(person, passphrase, to_renew=True).lock()
        with self._work() as work:
            known, office = work.people.get(person.id), work.people.office()
        account = self._account(person)
        assert known is not None
        assert office is not None
        assert account.private_key is not None
        code, envelope = self._vault.make_recovery(
            known, account.private_key, passphrase, self._wrapping_of(account)
        )
        self._keep(account, replace(account, recovery_key=envelope), known, "recovery code made")
        return RecoverySheet(known, office, code, self._clock.now())

    def reset(self, username: str, code: str, new: str) -> Person:
        """A new passphrase by the code of the recovery sheet; the sheet stays good.

        A key that was tied to a computer stays so where this is that computer, and is untied elsewhere.

        Raises:
            RefusedError: mistyped code, weak passphrase, no recovery sheet, or too many wrong tries.
            WrongPassphraseError: the code does not open this key.
        """
        with self._work() as work:
            person = work.people.by_username(username.strip().lower())
            account = work.people.account(person.id) if person else None
        if person is None or not person.enabled or account is None or account.recovery_key is None:
            raise RefusedError(
                "There is no recovery sheet for {username}.",
                username=username[:60],
                hint="A manager or an administrator can give a new passphrase; the key is then made anew.",
            )
        weigh(new, person.username, (person.name, self._office_name()))
        keyring, wrapping = account.keyring, None
        try:
            wrapping = self._wrapping_of(account)
        except KmmpError:
            keyring = ""
        key = self._vault.reset(person, account.recovery_key, code, new, wrapping)
        hashed = self._accounts.hash_passphrase(new)
        changed = replace(account, password_hash=hashed, private_key=key, keyring=keyring)
        with self._people.protection.admitting(person, new):
            self._keep(account, changed, person, "passphrase reset by recovery code")
        return person

    # -- keyring ---------------------------------------------------------------------------

    def tie(self, person: Person, passphrase: str) -> None:
        """From now on the key opens only with the passphrase and the keyring of this computer.

        Raises:
            RefusedError: no keyring here, tied already, or no recovery sheet, without which a broken
                computer would take the key with it.
        """
        signed_in = self._people.confirm(person.username, passphrase)
        account = self._account(signed_in)
        if account.private_key is None or account.recovery_key is None:
            raise RefusedError(
                "There is no recovery sheet for this key yet: a broken computer would take the key with it.",
                hint="Make a recovery sheet first.",
            )
        if account.keyring:
            raise RefusedError("The key is tied to a computer already.", hint="Nothing was changed.")
        name = self._wrapping.make()
        try:
            key = self._vault.seal_again(
                signed_in,
                account.private_key,
                passphrase,
                passphrase,
                new_wrapping=self._wrapping.get(name),
            )
            tied = replace(account, private_key=key, keyring=name)
            self._keep(account, tied, signed_in, "key tied to a computer")
        except BaseException:
            self._wrapping.drop(name)
            raise

    def untie(self, person: Person, passphrase: str) -> None:
        """The passphrase alone opens the key again. Raises RefusedError on another computer."""
        signed_in = self._people.confirm(person.username, passphrase)
        account = self._account(signed_in)
        if account.private_key is None or not account.keyring:
            raise RefusedError("The key is tied to no computer.", hint="Nothing was changed.")
        key = self._vault.seal_again(
            signed_in, account.private_key, passphrase, passphrase, wrapping=self._wrapping_of(account)
        )
        untied = replace(account, private_key=key, keyring="")
        self._keep(account, untied, signed_in, "key untied from its computer")
        self._forget(account)

    # -- pieces ----------------------------------------------------------------------------

    def _office_name(self) -> str:
        office = self._people.office()
        return office.name if office else ""

    def _account(self, person: Person) -> StoredAccount:
        with self._work() as work:
            account = work.people.account(person.id)
        if account is None:
            raise NotFoundError("This office has no account for {name}.", name=person.name)
        return account

    def _wrapping_of(self, account: StoredAccount) -> bytes | None:
        return self._wrapping.get(account.keyring) if account.keyring else None

    def _forget(self, account: StoredAccount) -> None:
        """After the commit: an entry that no envelope needs any more goes out of the keyring."""
        if account.keyring:
            self._wrapping.drop(account.keyring)

    def _keep(self, before: StoredAccount, account: StoredAccount, person: Person, action: str) -> None:
        with self._work() as work:
            put_account(work, person, before, account)
            work.audit.append(
                "office", self._clock.now(), person.id, action, {"fingerprint": person.fingerprint}
            )
            work.commit()
