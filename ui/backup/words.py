"""Backups in words and rows: the state at a glance, the list, and what restoring would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.backup_ports import BESIDE, BackupState
from kmmp_desktop.services.backup_schedule import made_at
from kmmp_desktop.services.replaying import Unplayed
from kmmp_desktop.services.restore_compare import Comparison
from ui.faces.face import Column, Face, Row
from ui.wording import Say, clock_time, full_date, month_year, number, when

STATES: Mapping[State, str] = {
    State.DRAFT: "{count} in draft",
    State.READY: "{count} ready",
    State.APPROVED: "{count} approved",
    State.SUBMITTED: "{count} sent",
    State.RECEIVED: "{count} received",
    State.RETURNED: "{count} returned",
    State.RECALLED: "{count} recalled",
    State.BROUGHT_IN: "{count} brought in",
}

STEPS = {
    "copy": "Copying the data",
    "write": "Writing the backup",
    "check": "Opening it again from the disk",
    "salvage": "Reading the damaged file page by page",
    "replay": "Playing back what was entered since",
}


def moment(say: Say, at: datetime) -> str:
    """``22 November 2026 18:30``."""
    return f"{full_date(say, at)} {clock_time(at, seconds=False)}"


def age(say: Say, at: datetime, now: datetime) -> str:
    """``3 hours ago``, ``12 days ago``."""
    hours = max(0, int((now - at).total_seconds() // 3600))
    if hours < 1:
        return say("less than an hour ago")
    if hours < 48:
        return say("1 hour ago") if hours == 1 else say("{count} hours ago", count=hours)
    return say("{count} days ago", count=hours // 24)


def size(count: int) -> str:
    """``8.6 MB``."""
    return f"{count / 1e6:,.1f} MB" if count < 1e9 else f"{count / 1e9:,.2f} GB"


def glance(say: Say, state: BackupState, now: datetime) -> tuple[str, str, tuple[str, ...]]:
    """Icon, headline and lines of the state."""
    last = state.last
    lines: list[str] = []
    if last is None:
        head = say("No backup of this office was made on this computer yet.")
    else:
        ago = age(say, last.made_at, now)
        head = say("Last good backup: {time}, {age}", time=moment(say, last.made_at), age=ago)
        lines.append(
            say(
                "{file} in {folder}: {size}, {count} returns. It was opened again and counted.",
                file=last.path.name,
                folder=last.path.parent,
                size=size(last.size),
                count=number(last.returns),
            )
        )
    if state.overdue:
        lines.append(say("A backup is overdue."))
    if state.beside:
        lines.append(say(BESIDE))
    lines.append(plan_words(say, state))
    icon = "warning" if state.overdue or state.trouble else "passed" if last is not None else "info"
    return icon, head, tuple(lines)


def plan_words(say: Say, state: BackupState) -> str:
    """Where and when, in a sentence."""
    plan = state.plan
    if state.practice:
        return say(
            "The data of practice are made up, so backups are made by hand only: each is locked with the "
            "passphrase of who makes it, and restored in practice only."
        )
    if not state.scheduled:
        return say(
            "The data of this office lie in the clear, so backups are made by hand only: each is locked with "
            "the passphrase of who makes it. Protect the office to have them made by themselves."
        )
    if not plan.folder:
        return say("No folder has been chosen, so no backup is made by itself.")
    if plan.days < 1:
        return say("Backups are made by hand, into {folder}.", folder=plan.folder)
    return say(
        "Every {days} days after {time} into {folder}, while the program is open, and on closing. "
        "The newest {newest} are kept, and one of each of {monthly} months."
        if plan.days > 1
        else "Every day after {time} into {folder}, while the program is open, and on closing. "
        "The newest {newest} are kept, and one of each of {monthly} months.",
        days=plan.days,
        time=f"{plan.hour:02}:{plan.minute:02}",
        folder=plan.folder,
        newest=plan.newest,
        monthly=plan.monthly,
    )


def list_columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("Made"), 2, 22), Column(say("File"), 4, 34), Column(say("Size"), 0, 12, right=True))


def list_rows(say: Say, found: tuple[tuple[Path, int], ...], last: Path | None, now: datetime) -> list[Row]:
    """Backups of a folder, newest first, each with its bytes."""
    rows = []
    for path, bytes_ in found:
        at = made_at(path)
        proven = path == last
        rows.append(
            Row(
                path,
                (
                    Face(
                        when(say, at, now) if at else "",
                        sub=say("opened again and counted") if proven else "",
                        icon="passed" if proven else "",
                        icon_ink="ok",
                    ),
                    Face(path.name, path=True),
                    Face(size(bytes_), right=True),
                ),
            )
        )
    return rows


def change_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Form and month"), 3, 24),
        Column(say("Here now"), 3, 20),
        Column(say("In the backup"), 3, 20),
        Column(say("Lost"), 2, 18),
        Column(say("Gained"), 2, 18),
    )


def change_rows(say: Say, compared: Comparison, name: Callable[[str], str]) -> list[Row]:
    """``name`` gives the short name of a form."""
    return [
        Row(
            (month.family, month.period),
            (
                Face(month_year(say, month.period), sub=name(month.family)),
                Face(_states(say, month.here)),
                Face(_states(say, month.there)),
                _counted(say, month.cells_lost, month.returns_lost, "warning", "warn_text"),
                _counted(say, month.cells_gained, month.returns_gained, "plus", "text"),
            ),
        )
        for month in compared.months
    ]


def change_lines(say: Say, compared: Comparison) -> list[str]:
    """What stands over the table."""
    lines = []
    if compared.last_here and compared.last_there:
        lines.append(
            say(
                "Last change here: {here}, {by_here}. In the backup: {there}, {by_there}.",
                here=moment(say, compared.last_here),
                by_here=compared.by_here or say("the program"),
                there=moment(say, compared.last_there),
                by_there=compared.by_there or say("the program"),
            )
        )
    if compared.is_empty:
        lines.append(say("No figure, return or account that is here now would be lost."))
    else:
        lines.append(
            say(
                "Lost would be what was done since the backup. Cells with figures: {cells}. Returns: "
                "{returns}. Completed or approved: {steps}. Accounts: {people}.",
                cells=number(compared.cells_lost),
                returns=number(sum(m.returns_lost for m in compared.months)),
                steps=number(compared.settled_lost),
                people=number(len(compared.people_lost)),
            )
        )
    if compared.people_lost:
        lines.append(say("Without an account then: {names}", names=", ".join(compared.people_lost)))
    return lines


def left_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Return"), 3, 22),
        Column(say("Cell or step"), 2, 16),
        Column(say("Entered"), 2, 14),
        Column(say("Why not"), 4, 34),
    )


def left_rows(say: Say, left: tuple[Unplayed, ...]) -> list[Row]:
    return [
        Row(
            (one.chain, one.number, place),
            (
                Face(say(one.place), sub=moment(say, one.at)),
                Face(one.what),
                Face(one.value),
                Face(say(one.why)),
            ),
        )
        for place, one in enumerate(left)
    ]


def _states(say: Say, counts: Mapping[State, int]) -> str:
    words = [say(STATES[state], count=counts[state]) for state in STATES if counts.get(state)]
    return ", ".join(words) or say("none")


def _counted(say: Say, cells: int, returns: int, icon: str, ink: str) -> Face:
    words = []
    if cells:
        words.append(say("1 cell") if cells == 1 else say("{count} cells", count=number(cells)))
    if returns:
        words.append(say("1 return") if returns == 1 else say("{count} returns", count=number(returns)))
    return Face(", ".join(words) or say("nothing"), icon=icon if words else "", icon_ink=ink)
