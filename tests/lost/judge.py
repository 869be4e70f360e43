"""Compares what the screen acknowledged with what lies on the disk after the plug was pulled."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, StandingClock

from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.storage.home import open_home
from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.faces import shown

Record = dict[str, Any]
Raws = dict[str, str]
SAY = Catalogue("en").say
KEY = ReturnKey(FULL, NYOTA, NOVEMBER)


@dataclass
class Disk:
    """What an office holds of the return, read from a copy: the original keeps its log as it was left."""

    cells: dict[CellKey, CellValue] = field(default_factory=dict)
    words: set[tuple[str, str]] = field(default_factory=set)
    replayed: dict[str, Any] = field(default_factory=dict)
    position: tuple[str, str | None] | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def raws(self) -> Raws:
        return {str(key): value.raw for key, value in self.cells.items()}


def read_disk(home: Path, scratch: Path) -> Disk:
    """Copy database and log, check them with SQLite itself, then read them with our own storage."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for part in ("office.db", "office.db-wal"):
        if (home / part).exists():
            shutil.copyfile(home / part, scratch / part)
    disk = Disk()
    plain = sqlite3.connect(scratch / "office.db")
    answer = plain.execute("pragma integrity_check").fetchall()
    if answer != [("ok",)]:
        disk.faults.append(f"integrity: {answer}")
    if broken := plain.execute("pragma foreign_key_check").fetchall():
        disk.faults.append(f"rows that point nowhere: {broken}")
    in_file = plain.execute("select count(*) from cell").fetchone()[0]
    plain.close()
    office = open_home(scratch, clock=StandingClock())
    with office.work() as work:
        revision = work.returns.latest(KEY)
        if revision is not None:
            disk.cells = work.returns.cells(revision.id)
            _read_chain(work, str(revision.id), disk)
            disk.words |= {(r.subject, r.text) for r in work.returns.reasons(revision.id).values()}
            disk.words |= {(str(c.key), c.text) for c in work.returns.comments(revision.id)}
            filled = sum(1 for value in disk.cells.values() if value.is_valid)
            if revision.filled != filled:
                disk.faults.append(f"the revision counts {revision.filled} cells, {filled} are there")
        if broken := work.audit.first_broken("office"):
            disk.faults.append(f"office chain broken at {broken.number}")
        position = work.returns.position(WANJIRU.id)
        disk.position = (str(position.key), position.draft) if position else None
    office.close()
    if in_file < len(disk.cells):
        disk.faults.append("storage reads more cells than the file holds")
    return disk


def _read_chain(work: Any, chain: str, disk: Disk) -> None:
    if broken := work.audit.first_broken(chain):
        disk.faults.append(f"chain of the return broken at {broken.number}")
    for entry in work.audit.entries(chain):
        for change in entry.body.get("cells", [entry.body] if entry.action == "cell" else []):
            if change["after"] is None:
                disk.replayed.pop(change["cell"], None)
            else:
                disk.replayed[change["cell"]] = change["after"]
    stored = {str(key): encode_cell(value) for key, value in disk.cells.items()}
    if disk.replayed != stored:
        wrong = {k for k in {*stored, *disk.replayed} if stored.get(k) != disk.replayed.get(k)}
        disk.faults.append(f"the chain tells another story of {sorted(wrong)}")


@dataclass
class Verdict:
    """``lost`` is empty where the promise held. ``acknowledged``: acts that the screen had called saved."""

    lost: list[str]
    acknowledged: int
    in_flight: bool
    half_typed: bool
    disk: Disk


