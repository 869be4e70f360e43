"""Comments on a cell, and its history, under the chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from kmmp_desktop.domain.returns import CellChange
from kmmp_desktop.services.ports import Comment
from ui.entry.faces import Say, shown
from ui.entry.reason_bar import LineField
from ui.entry.wording import moment_name
from ui.style.icons import icon
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label


class CellWords(QWidget):
    """``commented(str)``: a new comment. ``left()``: back to the grid."""

    commented = Signal(str)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._title = Label(look, self, points=SMALL, bold=True)
        self._comments = Label(look, self, points=SMALL, wrap=True)
        self.field = LineField(self)
        self.history_button = QToolButton(self)
        self.history_button.setCheckable(True)
        self.history_button.setAutoRaise(True)
        self.history_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._history = Label(look, self, points=SMALL, wrap=True)
        self._history.hide()
        self._layout = QVBoxLayout(self)
        for part in (self._title, self._comments, self.field, self.history_button, self._history):
            self._layout.addWidget(part)
        self.field.taken.connect(self._take)
        self.field.given_up.connect(self._give_up)
        self.field.left_behind.connect(self._keep)
        self.history_button.toggled.connect(self._fold)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._title, self._comments, self.field, self._history):
            part.set_look(look)
        self._layout.setContentsMargins(look.px(11), look.px(8), look.px(11), look.px(8))
        self._layout.setSpacing(look.px(4))
        self.history_button.setFont(look.font(SMALL))
        self.history_button.setIconSize(QSize(look.px(12), look.px(12)))
        palette = self.history_button.palette()
        palette.setColor(palette.ColorRole.ButtonText, look.accent)
        self.history_button.setPalette(palette)
        self._fold(self.history_button.isChecked())

    def _fold(self, unfolded: bool) -> None:
        self._history.setVisible(unfolded)
        name = "chevron-down" if unfolded else "chevron-right"
        self.history_button.setIcon(icon(name, self._look, 12, "accent"))

    def show_words(
        self, comments: Sequence[Comment], history: Sequence[CellChange], now: datetime, *, editable: bool
    ) -> None:
        say = self._say
        self._title.setText(say("Comment"))
        said = [f"{c.by}, {moment_name(c.at, now, say)}: {c.text}" for c in comments]
        self._comments.setText("\n".join(said))
        self._comments.setVisible(bool(said))
        self._title.setVisible(bool(said) or editable)
        self.field.setVisible(editable)
        self.field.setPlaceholderText(say("Write a note for the manager"))
        self.field.setAccessibleName(say("Comment"))
        self.history_button.setVisible(bool(history))
        count = len(history)
        self.history_button.setText(
            say("History of this cell (1 change)")
            if count == 1
            else say("History of this cell ({count} changes)", count=count)
        )
        self._history.setVisible(bool(history) and self.history_button.isChecked())
        self._history.setText("\n".join(self._line(change, now) for change in history))

    def _line(self, change: CellChange, now: datetime) -> str:
        say = self._say
        before = shown(change.before, say) or say("blank")
        after = shown(change.after, say) or say("blank")
        return f"{moment_name(change.at, now, say)}  {before} \u2192 {after}  {change.by}"

    def write(self) -> None:
        """Put the cursor into the comment field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take(self, text: str) -> None:
        self._keep(text)
        self.left.emit()

    def _keep(self, text: str) -> None:
        """What is typed belongs to this cell: kept before another one is shown here."""
        self.field.clear()
        if text.strip():
            self.commented.emit(text.strip())

    def _give_up(self) -> None:
        self.field.clear()
        self.left.emit()
