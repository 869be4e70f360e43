"""Running the checks of a form: findings, what is skipped, totals, and what a cell touches."""

from dataclasses import replace

import pytest
from form_builders import a_check, a_return, form_with, small_form

from kmmp_desktop.domain.checking import CompiledForm, Total
from kmmp_desktop.domain.findings import Finding, Skipped
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey, Kind, read_cell
from kmmp_desktop.errors import DefinitionError
from kmmp_desktop.text import Text

BALANCED = {"A1[ANC]": 20, "A1[PN]": 10, "A2[ANC]": 4, "A2[PN]": 2, "A3[ANC]": 1, "A3[PN]": 3,
            "A4[ANC]": 23, "A4[PN]": 9}


def finding(form, figures, code="T1") -> Finding:
    [found] = [each for each in CompiledForm(form).run(figures).findings if each.check == code]
    return found


def said(found: Finding) -> tuple[str, str]:
    title = found.title.params["title"]
    assert isinstance(title, Text)
    return title.en, title.sw


def test_a_return_that_balances_has_no_findings():
    form = small_form()
    report = CompiledForm(form).run(a_return(form, BALANCED))
    assert report.findings == ()
    assert "R1" not in {each.check for each in report.skipped}
    assert report.made + len(report.skipped) == len(form.checks)


def test_a_finding_shows_both_sides_their_terms_and_the_difference():
    form = small_form()
    found = finding(form, a_return(form, BALANCED | {"A4[ANC]": 24}), "R1")
    assert (found.left.text, found.left.value) == ("A1 + A2 - A3", 32)
    assert (found.operator, found.right.text, found.right.value) == ("=", "A4", 33)
    assert found.difference == -1
    assert [(term.sign, term.code, term.value, term.label.en) for term in found.left.terms] == [
        ("", "A1", 30, "At start"), ("+", "A2", 6, "New"), ("-", "A3", 4, "Left")]
    assert found.standard == "STD_SUM"
    assert found.severity is Severity.ERROR


def test_too_many_is_said_of_the_marked_cell():
    form = small_form()
    assert said(finding(form, a_return(form, BALANCED | {"A4[ANC]": 26}), "R1")) == (
        "Clients do not balance: 3 too many", "Wateja hawalingani: 3 zaidi")
    assert said(finding(form, a_return(form, BALANCED | {"A4[ANC]": 20}), "R1")) == (
        "Clients do not balance: 3 too few", "Wateja hawalingani: 3 pungufu")


def test_a_marked_cell_that_is_subtracted_turns_the_direction_round():
    form = form_with(a_check("B1 - B2 = B3", at=("B2",), title=Text("{direction}")))
    assert said(finding(form, a_return(form, {"B1": 10, "B2": 1, "B3": 5})))[0] == "too few"


def test_the_english_title_stands_in_where_no_swahili_is_written():
    form = form_with(a_check("B1 = B2", title=Text("{left} and {right}")))
    title = finding(form, a_return(form, {"B1": 1, "B2": 2})).title.params["title"]
    assert title.say("sw") == "1 and 2"


def test_marks_come_first_among_the_cells_to_jump_to():
    form = small_form()
    found = finding(form, a_return(form, BALANCED | {"A4[ANC]": 24}), "R1")
    total = CellKey("SM_A4", "*")
    assert found.at == total
    assert found.marks == (total,)
    assert found.cells[0] == total
    assert set(found.cells[1:]) == {key for code in ("A1", "A2", "A3", "A4")
                                    for key in form.find(code).cells}


@pytest.mark.parametrize(("value", "shown"), [
    (12480, "12\u2009480"), (12, "12"), (10.333, "10.3"), ("2 / 3", "0.667"), (0.05, "0.05"), (-8, "\u22128"),
    (1234.56, "1\u2009234.6"), (12.04, "12"), ("0.1 + 0.2 - 0.3", "0")])
def test_numbers_are_shown_rounded_as_dhis2_does(value, shown):
    form = form_with(a_check(f"B1 + ({value}) = 0", title=Text("{left}")))
    assert said(finding(form, a_return(form, {"B1": 0})))[0] == shown


def test_dates_are_shown_as_dates_in_both_languages():
    form = small_form()
    found = finding(form, a_return(form, {"B6": "09122026"}), "R5")
    assert said(found) == ("Handed in 9 Dec 2026, due 5 Nov 2026", "Imeletwa 9 Des 2026, mwisho 5 Nov 2026")
    assert found.difference == 34
    assert [side.shown.sw for side in (found.left, found.right)] == ["9 Des 2026", "5 Nov 2026"]
    assert found.left.terms[0].shown.en == "9 Dec 2026"


