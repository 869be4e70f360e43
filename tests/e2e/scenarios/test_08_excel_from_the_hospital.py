"""Scenario 8: a block from a spreadsheet, then a filled workbook with faults in it."""

import openpyxl
import pytest
from office_fixtures import FULL, NYOTA, ZIWA
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from scenario_desk import CONTROL

from kmmp_desktop.domain.values import Origin

K = Qt.Key
TEN = ("C01", "C02", "C05", "C06", "C08", "C10", "C11", "C12", "C13", "C14")


@pytest.fixture
def desk(office, sit):
    made = sit(office)
    made.open()
    return made


def paste(desk, text):
    QGuiApplication.clipboard().setText(text)
    desk.press(K.Key_V, mod=CONTROL)


def block(rows=10, columns=6):
    return "\n".join("\t".join(str(10 * r + c) for c in range(columns)) for r in range(rows))


def test_a_block_of_ten_by_six_is_previewed_and_taken_as_one_act(desk):
    desk.go("C14[ANC]")
    before = dict(desk.opened.cells)
    desk.go("C01[ANC]")
    paste(desk, block())
    preview = desk.entry.taking.preview
    assert preview.isVisible()
    assert desk.opened.cells == before, "nothing is written before she says so"
    proposal = preview.proposal
    assert len(proposal.changes) >= 10
    taken = proposal.edits()
    desk.press(K.Key_Return)
    assert {c: desk.opened.value(c).raw for c in taken} == taken
    assert {desk.opened.value(c).origin for c in taken} == {Origin.PASTED}
    desk.press(K.Key_Z, mod=CONTROL)
    assert desk.opened.cells == before, "one undo takes all back"


def test_what_cannot_be_taken_is_named_by_address_value_and_reason_and_fixed_in_place(desk):
    desk.go("C01[ANC]")
    paste(desk, "46\t93\n=5+\t4\n12 (est.)\t3")
    preview = desk.entry.taking.preview
    rejected = preview.proposal.rejected
    assert [(p.offered.address, p.offered.text) for p in rejected] == [("A2", "=5+"), ("A3", "12 (est.)")]
    assert all(p.why for p in rejected)
    said = preview.sentence.text()
    assert "4 of 6" in said
    assert "A2" in said
    assert "A3" in said
    assert '"=5+"' in said.replace("“", '"').replace("”", '"')
    preview.fixed.emit("A3", "12")
    assert [p.offered.address for p in preview.proposal.rejected] == ["A2"]


def test_formulas_never_run(desk):
    desk.go("C01[ANC]")
    paste(desk, "=5+4\t=CMD()\n1\t2")
    assert [p.offered.text for p in desk.entry.taking.preview.proposal.rejected] == ["=5+4", "=CMD()"]
    preview = desk.entry.taking.preview
    preview.take.setFocus()
    desk.press(K.Key_Return)
    assert desk.opened.value(desk.cell("C01[ANC]")) is None


@pytest.fixture
def book(office, desk, tmp_path):
    """An entry workbook of Nyota's November, and where each cell stands in it."""
    path = tmp_path / "nyota.xlsx"
    office.services.books.write(desk.opened, path)
    full = office.fill(ZIWA)
    office.services.books.write(full, tmp_path / "ziwa.xlsx")
    there = {o.key: o.address for o in office.services.books.read(tmp_path / "ziwa.xlsx").offered}
    return path, there


def fill_in(path, texts):
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    for address, text in texts.items():
        sheet[address.rpartition("!")[2]] = text
    workbook.save(path)


def read(desk, path, qtbot):
    from ui.entry.books import Books

    books = desk.entry.findChild(Books)
    refusals = []
    books.refused.connect(lambda said: refusals.append(said) if said else refusals.clear())
    books.read(path)
    qtbot.waitUntil(lambda: books._task is None, timeout=20_000)
    return refusals


def test_a_filled_workbook_gives_a_verdict_for_every_cell_and_one_undo(desk, book, qtbot):
    path, there = book
    c, d = desk.cell("C01[ANC]"), desk.cell("C02[ANC]")
    fill_in(path, {there[c]: 46, there[d]: "12 (est.)", there[desk.cell("C05[ANC]")]: "=5+4"})
    assert read(desk, path, qtbot) == []
    preview = desk.entry.taking.preview
    rejected = {p.offered.key: p for p in preview.proposal.rejected}
    assert set(rejected) == {d, desk.cell("C05[ANC]")}
    assert rejected[d].offered.address == there[d]
    assert "12 (est.)" in str(rejected[d].why) or rejected[d].offered.text == "12 (est.)"
    preview.fixed.emit(there[d], "12")
    preview.take.setFocus()
    desk.press(K.Key_Return)
    assert (desk.text("C01[ANC]"), desk.text("C02[ANC]")) == ("46", "12")
    assert desk.opened.value(desk.cell("C05[ANC]")) is None, "a formula is no figure"
    desk.press(K.Key_Z, mod=CONTROL)
    assert (desk.text("C01[ANC]"), desk.text("C02[ANC]")) == ("", "")


def test_a_workbook_of_another_facility_is_refused_by_name(desk, office, tmp_path, qtbot):
    path = tmp_path / "other.xlsx"
    office.services.books.write(office.open(ZIWA), path)
    [why] = read(desk, path, qtbot)
    assert "Ziwa Dispensary" in why
    assert not desk.entry.taking.is_open


def test_a_workbook_of_another_month_is_refused_by_name(desk, office, tmp_path, qtbot):
    path = tmp_path / "other.xlsx"
    office.services.books.write(office.open(NYOTA, desk.opened.key.period.shift(-1), FULL), path)
    [why] = read(desk, path, qtbot)
    assert "October 2026" in why


def test_an_inserted_row_is_refused_by_name(desk, book, qtbot):
    path, there = book
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    row = openpyxl.utils.cell.coordinate_from_string(there[desk.cell("C02[ANC]")].rpartition("!")[2])[1]
    sheet.insert_rows(row)
    workbook.save(path)
    refusals = read(desk, path, qtbot)
    assert refusals, "the file cannot be used"
    assert "row" in refusals[0].casefold()
    assert not desk.entry.taking.is_open
