"""The lines of the list of people, and what is said of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kmmp_desktop.services.key_dates import WARNED
from kmmp_desktop.services.staff import Member, OpenWork
from kmmp_desktop.text import Message
from ui.faces.face import Column, Face, Row
from ui.people.roles import ROLE_WORDS
from ui.wording import Say, full_date, when


def person_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Person"), 24, 14),
        Column(say("Role"), 0, 13),
        Column(say("Account"), 26, 16),
        Column(say("Last signed in"), 0, 11),
        Column(say("Certificate until"), 0, 13),
        Column(say("Open work"), 26, 15),
    )


def person_rows(members: Sequence[Member], say: Say, now: datetime) -> tuple[Row, ...]:
    return tuple(Row(member.person.id, _faces(member, say, now)) for member in members)


def _faces(member: Member, say: Say, now: datetime) -> tuple[Face, ...]:
    person = member.person
    word, detail, icon, ink = state_of(member, say)
    ends = member.certificate_ends
    soon = ends is not None and ends - now < WARNED
    quiet = "text" if person.enabled and member.has_account else "muted"
    work, questions = work_words(member.work)
    return (
        Face(person.name, person.username if member.has_account else "", bold=person.enabled, ink=quiet),
        Face(say(ROLE_WORDS[person.role]), small=True, ink=quiet),
        Face(word, detail, icon=icon, icon_ink=ink, small=True),
        Face(when(say, member.signed_in, now) if member.has_account else "", small=True, ink=quiet),
        Face(
            full_date(say, ends) if ends else say("no key yet") if member.has_account else "",
            say("ends soon") if soon else "",
            icon="warning" if soon else "",
            icon_ink="warn",
            small=True,
            ink="text" if ends else "muted",
        ),
        Face(say(work) if work else "", say(questions) if questions else "", small=True),
    )


def state_of(member: Member, say: Say) -> tuple[str, str, str, str]:
    """Word, detail, icon and ink of how an account stands."""
    person = member.person
    if not member.has_account:
        return (
            say("No account here"),
            person.office_name or say("known from a card"),
            "not-applicable",
            "muted",
        )
    if not person.enabled:
        since = say("since {day}", day=full_date(say, person.disabled_at)) if person.disabled_at else ""
        if member.handed_to:
            since = f"{since}, " if since else ""
            since += say("work went to {name}", name=member.handed_to)
        return say("Closed"), since, "forbidden", "muted"
    if member.waits:
        tries = say("{count} wrong passphrases in a row", count=member.wrong_tries)
        return say("Waits {seconds} s", seconds=member.waits), tries, "clock", "warn"
    if member.wrong_tries:
        tries = say("{count} wrong passphrases in a row", count=member.wrong_tries)
        return say("Open"), tries, "warning", "warn"
    return say("Open"), "", "tick", "ok"


def work_words(work: OpenWork) -> tuple[Message | None, Message | None]:
    """Drafts with second keyings, and the questions that wait at them; None where there are none."""
    drafts, keyings, asked = len(work.drafts), work.keyings, work.questions
    one = Message("1 draft") if drafts == 1 else Message("{count} drafts", {"count": drafts})
    two = (
        Message("1 second keying") if keyings == 1 else Message("{count} second keyings", {"count": keyings})
    )
    both = Message("{drafts}, {keyings}", {"drafts": one, "keyings": two})
    begun = both if drafts and keyings else one if drafts else two if keyings else None
    question = (
        Message("1 question waits") if asked == 1 else Message("{count} questions wait", {"count": asked})
    )
    return begun, question if asked else None
