"""Possible slips: offered only where the suggestion makes the check hold."""

import pytest
from form_builders import a_check, a_return, form_with

from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.findings import SlipKind
from kmmp_desktop.domain.slips import OPEN_WORDS, WORDS, is_transposed, neighbours
from kmmp_desktop.domain.values import CellKey, read_cell
from kmmp_desktop.texts.catalogue import Catalogue

SUM = "B1 + B2 + B8 = B3"


def slips(check, figures, earlier=None, **options):
    form = form_with(a_check(check, at=("B3",), **options))
    report = CompiledForm(form).run(a_return(form, figures, earlier))
    [found] = report.findings
    return found.slips


def brief(found):
    return [(slip.kind, slip.key.element.removeprefix("SM_"), slip.typed, slip.suggested) for slip in found]


def test_two_digits_that_changed_places_are_found():
    assert brief(slips(SUM, {"B1": 63, "B2": 4, "B8": 2, "B3": 42})) == [
        (SlipKind.TRANSPOSED, "B1", "63", "36")]


def test_the_words_of_a_slip_name_both_figures():
    [slip] = slips(SUM, {"B1": 63, "B2": 4, "B8": 2, "B3": 42})
    assert str(slip.message) == "Possible slip: 36 typed as 63. Look at the paper."


def test_slips_are_told_in_swahili_too():
    swahili = Catalogue("sw")
    [slip] = slips(SUM, {"B1": 63, "B2": 4, "B8": 2, "B3": 42})
    assert swahili.say(slip.message) == "Huenda ni kosa la kuandika: 36 imeandikwa 63. Angalia karatasi."
    [slip] = slips(SUM, {"B1": 11, "B2": 7, "B8": 25, "B3": 36})
    assert "Chanya (7)" in swahili.say(slip.message)
    nothing = dict.fromkeys(("typed", "suggested", "cell", "other", "value"), "")
    told = [swahili.say(words, **nothing) for words in (*WORDS.values(), *OPEN_WORDS.values())]
    assert all(words.startswith("Huenda") for words in told)


def test_a_zero_too_many_is_found():
    assert brief(slips(SUM, {"B1": 180, "B2": 4, "B8": 2, "B3": 24})) == [
        (SlipKind.EXTRA_ZERO, "B1", "180", "18")]


def test_a_term_left_out_of_the_total_is_found():
    [slip] = slips(SUM, {"B1": 11, "B2": 7, "B8": 25, "B3": 36})
    assert (slip.kind, slip.key, slip.suggested) == (SlipKind.LEFT_OUT, CellKey("SM_B3"), "43")
    assert str(slip.message) == "Possible slip: Positive (7) left out of the sum. Look at the paper."


def test_a_term_counted_twice_is_found():
    [slip] = slips(SUM, {"B1": 11, "B2": 7, "B8": 25, "B3": 50})
    assert (slip.kind, slip.suggested) == (SlipKind.DOUBLED, "43")


def test_a_term_that_is_subtracted_can_be_left_out_too():
    [slip] = slips("B1 + B2 - B8 = B3", {"B1": 11, "B2": 7, "B8": 5, "B3": 18})
    assert (slip.kind, slip.suggested) == (SlipKind.LEFT_OUT, "13")


def test_last_months_figure_copied_is_found():
    [slip] = slips(SUM, {"B1": 19, "B2": 4, "B8": 2, "B3": 36}, {1: {"B1": 19, "B2": 5}})
    assert (slip.kind, slip.key, slip.typed, slip.suggested) == (
        SlipKind.LAST_MONTH, CellKey("SM_B1"), "19", "30")


def test_two_neighbours_that_changed_places_are_found():
    found = slips("B1 + B8 = B3", {"B1": 48, "B2": 5, "B8": 3, "B3": 8})
    assert (SlipKind.SWAPPED, CellKey("SM_B1"), CellKey("SM_B2"), "5") in [
        (slip.kind, slip.key, slip.other, slip.suggested) for slip in found]


def test_cells_of_a_row_are_neighbours_and_so_are_those_above_each_other():
    pairs = set(neighbours(form_with()))
    assert (CellKey("SM_A1", "ANC"), CellKey("SM_A1", "PN")) in pairs
    assert (CellKey("SM_A1", "PN"), CellKey("SM_A2", "PN")) in pairs
    assert (CellKey("SM_A1", "ANC"), CellKey("SM_A2", "PN")) not in pairs


def test_where_more_than_three_cells_are_as_likely_nothing_is_said():
    assert slips("A1 + A2 + A3 = A4", {
        "A1[ANC]": 21, "A1[PN]": 10, "A2[ANC]": 32, "A2[PN]": 43, "A3[ANC]": 54, "A3[PN]": 65,
        "A4[ANC]": 108, "A4[PN]": 108}) == ()


def test_what_the_months_before_speak_for_comes_first():
    """22 too many: 31 for 13 in one cell and 42 for 24 in the other would both take 18 away."""
    months = {back: {"B1": 12 + back % 2, "B2": 41, "B8": 5} for back in range(1, 8)}
    found = slips("B1 + B2 + B8 = B3", {"B1": 31, "B2": 42, "B8": 5, "B3": 60}, months)
    assert brief(found)[0] == (SlipKind.TRANSPOSED, "B1", "31", "13")


