"""The lines of sign and send: what goes, what does not and why, and the steps of the run."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.text import Message
from ui.faces.face import Column, Face, Row
from ui.style.icons import STATE_ICONS
from ui.wording import Say

STEPS = (
    ("gather", "Gather the approved returns", "the kept bytes, as they were signed"),
    ("verify", "Verify both signatures", "the program's own verifier reads each file as a stranger would"),
    ("write", "Write beside the folder", "into a hidden folder, each file flushed to the disk"),
    ("move", "Move into the folder, write the list", "all at once; the list of files comes last"),
    ("record", "Record as submitted", "who sent what and when, in the audit log"),
)
"""Steps of the export service: name, and catalogue texts for what it does and how."""

FINAL = ("move", "record")
"""From here on the run is finished and not cancelled: half a month is never left behind."""

Far = Mapping[str, tuple[int, int]]
"""How far each step is: (done, of)."""


def included_columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("Facility"), 5, 20), Column(say("Warnings"), 2, 13), Column(say("State"), 2, 13))


def left_out_columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("Facility"), 5, 20), Column(say("Why it is not in it"), 5, 22))


def step_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column("", 0, 2),
        Column(say("Step"), 4, 26),
        Column(say("Done"), 1, 20),
        Column(say("How"), 6, 24),
    )


def included_rows(plan: ExportPlan, unticked: Collection[str], say: Say) -> tuple[Row, ...]:
    rows = []
    for item in plan.included:
        state = item.revision.state
        icon, ink, word = STATE_ICONS[state]
        ticked = item.facility.mfl not in unticked
        warned = (
            Face(say("{count} explained", count=item.warnings), icon="warning", icon_ink="warn", small=True)
            if item.warnings
            else Face(say("none"), ink="muted", small=True)
        )
        spoken = say("{facility}, goes" if ticked else "{facility}, stays", facility=item.facility.name)
        rows.append(
            Row(
                item.facility.mfl,
                (
                    Face(item.facility.name, checked=ticked, spoken=spoken),
                    warned,
                    Face(
                        say(word if state is State.APPROVED else "sent before"),
                        icon=icon,
                        icon_ink=ink,
                        small=True,
                    ),
                ),
            )
        )
    return tuple(rows)


def left_out_rows(plan: ExportPlan, say: Say) -> tuple[Row, ...]:
    rows = []
    for item in plan.left_out:
        icon, ink, _ = STATE_ICONS[item.state]
        rows.append(
            Row(
                item.facility.mfl,
                (Face(item.facility.name), Face(say(item.why), icon=icon, icon_ink=ink, small=True)),
            )
        )
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


def total_share(far: Far) -> tuple[int, int]:
    """Progress over all steps, as (done, of) of 1000."""
    parts = [far[name][0] / far[name][1] for name, _, _ in STEPS if name in far and far[name][1]]
    return round(1000 * sum(parts) / len(STEPS)), 1000
