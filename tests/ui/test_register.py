"""The register of findings with real keys on a real office."""

import csv
from datetime import timedelta

import pytest
from flow_office import ENTER, desk_of, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from kmmp_desktop.domain.finding_steps import FindingState
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from ui.register.page import RegisterPage
from ui.wishes import Wishes

UP, DOWN, ESC = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape


@pytest.fixture
def busy(office):  # noqa: F811
    """One return with explained warnings, one with an error and a warning that are open."""
    filled = office.fill(NYOTA)
    filled.note_report(office.services.completion.look(filled).report.findings)
    office.clock.moment += timedelta(hours=2)
    opened = office.open(ZIWA)
    figures = month_of(FlowOfClients.starting(ZIWA, 2, 12), NOVEMBER)
    opened.set_many({opened.form.key(code): str(value) for code, value in figures.items()})
    opened.set(opened.form.key("C14[ANC]"), "1")
    opened.note_report(office.services.completion.look(opened).report.findings)
    office.clock.moment += timedelta(hours=2)
    return office


@pytest.fixture
def page(qtbot, dressed, look, busy):
    page = show(qtbot, RegisterPage(desk_of(busy, "manager", look)))
    page.refresh()
    ready(qtbot, page)
    return page


def ready(qtbot, page):
    wait(qtbot, lambda: not page._reading.is_reading and not page._wait.isActive())


def shown(page):
    return [(row.facility, row.step.check, row.step.state.value) for row in page._register.rows]


def test_every_finding_is_listed_with_state_reason_person_and_time(page):
    rows = page._model.rows
    assert rows
    explained = next(row for row in rows if row.faces[0].text == "Nyota Health Centre")
    assert [face.text for face in explained.faces][1:2] == ["Nov 2026"]
    assert explained.faces[4].text == "Explained"
    assert explained.faces[4].icon
    assert explained.faces[5].text == "“Counted again in the register.”"
    assert explained.faces[6].text == "A. Wanjiru"
    assert explained.faces[7].text == "today 10:42"
    assert ("Ziwa Dispensary", "open") in {(f, s) for f, _, s in shown(page)}


def test_a_count_narrows_to_its_state_and_escape_shows_all_again(qtbot, page):
    everything = len(page._register.rows)
    page.filters.toggles["open"].setFocus()
    press(page, " ")
    ready(qtbot, page)

    assert {state for _, _, state in shown(page)} == {"open"}
    assert page.filters.toggles["all"]._count == str(everything), "the counts do not narrow with it"

    page.table.setFocus()
    press(page, ESC)
    ready(qtbot, page)
    assert len(page._register.rows) == everything


def test_typing_in_the_search_narrows_and_enter_opens_the_return_at_the_cell(qtbot, page):
    page.window().activateWindow()
    qtbot.addWidget(page.head)
    page.head.show()
    page.start_search()
    page.head.search.setText("ziwa")
    ready(qtbot, page)
    assert {facility for facility, _, _ in shown(page)} == {"Ziwa Dispensary"}

    place = page._register.rows[0].step.place
    with qtbot.waitSignal(page.finding_requested) as asked:
        press(page.head, ENTER)
    assert asked.args == [FULL, ZIWA, NOVEMBER, place]


def test_the_life_of_a_finding_stands_beside_it(qtbot, busy, look, page):
    [row] = [r for r in page._register.rows if r.facility == "Ziwa Dispensary"][:1]
    page.table.select((row.revision, row.step.check))
    opened = busy.open(ZIWA)
    opened.set_reason(row.step.check, "Outreach week in Kolwa")
    page.refresh()
    ready(qtbot, page)

    text = "\n".join(page.card._text.facts)
    assert "explained, A. Wanjiru\n“Outreach week in Kolwa”" in text
    assert text.index("explained, A.") < text.index("found, A. Wanjiru"), "newest first"


def test_keys_walk_the_list(page):
    page.table.setFocus()
    page.table.selectRow(0)
    press(page, DOWN)
    assert page.table.currentIndex().row() == 1
    with_signal = []
    page.finding_requested.connect(lambda *args: with_signal.append(args))
    press(page, ENTER)
    assert len(with_signal) == 1


def test_what_is_wanted_is_saved_as_csv_without_formulas(qtbot, monkeypatch, tmp_path, busy, page):
    opened = busy.open(ZIWA)
    check = next(r.step.check for r in page._register.rows if r.facility == "Ziwa Dispensary")
    opened.set_reason(check, "=HYPERLINK(1)")
    page.show_state(FindingState.EXPLAINED)
    page.head.search.setText("ziwa")
    ready(qtbot, page)
    path = tmp_path / "found.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), "CSV (*.csv)"))
    page.table.setFocus()
    with qtbot.waitSignal(page.announced) as said:
        press(page, Qt.Key.Key_E, modifier=Qt.KeyboardModifier.ControlModifier)

    assert said.args == ["1 finding is in found.csv."]
    [head, line] = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    told = dict(zip(head, line, strict=True))
    assert (told["Facility"], told["Check"], told["State"]) == ("Ziwa Dispensary", check, "Explained")
    assert told["Reason"] == "'=HYPERLINK(1)"


def test_nothing_found_says_what_to_do(qtbot, page):
    page.head.search.setText("no such words")
    ready(qtbot, page)
    assert page._stack.currentWidget() is page._empty
    page._all.click()
    ready(qtbot, page)
    assert page._stack.currentWidget() is page.table


def test_the_window_opens_the_return_at_the_cell(qtbot, busy, look):
    from ui.entry.page import EntryPage

    entry = show(qtbot, EntryPage(desk_of(busy, "manager", look)))

    class Frame:
        desk = entry.desk

        def show_place(self, name, *, read=True):
            return entry

        def heading_changed(self):
            pass

        def edit_facility(self, facility):
            pass

        def import_facilities(self):
            pass

    page = RegisterPage(entry.desk)
    qtbot.addWidget(page)
    wishes = Wishes(Frame())
    wishes.listen_to(page)
    page.finding_requested.emit(FULL, ZIWA, NOVEMBER, "KM_C10[*]")

    assert entry.opened.key.facility == ZIWA
    assert entry.steering.key.element == "KM_C10"