def test_a_cell_that_explains_two_failing_checks_comes_before_one_that_explains_one():
    form = form_with(a_check("B1 + B2 = B3", "T1", at=("B3",)), a_check("B1 = B8", "T2", at=("B8",)))
    report = CompiledForm(form).run(a_return(form, {"B1": 63, "B2": 52, "B3": 88, "B8": 36}))
    assert {finding.check: brief(finding.slips)[:1] for finding in report.findings} == {
        code: [(SlipKind.TRANSPOSED, "B1", "63", "36")] for code in ("T1", "T2")}


def test_a_run_of_figures_one_row_too_low_is_found():
    usual = {"A1[ANC]": 11, "A1[PN]": 42, "A2[ANC]": 7, "A2[PN]": 88, "A3[ANC]": 25, "A3[PN]": 3,
             "A4[ANC]": 60, "A4[PN]": 133}
    typed = usual | {"A1[PN]": 0, "A2[ANC]": 42, "A2[PN]": 7, "A3[ANC]": 88, "A3[PN]": 25}
    months = {back: {cell: count + back % 3 for cell, count in usual.items()} for back in range(1, 9)}
    [slip] = slips("A1 + A2 + A3 <= 180", typed | {"A3[PN]": 55}, months) or slips(
        "A2[ANC] <= A1[PN]", typed, months)
    assert (slip.kind, slip.key, slip.suggested) == (SlipKind.SHIFTED, CellKey("SM_A1", "PN"), "")
    assert str(slip.message).startswith("Possible slip: the figures from A1[PN] to A3[PN]")
    assert dict(slip.edits)[CellKey("SM_A1", "PN")] == "42"
    assert slip.edits[-1] == (CellKey("SM_A3", "PN"), ""), "the last one is on the paper only"


@pytest.mark.parametrize("figures", [
    {"B1": 63, "B2": 4, "B8": 2, "B3": 42}, {"B1": 180, "B2": 4, "B8": 2, "B3": 24},
    {"B1": 11, "B2": 7, "B8": 25, "B3": 36}, {"B1": 19, "B2": 4, "B8": 2, "B3": 36}])
def test_with_the_suggestion_in_place_the_check_holds(figures):
    form = form_with(SUM)
    compiled = CompiledForm(form)
    seen = a_return(form, figures, {1: {"B1": 19}})
    [found] = compiled.run(seen).findings
    assert found.slips
    for slip in found.slips:
        kind = form.elements[slip.key.element].type
        trial = dict(seen.values) | {slip.key: read_cell(slip.suggested, kind)}
        assert compiled.run(seen.with_values(trial)).findings == ()


def test_nothing_is_changed_by_looking():
    form = form_with(SUM)
    seen = a_return(form, {"B1": 63, "B2": 4, "B8": 2, "B3": 42})
    before = dict(seen.values)
    CompiledForm(form).run(seen)
    assert seen.values == before


def test_no_slip_is_offered_where_nothing_explains_the_difference():
    assert slips(SUM, {"B1": 17, "B2": 14, "B8": 12, "B3": 59}) == ()


def test_a_comparison_that_says_only_too_many_names_what_makes_it_hold():
    months = {back: {"B1": 36, "B3": 36 + back % 2} for back in range(1, 8)}
    assert brief(slips("B1 <= B3", {"B1": 63, "B3": 36}, months)) == [(SlipKind.TRANSPOSED, "B1", "63", "36")]


def test_a_comparison_that_says_only_too_many_says_nothing_against_a_usual_figure():
    months = {back: {"B1": 36, "B3": 40} for back in range(1, 8)}
    assert slips("B1 <= B3", {"B1": 36, "B3": 35}, months) == ()


def test_no_slip_is_offered_where_another_part_of_the_check_still_fails():
    assert slips("B1 = B3 and B2 = B8", {"B1": 63, "B3": 36, "B2": 1, "B8": 2}) == ()


def test_a_suggestion_is_never_negative_or_beyond_the_cell():
    assert slips("B1 - B2 = B3", {"B1": 1, "B2": 50, "B3": 60}) == ()


def test_three_left_out_terms_that_fit_are_one_slip_of_the_total():
    found = slips(SUM, {"B1": 7, "B2": 7, "B8": 7, "B3": 14})
    assert [slip.suggested for slip in found if slip.kind is SlipKind.LEFT_OUT] == ["21"]


@pytest.mark.parametrize(("figures", "last"), [
    ({"B1": 11, "B2": 2, "B8": 25, "B3": 36}, {}), ({"B1": 9, "B2": 4, "B8": 2, "B3": 36}, {"B1": 9})])
def test_small_figures_that_fit_are_chance(figures, last):
    assert slips(SUM, figures, {1: last}) == ()


def test_slips_reach_through_totals():
    found = slips("A1 = B3", {"A1[ANC]": 63, "A1[PN]": 12, "B3": 48})
    assert [(slip.key, slip.suggested) for slip in found] == [(CellKey("SM_A1", "ANC"), "36")]


@pytest.mark.parametrize(("typed", "meant", "answer"), [
    (63, 36, True), (36, 63, True), (123, 132, True), (123, 321, False), (11, 11, False), (10, 1, False),
    (1234, 2143, False), (100, 10, False)])
def test_only_neighbouring_digits_change_places(typed, meant, answer):
    assert is_transposed(typed, meant) is answer
