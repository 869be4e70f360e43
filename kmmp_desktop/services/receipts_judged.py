"""Whether a receipt is about what this office sent, and whether its office is one that receives it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.completion import digest
from kmmp_desktop.services.letter_box import Confirmed, is_foreign
from kmmp_desktop.services.letter_contents import Receipt, ReceiptLine
from kmmp_desktop.services.looked_letters import LetterStanding
from kmmp_desktop.services.month_words import day_and_time, month_year
from kmmp_desktop.services.ports import UnitOfWork
from kmmp_desktop.text import Message

NEW, ALREADY, HELD, REFUSED = (
    LetterStanding.NEW,
    LetterStanding.ALREADY,
    LetterStanding.HELD,
    LetterStanding.REFUSED,
)
EXPECTED = "receipts.expected"
"""Setting: ids of the offices of which somebody said that returns are sent to them, as a JSON list."""


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One return of a receipt, and what is true of it."""

    line: ReceiptLine
    stored: Revision | None
    standing: LetterStanding
    text: Message


def expected(work: UnitOfWork, letter: Confirmed) -> bool:
    """Whether this office sends its returns to the office of a receipt.

    Nothing says to whom files were carried. A programme officer, as certificate or card says, stands above
    every office; of any other office somebody here has to say so once.
    """
    return letter.identity.role is Role.OFFICER or str(letter.sender.office) in _expected(work)


def expect(work: UnitOfWork, letter: Confirmed, at: datetime, person: Person) -> None:
    """Believe the receipts of this office from now on; does not commit."""
    known = [*_expected(work), str(letter.sender.office)]
    work.settings.put(EXPECTED, json.dumps(sorted(set(known))))
    body = {"office": str(letter.sender.office), "office_name": letter.office}
    work.audit.append("office", at, person.id, "receipts expected", body)


def _expected(work: UnitOfWork) -> list[str]:
    return [str(one) for one in json.loads(work.settings.get(EXPECTED) or "[]")]


def of_others(work: UnitOfWork, receipt: Receipt, letter: Confirmed) -> Message | None:
    """What is said of a receipt that is about nothing this office has sent; None where it has sent any."""
    own = work.people.office()
    for line in receipt.lines:
        stored = work.returns.revision(line.about.revision)
        if stored is not None and not is_foreign(work, stored.id):
            return None
    if receipt.sent_by is not None and (own is None or receipt.sent_by != own.id):
        return Message(
            "This receipt is about files of another office ({name}).", {"name": receipt.sent_by_name}
        )
    return None


def judge_line(work: UnitOfWork, line: ReceiptLine, letter: Confirmed, is_expected: bool) -> JudgedLine:
    about = line.about
    stored = work.returns.revision(about.revision)
    params: dict[str, object] = {
        "facility": about.facility,
        "month": month_year(about.key.period),
        "number": about.number,
        "office": letter.office,
    }

    def said(standing: LetterStanding, text: str, **more: object) -> JudgedLine:
        return JudgedLine(line, stored, standing, Message(text, {**params, **more}))

    if stored is None or is_foreign(work, stored.id):
        return said(REFUSED, "{facility}, {month}: this office has sent no such return.")
    if stored.state is State.APPROVED and about.is_of(stored):
        return said(HELD, "{facility}, {month}: the return is not recorded as sent yet.")
    kept = {kind: work.files.get(stored.id, kind) for kind in line.files}
    same = all(file is not None and digest(file.content) == line.files[kind] for kind, file in kept.items())
    if not about.is_of(stored) or not kept or not same:
        return said(REFUSED, "{facility}, {month}: the receipt is for other files than those that were sent.")
    if stored.state is State.RECALLED:
        return said(
            REFUSED,
            "{facility}, {month}: {office} had received revision {number} before it was recalled here."
            " Amend the return.",
        )
    if stored.state not in (State.SUBMITTED, State.RECEIVED):
        return said(REFUSED, "{facility}, {month}: this office has sent no such return.")
    if stored.state is State.SUBMITTED and not is_expected:
        return said(
            HELD,
            "{office} says that it received revision {number} of {facility}, {month}, on {when}."
            " No receipt of {office} was taken in here before.",
            when=day_and_time(line.received_at),
        )
    return said(
        NEW if stored.state is State.SUBMITTED else ALREADY,
        "Received by {office} on {when}. The receipt matches revision {number} of {facility}, {month}.",
        when=day_and_time(line.received_at),
    )
