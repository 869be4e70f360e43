"""Scenario 5: she typed 63 for 36, and the sum is off by 27."""

import pytest
from office_fixtures import NYOTA
from PySide6.QtCore import Qt
from scenario_desk import CONTROL

K = Qt.Key


@pytest.fixture
def slipped(office, paper, sit):
    """Everything typed as on paper but one cell, whose two digits changed places: 27 too many."""
    right = {code: text for code, text in paper.items()}
    cell, other = "C14[PN0_6]", "C14[PN12_24]"
    moved = int(right[cell]) - 36
    right[cell], right[other] = "36", str(int(right[other]) + moved)
    opened = office.open(NYOTA)
    opened.set_many({opened.form.key(code): text for code, text in right.items()})
    opened.leave()
    desk = sit(office)
    desk.open()
    assert "R201" not in desk.opened.findings
    desk.go(cell)
    return desk


def test_as_soon_as_the_cell_is_left_both_sides_the_difference_and_the_rule_are_shown(slipped):
    slipped.keypad("63")
    assert "R201" not in slipped.opened.findings, "nothing is said while she types"
    slipped.keypad("\n")
    finding = slipped.opened.findings["R201"]
    assert finding.difference == 27
    slipped.press(K.Key_F4)
    slipped.rest()
    left, right = int(finding.left.value), int(finding.right.value)
    assert slipped.says(str(left), str(right), "+ 27", "R201")
    card = slipped.entry.panel.findings.cards[0]
    assert card.isVisible()
    assert card.accessibleName()


def test_63_for_36_is_suggested_as_possible_and_changes_nothing_by_itself(slipped):
    slipped.keypad("63\n")
    slipped.rest()
    slip = slipped.entry.model.marks.slips["R201"][0]
    assert (slip.key, slip.typed, slip.suggested) == (slipped.cell("C14[PN0_6]"), "63", "36")
    slipped.go("C14[PN0_6]")
    slipped.rest()
    assert slipped.says("Possible slip: 36 typed as 63")
    assert slipped.text("C14[PN0_6]") == "63"


def test_what_the_rule_rests_on_stands_there_without_a_network(slipped):
    slipped.keypad("63\n")
    slipped.rest()
    slipped.go("C14[PN0_6]")
    slipped.rest()
    assert slipped.says("Rests on")


def test_she_corrects_and_the_mark_goes(slipped):
    slipped.keypad("63\n")
    slipped.rest()
    assert slipped.entry.model.marks.by_cell
    slipped.go("C14[PN0_6]")
    slipped.keypad("36\n")
    assert "R201" not in slipped.opened.findings
    assert slipped.cell("C14[PN0_6]") not in slipped.entry.model.marks.by_cell
    story = slipped.opened.history(slipped.cell("C14[PN0_6]"))
    assert [change.after.raw for change in story][-2:] == ["63", "36"], "its story has both figures"


def test_the_button_of_the_slip_corrects_and_one_undo_takes_it_back(slipped):
    slipped.keypad("63\n")
    slipped.rest()
    slipped.go("C14[PN0_6]")
    slipped.rest()

    def offered():
        cards = slipped.entry.panel.findings.cards
        return [c.slip.button for c in cards if c.isVisible() and c.slip.button.isVisible()]

    slipped.bot.waitUntil(lambda: bool(offered()))
    offered()[0].setFocus()
    slipped.press(K.Key_Space)
    assert slipped.text("C14[PN0_6]") == "36"
    slipped.press(K.Key_Z, mod=CONTROL)
    assert slipped.text("C14[PN0_6]") == "63"
