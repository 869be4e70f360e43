"""One durable cell in an office of 10,000 facilities x 60 months, against the same in an empty one.

The same for a digit key, a committing key and opening on the entry screen, from the key to the paint.

The big database holds 600,000 returns (rows of return and revision) and the cells of twelve months of
the facility in hand plus 2,000,000 others; both are real files, both saves go through ``OpenReturn.set``.
"""

import shutil
import sqlite3
from uuid import uuid4

import pytest
from bench.screens import figures_painted, painted, screen_on, throw_away
from entry_typist import Typist
from office_fixtures import FULL, NOVEMBER, NYOTA, THIRD, open_copy
from PySide6.QtCore import Qt

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.demo.office import SetClock

MONTHS = 60
KEY = CellKey("KM_C14", "ANC")


def fill(home, facilities, other_cells):
    """Insert bulk rows past the program, copying the shape of one real row."""
    db = sqlite3.connect(home / "office.db")
    db.row_factory = sqlite3.Row
    db.execute("pragma synchronous=off")
    shapes = {
        t: dict(db.execute(f'select * from "{t}" limit 1').fetchone()) for t in ("return", "revision", "cell")
    }
    periods = [int(str(Period(2021, 12).shift(n))) for n in range(MONTHS)]
    returns = [
        (number, f"{20000 + facility}", period, uuid4().bytes)
        for number, (facility, period) in enumerate(((f, p) for f in range(facilities) for p in periods), 100)
    ]
    if not isinstance(shapes["revision"]["id"], bytes):
        returns = [(r, m, p, v.hex()) for r, m, p, v in returns]

    def insert(table, rows):
        names = list(shapes[table])
        marks = ",".join("?" * len(names))
        quoted = ",".join(f'"{n}"' for n in names)
        db.executemany(
            f'insert or ignore into "{table}" ({quoted}) values ({marks})',
            ([{**shapes[table], **row}[n] for n in names] for row in rows),
        )

    facility = dict(db.execute("select * from facility limit 1").fetchone())
    shapes["facility"] = facility
    insert("facility", ({"mfl": f"{20000 + f}", "name": f"Facility {f}"} for f in range(facilities)))
    insert("return", ({"id": r, "facility": mfl, "period": p, "family": FULL} for r, mfl, p, _ in returns))
    insert("revision", ({"id": v, "return": r} for r, _, _, v in returns))
    elements = [f"KM_X{n:03}" for n in range(200)]
    wanted = other_cells // len(elements)
    insert(
        "cell",
        ({"revision": v, "element": e, "category": ""} for _, _, _, v in returns[:wanted] for e in elements),
    )
    db.commit()
    db.execute("analyze")
    db.commit()
    db.close()


@pytest.fixture(scope="module")
def national(office_template, tmp_path_factory, request):
    """The folder of the big office; a small one where benchmarks only have to run (CI)."""
    home = tmp_path_factory.mktemp("national") / "home"
    shutil.copytree(office_template, home)
    small = open_copy(home, SetClock(THIRD))
    small.open(NYOTA).set(KEY, "1")
    if request.config.getoption("benchmark_disable"):
        fill(home, 50, 10_000)
    else:
        fill(home, 10_000, 2_000_000)
    return open_copy(home, SetClock(THIRD))


@pytest.fixture(params=["empty", "national"])
def sized(request, office):
    if request.param == "national":
        return request.getfixturevalue("national")
    office.open(NYOTA).set(KEY, "1")
    return office


@pytest.mark.benchmark(group="growth")
def test_one_durable_cell(benchmark, sized):
    opened = sized.open(NYOTA)
    figures = iter(range(2, 10_000_000))
    benchmark.pedantic(lambda: opened.set(KEY, str(next(figures))), rounds=300, warmup_rounds=20)


@pytest.mark.benchmark(group="growth-open")
def test_opening_a_return(benchmark, sized):
    benchmark.pedantic(sized.open, (NYOTA,), rounds=30, warmup_rounds=3)


@pytest.fixture
def screen(sized, qapp):
    page = screen_on(sized.services, qapp, sized.person("clerk"))
    page.open_return(FULL, NYOTA, NOVEMBER)
    page.go_to_cell(KEY)
    qapp.processEvents()
    yield page
    page.may_leave()
    throw_away(page, qapp)
    qapp.setStyleSheet("")


@pytest.mark.benchmark(group="growth-digit-key")
def test_a_digit_key_on_the_screen(benchmark, screen, qapp):
    typist = Typist(screen)

    def fresh():
        typist.press(Qt.Key.Key_Escape)
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: typist.keypad("7")), setup=fresh, rounds=60, warmup_rounds=5
    )


@pytest.mark.benchmark(group="growth-committing-key")
def test_a_committing_key_on_the_screen(benchmark, screen, qapp):
    typist = Typist(screen)
    figures = iter(range(10, 10_000))

    def typed():
        screen.go_to_cell(KEY)
        typist.keypad(str(next(figures)))
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: typist.keypad("\n")), setup=typed, rounds=60, warmup_rounds=5
    )


@pytest.mark.benchmark(group="growth-opening-on-screen")
def test_opening_on_the_screen(benchmark, screen, qapp):
    def closed():
        screen.may_leave()
        screen.person_changed()
        qapp.processEvents()

    benchmark.pedantic(
        lambda: figures_painted(screen, qapp, lambda: screen.open_return(FULL, NYOTA, NOVEMBER)),
        setup=closed,
        rounds=30,
        warmup_rounds=3,
    )
