"""Every check of every shipped form: a return on which it holds, and one on which it fails."""

from __future__ import annotations

import pytest
from forms_cases.cases import CASE_FILES, Case, base_figures, case_file, cases_of, compiled

from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.findings import CheckReport, Finding

ALL_CASES = [(name, case) for name in CASE_FILES for case in cases_of(name)]

BALANCES = {
    "R201": ("C14[ANC] C14[PN0_6] C14[PN6_12] C14[PN12_24] C08[ANC] C08[PN] C09 C10[ANC] C10[PN] C11[ANC]"
             " C11[PN] C12[ANC] C12[PN] C13[ANC] C13[PN]",
             "C01[ANC] C01[PN] C02[ANC] C02[PN] C05[ANC] C05[PN] C06[ANC] C06[PN]"),
    "R202": ("C14[ANC] C07 C08[ANC] C10[ANC] C11[ANC] C12[ANC] C13[ANC]",
             "C01[ANC] C02[ANC] C05[ANC] C06[ANC]"),
    "R203": ("C01[ANC] C01[PN]", ""),
    "R204": ("C03[A10_19] C03[A20_24] C03[A25P]", "C02[ANC] C02[PN]"),
    "R217": ("J13 J09 J10 J11 C10[ANC] C10[PN]", "J04 J05[ANC] J05[PN]"),
    "R218": ("J04", ""),
    "R219": ("L01", "L02 L03 L04 L05 L06"),
    "R220": ("L08", "L09 L10 L11 L12 L13"),
    "R230": ("A01 A07", "A08"),
}
"""Cells of which one more makes the figure too high, and cells of which one more makes it too low."""


def _form(name: str) -> CompiledForm:
    return compiled(case_file(name)["form"])


def _finding(report: CheckReport, code: str) -> Finding | None:
    return next((finding for finding in report.findings if finding.check == code), None)


@pytest.mark.parametrize("name", CASE_FILES)
def test_the_base_return_passes_every_check_and_none_is_skipped(name: str) -> None:
    report = _form(name).run(base_figures(name))
    assert [(finding.check, str(finding.title)) for finding in report.findings] == []
    assert [skipped.check for skipped in report.skipped] == []
    assert report.made == len(_form(name).form.checks)


@pytest.mark.parametrize("name", CASE_FILES)
def test_every_check_of_the_form_has_a_case_and_no_case_is_left_over(name: str) -> None:
    assert list(case_file(name)["cases"]) == [check.code for check in _form(name).form.checks]


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=str)
def test_the_change_makes_the_check_fail_with_these_sides(name: str, case: Case) -> None:
    report = _form(name).run(base_figures(name, case.change))
    finding = _finding(report, case.check)
    assert finding is not None, f"{case.check} held; found {[found.check for found in report.findings]}"
    assert finding.left.value == pytest.approx(case.left, abs=1e-5)
    assert finding.right.value == pytest.approx(case.right, abs=1e-5)
    assert finding.difference == pytest.approx(case.left - case.right, abs=1e-5)


@pytest.mark.parametrize(("name", "case"), ALL_CASES, ids=str)
def test_the_title_is_a_sentence_in_both_languages_with_every_value_in_it(name: str, case: Case) -> None:
    form = _form(name).form
    finding = _finding(_form(name).run(base_figures(name, case.change)), case.check)
    assert finding is not None
    english = str(finding.title)
    for shown in (english, form.check_by_code[case.check].title.sw):
        assert shown
        assert len(shown) > 10
    assert "{" not in english
    assert "nan" not in english.lower().split()
    assert not any(element.full in english for element in form), "codes are no words"


@pytest.mark.parametrize(("name", "case"),
                         [(name, case) for name, case in ALL_CASES
                          if set(case.change) <= {"set", "left", "right"}], ids=str)
def test_running_only_what_the_changed_cells_touch_finds_it_too(name: str, case: Case) -> None:
    form = _form(name)
    keys = [form.form.key(reference) for reference in case.change["set"]]
    found = form.run_touching(keys, base_figures(name, case.change))
    assert isinstance(found[case.check], Finding)


def _by_one_cell(case: Case) -> bool:
    """Whether one whole number in one cell makes the two sides differ by one."""
    change = case.change.get("set", {})
    return (abs(case.left - case.right) == 1 and len(change) == 1
            and all(isinstance(value, int) for value in change.values()))


