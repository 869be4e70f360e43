"""What one sentence says of a revision beside its figures: what it amends, who asks, who received it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.amended import base_of, changed_cells
from kmmp_desktop.services.amending import used_before
from kmmp_desktop.services.letters import LetterService
from kmmp_desktop.services.looked_letters import QUESTIONS, RECALL
from kmmp_desktop.services.month_words import day_and_time
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import UnitOfWork
from kmmp_desktop.text import Message


class About(StrEnum):
    AMENDS = "amends"
    ASKED = "asked"
    RECEIVED = "received"
    RECALLED = "recalled"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class News:
    about: About
    text: Message
    more: Message | None = None
    to_amend: bool = False
    """Whether amending the return is what comes next."""
    base: int = 0
    """The revision that is amended."""


def news_of(opened: OpenReturn, letters: LetterService) -> News | None:
    """The sentence for an open return; None where nothing is to be said. Raises StorageError."""
    revision = opened.revision
    if revision is None:
        return None
    with opened.reading() as work:
        files = work.received.of_revision(revision.id)
        if files:
            used = used_before(work, revision)
            text = Message(
                "Received from {office}, and signed there. It can be read and asked about.",
                {"office": files[0].office_name},
            )
            return News(About.FOREIGN, text, used[0] if used else None)
        if revision.why:
            base = base_of(work, revision)
            return amending_news(opened, base.number if base else revision.number - 1)
        asked = sum(1 for thread in opened.conversation.threads if thread.waits)
        if asked and revision.state.has_left:
            return _asked(work, revision, asked)
        if revision.state is State.RECALLED:
            return _recalled(work, revision)
    if revision.state is State.RECEIVED:
        return _received(letters, revision)
    return None


def amending_news(opened: OpenReturn, base: int) -> News:
    """How far an amendment of revision ``base`` is; reads nothing, so that it may follow every key."""
    why = opened.revision.why if opened.revision is not None else ""
    count = len(changed_cells(opened))
    params: dict[str, object] = {"number": opened.number, "base": base, "count": count, "why": why}
    if count == 0:
        text = "Revision {number} amends revision {base}: no cell changed yet."
    elif count == 1:
        text = "Revision {number} amends revision {base}: 1 cell changed."
    else:
        text = "Revision {number} amends revision {base}: {count} cells changed."
    return News(About.AMENDS, Message(text, params), Message("{why}", params), base=base)


def _asked(work: UnitOfWork, revision: Revision, count: int) -> News:
    letters = [one for one in work.letters.of_revision(revision.id, QUESTIONS) if not one.sent]
    params: dict[str, object] = {
        "office": letters[-1].office_name if letters else "",
        "count": count,
        "number": revision.number,
    }
    if not letters:
        text = Message("1 question waits." if count == 1 else "{count} questions wait.", params)
    else:
        text = Message(
            "{office} asks 1 question about revision {number}."
            if count == 1
            else "{office} asks {count} questions about revision {number}.",
            params,
        )
    return News(About.ASKED, text, Message("Amend the return to answer."), to_amend=True)


def _recalled(work: UnitOfWork, revision: Revision) -> News:
    sent = [one for one in work.letters.of_revision(revision.id, RECALL) if one.sent]
    text = Message("Revision {number} was recalled.", {"number": revision.number})
    if sent:
        params = {"number": revision.number, "name": sent[-1].by_name, "when": day_and_time(sent[-1].at)}
        text = Message("Revision {number} was recalled by {name} on {when}.", params)
    return News(About.RECALLED, text, Message("Amend it, and send the next revision."), to_amend=True)


def _received(letters: LetterService, revision: Revision) -> News | None:
    word = letters.receipts.of(revision.id)
    if word is None:
        return None
    params = {
        "name": word.by,
        "office": word.office,
        "when": day_and_time(word.at),
        "number": revision.number,
    }
    text = Message("Received by {name}, {office}, on {when}.", params)
    return News(About.RECEIVED, text, Message("The receipt matches revision {number}.", params))
