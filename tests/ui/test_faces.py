"""Two-line tables, the card, the chart: what they are made of, without an office."""

import pytest
from flow_office import press
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from kmmp_desktop.domain.findings import Finding, Side, Term
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.text import Message, Text
from kmmp_desktop.texts.catalogue import Catalogue
from ui.faces.equation import write_out
from ui.faces.face import Column, Face, Row
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.figures import megabytes, number, signed
from ui.faces.month_chart import MonthChart

Key = Qt.Key
COLUMNS = (Column("Cell", 3, 10), Column("What", 5, 10), Column("Now", 0, 6, right=True))
C14 = CellKey("KM_C14")


def row(key, text="C14 Active clients", sub="C. Caseload", **more):
    return Row(
        key,
        (
            Face(text, sub, icon="warning", icon_ink="warn"),
            Face("A sentence", "and why"),
            Face("12", **more),
        ),
    )


def group(key, title):
    return Row(key, (Face(title, aside="3", bold=True),), group=True)


@pytest.fixture
def table(dressed, look, qtbot):
    made = FaceTable(look, FaceModel(COLUMNS))
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.set_look(look)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def test_the_columns_fill_the_width_and_keep_their_least(table):
    table.show_rows([row(1)])
    widths = [table.columnWidth(n) for n in range(3)]
    assert sum(widths) == table.viewport().width()
    table.resize(120, 300)
    assert all(after > 20 for after in (table.columnWidth(n) for n in range(3)))


def test_no_word_of_a_line_is_cut(table, look):
    long = "Haijabadilishwa-tangu-itiwe-sahihi-na-meneja-wa-programu"
    table.resize(200, 300)
    table.show_rows([row(1), Row(2, (Face(), Face(), Face(long)))])
    assert table.columnWidth(2) >= look.metrics().horizontalAdvance(long)


def test_arrow_keys_step_over_groups(table):
    table.show_rows([group("g", "Must be corrected"), row(1), group("h", "Left blank"), row(2)])
    assert table.current_key() == 1
    press(table, Key.Key_Down)
    assert table.current_key() == 2
    press(table, Key.Key_Up)
    assert table.current_key() == 1


def test_the_current_row_stays_when_others_come_and_go(table):
    table.show_rows([row(1), row(2), row(3)])
    table.select(2)
    table.show_rows([row(0), row(2), row(4)])
    assert table.current_key() == 2
    table.show_rows([row(0), row(4)])
    assert table.current_key() == 4


def test_a_table_that_does_not_choose_has_no_row_until_it_is_entered(dressed, look, qtbot):
    made = FaceTable(look, FaceModel(COLUMNS), chooses=False)
    qtbot.addWidget(made)
    made.show_rows([row(1)])
    assert made.current_key() is None


def test_enter_and_double_click_open_a_row(table, qtbot):
    table.show_rows([row(1), row(2)])
    with qtbot.waitSignal(table.opened) as opened:
        press(table, Key.Key_Down, Key.Key_Return)
    assert opened.args == [2]
    with qtbot.waitSignal(table.opened) as opened:
        place = table.visualRect(table.model().index(0, 0)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [1]


def test_space_turns_a_check_box(table, qtbot):
    table.show_rows([Row(1, (Face("Nyota", checked=True), Face(), Face()))])
    with qtbot.waitSignal(table.model().ticked) as turned:
        press(table, Key.Key_Space)
    assert turned.args == [1, False]


def test_a_screen_reader_hears_text_and_sub_line(table):
    table.show_rows([row(1)])
    spoken = table.model().index(0, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "C14 Active clients, C. Caseload"


def test_larger_text_makes_higher_rows_without_fixed_heights(table, look):
    table.show_rows([row(1)])
    before = table.rowHeight(0)
    table.set_look(look.scaled(2.0))
    assert table.rowHeight(0) > 1.6 * before


def finding(operator, left, right):
    return Finding(
        "R201", Severity.ERROR, C14, (C14,), (C14,), Message("x"), left, operator, right, None, "S"
    )


def test_an_equation_says_what_it_should_be_what_it_says_and_the_difference():
    should = Side(
        "C01 + C02 - C08",
        149,
        (
            Term("", Text("Start of month"), "C01", 140),
            Term("+", Text("New"), "C02", 18),
            Term("-", Text("Out"), "C08", 9),
        ),
    )
    says = Side("C14", 176, (Term("", Text("Active"), "C14", 176),))
    for sides in ((should, says), (says, should)):
        lines = write_out(finding("=", *sides), Catalogue().say)
        assert [(line.label, line.figure) for line in lines] == [
            ("C01 Start of month", "140"),
            ("C02 New", "+ 18"),
            ("C08 Out", "− 9"),
            ("Should be", "149"),
            ("C14 says", "176"),
            ("Difference", "+ 27"),
        ]


def test_another_comparison_names_its_operator_in_words():
    lines = write_out(
        finding("<=", Side("C15", 9, (Term("", Text("Young"), "C15", 9),)), Side("5", 5)), Catalogue().say
    )
    assert [line.label for line in lines] == ["C15 Young", "must be at most", "5"]


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0, "0"), (12480, "12\u2009480"), (10.25, "10.2"), (-8, "−8")]
)
def test_figures_have_thin_spaces_and_a_true_minus(value, text):
    assert number(value) == text


def test_differences_have_a_sign_and_a_space():
    assert [signed(27), signed(-8), signed(0), signed(61, "%")] == ["+ 27", "− 8", "0", "+ 61 %"]
    assert [megabytes(400_000), megabytes(31_000_000), megabytes(5_800_000_000)] == [
        "0.4 MB",
        "31 MB",
        "5.8 GB",
    ]


def test_the_chart_draws_the_last_month_in_its_own_colour_and_says_all(dressed, each_look, qtbot):
    chart = MonthChart(each_look)
    qtbot.addWidget(chart)
    chart.resize(300, chart.sizeHint().height())
    chart.show_months([("Oct", 3), ("Nov", None), ("Dec", 19)], 4, "err")
    picture = QImage(chart.size(), QImage.Format.Format_RGB32)
    picture.fill(each_look.surface)
    chart.render(picture)
    colours = {
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    }
    assert {each_look.err.name(), each_look.accent.name(), each_look.grid.name()} <= colours
    assert chart.accessibleName() == "Oct 3, Nov –, Dec 19"
