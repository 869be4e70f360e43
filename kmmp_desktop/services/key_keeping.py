"""An act on a key takes a second or more: it is kept only where nobody else was quicker."""

from __future__ import annotations

from dataclasses import replace

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.ports import StoredAccount, UnitOfWork


def put_account(work: UnitOfWork, person: Person, before: StoredAccount, account: StoredAccount) -> None:
    """Put what an act made of ``before``; does not commit.

    Windows and commands work on one database: an envelope of the old key over that of a new one
    would lose the new one for good. Raises RefusedError where the account is not ``before`` any more, or
    the person was closed or changed since.
    """
    work.audit.hold("office")  # what is compared now is still so at the commit
    now = work.people.get(person.id)
    same = now is not None and replace(now, certificate=person.certificate) == person
    if not same or work.people.account(person.id) != before:
        raise RefusedError(
            "The passphrase or the key of {name} was changed in the meantime; this step was not made.",
            name=person.name,
            hint="Nothing was changed.",
        )
    work.people.put_account(account)
