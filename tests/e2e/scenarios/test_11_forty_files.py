"""Otieno's morning: forty files, six of them not what they should be, each with its own verdict.

Forty files by e-mail and USB stick: a duplicate, an older revision, one with a changed byte, one for the
wrong month, one from an unknown key, one made with an older pack of checks. Good ones go in, bad ones touch
nothing, twice changes nothing, progress and cancel work, receipts are made in one go.
"""

import shutil
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from office_fixtures import PASSPHRASE, THIRD
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from received_office import (  # noqa: F401
    CODES,
    NOVEMBER,
    SMALL,
    Sender,
    facility,
    flipped,
    receiver,
    receiver_home,
    send_all,
    sender,
    sender_home,
    stranger_home,
)

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.letters import RECEIPT
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_rows import Step, Why, ready

Key = Qt.Key
GOOD = CODES[:33]
ODD = {
    "again": (Step.HERE, Why.COPY),
    "older": (Step.KEEP, Why.OLDER),
    "changed": (Step.REFUSE, Why.CHANGED),
    "month": (Step.SEND_BACK, Why.WRONG_MONTH),
    "stranger": (Step.HOLD, Why.UNKNOWN_KEY),
    "pack": (Step.TAKE, Why.OTHER_CHECKS),
}


@pytest.fixture(scope="module")
def forty(sender, stranger_home, tmp_path_factory):  # noqa: F811
    """The folder, and the sending office as it stood after sending."""
    folder, apart = tmp_path_factory.mktemp("forty") / "Inbox", tmp_path_factory.mktemp("apart")
    folder.mkdir()
    office = sender()
    for mfl in GOOD:
        office.fill(mfl)
        office.sign(mfl, folder)
    shutil.copy(next(folder.glob(f"{GOOD[0]}_*")), folder / "again.xlsx")
    first = office.office.services.entry.open(
        SMALL, GOOD[1], NOVEMBER, office.office.person("clerk")
    ).revision
    next(folder.glob(f"{GOOD[1]}_*")).rename(folder / "older.xlsx")
    office.amend(first, A1_ANC=21, A4_ANC=23)
    office.sign(GOOD[1], folder)
    flipped(office.send(CODES[33], apart), folder / "changed.xlsx")
    office.send(CODES[34], apart, Period(2026, 7)).rename(folder / "month.xlsx")
    sender(stranger_home).send(CODES[35], apart).rename(folder / "stranger.xlsx")
    with_pack(sender()).send(CODES[36], apart).rename(folder / "pack.xlsx")
    shutil.copy(next(folder.glob(f"{GOOD[2]}_*")), folder / "again by USB.xlsx")
    assert len(list(folder.iterdir())) == 40
    return folder, office


def with_pack(office: Sender) -> Sender:
    """An office with another standard than the national one has."""
    services, clock = office.office.services, office.office.clock
    officer = replace(services.people.find("manager"), id=uuid4(), role=Role.OFFICER)
    clock.moment = THIRD - timedelta(days=20)
    services.standards.confirm(
        SMALL, "STD_LOAD", "80", "clients", Status.PROGRAMME_SETTING, "Circular 4", NOVEMBER, officer
    )
    clock.moment = THIRD
    return office


def drop(page, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none))


def what_is_here(office):
    with office.work() as work:
        found = work.returns.in_month(SMALL, NOVEMBER)
        return (
            {r.key.facility: (r.id, r.number, r.state, work.returns.cells(r.id)) for r in found},
            work.audit.head("office"),
            len(work.received.of_month(SMALL, NOVEMBER)),
        )


def test_forty_files_in_one_morning(forty, receiver, sit, tmp_path, monkeypatch):  # noqa: F811
    folder, _ = forty
    desk = sit(receiver, username="mwende")
    page = desk.window.show_place("receive")
    done = []
    page.run.far.connect(lambda number, of: done.append((number, of)))
    drop(page, folder)
    desk.bot.waitUntil(lambda: not page.run.is_running, timeout=120_000)
    assert done[-1] == (40, 40), "progress went to the end"
    for name, expected in ODD.items():
        file = page.inbox.get(folder / f"{name}.xlsx")
        assert (file.step, file.judged.why) == expected, name
        assert page.desk.say(file.judged.to_do), name
    assert len({page.desk.say(page.inbox.get(folder / f"{n}.xlsx").judged.text) for n in ODD}) == len(ODD)
    assert what_is_here(receiver)[0] == {}, "nothing is taken in until it is said so"

    page.table.setFocus()
    desk.press(Key.Key_F9)
    desk.bot.waitUntil(lambda: not page.run.is_running, timeout=120_000)
    here, _, _ = before = what_is_here(receiver)
    assert set(here) == {*GOOD, CODES[36]}
    assert {state for _, _, state, _ in here.values()} == {State.RECEIVED}
    assert here[GOOD[1]][1] == 2, "the newest revision counts"

    page.clear()
    drop(page, folder)
    desk.bot.waitUntil(lambda: not page.run.is_running, timeout=120_000)
    assert not page.inbox.ready
    assert what_is_here(receiver) == before, "twice changes nothing"

    monkeypatch.setattr(page.commands, "choose_place", lambda title: tmp_path / "receipts")
    desk.press(Key.Key_R, mod=Qt.KeyboardModifier.ControlModifier)
    dialog = page.letters_out.signing.dialog
    desk.bot.keyClicks(dialog.field, PASSPHRASE)
    desk.bot.keyClick(dialog.field, Key.Key_Return)
    desk.bot.waitUntil(lambda: bool(list(tmp_path.glob("receipts/*"))), timeout=60_000)
    desk.bot.waitUntil(lambda: not page.letters_out.is_signing, timeout=60_000)
    with receiver.work() as work:
        acknowledged = {letter.revision for letter in work.letters.all(RECEIPT, True)}
    assert {revision for revision, *_ in here.values()} <= acknowledged, "receipts for all, in one go"


def test_cancelling_leaves_whole_files_and_going_on_finishes(forty, receiver):  # noqa: F811
    folder, _ = forty
    service, person = receiver.services.receiving, receiver.person("mwende")
    files = ready(beside(service.look(list(files_in([folder])))))

    class Stopped(Exception):
        pass

    def stop(done, of):
        if done == 11:
            raise Stopped

    with pytest.raises(Stopped):
        service.take_all(files, person, lambda file: None, stop)
    here, _, received = what_is_here(receiver)
    assert received == 11
    assert all(cells for *_, cells in here.values())
    service.take_all(ready(beside(service.again(file) for file in files)), person, lambda file: None)
    assert set(what_is_here(receiver)[0]) == {*GOOD, CODES[36]}
