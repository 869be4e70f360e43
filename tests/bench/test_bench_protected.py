"""What encryption costs: one durable cell, opening, reading a return, against the same in the clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from storage_fixtures import ACHIENG, KEY, NOON, furnish, number, open_file, save_cell

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.storage.home import OfficeHome

Benchmark = Callable[..., object]
SHEET = {CellKey(f"KM_X{row:03}"): number(row) for row in range(220)}


@pytest.fixture(params=["clear", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    return KEY if request.param == "encrypted" else None


@pytest.fixture
def office(tmp_path: Path, key: bytes | None) -> Iterator[OfficeHome]:
    opened = open_file(tmp_path, keys=lambda: key)
    yield opened
    opened.close()


@pytest.mark.benchmark(group="one durable cell, encrypted or not")
def test_committed_key(benchmark: Benchmark, office: OfficeHome) -> None:
    draft, turns = furnish(office), count()
    benchmark(lambda: save_cell(office, draft.id, number(next(turns))))


@pytest.mark.benchmark(group="a return of 220 cells read, encrypted or not")
def test_read(benchmark: Benchmark, office: OfficeHome) -> None:
    draft = furnish(office)
    with office.work() as work:
        work.returns.put_cells(draft.id, SHEET, ACHIENG.id, NOON)
        work.commit()

    def read() -> None:
        with office.work() as work:
            assert len(work.returns.cells(draft.id)) == len(SHEET)

    benchmark(read)


@pytest.mark.benchmark(group="opening, encrypted or not")
def test_opening(benchmark: Benchmark, tmp_path: Path, key: bytes | None) -> None:
    office = open_file(tmp_path, keys=lambda: key)
    draft = furnish(office)
    save_cell(office, draft.id, number(1))
    office.close()
    benchmark(lambda: open_file(tmp_path, keys=lambda: key).close())


@pytest.mark.benchmark(group="the passphrase of a protected office")
def test_passphrase(benchmark: Benchmark) -> None:
    from kmmp_desktop.security.key_slots import Slots

    slots = Slots()
    name = slots.name_of("achieng")
    slots = slots.with_person(name, (slots.seal(KEY, name, "maize lantern lake"),))
    benchmark.pedantic(lambda: slots.open(name, "maize lantern lake"), rounds=3)  # type: ignore[attr-defined]
