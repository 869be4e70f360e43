"""An office of many facilities and years, inserted past the program in the shape of real rows.

Two folders are made: one with the facilities and the last year of one of them, one with a full return of
each facility for each month, sent, with its log.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path

from office_fixtures import FULL, NYOTA, THIRD, Office, open_copy

from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.storage.audit import canonical

LAST = Period(2026, 10)
_MONTH_US = 30 * 24 * 3600 * 1_000_000


def make_offices(template: Path, folder: Path, facilities: int, months: int) -> tuple[Path, Path]:
    """The folders of the empty and of the full office; November is untouched in both."""
    empty, full = folder / "empty", folder / "full"
    shutil.copytree(template, empty)
    office = open_copy(empty, SetClock(THIRD))
    span = FormSpan(FULL, LAST.shift(1 - months))
    with office.work() as work:
        work.facilities.put_many(
            Facility(f"{20000 + n}", f"Facility {n:03} Dispensary", "Kisumu", f"Sub-county {n % 7}", "3",
                     forms=(span,))
            for n in range(facilities - 2)
        )  # fmt: skip
        work.facilities.put_many(
            Facility(mfl, name, "Kisumu", "Kisumu East", "3", forms=(span,))
            for mfl, name in ((NYOTA, "Nyota Health Centre"), ("99105", "Ziwa Dispensary"))
        )
        work.commit()
    _one_return(office)
    _close(office, empty)
    shutil.copytree(empty, full)
    _fill(empty, 12, (NYOTA,))
    _fill(full, months)
    return empty, full


def _one_return(office: Office) -> None:
    """The pattern of every other: brought in by hand, so that each table has a row to copy."""
    opened = office.open(NYOTA, LAST)
    figures = month_of(FlowOfClients.starting(NYOTA, 2, 12), LAST)
    opened.set_many({opened.form.key(code): str(value) for code, value in figures.items()})
    with sqlite3.connect(office.home / "office.db") as db:
        db.execute(
            "update revision set state = 'submitted', errors = 0, warnings = 3, submitted_at = changed_at"
        )
    db.close()


def _close(office: Office, home: Path) -> None:
    office.work.__self__.close()
    with sqlite3.connect(home / "office.db") as db:
        db.execute("pragma wal_checkpoint(truncate)")
    db.close()


def _fill(home: Path, months: int, only: tuple[str, ...] = ()) -> None:
    db = sqlite3.connect(home / "office.db")
    db.execute("pragma synchronous=off")
    db.execute("pragma journal_mode=off")
    db.execute("pragma cache_size=-200000")
    db.row_factory = sqlite3.Row
    pattern = dict(db.execute("select * from revision").fetchone())
    cells = [dict(row) for row in db.execute("select * from cell where revision = ?", (pattern["id"],))]
    codes = only or [row["mfl"] for row in db.execute("select mfl from facility order by mfl")]
    returns, revisions, audits, steps = [], [], [], []
    for number, (mfl, back) in enumerate(((m, b) for m in codes for b in range(months - 1, -1, -1)), 10):
        period, key = LAST.shift(-back), number.to_bytes(16, "big")
        if mfl == NYOTA and back == 0:
            continue
        at = pattern["created_at"] - (back + 1) * _MONTH_US + number
        returns.append((number, FULL, mfl, int(str(period))))
        revisions.append({**pattern, "id": key, "return": number, "created_at": at, "changed_at": at})
        steps.append(key)
        audits.extend(_log_of(key, at, pattern["changed_by"]))
    db.executemany('insert into "return" (id, family, facility, period) values (?,?,?,?)', returns)
    _insert(db, "revision", revisions)
    _insert(db, "cell", ({**cell, "revision": key} for key in steps for cell in cells))
    db.executemany(
        'insert into audit (chain, number, at, "by", action, body, digest) values (?,?,?,?,?,?,?)', audits
    )
    db.execute(
        'insert into finding_step (revision, "check", number, state, severity, text, "by", at) '
        "select id, 'W302', 1, 'open', 'warning', null, changed_by, changed_at from revision"
    )
    db.commit()
    db.execute("analyze")
    db.commit()
    db.execute("pragma journal_mode=wal")
    db.close()


def _log_of(key: bytes, at: int, by: bytes) -> list[tuple[object, ...]]:
    """A chain of 42 entries: begun, forty figures, completed."""
    rows, previous = [], "0" * 64
    for number in range(1, 43):
        action = "started" if number == 1 else "completed" if number == 42 else "cell"
        body = {"cell": f"KM_C{number:02}", "before": None, "after": {"kind": "number", "value": number}}
        text = canonical({**body, "origin": "typed"}) if action == "cell" else json.dumps({"n": number})
        previous = hashlib.sha256((previous + text).encode()).hexdigest()  # a digest of the right length
        rows.append((key, number, at + number, by, action, text, bytes.fromhex(previous)))
    return rows


def _insert(db: sqlite3.Connection, table: str, rows: object) -> None:
    names = [row[1] for row in db.execute(f'pragma table_info("{table}")')]
    marks, quoted = ",".join("?" * len(names)), ",".join(f'"{name}"' for name in names)
    db.executemany(
        f'insert into "{table}" ({quoted}) values ({marks})',
        ([row[name] for name in names] for row in rows),  # type: ignore[attr-defined]
    )
