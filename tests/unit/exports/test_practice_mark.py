"""Whatever leaves an office of practice says so: every writer of files, on screen and on paper."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from office_fixtures import FULL, NOVEMBER, PASSPHRASE, Office, office, office_template
from openpyxl import load_workbook

import exports
from exports.practice_mark import ACROSS, MARK
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.services.audit_ports import AuditWanted
from kmmp_desktop.services.finding_ports import FindingsWanted
from kmmp_desktop.services.protection_ports import OfficeSheet

__all__ = ["office", "office_template"]


def _revisions(office: Office) -> tuple[Revision, ...]:
    with office.work() as work:
        return tuple(work.returns.in_month(FULL, NOVEMBER))


def _approved(office: Office) -> None:
    office.complete()
    ready = [r.id for r in _revisions(office) if r.state.value == "ready"]
    office.services.approval.approve(ready, office.signer("manager"))


def _month(office: Office, folder: Path) -> None:
    _approved(office)
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    office.services.exporting.export(
        plan, folder / "month", office.person("manager"), signer=office.signer("manager")
    )


def _totals(office: Office, folder: Path) -> None:
    if not any(r.state.value in ("approved", "submitted") for r in _revisions(office)):
        _approved(office)
    totals = office.services.totals.make(FULL, NOVEMBER)
    for kind in ("xlsx", "pdf", "csv"):
        office.services.totals.write(totals, folder / f"totals.{kind}", "en", office.person("manager"))


def _register(office: Office, folder: Path) -> None:
    wanted = FindingsWanted(FULL, NOVEMBER.shift(-3), NOVEMBER)
    for kind in ("xlsx", "csv"):
        office.services.findings.write(wanted, folder / f"findings.{kind}", "en")


def _quality(office: Office, folder: Path) -> None:
    found = office.services.quality.look(FULL, NOVEMBER, 3, lambda *_: None)
    for kind in ("xlsx", "csv"):
        office.services.quality.write(found, folder / f"quality.{kind}", "en", lambda *_: None)


def _sheets(office: Office, folder: Path) -> None:
    sheet = office.services.keys.make_recovery(office.person("clerk"), PASSPHRASE)
    office.services.sheets.write(sheet, folder / "recovery.pdf", "en")
    of_office = OfficeSheet(office.services.people.office(), sheet.code, office.clock.now())
    office.services.sheets.write_office(of_office, folder / "office.pdf", "en")


def _audit(office: Office, folder: Path) -> None:
    for kind in ("xlsx", "pdf", "csv"):
        office.services.audit.write(AuditWanted(), office.person("manager"), folder / f"log.{kind}", "en")


WRITERS: dict[str, Callable[[Office, Path], object]] = {
    "month": _month,
    "totals": _totals,
    "catalogue": lambda o, f: o.services.catalogue_print.write(FULL, NOVEMBER, f / "standards.pdf", "en"),
    "register": _register,
    "quality": _quality,
    "entry workbook": lambda o, f: o.services.books.write(o.open("99105"), f / "entry.xlsx"),
    "recovery": _sheets,
    "audit": _audit,
}
MODULES = {
    "month": {"submission_pdf", "submission_xlsx", "page_setting", "xlsx", "page_file"},
    "totals": {"totals_files", "totals_pages", "page_document"},
    "catalogue": {"catalogue_pages"},
    "register": {"register_files"},
    "quality": {"quality_files"},
    "entry workbook": {"entry_book", "entry_book_write"},
    "recovery": {"recovery_sheet"},
    "audit": {"audit_files", "audit_pages"},
}
FOR_MACHINES = {"Data", "Signed data"}
"""Of a signed workbook: their rows are where other versions look for them; the mark is at the foot."""
ONLY_TOOLS = {"atomic", "whole_file", "workbook_write"}
"""Write what others have made."""


def test_every_module_that_writes_a_file_is_among_the_writers_tried_here() -> None:
    writes = re.compile(r"\bwrite_file\(|\bCanvas\(|\bwrite_pages\(|\bwriting\(|Workbook\((?:write_only|\))")
    folder = Path(exports.__file__).parent
    found = {path.stem for path in folder.glob("*.py") if writes.search(path.read_text(encoding="utf-8"))}
    assert found - ONLY_TOOLS - set().union(*MODULES.values()) == set()


def _pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return [document[n].get_textpage().get_text_range() for n in range(len(document))]
    finally:
        document.close()


def _says_so(path: Path) -> None:
    match path.suffix:
        case ".pdf":
            pages = _pages(path)
            assert pages
            assert all(ACROSS in page for page in pages), path.name
        case ".xlsx":
            book = load_workbook(io.BytesIO(path.read_bytes()))
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            for sheet in shown:
                said = [
                    str(c.value) for row in sheet.iter_rows(max_row=3) for c in row if c.value is not None
                ]
                foot = str(sheet.oddFooter.left.text)
                if sheet.title in FOR_MACHINES:
                    said.append(foot)
                assert any(ACROSS in words for words in said), (path.name, sheet.title)
                repeated = str(sheet.print_title_rows or "").replace("$", "").partition(":")[0]
                head = [str(c.value) for c in sheet[int(repeated)]] if repeated else []
                paper = [*head, str(sheet.oddHeader.center.text), foot]
                assert any(ACROSS in words for words in paper), (path.name, sheet.title, "further pages")
        case ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
            assert rows
            assert any(ACROSS in cell for row in rows[:4] for cell in row), path.name
        case ".json":
            assert ACROSS in json.loads(path.read_text())["practice"]
        case _:
            pytest.fail(f"{path.name}: no way to see the mark in it")


@pytest.mark.parametrize("name", WRITERS)
def test_what_a_practice_office_writes_says_so_and_what_a_real_one_writes_does_not(
    office: Office, tmp_path: Path, name: str
) -> None:
    people = office.services.people
    for practice in (True, False):
        if name == "month" and not practice:
            continue  # a return is signed once
        people.found_office("Ziwa, Kisumu", "Ziwa Health Partners", "Kisumu", is_demo=practice)
        folder = tmp_path / str(practice)
        folder.mkdir()
        WRITERS[name](office, folder)
        written = [path for path in folder.rglob("*") if path.is_file()]
        assert written
        for path in written:
            if practice:
                _says_so(path)
            else:
                content = path.read_bytes()
                if path.suffix == ".xlsx":
                    with zipfile.ZipFile(path) as parts:
                        content = b"".join(parts.read(part) for part in parts.namelist())
                text = content if path.suffix != ".pdf" else "".join(_pages(path)).encode()
                assert ACROSS.encode() not in text, path.name


def test_a_practice_return_is_verified_as_any_other(office: Office, tmp_path: Path) -> None:
    office.services.people.found_office("Ziwa, Kisumu", "Ziwa Health Partners", is_demo=True)
    _month(office, tmp_path)
    for path in (tmp_path / "month").rglob("*.xlsx"):
        verdict = office.services.verifying.verify(path)
        assert verdict.intact is Answer.YES, (path.name, verdict.intact_text, verdict.problems)


def test_a_csv_keeps_its_heads_in_the_first_row(office: Office, tmp_path: Path) -> None:
    office.services.people.found_office("Ziwa, Kisumu", "Ziwa Health Partners", is_demo=True)
    _register(office, tmp_path)
    _quality(office, tmp_path)
    rows = list(csv.reader(io.StringIO((tmp_path / "quality.csv").read_text("utf-8-sig"))))
    assert rows[0][:3] == ["PRACTICE", "facility", "mfl"]
    assert {row[0] for row in rows[1:]} == {str(MARK)}
