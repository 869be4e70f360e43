"""Scenario 3: a full return from paper on the numeric keypad, keys only."""

from office_fixtures import ZIWA
from PySide6.QtCore import Qt

from kmmp_desktop.domain.values import ValueType

K = Qt.Key
ON_THE_KEYPAD = (ValueType.INTEGER, ValueType.YES_NO, ValueType.DATE)


def keys_for(kind: ValueType, text: str) -> str:
    return text.replace("/", "") if kind is ValueType.DATE else text


def test_the_whole_return_is_keyed_in_the_papers_order_without_tab_or_mouse(
    office, maternity_closed, paper, sit
):
    desk = sit(office)
    page = desk.open()
    opened, form = desk.opened, desk.opened.form
    path, ends, told = [], [], []
    page.hint.show()
    for number, section in enumerate(form.sections):
        cells = [c for e in section.elements if not e.is_calculated for c in e.cells if opened.offered(c)]
        if not cells:
            continue
        for cell in cells:
            assert desk.key == cell, f"the cursor stands at {desk.key}, the paper at {cell}"
            path.append(cell)
            kind = form.elements[cell.element].type
            text = paper.get(
                f"{form.elements[cell.element].code}" + (f"[{cell.category}]" if cell.category else ""), ""
            )
            desk.keypad((keys_for(kind, text) if kind in ON_THE_KEYPAD else "") + "\n")
        ends.append(desk.key)
        told.append(page.hint._sentence)
        if number < len(form.sections) - 1:
            desk.keypad("\n")  # told the end, Enter goes on: never by itself
    assert len([c for c in path if opened.value(c) is not None]) >= 120
    assert path == list(opened.enterable()), "paper order, every grey cell skipped"
    for cell in path:
        kind = form.elements[cell.element].type
        code = f"{form.elements[cell.element].code}" + (f"[{cell.category}]" if cell.category else "")
        if kind is ValueType.INTEGER and code in paper:
            assert opened.value(cell).value == int(paper[code]), f"{cell} is not as typed"
    assert all(told), "at the end of each section she is told"
    stored = office.open()
    assert {c: v.raw for c, v in stored.cells.items()} == {c: v.raw for c, v in opened.cells.items()}


def test_down_goes_to_the_cell_below_and_row_and_column_stay_visible(office, paper, sit):
    desk = sit(office)
    page = desk.open()
    desk.go("C01[ANC]")
    desk.press(K.Key_Down)
    assert desk.key == desk.cell("C02[ANC]")
    assert page.model.headerData(2, Qt.Orientation.Horizontal)
    row = page.model.place(desk.key).row()
    assert page.model.face(row, 0).text == "2", "the paper's row number"
    assert page.view.horizontalHeader().isVisible()


def test_totals_move_as_she_types(office, sit):
    desk = sit(office)
    desk.open()
    desk.go("C01[ANC]")
    desk.keypad("46\n")
    assert desk.face("C01").text == "46"
    desk.keypad("93\n")
    assert desk.face("C01").text == "139"


def test_the_end_of_a_section_is_said_and_nothing_wraps(office, sit):
    desk = sit(office)
    page = desk.open()
    desk.press(K.Key_End, mod=Qt.KeyboardModifier.ControlModifier)
    last = desk.key
    desk.keypad("1\n")
    assert desk.key == last
    assert "Enter" in page.hint._sentence
    desk.keypad("\n")
    assert desk.opened.form.section_of[desk.key.element].code == "B"


def test_at_full_speed_nothing_is_dropped(office, sit):
    desk = sit(office)
    desk.open(ZIWA)
    cells = [c for c in desk.opened.enterable() if desk.opened.form.section_of[c.element].code == "C"]
    desk.go("C01[ANC]")
    desk.keypad("".join(f"{100 + n}\n" for n in range(len(cells))))
    assert [desk.opened.value(c).value for c in cells] == [100 + n for n in range(len(cells))]