def judge(before: Disk, records: list[Record], disk: Disk) -> Verdict:
    """Hold what the screen said against the disk. ``before``: the disk when the round began."""
    lost = list(disk.faults)
    acts = [r for r in records if "act" in r]
    said = {r["saved"] for r in records if "saved" in r}
    acknowledged = [a for a in acts if a["act"] in said]
    if any(a["act"] not in said for a in acts[:-1] if _changes(a, before, acts)):
        lost.append("the harness is wrong: an act that was over was never acknowledged")
    must = dict(before.raws)
    for act in acknowledged:
        _apply(must, act["edits"])
    flying = acts[-1] if acts and acts[-1]["act"] not in said else None
    may = dict(must)
    if flying is not None:
        _apply(may, flying["edits"])
    if disk.raws not in (must, may):
        differ = sorted(k for k in {*must, *disk.raws} if must.get(k) != disk.raws.get(k))
        lost += [f"{k}: the screen said {must.get(k)!r}, the disk has {disk.raws.get(k)!r}" for k in differ]
    lost += _painted(records, disk)
    words = {tuple(a[w]) for a in acknowledged for w in ("reason", "comment") if w in a}
    lost += [f"words not on the disk: {w}" for w in words - disk.words if not _replaced(w, disk)]
    lost += [f"words gone: {w}" for w in before.words - disk.words if not _replaced(w, disk)]
    half = _half_typed(records, disk)
    return Verdict([*lost, *half[0]], len(acknowledged), flying is not None, half[1], disk)


def _changes(act: Record, before: Disk, acts: list[Record]) -> bool:
    """Whether the act had anything to save: the same figure typed again has not."""
    known = dict(before.raws)
    for earlier in acts[: acts.index(act)]:
        _apply(known, earlier["edits"])
    return any(known.get(k) != v for k, v in act["edits"].items()) or "reason" in act or "comment" in act


def _apply(raws: Raws, edits: Mapping[str, str | None]) -> None:
    for key, text in edits.items():
        if text is None:
            raws.pop(key, None)
        else:
            raws[key] = text


def _painted(records: list[Record], disk: Disk) -> list[str]:
    """What was painted as kept since the last act at the cell looks like the value on the disk."""
    values = {str(key): value for key, value in disk.cells.items()}
    faces: dict[str, str] = {}
    for record in records:
        for key in record.get("edits", ()):
            faces.pop(key, None)
        if "face" in record:
            faces[record["face"]] = record["text"]
    return [
        f"{key}: painted {text!r}, the disk has {shown(values.get(key), SAY)!r}"
        for key, text in faces.items()
        if shown(values.get(key), SAY) != text
    ]


def _replaced(words: tuple[str, ...], disk: Disk) -> bool:
    """A newer reason stands in the place of an older one."""
    return "[" not in words[0] and any(w[0] == words[0] for w in disk.words)


def _half_typed(records: list[Record], disk: Disk) -> tuple[list[str], bool]:
    """What had stood for DRAFT_MS, and the cell where the cursor had come to rest, are found again.

    Later ones are as good: the place may have moved on after the last word of the screen, and after Enter
    before the screen has told where to.
    """
    trail: list[tuple[str, str | None, bool]] = []
    for r in records:
        if "opened" in r:
            trail.append((r["opened"], r["draft"], r["again"]))  # a new return: nothing is on the disk yet
        elif "stands" in r:
            trail.append((r["stands"], None, True))
        elif "typed" in r:
            trail.append((r["typed"], r["text"], False))
        elif "rested" in r:
            trail.append((r["rested"], r["text"], True))
    firm = max((n for n, step in enumerate(trail) if step[2]), default=None)
    if firm is None or not disk.cells:
        return [], False
    good = {(cell, draft) for cell, draft, _ in trail[firm:]}
    found = disk.position
    flies = any("act" in r or "enters" in r for r in records[_last(records, trail[firm]) :])
    if found in good or (found is not None and found[1] is None and flies):
        return [], trail[firm][1] is not None
    return [f"reopens at {found}, not at one of {sorted(map(str, good))}"], False


def _last(records: list[Record], step: tuple[str, str | None, bool]) -> int:
    """Where in the records the step stands last."""
    for number in range(len(records) - 1, -1, -1):
        record = records[number]
        cell = record.get("opened") or record.get("stands") or record.get("rested")
        if cell == step[0]:
            return number
    return 0


def dump(records: list[Record]) -> str:
    """The end of a round for a person who has to find out what went wrong."""
    return "\n".join(json.dumps(r) for r in records[-25:])