@pytest.mark.parametrize(("name", "case"),
                         [(name, case) for name, case in ALL_CASES if _by_one_cell(case)], ids=str)
def test_the_check_holds_where_both_sides_are_equal(name: str, case: Case) -> None:
    [(reference, value)] = case.change["set"].items()
    step = 1 if case_file(name)["base"][reference] > value else -1
    report = _form(name).run(base_figures(name, {"set": {reference: value + step}}))
    assert _finding(report, case.check) is None
    assert case.check not in [skipped.check for skipped in report.skipped]


@pytest.mark.parametrize(("name", "code", "change"),
                         [(name, code, change) for name in CASE_FILES
                          for code, entry in case_file(name)["holds"].items()
                          for change in (entry if isinstance(entry, list) else [entry])])
def test_the_check_holds_at_its_limit_and_where_it_does_not_apply(name: str, code: str,
                                                                  change: dict[str, object]) -> None:
    report = _form(name).run(base_figures(name, change))
    assert _finding(report, code) is None
    assert code not in [skipped.check for skipped in report.skipped]


@pytest.mark.parametrize(("code", "reference", "difference"),
                         [(code, reference, difference) for code, sides in BALANCES.items()
                          for references, difference in zip(sides, (1, -1), strict=True)
                          for reference in references.split()])
def test_one_more_in_any_cell_of_a_balance_is_seen(code: str, reference: str, difference: int) -> None:
    base = case_file("kmmp_mfr")["base"]
    report = _form("kmmp_mfr").run(base_figures("kmmp_mfr", {"set": {reference: base[reference] + 1}}))
    finding = _finding(report, code)
    assert finding is not None
    assert finding.difference == difference


@pytest.mark.parametrize("code", sorted(BALANCES))
def test_no_cell_of_a_balance_is_left_out_above(code: str) -> None:
    form = _form("kmmp_mfr")
    named = {form.form.key(reference) for side in BALANCES[code] for reference in side.split()}
    touched = {key for key in form.form.entry_cells if code in form.checks_touching(key)}
    of_last_month = {"R203": {key for key in touched if key.element == "KM_C14"},
                     "R218": {form.form.key("J13")}}.get(code, set())
    assert named == touched - of_last_month


@pytest.mark.parametrize("name", CASE_FILES)
def test_a_missing_figure_makes_its_checks_skipped_and_none_fail(name: str) -> None:
    form = _form(name)
    for reference in case_file(name)["base"]:
        figures = base_figures(name, {"set": {reference: "NR"}}) if not reference.startswith("P0") else None
        if figures is None:
            continue
        report = form.run(figures)
        failed = {finding.check for finding in report.findings}
        assert failed <= {"K301", "Y401"}, f"{reference}: {failed}"


@pytest.mark.parametrize("name", CASE_FILES)
def test_a_return_of_zeros_divides_by_nothing_and_skips_no_check(name: str) -> None:
    report = _form(name).run(base_figures(name, {"zero": True}))
    assert [skipped.check for skipped in report.skipped] == []


def test_a_first_return_is_asked_about_once_and_not_once_per_opening_figure() -> None:
    report = _form("kmmp_mfr").run(base_figures("kmmp_mfr", {"no_earlier": True}))
    assert [finding.check for finding in report.findings] == ["Q417"]
    assert {skipped.check for skipped in report.skipped} == {"W329"} | {f"Q{n}" for n in range(402, 411)}


@pytest.mark.parametrize(("change", "marked"), [
    ({"C01[ANC]": 32}, ["C01[ANC]"]),
    ({"C01[PN]": 104}, ["C01[PN]"]),
    ({"C01[ANC]": 32, "C01[PN]": 104}, ["C01[ANC]", "C01[PN]"]),
])
def test_of_two_comparisons_in_one_check_only_the_wrong_figure_is_marked(change: dict, marked: list) -> None:
    form = _form("kmmp_mfr")
    finding = _finding(form.run(base_figures("kmmp_mfr", {"set": change})), "R203")
    assert finding is not None
    assert finding.marks == tuple(form.form.key(reference) for reference in marked)
    assert finding.at == finding.marks[0]
