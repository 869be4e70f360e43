"""Speed of checks, each beside the same work by hand as its floor. No time limits."""

from pathlib import Path

import pytest
from form_builders import OCTOBER

from forms.reader import read_form
from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, ValueType

FULL = sorted((Path(__file__).parents[2] / "forms" / "definitions").glob("**/kmmp_mfr*.yaml"))
pytestmark = pytest.mark.skipif(not FULL, reason="the full return is not there")

BALANCE = [CellKey("KM_C14", code) for code in ("ANC", "PN0_6", "PN6_12", "PN12_24")]


@pytest.fixture(scope="module")
def form():
    return read_form(FULL[-1])


@pytest.fixture(scope="module")
def compiled(form):
    return CompiledForm(form)


def a_month(form, number):
    """A return with a figure in every cell, the same in most, so that few checks fail."""
    values = {}
    for key in form.entry_cells:
        kind = form.elements[key.element].type
        if kind is ValueType.YES_NO:
            values[key] = CellValue(Kind.YES_NO, True, "1")
        elif kind.is_numeric:
            values[key] = CellValue(Kind.NUMBER, number, str(number))
    return values


@pytest.fixture
def figures(form):
    earlier = {back: a_month(form, 10 + back % 5) for back in range(1, 13)}
    return Figures(a_month(form, 12), earlier, ReturnFacts(OCTOBER))


@pytest.mark.benchmark(group="checks: whole return")
def test_bench_all_checks_of_the_full_return(benchmark, compiled, figures):
    report = benchmark(compiled.run, figures)
    assert report.made + len(report.skipped) == len(compiled.form.checks)


@pytest.mark.benchmark(group="checks: whole return")
def test_bench_floor_of_a_whole_return_each_figure_read_once_per_check(benchmark, compiled, figures):
    """What any engine must do: look up each cell of each check and add it."""
    needed = [[key for key in compiled.form.entry_cells if code in compiled.checks_touching(key)
               and not compiled._checks[code].rests_on_every_cell] for code in compiled._checks]

    def by_hand():
        get = figures.values.get
        for keys in needed:
            total = 0
            for key in keys:
                value = get(key)
                if value is not None and value.value is not None:
                    total += value.value
    benchmark(by_hand)


@pytest.mark.benchmark(group="checks: one cell")
def test_bench_one_cell_that_many_checks_touch(benchmark, compiled, figures):
    key = max(compiled.form.entry_cells, key=lambda cell: len(compiled.checks_touching(cell)))
    outcome = benchmark(compiled.run_touching, [key], figures)
    assert len(outcome) == len(compiled.checks_touching(key))


@pytest.mark.benchmark(group="checks: one cell")
def test_bench_one_cell_of_the_middle(benchmark, compiled, figures):
    cells = sorted(compiled.form.entry_cells, key=lambda cell: len(compiled.checks_touching(cell)))
    benchmark(compiled.run_touching, [cells[len(cells) // 2]], figures)


@pytest.mark.benchmark(group="checks: one cell")
def test_bench_floor_of_one_cell_a_dict_write_and_read(benchmark, figures):
    key, value = BALANCE[0], CellValue(Kind.NUMBER, 12, "12")

    def by_hand():
        figures.values[key] = value
        return figures.values[key].value
    benchmark(by_hand)


@pytest.mark.benchmark(group="checks: a finding")
def test_bench_the_balance_with_its_slips(benchmark, compiled, figures):
    balance = compiled._checks["R201"]
    for key, number in zip(BALANCE, (12, 21, 12, 12), strict=True):
        figures.values[key] = CellValue(Kind.NUMBER, number, str(number))
    assert benchmark(balance.outcome, figures) is not None


@pytest.mark.benchmark(group="forms: opening")
def test_bench_reading_the_full_return(benchmark):
    benchmark.pedantic(read_form, (FULL[-1],), rounds=5)


@pytest.mark.benchmark(group="forms: opening")
def test_bench_compiling_the_full_return(benchmark, form):
    benchmark.pedantic(CompiledForm, (form,), rounds=5)
