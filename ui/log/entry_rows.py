"""Entries of the log as lines of a table."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime

from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.services.audit_log import SOMEBODY, AuditLogService, what_words
from kmmp_desktop.services.audit_ports import AuditKind, AuditLine
from kmmp_desktop.services.audit_words import Told, all_words
from kmmp_desktop.services.cell_story import StoryLine
from ui.faces.face import Column, Face, Row
from ui.wording import Say, clock_time, number, short_date, short_month

KIND_FACES: dict[AuditKind, tuple[str, str]] = {
    AuditKind.FIGURES: ("entry", "accent"),
    AuditKind.WORDS: ("comment", "muted"),
    AuditKind.STEPS: ("tick", "ok"),
    AuditKind.RULES: ("standards", "muted"),
    AuditKind.PEOPLE: ("key", "second"),
    AuditKind.OFFICE: ("info", "muted"),
}
"""Icon and ink: the word of the kind stands beside them wherever they are shown."""
_DIGITS = 12
VALUES = 4
"""Column with what stood before and what stands after; a low screen does without it."""
_LONG = 160
_LABEL = 48
"""Letters of a row's name that stand in a line of the log; the rest is in its tooltip."""


def whole_columns(say: Say, *, low: bool = False) -> tuple[Column, ...]:
    """``low``: figures stand with the words, so that the places get room, a line few rows of text, and
    letters of twice the size a whole line."""
    return (
        Column(say("When (EAT)"), 0, 9 if low else 12),
        Column(say("Who"), 8, 8 if low else 10),
        Column(say("Where"), 14, 17 if low else 12),
        Column(say("What"), 22, 16 if low else 15),
        Column("", 0, 0) if low else Column(say("Before and after"), 10, 12),
        Column(say("Words"), 24, 13 if low else 11),
        Column(say("Log entry"), 0, 10 if low else 14),
    )


def story_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("When (EAT)"), 0, 12),
        Column(say("Who"), 10, 12),
        Column(say("What"), 20, 14),
        Column(say("Before"), 0, 7, right=True),
        Column(say("After"), 0, 7, right=True),
        Column(say("Words"), 30, 14),
        Column(say("Log entry"), 0, 14),
    )


def whole_rows(
    lines: Sequence[AuditLine], audit: AuditLogService, say: Say, *, low: bool = False
) -> tuple[Row, ...]:
    return tuple(Row(line.spot, _whole(line, audit, say, low=low)) for line in lines)


def _whole(line: AuditLine, audit: AuditLogService, say: Say, *, low: bool) -> tuple[Face, ...]:
    entry, key = line.entry, line.key
    told = audit.tell(line)
    where = Face(say("the office"), small=True)
    if key is not None:
        month = f"{short_month(say, key.period)} {key.period.year}"
        revision = say("revision {number}", number=line.revision)
        sub = f"{month}, {revision}" if low else f"{say(audit.form(key.family))}, {month}, {revision}"
        where = Face(line.facility, sub, small=True, spoken=say(audit.where(line)))
    elif len(entry.chain) == 36:
        where = Face(say("a return that is gone"), small=True, icon="error", icon_ink="err")
    what, values, words = what_face(told, say, told.cell), _values(told, say), all_words(told, say)
    row = audit.row_of(line, told)
    if row is not None:
        asked, sub = say(row), told.cell
        if not low:  # a low screen keeps the code; who hears or points at it learns what it asks
            sub = f"{told.cell} {asked if len(asked) <= _LABEL else asked[: _LABEL - 1] + '…'}"
        what = replace(what, sub=sub, spoken=f"{what.text}, {told.cell}: {asked}")
    said = "; ".join(part for part in (values, words) if part) if low else words
    return (
        when_face(entry.at, say),
        Face(_who(line.by, entry.by is None, say), small=True),
        where,
        what,
        Face("" if low else values, small=True),
        Face(_short(said), small=True),
        seal_face(entry.number, entry.digest),
    )


def story_rows(lines: Sequence[StoryLine], say: Say) -> tuple[Row, ...]:
    return tuple(Row(_story_key(line), _story(line, say)) for line in lines)


def _story_key(line: StoryLine) -> Hashable:
    return (line.chain, line.number)


def _story(line: StoryLine, say: Say) -> tuple[Face, ...]:
    told = line.told
    seal = seal_face(line.number, line.digest)
    sub = seal.sub
    if not line.holds:
        seal = Face(seal.text, say("does not hold"), icon="error", icon_ink="err", small=True)
        sub = seal.sub
    revision = say("revision {number}", number=line.revision)
    return (
        when_face(line.at, say),
        Face(_who(line.by, not line.by, say), small=True),
        what_face(told, say, revision),
        Face("" if told.before is None else _figure(told.before, say), small=True, right=True),
        Face("" if told.after is None else _figure(told.after, say), small=True, right=True, bold=True),
        Face(_short(all_words(told, say)), small=True),
        Face(seal.text, sub, icon=seal.icon, icon_ink=seal.icon_ink, small=True),
    )


def when_face(moment: datetime, say: Say) -> Face:
    day = f"{short_date(say, moment)} {east_africa(moment).year}"
    return Face(day, clock_time(moment), small=True)


def what_face(told: Told, say: Say, sub: str) -> Face:
    icon, ink = KIND_FACES[told.kind]
    return Face(what_words(told, say), sub, icon=icon, icon_ink=ink, small=True)


def seal_face(entry: int, digest: str) -> Face:
    """Number and the beginning of the digest, as heads are printed."""
    head = digest[:_DIGITS].upper()
    printed = " ".join(head[at : at + 4] for at in range(0, len(head), 4))
    return Face(number(entry), printed, small=True, ink="muted", spoken=f"{entry}, {digest}")


def _who(name: str, is_program: bool, say: Say) -> str:
    if name:
        return say(name) if name == str(SOMEBODY) else name
    return say("the program") if is_program else say("somebody who left")


def _values(told: Told, say: Say) -> str:
    if told.before is None or told.after is None:
        return ""
    return f"{_figure(told.before, say)} → {_figure(told.after, say)}"


def _figure(text: str, say: Say) -> str:
    return _short(text) or say("blank")


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
