"""The bar over the entry: on a narrow screen it gives up words before it widens the window."""

from __future__ import annotations

from typing import Any

import pytest
from entry_typist import Typist
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.entry.page import EntryPage


@pytest.mark.parametrize("room", [600, 500, 420])
def test_a_narrow_bar_gives_up_words_and_keeps_every_button_in_sight(
    qtbot: Any, page: EntryPage, typist: Typist, room: int
) -> None:
    typist.press("12 est", Qt.Key.Key_Return)
    bar, holder = page.context, QWidget()
    qtbot.addWidget(holder)
    bar.setParent(holder)
    holder.resize(1000, 40)
    bar.resize(1000, 40)
    holder.show()
    bar.show()
    assert bar.errors.text() == "1 error"
    assert bar.minimumSizeHint().width() <= bar._look.px(420), "the window may become this narrow"
    bar.resize(room, 40)
    assert bar.errors.text() == "1"
    assert bar.errors.accessibleName() == "1 error"
    assert bar.complete.isVisible()
    bar.resize(1000, 40)
    assert bar.errors.text() == "1 error"
    assert bar._due.isVisible()


def test_a_return_opened_behind_another_place_has_its_buttons_whole_once_it_is_shown(
    qtbot: Any, page: EntryPage, typist: Typist
) -> None:
    typist.press("12 est", Qt.Key.Key_Return)
    bar, holder, standing = page.context, QWidget(), page.context._standing
    qtbot.addWidget(holder)
    assert standing is not None
    bar.setParent(holder)
    holder.resize(600, 40)
    bar.resize(600, 40)
    bar.hide()
    holder.show()
    bar.show_standing(standing)
    assert bar.errors.text() == "1 error", "hidden: nothing is known yet"
    bar.show()
    assert bar.errors.text() == "1"
    assert bar.complete.width() >= bar.complete.minimumSizeHint().width()
