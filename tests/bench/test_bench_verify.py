"""Verifying signed returns against what a receiver cannot do without, in the same run.

The floor of one file: read it, hash it, check one RSA-3072 signature over it, insert one row and commit.
Beside it stands a floor that also unpacks the workbook, since the figures are in there packed.
"""

import hashlib
import io
import sqlite3
import zipfile

import pytest
from office_fixtures import NYOTA

from exports.verify_pool import WorkerChecker

BATCH = 200


@pytest.fixture
def files(office):
    opened = office.complete(NYOTA)
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    with office.work() as work:
        return {kind: work.files.get(opened.revision.id, kind).content for kind in ("xlsx", "pdf")}


@pytest.fixture
def floor(office, files, tmp_path):
    """One file read, checked and noted, in the barest way there is."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    path = tmp_path / "file.xlsx"
    path.write_bytes(files["xlsx"])
    signer = office.signer("clerk")
    key = x509.load_der_x509_certificate(signer.certificate).public_key()
    signature = signer.sign(files["xlsx"])
    database = sqlite3.connect(tmp_path / "floor.db", isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (digest BLOB, name TEXT)"
    )

    def work(*, unpack=False):
        content = path.read_bytes()
        digest = hashlib.sha256(content).digest()
        key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        if unpack:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for name in archive.namelist():
                    hashlib.sha256(archive.read(name)).digest()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO t VALUES (?, ?)", (digest, path.name))
        database.execute("COMMIT")

    yield work
    database.close()


@pytest.mark.benchmark(group="verify")
@pytest.mark.parametrize("unpack", [False, True], ids=["bare", "unpacked"])
def test_floor_read_one_signature_one_insert(benchmark, floor, unpack):
    benchmark(floor, unpack=unpack)


@pytest.mark.benchmark(group="verify")
@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_verify_in_the_process(benchmark, files, kind):
    """Signatures, structure and figures alone, where the file is our own."""
    from exports.pdf import PdfMaker
    from exports.xlsx import WorkbookMaker
    from kmmp_desktop.domain.verdict import Answer
    from kmmp_desktop.services.checking_files import PlainChecker

    check = benchmark(PlainChecker((WorkbookMaker(), PdfMaker())).check, f"file.{kind}", files[kind])
    assert check.intact is Answer.YES


@pytest.mark.benchmark(group="verify")
@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_verify_one_file(benchmark, office, files, kind):
    """As the program does it: another process, and whose signatures they are."""
    office.services.verifying.judge("warm", files[kind])
    verdict = benchmark(office.services.verifying.judge, f"file.{kind}", files[kind])
    assert verdict.is_approved


@pytest.mark.benchmark(group="verify a folder")
@pytest.mark.parametrize(("kind", "processes"), [("xlsx", 1), ("xlsx", 2), ("pdf", 2)])
def test_verify_a_folder(benchmark, office, files, kind, processes, tmp_path):
    """Two hundred files in a row, by one checking process and by two; divide by 200."""
    verifier = office.services.verifying
    command = verifier._checker._all[0]._command
    verifier.close()
    verifier._checker = WorkerChecker(command, processes=processes)
    paths = [tmp_path / f"{number}.{kind}" for number in range(BATCH)]
    for path in paths:
        path.write_bytes(files[kind])
    list(office.services.verifying.verify_many(paths[:8]))

    def work():
        return sum(verdict.is_approved for _, verdict in office.services.verifying.verify_many(paths))

    assert benchmark.pedantic(work, rounds=3) == BATCH


@pytest.mark.benchmark(group="verify a folder")
def test_floor_of_a_folder(benchmark, floor):
    """The bare floor two hundred times."""
    benchmark.pedantic(lambda: [floor() for _ in range(BATCH)], rounds=3)
