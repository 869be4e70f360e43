"""Amendments on paper and in the workbook: what changed since the revision before, cell by cell."""

import io
import zipfile
from pathlib import Path

import exports_fixtures as fixtures
import pytest
from openpyxl import load_workbook
from pdf_reading import needs_poppler, on_top_of_each_other, outside, text_of, words_of

from exports.pdf import PdfMaker
from exports.workbook_compare import read_data
from exports.workbook_read import ContentError
from exports.xlsx import WorkbookMaker

WHY = "Digits were swapped in two rows"


def amends(document, **more):
    """Two changed cells of the small return: a figure, and one that was blank."""
    cells = [c for c in document.data["cells"] if c["kind"] == "number"][:2]
    changes = [
        {
            "cell": cell["cell"],
            "before": {"kind": "number", "value": 6300} if not number else None,
            "after": {"kind": "number", "value": cell["value"]},
            "reason": ("=HYPERLINK(paper)", "Result book found")[number],
            "by": "A. Wanjiru",
        }
        for number, cell in enumerate(cells)
    ]
    return {
        "revision": "r",
        "number": 1,
        "short_code": "KM7Q-2R9D-VX41",
        "why": WHY,
        "changes": changes,
    } | more


def amended(**more):
    plain = fixtures.small_document()
    return fixtures.small_document(amends=amends(plain, **more))


def sheet_text(document):
    book = load_workbook(io.BytesIO(WorkbookMaker().build(document)))
    return [[c.value for c in row if c.value is not None] for row in book["Remarks"].iter_rows()]


def test_the_workbook_lists_cells_before_now_and_reason():
    rows = sheet_text(amended())
    head = next(n for n, row in enumerate(rows) if "Before" in row)
    assert any("Changed since revision 1" in str(cell) for cell in rows[head - 1])
    assert any(WHY in str(cell) for cell in rows[head - 1])
    first, second = rows[head + 1], rows[head + 2]
    assert first[2] == "6\u2009300"
    assert second[2] == "blank"
    assert "Result book found" in str(second[-1])
    assert "A. Wanjiru" in str(second[-1])


def test_a_reason_that_begins_like_a_formula_stays_words():
    book = load_workbook(io.BytesIO(WorkbookMaker().build(amended())))
    found = [c for row in book["Remarks"].iter_rows() for c in row if "HYPERLINK" in str(c.value)]
    assert [c.data_type for c in found] == ["s"]


def test_a_first_revision_says_nothing_of_changes():
    assert not any(
        "Changed since" in str(cell) for row in sheet_text(fixtures.small_document()) for cell in row
    )


def test_an_amendment_without_changes_says_so():
    rows = sheet_text(amended(changes=[]))
    assert ["No figure was changed."] in rows


@needs_poppler
def test_the_pdf_lists_them_and_nothing_stands_on_another(tmp_path: Path):
    content = PdfMaker().build(amended())
    words = words_of(content, tmp_path)
    assert outside(words) == []
    assert on_top_of_each_other(words) == []
    text = " ".join(text_of(content, tmp_path).split())
    for said in ("Changed since revision 1", "Before", "Now", "Result book found", "Digits were swapped"):
        assert said in text


@pytest.mark.parametrize(
    "lie",
    [
        {"after": {"kind": "number", "value": 999}},
        {"before": {"kind": "number", "value": 5}, "after": {"kind": "number", "value": 5}},
        {"cell": "KM_C07"},
    ],
)
def test_a_list_of_changes_that_does_not_fit_the_figures_is_refused(lie):
    document = amended()
    document.data["amends"]["changes"][0].update(lie)
    with pytest.raises(ContentError, match="list of changes"):
        read_data(parts(WorkbookMaker().build(document)))


def test_a_cell_that_is_named_twice_is_refused():
    document = amended()
    document.data["amends"]["changes"] *= 2
    with pytest.raises(ContentError, match="list of changes"):
        read_data(parts(WorkbookMaker().build(document)))


def test_an_honest_amendment_is_read():
    document = amended()
    assert read_data(parts(WorkbookMaker().build(document)))["amends"] == document.data["amends"]


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