def test_yes_and_no_are_shown_in_words():
    form = form_with(a_check("B5 = 1", at=("B5",), title=Text("{left}, not {right}", "{left}, si {right}")))
    assert said(finding(form, a_return(form, {"B5": "no"}))) == ("no, not yes", "hapana, si ndiyo")


def test_of_and_the_first_comparison_that_fails_is_shown():
    form = form_with("B1 > 0 and B2 > 0 and B3 > 0")
    found = finding(form, a_return(form, {"B1": 1, "B2": 0, "B3": 0}))
    assert (found.left.text, found.operator, found.right.text) == ("B2", ">", "0")


def test_of_or_the_last_comparison_is_shown():
    form = form_with("B1 = 0 or B2 >= 0.8 * B1")
    found = finding(form, a_return(form, {"B1": 10, "B2": 3}))
    assert (found.left.text, found.right.text, found.right.value) == ("B2", "0.8 * B1", 8)


def test_a_check_with_not_is_shown_turned_round():
    form = form_with("not (B1 > 2 or B2 = 1)")
    found = finding(form, a_return(form, {"B1": 2, "B2": 1}))
    assert (found.left.text, found.operator, found.right.text) == ("B2", "!=", "1")


def test_a_failed_pair_shows_which_side_is_there():
    form = form_with(a_check("compulsory_pair(B1, B2)", title=Text("{left} / {right}", "{left} / {right}")))
    found = finding(form, a_return(form, {"B1": 3}))
    assert (found.operator, found.left.value, found.right.value, found.difference) == (
        "compulsory_pair", 3, None, None)
    assert said(found) == ("3 / blank", "3 / tupu")


def test_a_skipped_check_names_the_cells_it_misses():
    form = small_form()
    report = CompiledForm(form).run(a_return(form, BALANCED | {"A4[PN]": "NR", "A2[ANC]": None}))
    [skipped] = [each for each in report.skipped if each.check == "R1"]
    assert set(skipped.cells) == {CellKey("SM_A2", "ANC"), CellKey("SM_A4", "PN")}
    assert skipped.severity is Severity.ERROR


def test_a_check_without_its_earlier_month_is_skipped_with_no_cell_to_blame():
    form = form_with("B1 = previous(B2)")
    [skipped] = CompiledForm(form).run(a_return(form, {"B1": 1})).skipped
    assert skipped == Skipped("T1", Severity.ERROR, (), ("202609",))


def test_what_only_stands_under_isnull_is_not_missed():
    form = form_with("if(isNull(B1), B2, B3) = 1")
    [skipped] = CompiledForm(form).run(a_return(form, {})).skipped
    assert CellKey("SM_B1") not in skipped.cells
    assert CellKey("SM_B2") in skipped.cells


def test_a_finding_names_the_earlier_months_it_used():
    form = form_with("B1 <= mean(B1, 3)")
    found = finding(form, a_return(form, {"B1": 9}, {1: {"B1": 1}, 3: {"B1": 1}}))
    assert found.other_months == ("202609", "202607")
    assert found.right.terms[0].label.en == "Tested"


def test_last_months_figure_is_named_as_such():
    form = form_with("B1 = previous(B2) + previous(B3, 2)")
    found = finding(form, a_return(form, {"B1": 9}, {1: {"B2": 1}, 2: {"B3": 1}}))
    assert [(term.label.en, term.label.sw, term.cells) for term in found.right.terms] == [
        ("Last month: Positive", "Mwezi uliopita: Chanya", ()),
        ("2 months ago: All", "Miezi 2 iliyopita: Wote", ())]


def test_a_category_is_named_in_its_term():
    form = form_with("A1[ANC] = 1")
    assert finding(form, a_return(form, {"A1[ANC]": 2})).left.terms[0].label == Text(
        "At start, Antenatal", "Mwanzo, Wajawazito")


def test_a_guard_that_does_not_hold_lets_the_check_pass():
    form = form_with(a_check("B1 = 1", when="B2 > 0"))
    compiled = CompiledForm(form)
    passed = compiled.run(a_return(form, {"B1": 5, "B2": 0}))
    assert (passed.findings, passed.skipped, passed.made) == ((), (), 1)
    assert compiled.run(a_return(form, {"B1": 5, "B2": 1})).findings
    [skipped] = compiled.run(a_return(form, {"B1": 5})).skipped
    assert skipped.cells == (CellKey("SM_B2"),)


