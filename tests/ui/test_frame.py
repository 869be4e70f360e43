"""The window: places by role, languages, looks, folding, keys, status."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from ui_fakes import A_WANJIRU, NOVEMBER, P_OTIENO, invented_services

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.texts.catalogue import Catalogue
from ui.actions import COMMANDS, key_rows
from ui.appearance import Appearance
from ui.entry import keys as entry_keys
from ui.keys_dialog import KeysDialog, readable
from ui.main_window import MainWindow
from ui.page import Desk, Page
from ui.places import BY_ROLE, PLACES, places_of
from ui.style.look import TEXT_SIZES, Look
from ui.widgets.focus_ring import FocusRing
from ui.widgets.labels import Label


class PlainPage(Page):
    """A place that keeps what happened to it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.happened: list[str] = []
        self.stay = False
        self.words = ""
        self.low: bool | None = None
        self.bar = QPushButton()
        self.own = QAction("Own command", self)

    def title(self) -> str:
        return self.words

    def subtitle(self) -> str:
        return "a line below"

    def context_widget(self) -> QWidget:
        return self.bar

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return (("tools", self.own),)

    def retranslate(self) -> None:
        self.words = self.desk.say("Entry")

    def refresh(self) -> None:
        self.happened.append("refresh")

    def set_low(self, low: bool) -> None:
        self.low = low

    def may_leave(self) -> bool:
        return not self.stay

    def open_return(self, *which: object) -> None:
        self.happened.append(f"open {which[1]}")


