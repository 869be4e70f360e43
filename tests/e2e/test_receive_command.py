"""The command receive in a process of its own: JSON, exit codes, a dry run, twice."""

import shutil

import pytest
from program import Program
from received_office import (  # noqa: F401
    CODES,
    NOVEMBER,
    SMALL,
    flipped,
    receiver,
    receiver_home,
    sender,
    sender_home,
    sent,
)


@pytest.fixture
def inbox(sent, tmp_path):  # noqa: F811
    folder = tmp_path / "Inbox"
    shutil.copytree(sent, folder)
    return folder


def receive(office, *more, code=0):
    return Program(office.home)("receive", *more, "--as", "mwende", code=code)


def here(office):
    with office.work() as work:
        return {r.key.facility for r in work.returns.in_month(SMALL, NOVEMBER)}


def test_a_folder_is_judged_then_taken_in_then_already_here(receiver, inbox, tmp_path):  # noqa: F811
    said = receive(receiver, inbox, "--dry-run", code=1)
    assert (said["ok"], said["dry_run"]) == (False, True), "two facilities are not known"
    assert said["counts"] == {"take_in": 6, "hold": 2}
    assert here(receiver) == set()
    with receiver.work() as work:
        assert work.settings.get("receiving.last") is None, "a dry run writes nothing"

    said = receive(receiver, inbox, "--add-facilities", "--receipts", tmp_path / "receipts")
    assert said["counts"] == {"taken_in": 8}
    first = said["files"][0]
    assert first["return"] == {
        "form": SMALL,
        "facility": CODES[0],
        "period": "202611",
        "revision": 1,
        "id": first["return"]["id"],
    }
    assert (first["intact"]["answer"], first["who"]["answer"], first["complete"]["answer"]) == ("yes",) * 3
    assert first["office"] == "Ziwa Health Partners, Kisumu"
    assert len(said["receipts"]) == 1
    assert len(here(receiver)) == 6

    assert receive(receiver, inbox)["counts"] == {"already_here": 8}


def test_a_changed_file_exits_with_1_and_says_why_in_one_line(receiver, sent, tmp_path):  # noqa: F811
    bad = flipped(next(sent.glob("*.pdf")), tmp_path / "bad.pdf")
    program = Program(receiver.home)
    program("receive", bad, "--as", "mwende", code=1, json_out=False)
    assert program.error.splitlines() == [f"{bad}: Refuse. Changed after signing. Ask for it again."]
    assert here(receiver) == set()
