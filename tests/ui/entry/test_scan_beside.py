"""The scan beside the form: it follows what is typed, and never comes between the fingers and the cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import scan_files
from entry_office import FULL, NOVEMBER, NYOTA, Office
from entry_typist import MakePage, Typist
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from kmmp_desktop.errors import StorageError
from ui.entry.page import EntryPage
from ui.entry.scan_drawing import Drawings
from ui.entry.scan_place import PaperMap, three_of
from ui.style.look import Look

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def settle(page: EntryPage, qtbot: QtBot) -> None:
    """Wait until nothing is read and nothing is drawn any more."""

    def quiet() -> bool:
        QApplication.processEvents()
        return "Reading" not in page.paper.panel.title and page.paper._drawings._task is None

    qtbot.waitUntil(quiet, timeout=10_000)


class Reader(Typist):
    """Somebody who types from a scan."""

    def __init__(self, page: EntryPage, qtbot: QtBot, folder: Path) -> None:
        super().__init__(page)
        self.paper, self.view = page.paper, page.paper.panel.view
        self._qtbot, self._folder = qtbot, folder

    def lay(self, name: str = "november.pdf", content: bytes = b"") -> None:
        path = scan_files.write(self._folder, name, content or scan_files.pdf(4))
        self.paper.add((path,))
        self._qtbot.waitUntil(
            lambda: bool(self.paper._paper) or bool(self.paper.panel.complaint), timeout=10_000
        )
        self.rest()

    def rest(self) -> None:
        settle(self.page, self._qtbot)


@pytest.fixture
def reader(make_page: MakePage, qtbot: QtBot, tmp_path: Path) -> Reader:
    return Reader(make_page(FULL), qtbot, tmp_path)


def test_f7_shows_where_to_drop_the_paper_and_hides_it_again(reader: Reader) -> None:
    reader.press(Qt.Key.Key_F7)
    reader.rest()
    panel = reader.paper.panel
    assert panel.isVisible()
    assert panel.choose.isVisible()
    assert "stays in this office and is not sent" in panel._stays.text()
    reader.press("7", Qt.Key.Key_Return)
    assert reader.page.opened.counts()[0] == 1, "the grid has kept the keys"
    reader.press(Qt.Key.Key_F7)
    assert not panel.isVisible()


def test_a_dropped_file_lies_beside_the_form_of_a_return_that_was_not_begun(
    reader: Reader, office: Office, tmp_path: Path
) -> None:
    reader.press(Qt.Key.Key_F7)
    reader.rest()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scan_files.write(tmp_path, "p.jpg", scan_files.jpeg(6))))])
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    reader.paper.panel.dropEvent(drop)
    reader._qtbot.waitUntil(lambda: bool(reader.paper._paper), timeout=10_000)
    reader.rest()
    opened = reader.page.opened
    assert opened.revision is not None
    assert [s.name for s in office.services.scans.of(opened.key)] == ["p.jpg"]
    assert reader.paper.panel.title == "Page 1 of 1: p.jpg"
    shot = reader.view.grab().toImage()
    assert shot.width() > 100


def test_the_menu_chooses_files_and_a_bad_one_is_said_beside_the_good_one(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = [
        str(scan_files.write(tmp_path, "photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0")),
        str(scan_files.write(tmp_path, "good.pdf", scan_files.pdf(1))),
    ]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    reader.press("5")
    reader.press(Qt.Key.Key_F7, mod=Qt.KeyboardModifier.ShiftModifier)
    reader._qtbot.waitUntil(lambda: bool(reader.paper._paper), timeout=10_000)
    reader.rest()
    assert "HEIC" in reader.paper.panel.complaint
    assert reader.page.view.is_typing, "adding paper ends no typing"
    assert reader.page.view.line_editor.text() == "5"


def test_a_refused_file_begins_no_return(reader: Reader, office: Office) -> None:
    reader.press(Qt.Key.Key_F7)
    reader.lay("x.pdf", b"PK a workbook")
    assert "no PDF" in reader.paper.panel.complaint
    assert reader.page.opened.revision is None


def test_looking_at_the_paper_ends_no_typing(reader: Reader) -> None:
    reader.lay()
    reader.press("3")
    editor, view = reader.page.view.line_editor, reader.view
    start = view.verticalScrollBar().value()
    reader.press(Qt.Key.Key_Down, mod=ALT)
    assert view.verticalScrollBar().value() > start
    reader.press(Qt.Key.Key_Plus, mod=ALT)
    assert view.zoom > 1
    reader.press(Qt.Key.Key_0, mod=ALT)
    assert view.zoom == 1
    reader.press(Qt.Key.Key_Minus, mod=ALT)
    assert view.zoom < 1
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    QTest.mouseClick(reader.paper.panel.larger, Qt.MouseButton.LeftButton)
    assert editor.isVisible()
    assert reader.page.window().focusWidget() is editor
    reader.press("6", Qt.Key.Key_Return)
    assert 36 in [value.number for value in reader.page.opened.cells.values()]


def test_the_wheel_with_control_zooms_and_without_scrolls(reader: Reader) -> None:
    reader.lay()
    view = reader.view
    for modifier in (CONTROL, Qt.KeyboardModifier.NoModifier):
        event = QWheelEvent(
            QPointF(50, 50), view.mapToGlobal(QPoint(50, 50)).toPointF(), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        view.wheelEvent(event)
        assert view.zoom == 1.25


def test_the_paper_scrolls_with_the_section_and_stops_where_it_was_scrolled_by_hand(reader: Reader) -> None:
    reader.lay()
    bar = reader.view.verticalScrollBar()
    first = bar.value()
    for _ in range(6):
        reader.press(Qt.Key.Key_PageDown, mod=CONTROL)
    later = bar.value()
    assert later > first
    assert reader.view.page_in_view >= 1
    bar.setValue(0)  # by hand
    reader.press(Qt.Key.Key_Return)
    assert bar.value() == 0
    reader.press(Qt.Key.Key_PageDown, mod=CONTROL)
    assert bar.value() > 0, "another section: it follows again"


def test_a_section_begins_where_the_key_says_it_does(reader: Reader, office: Office) -> None:
    reader.lay()
    for _ in range(3):
        reader.press(Qt.Key.Key_PageDown, mod=CONTROL)
    code = reader.page.steering.plans[reader.page.steering.section].section.code
    reader.view.verticalScrollBar().setValue(
        reader.view._y_of(2.5) - round(reader.view.viewport().height() * 0.25)
    )
    reader.press(Qt.Key.Key_F7, mod=CONTROL)
    [scan] = office.services.scans.of(reader.page.opened.key)
    page, height = scan.anchors[code]
    assert (page, round(height, 1)) == (2, 0.5)
    reader.press(Qt.Key.Key_PageUp, mod=CONTROL)
    reader.press(Qt.Key.Key_PageDown, mod=CONTROL)
    assert 2.4 < reader.view.reading_place < 2.75


def test_three_clicks_calibrate_and_escape_ends_the_asking(reader: Reader, office: Office) -> None:
    reader.lay()
    reader.press(Qt.Key.Key_F7, mod=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    asked = reader.paper.marking.asked
    assert f"section {asked} begins" in reader.paper.panel.title
    QTest.mouseClick(reader.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 100))
    assert reader.paper.marking.asked != asked
    reader.press(Qt.Key.Key_Escape)
    assert reader.paper.marking.asked == ""
    assert not reader.view.asking
    [scan] = office.services.scans.of(reader.page.opened.key)
    assert list(scan.anchors) == [asked]


def test_a_lying_photo_is_turned_and_stays_so(reader: Reader) -> None:
    reader.lay("photo.png", scan_files.png(800, 600))
    before = reader.view._page_height(0)
    reader.press(Qt.Key.Key_Right, mod=ALT)
    assert reader.view._page_height(0) > before
    reader.press(Qt.Key.Key_F7)
    reader.press(Qt.Key.Key_F7)
    reader.rest()
    assert reader.view._turns == [1]


def test_a_removed_scan_is_gone_from_the_disk_after_a_question(reader: Reader, office: Office) -> None:
    reader.lay()
    reader.paper.act("scan_remove")
    assert not reader.page.ask.isHidden()
    scan, _ = reader.paper._paper.at(0)
    reader.paper.adding.remove(scan)
    reader._qtbot.waitUntil(lambda: not reader.paper._paper, timeout=10_000)
    assert list((office.services.home / "scans").iterdir()) == []


def test_a_file_changed_on_the_disk_is_said_and_not_shown(reader: Reader, office: Office) -> None:
    reader.lay()
    [scan] = office.services.scans.of(reader.page.opened.key)
    (office.services.home / "scans" / scan.file).write_bytes(scan_files.pdf(1))
    reader.paper._forget()
    reader.paper._show(True)
    reader._qtbot.waitUntil(lambda: "changed since" in reader.paper.panel.complaint, timeout=10_000)
    reader.rest()
    reader.view.grab()
    reader.rest()
    assert not reader.paper._drawings._kept


def test_a_full_disk_is_said_and_the_form_goes_on(reader: Reader, office: Office, monkeypatch: Any) -> None:
    def full(*_: object) -> str:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("kmmp_desktop.storage.scans.ScanFolder.put", full)
    reader.press(Qt.Key.Key_F7)
    reader.lay()
    assert "The disk is full." in reader.paper.panel.complaint
    reader.press("4", Qt.Key.Key_Return)
    assert reader.page.opened.counts()[0] == 1


@pytest.mark.parametrize("size", [(1366, 571), (1000, 571), (683, 384)])
def test_figures_stay_legible_beside_the_paper(
    make_page: MakePage, qtbot: QtBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    reader = Reader(make_page(FULL, size=size), qtbot, tmp_path)
    reader.page.set_low(size[1] < 400)
    reader.lay()
    view = reader.page.view
    plan = view.cells.plan
    assert plan is not None
    assert view.viewport().width() >= view.measures.least_width(plan, last=False, median=False, label=150)
    for column in range(2, plan.total + 1):
        assert view.columnWidth(column) >= 54
    assert reader.paper.panel.width() >= 160
    assert reader.paper.panel.height() >= 90
    reader.press(Qt.Key.Key_Return, mod=CONTROL)
    assert reader.page.panel.isVisible() == reader.page.space.panel_is_open


def test_another_return_has_other_paper(reader: Reader) -> None:
    reader.lay()
    reader.page.open_return(FULL, NYOTA, NOVEMBER.shift(-1))
    reader.rest()
    assert not reader.paper._paper
    reader.page.open_return(FULL, NYOTA, NOVEMBER)
    reader._qtbot.waitUntil(lambda: bool(reader.paper._paper), timeout=10_000)


def test_drawn_pages_take_bounded_memory(qtbot: QtBot, qapp: QApplication) -> None:
    from kmmp_desktop.services.ports import Picture
    from ui.entry import scan_drawing

    drawings = Drawings()
    drawings.show(lambda _page, width: Picture(width, width, bytes(4 * width * width)))
    for page in range(20):
        drawings.page(page, 2000)
        qtbot.waitUntil(lambda: drawings._task is None, timeout=10_000)
    assert drawings.bytes <= scan_drawing.MOST_BYTES
    assert drawings.page(19, 2000) is not None


def test_the_reckoned_place_runs_evenly_between_what_was_calibrated() -> None:
    plain = PaperMap((("A", 10), ("B", 10), ("C", 20)), {}, 4)
    assert [plain.place(n) for n in range(3)] == [0.0, 1.0, 2.0]
    known = PaperMap((("A", 10), ("B", 10), ("C", 20)), {"A": 0.5, "C": 2.5}, 4)
    assert known.place(1) == pytest.approx(1.5)
    assert known.place(2, 0.5) == pytest.approx(3.25)
    shuffled = PaperMap((("A", 10), ("B", 10)), {"A": 1.2, "B": 0.1}, 2)
    assert shuffled.place(0, 0.5) == pytest.approx(1.7)
    assert shuffled.place(1) == pytest.approx(0.1)
    assert three_of("ABCDEFG") == ("A", "D", "G")


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_of_the_paper_has_its_wedge(
    make_page: MakePage, qtbot: QtBot, tmp_path: Path, qapp: QApplication, dark: bool
) -> None:
    look = Look.of(dark=dark)
    reader = Reader(make_page(FULL, wanted=look), qtbot, tmp_path)
    reader.lay()
    shot = reader.view.viewport().grab().toImage()
    wedge = reader.view._y_of(reader.view._mark) - reader.view.verticalScrollBar().value()
    assert shot.pixelColor(3, wedge).name() == look.accent.name()
