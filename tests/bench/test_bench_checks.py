"""Speed of checks, each beside the same work by hand as its floor. No time limits."""

import pytest
import yaml
from forms_cases.cases import DEFINITIONS, base_figures

from forms.reader import read_form
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.values import CellKey, CellValue, Kind

FULL = DEFINITIONS / "kmmp_mfr_1.0.0.yaml"
BALANCE = CellKey("KM_C14", "PN0_6")


@pytest.fixture(scope="module")
def form():
    return read_form(FULL)


@pytest.fixture(scope="module")
def compiled(form):
    return CompiledForm(form)


@pytest.fixture
def figures():
    """A return on which every check holds, with the months before it."""
    return base_figures("kmmp_mfr")


@pytest.mark.benchmark(group="checks: whole return")
def test_bench_all_checks_of_the_full_return(benchmark, compiled, figures):
    report = benchmark(compiled.run, figures)
    assert report.made == len(compiled.form.checks)
    assert report.findings == ()


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
                if value is not None and isinstance(value.value, int):
                    total += value.value
    benchmark(by_hand)


@pytest.mark.benchmark(group="checks: one cell")
def test_bench_one_cell_that_many_checks_touch(benchmark, compiled, figures):
    key = max(compiled.form.entry_cells, key=lambda cell: len(compiled.checks_touching(cell)))
    outcome = benchmark(compiled.run_touching, [key], figures)
    assert len(outcome) >= 10


@pytest.mark.benchmark(group="checks: one cell")
def test_bench_one_cell_of_the_middle(benchmark, compiled, figures):
    cells = sorted(compiled.form.entry_cells, key=lambda cell: len(compiled.checks_touching(cell)))
    benchmark(compiled.run_touching, [cells[len(cells) // 2]], figures)


@pytest.mark.benchmark(group="checks: one cell")
def test_bench_floor_of_one_cell_a_dict_write_and_read(benchmark, figures):
    key, value = BALANCE, CellValue(Kind.NUMBER, 12, "12")

    def by_hand():
        figures.values[key] = value
        return figures.values[key].value
    benchmark(by_hand)


@pytest.mark.benchmark(group="checks: a finding")
def test_bench_the_balance_that_fails(benchmark, compiled, figures):
    figures.values[BALANCE] = CellValue(Kind.NUMBER, 14, "14")
    found = benchmark(compiled._checks["R201"].outcome, figures)
    assert found.difference == -27


@pytest.mark.benchmark(group="checks: a finding")
def test_bench_the_slips_of_all_that_fails(benchmark, compiled, figures):
    """What one key press adds that makes a check fail or hold again."""
    figures.values[BALANCE] = CellValue(Kind.NUMBER, 14, "14")
    found = [each for each in compiled.run_touching([BALANCE], figures).values() if isinstance(each, Finding)]
    slips = benchmark(compiled.slips, found, figures)
    assert [slip.suggested for slip in slips["R201"]] == ["41"]


@pytest.mark.benchmark(group="forms: opening")
def test_bench_reading_the_full_return(benchmark):
    benchmark.pedantic(read_form, (FULL,), rounds=5)


@pytest.mark.benchmark(group="forms: opening")
def test_bench_floor_of_reading_the_same_file_through_libyaml(benchmark):
    text = FULL.read_text(encoding="utf-8")
    benchmark.pedantic(lambda: list(yaml.parse(text, Loader=yaml.CSafeLoader)), rounds=5)


@pytest.mark.benchmark(group="forms: opening")
def test_bench_compiling_the_full_return(benchmark, form):
    benchmark.pedantic(CompiledForm, (form,), rounds=5)
