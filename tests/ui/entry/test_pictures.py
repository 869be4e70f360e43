"""What the clerk sees: cell states, themes, small windows; pictures are kept for people to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from entry_office import NOVEMBER, NYOTA, Office, history
from entry_painting import paint
from entry_typist import MakePage, Typist
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from kmmp_desktop.domain.values import CellKey, Origin
from ui.entry.faces import Face, Mark, Shape
from ui.entry.page import EntryPage
from ui.entry.return_model import ACCESSIBLE
from ui.style import palette
from ui.style.look import Look

ARTIFACTS = Path(__file__).parents[3] / "artifacts" / "entry"

STATES: dict[str, tuple[Face, str]] = {
    "number": (Face(Shape.CELL, "47"), "surface"),
    "zero": (Face(Shape.CELL, "0"), "surface"),
    "blank": (Face(Shape.CELL), "surface"),
    "coded missing": (Face(Shape.MISSING, "NR"), "miss_soft"),
    "bulk zero": (Face(Shape.BULK_ZERO, "0"), "surface"),
    "just saved": (Face(Shape.CELL, "47", saved=True), "surface"),
    "warning": (Face(Shape.CELL, "18", Mark.WARNING), "warn_soft"),
    "failed check": (Face(Shape.CELL, "176", Mark.ERROR), "err_soft"),
    "invalid draft": (Face(Shape.INVALID, "12 est", Mark.ERROR), "err_soft"),
    "commented": (Face(Shape.CELL, "5", commented=True), "surface"),
    "locked": (Face(Shape.CELL, "139", locked=True), "lock_bg"),
    "not collected": (Face(Shape.HATCH), "lock_bg"),
    "second keying": (Face(Shape.CELL, "63", Mark.SECOND), "second_soft"),
    "changed": (Face(Shape.CELL, "36", changed=True), "surface"),
    "current": (Face(Shape.CELL, "63", Mark.ERROR), "surface"),
    "total": (Face(Shape.TOTAL, "176"), "alt"),
}


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_ground_and_a_mark_that_is_not_only_colour(state: str, each_look: Look) -> None:
    face, ground = STATES[state]
    image = paint(face, each_look, current=state == "current")
    seen = colours(image)
    assert each_look.colour(ground).name() in seen
    inks = {
        "warning": "warn",
        "failed check": "err",
        "invalid draft": "err",
        "just saved": "ok",
        "commented": "muted",
        "changed": "changed",
        "second keying": "second",
        "current": "accent",
    }
    if state in inks:
        assert each_look.colour(inks[state]).name() in seen
    shapes = {name: paint(other, each_look, current=name == "current") for name, (other, _) in STATES.items()}
    same_text = [name for name in shapes if name != state and STATES[name][0].text == face.text]
    assert all(shapes[name] != image for name in same_text)


def test_the_states_are_kept_as_a_picture(each_look: Look) -> None:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    sheet = QImage(QSize(78 * 4, 27 * 4), QImage.Format.Format_RGB32)
    from PySide6.QtGui import QPainter

    painter = QPainter(sheet)
    for number, (name, (face, _)) in enumerate(STATES.items()):
        painter.drawImage(
            number % 4 * 78, number // 4 * 27, paint(face, each_look, current=name == "current")
        )
    painter.end()
    assert sheet.save(str(ARTIFACTS / f"states_{'dark' if each_look.dark else 'light'}.png"))


def test_the_model_keeps_qts_rules(page: EntryPage, typist: Typist, qtmodeltester: ModelTester) -> None:
    typist.keypad("12\n3\n")
    qtmodeltester.check(page.model)


def test_a_screen_reader_hears_row_label_category_figure_then_states(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n99\n1\n1\n1\n")

    def spoken(element: str, category: str = "") -> str:
        return str(page.model.data(page.model.place(CellKey(element, category)), ACCESSIBLE))

    assert spoken("PR_A01", "ANC") == "Row 1, Clients, Antenatal, 12"
    assert spoken("PR_A02") == "Row 2, Visits, 99, warning, needs a reason: 99 visits, expected at most 40"
    assert spoken("PR_A03", "*").startswith("Row 3, Clients by age, total, 3, error: Ages are 12")


def test_a_partial_total_says_of_how_many_cells_it_is_the_sum(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n")
    total = page.model.place(CellKey("PR_A01", "*"))
    assert page.model.data(total) == "12"
    assert "sum of 1 of 2" in str(page.model.data(total, int(Qt.ItemDataRole.ToolTipRole)))
    typist.keypad("3\n")
    assert page.model.data(total) == "15"
    assert page.model.data(total, int(Qt.ItemDataRole.ToolTipRole)) is None


def test_the_header_takes_over_the_names_of_the_band_the_cursor_is_in(
    page: EntryPage, typist: Typist
) -> None:
    def names() -> list[str]:
        return [str(page.model.headerData(c, Qt.Orientation.Horizontal)) for c in range(2, 6)]

    assert names() == ["Antenatal", "Postnatal", "", "Total"]
    typist.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert names() == ["10-19", "20-24", "25+", "Total"]


def test_only_places_that_look_different_are_reported(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n")
    reported: list[tuple[int, int, int, int]] = []
    page.model.dataChanged.connect(
        lambda a, b, *_: reported.append((a.row(), a.column(), b.row(), b.column()))
    )
    typist.keypad("3\n")
    assert all(top == bottom for top, _, bottom, _ in reported)
    assert {top for top, *_ in reported} <= {1, 5}  # row 1 of the paper and the calculated row


@pytest.mark.parametrize(
    ("name", "dark", "scale", "language", "size"),
    [
        ("light", False, 1.0, "en", (1366, 571)),
        ("dark", True, 1.0, "en", (1366, 571)),
        ("sw_150", False, 1.5, "sw", (1366, 600)),
        ("sw_200", False, 2.0, "sw", (1366, 560)),
        ("narrow", False, 1.0, "en", (900, 571)),
    ],
)
def test_the_full_return_is_drawn_at_every_size(
    name: str,
    dark: bool,
    scale: float,
    language: str,
    size: tuple[int, int],
    office: Office,
    make_page: MakePage,
    qtbot: QtBot,
    dressed: QApplication,
) -> None:
    look = Look.of(dark=dark, scale=scale)
    palette.apply(dressed, look)
    figures = history(office, months=6)
    office.put("KMMP_MFR", NOVEMBER, figures)
    page = make_page(None, language=language, wanted=look, size=size)
    page.set_low(scale == 2.0)
    page.open_return("KMMP_MFR", NYOTA, NOVEMBER)
    opened = page.opened
    assert opened is not None
    cell = opened.form.key("C14[PN0_6]")
    assert cell is not None
    page.keeping.commit_many({opened.form.key("C12[ANC]"): "0"}, Origin.BULK_ZERO, "fill")  # type: ignore[dict-item]
    page.keeping.commit(opened.form.key("C15"), "NR")  # type: ignore[arg-type]
    page.keeping.commit(opened.form.key("C13[ANC]"), "12 est")  # type: ignore[arg-type]
    page.keeping.commit(cell, "963")
    page.go_to_cell(cell)
    page.panel.show_slow()
    qtbot.wait(20)
    picture = page.grab()
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    assert picture.save(str(ARTIFACTS / f"entry_{name}.png"))
    index = page.model.place(cell)
    assert page.view.viewport().rect().contains(page.view.visualRect(index).center())
    plan = page.model.plan
    assert plan is not None
    assert page.view.columnWidth(1) >= look.px(200)
    assert page.view.horizontalScrollBar().maximum() == 0 or name == "sw_150"
    for number in range(page.model.rowCount()):
        line = plan.line(number)
        if line is not None:
            metrics = look.metrics(bold=True)
            text = page.model.face(number, 1).text
            room = QRect(0, 0, page.view.columnWidth(1) - 2 * look.px(7), 10_000)
            height = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
            assert page.view.rowHeight(number) >= height  # never cut
    ring = page.view.visualRect(index).translated(page.view.viewport().mapTo(page, QPoint()))
    assert QColor(look.accent).name() in colours(picture.toImage().copy(ring))
