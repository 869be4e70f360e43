"""The log in words in the window, with room and on a low screen; and a role changed in mid-session."""

import re
from datetime import timedelta

import pytest
from office_fixtures import FULL, NOVEMBER, Office
from PySide6.QtCore import Qt

from kmmp_desktop.domain.office import Role

K = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
RAW = re.compile(r"\w_[a-z]|\d{4}-\d\d-\d\d|\dT\d|KMMP_|\{|\b[0-9a-f]{16}|\b20\d{4}\b")
"""Names of fields, times for programs, codes of forms, digests, months as numbers."""


@pytest.fixture
def busy(office: Office, tmp_path) -> Office:
    """A month from the first figure to the folder, people added and refused, a role and a name changed."""
    services, manager = office.services, office.person("manager")
    opened = office.fill()
    office.clock.moment += timedelta(minutes=7)
    services.completion.complete(opened, office.signer("clerk"))
    services.approval.approve([opened.revision.id], office.signer("manager"))
    plan = services.exporting.plan(FULL, NOVEMBER)
    services.exporting.export(plan, tmp_path / "sent", manager)
    services.people.add("kamau", "D. Kamau", Role.ADMINISTRATOR, "river stone mango 7", manager)
    with pytest.raises(Exception, match="not right"):
        services.people.sign_in("kamau", "something else")
    services.staff.rename(office.person("kamau"), "D. Kamau Otieno", manager)
    return office


@pytest.fixture
def desk(busy, sit, qtbot):
    at = sit(busy, username="manager")
    at.press(K.Key_V, mod=CONTROL | ALT)
    at.page = at.window.page("log")
    at.wait = lambda done: qtbot.waitUntil(lambda: bool(done()), timeout=60_000)
    at.wait(lambda: not at.page.whole.is_reading and at.page.whole.table.face_rows)
    return at


@pytest.mark.parametrize("language", ["en", "sw"])
def test_every_line_of_the_log_is_in_words(desk, language) -> None:
    desk.window.use_language(language)
    rows = desk.page.whole.table.face_rows
    shown = [face for row in rows for face in row.faces[:-1] if not face.icon]
    assert [face.text for face in shown if RAW.search(f"{face.text} {face.sub}")] == []
    everything = "\n".join(face.text for face in shown)
    assert "D. Kamau Otieno" in everything
    november = "November 2026" if language == "en" else "Novemba 2026"
    assert f"Nyota Health Centre, MFL 99104, {november}" in everything


def test_the_whole_log_is_read_also_where_a_story_was_opened_first(busy, sit, qtbot) -> None:
    at = sit(busy, username="manager")
    page = at.window.show_place("log", read=False)
    opened = busy.open()
    page.show_story(opened.key, opened.form.entry_cells[0])
    at.press(K.Key_F7)
    qtbot.waitUntil(lambda: bool(page.whole.table.face_rows), timeout=60_000)
    assert page.whole.filters.person.count() > 1


def test_a_row_of_the_form_is_named_beside_its_code(desk) -> None:
    faces = [row.faces[3] for row in desk.page.whole.table.face_rows]
    element = desk.window.desk.services.forms.newest(FULL).elements["KM_A01"]
    [named, *_] = [face for face in faces if face.sub.startswith("KM_A01")]
    assert element.label.say("en")[:30] in named.sub
    assert element.label.say("en") in named.accessible


@pytest.mark.parametrize("language", ["en", "sw"])
def test_at_twice_the_size_a_line_of_the_log_is_seen_whole(desk, language) -> None:
    desk.window.resize(1366, 768)
    desk.window.use_language(language)
    desk.appearance.set_percent(200)
    bar = desk.page.whole.table.horizontalScrollBar()
    desk.wait(lambda: not desk.page.whole.is_reading and desk.page.whole.table.face_rows)
    desk.wait(lambda: bar.maximum() == 0)  # nothing stands beyond the edge, once it is laid out


def test_ctrl_h_in_totals_tells_the_story_of_the_figure_of_one_facility(busy, sit, qtbot) -> None:
    at = sit(busy, username="manager")
    totals = at.window.show_place("totals")
    qtbot.waitUntil(lambda: totals.found is not None and not totals.running.is_running, timeout=60_000)
    key = busy.open().form.key("KM_C02[ANC]")
    totals.tables["rows"].setFocus()
    assert totals.tables["rows"].select(key)
    qtbot.waitUntil(lambda: bool(totals.parts.face_rows), timeout=60_000)
    at.press(K.Key_Tab)
    qtbot.waitUntil(totals.parts.hasFocus, timeout=60_000)
    at.press(K.Key_H, mod=CONTROL)
    qtbot.waitUntil(lambda: at.window.here == "log", timeout=60_000)
    log = at.window.page("log")
    assert log.view is log.story
    qtbot.waitUntil(lambda: "KM_C02[ANC]" in log.subtitle(), timeout=60_000)
    assert "Nyota Health Centre" in log.subtitle()


def test_on_a_low_screen_the_boxes_fold_away_until_they_are_wanted(desk) -> None:
    filters = desk.page.whole.filters
    assert filters.choices.isVisible()
    desk.appearance.set_percent(200)
    assert not filters.choices.isVisible()
    assert filters.more.isVisible()
    filters.more.click()
    assert filters.choices.isVisible()
    filters.person.setCurrentIndex(1)
    filters.more.click()
    assert filters.choices.isVisible(), "what narrows the list stays in sight"
    desk.appearance.set_percent(100)
    assert filters.choices.isVisible()
    assert not filters.more.isVisible()


def test_a_role_that_somebody_else_changes_is_followed_at_the_next_change_of_place(desk, busy) -> None:
    window, staff = desk.window, busy.services.staff
    staff.change_role(busy.person("manager"), Role.OFFICER, busy.person("kamau"))
    assert window.desk.person.role is Role.MANAGER
    window.show_place("worklist")
    desk.wait(lambda: window.desk.person.role is Role.OFFICER)
    assert desk.says("P. Otieno works here as programme officer from now on.")
    staff.disable(busy.person("manager"), "Left.", busy.person("kamau"))
    window.show_place("findings" if window.page("findings") else "worklist")
    desk.wait(lambda: not window.desk.person.enabled)
    assert desk.says("The account of P. Otieno is closed.")
