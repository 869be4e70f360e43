"""The gate of every act: whether this person's role may do it, and the sentence where not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.permissions import TABLE, WHO_MAY, Action
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.text import Message

if TYPE_CHECKING:
    from kmmp_desktop.services.ports import UnitOfWork  # ports know the whole house

SENTENCES: Mapping[Action, str] = {
    Action.ENTER: "Only a clerk or a manager enters figures.",
    Action.COMMENT: "Only a clerk or a manager comments on a return that is being entered.",
    Action.SCAN: "Only a clerk or a manager adds or removes scans.",
    Action.KEY_AGAIN: "Only a clerk or a manager keys a return a second time.",
    Action.BOOKS_OUT: "Only a clerk or a manager writes entry workbooks.",
    Action.BOOKS_IN: "Only a clerk or a manager takes in entry workbooks.",
    Action.COMPLETE: "Only a clerk marks a return as ready.",
    Action.REOPEN: "Only a clerk takes a return back to draft.",
    Action.APPROVE: "Only a manager approves returns.",
    Action.DECIDE: "Only a manager decides on the exceptions of a return.",
    Action.SEND_BACK: "Only a manager returns a return to the clerk.",
    Action.ASK_OFFICE: "Only a manager or a programme officer asks another office.",
    Action.AMEND: "Only a clerk amends a return.",
    Action.RECALL: "A clerk or a manager recalls a return that was sent.",
    Action.EXPORT: "Only a manager or an administrator sends returns.",
    Action.SIGN_MONTH: "Only a manager signs for a whole month.",
    Action.RECEIVE: "Only a clerk, a manager or a programme officer takes in received files.",
    Action.RECEIPT: "Only a clerk, a manager or a programme officer writes receipts.",
    Action.LETTERS: "Only a clerk, a manager or a programme officer takes in letters of other offices.",
    Action.FACILITIES: "Only people of this office change its facilities.",
    Action.PEOPLE: "A manager or an administrator adds people.",
    Action.GIVE_PASSPHRASE: "A manager or an administrator gives a new passphrase.",
    Action.PIN: "A manager or an administrator adds people.",
    Action.FIRST_ROOT: "The first trust file of an office is taken in by a manager, an officer or an "
    "administrator.",
    Action.TRUST_FILE: "Only people of this office take in a trust file.",
    Action.STAND_FOR: "Only a manager or a programme officer lets a return count whose signer's key was "
    "revoked.",
    Action.STANDARDS: "Only a programme officer or an administrator confirms or changes a standard.",
    Action.CHECKS: "Only a programme officer or an administrator publishes a check.",
    Action.PACK_OUT: "Only a programme officer or an administrator issues a pack.",
    Action.PACK_IN: "A manager, a programme officer or an administrator takes a pack in.",
    Action.PRINT_CATALOGUE: "Only people of this office print the catalogue of standards.",
    Action.KEEP_TOTALS: "Only a manager or a programme officer keeps totals.",
    Action.SAVE_TOTALS: "Only a manager or a programme officer saves totals.",
    Action.SAVE_LISTS: "Only a clerk, a manager or a programme officer saves these lists.",
    Action.EXPORT_LOG: "Only a manager, a programme officer or an administrator saves the log.",
    Action.SETTINGS: "Only a manager or an administrator changes the settings of the office.",
    Action.PROTECT: "Only a manager or an administrator protects the office.",
    Action.BACKUP: "Only people of this office make a backup.",
    Action.RESTORE: "Only a manager or an administrator restores a backup.",
    Action.CONNECT: "Only a manager or an administrator connects the office to a server.",
    Action.OWN: "Only people of this office have a key here.",
}
"""What is said to somebody whose role may not."""


def may(person: Person, action: Action) -> bool:
    """Whether the role of this person is one the act is open to, and the account is not closed."""
    return person.enabled and person.role in WHO_MAY[action]


def why_not(person: Person, action: Action) -> Message | None:
    """The sentence for somebody who may not; None where they may."""
    if not person.enabled:
        return Message("The account of {name} is closed.", {"name": person.name})
    return None if may(person, action) else Message(SENTENCES[action])


def printed_table() -> str:
    """The table as docs/people.md shows it."""
    lines = ["| Act | Clerk | Manager | Officer | Administrator | Why |", "|---|:-:|:-:|:-:|:-:|---|"]
    for line in TABLE:
        marks = " | ".join("yes" if role in line.roles else "–" for role in Role)
        lines.append(f"| {line.covers} | {marks} | {line.reason} |")
    return "\n".join(lines)


def permit(person: Person, action: Action, work: UnitOfWork | None = None) -> Person:
    """Let the act go on, or raise RefusedError with who may do it, in words. Nothing is written.

    ``work``: the transaction of the act; the person is read anew in it, so that an account which was
    closed or given another role in mid-session cannot go on. Returns the person as they stand now.
    """
    now = (work.people.get(person.id) if work is not None else None) or person
    refusal = why_not(now, action)
    if refusal is not None:
        hint = Message("{name} works here as {role}.", {"name": now.name, "role": Message(now.role.value)})
        raise RefusedError(refusal, hint=hint if now.enabled else "Somebody else has to sign in.")
    return now


def permit_named(person: Person | None, action: Action, work: UnitOfWork | None = None) -> None:
    """As ``permit``, where nobody may be named: the demo, and commands without ``--as``, which only work
    where the data folder lies open to whoever has the computer. The log then names nobody either."""
    if person is not None:
        permit(person, action, work)


class Standing:
    """How a person at the keyboard stands, read anew at most every ``FRESH``: a key press must not cost
    a query, and an account that is closed in mid-session ends within that time."""

    FRESH = timedelta(seconds=15)

    def __init__(self, person: Person) -> None:
        self._person = person
        self._read_at: datetime | None = None

    def admit(self, work: UnitOfWork, action: Action, at: datetime) -> None:
        """As ``permit``, with the person as last read."""
        # also where the clock was set back: the wait must not become longer
        if self._read_at is None or abs(at - self._read_at) >= self.FRESH:
            self._person = work.people.get(self._person.id) or self._person
            self._read_at = at
        permit(self._person, action)