def test_a_cell_that_is_not_offered_is_missing_whatever_it_holds():
    form = form_with("B1 = B2")
    figures = {"B1": 1, "B2": 2}
    assert CompiledForm(form).run(a_return(form, figures)).findings
    report = CompiledForm(form).run(a_return(form, figures, not_offered=("B2",)))
    assert [each.cells for each in report.skipped] == [(CellKey("SM_B2"),)]


def test_a_sum_with_a_cell_that_is_not_offered_is_missing():
    form = form_with("B1 + B2 = B3")
    figures = a_return(form, {"B1": 1, "B2": 2, "B3": 9}, not_offered=("B2",))
    assert [each.cells for each in CompiledForm(form).run(figures).skipped] == [(CellKey("SM_B2"),)]


def test_figures_are_read_live():
    form = form_with("B1 = 1")
    compiled, figures = CompiledForm(form), a_return(form, {"B1": 2})
    assert compiled.run(figures).findings
    figures.values[CellKey("SM_B1")] = read_cell("1", form.find("B1").type)
    assert not compiled.run(figures).findings


def test_a_changed_cell_runs_only_the_checks_it_takes_part_in():
    form = form_with("B1 = 1", "B2 = 1", "B3 = B1", "A1 = 2", a_check("B8 = 1", "T9", when="B1 > 0"))
    compiled = CompiledForm(form)
    assert compiled.checks_touching(CellKey("SM_B1")) == ("T1", "T3", "T9")
    outcome = compiled.run_touching([CellKey("SM_B1")], a_return(form, {"B1": 1, "B3": 2, "B8": 1}))
    assert {code: type(each) for code, each in outcome.items()} == {
        "T1": type(None), "T3": Finding, "T9": type(None)}


def test_a_cell_touches_checks_through_totals_and_calculations():
    form = form_with("A5 = 1", "B1 = 2", B1="A5 + B2")
    compiled = CompiledForm(form)
    assert compiled.checks_touching(CellKey("SM_A2", "PN")) == ("T1", "T2")
    assert compiled.totals_touched(CellKey("SM_A2", "PN")) == ("SM_A2", "SM_A5", "SM_B1")
    assert compiled.totals_touched(CellKey("SM_B8")) == ()


def test_a_check_of_the_whole_return_is_touched_by_every_cell():
    form = form_with("not all_zero()")
    compiled = CompiledForm(form)
    assert all(compiled.checks_touching(cell) == ("T1",) for cell in form.entry_cells)


def test_this_month_in_a_score_over_months_is_touched_but_not_in_previous():
    form = form_with("modified_z(B1, 12) <= 3.5", "previous(B1) = 1")
    assert CompiledForm(form).checks_touching(CellKey("SM_B1")) == ("T1",)


def test_running_what_is_touched_agrees_with_running_all():
    form = small_form()
    compiled = CompiledForm(form)
    figures = a_return(form, BALANCED | {"A4[PN]": 90, "B8": 1, "B1": 2, "B2": 3})
    report = compiled.run(figures)
    touched = compiled.run_touching(form.entry_cells, figures)
    assert {code for code, each in touched.items() if isinstance(each, Finding)} == {
        each.check for each in report.findings}
    assert [touched[each.check] for each in report.findings] == [
        replace(found, slips=()) for found in report.findings]  # slips rest on all findings together


def test_a_total_on_screen_may_be_partial():
    form = small_form()
    compiled = CompiledForm(form)
    assert compiled.total("SM_A1", a_return(form, {"A1[ANC]": 3})) == Total(3, 1, 2)
    assert compiled.total("SM_A1", a_return(form, {"A1[ANC]": 3, "A1[PN]": "NR"})) == Total(3, 1, 2)
    assert compiled.total("SM_A1", a_return(form)) == Total(None, 0, 2)
    assert compiled.total("SM_A1", a_return(form, {"A1": 0})) == Total(0, 2, 2)
    assert compiled.total("SM_A5", a_return(form, {"A2": 1, "A3[PN]": 5})) == Total(7, 3, 4)
    assert compiled.total("SM_B1", a_return(form, {"B1": 4})) == Total(4, 1, 1)
    assert compiled.total("SM_B1", a_return(form, {"B1": 4}, not_offered=("B1",))) == Total(None, 0, 0)


