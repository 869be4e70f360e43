"""Checks between forms are read as strictly as forms; those that ship fail and hold as they should."""

from __future__ import annotations

from importlib.resources import files

import pytest
from entry_office import cells_of

from forms.across import BetweenFolder, read_between
from forms.catalogue import FolderCatalogue
from kmmp_desktop.domain.between import joint_form
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.figures import Figures, ReturnFacts
from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import DefinitionError

SMALL, FULL, MINISTRY = "KMMP_HF", "KMMP_MFR", "MOH731_S2_2023"
CATALOGUE = FolderCatalogue(files("forms").joinpath("definitions"))
NEWEST = {family: CATALOGUE.newest(family) for family in CATALOGUE.families()}
SHIPPED = BetweenFolder(CATALOGUE, files("forms").joinpath("between"))

GOOD = """kmmp_between: 1
between:
  families: [KMMP_HF, MOH731_S2_2023]
standards:
  STD_X:
    statement: {en: Same women, sw: Wanawake wale wale}
    status: not_verified
checks:
  - code: X1
    check: KMMP_3b = Y23_HV02_01 + Y23_HV02_10
    severity: warning
    title: {en: "{left} and {right}", sw: "{left} na {right}"}
    at: [KMMP_3b, Y23_HV02_01]
    missing: skip_if_any
    standard: STD_X
"""


def outcome(families, texts, code):
    """holds, fails or skipped; ``texts``: full codes and what is typed."""
    forms = [NEWEST[family] for family in families]
    [rules] = SHIPPED.involving(families[0])
    joint = joint_form(rules, forms)
    cells = {
        key: value
        for form in forms
        for key, value in cells_of(
            form, {r: t for r, t in texts.items() if form.find(r.partition("[")[0])}
        ).items()
    }
    report = CompiledForm(joint).run(Figures(cells, {}, ReturnFacts(period=Period(2026, 11))))
    if any(f.check == code for f in report.findings):
        return "fails"
    return "skipped" if any(s.check == code for s in report.skipped) else "holds"


CASES = [
    (SMALL, "X101", {"KMMP_3b": 12, "Y23_HV02_01": 7, "Y23_HV02_10": 5}, {"Y23_HV02_10": 6}),
    (
        FULL,
        "X201",
        {"KM_B02[A10_19]": 1, "KM_B02[A20_24]": 2, "KM_B02[A25P]": 4, "Y23_HV02_01": 7},
        {"KM_B02[A25P]": 5},
    ),
    (FULL, "X202", {"KM_B03": 80, "Y23_HV02_02": 80}, {"Y23_HV02_02": 8}),
    (FULL, "X203", {"KM_B04": 30, "Y23_HV02_03": 30}, {"KM_B04": 0}),
    (
        FULL,
        "X204",
        {"KM_B05[A10_19]": 1, "KM_B05[A20_24]": 0, "KM_B05[A25P]": 2, "Y23_HV02_10": 3},
        {"Y23_HV02_10": 4},
    ),
    (FULL, "X205", {"KM_B06": 1, "Y23_HV02_11": 1}, {"KM_B06": 2}),
    (FULL, "X206", {"KM_B07": 3, "Y23_HV02_12": 1, "Y23_HV02_13": 2}, {"Y23_HV02_13": 3}),
    (FULL, "X207", {"KM_B08": 6, "Y23_HV02_14": 6}, {"KM_B08": 5}),
    (FULL, "X208", {"KM_B09": 4, "Y23_HV02_15": 4}, {"Y23_HV02_15": 5}),
    (
        FULL,
        "X209",
        {"KM_B10": 3, "Y23_HV02_16": 1, "Y23_HV02_17": 1, "Y23_HV02_18": 1},
        {"Y23_HV02_18": 2},
    ),
    (FULL, "X210", {"KM_B13": 40, "Y23_HV02_19": 40}, {"KM_B13": 41}),
    (FULL, "X211", {"KM_B14": 0, "Y23_HV02_20": 0}, {"KM_B14": 1}),
]


@pytest.mark.parametrize(("family", "code", "figures", "change"), CASES, ids=[c[1] for c in CASES])
def test_every_check_holds_fails_and_waits(family, code, figures, change):
    both = (family, MINISTRY)
    assert outcome(both, figures, code) == outcome(both[::-1], figures, code) == "holds"
    assert outcome(both, figures | change, code) == outcome(both[::-1], figures | change, code) == "fails"
    assert outcome(both, dict(list(figures.items())[1:]), code) == "skipped"


