"""Twenty clerks type at once on one server: nothing acknowledged is lost, every log verifies.

``KMMP_LOAD_SECONDS`` sets how long (600 for the long form); times are reported, never asserted.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from entry_office import FULL, NOVEMBER, OFFICE
from load.client import ALIKE, facility_of
from sqlalchemy import create_engine, text
from storage_fixtures import flush, open_file, server

from kmmp_desktop.domain.cell_json import decode_cell, read_changes
from kmmp_desktop.domain.office import Facility, FormSpan, Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.storage.home import OfficeHome

__all__ = ["server"]

CLIENTS = 20
SECONDS = float(os.environ.get("KMMP_LOAD_SECONDS", "20"))
HERE = Path(__file__).parent


@pytest.fixture
def url(server: Any) -> Iterator[str]:
    made = str(server(False))
    admin = create_engine(made, isolation_level="AUTOCOMMIT")
    if "KMMP_TEST_DATABASE_URL" in os.environ:
        yield made
    else:  # what is measured waits for the disk
        flush(admin, True)
        yield made
        flush(admin, False)
    admin.dispose()


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[OfficeHome]:
    """Twenty clerks, and a facility for every four of them."""
    home = open_file(tmp_path, url=url)
    with home.work() as work:
        work.people.set_office(OFFICE)
        for number in range(CLIENTS):
            work.people.put(Person(uuid4(), f"clerk{number}", f"Clerk {number}", Role.CLERK))
        work.facilities.put_many(
            Facility(
                mfl, f"Facility {mfl}", "Kisumu", "Kisumu East", "3", forms=(FormSpan(FULL, Period(2024, 1)),)
            )
            for mfl in sorted({facility_of(number) for number in range(CLIENTS)})
        )
        work.commit()
    yield home
    home.close()


def run_clients(office: OfficeHome, url: str, folder: Path) -> list[dict[str, Any]]:
    with office.work() as work:
        people = {p.username: p.id for p in work.people.all()}
    running = []
    for number in range(CLIENTS):
        out = folder / f"out{number}.json"
        order = {
            "number": number,
            "person": str(people[f"clerk{number}"]),
            "folder": str(folder / f"home{number}"),
            "url": url,
            "period": str(NOVEMBER),
            "seconds": SECONDS,
            "out": str(out),
        }
        running.append((_start(order), out))
    for child, _ in running:
        assert child.stdout.readline() == "ready\n"
    for child, _ in running:
        child.stdin.write("go\n")
        child.stdin.flush()
    bare = bare_inserts(url)
    for child, _ in running:
        child.stdin.close()
        assert child.wait(SECONDS + 300) == 0
        child.stdout.close()
    told = [json.loads(out.read_text()) for _, out in running]
    told[0]["bare"] = bare
    return told


def _start(order: dict[str, Any]) -> subprocess.Popen[str]:
    path = os.pathsep.join((str(HERE.parents[1]), str(HERE.parent)))
    return subprocess.Popen(
        [sys.executable, str(HERE / "client.py"), json.dumps(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def bare_inserts(url: str) -> list[float]:
    """What the server alone takes, in the same minutes: one INSERT and its commit."""
    engine = create_engine(url)
    took = []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (n int primary key, t text)"))
    until, number = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            connection.commit()
            began = time.perf_counter()
            connection.execute(text("INSERT INTO bare VALUES (:n, 'a figure')"), {"n": number})
            connection.commit()
            took.append(time.perf_counter() - began)
        number += 1
        time.sleep(0.2)
    engine.dispose()
    return took


def test_twenty_clerks_at_once_lose_no_acknowledged_cell(
    office: OfficeHome, url: str, tmp_path: Path
) -> None:
    told = run_clients(office, url, tmp_path)
    by_facility: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for client in told:
        by_facility[client["facility"]].append(client)
        assert client["left"] == 0
    acknowledged = 0
    for mfl, clients in by_facility.items():
        assert len(clients) == ALIKE
        acknowledged += check_return(office, mfl, clients)
    took = sorted(t for client in told for t in client["took"])
    bare = sorted(told[0]["bare"])
    report = {
        "clients": CLIENTS,
        "seconds": SECONDS,
        "cells acknowledged": acknowledged,
        "conflicts": sum(len(client["conflicts"]) for client in told),
        "save p50 ms": round(statistics.median(took) * 1000, 1),
        "save p95 ms": round(took[int(len(took) * 0.95)] * 1000, 1),
        "bare INSERT p50 ms": round(statistics.median(bare) * 1000, 1),
        "bare INSERT p95 ms": round(bare[int(len(bare) * 0.95)] * 1000, 1),
        "kept here first": sum(client["waited"] for client in told),
    }
    sys.stderr.write(json.dumps(report) + "\n")
    (
        Path(os.environ["KMMP_LOAD_REPORT"]) if "KMMP_LOAD_REPORT" in os.environ else tmp_path / "report.json"
    ).write_text(json.dumps(report, indent=1))
    assert acknowledged > CLIENTS


def check_return(office: OfficeHome, mfl: str, clients: list[dict[str, Any]]) -> int:
    """Every acknowledged figure is in the log once, and the cells hold what the log says last."""
    with office.work() as work:
        [revision] = [r for r in work.returns.in_month(FULL, NOVEMBER) if r.key.facility == mfl]
        entries = work.audit.entries(str(revision.id))
        assert work.audit.first_broken(str(revision.id)) is None
        cells = work.returns.cells(revision.id)
        contested = work.together.conflicts(revision.id)
    logged: dict[tuple[str, str], int] = defaultdict(int)
    last: dict[str, str] = {}
    before: dict[str, str | None] = {}
    lost: list[tuple[str, str]] = []
    for entry in entries:
        if entry.action in ("cell", "cells"):
            for key, was, after in read_changes(entry.body):
                # nobody wrote over what he had not seen: each entry begins where the one before ended
                assert (was.raw if was else None) == before.get(str(key))
                before[str(key)] = last[str(key)] = after.raw
                logged[(str(key), after.raw)] += 1
        elif entry.action == "conflict":
            lost += [(c["cell"], decode_cell(c["late"]).raw) for c in entry.body["conflicts"]]
    said = [(cell, text) for client in clients for cell, texts in client["written"].items() for text in texts]
    assert {pair: logged[pair] for pair in said} == dict.fromkeys(said, 1)
    assert len(said) == sum(logged.values())
    assert {str(key): value.raw for key, value in cells.items()} == last
    refused = [(cell, text) for client in clients for cell, text in client["conflicts"]]
    assert sorted(refused) == sorted(lost)
    assert {str(c.key) for c in contested} <= {cell for cell, _ in refused}
    return len(said)
