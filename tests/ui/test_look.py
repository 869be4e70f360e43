"""The look: contrast of its colours, its icons, its sizes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from importlib.resources import files

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.returns import State
from ui.places import PLACES
from ui.style import palette
from ui.style.icons import CUT_OUT, INK, OVERDUE, STATE_ICONS, icon, pixmap
from ui.style.look import TEXT_SIZES, Look
from ui.widgets.badge import BADGES, badge_size

TEXT_ON = [
    ("text", "surface"), ("text", "window"), ("text", "titlebar"), ("text", "header"), ("text", "alt"),
    ("text", "cross"), ("text", "accent_soft"), ("text", "warn_soft"), ("text", "err_soft"),
    ("text", "second_soft"), ("text", "changed_soft"), ("muted", "surface"), ("muted", "window"),
    ("muted", "titlebar"), ("muted", "header"), ("muted", "accent_soft"), ("on_accent", "accent"),
    ("accent", "surface"), ("ok_text", "ok_soft"), ("warn_text", "warn_soft"), ("err_text", "err_soft"),
    ("err_text", "surface"), ("miss_text", "miss_soft"), ("lock_text", "lock_bg"), ("zero_bulk", "surface"),
]  # fmt: skip
MARKS_ON = [
    ("edge", "surface"), ("edge", "window"), ("accent", "accent_soft"), ("ok", "surface"),
    ("warn", "surface"), ("warn", "warn_soft"), ("err", "surface"), ("err", "err_soft"),
    ("second", "second_soft"), ("changed", "surface"), ("miss", "surface"), ("disabled", "surface"),
]  # fmt: skip


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2 contrast ratio."""

    def light(colour: QColor) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                 for c in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(each_look: Look, ink: str, ground: str) -> None:
    assert contrast(each_look.colour(ink), each_look.colour(ground)) >= 4.45


@pytest.mark.parametrize(("mark", "ground"), MARKS_ON)
def test_marks_and_edges_stand_out_from_their_ground(each_look: Look, mark: str, ground: str) -> None:
    assert contrast(each_look.colour(mark), each_look.colour(ground)) >= 2.95


def test_figures_are_read_on_every_step_of_the_heat_map(each_look: Look) -> None:
    assert len(each_look.heat) == len(each_look.heat_text) == 6
    for ground, ink in zip(each_look.heat, each_look.heat_text, strict=True):
        assert contrast(ground, ink) >= 4.5


def test_a_look_cannot_be_changed(look: Look) -> None:
    with pytest.raises(FrozenInstanceError):
        look.text = QColor("red")  # type: ignore[misc]


def test_an_unknown_token_is_refused(look: Look) -> None:
    with pytest.raises(KeyError):
        look.colour("scale")


@pytest.mark.parametrize("name", sorted(p.name for p in files("ui.style").joinpath("icons").iterdir()))
def test_every_icon_is_drawn_in_the_ink_asked_for(each_look: Look, name: str) -> None:
    drawn = pixmap(name.removesuffix(".svg"), each_look, 32, "err", cut_out="err").toImage()
    strong = {drawn.pixelColor(x, y).name() for x in range(32) for y in range(32)
              if drawn.pixelColor(x, y).alpha() == 255}  # fmt: skip
    assert strong == {each_look.err.name()}


def test_the_ink_of_the_files_never_reaches_the_screen(qapp: QApplication) -> None:
    dark = Look.of(dark=True)
    drawn = pixmap("state-approved", dark, 64, "ok").toImage()
    seen = {drawn.pixelColor(x, y).name().upper() for x in range(64) for y in range(64)
            if drawn.pixelColor(x, y).alpha() == 255}  # fmt: skip
    assert not seen & {INK, CUT_OUT}
    assert dark.surface.name().upper() in seen, "the tick is cut out in the colour of the ground"


def test_an_icon_is_rendered_once_per_look(look: Look) -> None:
    assert pixmap("tick", look) is pixmap("tick", look)
    assert pixmap("tick", look) is not pixmap("tick", look, ratio=2.0)
    assert pixmap("tick", look, ratio=2.0).width() == 32
    assert not look.scaled(2).pixmaps


def test_an_unknown_icon_is_a_plain_error(look: Look) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no such icon", look)


def test_every_state_status_and_place_has_its_icon(each_look: Look) -> None:
    assert set(STATE_ICONS) == {None, *State}
    assert set(BADGES) == set(Status)
    names = {entry[0] for entry in (*STATE_ICONS.values(), OVERDUE)}
    names |= {entry[1] for entry in BADGES.values() if entry[1]} | {p.icon for p in PLACES.values()}
    for name in names:
        assert not pixmap(name, each_look).isNull()


def test_only_not_verified_has_a_dashed_edge() -> None:
    assert [status for status, entry in BADGES.items() if entry[-1]] == [Status.NOT_VERIFIED]


@pytest.mark.parametrize("percent", TEXT_SIZES)
def test_lengths_and_rows_follow_the_text_size(look: Look, percent: int) -> None:
    scaled = look.scaled(percent / 100)
    assert scaled.px(26) == round(26 * percent / 100)
    assert scaled.row() >= scaled.metrics(10).height() + 4
    assert scaled.row() >= scaled.px(26)
    assert scaled.font().pointSizeF() == pytest.approx(9 * percent / 100)
    assert badge_size(scaled, Status.NOT_VERIFIED, "Not verified").height() >= scaled.metrics(8).height()


def test_figures_are_tabular(look: Look) -> None:
    metrics = look.metrics(10)
    assert {metrics.horizontalAdvance(digit) for digit in "0123456789"} == {metrics.horizontalAdvance("0")}


def test_the_palette_carries_the_tokens(each_look: Look) -> None:
    made = palette.palette(each_look)
    assert made.color(QPalette.ColorRole.Window) == each_look.window
    assert made.color(QPalette.ColorRole.Base) == each_look.surface
    assert made.color(QPalette.ColorRole.Highlight) == each_look.accent
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == each_look.disabled
    assert made.color(QPalette.ColorRole.PlaceholderText) == each_look.muted
