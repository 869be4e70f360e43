"""Verify log: whoever edits the database by hand is found out, and told where."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, THIRD, ZIWA, Office, open_copy
from ready_made import ready_made

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.log_check import LogReport

Edit = Callable[[sqlite3.Connection], object]


def send(home: Path, folder: Path) -> None:
    office = open_copy(home, SetClock(THIRD))
    revisions = [office.complete(mfl).revision.id for mfl in (NYOTA, ZIWA)]
    office.services.approval.approve(revisions, office.signer("manager"))
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    office.services.exporting.export(plan, folder, office.person("manager"))
    office.store.close()


@pytest.fixture(scope="session")
def sent_once(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        shutil.copytree(office_template, folder / "home")
        send(folder / "home", folder / "sent")

    return ready_made(tmp_path_factory, "log-of-sent", make)


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path) -> tuple[Office, Path]:
    """Two approved returns in a folder, and the office they left."""
    shutil.copytree(sent_once, tmp_path, dirs_exist_ok=True)
    return open_copy(tmp_path / "home", SetClock(THIRD)), tmp_path / "sent"


def check(office: Office) -> LogReport:
    return office.services.log.check()


def by_hand(office: Office, *edits: str) -> None:
    """What somebody does with another program."""
    with closing(sqlite3.connect(office.home / "office.db")) as connection:
        for edit in edits:
            assert connection.execute(edit).rowcount > 0, edit
        connection.commit()


def revision(office: Office, mfl: str = NYOTA) -> str:
    with office.work() as work:
        return next(r.id.hex for r in work.returns.in_month(FULL, NOVEMBER) if r.key.facility == mfl)


def test_a_log_that_nobody_touched_holds(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    report = check(office)
    assert report.holds
    assert report.chains == 3
    assert report.entries > 10
    with office.work() as work:
        assert report.head == work.audit.head("office")


@pytest.mark.parametrize(
    ("edit", "says", "number"),
    [
        ("UPDATE audit SET body = replace(body, '\"value\":', '\"value\":1') WHERE number = 2", "Entry 2", 2),
        ("UPDATE audit SET at = at + 1000000 WHERE number = 3", "Entry 3", 3),
        ('UPDATE audit SET "by" = NULL WHERE number = 2', "Entry 2", 2),
        ("UPDATE audit SET action = 'cell ' WHERE number = 2", "Entry 2", 2),
        ("DELETE FROM audit WHERE number = 2", "Entry 3", 3),
        ("UPDATE audit SET digest = zeroblob(32) WHERE number = 1", "Entry 1", 1),
    ],
)
def test_the_first_entry_that_was_touched_is_named(
    sent: tuple[Office, Path], edit: str, says: str, number: int
) -> None:
    office, _ = sent
    by_hand(office, f"{edit} AND chain = X'{revision(office)}'")
    [broken] = check(office).broken
    assert says in str(broken.text)
    assert broken.number == number
    assert "Nyota" in str(broken.place)
    assert "November 2026" in str(broken.place)


def test_entries_cut_off_at_the_end_are_missed_by_the_office_chain(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    chain = f"chain = X'{revision(office)}'"
    by_hand(
        office,
        f"DELETE FROM audit WHERE {chain} AND number = (SELECT max(number) FROM audit WHERE {chain})",
    )
    [broken] = check(office).broken
    assert "taken out at the end" in str(broken.text)


def test_a_whole_chain_taken_out_is_named(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    by_hand(office, f"DELETE FROM audit WHERE chain = X'{revision(office)}'")
    [broken] = check(office).broken
    assert "whole log of this return" in str(broken.text)
    assert "Nyota" in str(broken.place)


def test_a_figure_changed_without_the_log_is_found(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    by_hand(
        office,
        f"UPDATE cell SET number = 77 WHERE revision = X'{revision(office)}' "
        "AND element = 'KM_C02' AND category = 'ANC'",
    )
    [broken] = check(office).broken
    assert "KM_C02[ANC]" in str(broken.text)
    by_hand(office, f"DELETE FROM cell WHERE revision = X'{revision(office, ZIWA)}' AND element = 'KM_C16'")
    assert {str(b.text).split(" was ")[0][-6:] for b in check(office).broken} == {"C02[ANC]"[-6:], "KM_C16"}


@pytest.mark.parametrize(
    "edit",
    [
        "update reason set text = 'Nothing was amiss.' where hex(revision) = upper('{0}')",
        "delete from reason where hex(revision) = upper('{0}')",
        "insert into reason select revision, 'W999', text, \"by\", at from reason "
        "where hex(revision) = upper('{0}') limit 1",
    ],
)
def test_a_reason_changed_without_the_log_is_found(sent: tuple[Office, Path], edit: str) -> None:
    office, _ = sent
    by_hand(office, edit.format(revision(office)))
    [broken] = check(office).broken
    assert "The reason at" in str(broken.text)
    assert "was changed without the log" in str(broken.text)


def test_reasons_of_an_amendment_are_played_on_from_those_before(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    with office.work() as work:
        stored = next(r for r in work.returns.in_month(FULL, NOVEMBER) if r.key.facility == NYOTA)
    office.services.amending.begin(stored.id, office.person("clerk"), "Counted anew.")
    opened = office.services.entry.open(FULL, NYOTA, NOVEMBER, office.person("clerk"))
    [first, *_] = opened.reasons
    opened.set_reason(first, "")
    assert check(office).holds


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("state = 'approved'", "The return is approved, but the log says submitted."),
        ("state = 'received'", "The return is received, but the log says submitted."),
        ("state = 'brought_in'", "but the log says submitted."),
        ("completed_at = completed_at - 86400000000", "completed was changed without the log"),
        ("completed_by = approved_by", "Who completed it was changed without the log."),
        ("approved_at = NULL", "approved was changed without the log"),
        ("approved_by = completed_by", "Who approved it was changed without the log."),
        ("submitted_at = submitted_at - 864000000000", "sent was changed without the log"),
    ],
)
def test_state_dates_and_signers_changed_without_the_log_are_found(
    sent: tuple[Office, Path], edit: str, says: str
) -> None:
    office, _ = sent
    by_hand(office, f"UPDATE revision SET {edit} WHERE id = X'{revision(office)}'")
    [broken] = check(office).broken
    assert says in str(broken.text)
    assert "Nyota" in str(broken.place)


def test_every_step_of_a_return_is_as_its_log_says(office: Office) -> None:
    done = office.complete(NYOTA).revision.id
    office.services.completion.reopen(done, office.person("clerk"))
    assert check(office).holds
    office.complete(NYOTA)
    office.services.approval.send_back(done, office.person("manager"), "Count B1 again.")
    assert check(office).holds
    by_hand(office, f"UPDATE revision SET state = 'draft' WHERE id = X'{done.hex}'")
    [broken] = check(office).broken
    assert "the log says returned" in str(broken.text)


def test_a_return_written_into_the_database_by_hand_is_named(office: Office) -> None:
    done = office.complete(NYOTA).revision
    assert done is not None
    forged = replace(done, id=uuid4(), key=replace(done.key, facility=ZIWA), state=State.APPROVED)
    with office.work() as work:
        work.returns.add_revision(forged)
        work.commit()
    [broken] = check(office).broken
    assert "The log knows nothing of this return" in str(broken.text)
    assert "Ziwa" in str(broken.place)


def test_a_kept_signed_file_that_was_exchanged_is_found(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    by_hand(
        office,
        "UPDATE signed_file SET content = (SELECT content FROM signed_file WHERE kind = 'xlsx' AND "
        f"revision = X'{revision(office, ZIWA)}') WHERE kind = 'xlsx' AND revision = X'{revision(office)}'",
    )
    [broken] = check(office).broken
    assert "signed file" in str(broken.text)
    assert ".xlsx" in str(broken.text)


def test_files_and_paper_prove_a_later_rewrite_of_the_whole_log(sent: tuple[Office, Path]) -> None:
    office, folder = sent
    log = office.services.log
    files = sorted(folder.glob(f"{NYOTA}*"))
    assert [log.compare(file).answer for file in files] == [Answer.YES, Answer.YES]
    with office.work() as work:
        chain = str(next(r.id for r in work.returns.in_month(FULL, NOVEMBER) if r.key.facility == NYOTA))
        entries = work.audit.entries(chain)
        stored = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert stored["kind"] == "manifest"
    printed = next(e for e in entries if e.action == "cells" or e.action == "cell").digest[:12].upper()
    assert log.find(f"{printed[:4]} {printed[4:8]} {printed[8:]}").answer is Answer.YES
    # the whole chain anew, every digest right: the office's own program could not tell
    with office.work() as work:
        rows = [(e.at, e.by, e.action, dict(e.body)) for e in entries]
    by_hand(office, f"DELETE FROM audit WHERE chain = X'{revision(office)}'")
    with office.work() as work:
        for at, by, action, body in rows:
            work.audit.append(chain, at, None if action == "cells" else by, action, body)
        assert work.audit.first_broken(chain) is None
        work.commit()
    assert [log.compare(file).answer for file in files] == [Answer.NO, Answer.NO]
    assert log.find(printed).answer is Answer.NO
    other = next(folder.glob(f"{ZIWA}*.pdf"))
    assert log.compare(other).answer is Answer.YES


def test_a_head_is_held_as_far_as_the_chain_holds_and_no_further(sent: tuple[Office, Path]) -> None:
    """What stands behind the first broken entry may have been written anew."""
    office, _ = sent
    chain = revision(office)
    with office.work() as work:
        first, second, third, *_ = work.audit.entries(str(UUID(chain)))
    by_hand(office, f"UPDATE audit SET at = at + 1000000 WHERE number = 2 AND chain = X'{chain}'")
    answers = [office.services.log.find(entry.digest).answer for entry in (first, second, third)]
    assert answers == [Answer.YES, Answer.NO, Answer.NO]


def test_before_the_first_entry_the_head_is_all_zeros(office: Office) -> None:
    assert office.services.log.find("0" * 12).answer is Answer.YES
    assert office.services.log.find("0" * 11 + "1").answer is Answer.NO


@pytest.mark.parametrize(
    ("chain", "place", "says"),
    [
        (str(UUID(int=77)), "a return that is gone", "The return that this log is about is gone."),
        ("by hand", "by hand", "The return that this log is about is gone."),
    ],
)
def test_a_chain_about_no_return_is_named(office: Office, chain: str, place: str, says: str) -> None:
    with office.work() as work:
        work.audit.append(chain, office.clock.now(), None, "cell", {})
        work.commit()
    assert [(str(one.place), str(one.text)) for one in check(office).broken] == [(place, says)]


def test_a_file_that_was_changed_or_is_no_return_cannot_say(
    sent: tuple[Office, Path], tmp_path: Path
) -> None:
    office, folder = sent
    changed = tmp_path / "changed.pdf"
    content = bytearray(next(folder.glob("*.pdf")).read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    assert office.services.log.compare(changed).answer is Answer.CANNOT_SAY


@pytest.mark.parametrize("text", ["", "4C1E", "4C1E 88D0 A37G", "x" * 64, "0" * 65])
def test_what_is_no_head_is_refused_in_words(office: Office, text: str) -> None:
    with pytest.raises(RefusedError, match="not the head of a log"):
        office.services.log.find(text)


def test_looking_through_can_be_stopped(sent: tuple[Office, Path]) -> None:
    office, _ = sent

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.services.log.check(stop)
    assert check(office).holds


def test_a_kept_signed_file_that_is_gone_is_missed(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    by_hand(office, f"DELETE FROM signed_file WHERE kind = 'pdf' AND revision = X'{revision(office)}'")
    [broken] = check(office).broken
    assert "pdf is gone" in str(broken.text)


def test_files_that_were_discarded_on_the_way_back_to_draft_are_not_missed(office: Office) -> None:
    opened = office.complete(NYOTA)
    office.services.completion.reopen(opened.revision.id, office.person("clerk"))
    assert check(office).holds


def test_a_step_cut_off_the_office_chain_is_missed_by_the_returns_own(sent: tuple[Office, Path]) -> None:
    office, _ = sent
    newest = "(SELECT max(number) FROM audit WHERE chain = CAST('office' AS BLOB))"
    by_hand(office, f"DELETE FROM audit WHERE chain = CAST('office' AS BLOB) AND number = {newest}")
    [broken] = check(office).broken
    assert "does not know entry" in str(broken.text)
    assert "submitted" in str(broken.text)
