"""What a block of texts would do to a return: taken, the same, or rejected with its reason."""

from __future__ import annotations

import pytest

from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.services.proposals import Fate, Offered, clean, propose
from kmmp_desktop.text import Message


def offered(opened, **texts: str) -> list[Offered]:
    """``C02__ANC="4"`` offers 4 for ``C02[ANC]``, at the address ``C02__ANC``."""
    found = []
    for name, text in texts.items():
        element, _, category = name.partition("__")
        found.append(Offered(name, opened.form.key(f"{element}[{category}]" if category else element), text))
    return found


def test_texts_are_taken_the_same_or_rejected_with_the_reason(office):
    opened = office.open()
    opened.set(opened.form.key("C02[ANC]"), "4")
    texts = offered(opened, C02__ANC="4", C02__PN="6", C07="=5+", C09="12 (est.)", C15="")
    proposal = propose(opened, texts)
    assert [item.fate for item in proposal.items] == [Fate.SAME, Fate.CHANGE, Fate.REJECT, Fate.REJECT]
    assert [str(item.why) for item in proposal.rejected] == [
        '"=5+" is not a number.',
        '"12 (est.)" is not a number.',
    ]
    assert proposal.edits() == {opened.form.key("C02[PN]"): "6"}


@pytest.mark.parametrize("text", ["=5+", "+1+1", "@SUM(A1)", "=1+1", "-3", "12,5", "5 0", "1 23", "#REF!"])
def test_what_is_no_number_is_refused_as_it_stands(office, text):
    [item] = propose(opened := office.open(), offered(opened, C07=text)).items
    assert item.fate is Fate.REJECT
    assert str(item.why) == f'"{text}" is not a number.'


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234\u00a0", 1234),
        ("12\u202f480", 12480),
        (" 7 ", 7),
        ("nr", None),
    ],
)
def test_thousands_and_hard_spaces_of_spreadsheets_are_read(office, text, number):
    [item] = propose(opened := office.open(), offered(opened, C07=text)).items
    assert item.fate is Fate.CHANGE
    assert item.value.number == number


def test_a_formula_is_not_taken_as_a_text_either(office):
    opened = office.open()
    key = next(k for k in opened.form.entry_cells if opened.form.elements[k.element].type.value == "text")
    [item] = propose(opened, [Offered("B2", key, "=HYPERLINK(1)")]).items
    assert str(item.why) == '"=HYPERLINK(1)" is a formula. Formulas are not taken in.'
    [item] = propose(opened, [Offered("B2", key, "- two nurses on leave, three new")]).items
    assert item.fate is Fate.CHANGE


def test_a_figure_that_is_too_large_is_told_with_the_most_the_cell_takes(office):
    opened = office.open()
    [item] = propose(opened, offered(opened, C07="99999999")).items
    assert str(item.why) == "99999999 is more than 9999999, the most this cell takes."
    [item] = propose(opened, offered(opened, C07="3.5")).items
    assert str(item.why) == '"3.5" is not a whole number.'


def test_totals_cells_of_no_form_and_services_that_are_not_offered_take_nothing(maternity_closed):
    opened = maternity_closed.open()
    closed = next(k for k in opened.form.entry_cells if not opened.offered(k))
    items = propose(
        opened,
        [
            Offered("A1", opened.form.key("C02"), "5"),
            Offered("A2", CellKey("KM_Z99"), "5"),
            Offered("A3", None, "5"),
            Offered("A4", closed, "5"),
            Offered("A5", opened.form.key("C07"), "5", Message("The cell holds a formula.")),
        ],
    )
    assert [str(item.why) for item in items.rejected] == [
        "A total is calculated, not typed.",
        "There is no cell for it on the form.",
        "There is no cell for it on the form.",
        "The facility does not offer this service.",
        "The cell holds a formula.",
    ]
    assert not items.edits()


def test_a_rejected_text_is_fixed_in_place_and_judged_anew(office):
    opened = office.open()
    proposal = propose(opened, [*offered(opened, C07="=5+", C09="9"), Offered("A3", None, "5")])
    assert proposal.with_text("C07", "5").edits() == {CellKey("KM_C07"): "5", CellKey("KM_C09"): "9"}
    assert proposal.with_text("C07", "five").rejected[0].offered.text == "five"
    assert proposal.with_text("C07", " ").items[0].fate is Fate.SAME
    assert proposal.with_text("A3", "6").items[2].fate is Fate.REJECT
    assert [item.offered.text for item in proposal.items] == ["=5+", "9", "5"], "the first one stays"
    with pytest.raises(KeyError):
        proposal.with_text("Z1", "5")


def test_a_source_that_named_a_reason_may_still_be_corrected(office):
    opened = office.open()
    formula = Offered("D7", opened.form.key("C07"), "=5+", Message("The cell holds a formula."))
    fixed = propose(opened, [formula]).with_text("D7", "5")
    assert fixed.edits() == {CellKey("KM_C07"): "5"}


def test_a_second_text_for_a_cell_is_rejected(office):
    opened = office.open()
    key = opened.form.key("C07")
    proposal = propose(opened, [Offered("D7", key, "5"), Offered("D9", key, "6")])
    assert proposal.edits() == {key: "5"}
    assert str(proposal.rejected[0].why) == "D7 is already meant for this cell."


def test_what_is_proposed_is_one_act_and_rejected_cells_stay_as_they_were(office):
    opened = office.open()
    opened.set(opened.form.key("C09"), "2")
    proposal = propose(opened, offered(opened, C07="7", C09="12 est", C15="1,000"))
    saved = opened.set_many(proposal.edits(), Origin.IMPORTED)
    assert set(saved.changed) == {CellKey("KM_C07"), CellKey("KM_C15")}
    assert opened.value(CellKey("KM_C09")).raw == "2"
    assert opened.value(CellKey("KM_C15")).number == 1000
    assert opened.value(CellKey("KM_C15")).origin is Origin.IMPORTED


def test_a_percentage_may_carry_its_sign():
    from kmmp_desktop.domain.values import ValueType

    assert clean("62.5 %", ValueType.PERCENT) == "62.5"
    assert clean("1 234", ValueType.TEXT) == "1 234"
