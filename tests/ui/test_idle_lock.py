"""The lock over the form: nothing is seen, nothing is reached, nothing is lost."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
from entry_typist import Typist
from office_fixtures import FULL, NOVEMBER, NYOTA, PASSPHRASE, Office, office, office_template
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kmmp_desktop.text import Message
from kmmp_desktop.texts.catalogue import Catalogue
from ui.appearance import Appearance
from ui.entry.page import EntryPage
from ui.idle_lock_cover import LockCover
from ui.idle_lock_watch import IdleWatch
from ui.main_window import MainWindow
from ui.page import Desk
from ui.passphrase.dialog import SigningWords, ask_passphrase
from ui.widgets.sheet import Sheet

__all__ = ["office", "office_template"]

CONTROL = Qt.KeyboardModifier.ControlModifier


class Seat:
    """Somebody in front of the whole window, with a return open."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        page = window.page("entry")
        assert isinstance(page, EntryPage)
        self.page = page
        self.typist = Typist(page)

    @property
    def lock(self) -> Any:
        return self.window.idle_lock

    @property
    def cover(self) -> LockCover:
        return next(one.cover for window, one in self.lock._covered.items() if window is self.window)

    def press(self, *keys: Qt.Key | str, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.typist.press(*keys, mod=mod)

    def give(self, passphrase: str) -> None:
        self.press(passphrase, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.lock._task is None, timeout=10_000)

    def unlock(self) -> None:
        self.give(PASSPHRASE)
        assert not self.lock.is_locked


@pytest.fixture
def sit_down(
    qtbot: QtBot, dressed: QApplication, appearance: Appearance, settings: QSettings, office: Office
) -> Callable[..., Seat]:
    def sit(language: str = "en", *, demo: str = "") -> Seat:
        desk = Desk(office.services, Catalogue(language), appearance.look, office.person("clerk"), demo)
        window = MainWindow(desk, appearance, settings)
        qtbot.addWidget(window)
        window.resize(1366, 728)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        window.person_changed()
        window.open_return(FULL, NYOTA, NOVEMBER)
        qtbot.waitUntil(lambda: window.here == "entry" and window.page("entry").opened is not None)
        return Seat(window, qtbot)

    return sit


@pytest.fixture
def seat(sit_down: Callable[..., Seat]) -> Seat:
    return sit_down()


def test_a_half_typed_seven_waits_under_the_lock_and_enter_saves_it(seat: Seat, office: Office) -> None:
    seat.press("3", Qt.Key.Key_Return, "7")
    key, editor = seat.typist.key, seat.page.view.line_editor
    seat.press(Qt.Key.Key_L, mod=CONTROL)
    assert seat.lock.is_locked
    assert not editor.isVisible()
    assert office.services.entry.last_position(office.person("clerk"))[2] == "7", (
        "on disk before it is covered"
    )

    seat.give("maize lantern leak")
    assert seat.lock.is_locked
    assert "not right" in seat.cover.problem

    seat.unlock()
    assert seat.typist.key == key
    assert editor.isVisible()
    assert (editor.text(), editor.cursorPosition()) == ("7", 1)
    assert seat.window.focusWidget() is editor
    seat.press("2", Qt.Key.Key_Return)
    opened = seat.page.opened
    assert opened is not None
    assert opened.value(key).number == 72
    assert office.open().value(key).number == 72


def test_nothing_is_seen_while_it_is_locked(seat: Seat) -> None:
    seat.press("4", "7")
    assert "Nyota" in seat.window.windowTitle()
    seat.lock.lock()
    QApplication.processEvents()
    assert seat.window.windowTitle() == "KMMP Desktop"
    assert seat.cover.geometry() == seat.window.rect()
    visible = [w for w in seat.window.findChildren(QWidget) if w.isVisible()]
    assert all(seat.lock._is_ours(w) or w is seat.window for w in visible)
    shown = QAccessible.queryAccessibleInterface(seat.page.view)
    assert shown.state().invisible
    said = [w.text() for w in visible if hasattr(w, "text")]
    assert not [text for text in said if "Nyota" in text or "47" in text]
    seat.window.heading_changed()
    assert seat.window.windowTitle() == "KMMP Desktop", "not even when something is refreshed below"
    seat.unlock()
    assert "Nyota" in seat.window.windowTitle()
    assert seat.window.menuBar().isVisible()


def test_no_key_reaches_the_form_while_it_is_locked(seat: Seat) -> None:
    seat.press("5", Qt.Key.Key_Return)
    opened, key = seat.page.opened, seat.typist.key
    assert opened is not None
    before, here = dict(opened.cells), seat.window.here
    seat.lock.lock()
    for name in (Qt.Key.Key_Z, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_V, Qt.Key.Key_N, Qt.Key.Key_I):
        seat.press(name, mod=CONTROL)
    seat.press(Qt.Key.Key_F1, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_Escape)
    for _ in range(8):
        seat.press(Qt.Key.Key_Tab)
        assert seat.lock._is_ours(seat.window.focusWidget())
    QTest.keyClick(seat.page.view, Qt.Key.Key_9)
    QTest.mouseClick(seat.page.view.viewport(), Qt.MouseButton.LeftButton)
    assert dict(opened.cells) == before
    assert seat.window.here == here
    assert len([w for w in QApplication.topLevelWidgets() if w.isVisible()]) == 1
    seat.cover.field.setFocus()
    seat.cover.field.clear()
    seat.unlock()
    assert seat.typist.key == key


def test_wrong_passphrases_slow_down_as_they_do_at_sign_in(seat: Seat) -> None:
    seat.lock.lock()
    for _ in range(5):
        seat.give("not the right one")
    assert "The next try is possible in" in seat.cover.problem
    seat.give(PASSPHRASE)
    assert seat.lock.is_locked, "also the right one waits"


def test_selection_panel_and_words_stay(seat: Seat) -> None:
    seat.press(Qt.Key.Key_Return)
    seat.press(Qt.Key.Key_Right, Qt.Key.Key_Down, mod=Qt.KeyboardModifier.ShiftModifier)
    chosen = seat.page.view.selectedIndexes()
    panel, top = seat.page.space.panel_is_open, seat.page.view.verticalScrollBar().value()
    seat.lock.lock()
    seat.unlock()
    assert seat.page.view.selectedIndexes() == chosen
    assert seat.page.space.panel_is_open == panel
    assert seat.page.view.verticalScrollBar().value() == top


def test_a_half_written_comment_stays_and_is_not_kept_by_the_lock(seat: Seat) -> None:
    seat.press("5", Qt.Key.Key_Return)
    seat.press(Qt.Key.Key_M, mod=CONTROL)
    seat.press("half a")
    field = seat.window.focusWidget()
    assert isinstance(field, QLineEdit)
    seat.lock.lock()
    seat.unlock()
    assert seat.window.focusWidget() is field
    assert field.text() == "half a"
    assert not seat.page.opened.commented


def test_another_person_takes_over_and_half_a_figure_becomes_none(seat: Seat, office: Office) -> None:
    seat.press("6", Qt.Key.Key_Return, "7")
    key = seat.typist.key
    seat.lock.lock()
    seat.cover.other.click()
    box = seat.cover.who
    box.setCurrentIndex(box.findData("manager"))
    seat.cover.field.setFocus()
    seat.give(PASSPHRASE)
    assert not seat.lock.is_locked
    assert seat.window.desk.person.username == "manager"
    assert seat.window.here == "worklist"
    assert office.open().value(key) is None
    assert office.services.entry.last_position(office.person("clerk"))[1:] == (key, "7")


def test_nobody_takes_over_while_a_figure_is_not_on_disk(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.lock.lock()
    monkeypatch.setattr(seat.page.keeping, "retry", lambda: False)
    seat.cover.other.click()
    seat.cover.who.setCurrentIndex(seat.cover.who.findData("manager"))
    seat.cover.field.setFocus()
    seat.give(PASSPHRASE)
    assert seat.lock.is_locked
    assert "not on disk yet" in seat.cover.problem
    monkeypatch.undo()
    seat.cover.who.setCurrentIndex(seat.cover.who.findData("clerk"))
    seat.unlock()


def test_the_signing_dialog_gives_up_and_other_dialogs_come_back_as_they_were(seat: Seat) -> None:
    words = SigningWords(Message("Sign"), Message("Sign"), Message("Sign"))
    signing = ask_passphrase(seat.window.desk, words, seat.window)
    signing.field.setText(PASSPHRASE)
    sheet = Sheet(seat.window.desk, "Nyota Health Centre", "Import", seat.window)
    field = QLineEdit("half a name", sheet)
    sheet.body.addWidget(field)
    sheet.open()
    field.setFocus()
    seat.lock.lock()
    assert not any(w is signing and w.isVisible() for w in QApplication.topLevelWidgets())
    assert sheet.isVisible()
    assert not field.isVisible()
    assert sheet.windowTitle() == "KMMP Desktop"
    cover = seat.lock._covered[sheet].cover
    assert sheet.focusWidget() is cover.field
    QTest.keyClicks(cover.field, PASSPHRASE)
    QTest.keyClick(cover.field, Qt.Key.Key_Return)
    seat.qtbot.waitUntil(lambda: not seat.lock.is_locked, timeout=10_000)
    assert field.isVisible()
    assert field.text() == "half a name"
    assert sheet.windowTitle() == "Nyota Health Centre"
    sheet.reject()


def test_a_window_that_opens_while_locked_is_covered_too(seat: Seat) -> None:
    seat.lock.lock()
    late = Sheet(seat.window.desk, "Nyota Health Centre", "Go", seat.window)
    late.open()
    assert late.windowTitle() == "KMMP Desktop"
    assert not late.go.isVisible()
    late.reject()
    seat.window.activateWindow()
    seat.qtbot.waitUntil(lambda: QApplication.focusWidget() is seat.cover.field)
    seat.unlock()


def test_closing_a_locked_window_makes_no_figure_of_what_was_half_typed(seat: Seat, office: Office) -> None:
    seat.press("6", Qt.Key.Key_Return, "7")
    key = seat.typist.key
    seat.lock.lock()
    assert seat.window.close()
    assert office.open().value(key) is None
    assert office.services.entry.last_position(office.person("clerk"))[1:] == (key, "7")
    seat.lock._uncover()


def test_it_locks_after_the_minutes_chosen_and_remembers_them(sit_down: Any, settings: QSettings) -> None:
    seat = sit_down()
    assert seat.lock.watch.minutes == 10
    seat.lock.minutes.choices[30].trigger()
    assert settings.value("idle lock") == 30
    assert seat.lock.watch.minutes == 30
    seat.lock.minutes.choices[0].trigger()
    seat.lock.watch.look()
    assert not seat.lock.is_locked


class Times:
    """Two clocks that are set by hand."""

    def __init__(self) -> None:
        self.steady, self.wall = 100.0, 1_000_000.0

    def watch(self, parent: QWidget, minutes: int = 10) -> IdleWatch:
        made = IdleWatch(parent, steady=lambda: self.steady, wall=lambda: self.wall)
        made.set_minutes(minutes)
        return made


def test_a_clock_set_back_does_not_hold_the_lock_off(qtbot: QtBot, qapp: QApplication) -> None:
    parent, times = QWidget(), Times()
    qtbot.addWidget(parent)
    watch = times.watch(parent)
    times.wall -= 86_400
    times.steady += 599
    assert not watch.is_due
    times.steady += 1
    assert watch.is_due


def test_sleep_counts_and_the_first_touch_afterwards_locks(seat: Seat) -> None:
    times = Times()
    watch = seat.lock.watch
    watch._steady, watch._wall = (lambda: times.steady), (lambda: times.wall)
    watch.begin()
    seat.press("5")
    assert seat.page.view.is_typing
    watch.listen()  # the second after the last touch is over
    times.wall += 3600
    seat.press("8")
    assert seat.lock.is_locked
    assert seat.cover.field.text() == "", "the touch that wakes the screen does nothing else"
    times.wall += 3600
    seat.unlock()
    assert seat.page.view.line_editor.text() == "5"


def test_typing_holds_the_lock_off(seat: Seat) -> None:
    times, watch = Times(), seat.lock.watch
    watch._steady, watch._wall = (lambda: times.steady), (lambda: times.wall)
    watch.begin()
    for _ in range(5):
        times.steady += 500
        seat.press("1", Qt.Key.Key_Return)
        watch.look()
        assert not seat.lock.is_locked
    times.steady += 600
    watch.look()
    assert seat.lock.is_locked


def test_nothing_locks_before_anybody_has_signed_in(window: MainWindow) -> None:
    from dataclasses import replace

    window.desk.person = replace(window.desk.person, name="")
    window.idle_lock.lock()
    assert not window.idle_lock.is_locked


def test_the_demo_shows_its_passphrase(sit_down: Any) -> None:
    seat = sit_down("sw", demo="lake lantern maize")
    seat.lock.lock()
    assert "lake lantern maize" in seat.cover._hint.text()
    assert seat.cover.unlock.text() == "Fungua"


def test_a_hundred_locks_leave_nothing_behind(seat: Seat) -> None:
    def once() -> None:
        seat.lock.lock()
        seat.lock._uncover()
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def memory() -> int:
        from pathlib import Path

        _, resident, of_files, *_ = map(int, Path("/proc/self/statm").read_text().split())
        return (resident - of_files) * 4096  # a busy machine lets go of pages of files and reads them again

    for _ in range(10):
        once()
    gc.collect()
    widgets, bytes_before = len(QApplication.allWidgets()), memory()
    for _ in range(100):
        once()
    gc.collect()
    assert len(QApplication.allWidgets()) == widgets
    assert memory() - bytes_before < 4_000_000


def test_the_preview_of_a_paste_waits_under_the_lock(seat: Seat) -> None:
    QApplication.clipboard().setText("1\t2\n3\tx")
    seat.press(Qt.Key.Key_V, mod=CONTROL)
    preview = seat.page.preview
    assert preview.isVisible()
    focus = seat.window.focusWidget()
    before = dict(seat.page.opened.cells)
    seat.lock.lock()
    assert not preview.isVisible()
    seat.unlock()
    assert preview.isVisible()
    assert seat.window.focusWidget() is focus
    assert dict(seat.page.opened.cells) == before


def test_the_menu_of_missing_codes_stays_open(seat: Seat) -> None:
    seat.press("m")
    menu = seat.page.view.missing_menu
    assert menu.isVisible()
    seat.lock.lock()
    seat.unlock()
    assert menu.isVisible()
    seat.press("1")
    assert [value.raw for value in seat.page.opened.cells.values()] == ["NR"]
