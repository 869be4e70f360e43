"""The foot of the rule editor: try on past months, then publish or retire, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kmmp_desktop.services.rehearsal import FEWEST_MONTHS, MOST_MONTHS
from ui.faces.foot import Foot
from ui.faces.ground import lay_ground
from ui.page import Desk
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand with the check that is shown, in the person's language."""

    icon: str
    ink: str
    sentence: str
    may_write: bool = False
    may_try: bool = False
    may_publish: bool = False
    """With a reason."""
    may_retire: bool = False
    may_drop: bool = False
    """There is something that is not published."""
    publish_words: str = ""


class PublishFoot(QWidget):
    """``try_wanted``, ``stop_wanted``, ``publish_wanted``, ``retire_wanted``, ``drop_wanted``."""

    try_wanted = Signal()
    stop_wanted = Signal()
    publish_wanted = Signal()
    retire_wanted = Signal()
    drop_wanted = Signal()
    months_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._standing = Standing("info", "muted", "")
        look = desk.look
        self._label = Label(look, points=SMALL, ink="muted")
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.textChanged.connect(self._allow)
        self.months = ComboBox(look)
        self.months.currentIndexChanged.connect(self.months_changed)
        self.drop_button = Button(kind="flat", icon_name="undo")
        self.retire_button = Button(kind="flat")
        self.try_button = Button(key_hint="F9")
        self.stop_button = Button(key_hint="Esc")
        self.publish_button = Button(kind="primary", icon_name="sign")
        for button, signal in (
            (self.drop_button, self.drop_wanted),
            (self.retire_button, self.retire_wanted),
            (self.try_button, self.try_wanted),
            (self.stop_button, self.stop_wanted),
            (self.publish_button, self.publish_wanted),
        ):
            button.clicked.connect(signal)
        self._buttons = (
            self.drop_button,
            self.retire_button,
            self.try_button,
            self.stop_button,
            self.publish_button,
        )
        self.foot = Foot(look)
        self._button_row = QHBoxLayout()
        self._button_row.addStretch(1)
        for button in self._buttons:
            button.setAutoDefault(True)  # Enter presses the one that has the focus
            self._button_row.addWidget(button)
        self._row = QHBoxLayout()
        self._row.addWidget(self._label)
        self._row.addWidget(self.reason, 1)
        self._row.addWidget(self.months)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lower.setSpacing(0)
        self._lower.addWidget(self.foot, 1)
        self._lower.addLayout(self._button_row)
        column.addLayout(self._lower)
        self.stop_button.hide()

    def fold(self, narrow: bool) -> None:
        """Put the buttons under the sentence where there is no room beside it."""
        way = QBoxLayout.Direction
        self._lower.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def chosen_months(self) -> int:
        return int(self.months.currentData() or FEWEST_MONTHS)

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        self.foot.show_words(standing.icon, standing.ink, standing.sentence)
        self.publish_button.setText(standing.publish_words or self._desk.say("Publish"))
        self.reason.setReadOnly(not standing.may_write)
        self.reason.style().polish(self.reason)
        self._allow()

    def show_running(self, *, running: bool) -> None:
        self.stop_button.setVisible(running)
        self.try_button.setVisible(not running)
        self.months.setEnabled(not running)
        if running:
            self.foot.show_progress(0, 0)
        else:
            self.foot.hide_progress()
        self._allow()

    def _allow(self) -> None:
        standing, running = self._standing, not self.stop_button.isHidden()
        self.try_button.setEnabled(standing.may_try)
        self.retire_button.setEnabled(standing.may_retire and not running)
        self.drop_button.setVisible(standing.may_drop)
        self.publish_button.setEnabled(
            standing.may_publish and not running and bool(self.reason.text().strip())
        )

    def retranslate(self) -> None:
        say = self._desk.say
        self._label.setText(say("Reason"))
        self.reason.setAccessibleName(say("Why it changes, and what it rests on"))
        self.reason.setPlaceholderText(say("Why it changes, and what it rests on: document, section, page"))
        kept = max(0, self.months.currentIndex())
        self.months.clear()
        for months in range(FEWEST_MONTHS, MOST_MONTHS + 1, 12):
            self.months.addItem(say("last {count} months", count=months), months)
        self.months.setCurrentIndex(kept)
        self.months.setAccessibleName(say("Months to try it on"))
        self.drop_button.setText(say("Undo all changes"))
        self.retire_button.setText(say("Retire…"))
        self.try_button.setText(say("Try on these months"))
        self.stop_button.setText(say("Cancel"))
        self.show_standing(self._standing)

    def set_look(self, look: Look) -> None:
        lay_ground(self, look, "window")
        self._label.set_look(look)
        self.months.set_look(look)
        self.foot.set_look(look)
        for button in self._buttons:
            button.set_look(look)
        px = look.px
        self._button_row.setContentsMargins(0, px(7), px(12), px(7))
        self._button_row.setSpacing(px(8))
        self._row.setContentsMargins(px(12), px(6), px(12), px(5))
        self._row.setSpacing(px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.foot.y(), self.width(), 1, self._desk.look.edge)
        painter.end()
