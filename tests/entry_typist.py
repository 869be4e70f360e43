"""Somebody at the keyboard of the entry screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kmmp_desktop.domain.values import CellKey
from ui.entry.page import EntryPage

PROBE = "PROBE"
"""Family of the small form of these tests."""

MakePage = Callable[..., EntryPage]


class Typist:
    """Presses real keys on a shown screen: they go to whatever has the focus."""

    def __init__(self, page: EntryPage) -> None:
        self.page = page

    def press(self, *keys: Qt.Key | str, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Keys by Qt name, or strings typed character by character."""
        window = self.page.window().windowHandle()
        for key in keys:
            if isinstance(key, str):
                for letter in key:
                    QTest.keyClick(window, letter, mod)
            else:
                QTest.keyClick(window, key, mod)

    def keypad(self, text: str) -> None:
        """Digits and signs as the numeric keypad sends them; ``\\n`` is its Enter."""
        names = {"\n": Qt.Key.Key_Enter, "-": Qt.Key.Key_Minus, ".": Qt.Key.Key_Period}
        window = self.page.window().windowHandle()
        for letter in text:
            key = names.get(letter) or Qt.Key(ord(letter))
            QTest.keyClick(window, key, Qt.KeyboardModifier.KeypadModifier)

    def control(self, key: Qt.Key) -> None:
        self.press(key, mod=Qt.KeyboardModifier.ControlModifier)

    @property
    def key(self) -> CellKey | None:
        return self.page.view.key

    def text(self, reference: str) -> str:
        """What stands in a cell of the open return."""
        opened = self.page.opened
        assert opened is not None
        key = opened.form.key(reference)
        assert key is not None
        value = opened.value(key)
        return "" if value is None else value.raw

    def click(self, reference: str) -> None:
        opened = self.page.opened
        assert opened is not None
        key = opened.form.key(reference)
        assert key is not None
        view = self.page.view
        spot: QPoint = view.visualRect(self.page.model.place(key)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
