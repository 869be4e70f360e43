"""Files of practice other than sheets and pages: each says so, and a real office takes none of them."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from authority_fixtures import QUICK, WORDS
from import_doors import FORM, MAPPING
from office_fixtures import FULL, NOVEMBER, PASSPHRASE, Office, office, office_template, open_copy
from received_office import receiver_home, sender, sender_home
from two_offices import SECOND, Two, signing_receiver, two

from exports.dhis2_rules import DhisRules
from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.security.authority_keys import AuthoritySecurity
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.authority import AuthorityService
from kmmp_desktop.services.backup_ports import Secret
from kmmp_desktop.services.facilities import BadRow
from kmmp_desktop.services.pack_files import read_pack
from kmmp_desktop.services.practice_files import MARK
from kmmp_desktop.services.receiving_replies import replies
from kmmp_desktop.services.receiving_rows import Step, Why
from kmmp_desktop.text import Message
from kmmp_desktop.texts.catalogue import Catalogue
from ui.facilities.bad_rows import save_csv

__all__ = ["office", "office_template", "receiver_home", "sender", "sender_home", "signing_receiver", "two"]

CASELOAD = "STD_CASELOAD"
ROOT = Path(__file__).parents[3]
SAYS = str(MARK)


def practise(office: Office, practice: bool) -> None:
    own = office.services.people.office()
    office.services.people.found_office(own.name, own.partner, own.county, is_demo=practice)


# -- what is written in practice -------------------------------------------------------------


def _card(office: Office, path: Path) -> None:
    office.signer("manager")
    office.services.roster.write_card(office.person("manager"), path)


def _pack(office: Office, path: Path) -> None:
    officer = office.services.people.add("officer", "J. Mwende", Role.OFFICER, PASSPHRASE)
    office.services.standards.confirm(
        FULL,
        CASELOAD,
        "10",
        start=Period(2027, 1),
        person=officer,
        unit="clients",
        status=Status.SOURCED,
        citation="Circular 7 of 2026",
    )
    office.services.packs.issue(path, office.signer("officer"))


def _authority(office: Office) -> AuthorityService:
    return AuthorityService(
        AuthoritySecurity(office.clock, QUICK),
        signed_by,
        office.clock,
        lambda: office.services.people.office().is_demo,
    )


def _trust(office: Office, path: Path) -> None:
    folder = path.parent / "authority"
    opened = _authority(office).create(folder, "Mentor Mother Program", WORDS)
    request = path.parent / "asked.kmmp-request"
    office.services.certificates.request(office.person("manager"), PASSPHRASE, request)
    opened.issue(request, office.person("manager").fingerprint, path.parent, new_office=True)
    opened.publish(path.parent).rename(path)


def _rules(office: Office, path: Path) -> None:
    path.write_bytes(DhisRules(lambda: office.services.people.office().is_demo).write(FORM, MAPPING).content)


def _refused_rows(office: Office, path: Path) -> None:
    practice = office.services.people.office().is_demo
    rows = [BadRow(2, "14001", Message("This column is missing."))]
    save_csv(lambda text, **_: str(text), rows, path, practice=practice)


def _backup(office: Office, path: Path) -> None:
    office.services.backups.make(path.parent, office.person("manager"), passphrase=PASSPHRASE)


def _book(office: Office, path: Path) -> None:
    office.services.books.write(office.open(), path)


def _support(office: Office, path: Path) -> None:
    path.write_text(office.services.support.details(()), encoding="utf-8")


WRITERS: dict[str, Callable[[Office, Path], None]] = {
    "card.kmmp-card": _card,
    "changes.kmmp-pack": _pack,
    "list.kmmp-trust": _trust,
    "rules.json": _rules,
    "rows.csv": _refused_rows,
    "office.kmmp-backup": _backup,
    "entry.xlsx": _book,
    "support.txt": _support,
}


def said_in(path: Path) -> bool:
    """Whether somebody who opens the file, or sees its name, is told."""
    if path.suffix == ".kmmp-backup":
        return path.name.startswith("PRACTICE-")
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        sheets = load_workbook(io.BytesIO(path.read_bytes())).worksheets
        shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
        return all(SAYS in str([c.value for row in s.iter_rows(max_row=3) for c in row]) for s in shown)
    text = path.read_text("utf-8-sig")
    if path.suffix in (".csv", ".txt", ".pem"):
        return SAYS in text.splitlines()[0]
    return json.loads(text)["practice"] == SAYS


def written(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".before" not in path.name and path.suffix != ".kmmp-authority":
            yield path


@pytest.mark.parametrize("name", WRITERS)
def test_each_file_of_practice_says_so_and_one_of_a_real_office_does_not(
    office: Office, tmp_path: Path, name: str
) -> None:
    for practice in (True, False):
        practise(office, practice)
        folder = tmp_path / str(practice)
        folder.mkdir()
        if not practice and name in ("changes.kmmp-pack", "list.kmmp-trust"):
            return  # said once more by their own tests: nothing is added where the office is real
        WRITERS[name](office, folder / name)
        files = list(written(folder))
        assert files
        if practice:
            assert all(said_in(path) for path in files), [p.name for p in files if not said_in(p)]
        else:
            assert not any(SAYS.encode() in path.read_bytes() for path in files)
            assert not any(path.name.startswith("PRACTICE") for path in files)


# -- a real office refuses them, each at its door --------------------------------------------


def _take(office: Office, path: Path) -> object:
    services = office.services
    match path.suffix:
        case ".kmmp-card":
            return services.roster.pin(path, "0000", office.person("manager"))
        case ".kmmp-pack":
            return services.packs.look(path.name, read_pack(path))
        case ".kmmp-trust":
            return services.trust.look(path.name, read_pack(path))
        case ".kmmp-certificate":
            return services.certificates.take_file(path)
        case ".kmmp-request":
            authority = _authority(office).create(path.parent / "real", "Mentor Mother Program", WORDS)
            return authority.issue(path, office.person("manager").fingerprint, path.parent)
        case ".json":
            return DhisRules(lambda: services.people.office().is_demo).read(path, FORM, MAPPING, "STD_SUM")
        case ".csv":
            return services.tables.read(path)
        case ".xlsx":
            return services.books.read(path)
        case ".kmmp-backup":
            return services.backups.check(path, Secret(PASSPHRASE))
        case _:
            return services.letters.take(path.name, path.read_bytes(), services.people.people()[0])


def refused(office: Office, path: Path) -> None:
    with pytest.raises(FileRefusedError) as error:
        _take(office, path)
    assert path.name in str(error.value.message), error.value.message
    assert "comes from a practice office: its data are made up" in str(error.value.message)


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "support.txt"])
def test_a_real_office_refuses_each_of_them_by_name(office: Office, tmp_path: Path, name: str) -> None:
    practise(office, True)
    (tmp_path / "bag").mkdir()
    WRITERS[name](office, tmp_path / "bag" / name)
    files = [p for p in written(tmp_path / "bag") if p.suffix != ".pem"]
    practise(office, False)
    if name == "changes.kmmp-pack":
        office = _other(office, tmp_path)
    for path in files:
        refused(office, path)


def _other(office: Office, tmp_path: Path) -> Office:
    """The same office once more, which has not given the pack out itself."""
    shutil.copytree(office.home, tmp_path / "other")
    return open_copy(tmp_path / "other", office.clock)


def test_a_real_office_reads_no_table_of_practice_as_a_facility_list(office: Office, tmp_path: Path) -> None:
    practise(office, True)
    office.complete()
    with office.work() as work:
        ready = [r.id for r in work.returns.in_month(FULL, NOVEMBER)]
    office.services.approval.approve(ready, office.signer("manager"))
    totals = office.services.totals.make(FULL, NOVEMBER)
    files = [tmp_path / f"totals.{kind}" for kind in ("csv", "xlsx")]
    for path in files:
        office.services.totals.write(totals, path, "sw", office.person("manager"))
        assert office.services.tables.read(path).header, "practice reads its own"
    practise(office, False)
    for path in files:
        with pytest.raises(FileRefusedError, match="comes from a practice office"):
            office.services.tables.read(path)


def test_an_authority_founded_in_practice_stands_for_nobody_and_a_real_one_is_not_for_practising(
    office: Office, tmp_path: Path
) -> None:
    for practice, words in ((True, "was founded in practice"), (False, "is not for practising")):
        practise(office, practice)
        service, folder = _authority(office), tmp_path / str(practice)
        service.create(folder, "Mentor Mother Program", WORDS)
        practise(office, not practice)
        with pytest.raises(RefusedError, match=words):
            service.look(folder)
        with pytest.raises(RefusedError, match=words):
            service.unlock(folder, WORDS)


def test_letters_of_practice_say_so_and_no_real_office_takes_them(two: Two) -> None:
    sent, files = two.send()
    again, _ = two.send(SECOND)
    two.take_in(*files)
    practise(two.there, True)
    practise(two.here, True)
    letters = [*two.receipts(sent), two.ask(sent, CellKey("SM_A1", "ANC"), "Is this right?")]
    recall = two.bag / "back.kmmp-recall"
    two.here.services.letters.recalls.recall(again.id, two.here.signer("clerk"), "A slip.", recall)
    assert {path.suffix for path in letters} == {".kmmp-receipt", ".kmmp-questions"}
    assert all(said_in(path) for path in (*letters, recall))
    for path in letters:
        assert two.here.services.letters.look(path.name, path.read_bytes()).text, "practice takes them"
    practise(two.here, False)
    practise(two.there, False)
    for path in letters:
        refused(two.here, path)
        with pytest.raises(FileRefusedError, match="comes from a practice office"):
            two.here.services.letters.look(path.name, path.read_bytes())
    refused(two.there, recall)


def test_a_reply_of_practice_begins_with_the_mark(office: Office) -> None:
    judged, verdict = SimpleNamespace(why=Why.EMPTY, text=Message("")), SimpleNamespace(signatures=())
    row: Any = SimpleNamespace(
        step=Step.REFUSE, judged=judged, verdict=verdict, office_name="", key=None, path=Path("a.xlsx")
    )
    for practice in (True, False):
        [reply] = replies([row], "Ziwa", office.clock.now(), Catalogue().say, practice=practice)
        assert reply.text.startswith(SAYS) is practice


# -- no door is forgotten ----------------------------------------------------------------------

LEAVES = {
    # module that writes a file which leaves the office: where its mark is tried
    "exports/audit_files.py": "test_practice_mark: audit",
    "exports/entry_book.py": "test_practice_mark: entry workbook",
    "exports/quality_files.py": "test_practice_mark: quality",
    "exports/register_files.py": "test_practice_mark: register",
    "exports/totals_files.py": "test_practice_mark: totals",
    "kmmp_desktop/commands/rules.py": "here: rules.json",
    "kmmp_desktop/services/authority.py": "here: list.kmmp-trust, with its certificate and PEM",
    "kmmp_desktop/services/backup_disk.py": "here: office.kmmp-backup",
    "kmmp_desktop/services/catalogue_print.py": "test_practice_mark: catalogue",
    "kmmp_desktop/services/export_folder.py": "test_practice_mark: month",
    "kmmp_desktop/services/letter_box.py": "here: letters",
    "kmmp_desktop/services/own_certificates.py": "here: asked.kmmp-request",
    "kmmp_desktop/services/packs.py": "here: changes.kmmp-pack",
    "kmmp_desktop/services/recall.py": "here: letters",
    "kmmp_desktop/services/receipts.py": "here: letters",
    "kmmp_desktop/services/receiving_replies.py": "here: reply",
    "kmmp_desktop/services/recovery_sheets.py": "test_practice_mark: recovery",
    "kmmp_desktop/services/roster.py": "here: card.kmmp-card",
    "ui/facilities/bad_rows.py": "here: rows.csv",
    "ui/support_dialog.py": "here: support.txt",
}
STAYS = {
    # module that writes, and why nothing of an office leaves by it
    "exports/atomic.py": "a tool: writes what others have made",
    "exports/whole_file.py": "a tool",
    "kmmp_desktop/services/pack_files.py": "a tool",
    "kmmp_desktop/services/authority_book.py": "the authority's own folder, which says it too",
    "kmmp_desktop/services/backup_file.py": "what a backup is unpacked into",
    "kmmp_desktop/services/backup_notes.py": "notes in the office's own folder",
    "kmmp_desktop/services/connection_file.py": "the address of a server, in the office's own folder",
    "kmmp_desktop/services/first_steps.py": "form files that come in",
    "kmmp_desktop/services/rescue.py": "pictures back into the office",
    "kmmp_desktop/services/demo/practice.py": "forms and looks that practice gets",
    "kmmp_desktop/security/attempts.py": "the office's own folder",
    "kmmp_desktop/security/office_door.py": "the office's own folder",
    "kmmp_desktop/storage/rekeying.py": "the office's own folder",
    "kmmp_desktop/storage/restoring.py": "a note in the office's own folder",
    "kmmp_desktop/storage/scans.py": "pictures in the office's own folder",
    "ui/keys_page.py": "a page of the docs",
    "ui/crash.py": "details of a fault; they end with the details for support",
    "ui/entry/acts.py": "cells to another place of a form, not a file",
    "ui/facilities/import_result.py": "the rows of rows.csv, marked by the same function",
    "ui/doubts/page.py": "a text that asks for signatures anew, which begins with the mark",
    "ui/receiving/words_pane.py": "the words of a reply, marked by what makes them",
}
WRITES = re.compile(
    r"\bwrite_whole\(|\bwrite_file\(|\bwriting\(|\.write_bytes\(|\.write_text\(|clipboard\(\)\.setText"
    r'|\.open\("[wx]b?"|\bshutil\.copyfile\('
)
"""How this program writes a file or hands text on."""


def test_whoever_writes_a_file_is_known_and_says_whether_it_leaves_the_office() -> None:
    found = set()
    for package in ("exports", "kmmp_desktop", "ui", "forms"):
        for path in (ROOT / package).rglob("*.py"):
            if WRITES.search(path.read_text(encoding="utf-8")):
                found.add(path.relative_to(ROOT).as_posix())
    assert found - LEAVES.keys() - STAYS.keys() == set(), "mark what they write in practice, and try it here"
    assert (LEAVES.keys() | STAYS.keys()) - found == set(), "they write nothing any more"
