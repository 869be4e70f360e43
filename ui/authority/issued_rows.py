"""What the programme issued, as lines of a table: people under their office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.authority import AuthorityBook, Issued, OfficeEntry, PersonEntry
from kmmp_desktop.services.key_dates import WARNED
from ui.faces.face import Column, Face, Row
from ui.people.roles import ROLE_WORDS
from ui.wording import full_date

Say = Callable[..., str]

OFFICE, PERSON = "office", "person"


def columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Office or person"), 3, 22),
        Column(say("Role"), 1, 12),
        Column(say("Certificate until"), 1, 14),
        Column(say("How it stands"), 2, 16),
    )


def issued_rows(book: AuthorityBook, now: datetime, say: Say) -> tuple[Row, ...]:
    """One line per office and person; keys are ``(kind, id)``."""
    rows: list[Row] = []
    for office in sorted(book.offices, key=lambda o: o.name.casefold()):
        rows.append(_row(OFFICE, office.id, office, "", now, say))
        people = sorted((p for p in book.people if p.office == office.id), key=lambda p: p.name.casefold())
        rows += [_row(PERSON, p.id, p, say(ROLE_WORDS[p.role]), now, say) for p in people]
    return tuple(rows)


def _row(kind: str, key: UUID, entry: OfficeEntry | PersonEntry, role: str, now: datetime, say: Say) -> Row:
    is_office = kind == OFFICE
    newest = entry.current(now) or entry.issued[-1]
    icon, ink, word = _standing(newest, now, say)
    name = Face(
        entry.name,
        icon="" if is_office else "user",
        icon_ink="muted",
        bold=is_office,
        edge="" if is_office else "grid",
    )
    until = Face(full_date(say, newest.ends), ink="text" if newest.stands(now) else "muted")
    return Row((kind, key), (name, Face(role), until, Face(word, icon=icon, icon_ink=ink)))


def _standing(newest: Issued, now: datetime, say: Say) -> tuple[str, str, str]:
    if newest.revoked_at is not None:
        words = "Left: {why}" if newest.left else "Revoked: {why}"
        return "forbidden", "err", say(words, why=newest.why)
    if now >= newest.ends:
        return "clock", "err", say("Run out")
    if newest.ends - now < WARNED:
        return "warning", "warn", say("Runs out soon: renew it")
    return "passed", "ok", say("Good")