def test_a_calculated_share_is_never_made_of_half_its_figures():
    form = form_with(B4="100 * B2 / B1")
    compiled = CompiledForm(form)
    assert compiled.total("SM_B4", a_return(form, {"B1": 8, "B2": 2})).value == 25
    assert compiled.total("SM_B4", a_return(form, {"B2": 2})).value is None
    assert compiled.total("SM_B4", a_return(form, {"B1": 0, "B2": 2})).value is None


def test_a_calculated_difference_is_never_made_of_half_its_figures():
    form = form_with(B4="B1 - B2")
    compiled = CompiledForm(form)
    assert compiled.total("SM_B4", a_return(form, {"B1": 8, "B2": 2})).value == 6
    assert compiled.total("SM_B4", a_return(form, {"B1": 8})) == Total(None, 1, 2)


def test_an_indicator_is_a_numerator_and_a_denominator():
    form = small_form()
    compiled = CompiledForm(form)
    assert compiled.indicator("I1", a_return(form, {"B1": 8, "B2": 2})) == (2, 8)
    assert compiled.indicator("I1", a_return(form, {"B1": 8})) == (None, 8)


def test_all_faults_of_a_form_are_told_together():
    form = form_with("B1 = X9", "B1 +", a_check("B1 = 1", "T3", at=("X8",)),
                     a_check("B1 = 1", "T4", title=Text("{values}")), B1="B2", B2="B1")
    with pytest.raises(DefinitionError) as caught:
        CompiledForm(form)
    text = "\n".join(caught.value.problems)
    for part in ("X9", "T2, check: The expression ends", "X8", "{values}", "wait for one another"):
        assert part in text


def test_setting_a_cell_in_one_return_leaves_another_alone():
    form = form_with("B1 = B2")
    compiled = CompiledForm(form)
    first, second = a_return(form, {"B1": 1, "B2": 1}), a_return(form, {"B1": 1, "B2": 2})
    assert not compiled.run(first).findings
    assert compiled.run(second).findings
    assert not compiled.run(first).findings


def test_earlier_months_are_worked_out_once():
    form = form_with("modified_z(B1, 12) <= 3.5")

    class Counting(dict):
        asked = 0

        def get(self, key, default=None):
            Counting.asked += 1
            return super().get(key, default)

    figures = a_return(form, {"B1": 300}, {back: {"B1": 10 + back} for back in range(1, 13)})
    figures.earlier = {back: Counting(month) for back, month in figures.earlier.items()}
    compiled = CompiledForm(form)
    assert compiled.run(figures).findings
    asked = Counting.asked
    assert asked == 12
    compiled.run(figures)
    assert Counting.asked == asked


def test_an_invalid_draft_is_missing_and_not_nought():
    form = form_with(a_check("B1 = 0", missing="skip_if_any"))
    figures = a_return(form, {"B1": "12 est"})
    assert figures.values[CellKey("SM_B1")].kind is Kind.INVALID
    assert CompiledForm(form).run(figures).skipped


def test_two_forms_may_look_at_one_return():
    form = form_with("B1 = 1")
    other = replace(form_with("B2 = 1"), version="2.0.0")
    figures = a_return(form, {"B1": 1, "B2": 2}, not_offered=("B1",))
    assert CompiledForm(form).run(figures).skipped
    assert CompiledForm(other).run(figures).findings


@pytest.mark.parametrize("text", [
    "-" * 98 + "B1 = 2", "(" * 98 + "B1" + ")" * 98 + " = 2", "abs(" * 97 + "B1" + ")" * 97 + " = 2",
    "firstNonNull(" * 97 + "B1" + ")" * 97 + " = 2", "not " * 98 + "B1 = 2", "B1" + " ^ 1" * 98 + " = 2",
    "if(B1 = 1, " * 97 + "B1" + ", 3)" * 97 + " = 2", " + ".join(["B1"] * 3_999) + " = 2",
    " or ".join(["B1 = 2"] * 2_000)])
def test_the_deepest_and_longest_that_can_be_read_can_be_run(text):
    form = form_with(text)
    assert len(CompiledForm(form).run(a_return(form, {"B1": 1})).findings) == 1


def test_figures_beyond_all_counting_do_no_harm():
    form = form_with("B1 * 10 ^ 308 = B2 * (0 - 10) ^ 307 * 10")
    [found] = CompiledForm(form).run(a_return(form, {"B1": 1, "B2": 1})).findings
    assert found.difference is None
    assert found.slips == ()
