"""The first run by real keys: from an empty folder to the first figure saved, and every way off the path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from key_office import quick_keys
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.services.first_steps import standing, table_of
from kmmp_desktop.services.founding import PART, found_whole
from kmmp_desktop.texts.catalogue import Catalogue
from main import open_office
from opening import found_protected
from ui.app import Program
from ui.authority.window import AuthorityWindow
from ui.first_run.people_step import username_of
from ui.first_run.wizard import FirstRun, Ways
from ui.page import Desk

__all__ = ["quick_keys"]
CLERK_WORDS, MANAGER_WORDS = "boat maize lantern", "river stone mango"
LIST = (
    "MFL code,Name,County\n99104,Nyota Health Centre,Kisumu\n99112,Asali Dispensary,Kisumu\n123,Short,Kisumu"
)
Key = Qt.Key


class Hands:
    """Presses real keys at whatever has the focus, and counts them."""

    def __init__(self, qtbot: Any) -> None:
        self._bot = qtbot
        self.keys = self.fields = 0

    def target(self) -> QWidget:
        self.until(QApplication.focusWidget)
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def type(self, text: str) -> None:
        self.fields += 1
        self.keys += len(text)
        QTest.keyClicks(self.target(), text)

    def press(self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        QTest.keyClick(self.target(), key, modifier)

    def paste(self, text: str) -> None:
        self.fields += 1
        QApplication.clipboard().setText(text)
        self.press(Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def until(self, true: Callable[[], object]) -> None:
        self._bot.waitUntil(lambda: bool(true()), timeout=30_000)


@pytest.fixture
def hands(qtbot: Any) -> Hands:
    return Hands(qtbot)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def settle(home: Path, texts: Catalogue, request: Any) -> Callable[..., Any]:
    """As main does it: made whole in a folder of its own, then opened."""

    def make(founding: Any, report: Any) -> Any:
        found_whole(home, founding, lambda part: open_office(part, SystemClock(), texts), report)
        services, store = open_office(home, SystemClock(), texts)
        request.addfinalizer(store.close)
        return services

    return make


@pytest.fixture
def first(
    qtbot: Any, quick_keys: None, dressed: Any, look: Any, texts: Catalogue, home: Path, settle: Any
) -> FirstRun:
    practised: list[bool] = []
    desk = Desk(None, texts, look, None)  # type: ignore[arg-type]  # nothing is on disk yet
    run = FirstRun(desk, home, Ways(settle, lambda: practised.append(True)))
    run.practised = practised  # type: ignore[attr-defined]
    qtbot.addWidget(run)
    with qtbot.waitExposed(run):
        run.show()
    run.activateWindow()
    return run


def to_people(hands: Hands) -> None:
    hands.press(Key.Key_1)
    hands.type("Ziwa, Kisumu office")
    hands.press(Key.Key_Return)
    hands.type("Ziwa Health Partners")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)  # several counties


def an_account(hands: Hands, name: str, words: str) -> None:
    hands.type(name)
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Tab)  # the user name is offered
    hands.type(words)
    hands.press(Key.Key_Return)
    hands.type(words)
    hands.press(Key.Key_Return)


def to_facilities(hands: Hands, first: FirstRun) -> None:
    to_people(hands)
    an_account(hands, "A. Wanjiru", CLERK_WORDS)
    an_account(hands, "P. Otieno", MANAGER_WORDS)
    hands.until(lambda: first.here is first.facilities and not first.is_working)


def confirm_codes(hands: Hands, first: FirstRun) -> None:
    while first.here is first.recovery:
        hands.until(lambda: first.recovery.block is not None)
        block = first.recovery.block
        hands.type(block._groups[2])
        hands.press(Key.Key_Return)
        hands.until(lambda b=block: first.recovery.block is not b)


@pytest.fixture
def settle_locked(home: Path, texts: Catalogue, request: Any) -> Callable[..., Any]:
    """As main does it for every new office: encrypted from the start."""

    def opened(key: Any, part: Path) -> Any:
        return open_office(part, SystemClock(), texts, key=key)

    def make(founding: Any, report: Any) -> Any:
        key = found_protected(home, SystemClock(), founding, opened, report)
        services, store = opened(key, home)
        request.addfinalizer(store.close)
        return services

    return make


def test_by_keys_alone_from_an_empty_folder_to_the_first_figure_saved(
    qtbot: Any,
    quick_keys: None,
    dressed: QApplication,
    texts: Catalogue,
    home: Path,
    settle_locked: Any,
    hands: Hands,
) -> None:
    settle = settle_locked
    program = Program(dressed, lambda: pytest.fail("no office yet"), home, texts, settle=settle)
    qtbot.addWidget(program.window)
    program.window.resize(1366, 728)

    def walk() -> None:
        run = next(w for w in QApplication.topLevelWidgets() if isinstance(w, FirstRun) and w.isVisible())
        run.activateWindow()  # without a window manager nothing else gives it the keyboard
        hands.until(run.isActiveWindow)
        to_facilities(hands, run)
        hands.paste(LIST)
        hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        hands.until(lambda: run.here is run.forms and not run.is_working)
        hands.press(Key.Key_Return)  # the full return from last month on
        hands.until(lambda: run.here is run.recovery)
        confirm_codes(hands, run)
        assert run.here is run.ready
        assert "Enter opens the first: " in run.ready.next.text()
        assert str(home) in run.ready.where.text()
        assert run.focusWidget() is run.go, "the folder for backups can be left for later with one key"
        hands.press(Key.Key_Return)

    def begin() -> None:
        try:
            walk()
        finally:
            for run in QApplication.topLevelWidgets():
                if isinstance(run, FirstRun) and run.isVisible():
                    run._closing_told = True
                    run.reject()

    timer = QTimer()
    timer.setInterval(50)
    tries: list[bool] = []

    def look_for_it() -> None:
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, FirstRun) and w.isVisible()]
        if shown and not tries:
            tries.append(True)
            timer.stop()
            begin()

    timer.timeout.connect(look_for_it)
    timer.start()
    program.show()
    qtbot.waitUntil(lambda: program.window.here == "entry", timeout=60_000)
    program.window.activateWindow()
    hands.until(lambda: QApplication.focusWidget() is not None)
    QTest.keyClicks(QApplication.focusWidget(), "7")
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    hands.fields += 1
    hands.keys += 2
    services, person = program.desk.services, program.desk.person
    page = program.window.page("entry")
    period = services.worklist.default_period()
    stored = services.entry.open("KMMP_MFR", page.opened.key.facility, period, person)
    assert [cell.raw for cell in stored.cells.values()] == ["7"], "the first figure is on disk"
    assert person.username == "wanjiru"
    # Two seconds to find each field and a key every half second: a slow typist is through in time.
    assert 2 * hands.fields + 0.5 * hands.keys < 600
    assert (hands.fields, hands.keys) == (13, 161), "as the guide says"
    assert not (home / "office.db").read_bytes().startswith(b"SQLite format"), "it lies there encrypted"
    members = services.staff.members()
    seen = {member.person.username: member.signed_in for member in members}
    assert seen["wanjiru"], "whoever made the office has been at work in it"
    assert seen["otieno"] is None
    program.window.close()


def test_nothing_is_on_disk_before_the_accounts_are(first: FirstRun, hands: Hands, home: Path) -> None:
    to_people(hands)
    assert not home.exists() or not list(home.iterdir())
    an_account(hands, "A. Wanjiru", CLERK_WORDS)
    an_account(hands, "P. Otieno", MANAGER_WORDS)
    hands.until(lambda: first.here is first.facilities and not first.is_working)
    assert (home / "office.db").exists()
    assert not (home / PART).exists()
    people = first.desk.services.people
    assert {(p.username, p.role) for p in people.people()} == {
        ("wanjiru", Role.CLERK),
        ("otieno", Role.MANAGER),
    }
    assert people.sign_in("otieno", MANAGER_WORDS).name == "P. Otieno"
    assert people.office().partner == "Ziwa Health Partners"


def test_what_is_blank_is_said_at_its_field_and_gets_the_cursor(first: FirstRun, hands: Hands) -> None:
    hands.press(Key.Key_1)
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert first.office.office.told.words == "Type the name of the office."
    assert first.office.partner.told.words == "Type the name of the implementing partner."
    assert hands.target() is first.office.office.line
    hands.type("Z")
    assert first.office.office.told.words.startswith("For example")


def test_back_and_forth_loses_nothing(first: FirstRun, hands: Hands) -> None:
    to_people(hands)
    hands.type("A. Wanjiru")
    hands.press(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert first.here is first.office
    assert first.office.partner.text == "Ziwa Health Partners"
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert first.here is first.people
    assert first.people.clerk.name.text == "A. Wanjiru"
    assert first.people.clerk.username.text == "wanjiru"


def test_the_rules_of_a_passphrase_are_told_while_it_is_typed(first: FirstRun, hands: Hands) -> None:
    to_people(hands)
    hands.type("A. Wanjiru")
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Tab)
    hands.type("short")
    told = first.people.clerk.passphrase.told
    assert "The passphrase has 5 characters" in told.words
    hands.press(Key.Key_Return)
    assert first.people.clerk.passphrase.told._words._ink == "err_text"
    first.people.clerk.passphrase.line.setFocus()
    hands.press(Key.Key_End)
    hands.type(" but longer now")
    assert told.words == "Good: 20 characters."


def test_a_second_passphrase_that_differs_is_told_when_it_is_left_and_typed_over(
    first: FirstRun, hands: Hands
) -> None:
    to_people(hands)
    clerk = first.people.clerk
    hands.type("A. Wanjiru")
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Tab)
    hands.type("short")
    hands.press(Key.Key_Return)
    hands.type("shirt")
    hands.press(Key.Key_Tab)
    assert clerk.again.told.words == "The two passphrases are not the same."
    clerk.again.line.setText("short")
    first.commit()
    assert hands.target() is clerk.passphrase.line, "the weak one is asked for again"
    hands.type(CLERK_WORDS)
    assert clerk.passphrase.line.text() == CLERK_WORDS, "the dots of before are typed over"


def test_two_different_passphrases_are_told_at_the_second(first: FirstRun, hands: Hands) -> None:
    to_people(hands)
    an_account(hands, "A. Wanjiru", CLERK_WORDS)
    first.people.clerk.again.line.setText("something else")
    an_account(hands, "P. Otieno", MANAGER_WORDS)
    assert first.here is first.people
    assert first.people.clerk.again.told.words == "The two passphrases are not the same."
    assert hands.target() is first.people.clerk.again.line


def test_clerk_and_manager_need_two_user_names(first: FirstRun, hands: Hands, home: Path) -> None:
    to_people(hands)
    an_account(hands, "A. Wanjiru", CLERK_WORDS)
    an_account(hands, "B. Wanjiru", MANAGER_WORDS)
    assert "already somebody called wanjiru" in first.people.manager.username.told.words
    assert not (home / "office.db").exists()


def test_a_clerk_alone_goes_on_once_it_was_said_what_that_means(first: FirstRun, hands: Hands) -> None:
    to_people(hands)
    an_account(hands, "A. Wanjiru", CLERK_WORDS)
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert first.here is first.people
    assert "Nobody can approve or send until there is a manager" in first.people.alone.words
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: first.here is first.facilities and not first.is_working)
    assert standing(first.desk.services).lacks_manager
    # and back, to add the manager after all
    hands.press(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert first.people.clerk.name.isHidden()
    an_account(hands, "P. Otieno", MANAGER_WORDS)
    hands.until(lambda: first.here is first.facilities and not first.is_working)
    assert not standing(first.desk.services).lacks_manager


def test_rows_that_cannot_be_taken_are_named_and_the_others_are_in(first: FirstRun, hands: Hands) -> None:
    to_facilities(hands, first)
    hands.paste(LIST)
    told = first.facilities.told.words
    assert "Can be taken in: 2." in told
    assert 'Row 4: "123" is no MFL code' in told
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: first.here is first.forms and not first.is_working)
    assert [f.mfl for f in first.desk.services.facilities.all()] == ["99112", "99104"]


def test_a_file_is_shown_as_the_list_it_holds(
    first: FirstRun, hands: Hands, tmp_path: Path, monkeypatch: Any
) -> None:
    to_facilities(hands, first)
    (tmp_path / "list.csv").write_text(LIST)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "list.csv"), ""))
    first.facilities.choose.click()
    hands.until(lambda: "Can be taken in: 2." in first.facilities.told.words)
    assert "99104\tNyota Health Centre\tKisumu" in first.facilities.list.toPlainText()


def test_without_facilities_and_forms_it_goes_on_once_that_was_said(first: FirstRun, hands: Hands) -> None:
    to_facilities(hands, first)
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "Without a facility nothing is owed" in first.facilities.told.words
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert first.here is first.forms
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return)
    assert "No form is ticked" in first.forms.told.words
    hands.press(Key.Key_Return)
    hands.until(lambda: first.here is first.recovery)
    confirm_codes(hands, first)
    assert "Nothing is owed" in first.ready.owed.text()
    hands.press(Key.Key_Return)
    assert (first.outcome, first.first) == ("founded", None)


def test_forms_are_owed_facility_by_facility_where_that_is_chosen(first: FirstRun, hands: Hands) -> None:
    to_facilities(hands, first)
    hands.paste(LIST)
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: first.here is first.forms and not first.is_working)
    first.forms.rows[1].tick.setChecked(True)
    first.forms.rows[1].start.choose(Period(2026, 7))
    first.forms.by_list.setFocus()
    hands.press(Key.Key_Space)
    first.forms.table.setCurrentCell(0, 2)
    first.forms.table.setFocus()
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: first.here is first.recovery)
    spans = {f.mfl: {s.family: s.start for s in f.forms} for f in first.desk.services.facilities.all()}
    families = first.desk.services.forms.families()
    assert set(spans["99112"]) == {families[0]}
    assert spans["99104"][families[1]] == Period(2026, 7)


def test_form_files_of_a_folder_join_the_list_and_broken_ones_are_refused(
    first: FirstRun, hands: Hands, tmp_path: Path, home: Path
) -> None:
    to_facilities(hands, first)
    first._show("forms")
    stick = tmp_path / "stick"
    stick.mkdir()
    first.forms.take(stick)
    assert "There is no form file" in first.forms.told.words
    source = next(Path("forms/definitions").glob("kmmp_hf*.yaml"), None) or next(
        path for path in Path("forms/definitions").glob("*.yaml") if "KMMP_HF" in path.read_text()
    )
    (stick / "own.yaml").write_text(
        source.read_text().replace("KMMP_", "OWN_").replace("prefix: KMMP", "prefix: OWN")
    )
    before = len(first.forms.rows)
    (stick / "broken.yaml").write_text("kmmp_form: 1\nfamily: [")
    first.forms.take(stick)
    assert "broken.yaml" in first.forms.told.words
    assert not list((home / "forms").glob("*.yaml"))
    (stick / "broken.yaml").unlink()
    first.forms.take(stick)
    assert "Taken in: own.yaml" in first.forms.told.words, first.forms.told.words
    assert len(first.forms.rows) == before + 1


def test_a_code_counts_as_kept_when_a_group_of_it_was_typed_back(
    first: FirstRun, hands: Hands, tmp_path: Path
) -> None:
    to_facilities(hands, first)
    first._show("recovery")
    hands.until(lambda: first.recovery.block is not None)
    while first.recovery._holders[first.recovery._at].person is None:
        block = first.recovery.block
        hands.type(block._groups[2])
        hands.press(Key.Key_Return)
        hands.until(lambda b=block: first.recovery.block not in (None, b))
    block = first.recovery.block
    hands.type("XXXX")
    hands.press(Key.Key_Return)
    assert "That is not group 3 of this code" in block.typed.told.words
    block.write_to(tmp_path / "sheet.pdf")
    hands.until(lambda: block.print.isEnabled())
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    code = "-".join(block._groups)
    block.typed.line.selectAll()
    hands.type(block._groups[2].lower())
    hands.press(Key.Key_Return)
    hands.until(lambda b=block: first.recovery.block not in (None, b))
    assert first.desk.services.keys.reset("wanjiru", code, "another good phrase").username == "wanjiru"


def test_closed_halfway_it_says_what_is_there_and_goes_on_there(
    first: FirstRun, hands: Hands, qtbot: Any, home: Path, settle: Any
) -> None:
    to_facilities(hands, first)
    hands.paste(LIST)
    hands.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: first.here is first.forms and not first.is_working)
    hands.press(Key.Key_Escape)
    assert "On disk: the office, 2 people, 2 facilities." in first.problem
    hands.press(Key.Key_Escape)
    assert not first.isVisible()
    again = FirstRun(first.desk, home, Ways(settle))
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.show()
    again.activateWindow()
    again.resume(first.desk.services.people.find("wanjiru"))
    assert again.here is again.forms
    hands.press(Key.Key_Return)
    hands.until(lambda: again.here is again.recovery)
    # The passphrases went with the run that was closed: each person types the own one.
    for _ in range(2):
        hands.until(lambda: again.recovery.passphrase.isVisible() or again.recovery.block)
        while again.recovery.block is not None:
            block = again.recovery.block
            hands.type(block._groups[2])
            hands.press(Key.Key_Return)
            hands.until(lambda b=block: again.recovery.block is not b)
        whose = again.recovery.passphrase.line.accessibleName()
        hands.type(CLERK_WORDS if "Wanjiru" in whose else MANAGER_WORDS)
        hands.press(Key.Key_Return)
        hands.until(lambda: again.recovery.block is not None)
        block = again.recovery.block
        hands.type(block._groups[2])
        hands.press(Key.Key_Return)
        hands.until(lambda b=block: again.recovery.block is not b)
    assert again.here is again.ready


def test_the_folder_for_backups_is_kept_or_left_for_later(
    qtbot: Any, quick_keys: None, dressed: Any, look: Any, texts: Catalogue, home: Path, tmp_path: Path,
    settle_locked: Any, hands: Hands,
) -> None:  # fmt: skip
    desk = Desk(None, texts, look, None)  # type: ignore[arg-type]
    run = FirstRun(desk, home, Ways(settle_locked))
    qtbot.addWidget(run)
    with qtbot.waitExposed(run):
        run.show()
    run.activateWindow()
    to_facilities(hands, run)
    run._next(run.recovery)  # its own tests go through it
    part = run.ready.backup
    assert run.here is run.ready
    part.folder.line.setFocus()
    hands.type(str(tmp_path / "usb"))
    run.go.click()
    assert "There is no folder" in part.folder.told.words
    assert not run.outcome, "a slip is said now, not on the day of the loss"
    (tmp_path / "usb").mkdir()
    run.go.click()
    hands.until(lambda: run.outcome == "founded")
    assert desk.services.backups.state().plan.folder == str(tmp_path / "usb")
    part.enter()
    assert str(tmp_path / "usb") in part._words.text()
    assert part._field.isHidden()


def test_who_may_not_set_backups_up_is_told_where_it_is_done(first: FirstRun, hands: Hands) -> None:
    to_facilities(hands, first)
    part = first.ready.backup
    part.keeper = None
    part.enter()
    assert part._field.isHidden()
    assert "Tools, Backups" in part._words.text()
    assert part.work() is None


def test_enter_while_a_code_is_made_closes_nothing(first: FirstRun, hands: Hands) -> None:
    to_facilities(hands, first)
    first._show("recovery")
    hands.until(lambda: first.recovery.block is not None)
    hands.type(first.recovery.block._groups[2])
    hands.press(Key.Key_Return)
    assert first.recovery.block is None, "the next one is being made"
    hands.press(Key.Key_Return)
    assert first.isVisible()
    assert not first.problem
    hands.until(lambda: first.recovery.block is not None)


def test_a_list_that_is_typed_with_spaces_alone_is_understood() -> None:
    table = table_of("99104 Nyota Health Centre\n99112   Asali Dispensary")
    assert table.rows == ((1, ("99104", "Nyota Health Centre")), (2, ("99112", "Asali Dispensary")))
    assert table.header[:2] == ("mfl", "name")


def test_closed_before_the_accounts_it_says_that_nothing_is_there(first: FirstRun, hands: Hands) -> None:
    to_people(hands)
    hands.press(Key.Key_Escape)
    assert "Nothing is on disk yet" in first.problem
    assert first.isVisible()
    hands.press(Key.Key_Escape)
    assert not first.isVisible()
    assert first.outcome == ""


def test_the_doors_are_keys_and_practice_is_one_of_them(first: FirstRun, hands: Hands) -> None:
    hands.press(Key.Key_4)
    assert first.practised == [True]  # type: ignore[attr-defined]
    assert first.outcome == "practise"


@pytest.mark.parametrize(
    ("key", "dialog", "outcome"),
    [
        (Key.Key_2, "ui.server.connect_dialog.ConnectDialog", "connected"),
        (Key.Key_3, "ui.backup.restore_dialog.RestoreDialog", "restored"),
    ],
)
def test_the_doors_of_others_open_their_dialogs(
    first: FirstRun, hands: Hands, home: Path, monkeypatch: Any, key: Key, dialog: str, outcome: str
) -> None:
    asked: list[tuple[Any, ...]] = []

    class Fake:
        def __init__(self, *given: Any) -> None:
            asked.append(given)

        def exec(self) -> bool:
            return len(asked) > 1  # closed the first time

    monkeypatch.setattr(dialog, Fake)
    hands.press(key)
    assert first.isVisible(), "closing the dialog leads back to the doors"
    hands.press(key)
    assert first.outcome == outcome
    assert asked == [(first.desk, home, first)] * 2


def test_the_language_changes_on_the_first_page(first: FirstRun, hands: Hands) -> None:
    first.doors.switch.chosen.emit("sw")
    assert first.doors.buttons["new"].text() != "1  A new office"
    first.doors.switch.chosen.emit("en")
    assert first.doors.buttons["new"].text() == "1  A new office"


def test_the_programmes_keys_need_no_office(first: FirstRun, monkeypatch: Any) -> None:
    shown: list[str] = []
    monkeypatch.setattr(AuthorityWindow, "exec", lambda window: shown.append(window.windowTitle()))
    first.doors.programme.click()
    assert shown == ["The programme's keys"]


@pytest.mark.parametrize(
    ("name", "username"),
    [("A. Wanjiru", "wanjiru"), ("Ndung'u", "ndung"), ("É. Öztürk", "ozturk"), ("!", "")],
)
def test_a_user_name_is_offered_from_the_name(name: str, username: str) -> None:
    assert username_of(name) == username