@pytest.fixture
def plain(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> PlainPage:
    """The place Entry, replaced by a plain one."""
    page = PlainPage(window.desk)
    monkeypatch.setitem(window._pages, "entry", page)
    window.stack.addWidget(page)
    page.retranslate()
    window.listen_to(page)
    return page


def tabs(window: MainWindow) -> list[str]:
    return [window.places.tabText(at) for at in range(window.places.count())]


def test_each_role_sees_its_own_places_and_no_dead_ones() -> None:
    clerk, manager = ([p.name for p in places_of(role)] for role in (Role.CLERK, Role.MANAGER))
    assert clerk[:3] == ["worklist", "entry", "findings"]
    assert manager[:4] == ["worklist", "review", "sending", "findings"]
    assert "review" not in clerk
    assert "entry" not in manager
    for names in BY_ROLE.values():
        assert set(names) <= set(PLACES)


def test_the_tabs_are_those_of_the_person(window: MainWindow) -> None:
    assert tabs(window)[:3] == ["Worklist", "Entry", "Findings"]
    window.desk.person = P_OTIENO
    window.person_changed()
    assert tabs(window)[:4] == ["Worklist", "Review", "Sign and send", "Findings"]
    assert window.office_corner.person_text == "P. Otieno, manager"


def test_entry_joins_a_managers_tabs_while_a_return_is_open(window: MainWindow, plain: PlainPage) -> None:
    window.desk.person = P_OTIENO
    window.person_changed()
    window.open_return("km", "99104", NOVEMBER)
    assert tabs(window)[:5] == ["Worklist", "Entry", "Review", "Sign and send", "Findings"]
    assert window.places.current() == "entry"
    assert plain.happened == ["open 99104"]  # read once
    window.show_place("worklist")
    assert "Entry" not in tabs(window)


def test_the_context_bar_says_what_one_looks_at(window: MainWindow, plain: PlainPage) -> None:
    assert window.context.title == "What is owed"
    assert window.windowTitle() == "KMMP Desktop: Ziwa Health Partners"
    window.show_place("entry")
    assert window.context.title == "Entry"
    assert window.windowTitle() == "KMMP Desktop: Entry"
    assert plain.bar.isVisible()
    window.show_place("worklist")
    assert not plain.bar.isVisible()


def test_commands_of_a_place_are_in_the_menus_while_it_is_shown(window: MainWindow, plain: PlainPage) -> None:
    assert plain.own not in window._menus.menu("tools").actions()
    window.show_place("entry")
    assert plain.own in window._menus.menu("tools").actions()
    window.show_place("worklist")
    assert plain.own not in window._menus.menu("tools").actions()


def test_a_place_that_has_to_be_finished_is_not_left(window: MainWindow, plain: PlainPage) -> None:
    window.show_place("entry")
    plain.stay = True
    assert window.show_place("worklist") is None
    assert window.here == "entry"
    assert window.places.current() == "entry"
    assert not window.close()
    plain.stay = False
    assert window.show_place("worklist") is not None


def test_ctrl_and_a_digit_shows_a_place(window: MainWindow, plain: PlainPage) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.here == "entry"
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.here == "worklist"


def test_the_arrows_walk_the_tabs(window: MainWindow, plain: PlainPage) -> None:
    window.places.setFocus()
    QTest.keyClick(window.places, Qt.Key.Key_Right)
    assert window.here == "entry"


def test_a_click_on_a_tab_shows_the_place(window: MainWindow, plain: PlainPage) -> None:
    middle = window.places.tabRect(1).center()
    QTest.mouseClick(window.places, Qt.MouseButton.LeftButton, pos=middle)
    assert window.here == "entry"


def test_the_tab_clicked_stays_the_one_marked_when_a_passing_tab_before_it_goes(
    window: MainWindow, plain: PlainPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = PlainPage(window.desk)
    monkeypatch.setitem(window._pages, "people", passing)
    window.stack.addWidget(passing)
    window.show_place("people")  # its tab stands only while it is shown
    assert tabs(window)[:3] == ["Worklist", "People", "Entry"]
    middle = window.places.tabRect(2).center()
    QTest.mouseClick(window.places, Qt.MouseButton.LeftButton, pos=middle)
    assert window.here == "entry"
    assert window.places.current() == "entry"


def test_a_click_that_may_not_leave_leaves_the_mark_where_it_is(window: MainWindow, plain: PlainPage) -> None:
    window.show_place("entry")
    plain.stay = True
    QTest.mouseClick(window.places, Qt.MouseButton.LeftButton, pos=window.places.tabRect(0).center())
    assert window.here == "entry"
    assert window.places.current() == "entry"


def test_a_place_that_is_not_shown_writes_nothing_into_the_status_bar(
    window: MainWindow, plain: PlainPage
) -> None:
    plain.said.emit("80 standards")
    assert "80 standards" not in [label.text() for label in window.status.findChildren(Label)]
    window.show_place("entry")
    plain.said.emit("80 standards")
    assert "80 standards" in [label.text() for label in window.status.findChildren(Label)]


def test_person_and_office_are_read_whole_in_larger_text(window: MainWindow) -> None:
    window._menus.sizes["125"].trigger()
    QApplication.processEvents()
    for label in (window.office_corner._person, window.office_corner._office):
        assert label.isVisible()
        assert label.width() >= label.sizeHint().width()


def test_keys_of_the_worklist_work_while_the_search_has_the_focus(
    window: MainWindow, plain: PlainPage
) -> None:
    page = window.page("worklist")
    search = page.controls.search
    assert search.hasFocus()
    QTest.keyClick(search, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert page.period == NOVEMBER.shift(-1)
    QTest.keyClick(search, Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert page.period == NOVEMBER
    window.show_place("entry")
    QTest.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert page.period == NOVEMBER, "they rest while another place is shown"


# Status bar


def test_saved_is_said_only_after_a_commit_and_with_its_time(window: MainWindow, plain: PlainPage) -> None:
    assert window.status.saved_text == "Nothing to save yet"
    plain.saved.emit(datetime(2026, 12, 3, 7, 42, 7, tzinfo=UTC))
    assert window.status.saved_text == "All saved 10:42:07"


def test_what_is_not_on_disk_stays_said_until_the_next_commit(window: MainWindow, plain: PlainPage) -> None:
    plain.saved.emit(datetime(2026, 12, 3, 7, 42, 7, tzinfo=UTC))
    plain.not_saved.emit("Not saved: 1 cell. Do not close the program.")
    assert window.status.saved_text.startswith("Not saved: 1 cell")
    plain.saved.emit(datetime(2026, 12, 3, 7, 42, 9, tzinfo=UTC))
    assert window.status.saved_text == "All saved 10:42:09"


def test_the_notice_goes_with_the_next_key(window: MainWindow, plain: PlainPage) -> None:
    plain.announced.emit("Opened where you stopped. All 137 figures are here.")
    assert window.notice.sentence.startswith("Opened where you stopped")
    QTest.keyClick(window, Qt.Key.Key_Shift)
    assert window.notice.sentence, "not with the key that led to it"
    QApplication.processEvents()
    QTest.keyClick(window, Qt.Key.Key_Shift)
    assert window.notice.sentence == ""


def test_the_notice_of_a_place_does_not_follow_to_the_next_one(window: MainWindow, plain: PlainPage) -> None:
    window.show_place("entry")
    plain.announced.emit("Saved as quality.csv.")
    QApplication.processEvents()
    window.show_place("entry")
    assert window.notice.sentence, "it is still the same place"
    window.show_place("worklist")
    assert window.notice.sentence == ""
    plain.announced.emit("Nyota is marked as ready.")
    window.show_place("entry")
    assert window.notice.sentence, "what is said on the way goes along"


# Languages, looks, sizes


def test_the_language_changes_at_once_everywhere_and_is_kept(
    qtbot: Any, desk: Desk, appearance: Appearance, settings: QSettings
) -> None:
    desk.texts._loaded["sw"] = {"Worklist": "Orodha", "What is owed": "Zinazodaiwa", "&File": "&Faili",
                                "Facility": "Kituo"}  # fmt: skip
    window = MainWindow(desk, appearance, settings)
    qtbot.addWidget(window)
    page = window.show_place("worklist")
    switch = window.office_corner.switch
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Right)
    assert tabs(window)[0] == "Orodha"
    assert window.context.title == "Zinazodaiwa"
    assert window._menus.menu("file").title() == "&Faili"
    assert page.model.headerData(0, Qt.Orientation.Horizontal) == "Kituo"
    assert settings.value("language") == "sw"
    QTest.keyClick(switch, Qt.Key.Key_Left)
    assert tabs(window)[0] == "Worklist"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_appearance_dresses_every_place_and_is_kept(
    window: MainWindow, appearance: Appearance, settings: QSettings, theme: str
) -> None:
    window._menus.themes[theme].trigger()
    assert window.desk.look.dark == (theme == "dark")
    assert QApplication.palette().window().color() == window.desk.look.window
    assert window.page("worklist").table._look is window.desk.look
    assert settings.value("theme") == theme


@pytest.mark.parametrize("percent", TEXT_SIZES)
def test_every_text_size_fits_a_small_laptop(window: MainWindow, qtbot: Any, percent: int) -> None:
    window._menus.sizes[str(percent)].trigger()
    window.resize(1366, 728)
    qtbot.wait(1)
    assert window.desk.look.scale == percent / 100
    assert window.width() <= 1366, "nothing forces the window wider than the screen"
    assert window.height() <= 728


def test_text_grows_and_shrinks_by_keys_and_stops_at_the_ends(
    window: MainWindow, appearance: Appearance
) -> None:
    actions = window._menus.actions
    for _ in range(9):
        actions["larger"].trigger()
    assert appearance.percent == 200
    for _ in range(9):
        actions["smaller"].trigger()
    assert appearance.percent == 100


@pytest.mark.parametrize("stored", ["", "abc", "130", "-5", "99999999999"])
def test_a_damaged_text_size_becomes_the_normal_one(
    dressed: QApplication, settings: QSettings, stored: str
) -> None:
    settings.setValue("text_size", stored)
    settings.setValue("theme", "mauve")
    made = Appearance(dressed, settings)
    assert (made.percent, made.theme) == (100, "system")


def test_places_fold_into_go_when_the_window_is_low(window: MainWindow, plain: PlainPage, qtbot: Any) -> None:
    go = window._menus.menu("go")
    assert not go.menuAction().isVisible()
    assert window.places.isVisible()
    window.resize(1366, 480)
    qtbot.waitUntil(lambda: not window.places.isVisible())
    assert go.menuAction().isVisible()
    assert [a.text() for a in go.actions()][:3] == ["Worklist", "Entry", "Findings"]
    go.actions()[1].trigger()
    assert window.here == "entry"
    window.resize(1366, 728)
    qtbot.waitUntil(window.places.isVisible)
    assert not go.menuAction().isVisible()
    assert plain.low is False


# Keys


def test_f1_lists_every_key_of_the_program(qtbot: Any, desk: Desk) -> None:
    dialog = KeysDialog(desk)
    qtbot.addWidget(dialog)
    assert {row.keys for row in dialog.shown} >= {c.keys for c in COMMANDS if c.keys}
    assert "Entry" in {row.where for row in dialog.shown}, "entry's own table is merged in"
    QTest.keyClicks(dialog.findChild(QLineEdit), "text size")
    assert [row.keys for row in dialog.shown] == ["Ctrl+Alt+0"]


def test_f1_begins_with_the_keys_of_the_place_one_is_at(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[KeysDialog] = []
    monkeypatch.setattr(KeysDialog, "exec", lambda dialog: shown.append(dialog))
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert shown[0].shown[0].where == "Everywhere", "the worklist has no keys of its own"
    window.show_place("entry")
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert shown[1].shown[0].where == entry_keys.KEYS[0].where
    assert sorted(map(repr, shown[1].shown)) == sorted(map(repr, shown[0].shown)), "and none is missing"


def test_escape_empties_the_search_of_the_keys_and_then_closes_them(qtbot: Any, desk: Desk) -> None:
    dialog = KeysDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    search = dialog.findChild(QLineEdit)
    QTest.keyClicks(search, "zzz")
    assert not dialog.shown
    assert any("No key does that" in label.text() for label in dialog.findChildren(Label))
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.shown
    bar = dialog.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(search, Qt.Key.Key_PageDown)
    assert bar.value() > 0, "the list is walked while the search has the focus"
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_no_two_commands_share_a_key_nor_take_one_from_entry() -> None:
    keys = [c.keys for c in COMMANDS if c.keys]
    assert len(keys) == len(set(keys))
    in_entry = {key for use in entry_keys.KEYS for key in use.keys.split(" / ")}
    assert in_entry & set(keys) == {"Ctrl+F"}  # the window's search is the place's own


def test_rows_of_one_place_stand_together() -> None:
    places = [row.where for row in key_rows()]
    assert places == sorted(places, key=places.index)
    assert all(row.where and row.keys and row.does for row in key_rows())


@pytest.mark.parametrize(
    ("keys", "read"),
    [
        ("Ctrl++", "Ctrl +"),
        ("Ctrl+PgDown", "Ctrl PgDn"),
        ("F4", "F4"),
        ("Return / Enter / Tab", "Enter / Tab"),
        ("Shift+Tab / Backtab", "Shift Tab"),
        ("Ctrl+-", "Ctrl -"),
        ("M / - / Shift+M", "M / -"),
        ("F6 / Shift+F6", "F6 / Shift F6"),
    ],
)
def test_keys_are_written_as_on_the_keyboard(keys: str, read: str) -> None:
    assert readable(keys) == read


# Ring, names


def test_one_ring_follows_the_focus_and_outlives_closed_dialogs(
    qtbot: Any, dressed: QApplication, look: Look
) -> None:
    ring = FocusRing(look, dressed)
    top = QWidget()
    qtbot.addWidget(top)
    layout = QVBoxLayout(top)
    first, second, cell = QPushButton("a"), QPushButton("b"), QLineEdit()
    cell.setProperty("ringless", True)
    for part in (first, second, cell):
        layout.addWidget(part)
    with qtbot.waitExposed(top):
        top.show()
    top.activateWindow()
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(lambda: ring.ring is not None)
    assert ring.ring.geometry() == first.geometry().adjusted(-3, -3, 3, 3)
    second.setFocus()
    assert ring.ring.geometry().contains(second.geometry())
    cell.setFocus()
    assert ring.ring is None
    second.setFocus()
    layout.removeWidget(second)
    second.setParent(None)
    second.deleteLater()
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    first.setFocus()
    assert ring.ring is not None


def test_whatever_takes_the_focus_has_a_name_for_screen_readers(window: MainWindow) -> None:
    for part in window.findChildren(QWidget):
        reachable = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisibleTo(window)
        if not reachable or type(part).__name__ in ("QComboBoxListView", "QWidget", "QMenu"):
            continue
        words = part.accessibleName() or (part.text() if isinstance(part, QPushButton) else "")
        assert words or part.accessibleDescription(), f"{type(part).__name__} says nothing"


def test_labels_never_read_markup(look: Look, qapp: QApplication) -> None:
    label = Label(look)
    label.setText("<b>12 est</b>")
    assert label.textFormat() is Qt.TextFormat.PlainText


# Opening the last position


class Positions:
    delivery = None

    def __init__(self, position: object) -> None:
        self.position = position

    def last_position(self, person: Person) -> object:
        return self.position


def test_nothing_is_reopened_without_a_position(window: MainWindow) -> None:
    assert not window.open_last()


def test_a_manager_does_not_land_in_entry(qtbot: Any, look: Look, texts: Catalogue, appearance: Appearance,
                                          settings: QSettings) -> None:  # fmt: skip
    desk = Desk(invented_services(entry=Positions(("key", "cell", None))), texts, look, P_OTIENO)
    window = MainWindow(desk, appearance, settings)
    qtbot.addWidget(window)
    assert not window.open_last()


def test_the_last_position_is_reopened_by_entry(window: MainWindow, plain: PlainPage) -> None:
    window.desk.services.entry = Positions(("key", "cell", None))
    plain.reopen_last = lambda: True  # type: ignore[attr-defined]
    assert window.desk.person == A_WANJIRU
    assert window.open_last()
    assert window.here == "entry"


def test_the_ring_is_seen_whole_where_its_control_stands_in_a_tight_row(
    qtbot: Any, dressed: QApplication, look: Look
) -> None:
    ring = FocusRing(look, dressed)
    box = QMessageBox(QMessageBox.Icon.Warning, "KMMP Desktop", "This office is open already.")
    qtbot.addWidget(box)
    close = box.addButton("Close", QMessageBox.ButtonRole.RejectRole)
    box.addButton("Copy details for support…", QMessageBox.ButtonRole.ActionRole)
    with qtbot.waitExposed(box):
        box.show()
    box.activateWindow()
    close.setFocus()
    qtbot.waitUntil(lambda: ring.ring is not None)
    around = ring.ring
    assert around.visibleRegion().boundingRect() == around.rect()
    drawn = QRect(around.mapToGlobal(QPoint()), around.size())
    assert drawn == QRect(close.mapToGlobal(QPoint()), close.size()).adjusted(-3, -3, 3, 3)
    box.layout().setContentsMargins(30, 30, 30, 30)
    QApplication.processEvents()
    assert around.mapToGlobal(QPoint(3, 3)) == close.mapToGlobal(QPoint())
