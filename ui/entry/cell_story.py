"""The history of the current cell, newest first, folded until it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from kmmp_desktop.domain.returns import CellChange
from ui.entry.cell_facts import change_words, how
from ui.entry.faces import Say
from ui.entry.wording import moment_name
from ui.style.icons import icon
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label


class CellStory(QWidget):
    """A button that says how many changes there are, and the changes."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self.button = QToolButton(self)
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.lines = Label(look, self, points=SMALL, wrap=True)
        self.lines.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.button)
        self._layout.addWidget(self.lines)
        self.button.toggled.connect(self._fold)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.lines.set_look(look)
        self._layout.setSpacing(look.px(3))
        self.button.setFont(look.font(SMALL))
        self.button.setIconSize(QSize(look.px(12), look.px(12)))
        palette = self.button.palette()
        palette.setColor(palette.ColorRole.ButtonText, look.accent)
        self.button.setPalette(palette)
        self._fold(self.button.isChecked())

    def _fold(self, unfolded: bool) -> None:
        self.lines.setVisible(unfolded and bool(self.lines.text()))
        name = "chevron-down" if unfolded else "chevron-right"
        self.button.setIcon(icon(name, self._look, 12, "accent"))

    def show_history(self, history: Sequence[CellChange], now: datetime) -> None:
        """``history``: oldest first."""
        say, count = self._say, len(history)
        self.setVisible(bool(history))
        self.button.setText(
            say("History of this cell (1 change)")
            if count == 1
            else say("History of this cell ({count} changes)", count=count)
        )
        self.lines.setText("\n".join(self._line(change, now) for change in reversed(history)))
        self._fold(self.button.isChecked())

    def _line(self, change: CellChange, now: datetime) -> str:
        say = self._say
        when = moment_name(change.at, now, say)
        return f"{when}  {change_words(change, say)}  {change.by}, {say(how(change)).lower()}"
