"""The disk is full at any write: a sentence, no half file, nothing lost, and the same act succeeds after it.

RLIMIT_FSIZE stops every file at a size, as a full disk does, for the database and for what is written out.
The limit is raised step by step, so that each write of an act is once the one that fails.
"""

import resource
import signal
import sys
from contextlib import contextmanager

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, PASSPHRASE

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.finding_ports import FindingsWanted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of files are POSIX")

STEPS = [0, 100, 700, 2_000, 5_000, 12_000, 30_000, 60_000, 120_000, 250_000, 600_000, 1_200_000, 3_000_000]
"""Bytes a file may have. The database has more, so that its log fails by its own size."""


@contextmanager
def files_end_at(size):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _export(office, folder):
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    office.services.exporting.export(plan, folder / "month", office.person("manager"))


def _totals(office, folder, kind):
    totals = office.services.totals.make(FULL, NOVEMBER)
    office.services.totals.write(totals, folder / f"totals.{kind}", "en", office.person("manager"))


def _quality(office, folder):
    found = office.services.quality.look(FULL, NOVEMBER, 3, lambda *_: None)
    office.services.quality.write(found, folder / "quality.xlsx", "en", lambda *_: None)


ACTS = {
    "a figure": lambda o, _f: o.open("99105").set(CellKey("KM_C02", "ANC"), "12"),
    "a comment of 200,000 letters": lambda o, _f: o.open("99105").add_comment(
        CellKey("KM_C02", "ANC"), "x" * 200_000
    ),
    "complete": lambda o, _f: o.services.completion.complete(o.fill("99105"), o.signer("clerk")),
    "approve": lambda o, _f: _approve_one(o),
    "export": _export,
    "entry workbook": lambda o, f: o.services.books.write(o.open("99105"), f / "entry.xlsx"),
    "card": lambda o, f: o.services.roster.write_card(o.person("manager"), f / "manager.card"),
    "request": lambda o, f: o.services.certificates.request(
        o.person("manager"), PASSPHRASE, f / "a.kmmp-request"
    ),
    "catalogue": lambda o, f: o.services.catalogue_print.write(FULL, NOVEMBER, f / "standards.pdf", "en"),
    "register": lambda o, f: o.services.findings.write(
        FindingsWanted(FULL, NOVEMBER.shift(-3), NOVEMBER), f / "findings.xlsx", "en"
    ),
    "totals as workbook": lambda o, f: _totals(o, f, "xlsx"),
    "totals as PDF": lambda o, f: _totals(o, f, "pdf"),
    "totals as CSV": lambda o, f: _totals(o, f, "csv"),
    "data quality": _quality,
}


def _approve_one(office):
    with office.work() as work:
        ready = [r.id for r in work.returns.in_month(FULL, NOVEMBER) if r.state.value == "ready"]
    office.services.approval.approve(ready, office.signer("manager"))


def _state(office):
    with office.work() as work:
        revisions = work.returns.in_month(FULL, NOVEMBER)
        return (
            work.audit.head("office"),
            [(r.id, r.state, work.audit.head(str(r.id)), len(work.returns.cells(r.id))) for r in revisions],
        )


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_whole_or_not_at_all_when_the_disk_is_full_at_any_write(office, tmp_path, name):
    act, folder = ACTS[name], tmp_path / "out"
    folder.mkdir()
    office.complete(NYOTA)
    office.signer("manager")
    if name != "approve":
        _approve_one(office)
    if name == "complete":
        office.fill("99105")
    refused = []
    for size in STEPS:
        before = _state(office)
        with files_end_at(size):
            try:
                act(office, folder)
                break
            except KmmpError as error:
                refused.append(str(error.message))
        assert _state(office)[1] == before[1], (size, refused[-1])
        whole = [p.name for p in folder.rglob("*") if p.is_file() and not _is_hidden(p, folder)]
        # a month that is written and could not be recorded is told as such, and exporting again records it
        assert whole == [] or refused[-1].startswith("The files are in"), (size, refused[-1])
    else:
        act(office, folder)
    assert refused, "it never wrote anything"
    assert all(len(words) > 15 for words in refused)
    with office.work() as work:
        assert work.audit.first_broken("office") is None
        for revision in work.returns.in_month(FULL, NOVEMBER):
            assert work.audit.first_broken(str(revision.id)) is None
    assert office.open(NYOTA).state.value in ("approved", "ready", "submitted")


def _is_hidden(path, folder):
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
