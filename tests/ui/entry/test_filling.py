"""Fill down and fill right: what they take, what they leave alone, and that one undo takes them back."""

from __future__ import annotations

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, MakePage, Typist
from PySide6.QtCore import Qt

from kmmp_desktop.domain.values import CellKey, Origin
from ui.entry.page import EntryPage

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def stored(office: Office, family: str = PROBE) -> dict[str, str]:
    opened = office.entry.open(family, NYOTA, NOVEMBER, WANJIRU)
    return {str(key): value.raw for key, value in opened.cells.items()}


def test_down_from_the_first_row_passes_over_what_cannot_be_typed(typist: Typist, office: Office) -> None:
    typist.keypad("12\n3\n")
    typist.control(K.Key_Home)
    typist.press(*[K.Key_Right] * 3, *[K.Key_Down] * 9, mod=SHIFT)
    typist.control(K.Key_D)
    # Row 2 has one figure, in the column of totals; row 5 is not offered; row 4 is calculated.
    assert stored(office) == {
        "PR_A01[ANC]": "12",
        "PR_A01[PN]": "3",
        "PR_A03[Y]": "12",
        "PR_A03[M]": "3",
    }
    assert "2 cells filled" in typist.page.hint.sentence
    typist.control(K.Key_Z)
    assert stored(office) == {"PR_A01[ANC]": "12", "PR_A01[PN]": "3"}
    typist.control(K.Key_Y)
    assert stored(office)["PR_A03[M]"] == "3"


def test_right_from_the_first_column(typist: Typist, office: Office) -> None:
    typist.keypad("12\n")
    typist.control(K.Key_Home)
    typist.press(*[K.Key_Right] * 3, mod=SHIFT)
    typist.control(K.Key_R)
    assert stored(office) == {"PR_A01[ANC]": "12", "PR_A01[PN]": "12"}  # neither hatching nor total


def test_one_cell_is_filled_from_above_or_from_the_left(typist: Typist, office: Office) -> None:
    typist.keypad("12\n")
    typist.control(K.Key_R)
    assert stored(office)["PR_A01[PN]"] == "12"
    typist.press(K.Key_Down, K.Key_Down)
    assert typist.key == CellKey("PR_A03", "M")
    typist.control(K.Key_D)
    assert stored(office)["PR_A03[M]"] == "12"
    assert typist.key == CellKey("PR_A03", "M")


def test_a_blank_first_cell_fills_nothing_and_says_so(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.keypad("\n3\n")
    typist.control(K.Key_Home)
    typist.press(K.Key_Right, mod=SHIFT)
    typist.control(K.Key_R)
    assert stored(office) == {"PR_A01[PN]": "3"}
    assert "Nothing to fill" in page.hint.sentence


def test_several_zeros_at_a_stroke_are_zeros_by_fill_and_codes_are_carried(
    page: EntryPage, typist: Typist
) -> None:
    typist.control(K.Key_End)
    typist.press(K.Key_Home)
    typist.keypad("0\n")
    typist.press(K.Key_Home)
    typist.press(K.Key_Right, K.Key_Right, mod=SHIFT)
    typist.control(K.Key_R)
    opened = page.opened
    assert opened is not None
    assert [opened.value(CellKey("PR_A03", c)).origin for c in "YMO"] == [  # type: ignore[union-attr]
        Origin.TYPED,
        Origin.BULK_ZERO,
        Origin.BULK_ZERO,
    ]
    typist.control(K.Key_Home)
    typist.press("m1")
    typist.press(K.Key_Right)
    typist.control(K.Key_R)
    assert typist.text("A01[PN]") == "NR"


def test_a_value_of_another_kind_is_left_out(page: EntryPage, typist: Typist, office: Office) -> None:
    typist.control(K.Key_PageDown)
    typist.keypad("1\n")
    typist.control(K.Key_D)  # a date below a yes
    assert "Nothing to fill" in page.hint.sentence
    assert stored(office) == {"PR_B01": "1"}


def test_words_are_filled_too(make_page: MakePage, office: Office) -> None:
    page = make_page("KMMP_MFR")
    typist = Typist(page)
    texts = [e for e in page.opened.form.elements.values() if e.type.value == "text"]  # type: ignore[union-attr]
    rows = [
        e.total
        for e in texts
        if page.steering.walk.place(e.total)[0] == page.steering.walk.place(texts[0].total)[0]
    ]
    if len(rows) < 2:
        pytest.skip("the form has one narrative only")
    page.go_to_cell(rows[0])
    typist.press("same as last month", K.Key_Return)
    page.go_to_cell(rows[1])
    typist.control(K.Key_D)
    assert stored(office, "KMMP_MFR")[str(rows[1])] == "same as last month"


def test_a_locked_return_says_why_nothing_is_filled(page: EntryPage, typist: Typist) -> None:
    from kmmp_desktop.text import Message

    typist.keypad("12\n")
    assert page.opened is not None
    page.opened.locked_why = Message("Approved and signed: locked.")
    typist.control(K.Key_R)
    assert "Approved and signed" in page.hint.sentence
    assert typist.text("A01[PN]") == ""
