"""The commands for one's own key, as a script runs them."""

import re

import pytest
from office_fixtures import PASSPHRASE, office, office_template
from pdf_reading import needs_poppler, text_of
from program import Program

__all__ = ["office", "office_template"]
NEW = "river stone mango"


@pytest.fixture
def run(office, monkeypatch):
    monkeypatch.delenv("KMMP_NEW_PASSPHRASE", raising=False)
    return Program(office.home)


def test_a_key_is_shown_without_a_passphrase(run):
    told = run("keys", "show", passphrase=None)
    assert {key["username"]: key["standing"] for key in told["keys"]} == {"clerk": "fine", "manager": "fine"}
    assert all(key["fingerprint"] and not key["recovery_sheet"] for key in told["keys"])


@needs_poppler
def test_the_code_read_off_the_paper_sets_a_new_passphrase(run, office, tmp_path, monkeypatch):
    sheet = tmp_path / "sheet.pdf"
    run("keys", "recovery", "--as", "clerk", "--to", sheet)
    run("keys", "recovery", "--as", "clerk", "--to", sheet, code=1)
    assert "is there already" in run.error
    run("keys", "recovery", "--as", "clerk", "--to", tmp_path / "no such folder" / "sheet.pdf", code=1)
    assert "was not written" in run.error  # and the sheet before still opens the key, below
    run("keys", "recovery", "--as", "clerk", "--to", tmp_path / "b.pdf", passphrase="not the one", code=1)
    assert not (tmp_path / "b.pdf").exists()
    paper = text_of(sheet.read_bytes(), tmp_path)
    groups = re.findall(r"\b[0-9A-Z]{4}\b", paper.partition("EAT")[2].partition("Digits and")[0])
    assert len(groups) == 7
    assert "A. Wanjiru, clerk" in paper
    monkeypatch.setenv("KMMP_NEW_PASSPHRASE", NEW)
    run("keys", "passphrase", "--as", "clerk")
    run("keys", "passphrase", "--as", "clerk", code=1)
    assert "not right for clerk" in run.error
    monkeypatch.setenv("KMMP_NEW_PASSPHRASE", "third words in a row")
    monkeypatch.setenv("KMMP_RECOVERY_CODE", "not a code")
    run("keys", "reset", "clerk", passphrase=None, code=1)
    assert "not a code" not in run.error
    monkeypatch.setenv("KMMP_RECOVERY_CODE", " ".join(groups).lower())
    run("keys", "reset", "clerk", passphrase=None)
    told = run("keys", "show", "clerk", passphrase=None)
    assert told["keys"][0]["recovery_sheet"]
    assert office.services.people.sign_in("clerk", "third words in a row")


def test_a_request_is_a_file_with_a_fingerprint_to_read_out(run, tmp_path):
    told = run("keys", "request", "--as", "manager", "--to", tmp_path / "manager")
    assert told["file"].endswith("manager.kmmp-request")
    assert told["why"] == "first"
    assert told["fingerprint"]
    run("keys", "take", told["file"], passphrase=None, code=1)
    assert "another kind of file" in run.error


def test_a_new_passphrase_never_comes_from_the_old_ones_variable(run):
    run("keys", "passphrase", "--as", "clerk", passphrase=PASSPHRASE, code=1)
    assert "KMMP_NEW_PASSPHRASE" in run.error


def test_no_keyring_is_said(run, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    run("keys", "tie", "--as", "clerk", code=1)
    assert "recovery sheet" in run.error
