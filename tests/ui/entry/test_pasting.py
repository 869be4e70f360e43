"""A block from a spreadsheet: read, laid over the paper, looked at, corrected, taken in, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from entry_office import Office
from entry_typist import MakePage, Typist
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from forms.reader import read_form
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import RefusedError
from ui.entry.navigation import Walk
from ui.entry.page import EntryPage
from ui.entry.paper import plans
from ui.entry.pasting import MOST_CELLS, MOST_TEXT, address, copy_text, lay_out, read_block

K = Qt.Key
FULL = Path(__file__).parents[3] / "forms" / "definitions" / "kmmp_mfr_1.0.0.yaml"
PRESENT = Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def form() -> Form:
    return read_form(FULL, FULL.name)


@pytest.fixture(scope="module")
def walk(form: Form) -> Walk:
    return Walk(plans(form), lambda key: True)


def clip(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


# -- reading and laying out ----------------------------------------------------------------


def test_a_block_goes_over_the_rows_of_the_paper_and_past_the_bands(walk: Walk) -> None:
    block = lay_out(read_block("14\t4\r\n2\t6\t10\r\n8\t5\t99\r\n"), CellKey("KM_C02", "ANC"), walk)
    assert {f"{o.address} {o.key}": o.text for o in block.offered if o.key} == {
        "A1 KM_C02[ANC]": "14",
        "B1 KM_C02[PN]": "4",
        "A2 KM_C03[A10_19]": "2",
        "B2 KM_C03[A20_24]": "6",
        "C2 KM_C03[A25P]": "10",
        "A3 KM_C04[KP]": "8",
        "B3 KM_C04[NEW]": "5",
    }
    [hatched] = [o for o in block.offered if o.key is None]
    assert (hatched.address, str(hatched.why_not)) == ("C3", "Not asked on the paper.")


def test_a_row_with_one_figure_takes_the_one_text_of_its_row(walk: Walk) -> None:
    block = lay_out(read_block("1\t2\n7\n3\t4\n5\t6"), CellKey("KM_C06", "ANC"), walk)
    assert [(o.address, str(o.key)) for o in block.offered[:5]] == [
        ("A1", "KM_C06[ANC]"),
        ("B1", "KM_C06[PN]"),
        ("A2", "KM_C07"),
        ("A3", "KM_C08[ANC]"),
        ("B3", "KM_C08[PN]"),
    ]
    assert [(o.address, str(o.key)) for o in block.offered[5:]] == [("A4", "None"), ("B4", "None")], (
        "two texts for one figure: nobody guesses"
    )


def test_a_block_copied_from_a_workbook_of_the_form_brings_its_band_rows_along(walk: Walk) -> None:
    plan = walk.plans[2]
    band = plan.rows[plan.at[CellKey("KM_C03", "A10_19")][0] - 1]
    names = [name.en for name in band.names]
    rows = [["14", "4"], names, ["2", "6", "10"]]
    block = lay_out(rows, CellKey("KM_C02", "ANC"), walk)
    assert [(o.address, str(o.key)) for o in block.offered] == [
        ("A1", "KM_C02[ANC]"),
        ("B1", "KM_C02[PN]"),
        ("A3", "KM_C03[A10_19]"),
        ("B3", "KM_C03[A20_24]"),
        ("C3", "KM_C03[A25P]"),
    ]


def test_totals_of_the_block_are_left_out_and_what_falls_outside_is_counted(walk: Walk) -> None:
    block = lay_out(read_block("1\t2\t\t\t3\t4\t5"), CellKey("KM_C02", "ANC"), walk)
    assert [o.address for o in block.offered] == ["A1", "B1"]
    assert (block.totals, block.outside) == (1, 2)


def test_cells_with_lines_tabs_and_quotes_are_read_as_excel_writes_them() -> None:
    assert read_block('"two\nlines"\t"a ""b"" c"\r\n7\t"tab\there"\r\n\r\n') == (
        ("two\nlines", 'a "b" c'),
        ("7", "tab\there"),
    )
    assert read_block('5"\t12\n"never closed\t3') == (('5"', "12"), ('"never closed', "3"))


def test_a_block_as_libreoffice_puts_it_on_the_clipboard() -> None:
    """Copied from LibreOffice 7.4 under X: a formula comes as its value, lines in a cell as spaces."""
    text = '1234\t5\t7\na "q" b\ttwo lines\ttab here\n=5+\t12 (est.)\t1,234,567\n'
    assert read_block(text) == (
        ("1234", "5", "7"),
        ('a "q" b', "two lines", "tab here"),
        ("=5+", "12 (est.)", "1,234,567"),
    )


def test_running_text_goes_into_a_text_cell_whole(form: Form) -> None:
    narrative = next(e for e in form.elements.values() if e.type.value == "text")
    assert read_block("Two nurses left.\nOne came.\n", narrative) == (("Two nurses left.\nOne came.",),)
    assert read_block("1\n2\n", form.find("C02")) == (("1",), ("2",))


@pytest.mark.parametrize("text", ["1\t2\n" * (MOST_CELLS // 2 + 1), "7" * (MOST_TEXT + 1)])
def test_a_clipboard_that_no_form_can_hold_is_refused_in_words(text: str) -> None:
    with pytest.raises(RefusedError, match="Copy only the cells that belong here"):
        read_block(text)


def test_addresses_are_those_of_a_sheet() -> None:
    assert [address(0, 0), address(6, 3), address(0, 26), address(99, 701)] == ["A1", "D7", "AA1", "ZZ100"]


def test_what_is_copied_comes_back_the_same_over_band_rows(walk: Walk) -> None:
    plan = walk.plans[2]
    keys = [key for key in plan.at if plan.line(plan.at[key][0]).enters(key)]
    assert len({row for row, _ in (plan.at[k] for k in keys)}) == 16
    places = [(row, column) for row in range(len(plan.rows)) for column in range(2, plan.total + 1)]
    texts = {key: str(number) for number, key in enumerate(keys)}
    lines = copy_text(plan, places, lambda key: None, lambda key: "77").split("\n")
    assert len(lines) == 16, "band rows are no rows of the block"
    from kmmp_desktop.domain.values import read_cell

    def value(key: CellKey):
        return read_cell(texts[key], plan.line(plan.at[key][0]).element.type)

    block = lay_out(read_block(copy_text(plan, places, value, lambda key: "77")), keys[0], walk)
    assert {o.key: o.text for o in block.offered} == texts
    assert block.outside == 0


def test_a_narrative_with_lines_and_tabs_is_copied_in_quotes(walk: Walk) -> None:
    from kmmp_desktop.domain.values import CellValue, Kind

    plan = next(p for p in walk.plans if p.has_wide)
    key = next(iter(plan.at))
    text = 'two\nlines\tand "words"'
    copied = copy_text(plan, [plan.at[key]], lambda _: CellValue(Kind.TEXT, text, text), lambda _: "")
    assert read_block(copied) == ((text,),)


# -- on screen -----------------------------------------------------------------------------


def test_one_clean_cell_is_pasted_at_once(page: EntryPage, typist: Typist) -> None:
    clip(" 1,234\n")
    typist.control(K.Key_V)
    assert typist.text("A01[ANC]") == "1234"
    assert not page.taking.is_open
    assert page.view.hasFocus()
    typist.control(K.Key_Z)
    assert typist.text("A01[ANC]") == ""


def test_one_cell_that_cannot_be_taken_is_shown_and_corrected(page: EntryPage, typist: Typist) -> None:
    clip("=5+")
    typist.control(K.Key_V)
    assert page.preview.sentence.text() == 'The cell cannot be taken: A1 "=5+" is not a number.'
    assert typist.text("A01[ANC]") == ""
    typist.press("5", K.Key_Return)
    assert page.preview.sentence.text() == "The cell can be taken."
    typist.press(K.Key_Return)
    assert typist.text("A01[ANC]") == "5"
    assert page.view.hasFocus()


def test_a_block_is_looked_at_first_and_escape_leaves_everything(page: EntryPage, typist: Typist) -> None:
    before = page.view.key
    clip("1 234\t+1+1\t7\n\t\t\n11\t12\t13\n")
    typist.control(K.Key_V)
    assert page.preview.isVisible()
    assert page.preview.list.hasFocus()
    assert page.preview.sentence.text() == (
        '4 of 6 cells can be taken. 2 cannot: B1 "+1+1" is not a number, C1: Not asked on the paper.'
    )
    assert not page.opened.cells
    faces = [
        page.model.face(r, c) for r in range(page.model.rowCount()) for c in range(page.model.columnCount())
    ]
    assert sum(face.proposed for face in faces) == 4
    typist.press(K.Key_Escape)
    assert not page.opened.cells
    assert not page.preview.isVisible()
    assert page.view.hasFocus()
    assert page.view.key == before
    assert not any(
        page.model.face(r, c).proposed
        for r in range(page.model.rowCount())
        for c in range(page.model.columnCount())
    )


def test_what_can_be_taken_is_one_undo_and_refused_cells_keep_what_they_hold(
    page: EntryPage, typist: Typist
) -> None:
    typist.press("7", K.Key_Return, "8", K.Key_Up)
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("7", "8")
    page.go_to_cell(page.opened.form.key("A01[ANC]"))
    clip("9\t@x\n\n1\t2\t3")
    typist.control(K.Key_V)
    assert "2 change" not in page.preview.note.text()
    assert "1 changes a figure that stands there." in page.preview.note.text()
    typist.press(K.Key_Return)
    assert [typist.text(f"A03[{c}]") for c in "YMO"] == ["1", "2", "3"]
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("9", "8")
    assert page.opened.value(page.opened.form.key("A03[Y]")).origin is Origin.PASTED
    typist.control(K.Key_Z)
    assert [typist.text(f"A03[{c}]") for c in "YMO"] == ["", "", ""]
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("7", "8")


def test_a_text_is_corrected_by_f2_and_escape_ends_only_the_correction(
    page: EntryPage, typist: Typist
) -> None:
    clip("1\t12 (est.)\n\n3")
    typist.control(K.Key_V)
    typist.press(K.Key_F2)
    field = page.preview.list.findChild(QLineEdit)
    assert field.text() == "12 (est.)"
    typist.press(K.Key_Escape)
    assert page.preview.isVisible()
    typist.press(K.Key_F2)
    typist.keypad("12\n")
    assert page.preview.sentence.text() == "All 3 cells can be taken."
    typist.keypad("\n")
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]"), typist.text("A02")) == ("1", "12", "")
    assert typist.text("A03[Y]") == "3"


def test_a_correction_goes_on_to_the_next_refused_line(page: EntryPage, typist: Typist) -> None:
    clip("a\tb\n\nc\t2\t3")
    typist.control(K.Key_V)
    for figure in ("4", "5", "6"):
        typist.press(figure, K.Key_Return)
    typist.press(K.Key_Return)
    assert [typist.text(r) for r in ("A01[ANC]", "A01[PN]", "A03[Y]")] == ["4", "5", "6"]


def test_typing_in_the_grid_while_a_preview_is_open_is_taken_into_account(
    page: EntryPage, typist: Typist
) -> None:
    clip("1\t2")
    typist.control(K.Key_V)
    for _ in range(4):  # round the areas of the screen
        if not page.view.hasFocus():
            typist.press(K.Key_F6)
    assert page.view.hasFocus()
    page.go_to_cell(page.opened.form.key("A01[ANC]"))
    typist.press("1", K.Key_Return)
    assert "1 cell stays the same." in page.preview.note.text()
    assert page.preview.isVisible()


def test_a_locked_return_says_why_nothing_can_be_pasted(page: EntryPage, typist: Typist) -> None:
    from kmmp_desktop.text import Message

    page.opened.locked_why = Message("Approved and signed: locked.")
    clip("1\t2")
    typist.control(K.Key_V)
    assert page.hint.sentence == "Approved and signed: locked."
    assert not page.preview.isVisible()


def test_the_preview_goes_when_another_return_is_opened(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    clip("1\t2")
    typist.control(K.Key_V)
    page.refresh()
    assert page.preview.isVisible(), "the same return, read again"
    page.open_return(page.opened.key.family, page.opened.key.facility, page.opened.key.period.shift(-1))
    assert not page.preview.isVisible()


def test_a_hundred_million_characters_are_refused_and_nothing_changes(
    page: EntryPage, typist: Typist
) -> None:
    clip("123456789\t" * 10_000_000)
    typist.control(K.Key_V)
    assert "The clipboard holds 100 million characters" in page.hint.sentence
    assert not page.opened.cells
    clip("")
    typist.control(K.Key_V)
    assert page.hint.sentence == "There is no text on the clipboard to paste."


def test_a_disk_that_refuses_keeps_what_was_taken_on_screen(
    page: EntryPage, typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kmmp_desktop.errors import StorageError

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    clip("1\t2")
    typist.control(K.Key_V)
    with monkeypatch.context() as broken:
        broken.setattr(page.opened, "set_many", full)
        typist.press(K.Key_Return)
    assert page.ask.is_warning
    assert len(page.keeping.unsaved) == 2
    assert page.keeping.retry()
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("1", "2")


def test_ten_rows_of_six_columns_from_the_hospital(make_page: MakePage) -> None:
    """Scenario 8, first half: a block of 10 x 6 with two texts that are no figures."""
    page = make_page("WIDE")
    typist = Typist(page)
    typist.press("3", K.Key_Return)
    page.go_to_cell(page.opened.form.key("A01[G1]"))
    before = dict(page.opened.cells)
    rows = [[str(10 * down + across) for across in range(6)] for down in range(10)]
    rows[6][3], rows[8][4] = "=5+", "12 (est.)"
    clip("\r\n".join("\t".join(row) for row in rows) + "\r\n")
    typist.control(K.Key_V)
    assert page.preview.sentence.text() == (
        '58 of 60 cells can be taken. 2 cannot: D7 "=5+" is not a number, E9 "12 (est.)" is not a number.'
    )
    typist.press("5", K.Key_Return)  # the first refused line, corrected; the second stays refused
    assert '59 of 60 cells can be taken. 1 cannot: E9 "12 (est.)"' in page.preview.sentence.text()
    typist.press(K.Key_Return)
    assert "Taken in: 59. Left as they were: 1." in page.hint.sentence
    assert typist.text("A07[G4]") == "5"
    assert typist.text("A09[G5]") == ""
    assert len(page.opened.cells) == 59
    typist.control(K.Key_Z)
    assert dict(page.opened.cells) == before
    assert typist.text("A01[G1]") == "3"
