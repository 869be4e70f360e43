"""People by command: an officer is added, and known in another office by a card."""

import shutil
import sqlite3

import pytest
from office_fixtures import office_template
from program import Program

from kmmp_desktop import paths

__all__ = ["office_template"]
NEW = "mvua kubwa asubuhi"


@pytest.fixture
def offices(office_template, tmp_path):
    for name in ("ours", "theirs"):
        shutil.copytree(office_template, tmp_path / name)
    return Program(tmp_path / "ours"), Program(tmp_path / "theirs")


def test_an_officer_is_added_and_pinned_elsewhere_by_fingerprint(offices, tmp_path, monkeypatch):
    here, there = offices
    words = ("people", "add", "officer", "--name", "J. Mwende", "--role", "officer", "--as")
    assert "needed" in here(*words, "manager", code=1)["error"]["message"]
    monkeypatch.setenv("KMMP_NEW_PASSPHRASE", NEW)
    assert "adds people" in here(*words, "clerk", code=1)["error"]["message"]
    assert here(*words, "manager")["person"]["role"] == "officer"
    card = tmp_path / "mwende.card"
    fingerprint = here("people", "card", card, "--as", "officer", passphrase=NEW)["person"]["fingerprint"]
    assert len(fingerprint) == 19
    pin = ("people", "pin", card, "--as")
    wrong = there(*pin, "manager", "--fingerprint", "0000 0000 0000 0000", code=1)
    assert fingerprint in wrong["error"]["message"]
    assert "adds people" in there(*pin, "clerk", "--fingerprint", fingerprint, code=1)["error"]["message"]
    for _ in range(2):
        there(*pin, "manager", "--fingerprint", fingerprint.lower())
    people = there("people", "list")["people"]
    assert [p["fingerprint"] for p in people if p["name"] == "J. Mwende"] == [fingerprint]
    pack = tmp_path / "a.kmmp-pack"
    confirm = ("standards", "confirm", "STD_CASELOAD", "--status", "sourced", "--citation", "p. 3")
    here(*confirm, "--as", "officer", passphrase=NEW)
    here("standards", "issue", pack, "--as", "officer", passphrase=NEW)
    assert there("standards", "take", pack, "--as", "manager")["signer"] == "J. Mwende"
    card.write_bytes(b'{"kmmp_card": 1}')
    assert "mwende.card" in there(*pin, "manager", "--fingerprint", fingerprint, code=1)["error"]["message"]


def test_a_card_of_someone_who_has_an_account_here_is_told_as_that(offices, tmp_path, monkeypatch):
    here, there = offices
    monkeypatch.setenv("KMMP_NEW_PASSPHRASE", NEW)
    here("people", "add", "officer", "--name", "J. Mwende", "--role", "officer", "--as", "manager")
    shutil.rmtree(tmp_path / "theirs")
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    card = tmp_path / "mwende.card"
    fingerprint = here("people", "card", card, "--as", "officer", passphrase=NEW)["person"]["fingerprint"]
    said = there("people", "pin", card, "--as", "manager", "--fingerprint", fingerprint, code=1)
    assert "makes a key here" in said["error"]["message"]


def test_an_account_is_closed_opened_handed_over_and_let_in_again_by_command(offices, monkeypatch):
    here, _ = offices
    monkeypatch.setenv("KMMP_NEW_PASSPHRASE", NEW)
    here("people", "add", "second", "--name", "B. Achieng", "--role", "clerk", "--as", "manager")
    close = ("people", "disable", "second", "--reason", "On leave.", "--as")
    assert "adds people" in here(*close, "clerk", code=1)["error"]["message"]
    assert here(*close, "manager")["person"]["enabled"] is False
    assert (
        "is closed"
        in here("people", "card", "x.card", "--as", "second", passphrase=NEW, code=1)["error"]["message"]
    )
    assert here("people", "enable", "second", "--as", "manager")["person"]["enabled"] is True
    assert here("people", "role", "second", "officer", "--as", "manager")["person"]["role"] == "officer"
    assert here("people", "passphrase", "second", "--as", "manager")["person"]["username"] == "second"
    over = ("people", "hand-over", "second", "--to", "clerk", "--reason", "Left.", "--as", "manager")
    assert here(*over)["work"] == {"drafts": [], "second_keyings": 0, "questions": 0}
    (second,) = (p for p in here("people", "list")["people"] if p["username"] == "second")
    assert (second["state"], second["handed_to"]) == ("closed", "A. Wanjiru")
    last = ("people", "disable", "manager", "--reason", "Left.", "--as", "manager")
    assert "own account" in here(*last, code=1)["error"]["message"]


def test_a_list_of_facilities_is_brought_in_under_the_name_of_who_says_so(offices, tmp_path):
    here, _ = offices
    table = tmp_path / "facilities.csv"
    table.write_text("MFL code,Facility\n99300,Tausi Dispensary\n", encoding="utf-8")
    assert here("facilities", "import", table, "--as", "clerk")["new"] == 1
    with sqlite3.connect(paths.database(tmp_path / "ours")) as database:
        ((by,),) = database.execute("select by from audit where action = 'facilities imported'").fetchall()
        ((clerk,),) = database.execute("select id from person where username = 'clerk'").fetchall()
    assert by == clerk
