"""Ctrl+F narrows the form to rows; the cursor and its path stay right, and there is always a way out."""

from __future__ import annotations

from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, MakePage, Typist
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from kmmp_desktop.domain.values import CellKey
from ui.entry.page import EntryPage
from ui.entry.row_filter import matching

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shown(page: EntryPage) -> list[str]:
    plan = page.model.plan
    assert plan is not None
    lines = [(n, plan.line(n)) for n in range(len(plan.rows))]
    return [line.element.code for n, line in lines if line is not None and not page.view.isRowHidden(n)]


def test_rows_are_found_by_label_row_number_section_and_code(page: EntryPage) -> None:
    form = page.opened.form  # type: ignore[union-attr]

    def found(text: str) -> set[str]:
        return {full.removeprefix("PR_") for full in matching(form, text, page.desk.say)}

    assert found("visits") == {"A02", "A04"}
    assert found("CLIENTS age") == {"A03"}
    assert found("3") == {"A03", "B03"}
    assert found("b3") == {"B03"}
    assert found("pr_c0") == {"C01", "C02"}
    assert found("nothing at all") == set()
    assert len(found(" ")) == 10


def test_only_matching_rows_stay_and_enter_walks_through_them(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.control(K.Key_F)
    assert page.filter.field.hasFocus()
    typist.press("3")
    assert shown(page) == ["A03"]
    assert "2 rows, in sections A, B" in page.filter.found.text()
    typist.press(K.Key_Return)
    assert page.view.hasFocus()
    assert typist.key == CellKey("PR_A03", "Y")
    typist.keypad("1\n2\n3\n")
    assert "Enter goes on to B" in page.hint.sentence
    typist.keypad("\n")
    assert typist.key == CellKey("PR_B03")
    assert shown(page) == ["B03"]
    typist.keypad("62\n")
    assert "Esc shows all rows" in page.hint.sentence
    typist.press(K.Key_Up)
    assert typist.key == CellKey("PR_B03")
    typist.press(K.Key_Escape)
    assert shown(page) == ["B01", "B02", "B03"]
    assert page.filter.isHidden()
    assert typist.key == CellKey("PR_B03")
    kept = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU).cells
    assert sorted(str(key) for key in kept) == ["PR_A03[M]", "PR_A03[O]", "PR_A03[Y]", "PR_B03"]


def test_escape_in_the_field_goes_back_to_where_the_search_began(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n")
    typist.control(K.Key_F)
    typist.press("supply")
    assert typist.key == CellKey("PR_B03")
    typist.press(K.Key_Escape)
    assert typist.key == CellKey("PR_A01", "PN")
    assert page.view.hasFocus()
    assert len(shown(page)) == 5


def test_where_no_row_matches_all_stay(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_F)
    typist.press("zzz", K.Key_Return)
    assert len(shown(page)) == 5
    assert "No row has zzz" in page.filter.found.text()
    typist.keypad("12\n")
    assert typist.text("A01[ANC]") == "12"


def test_what_is_asked_for_by_name_is_never_hidden(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n99\n")
    typist.control(K.Key_F)
    typist.press("supply", K.Key_Return)
    typist.press(K.Key_F4)  # 99 visits
    assert typist.key == CellKey("PR_A02")
    assert page.filter.isHidden()
    typist.control(K.Key_F)
    typist.press("supply", K.Key_Return)
    typist.control(K.Key_Z)
    assert typist.key == CellKey("PR_A02")
    typist.control(K.Key_F)
    typist.press("supply", K.Key_Return)
    typist.control(K.Key_G)
    typist.press("1", K.Key_Return)
    assert typist.key == CellKey("PR_B01")


def test_hidden_rows_are_neither_copied_nor_made_blank_nor_filled(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n7\n1\n2\n3\n")
    typist.control(K.Key_F)
    typist.press("clients", K.Key_Return)
    assert shown(page) == ["A01", "A03", "A04"] or shown(page) == ["A01", "A03"]
    page.go_to_cell(CellKey("PR_A01", "ANC"))
    typist.press(K.Key_Down, K.Key_Down, *[K.Key_Right] * 3, mod=SHIFT)
    typist.control(K.Key_C)
    assert "7" not in QGuiApplication.clipboard().text()
    typist.press(K.Key_Delete)
    assert typist.text("A02") == "7"
    assert typist.text("A01[ANC]") == ""


def test_it_works_from_the_panel_and_in_both_languages(make_page: MakePage) -> None:
    page = make_page(language="sw")
    typist = Typist(page)
    page.panel.words.field.setFocus()
    page.start_search()
    typist.press("ziara", K.Key_Return)
    assert shown(page) == ["A02", "A04"]
    page.desk.texts.use("en")
    page.retranslate()
    assert page.filter.found.text().startswith("No row has ziara")
    assert len(shown(page)) == 5


def test_another_return_begins_with_all_its_rows(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_F)
    typist.press("supply", K.Key_Return)
    page.open_return("KMMP_HF", NYOTA, NOVEMBER)
    assert page.filter.isHidden()
    assert page.steering.rows is None
    assert not any(page.view.isRowHidden(n) for n in range(page.model.rowCount()))


def test_a_block_is_pasted_over_the_rows_that_are_shown(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_F)
    typist.press("clients", K.Key_Return)
    QGuiApplication.clipboard().setText("12\t3\n1\t2\t9\n")
    typist.control(K.Key_V)
    typist.press(K.Key_Return)
    assert [typist.text(r) for r in ("A01[ANC]", "A01[PN]", "A03[Y]", "A03[M]", "A03[O]")] == [
        "12", "3", "1", "2", "9",
    ]  # fmt: skip
    assert typist.text("A02") == ""
