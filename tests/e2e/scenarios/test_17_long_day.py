"""Scenario 17: a long day with weak eyes: dark, 150 % and 200 %, Swahili, a small screen, the idle lock."""

from pathlib import Path

import pytest
from office_fixtures import NYOTA, PASSPHRASE
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel

K = Qt.Key


@pytest.fixture
def tired(office, paper, sit, settings):
    """Sits down in the dark, in Swahili, with large text, before a return with something of everything."""

    def sit_down(percent=150, theme="dark", language="sw"):
        settings.setValue("theme", theme)
        settings.setValue("text size", percent)
        settings.setValue("language", language)
        opened = office.open(NYOTA)
        opened.set_many({opened.form.key(code): text for code, text in paper.items()})
        opened.set_many(
            {
                opened.form.key("C03[A25P]"): "99",
                opened.form.key("C14[ANC]"): "963",
                opened.form.key("C15"): "NR",
                opened.form.key("C13[ANC]"): "12 est",
            }
        )
        opened.leave()
        desk = sit(office)
        desk.appearance.set_theme(theme)
        desk.appearance.set_percent(percent)
        desk.open()
        return desk

    return sit_down


@pytest.mark.parametrize(
    ("percent", "theme", "language"),
    [(100, "light", "en"), (150, "dark", "sw"), (200, "dark", "sw"), (200, "light", "en")],
)
def test_no_text_is_cut(tired, percent, theme, language, tmp_path):
    desk = tired(percent, theme, language)
    desk.go("C14[ANC]")
    desk.picture(tmp_path / "long_day.png")
    window = desk.window
    assert window.width() <= 1366
    assert window.height() <= 768
    view = desk.entry.view
    index = desk.entry.model.place(desk.key)
    assert view.viewport().rect().contains(view.visualRect(index).center()), "the current cell is in sight"
    for label in window.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap() and label.width() > 0:
            inside = label.visibleRegion().boundingRect()
            if inside.isEmpty() or inside.width() < label.width():
                continue  # scrolled out of sight, or under a scroll bar
            wanted = label.fontMetrics().boundingRect(QRect(0, 0, 4000, 400), 0, label.text()).width()
            assert label.toolTip() or wanted <= label.width() + 2, f"cut: {label.text()}"


def test_a_screen_reader_names_cell_and_state(tired):
    desk = tired(150)
    desk.go("C15")
    heard = desk.hears("C15")
    assert heard
    assert "NR" in heard
    wrong, missing, plain = (desk.hears(cell) for cell in ("C13[ANC]", "C15", "C01[ANC]"))
    assert len({wrong, missing, plain}) == 3
    assert "12 est" in wrong


def test_states_can_be_told_without_colour(tired):
    desk = tired(200)
    desk.go("C15")
    faces = [desk.face(cell) for cell in ("C13[ANC]", "C15", "C01[ANC]", "C03")]
    assert len({(face.shape, face.mark) for face in faces}) == 4


def test_unlocking_returns_to_the_same_cell_with_the_typed_value(tired, office, qtbot):
    desk = tired(150)
    desk.go("C07")
    desk.press("1", "7")
    stood = desk.key
    desk.window.idle_lock.lock()
    assert desk.window.idle_lock.is_locked
    assert not desk.entry.isVisible(), "nothing of the return is seen"
    desk.press("9")
    assert desk.opened.value(stood) is None or desk.opened.value(stood).raw not in ("179", "9")
    desk.press(K.Key_Backspace)
    desk.press(PASSPHRASE, K.Key_Return)
    qtbot.waitUntil(lambda: not desk.window.idle_lock.is_locked, timeout=20_000)
    assert desk.key == stood
    assert desk.entry.view.is_typing
    assert desk.entry.view.line_editor.text() == "17"
    desk.press(K.Key_Return)
    assert office.open(NYOTA).value(stood).raw == "17"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_a_day_of_typing_stays_far_under_400_mb(tired):
    """Resident memory after 800 committed cells, less what the process held before."""

    def held():
        _, resident, of_files, *_ = map(int, Path("/proc/self/statm").read_text("ascii").split())
        return (resident - of_files) * 4096 / 1e6  # pages of files come and go with what else is running

    desk = tired(100, "light", "en")
    before = held()
    for round_number in range(40):
        desk.go("C01[ANC]")
        desk.keypad("".join(f"{(round_number * 7 + n) % 90}\n" for n in range(20)))
    assert held() - before < 60
