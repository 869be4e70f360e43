"""Backups on screen: at a glance, made by key, what restoring would change, a damaged office."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from backup_office import KEY, PASSPHRASE, QUICK, open_office
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from storage_fixtures import ACHIENG, number, save_cell

import main
import wiring
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import DamagedError
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.services.backup_ports import Plan
from kmmp_desktop.services.backups import BackupService
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.texts.catalogue import Catalogue
from ui.app import AGAIN
from ui.appearance import Appearance
from ui.backup.opening import rescued
from ui.backup.page import BackupPage
from ui.backup.plan_sheet import PlanSheet
from ui.backup.restore_dialog import CODE, PERSON, RestoreDialog
from ui.backup.standing import BackupStanding, ClosingBackup
from ui.main_window import MainWindow
from ui.page import Desk


@dataclass
class Seat:
    home: Path
    usb: Path
    window: MainWindow
    desk: Desk
    store: OfficeHome
    recovery: str

    @property
    def page(self) -> BackupPage:
        page = self.window.show_place("backups")
        assert isinstance(page, BackupPage)
        return page


def sit(home: Path, usb: Path, qapp: QApplication, folder: Path, protected: bool, recovery: str) -> Seat:
    key = OpenOffice(KEY, home / "office.keys", contextlib.nullcontext, QUICK) if protected else None
    texts = Catalogue()
    services, store = wiring.open_office(home, SystemClock(), texts, key=key)
    appearance = Appearance(qapp, QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat))
    person: Person = next(p for p in services.people.people() if p.role is Role.MANAGER)
    desk = Desk(services, texts, appearance.look, person)
    desk.rescue = lambda: wiring.rescue(home, SystemClock())
    settings = QSettings(str(folder / "w.ini"), QSettings.Format.IniFormat)
    window = MainWindow(desk, appearance, settings)
    window.show()
    window.person_changed()
    return Seat(home, usb, window, desk, store, recovery)


@pytest.fixture(params=[True], ids=["protected"])
def seat(request: pytest.FixtureRequest, tmp_path: Path, qtbot: Any, qapp: QApplication) -> Iterator[Seat]:
    office = open_office(tmp_path / "home", protected=request.param)
    office.close()
    usb = tmp_path / "usb"
    usb.mkdir()
    made = sit(tmp_path / "home", usb, qapp, tmp_path, request.param, office.recovery)
    qtbot.addWidget(made.window)
    yield made
    made.window.setProperty("restored", True)
    made.store.close()


def type_figure(seat: Seat, value: int) -> None:
    with seat.store.work() as work:
        chain = next(c for c in work.audit.chains() if c != "office")
        from uuid import UUID

    save_cell(seat.store, UUID(chain), number(value), before=number(14))


def test_a_backup_is_made_by_one_key_and_stands_at_a_glance(seat: Seat, qtbot: Any) -> None:
    seat.desk.services.backups.set_plan(Plan(str(seat.usb)), seat.desk.person)
    page = seat.page
    assert "No backup of this office" in page._head.text()
    with qtbot.waitSignal(page.made, timeout=20_000):
        qtbot.keyClick(page, Qt.Key.Key_F9)
    assert "Last good backup: " in page._head.text()
    assert str(seat.usb) in page._lines.text()
    assert page.table.model().rowCount() == 1
    assert len(list(seat.usb.glob("*.kmmp-backup"))) == 1
    told: list[str] = []
    page.announced.connect(told.append)
    page.check_button.click()  # open it and read it to its last byte
    qtbot.waitUntil(lambda: bool(told) and not page.progress.is_running, timeout=20_000)
    assert "is whole: 1 return, 1 figure" in told[-1]


def test_an_office_in_the_clear_asks_for_the_passphrase_and_says_why_there_is_no_schedule(
    tmp_path: Path, qtbot: Any, qapp: QApplication
) -> None:
    open_office(tmp_path / "home").close()
    (tmp_path / "usb").mkdir()
    seat = sit(tmp_path / "home", tmp_path / "usb", qapp, tmp_path, False, "")
    qtbot.addWidget(seat.window)
    seat.desk.services.backups.set_plan(Plan(str(seat.usb)), seat.desk.person)
    page = seat.page
    assert "lie in the clear" in page._lines.text()
    page.make()
    page.sheet.fields["passphrase"].setText(PASSPHRASE)
    with qtbot.waitSignal(page.made, timeout=20_000):
        page.sheet.commit()
    seat.window.setProperty("restored", True)
    seat.store.close()


def test_the_status_bar_has_a_mark_while_backups_are_overdue_and_the_schedule_takes_it_away(
    seat: Seat, qtbot: Any
) -> None:
    standing = BackupStanding(seat.window, seat.desk)
    standing.look()
    assert standing.mark.isVisible()
    assert standing.mark.text() == "No backup yet"
    gone = seat.usb.rename(seat.usb.with_name("pulled"))
    seat.desk.services.backups._notes.put_plan(Plan(str(seat.usb), 0, 0))
    standing.look()
    qtbot.waitUntil(lambda: standing._task is None, timeout=20_000)
    assert "not there" in seat.window.notice._label.text()
    assert "not there" in standing.mark.toolTip()
    gone.rename(seat.usb)
    standing.look()  # the stick is back
    qtbot.waitUntil(lambda: standing._task is None, timeout=20_000)
    assert not standing.mark.isVisible()
    assert len(list(seat.usb.iterdir())) == 1


def test_a_backup_made_by_hand_takes_the_mark_away_at_once(seat: Seat, qtbot: Any) -> None:
    standing = BackupStanding(seat.window, seat.desk)
    standing.look()
    assert standing.mark.isVisible()
    page = seat.window.show_place("backups")
    seat.desk.services.backups.make(seat.usb, seat.desk.person)
    page.refresh()
    assert not standing.mark.isVisible()


def test_restoring_says_what_would_be_lost_and_asks_before_it_does_anything(seat: Seat, qtbot: Any) -> None:
    backup = seat.desk.services.backups.make(seat.usb, None)
    type_figure(seat, 99)
    dialog = RestoreDialog(seat.desk, seat.home, seat.window, file=backup.path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.commit()  # the open office knows the key
    qtbot.waitUntil(lambda: dialog._plan is not None, timeout=20_000)
    assert "Cells with figures: 1." in dialog._told.text()
    assert dialog._table is not None
    assert dialog._table.model().index(0, 3).data() == "1 cell"
    assert dialog._table.model().index(0, 1).data() == "1 in draft"
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)
    dialog.commit()
    qtbot.waitUntil(lambda: dialog._over, timeout=20_000)
    assert "office-before-restore" in dialog._told.text()
    assert "opens it now" in dialog._told.text()
    seat.store.close()
    again = open_office(seat.home, protected=True, filled=False)
    with again.store.work() as work:
        assert work.audit.entries("office")[-1].action == "restored from"
    again.close()


def test_looking_into_a_backup_and_leaving_it_changes_nothing(seat: Seat, qtbot: Any) -> None:
    backup = seat.desk.services.backups.make(seat.usb, None)
    dialog = RestoreDialog(seat.desk, seat.home, seat.window, file=backup.path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.commit()
    qtbot.waitUntil(lambda: dialog._plan is not None and not dialog.is_working, timeout=20_000)
    assert dialog._told.visibleRegion().boundingRect() == dialog._told.rect(), "nothing of it is cut"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not list(seat.home.glob("restore*"))


def test_a_new_computer_opens_it_with_the_recovery_code_and_a_wrong_one_is_said(
    seat: Seat, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = seat.desk.services.backups.make(seat.usb, None)
    new = tmp_path / "new"
    new.mkdir()
    desk = Desk(None, seat.desk.texts, seat.desk.look, seat.desk.person)  # type: ignore[arg-type]
    desk.rescue = lambda: wiring.rescue(new, SystemClock())
    dialog = RestoreDialog(desk, new)
    qtbot.addWidget(dialog)
    dialog.show()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(backup.path), ""))
    dialog.choose.click()
    dialog.how.setCurrentIndex(dialog.how.findData(PERSON))
    dialog.username.setText("Achieng")
    dialog.secret.setText("not this one at all")
    dialog.commit()
    qtbot.waitUntil(lambda: "do not open the backup" in dialog.problem, timeout=20_000)
    dialog.how.setCurrentIndex(dialog.how.findData(CODE))
    dialog.secret.setText(seat.recovery)
    dialog.commit()
    qtbot.waitUntil(lambda: dialog._plan is not None, timeout=20_000)
    assert dialog.secret.text() == ""
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)
    dialog.commit()
    qtbot.waitUntil(lambda: dialog._over, timeout=20_000)
    assert (new / "office.db").exists()
    assert (new / "office.keys").exists()


def test_a_damaged_office_is_explained_and_comes_back_with_what_was_typed_since(
    seat: Seat, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.desk.services.backups.make(seat.usb, None)
    type_figure(seat, 77)
    seat.store.close()
    file = seat.home / "office.db"
    content = bytearray(file.read_bytes())
    content[16:120] = b"\x5a" * 104
    file.write_bytes(content)
    key = OpenOffice(KEY, seat.home / "office.keys", contextlib.nullcontext, QUICK)
    with pytest.raises(DamagedError) as damaged:
        wiring.open_office(seat.home, SystemClock(), Catalogue(), key=key)

    def act(dialog: RestoreDialog) -> int:
        dialog.show()
        qtbot.addWidget(dialog)
        assert "put aside whole" in dialog._told.text()
        assert dialog.file.text()  # the last good one is offered
        dialog.username.setText("Achieng")
        dialog.secret.setText(PASSPHRASE)
        dialog.commit()
        qtbot.waitUntil(lambda: dialog._plan is not None, timeout=20_000)
        dialog.commit()
        qtbot.waitUntil(lambda: dialog._over, timeout=20_000)
        assert "figures and reasons 1, in returns 1" in dialog._told.text()
        return 1

    monkeypatch.setattr(RestoreDialog, "exec", act)
    seat.desk.services = None  # type: ignore[assignment]
    assert rescued(seat.desk, seat.home, seat.window, damaged.value)
    again = open_office(seat.home, protected=True, filled=False)
    with again.store.work() as work:
        [chain] = [c for c in work.audit.chains() if c != "office"]
        from uuid import UUID

        assert [v.value for v in work.returns.cells(UUID(chain)).values()] == [77]
    again.close()
    assert ACHIENG.name not in str(damaged.value)


def test_an_overdue_backup_is_made_before_the_window_closes_and_can_be_left_out(
    seat: Seat, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.desk.services.backups._notes.put_plan(Plan(str(seat.usb), 0, 0))
    seat.window.show_place("worklist")
    _standing = BackupStanding(seat.window, seat.desk)

    whole_make, may_go_on = BackupService.make, Event()

    def slow_make(self: Any, folder: Path, person: Any, report: Any, *more: Any) -> Any:
        assert may_go_on.wait(600)  # a small office is backed up faster than anybody can cancel
        return whole_make(self, folder, person, report, *more)

    def leave_out(dialog: ClosingBackup) -> int:
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog.is_working, timeout=20_000)
        dialog.cancel.click()
        may_go_on.set()
        qtbot.waitUntil(lambda: dialog.result() == 1, timeout=20_000)
        return 1

    monkeypatch.setattr(BackupService, "make", slow_make)
    monkeypatch.setattr(ClosingBackup, "exec", leave_out)
    seat.window.close()
    assert not list(seat.usb.glob("*.kmmp-backup"))

    def let_it(dialog: ClosingBackup) -> int:
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog.result() == 1, timeout=20_000)
        return 1

    monkeypatch.setattr(ClosingBackup, "exec", let_it)
    seat.window.show()
    seat.window.close()
    assert len(list(seat.usb.glob("*.kmmp-backup"))) == 1


def test_after_a_restore_the_window_opens_again_on_what_lies_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes, runs = [AGAIN, 0], []
    monkeypatch.setattr("ui.app.run", lambda *_args, **given: runs.append(given) or codes.pop(0))
    assert main.main(["--home", str(tmp_path)]) == 0
    assert [given["home"] for given in runs] == [tmp_path, tmp_path]
    assert runs[0]["closed"] is not runs[1]["closed"]  # asked anew: another office, another key


def test_a_folder_on_the_disk_of_the_office_is_said_and_not_refused(
    seat: Seat, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.desk.services.backups.set_plan(Plan(str(seat.usb)), seat.desk.person)
    seat.page.refresh()
    assert "on the same disk" in seat.page._lines.text()
    sheet = PlanSheet(seat.desk, seat.page)
    qtbot.addWidget(sheet)
    sheet.show()
    assert sheet._beside.isVisible()
    monkeypatch.setattr("kmmp_desktop.services.backups.on_one_disk", lambda _home, folder: False)
    sheet.folder.setText(str(seat.home))
    assert not sheet._beside.isVisible()
    seat.page.refresh()
    assert "on the same disk" not in seat.page._lines.text()
