"""F1: every key of the program, searchable."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractSlider,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.actions import KeyRow, key_rows
from ui.page import Desk
from ui.widgets.buttons import Button
from ui.widgets.fields import SearchField
from ui.widgets.labels import Label

_STEPS = {
    Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class KeysDialog(QDialog):
    """Rows grouped by where a key works, the place one is at (its package ``first``) at the top; typing
    narrows them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, first: str = "") -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows = key_rows(first)
        look = desk.look
        self.setWindowTitle(desk.say("All keys"))
        self._search = SearchField(look)
        self._search.setPlaceholderText(desk.say("Key or what it does"))
        self._search.setAccessibleName(desk.say("Key or what it does"))
        self._search.textChanged.connect(self._fill)
        self._search.escaped.connect(self.reject)
        self._search.moved.connect(self._walk)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(desk.say("All keys"))
        close = Button(kind="primary")
        close.setText(desk.say("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        margin = look.px(12)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(self._search)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)
        self._fill("")
        self.resize(look.px(560), look.px(560))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size()))

    @property
    def shown(self) -> list[KeyRow]:
        return self._shown

    def _walk(self, key: int) -> None:
        """Scroll with the arrows while the search has the focus; Enter closes."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
            return
        bar = self._area.verticalScrollBar()
        bar.triggerAction(_STEPS[Qt.Key(key)])

    def _fill(self, wanted: str) -> None:
        look, say = self._desk.look, self._desk.say
        sought = wanted.casefold()
        self._shown = [
            r for r in self._rows if sought in f"{readable(r.keys)} {say(r.does)} {say(r.where)}".casefold()
        ]
        page = QWidget()
        page.setAutoFillBackground(True)
        page.setBackgroundRole(QPalette.ColorRole.Base)
        grid = QGridLayout(page)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(6))
        at, where = 0, ""
        for row in self._shown:
            if row.where != where:
                where = row.where
                head = Label(look, bold=True)
                head.setText(say(where))
                head.setContentsMargins(0, look.px(8) if at else 0, 0, 0)
                grid.addWidget(head, at, 0, 1, 2)
                at += 1
            keys, does = Label(look), Label(look, wrap=True)
            keys.setText(readable(row.keys))
            done = say(row.does)
            # Some rows are also read inside a sentence, so they begin small in the tables.
            does.setText(done[:1].upper() + done[1:])
            grid.addWidget(keys, at, 0)
            grid.addWidget(does, at, 1)
            at += 1
        if not self._shown:
            nothing = Label(look, wrap=True)
            nothing.setText(say("No key does that. Empty the search to see them all."))
            grid.addWidget(nothing, at, 0, 1, 2)
            at += 1
        grid.setRowStretch(at, 1)
        grid.setColumnStretch(1, 1)
        self._area.setWidget(page)


def readable(keys: str) -> str:
    """``Ctrl+PgDown`` as it stands on the keyboard: ``Ctrl PgDn``. Names for one key are said once."""
    said = []
    for name in keys.split(" / "):
        words = name.replace("Return", "Enter").replace("PgDown", "PgDn").replace("++", "+plus")
        words = words.replace("+", " ").replace("plus", "+")
        # Backtab is Qt's second name for Shift Tab; a capital letter is the same key on the keyboard.
        capital = len(words) == len("Shift M") and words.removeprefix("Shift ") in said
        if words not in said and "Backtab" not in words and not capital:
            said.append(words)
    return " / ".join(said)
