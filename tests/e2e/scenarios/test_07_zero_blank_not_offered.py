"""Scenario 7: maternity is closed, a register is missing, malaria is truly 0."""

from office_fixtures import NYOTA
from PySide6.QtCore import Qt
from scenario_desk import CONTROL

from kmmp_desktop.domain.values import Kind, Origin

K = Qt.Key


def closed_cells(desk):
    return [c for c in desk.opened.form.entry_cells if not desk.opened.offered(c)]


def test_what_is_not_offered_is_greyed_from_the_facilitys_profile(office, maternity_closed, sit):
    desk = sit(office)
    desk.open()
    closed = closed_cells(desk)
    assert closed
    assert not set(closed) & set(desk.opened.enterable())


def test_a_missing_register_is_nr_with_a_reason(office, sit):
    desk = sit(office)
    desk.open()
    desk.go("C15")
    desk.press("m")
    desk.press("1")
    value = desk.opened.value(desk.cell("C15"))
    assert value.kind is Kind.MISSING
    assert desk.text("C15") == "NR"
    items = office.services.completion.look(desk.opened).items
    assert any(i.key == desk.cell("C15") and i.needs == "reason" for i in items)


def test_0_stays_0_and_a_blank_stays_blank(office, sit):
    desk = sit(office)
    desk.open()
    desk.go("C05[ANC]")
    desk.keypad("0\n")
    desk.keypad("\n")
    assert desk.opened.value(desk.cell("C05[ANC]")).value == 0
    assert desk.opened.value(desk.cell("C05[PN]")) is None
    assert desk.face("C05[ANC]") != desk.face("C05[PN]")


def test_fill_the_rest_with_0_asks_is_recorded_and_is_one_undo(office, sit):
    desk = sit(office)
    desk.open()
    desk.go("C01[ANC]")
    desk.keypad("46\n")
    desk.press(K.Key_0, mod=CONTROL)
    assert desk.opened.value(desk.cell("C02[ANC]")) is None, "it asks first"
    assert desk.entry.ask.isVisible()
    desk.press(K.Key_Return)
    filled = desk.opened.value(desk.cell("C02[ANC]"))
    assert (filled.value, filled.origin) == (0, Origin.BULK_ZERO)
    assert desk.opened.value(desk.cell("C01[ANC]")).value == 46
    assert office.open(NYOTA).value(desk.cell("C02[ANC]")).origin is Origin.BULK_ZERO
    assert "zero by fill" in desk.hears("C02[ANC]")
    desk.press(K.Key_Z, mod=CONTROL)
    assert desk.opened.value(desk.cell("C02[ANC]")) is None


def test_totals_say_of_how_many_cells_they_are_the_sum(office, sit):
    desk = sit(office)
    desk.open()
    desk.go("C14[ANC]")
    desk.keypad("52\n36\n")
    desk.press("m")
    desk.press("1")
    total = desk.entry.model.data(desk.entry.model.place(desk.cell("C14")), Qt.ItemDataRole.ToolTipRole)
    assert "sum of 2 of 4" in str(total)


def test_the_four_look_different_and_are_told_apart_by_ear(office, maternity_closed, sit):
    desk = sit(office)
    desk.open()
    desk.go("C05[ANC]")
    desk.keypad("0\n")
    desk.go("C06[ANC]")
    desk.press("m", "1")
    heard = {cell: desk.hears(cell) for cell in ("C05[ANC]", "C05[PN]", "C06[ANC]")}
    assert len({words.split(", ", 2)[-1] for words in heard.values()}) == 3, heard
    assert "not reported" in heard["C06[ANC]"]


def test_the_signed_files_tell_the_four_apart(office, maternity_closed, paper, sit):
    opened = office.open(NYOTA)
    texts = {opened.form.key(code): text for code, text in paper.items()}
    opened.set_many({key: text for key, text in texts.items() if opened.offered(key)})
    opened.leave()
    desk = sit(office)
    desk.open()
    for cell, keys in (("M11", "m1"), ("M12", "m1"), ("G06", "0")):
        desk.go(cell)
        desk.press(keys)
    desk.press(K.Key_Return)
    desk.go("P02")
    desk.press(K.Key_Delete)
    for item in office.services.completion.look(desk.opened).items:
        if item.needs == "reason" and not item.done:
            desk.opened.set_reason(item.subject, "The register is with the county team.")
    office.services.completion.complete(desk.opened, office.signer())
    with office.work() as work:
        files = [work.files.get(desk.opened.revision.id, kind) for kind in ("xlsx", "pdf")]
    for file in files:
        data = office.services.verifying.judge(file.name, file.content).data
        told = {cell["cell"]: cell.get("missing") or cell.get("value") for cell in data["cells"]}
        assert told["KM_M11"] == "NR", told["KM_M11"]
        assert told["KM_G06"] == 0
        assert told.get("KM_P02") in (None, "")
        closed = str(closed_cells(desk)[0])
        assert told[closed] == "NA"
