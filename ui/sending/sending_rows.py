"""The lines of sign and send: what goes, what does not and why, and the steps of the run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.export_plan import ExportPlan, Included
from kmmp_desktop.text import Message
from ui.faces.face import Column, Face, Row
from ui.style.icons import STATE_ICONS
from ui.wording import Say

STEPS = (
    ("gather", "Gather the approved returns", "the kept bytes, as they were signed"),
    ("verify", "Verify both signatures", "the program's own verifier reads each file as a stranger would"),
    ("write", "Write beside the folder", "into a hidden folder, each file flushed to the disk"),
    ("compile", "Write the workbook and booklet of the month", "every figure, reason and missing return"),
    ("sign", "Sign both, then read them back", "with the manager's key, verified as a stranger would"),
    ("move", "Move into the folder, write the list", "all at once; the list of files comes last"),
    ("record", "Record as submitted", "who sent what and when, in the audit log"),
)
"""Steps of the export service: name, and catalogue texts for what it does and how."""

FINAL = ("move", "record")
"""From here on the run is finished and not cancelled: half a month is never left behind."""

_WEIGHTS = {"gather": 2, "verify": 60, "write": 8, "compile": 14, "sign": 12, "move": 2, "record": 2}
"""Shares of the time of a run, measured at 42 returns."""

Far = Mapping[str, tuple[int, int]]
"""How far each step is: (done, of)."""


class ReturnName(NamedTuple):
    """Which return a line is about."""

    family: str
    mfl: str


def name_of(plan: ExportPlan, item: Included) -> ReturnName:
    return ReturnName(plan.family, item.facility.mfl)


def included_columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("Facility"), 5, 20), Column(say("Warnings"), 2, 13), Column(say("Files"), 2, 15))


def left_out_columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("Facility"), 5, 20), Column(say("Why it is not in it"), 5, 22))


def step_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column("", 0, 2),
        Column(say("Step"), 4, 26),
        Column(say("Done"), 1, 20),
        Column(say("How"), 6, 24),
    )


def included_rows(
    plans: Sequence[ExportPlan],
    unticked: Collection[ReturnName],
    say: Say,
    forms: Mapping[str, str],
    far: Far,
) -> tuple[Row, ...]:
    """``forms``: name of each form, said where there are several. ``far``: how far a run is, or empty."""
    rows, number = [], 0
    for plan in plans:
        for item in plan.included:
            name = name_of(plan, item)
            ticked = name not in unticked
            number += ticked
            warned = (
                Face(
                    say("{count} explained", count=item.warnings), icon="warning", icon_ink="warn", small=True
                )
                if item.warnings
                else Face(say("none"), ink="muted", small=True)
            )
            spoken = say("{facility}, goes" if ticked else "{facility}, stays", facility=item.facility.name)
            form = forms.get(plan.family, "") if len(plans) > 1 else ""
            first = Face(item.facility.name, aside=form, checked=ticked, spoken=spoken)
            third = _progress_of(number, far, say) if far and ticked else _standing(item, say)
            rows.append(Row(name, (first, warned, third)))
    return tuple(rows)


def _standing(item: Included, say: Say) -> Face:
    """Approved or sent before, and whether it was late."""
    state = item.revision.state
    icon, ink, word = STATE_ICONS[state]
    text = say(word if state is State.APPROVED else "sent before")
    if item.days_late:
        text = say("{state}, {days} days late", state=text, days=item.days_late)
    return Face(text, icon=icon, icon_ink=ink, small=True)


def _progress_of(number: int, far: Far, say: Say) -> Face:
    """How far the run is with the return that is ``number``-th in it."""
    written, verified = far.get("write", (0, 0))[0], far.get("verify", (0, 0))[0]
    if number <= written:
        return Face(say("verified, written"), icon="passed", icon_ink="ok", small=True)
    if number <= verified + 1:
        return Face(say("being verified"), icon="review", icon_ink="accent", small=True)
    return Face(say("waiting"), ink="muted", small=True)


def left_out_rows(plans: Sequence[ExportPlan], say: Say, forms: Mapping[str, str]) -> tuple[Row, ...]:
    rows = []
    for plan in plans:
        for item in plan.left_out:
            icon, ink, _ = STATE_ICONS[item.state]
            why = say(item.why)
            if item.days_late:
                why = say("{state}, {days} days late", state=why, days=item.days_late)
            form = forms.get(plan.family, "") if len(plans) > 1 else ""
            name = ReturnName(plan.family, item.facility.mfl)
            faces = (Face(item.facility.name, aside=form), Face(why, icon=icon, icon_ink=ink, small=True))
            rows.append(Row(name, faces))
    return tuple(rows)


def step_rows(far: Far, say: Say) -> tuple[Row, ...]:
    """The steps with their own counts; without a run all of them wait."""
    return tuple(Row(name, _step(far.get(name), say(title), say(how), say)) for name, title, how in STEPS)


def _step(far: tuple[int, int] | None, title: str, how: str, say: Say) -> tuple[Face, ...]:
    if far is None:
        return (
            Face(icon="state-not-started", icon_ink="disabled", spoken=say("waiting")),
            Face(title, ink="muted"),
            Face(say("waiting"), ink="muted", small=True),
            Face(how, ink="muted", small=True),
        )
    done, of = far
    count = say(Message("{done} of {of}", {"done": done, "of": of}))
    if done >= of:
        return (
            Face(icon="passed", icon_ink="ok", spoken=say("done")),
            Face(title),
            Face(count, small=True),
            Face(how, ink="muted", small=True),
        )
    return (
        Face(icon="state-draft", icon_ink="accent", spoken=say("running")),
        Face(title, bold=True),
        Face(count, share=done / of, small=True),
        Face(how, ink="muted", small=True),
    )


def where(far: Far, plans: Sequence[ExportPlan]) -> Message:
    """Which return is being worked on, for the status bar."""
    names = [item.facility.name for plan in plans for item in plan.included]
    written = far.get("write", (0, 0))[0]
    if written >= len(names):
        return Message("The files of the whole month")
    parts = {"number": written + 1, "count": len(names), "facility": names[written]}
    return Message("Verifying {number} of {count}: {facility}", parts)


def total_share(far: Far) -> tuple[int, int]:
    """Progress over all steps, as (done, of) of 1000."""
    whole = sum(_WEIGHTS.values())
    parts = [_WEIGHTS[name] * done / of for name, (done, of) in far.items() if of]
    return round(1000 * sum(parts) / whole), 1000
