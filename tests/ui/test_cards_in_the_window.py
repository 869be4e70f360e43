"""People of other offices from their cards, in the window: added, and believed with another key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flow_office import ENTER, desk_of, show, wait
from office_fixtures import PASSPHRASE
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from received_office import receiver_home, sender, sender_home
from two_offices import Two, signing_receiver, two

from kmmp_desktop.domain.office import Role
from ui.people.page import PeoplePage
from ui.style.look import Look
from ui.widgets.labels import Label

__all__ = ["receiver_home", "sender", "sender_home", "signing_receiver", "two"]


@pytest.fixture
def page(qtbot: Any, dressed: Any, two: Two, look: Look) -> PeoplePage:
    two.there.put_in_role("mwende", Role.MANAGER)
    made = PeoplePage(desk_of(two.there, "mwende", look))
    show(qtbot, made)
    made.refresh()
    wait(qtbot, lambda: made._task is None and bool(made._members))
    return made


def card(two: Two, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = folder / "manager.card"
    two.here.services.roster.write_card(two.here.person("manager"), path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


def test_a_new_key_is_believed_once_its_owner_said_why_and_read_it_out(
    qtbot: Any, page: PeoplePage, two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = two.here.person("manager")
    told: list[str] = []
    page.announced.connect(told.append)
    card(two, tmp_path, monkeypatch)
    page.run("pin")
    assert told == ["P. Otieno is in the roster with this key already."]
    two.here.services.keys.make_recovery(before, PASSPHRASE)
    two.here.services.certificates.new_key(before, PASSPHRASE)
    card(two, tmp_path, monkeypatch)
    newer = two.here.person("manager")
    page.run("pin")
    sheet = page.acts.cards.dialog
    assert sheet is not None
    words = " ".join(label.text() for label in sheet.findChildren(Label))
    assert before.fingerprint in words, "the key that is known here is shown"
    assert newer.fingerprint not in words, "the new one is read out by its owner"
    assert "on a number that you had before" in words
    QTest.keyClicks(sheet.fields["why"], "The laptop was stolen.")
    QTest.keyClicks(sheet.fields["fingerprint"], before.fingerprint)
    QTest.keyClick(sheet, ENTER)
    wait(qtbot, lambda: not sheet.is_working and sheet._problem.text())
    with two.there.work() as work:
        assert work.people.get(before.id).certificate == before.certificate
    sheet.fields["fingerprint"].setText(newer.fingerprint.lower().replace(" ", ""))
    QTest.keyClick(sheet, ENTER)
    wait(qtbot, lambda: told[-1].startswith("What P. Otieno signs for Ziwa"))
    with two.there.work() as work:
        assert work.people.get(before.id).certificate == newer.certificate
        entry = work.audit.entries("office")[-1]
    assert (entry.action, entry.body["key_before"]) == ("person known", before.fingerprint)
    assert entry.body["why"] == "The laptop was stolen."


def test_who_may_not_decide_whom_the_office_believes_is_not_asked(
    page: PeoplePage, two: Two, look: Look
) -> None:
    page.desk.person = two.there.put_in_role("mwende", Role.OFFICER)
    assert not page.acts.offered("pin", None)
