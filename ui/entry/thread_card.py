"""One thread at a cell: what was said, a line to answer in, and whether the question is answered."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.services.ports import Thread
from ui.entry.faces import Say
from ui.entry.reason_bar import LineField
from ui.entry.wording import moment_name
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


def thread_state(thread: Thread, now: datetime, say: Say) -> str:
    """``Question, waits for an answer``, or who answered it and when; comments have none."""
    if not thread.question:
        return say("Comment")
    if thread.resolved_at is None:
        return say("Question: waits for an answer")
    when = moment_name(thread.resolved_at, now, say)
    return say("Question: answered, {name}, {when}", name=thread.resolved_by, when=when)


class ThreadCard(QWidget):
    """``replied(thread, str)``, ``answered(thread, bool)``, ``left()``: back to the grid."""

    replied = Signal(object, str)
    answered = Signal(object, bool)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self.shown: Thread | None = None
        self._icon = IconLabel(look, "comment", 14, "muted", self)
        self.state = Label(look, self, points=SMALL, bold=True, wrap=True)
        self.said = Label(look, self, points=SMALL, wrap=True)
        self.field = LineField(self)
        self.reply = Button(self, small=True)
        self.done = Button(self, small=True)
        self._head, self._foot = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self.state, 1)
        self._foot.addWidget(self.reply)
        self._foot.addWidget(self.done)
        self._foot.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._head)
        self._layout.addWidget(self.said)
        self._layout.addWidget(self.field)
        self._layout.addLayout(self._foot)
        self.field.taken.connect(self._take)
        self.field.given_up.connect(self._give_up)
        self.field.left_behind.connect(self._keep)
        self.reply.clicked.connect(self.write)
        self.done.clicked.connect(self.turn)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._icon, self.state, self.said, self.field, self.reply, self.done):
            part.set_look(look)
        self._layout.setContentsMargins(look.px(10), look.px(5), look.px(8), look.px(6))
        self._layout.setSpacing(look.px(3))
        self._head.setSpacing(look.px(5))
        self._foot.setSpacing(look.px(6))

    def show_thread(self, thread: Thread, now: datetime, *, editable: bool) -> None:
        say = self._say
        other = self.shown is None or thread.id != self.shown.id
        self.shown = thread
        icon, ink = ("not-verified", "warn") if thread.waits else ("comment", "muted")
        if thread.question and not thread.waits:
            icon, ink = "tick", "ok"
        self._icon.show_icon(self._look, icon, ink)
        self.state.setText(thread_state(thread, now, say))
        self.said.setText(
            "\n".join(f"{c.by}, {moment_name(c.at, now, say)}: {c.text}" for c in thread.comments)
        )
        self.setAccessibleName(f"{self.state.text()}. {self.said.text()}")
        if other:
            self.field.clear()
        self.field.setVisible(editable and (thread.waits or (not other and not self.field.isHidden())))
        words = say("Write an answer") if thread.waits else say("Write a reply")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        self.reply.setText(say("Reply"))
        self.reply.setVisible(editable and self.field.isHidden())
        self.done.setText(say("Answered") if thread.waits else say("Ask again"))
        self.done.setVisible(thread.question)
        self.update()

    def write(self) -> None:
        """Put the cursor where an answer is written."""
        self.field.show()
        self.reply.hide()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def turn(self) -> None:
        """Answered, or waiting again."""
        if self.shown is not None and self.shown.question:
            self.answered.emit(self.shown.id, self.shown.waits)

    def _take(self, text: str) -> None:
        self._keep(text)
        self.left.emit()

    def _keep(self, text: str) -> None:
        self.field.clear()
        if text.strip() and self.shown is not None:
            self.replied.emit(self.shown.id, text.strip())

    def _give_up(self) -> None:
        self.field.clear()
        self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, waits = self._look, self.shown is not None and self.shown.waits
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.alt)
        painter.setPen(QPen(look.grid, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if waits:
            painter.fillRect(0, 0, look.px(4), self.height(), look.warn)
        painter.end()
