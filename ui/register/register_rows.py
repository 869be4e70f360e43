"""The lines of the register, and the life of one finding beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kmmp_desktop.domain.finding_steps import FindingState
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.finding_ports import RegisteredFinding
from kmmp_desktop.services.finding_register import LifeStep
from kmmp_desktop.services.ports import FormCatalogue
from ui.faces.face import Column, Face, Row
from ui.faces.finding_card import CardText
from ui.widgets.state_icon import state_word
from ui.wording import Say, month_year, short_month, when

STATES: tuple[tuple[FindingState, str, str, str], ...] = (
    (FindingState.OPEN, "Open", "state-not-started", "err"),
    (FindingState.EXPLAINED, "Explained", "comment", "accent"),
    (FindingState.RETURNED, "Sent back", "state-returned", "second"),
    (FindingState.ACCEPTED, "Accepted", "state-approved", "ok"),
    (FindingState.FIXED, "Fixed", "tick", "ok"),
)
"""State, word, icon, ink: colour never alone."""
_FACES = {state: (word, icon, ink) for state, word, icon, ink in STATES}
SEVERITIES: tuple[tuple[Severity, str, str, str], ...] = (
    (Severity.ERROR, "Error", "error", "err"),
    (Severity.WARNING, "Warning", "warning", "warn"),
    (Severity.NOTE, "Note", "info", "muted"),
)
_SEVERITY = {severity: (word, icon, ink) for severity, word, icon, ink in SEVERITIES}
_DID = {
    FindingState.OPEN: "found",
    FindingState.FIXED: "fixed: the check holds",
    FindingState.EXPLAINED: "explained",
    FindingState.ACCEPTED: "accepted with the approval",
    FindingState.RETURNED: "sent back because of it",
}

Key = tuple[object, str]


def register_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Facility"), 14, 15),
        Column(say("Month"), 0, 8),
        Column(say("Check"), 0, 9),
        Column(say("What does not hold"), 40, 22),
        Column(say("State"), 0, 12),
        Column(say("Reason"), 28, 16),
        Column(say("By"), 8, 10),
        Column(say("Since"), 0, 11),
    )


def key_of(row: RegisteredFinding) -> Key:
    return (row.revision, row.step.check)


def cell_of(row: RegisteredFinding | None, forms: FormCatalogue) -> tuple[ReturnKey, CellKey] | None:
    """The cell that a finding stands at; ``None`` where it stands at none."""
    if row is None:
        return None
    key = forms.newest(row.key.family).key(row.step.place.replace("[*]", ""))
    return (row.key, key) if key is not None else None


def register_rows(rows: Sequence[RegisteredFinding], say: Say, now: datetime) -> tuple[Row, ...]:
    return tuple(Row(key_of(row), _faces(row, say, now)) for row in rows)


def _faces(row: RegisteredFinding, say: Say, now: datetime) -> tuple[Face, ...]:
    step = row.step
    word, icon, ink = _FACES[step.state]
    severity, severity_icon, severity_ink = _SEVERITY[step.severity]
    month = f"{short_month(say, row.key.period)} {row.key.period.year}"
    revision = say("revision {number}", number=row.number) if row.number > 1 else ""
    return (
        Face(row.facility, f"MFL {row.key.facility}", small=True),
        Face(month, revision, small=True),
        Face(
            step.check,
            icon=severity_icon,
            icon_ink=severity_ink,
            small=True,
            spoken=f"{say(severity)} {step.check}",
        ),
        Face(say(step.words), small=True),
        Face(say(word), icon=icon, icon_ink=ink, small=True),
        Face(f"“{step.reason}”" if step.reason else "", small=True),
        Face(row.by, small=True),
        Face(when(say, step.at, now), small=True, ink="muted"),
    )


def life_card(row: RegisteredFinding, life: Sequence[LifeStep], say: Say, now: datetime) -> CardText:
    """Every step of a finding, newest first: when, what, by whom, and what was said."""
    step = row.step
    word, icon, ink = _SEVERITY[step.severity]
    return CardText(
        head=f"{row.facility}, {month_year(say, row.key.period)}",
        icon=icon,
        ink=ink,
        title=say(step.words),
        places=((say("Open the return at the cell"), key_of(row)),),
        facts=(
            say("{severity} {check} at {cell}. The return is: {state}", severity=say(word), check=step.check,
                cell=step.place.removesuffix("[*]"), state=say(state_word(row.state))),
            *(_told(one, number, say, now) for number, one in reversed(list(enumerate(life)))),
        ),
    )  # fmt: skip


def _told(one: LifeStep, number: int, say: Say, now: datetime) -> str:
    step = one.step
    did = say("found again") if step.state is FindingState.OPEN and number else say(_DID[step.state])
    line = say(
        "{at}: {did}, {name}", at=when(say, step.at, now), did=did, name=one.by or say("somebody who left")
    )
    if step.state is FindingState.EXPLAINED and step.reason:
        line += f"\n“{step.reason}”"
    if step.note:
        line += f"\n“{step.note}”"
    return line
