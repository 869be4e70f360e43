"""Checks added to a published form from a month on: month with month, with last year, within limits."""

from __future__ import annotations

from importlib.resources import files

import pytest
from form_builders import cells
from office_fixtures import FULL, NOVEMBER, NYOTA, office, office_template

from exports.dhis2_rules import DhisRules
from forms.additions import AddedForms, office_forms, read_additions
from forms.catalogue import ADDITIONS, FolderCatalogue
from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.history import of_returns
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.figures import Figures, ReturnFacts
from kmmp_desktop.domain.form import Severity, Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.services.rule_exchange import MappingTable
from kmmp_desktop.texts.catalogue import Catalogue

__all__ = ["office", "office_template"]

OCTOBER = Period(2026, 10)
BASE = FolderCatalogue(files("forms").joinpath("definitions"))
FORMS = AddedForms(BASE, files("forms").joinpath(ADDITIONS))
FORM = FORMS.for_period(FULL, NOVEMBER)
NEW = FORM.checks[len(BASE.newest(FULL).checks) :]

SMALL_FILE = """
kmmp_additions: 1
additions: {family: KMMP_MFR, valid_from: "202611"}
standards:
  STD_MINE: {statement: {en: Mine}, status: programme_setting, value: "5"}
settings:
  mine: {value: 5, standard: STD_MINE}
checks:
  - {code: Q900, check: C02 <= @mine, severity: warning, title: {en: Many}, at: [C02], missing: skip_if_any,
     standard: STD_MINE}
"""


def test_they_ship_as_programme_settings_from_november_on_and_earlier_months_keep_theirs():
    assert FORMS.problems == ()
    assert [check.code for check in NEW] == ["Q501", "Q502", "Q503", "Q504", "Q505", "Q506"]
    assert FORMS.for_period(FULL, OCTOBER) is BASE.newest(FULL)
    assert FORMS.version(FULL, "1.0.0", OCTOBER) is FORMS.version(FULL, "1.0.0") is BASE.newest(FULL)
    assert FORMS.version(FULL, "1.0.0", NOVEMBER) is FORM
    for check in NEW:
        standard = FORM.standards[check.standard]
        assert (check.severity, standard.status) == (Severity.WARNING, Status.PROGRAMME_SETTING), check.code
        assert standard.note.startswith(("A working value", "DHIS2"))
        assert standard.statement.sw
        assert check.title.sw
        assert "guideline" not in check.title.en.lower() + check.explanation.en.lower()


def test_the_form_file_stays_what_it_is_and_the_version_of_the_checks_does_not():
    assert FORM.file_digest == BASE.newest(FULL).digest != FORM.digest


def test_every_unit_of_a_standard_can_be_said_in_swahili():
    forms = [FORM, *(BASE.newest(family) for family in BASE.families())]
    units = {standard.unit for form in forms for standard in form.standards.values()} - {"", "%"}
    swahili = Catalogue("sw")
    assert len(units) > 10
    assert [unit for unit in sorted(units) if swahili.say(unit) == unit] == []


CASES = [  # check, element, this month, months back -> figure, what comes of it
    ("Q501", "C14[ANC]", 40, {1: 30}, "fails"),
    ("Q501", "C14[ANC]", 20, {1: 30}, "fails"),
    ("Q501", "C14[ANC]", 39, {1: 30}, "holds"),
    ("Q501", "C14[ANC]", 21, {1: 30}, "holds"),
    ("Q501", "C14[ANC]", 19, {1: 5}, "holds"),  # small
    ("Q501", "C14[ANC]", 20, {1: 5}, "fails"),
    ("Q501", "C14[ANC]", 40, {1: 0}, "holds"),  # nothing to divide by
    ("Q501", "C14[ANC]", 40, {}, "skipped"),
    ("Q501", "C14[ANC]", "NR", {1: 30}, "skipped"),
    ("Q502", "B01", 61, {1: 30}, "fails"),
    ("Q502", "B01", 60, {1: 30}, "holds"),
    ("Q502", "B01", 15, {1: 30}, "holds"),
    ("Q502", "B01", 14, {1: 30}, "fails"),
    ("Q502", "B01", 2, {1: 19}, "holds"),
    ("Q503", "B03", 80, {12: 40}, "fails"),
    ("Q503", "B03", 60, {12: 40}, "holds"),
    ("Q503", "B03", 80, {12: 40, 1: 75, 2: 78, 3: 70}, "holds"),  # usual for these months
    ("Q503", "B03", 80, {12: 78, 1: 30, 2: 31, 3: 29}, "holds"),  # usual for the season
    ("Q503", "B03", 80, {12: 40, 1: 30, 2: 31, 3: 29}, "fails"),
    ("Q503", "B03", 80, {1: 30, 2: 31, 3: 29}, "skipped"),
    ("Q503", "B03", 19, {12: 6}, "holds"),
    ("Q504", "B16", 9, {12: 40}, "fails"),
    ("Q505", "D01[A25P]", 33, dict(enumerate((20, 21, 19, 22, 20, 18), 1)), "fails"),
    ("Q505", "D01[A25P]", 24, dict(enumerate((20, 21, 19, 22, 20, 18), 1)), "holds"),
    ("Q505", "D01[A25P]", 33, dict(enumerate((20, 21, 19, 22, 20), 1)), "skipped"),
    ("Q505", "D01[A25P]", 9, dict(enumerate((0, 1, 0, 1, 0, 1), 1)), "holds"),
    ("Q506", "B13", 33, dict(enumerate((20, 20, 20, 20, 20, 20), 1)), "skipped"),
    ("Q506", "B13", 5, dict(enumerate((20, 21, 19, 22, 20, 18), 1)), "fails"),
]


