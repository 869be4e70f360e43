"""What a printed return costs: against the same strings on a bare canvas, in the same run.

Processor time, so that whatever else runs on the machine does not decide the ratio.
"""

from __future__ import annotations

import time
from functools import cache
from io import BytesIO

import exports_fixtures as fixtures
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from exports.page_setting import set_pages
from exports.page_sheet import HEIGHT, Page
from exports.page_words import Words
from exports.pdf import PdfMaker
from kmmp_desktop.domain.document import ReturnDocument

MAKER = PdfMaker()
pytestmark = pytest.mark.benchmark(timer=time.process_time, min_rounds=10)


@cache
def document() -> ReturnDocument:
    return fixtures.big_document() or fixtures.large_document()


@cache
def pages() -> list[Page]:
    return set_pages(document(), ("clerk", "manager"), Words("en"))


def bare_canvas() -> bytes:
    """The floor: the same strings in the same places with reportlab alone, no lines and nothing measured."""
    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    canvas = Canvas(target, pageCompression=1, invariant=1)
    for page in pages():
        for x, y, text, style in page.texts:
            canvas.setFont(style.font, style.size)
            canvas.drawString(x, HEIGHT - y, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_bench_the_same_strings_on_a_bare_canvas(benchmark: BenchmarkFixture) -> None:
    benchmark.group = "pdf"
    assert benchmark(bare_canvas).startswith(b"%PDF")


def test_bench_build_a_return(benchmark: BenchmarkFixture) -> None:
    benchmark.group = "pdf"
    document()
    assert benchmark(MAKER.build, document()).startswith(b"%PDF")


def test_bench_sign_as_clerk(benchmark: BenchmarkFixture) -> None:
    benchmark.group = "pdf signatures"
    content = MAKER.build(document())
    benchmark(MAKER.sign, content, fixtures.clerk(), "clerk", fixtures.COMPLETED)


def test_bench_check_two_signatures(benchmark: BenchmarkFixture) -> None:
    benchmark.group = "pdf signatures"
    content = MAKER.sign(MAKER.build(document()), fixtures.clerk(), "clerk", fixtures.COMPLETED)
    content = MAKER.sign(content, fixtures.manager(), "manager", fixtures.APPROVED)
    assert benchmark(MAKER.check, content).data is not None


def test_floor_one_rsa_signature(benchmark: BenchmarkFixture) -> None:
    benchmark.group = "pdf signatures"
    benchmark(fixtures.clerk().sign, b"x" * 1000)
