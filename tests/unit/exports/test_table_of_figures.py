"""Tables of running text on paper: columns of numbers stand at the right."""

from __future__ import annotations

import pytest

from exports.page_prose import PAD, plain, set_table
from exports.page_section import TEXT
from exports.page_sheet import LEFT, RIGHT, Sheet
from exports.page_type import Type


def test_ones_stand_under_ones_where_a_column_holds_numbers() -> None:
    sheet = Sheet(Type(), lambda _sheet: None)
    rows = [[plain("Row"), plain(figure)] for figure in ("9", "1 289")]
    set_table(sheet, (1, 1), ("Row", "Total"), rows, "again", (1,))
    ends = {text: x + sheet.type.width(text, TEXT) for x, _, text, style in sheet.page.texts if style == TEXT}
    texts = [(x, text, style) for x, _, text, style in sheet.page.texts]
    assert ends["9"] == pytest.approx(RIGHT - PAD)
    last = max(x + sheet.type.width(text, style) for x, text, style in texts)
    assert last == pytest.approx(RIGHT - PAD), "the head and the larger number end there too"
    assert {x for x, text, _ in texts if text == "Row"} == {LEFT + PAD}
