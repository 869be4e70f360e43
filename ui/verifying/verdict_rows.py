"""Verdicts as lines: three answers for each file, in words and shapes, never one tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.submission import KIND as SUBMISSION
from kmmp_desktop.domain.verdict import Answer, Verdict
from ui.faces.face import Column, Face, Row
from ui.wording import Say, short_month

SHAPES = {
    Answer.YES: ("passed", "ok", "text"),
    Answer.NO: ("error", "err", "err_text"),
    Answer.CANNOT_SAY: ("not-verified", "muted", "muted"),
}
"""Icon, its token and the ink of the words for each answer."""

CANNOT_SAY = "cannot say"


def columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("File"), 30, 22),
        Column(say("Facility"), 22, 18),
        Column(say("Month"), 0, 10),
        Column(say("Rev"), 0, 4),
        Column(say("Intact?"), 8, 14),
        Column(say("Who signed?"), 16, 18),
        Column(say("Complete?"), 10, 16),
    )


def verdict_rows(verdicts: Sequence[tuple[str, Verdict]], say: Say) -> tuple[Row, ...]:
    """One line for each (path, verdict)."""
    return tuple(Row(path, _faces(verdict, say)) for path, verdict in verdicts)


def _faces(verdict: Verdict, say: Say) -> tuple[Face, ...]:
    data = verdict.data
    facility = month = number = ""
    if data is not None and data["kind"] == SUBMISSION:
        month, counts = _month(data["submission"], say), data["counts"]
        facility = say("{included} of {owed} returns", included=counts["included"], owed=counts["owed"])
    elif data is not None:
        facility = data["facility"]["name"]
        month = _month(data["return"], say)
        number = str(data["revision"]["number"])
    icon = "file" if verdict.file.lower().endswith(".pdf") else "workbook"
    return (
        Face(verdict.file, icon=icon, icon_ink="muted", path=True, spoken=verdict.file),
        Face(facility or say("not known"), ink="text" if facility else "muted"),
        Face(month, small=True),
        Face(number),
        _answer(verdict.intact, _intact_word(verdict), say),
        _answer(verdict.who, _who_word(verdict, say), say),
        _answer(verdict.complete, _complete_word(verdict), say),
    )


def _month(which: Mapping[str, Any], say: Say) -> str:
    period = Period.parse(which["period"])
    return f"{short_month(say, period)} {period.year}"


def _answer(answer: Answer, word: str, say: Say) -> Face:
    icon, icon_ink, ink = SHAPES[answer]
    return Face(say(word), icon=icon, icon_ink=icon_ink, ink=ink, small=True)


def _intact_word(verdict: Verdict) -> str:
    if verdict.intact is Answer.CANNOT_SAY:
        return CANNOT_SAY if verdict.signatures else "not signed"
    if verdict.intact is Answer.YES:
        return "unchanged"
    return "changed" if verdict.signatures else "not as signed"


def _who_word(verdict: Verdict, say: Say) -> str:
    if verdict.who is Answer.YES:
        return ", ".join(signature.name for signature in verdict.signatures)
    if verdict.who is Answer.NO:
        return "not who it says"
    return "not confirmed" if verdict.signatures and verdict.intact is Answer.YES else CANNOT_SAY


def _complete_word(verdict: Verdict) -> str:
    if verdict.complete is Answer.YES:
        return "clerk and manager"
    if verdict.complete is Answer.CANNOT_SAY:
        return CANNOT_SAY
    return "manager missing" if len(verdict.signatures) == 1 else "not complete"


def advice(verdict: Verdict) -> str:
    """What to do with the file: a catalogue text with ``{file}``."""
    if verdict.intact is Answer.NO:
        return (
            "Do not use its figures. Ask the sender for {file} again, from the folder it was written to and "
            "not from a copy that was opened and saved."
        )
    if verdict.intact is Answer.CANNOT_SAY:
        return "Leave it. Ask the sender for the signed return that this program wrote."
    if verdict.who is Answer.NO:
        return "Do not use its figures. Ask the office that sent it who signed, and with which key."
    if verdict.who is Answer.CANNOT_SAY:
        return (
            "Ask the office that sent it to read the key's fingerprint to you, by telephone. "
            "Use the file only if it is the same."
        )
    if verdict.complete is not Answer.YES:
        return "Send it back. The manager has to approve it before it counts."
    return "It can be used: these are the figures that clerk and manager signed."
