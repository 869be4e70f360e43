"""What a manager or administrator does with accounts: roles, closing, opening, handing over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.handed import works_for
from kmmp_desktop.services.key_ports import Certificates, WrappingKeys
from kmmp_desktop.services.people import SIGNED_IN
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Accounts, Clock, FormCatalogue, StoredAccount, UnitOfWork, Work
from kmmp_desktop.services.protection_ports import OfficeKey
from kmmp_desktop.services.staff_rules import reason_of, refuse_closed, renamed
from kmmp_desktop.text import Message

KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)
"""One of these at least stays enabled: nobody else can open an account again."""
ROLE_OF = "certificate.role."
"""Setting, with the SHA-256 of a certificate: the role its holder had while it was theirs."""
OPEN = (State.DRAFT, State.RETURNED)
Change = Callable[[UnitOfWork, Person], tuple[Person, dict[str, object]]]
"""Makes of a person the changed one, with what the log keeps of it."""


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What somebody has begun and not finished, with what they took over from others."""

    drafts: tuple[Revision, ...] = ()
    keyings: int = 0
    questions: int = 0
    """Questions that wait at the cells of those drafts."""

    @property
    def is_none(self) -> bool:
        return not self.drafts and not self.keyings


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the list of people."""

    person: Person
    has_account: bool
    """False: somebody of another office, pinned from a card."""
    signed_in: datetime | None
    certificate_ends: datetime | None
    work: OpenWork
    wrong_tries: int
    waits: int
    """Seconds until the next passphrase can be tried; 0: now."""
    handed_to: str
    """Name of who goes on with the work of a closed account."""


class StaffService:
    """Every act is one transaction with an entry in the office's log; by a manager or administrator, and
    never about oneself, so that whoever acts is always left."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        forms: FormCatalogue,
        accounts: Accounts,
        certificates: Certificates,
        wrapping: WrappingKeys,
        protection: OfficeKey,
    ) -> None:
        self._work, self._clock, self._forms = work, clock, forms
        self._accounts, self._certificates, self._wrapping = accounts, certificates, wrapping
        self._protection = protection

    # -- looking ---------------------------------------------------------------------------

    def members(self) -> tuple[Member, ...]:
        """Everybody with an account, by name, then those of cards. Reads a lot: off the GUI thread."""
        with self._work() as work:
            people = work.people.all()
            names = {person.id: person.name for person in people}
            open_work = self._open_work(work)
            found = []
            for person in people:
                account = work.people.account(person.id)
                wrong, waits = self._accounts.waiting(account.password_hash) if account else (0, 0)
                facts = self._certificates.facts(person.certificate) if person.certificate else None
                found.append(
                    Member(
                        person,
                        account is not None,
                        _moment(work.settings.get(f"{SIGNED_IN}{person.id}")),
                        facts.ends if facts else None,
                        open_work(works_for(work, person.id)) if account and person.enabled else OpenWork(),
                        wrong,
                        waits,
                        names.get(person.handed_to, "") if person.handed_to else "",
                    )
                )
        return tuple(sorted(found, key=lambda m: (not m.has_account, not m.person.enabled)))

    def open_work(self, person: Person) -> OpenWork:
        """What would be handed over with this account."""
        with self._work() as work:
            return self._open_work(work)(works_for(work, person.id))

    def _open_work(self, work: UnitOfWork) -> Callable[[frozenset[UUID]], OpenWork]:
        drafts = [r for f in self._forms.families() for s in OPEN for r in work.returns.in_state(f, s)]
        keyings = work.keyings.unfinished()

        def of(people: frozenset[UUID]) -> OpenWork:
            own = tuple(revision for revision in drafts if revision.changed_by in people)
            asked = sum(thread.waits for r in own for thread in work.returns.threads(r.id))
            return OpenWork(own, sum(keying.by in people for keying in keyings), asked)

        return of

    # -- acting ----------------------------------------------------------------------------

    def change_role(self, person: Person, role: Role, by: Person) -> Person:
        """Give somebody another role from now on.

        The signing key is given up with the old role: what was signed with it stays signed in that role,
        and the next signature makes a key for the new one. Raises RefusedError.
        """

        def act(work: UnitOfWork, known: Person) -> tuple[Person, dict[str, object]]:
            if known.role is role:
                raise RefusedError(
                    "{name} has this role already.", name=known.name, hint="Nothing was changed."
                )
            for certificate in work.people.certificates(known.id):
                setting = role_setting(certificate)
                if work.settings.get(setting) is None:
                    work.settings.put(setting, known.role.value)
            body: dict[str, object] = {
                "from": known.role.value,
                "to": role.value,
                "key given up": known.fingerprint,
            }
            return replace(known, role=role, certificate=None), body

        return self._give_up_key("role changed", person, by, act)

    def rename(self, person: Person, name: str, by: Person) -> Person:
        """Give somebody another name: married, or misspelt.

        What was signed keeps the name it was signed with. The certificate carries it too, so that the
        signing key is given up as with a role. Raises RefusedError.
        """
        return self._give_up_key("name changed", person, by, lambda _, known: renamed(known, name))

    def disable(self, person: Person, why: str, by: Person) -> Person:
        """Close an account; what was signed stays signed, and what was entered stays. Raises RefusedError."""
        said = reason_of(why)

        def act(_work: UnitOfWork, known: Person) -> tuple[Person, dict[str, object]]:
            refuse_closed(known)
            return replace(known, enabled=False, disabled_at=self._clock.now()), {"why": said}

        return self._act("account closed", person, by, act, closes=True)

    def enable(self, person: Person, by: Person) -> Person:
        """Open a closed account again: its work is its own again.

        In a protected office the person needs a new passphrase as well, since none of theirs opens it.
        """

        def act(_work: UnitOfWork, known: Person) -> tuple[Person, dict[str, object]]:
            if known.enabled:
                raise RefusedError("The account of {name} is open already.", name=known.name)
            return replace(known, enabled=True, disabled_at=None, handed_to=None), {}

        return self._act("account opened", person, by, act)

    def hand_over(self, person: Person, to: Person, why: str, by: Person) -> Person:
        """Close an account for good reason and let somebody else go on with its open work.

        Nothing is rewritten: the log keeps who entered what. Drafts and second keyings are listed under
        the one they went to, who may not approve what the other entered. Raises RefusedError.
        """
        said = reason_of(why)

        def act(work: UnitOfWork, known: Person) -> tuple[Person, dict[str, object]]:
            refuse_closed(known)
            heir = work.people.get(to.id)
            if heir is None or not heir.enabled or heir.id == known.id or work.people.account(to.id) is None:
                raise RefusedError(
                    "The work of {name} cannot go to {other}.",
                    name=known.name,
                    other=to.name,
                    hint="Choose somebody else with an open account in this office.",
                )
            waiting = self._open_work(work)(works_for(work, known.id))
            body: dict[str, object] = {
                "to": str(heir.id),
                "why": said,
                "drafts": [str(revision.id) for revision in waiting.drafts],
                "keyings": waiting.keyings,
                "questions": waiting.questions,
            }
            closed = replace(known, enabled=False, disabled_at=self._clock.now(), handed_to=heir.id)
            return closed, body

        return self._act("account handed over", person, by, act, closes=True)

    def end_waiting(self, person: Person, by: Person) -> None:
        """Let somebody try again at once after wrong passphrases; opens nothing. Raises RefusedError."""
        with self._work() as work:
            permit(by, Action.GIVE_PASSPHRASE, work)
            account = work.people.account(person.id)
            if account is None:
                raise NotFoundError("This office has no account for {name}.", name=person.name)
            wrong, _ = self._accounts.waiting(account.password_hash)
            body = {"person": str(person.id), "wrong": wrong}
            work.audit.append("office", self._clock.now(), by.id, "waiting ended", body)
            work.commit()
        self._accounts.forgive(account.password_hash, account.private_key)

    def revocation(self, person: Person) -> Message | None:
        """That the authority has to be asked to revoke the certificate of a closed account."""
        issued = person.certificate is not None and self._certificates.facts(person.certificate).issuer
        if person.enabled or not issued:
            return None
        return Message(
            "The certificate of {name} is still good elsewhere. Ask the authority to revoke it: "
            "fingerprint {fingerprint}.",
            {"name": person.name, "fingerprint": person.fingerprint},
        )

    # -- pieces ----------------------------------------------------------------------------

    def _act(
        self,
        action: str,
        person: Person,
        by: Person,
        act: Change,
        *,
        closes: bool = False,
    ) -> Person:
        # The slot file first, then the database, as everybody does: two never wait for each other.
        removing = self._protection.removing(person) if closes else nullcontext(_nothing)
        with removing as remove_slots, self._work() as work:
            permit(by, Action.PEOPLE, work)
            known = work.people.get(person.id)
            if known is None:
                raise NotFoundError("There is nobody called {username} in this office.", username=person.name)
            if known.id == by.id:
                raise RefusedError(
                    "Nobody does this with the own account.", hint="Ask another manager or administrator."
                )
            changed, body = act(work, known)
            body = {"person": str(known.id), **body}
            # First the entry: from here on two who close each other's accounts come one after the other.
            work.audit.append("office", self._clock.now(), by.id, action, body)
            permit(by, Action.PEOPLE, work)
            if work.people.get(known.id) != known:  # read before this was the writing transaction
                raise RefusedError(
                    "Somebody else has changed the same thing at this moment; "
                    "nothing of this step was stored.",
                    hint="Open it again and repeat the step.",
                )
            work.people.put(changed)
            account = work.people.account(known.id)
            if changed.certificate is None and known.certificate is not None and account is not None:
                work.people.put_account(StoredAccount(known.id, account.password_hash, None))
            self._refuse_unkept(work, work.people.all())
            if known.enabled and not changed.enabled:
                remove_slots()
            work.commit()
        return changed

    def _give_up_key(self, action: str, person: Person, by: Person, act: Change) -> Person:
        """An act that leaves the person without certificate and key."""
        with self._work() as work:
            account = work.people.account(person.id)
        changed = self._act(action, person, by, act)
        self._forget(account)
        return changed

    def _refuse_unkept(self, work: UnitOfWork, people: Iterable[Person]) -> None:
        if not any(p.enabled and p.role in KEEPERS and work.people.account(p.id) is not None for p in people):
            raise RefusedError(
                "Then no manager or administrator would be left to open accounts.",
                hint="Nothing was changed. Give somebody else that role first.",
            )

    def _forget(self, account: StoredAccount | None) -> None:
        if account is not None and account.keyring:
            self._wrapping.drop(account.keyring)


def role_setting(certificate: bytes) -> str:
    """Name of the setting with the role that a certificate was held in."""
    return f"{ROLE_OF}{hashlib.sha256(certificate).hexdigest()}"


def _nothing() -> None:
    """An act that closes no account takes nobody's passphrase away."""


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)
