"""The files of a whole month of 300 facilities with 220 cells each, against honest floors in the same run.

Processor time; a few rounds, as one takes seconds. ``KMMP_BENCH_FACILITIES`` sets another number.
"""

import io
import os
import time

import exports_fixtures as fixtures
import pytest
import submission_files as months
from openpyxl import Workbook, load_workbook

from exports.page_sheet import HEIGHT
from exports.page_words import Words
from exports.pdf import PdfMaker
from exports.submission_pages import set_booklet
from exports.submission_pdf import SubmissionBooklet
from exports.submission_xlsx import SubmissionWorkbook
from exports.xlsx import WorkbookMaker

FACILITIES = int(os.environ.get("KMMP_BENCH_FACILITIES", "300"))
book, booklet = SubmissionWorkbook(), SubmissionBooklet()
ROUNDS = int(os.environ.get("KMMP_BENCH_ROUNDS", "2"))
once = {"timer": time.process_time}


def rounds(benchmark, work, *given):
    """A few rounds, each once: what is measured takes seconds."""
    return benchmark.pedantic(work, args=given, rounds=ROUNDS, iterations=1)


@pytest.fixture(scope="module")
def document():
    return months.submission(
        fixtures.big_document() or fixtures.large_document(), FACILITIES, FACILITIES // 8
    )


@pytest.fixture(scope="module")
def signed_book(document):
    return book.sign(book.build(document), fixtures.manager(), months.MADE)


@pytest.fixture(scope="module")
def signed_booklet(document):
    return booklet.sign(booklet.build(document), fixtures.manager(), months.MADE)


@pytest.mark.benchmark(group="month: workbook", **once)
def test_floor_the_same_cells_unstyled(benchmark, signed_book):
    """With openpyxl's write-only mode, the quickest it has."""
    read = load_workbook(io.BytesIO(signed_book), read_only=True)
    sheets = [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in read]

    def write():
        made = Workbook(write_only=True)
        for name, rows in sheets:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    assert rounds(benchmark, write)


@pytest.mark.benchmark(group="month: workbook", **once)
def test_build_and_sign_the_workbook(benchmark, document):
    def write():
        return book.sign(book.build(document), fixtures.manager(), months.MADE)

    benchmark.extra_info["bytes"] = len(rounds(benchmark, write))


@pytest.mark.benchmark(group="month: booklet", **once)
def test_floor_the_same_strings_on_a_bare_canvas(benchmark, document):
    from reportlab.pdfgen.canvas import Canvas

    pages = set_booklet(document, Words("en"))

    def write():
        target = io.BytesIO()
        canvas = Canvas(target, pageCompression=1, invariant=1)
        for page in pages:
            for x, y, text, style in page.texts:
                canvas.setFont(style.font, style.size)
                canvas.drawString(x, HEIGHT - y, text)
            canvas.showPage()
        canvas.save()
        return target.getvalue()

    assert rounds(benchmark, write)


@pytest.mark.benchmark(group="month: booklet", **once)
def test_build_the_booklet(benchmark, document):
    benchmark.extra_info["bytes"] = len(rounds(benchmark, booklet.build, document))


@pytest.mark.benchmark(group="month: booklet", **once)
def test_sign_the_booklet(benchmark, document):
    unsigned = booklet.build(document)
    assert rounds(benchmark, booklet.sign, unsigned, fixtures.manager(), months.MADE)


@pytest.mark.benchmark(group="month: checks", **once)
def test_check_the_workbook(benchmark, signed_book):
    assert rounds(benchmark, WorkbookMaker().check, signed_book).data


@pytest.mark.benchmark(group="month: checks", **once)
def test_check_the_booklet(benchmark, signed_booklet):
    assert rounds(benchmark, PdfMaker().check, signed_booklet).data