def made(reference, now, before):
    """The cells of this month and of earlier ones; the other categories of the element hold 0."""
    element = FORM.find(reference.partition("[")[0])
    rest = {f"{element.code}[{key.category}]": 0 for key in element.cells if key.category}
    months = {back: cells(FORM, {**rest, reference: figure}) for back, figure in before.items()}
    return cells(FORM, {**rest, reference: now}), months


def findings(code, reference, now, before):
    values, months = made(reference, now, before)
    report = CompiledForm(FORM).run(Figures(values, months, ReturnFacts(period=NOVEMBER)))
    found = [finding for finding in report.findings if finding.check == code]
    return found, [skipped.check for skipped in report.skipped]


@pytest.mark.parametrize(("code", "reference", "now", "before", "outcome"), CASES)
def test_it_speaks_where_it_should_and_alike_in_histories(code, reference, now, before, outcome):
    found, skipped = findings(code, reference, now, before)
    assert ("fails" if found else "skipped" if code in skipped else "holds") == outcome
    values, months = made(reference, now, before)
    stored = {("1", NOVEMBER.shift(-back)): each for back, each in {0: values, **months}.items()}
    columns = ColumnarForm(FORM).run(of_returns(FORM, stored), [code])[code]
    assert (columns.failed[0, -1], columns.skipped[0, -1]) == (outcome == "fails", outcome == "skipped")


def test_the_finding_names_both_months_and_the_ratio():
    [[finding], _] = findings("Q501", "C14[ANC]", 45, {1: 30})
    assert str(finding.title) == (
        "Active clients: 45 this month, 30 last month; that is 150 % of last month, limit 133 %"
    )
    [[finding], _] = findings("Q503", "B03", 80, {12: 40})
    assert str(finding.title) == (
        "Initial HIV tests at ANC: 80 this month, 40 in the same month last year; 100 % apart, limit 50 %"
    )
    [[finding], _] = findings("Q505", "D01[A25P]", 33, dict(enumerate((20, 21, 19, 22, 20, 18), 1)))
    assert finding.right.terms[0].label.en == "Most to be expected: New HIV-negative ANC clients enrolled"


def test_it_is_found_while_typing_from_november_on_and_not_in_october(office):
    for period, figure in ((Period(2026, 9), 30), (OCTOBER, 30), (NOVEMBER, 45)):
        opened = office.open(NYOTA, period)
        element = opened.form.find("C14")
        opened.set_many({key: str(figure if number == 0 else 0) for number, key in enumerate(element.cells)})
        assert ("Q501" in opened.findings) == (period == NOVEMBER), period
    opened = office.open(NYOTA, OCTOBER)
    opened.set(opened.form.find("C14").cells[0], "90")
    assert "Q501" not in opened.findings
    asked = office.services.completion.look(office.open(NYOTA, NOVEMBER)).report.findings
    assert "Q501" in [finding.check for finding in asked]


def test_none_of_them_travels_to_dhis2_and_each_is_told():
    operands = {cell: f"{number}".rjust(11, "a") for number, cell in enumerate(FORM.entry_cells)}
    told = DhisRules().write(FORM, MappingTable(operands))
    assert {check.code for check in NEW} <= {each.code for each in told.left_out}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Q900", "Q402", "KMMP_MFR has a check of this code"),
        ("STD_MINE: {st", "STD_CHANGE: {st", "KMMP_MFR has STD_CHANGE already"),
        ("mine: {value", "change_max: {value", "KMMP_MFR has change_max already"),
        ("C02 <= @mine", "C99 <= @mine", "The form has no element C99"),
        ("KMMP_MFR", "KMMP_XXX", "there is no form KMMP_XXX"),
        ("en: Many", "en: 'Many {mark}'", "{mark} is unknown"),
        ("additions: 1", "additions: 2", "a format this program does not know"),
    ],
)
def test_a_file_that_does_more_than_add_is_refused_with_its_line(old, new, said):
    newest = {FULL: BASE.newest(FULL)}
    assert read_additions(SMALL_FILE.encode(), newest, "mine.yaml").checks[0].code == "Q900"
    with pytest.raises(DefinitionError) as caught:
        read_additions(SMALL_FILE.replace(old, new).encode(), newest, "mine.yaml")
    assert said in str(caught.value)
    assert "mine.yaml:" in str(caught.value)


def test_an_office_adds_its_own_and_a_bad_file_is_left_out(tmp_path):
    folder = tmp_path / "forms" / ADDITIONS
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text(SMALL_FILE)
    (folder / "b.yaml").write_text(SMALL_FILE)  # the second one adds what is there already
    forms = office_forms(tmp_path)
    assert forms.for_period(FULL, NOVEMBER).check_by_code["Q900"].expression == "C02 <= @mine"
    [problem] = forms.problems
    assert "b.yaml" in str(problem)
    assert "Q900" in str(problem)
