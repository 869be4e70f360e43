"""The workbook against its floor: the same cells, unstyled, written by openpyxl in the same run.

Processor time, so that whatever else runs on the machine does not decide the ratio.
"""

import hashlib
import io
import time

import exports_fixtures as fixtures
import pytest
from openpyxl import Workbook, load_workbook

from exports.xlsx import WorkbookMaker

maker = WorkbookMaker()


@pytest.fixture(scope="module")
def document():
    return fixtures.big_document() or fixtures.large_document()


@pytest.fixture(scope="module")
def same_cells(document):
    """Sheet names and the values of every filled cell of the workbook."""
    book = load_workbook(io.BytesIO(maker.build(document)))
    return [(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book]


@pytest.fixture(scope="module")
def signed(document):
    content = maker.sign(maker.build(document), fixtures.clerk(), "clerk", fixtures.COMPLETED)
    return maker.sign(content, fixtures.manager(), "manager", fixtures.APPROVED)


@pytest.mark.benchmark(group="build the workbook", timer=time.process_time, min_rounds=10)
def test_floor_the_same_cells_unstyled(benchmark, same_cells):
    def write():
        book = Workbook()
        book.remove(book.active)
        for name, rows in same_cells:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    assert benchmark(write)


@pytest.mark.benchmark(group="build the workbook", timer=time.process_time, min_rounds=10)
def test_build_the_workbook(benchmark, document):
    assert benchmark(maker.build, document)


@pytest.mark.benchmark(group="build and sign the workbook", timer=time.process_time, min_rounds=10)
def test_floor_unstyled_cells_and_one_rsa_signature(benchmark, same_cells):
    signer = fixtures.clerk()

    def write():
        book = Workbook()
        book.remove(book.active)
        for name, rows in same_cells:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        return signer.sign(out.getvalue())

    assert benchmark(write)


@pytest.mark.benchmark(group="build and sign the workbook", timer=time.process_time, min_rounds=10)
def test_build_and_sign_the_workbook(benchmark, document):
    def write():
        return maker.sign(maker.build(document), fixtures.clerk(), "clerk", fixtures.COMPLETED)

    assert benchmark(write)


@pytest.mark.benchmark(group="sign the workbook", timer=time.process_time, min_rounds=10)
def test_floor_one_rsa_signature(benchmark):
    assert benchmark(fixtures.clerk().sign, b"x" * 1000)


@pytest.mark.benchmark(group="sign the workbook", timer=time.process_time, min_rounds=10)
def test_sign_the_workbook(benchmark, document):
    content = maker.build(document)
    assert benchmark(maker.sign, content, fixtures.clerk(), "clerk", fixtures.COMPLETED)


@pytest.mark.benchmark(group="check the workbook", timer=time.process_time, min_rounds=10)
def test_floor_hash_and_two_rsa_checks(benchmark, signed):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    keys = [(signer.certificate, signer.sign(b"x")) for signer in (fixtures.clerk(), fixtures.manager())]

    def floor():
        for certificate, value in keys:
            key = x509.load_der_x509_certificate(certificate).public_key()
            key.verify(value, b"x", padding.PKCS1v15(), hashes.SHA256())
        return hashlib.sha256(signed).digest()

    assert benchmark(floor)


@pytest.mark.benchmark(group="check the workbook", timer=time.process_time, min_rounds=10)
def test_check_the_workbook(benchmark, signed):
    assert benchmark(maker.check, signed).data
