"""Received files as lines: three answers in words and shapes, and a verdict that starts with a verb."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.verdict import Answer, Verdict
from kmmp_desktop.services.receiving_rows import VERBS, ReceivedFile, Step, Why
from ui import wording
from ui.faces.face import Column, Face, Row
from ui.verifying.verdict_rows import CANNOT_SAY, SHAPES
from ui.wording import Say, short_month

VERDICTS = {
    Step.TAKE: ("receive", "accent", "text"),
    Step.KEEP: ("receive", "muted", "text"),
    Step.HERE: ("passed", "muted", "muted"),
    Step.REFUSE: ("error", "err", "err_text"),
    Step.SEND_BACK: ("undo", "warn", "warn_text"),
    Step.HOLD: ("warning", "warn", "warn_text"),
    Step.LEAVE: ("minus", "muted", "muted"),
    Step.TAKEN: ("passed", "ok", "text"),
}
"""Icon, its token and the ink of the verb for each step."""
PLACE = (2, 3)
"""Columns of month and revision."""
_LETTERS = {
    "receipt": "Receipt",
    "questions": "Questions",
    "recall": "Recall",
    "trust": "Trust file",
    "certificate": "Certificate",
    "pack": "Pack of checks",
}
_UNKNOWN_STANDINGS = {
    Standing.REVOKED: "key withdrawn",
    Standing.EXPIRED: "out of time",
    Standing.NOT_YET: "out of time",
    Standing.LIST_TOO_OLD: "list too old",
    Standing.BROKEN: "does not hold",
}


def columns(say: Say, *, narrow: bool = False) -> tuple[Column, ...]:
    """``narrow``: month and revision stand under the facility, and their columns (``PLACE``) are hidden."""
    place = (Column(say("Month"), 0, 9), Column(say("Rev"), 0, 4))
    if narrow:
        place = (Column("", 0, 0), Column("", 0, 0))
    return (
        Column(say("File"), 22, 18),
        Column(say("Facility"), 22, 16),
        *place,
        Column(say("Intact?"), 6, 12),
        Column(say("Who signed?"), 14, 16),
        Column(say("Complete?"), 8, 14),
        Column(say("Verdict and next step"), 40, 24),
    )


def file_rows(files: Sequence[ReceivedFile], say: Say, *, narrow: bool = False) -> tuple[Row, ...]:
    return tuple(Row(str(file.path), _faces(file, say, narrow)) for file in files)


def _faces(file: ReceivedFile, say: Say, narrow: bool) -> tuple[Face, ...]:
    key, verdict = file.key, file.verdict
    icon = "file" if file.path.suffix.lower() == ".pdf" else "workbook"
    month = f"{short_month(say, key.period)} {key.period.year}" if key else ""
    number = str(file.number) if key else ""
    facility = file.facility or _no_facility(file, say)
    under = f"{month}, {say('revision {number}', number=number)}" if narrow and key else ""
    place = (Face(), Face()) if narrow else (Face(month, small=True), Face(number))
    verb_icon, verb_icon_ink, ink = VERDICTS[file.step]
    return (
        Face(
            file.path.name,
            icon="comment" if file.is_letter else icon,
            icon_ink="muted",
            path=True,
            spoken=str(file.path),
        ),
        Face(facility, under, ink="text" if file.facility else "muted"),
        *place,
        *_answers(file, verdict, say),
        Face(
            say(VERBS[file.step]),
            aside=say(file.judged.text),
            icon=verb_icon,
            icon_ink=verb_icon_ink,
            ink=ink,
            bold=True,
        ),
    )


def _no_facility(file: ReceivedFile, say: Say) -> str:
    if file.is_letter:
        return say(_LETTERS.get(file.kind, "Letter"))
    if file.judged.why is Why.MONTH_FILE:
        return say("a whole month")
    return say("not a return") if file.judged.why is Why.NOT_OURS else say("not known")


def _answers(file: ReceivedFile, verdict: Verdict, say: Say) -> tuple[Face, ...]:
    if file.is_letter:
        return (Face(), Face(), Face())
    who, spoken = _who_word(verdict, say), ""
    if verdict.who is Answer.YES and file.office_name:
        who = f"{verdict.signatures[-1].name}, {_short_office(file)}"
        spoken = f"{verdict.signatures[-1].name}, {file.office_name}"
    return (
        _answer(verdict.intact, say(_intact_word(verdict))),
        _answer(verdict.who, who, spoken),
        _manager_missing(say)
        if _only_clerk(verdict)
        else _answer(verdict.complete, say(_complete_word(verdict))),
    )


def _only_clerk(verdict: Verdict) -> bool:
    return verdict.complete is Answer.NO and [s.role for s in verdict.signatures] == ["clerk"]


def _manager_missing(say: Say) -> Face:
    """Nothing is wrong with the file: a step is still to come."""
    return Face(say("manager missing"), icon="warning", icon_ink="warn", ink="warn_text", small=True)


def _short_office(file: ReceivedFile) -> str:
    """The first word, as people speak of an office; its whole name stands below and is read out."""
    return (file.partner or file.office_name).partition(",")[0].partition(" ")[0]


def _answer(answer: Answer, word: str, spoken: str = "") -> Face:
    icon, icon_ink, ink = SHAPES[answer]
    return Face(word, icon=icon, icon_ink=icon_ink, ink=ink, small=True, spoken=spoken)


def _intact_word(verdict: Verdict) -> str:
    if verdict.intact is Answer.YES:
        return "unchanged"
    return "changed" if verdict.intact is Answer.NO else "not signed"


def _who_word(verdict: Verdict, say: Say) -> str:
    standing = next((i.standing for i in verdict.identities if not i.confirmed), None)
    if standing in _UNKNOWN_STANDINGS:
        return say(_UNKNOWN_STANDINGS[standing])
    if verdict.who is Answer.YES:
        return ", ".join(signature.name for signature in verdict.signatures)
    if verdict.who is Answer.NO:
        return say("not who it says")
    if verdict.intact is Answer.YES:
        return say("unknown key")
    return say(CANNOT_SAY)


def _complete_word(verdict: Verdict) -> str:
    if verdict.complete is Answer.YES:
        return "clerk and manager" if len(verdict.signatures) > 1 else "manager"  # a month has one signer
    if verdict.complete is Answer.CANNOT_SAY:
        return CANNOT_SAY
    return "not complete"


def standing(files: Sequence[ReceivedFile], say: Say) -> str:
    """``6 can be taken in, 2 add nothing new, 4 need an answer.``"""

    def count(*steps: Step) -> int:
        return sum(1 for file in files if file.step in steps)

    parts = (
        ("1 can be taken in", "{count} can be taken in", count(Step.TAKE, Step.KEEP)),
        ("1 was taken in", "{count} were taken in", count(Step.TAKEN)),
        ("1 adds nothing new", "{count} add nothing new", count(Step.HERE, Step.LEAVE)),
        ("1 needs an answer", "{count} need an answer", count(Step.REFUSE, Step.SEND_BACK, Step.HOLD)),
    )
    said = ", ".join(
        say(one) if n == 1 else say(many, count=wording.number(n)) for one, many, n in parts if n
    )
    return f"{said}." if said else ""


def read_from(count: int, place: str, at: datetime | None, say: Say) -> str:
    """``12 files from E:\\Inbox, read at 09:13. Nothing is taken in until you say so …``."""
    nothing = say("Nothing is taken in until you say so, and bad files touch nothing")
    if at is None or not count:
        return nothing
    head = say(
        "1 file from {place}, read at {time}."
        if count == 1
        else "{count} files from {place}, read at {time}.",
        count=wording.number(count),
        place=place,
        time=wording.clock_time(at, seconds=False),
    )
    return f"{head} {nothing}"
