"""The fast reader of rows says what the reader with a tree says, or nothing at all."""

import random

import exports_fixtures as fixtures
import pytest

from exports import workbook_read
from exports.signatures import ooxml_structure as structure
from exports.signatures.opc import read_package
from exports.workbook_read import ContentError, parse, read_sheet
from exports.workbook_rows import read_rows
from exports.xlsx import WorkbookMaker

PART = "xl/worksheets/sheet1.xml"
FRAME = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)
ROW = b'<row r="1"><c r="A1" s="1" t="n"><v>7</v></c>%s</row>'


@pytest.fixture(scope="module")
def sheets():
    parts = read_package(WorkbookMaker().build(fixtures.large_document()))
    return [parts[structure.sheet_part(n + 1)] for n in range(structure.count_parts(parts)[0])]


def slow(content):
    return workbook_read._cells(parse(PART, content), PART)


def test_both_read_every_sheet_of_a_return_alike(sheets):
    for sheet in sheets:
        rows = read_rows(sheet)
        assert rows is not None, "our own file goes the slow way"
        assert rows.cells == slow(sheet)
        assert parse(PART, rows.frame) is not None


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B1"/><c r="C1" t="inlineStr"><is><t xml:space="preserve"> a &amp; b &lt;c&gt; </t></is></c>',
        b'<c r="B1" t="inlineStr"><is><t></t></is></c>',
        b'<c r="B1" t="inlineStr"><is><t>_x000D_ and _x005F_x000D_</t></is></c>',
        '<c r="B1" t="inlineStr"><is><t>Mwezi \u00a0 \u2014 ng\'ombe</t></is></c>'.encode(),
        b'<c r="B1" t="n"><v>-1.5e-07</v></c>',
    ],
)
def test_both_read_a_cell_of_ours_alike(cell):
    content = FRAME % (ROW % cell)
    rows = read_rows(content)
    assert rows is not None
    assert rows.cells == slow(content)


@pytest.mark.parametrize(
    "inside",
    [
        ROW % b'<c r="A1" t="n"><v>8</v></c>',
        ROW % b'<c r="A1"/>',
        ROW % b'<c r="B2" t="n"><v>8</v></c>',
        ROW % b'<c r="B1" t="n"><f>1+1</f><v>8</v></c>',
        ROW % b'<c r="B1" t="s"><v>8</v></c>',
        ROW % b'<c r="B1" t="n"><v>nan</v></c>',
        ROW % b'<c r="B1" t="n"><v>1_0</v></c>',
        ROW % b'<c r="B1" t="inlineStr"><is><t>a]]>b</t></is></c>',
        ROW % b'<c r="B1" t="inlineStr"><is><t>&#65;</t></is></c>',
        ROW % b'<c r="B1" t="inlineStr"><is><t>a\rb</t></is></c>',
        ROW % b'<c r="B1" t="inlineStr"><is><t>a\x01b</t></is></c>',
        ROW % b'<c r="B1" t="inlineStr"><is><t>a\xffb</t></is></c>',
        ROW % b'<c r="B1" t="inlineStr"><is><t>a\xef\xbf\xbfb</t></is></c>',
        ROW % b"<!-- -->",
        ROW % b"text",
        ROW % b"" + ROW % b"",
        b'<row r="1" hidden="1"></row>',
        b'<row r="1" ht="1" customHeight="1"></row>',
        b'<row r="1">',
        b"</row>",
        b'<row r="1"><row r="2"></row></row>',
        b'<c r="A1" t="n"><v>7</v></c>',
        ROW % b"" + b'</sheetData><sheetData><row r="2"></row>',
    ],
)
def test_what_is_not_written_as_ours_is_left_to_the_slow_reader(inside):
    assert read_rows(FRAME % inside) is None


@pytest.mark.parametrize(
    "content",
    [
        FRAME % (ROW % b'<c r="B1"/><c r="B1" t="n"><v>8</v></c>'),
        FRAME % (ROW % b'<c r="B1" t="n"><v>1_0</v></c>'),
        FRAME % (ROW % b"" + b"</sheetData><sheetData>" + ROW.replace(b"1", b"2") % b""),
        (FRAME % (ROW % b"")).replace(b"</worksheet>", b"<sheetData/></worksheet>"),
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></worksheet>',
    ],
)
def test_the_slow_reader_refuses_what_two_programs_would_read_in_two_ways(content):
    with pytest.raises(ContentError):
        read_sheet(PART, content)


def test_a_thousand_broken_sheets_are_never_read_in_two_ways(sheets):
    """A byte put elsewhere: both say the same, or the fast one says nothing."""
    chance, agreed = random.Random(20261203), 0
    sheet = sheets[0]
    start, end = sheet.index(b"<sheetData>"), sheet.index(b"</sheetData>")
    for _ in range(1000):
        at = chance.randrange(start, end)
        broken = sheet[:at] + bytes([chance.randrange(256)]) + sheet[at + chance.randrange(2) :]
        rows = read_rows(broken)
        if rows is not None:
            assert rows.cells == slow(broken), broken[at - 40 : at + 40]
            agreed += 1
    assert agreed > 50, "the test tests something"