def test_every_check_that_ships_has_its_case():
    assert SHIPPED.problems == ()
    [rules] = SHIPPED.involving(MINISTRY)
    assert [check.code for check in rules.checks] == [code for _, code, _, _ in CASES]


def test_the_reading_of_item_3b_is_not_verified_and_says_so():
    [rules] = SHIPPED.involving(SMALL)
    assert rules.standards["STD_KMMP_3B_MOH731"].status is Status.NOT_VERIFIED


def test_checks_without_their_cells_are_left_out_and_those_of_the_first_form_marked_first():
    [rules] = SHIPPED.involving(SMALL)
    joint = joint_form(rules, [NEWEST[MINISTRY], NEWEST[SMALL]])
    assert [check.code for check in joint.checks] == ["X101"]
    assert joint.checks[0].at == ("Y23_HV02_01", "Y23_HV02_10", "KMMP_3b")
    assert list(joint.elements) == ["Y23_HV02_01", "Y23_HV02_10", "KMMP_3b"]
    assert [section.code for section in joint.sections] == ["A", "B", "KMMP A"]


def test_a_calculated_row_is_named_too():
    text = GOOD.replace("KMMP_3b =", "KM_B12 =").replace("[KMMP_3b,", "[KM_B02,").replace(SMALL, FULL)
    joint = joint_form(read_between(text.encode(), NEWEST), [NEWEST[FULL], NEWEST[MINISTRY]])
    assert joint.elements["KM_B12"].calculate == "KM_B02 + KM_B05"
    assert {"KM_B02", "KM_B05"} <= set(joint.elements)


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("Y23_HV02_10\n", "Y23_HV2_10\n", "10:36", "no element Y23_HV2_10. Did you mean Y23_HV02_10"),
        ("KMMP_3b = ", "KMMP_3a = KMMP_3b + 0 * ", None, ""),
        ("Y23_HV02_01 + Y23_HV02_10\n", "KMMP_3a\n", "10:12", "cells of two forms"),
        ("= Y23_HV02_01", "= previous(Y23_HV02_01)", "10:22", "previous cannot stand between forms"),
        ("severity: warning", "severity: error", "11:15", "warning or note"),
        ("[KMMP_3b, Y23_HV02_01]", "[KMMP_3b]", "13:9", "a cell of each form"),
        ("Y23_HV02_01]", "Y23_HV02_99]", "13:19", "no cell Y23_HV02_99"),
        ("code: X1", "code: K101", "9:11", "KMMP_HF has a check of this code"),
        ("KMMP_HF, MOH", "KMMP_FH, MOH", "3:14", "Did you mean KMMP_HF"),
        ("[KMMP_HF, MOH731_S2_2023]", "[KMMP_HF]", "3:13", "two forms or more"),
        ("kmmp_between: 1", "kmmp_between: 2", "1:15", "it reads 1"),
        ("    missing: skip_if_any\n", "", "9:5", "missing is missing"),
        ("standard: STD_X", "standard: STD_Y", "15:15", "no standard STD_Y"),
        ("    at:", "    att:", "13:5", "there is no key 'att'"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(old, new, where, said):
    assert old in GOOD
    content = GOOD.replace(old, new).encode()
    if where is None:
        assert read_between(content, NEWEST, "x.yaml").checks
        return
    with pytest.raises(DefinitionError) as refused:
        read_between(content, NEWEST, "x.yaml")
    problems = refused.value.problems
    assert any(line.startswith(f"x.yaml:{where}:") and said in line for line in problems), problems


def test_a_broken_file_is_left_out_and_the_others_stay(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD.replace("KMMP_3b =", "KMMP_3x ="), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    folder = BetweenFolder(CATALOGUE, tmp_path, tmp_path / "nothing")
    assert [rules.file for rules in folder.involving(SMALL)] == ["b.yaml"]
    assert len(folder.problems) == 1


def test_the_folder_of_forms_does_not_take_it_for_a_form(tmp_path):
    (tmp_path / "between").mkdir()
    (tmp_path / "between" / "a.yaml").write_text(GOOD, encoding="utf-8")
    assert FolderCatalogue(tmp_path).problems == ()
