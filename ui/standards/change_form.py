"""The form in which an officer confirms or changes a standard."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.overlays import number_of
from kmmp_desktop.services.standards import LONGEST, Listed
from ui.page import Desk
from ui.standards.tier_table import TierTable
from ui.style.look import SMALL, Dressed, Look
from ui.widgets.badge import BADGES
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.month_box import MonthBox

STATUSES = (Status.SOURCED, Status.PROGRAMME_SETTING, Status.BENCHMARK, Status.NOT_VERIFIED)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is typed in the form."""

    value: str
    start: Period
    citation: str
    status: Status


class ChangeForm(QWidget):
    """Value or table, month, citation, status. ``confirm_asked``, ``try_asked``: the wish is ``wish``."""

    confirm_asked = Signal()
    try_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._listed: Listed | None = None
        self._earliest = Period(2026, 1)
        look = desk.look
        self._heading = Label(look, self, bold=True)
        self._names = [Label(look, self, points=SMALL, ink="muted") for _ in range(4)]
        self.value = QLineEdit(self)
        self.table = TierTable(desk, self)
        self.start: MonthBox | None = None
        self.citation = QPlainTextEdit(self)
        self.citation.setTabChangesFocus(True)
        self.status = ComboBox(look, self)
        self.trial, self.confirm = Button(self), Button(self, kind="primary")
        self.told = Label(look, self, points=SMALL, wrap=True)
        self._why = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self._travels = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.value.textChanged.connect(self._changed)
        self.table.changed.connect(self._changed)
        self.table.rebuilt.connect(self._order)
        self.citation.textChanged.connect(self._changed)
        self.status.currentIndexChanged.connect(self._changed)
        self.trial.clicked.connect(self.try_asked)
        self.confirm.clicked.connect(self._confirm)
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._names[0], 0, 0)
        self._grid.addWidget(self._names[1], 0, 1)
        self._grid.addWidget(self.value, 1, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.trial)
        buttons.addWidget(self.confirm)
        buttons.addStretch(1)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self._heading)
        self._whole.addWidget(self.table)
        self._whole.addLayout(self._grid)
        for part in (self._names[2], self.citation, self._names[3], self.status):
            self._whole.addWidget(part)
        self._whole.addLayout(buttons)
        for part in (self.told, self._why, self._travels):
            self._whole.addWidget(part)

    # -- what is shown -----------------------------------------------------------------------

    def show_standard(self, listed: Listed, earliest: Period) -> None:
        """Show another standard, or the same one read again; what was typed for another goes."""
        same = self._listed is not None and self._listed.standard.id == listed.standard.id
        changed = not same or self._listed != listed
        self._listed = listed
        if self.start is None or earliest != self._earliest:
            self._earliest = earliest
            self._make_months(None)
        if changed:
            self.value.setText(listed.standard.value)
            self.table.show_tiers(listed.tiers)
            self.citation.clear()
            self.status.setCurrentIndex(0)
            assert self.start is not None
            self.start.choose(earliest.shift(1))
            self.tell("")
        changeable = number_of(listed.standard.value) is not None
        self.value.setReadOnly(not changeable)
        self.value.setToolTip(listed.standard.value)
        for part in (self.value, self._names[0]):
            part.setVisible(not listed.tiers)
        self.table.setVisible(bool(listed.tiers))
        self._changed()

    def _make_months(self, chosen: Period | None) -> None:
        desk = self._desk
        if self.start is not None:
            self._grid.removeWidget(self.start)
            self.start.deleteLater()
        self.start = MonthBox(desk.look, desk.say, self._earliest, self, back=0, ahead=13)
        self.start.choose(chosen or self._earliest.shift(1))
        self.start.setAccessibleName(desk.say("In force from"))
        self.start.activated.connect(self._changed)
        self._grid.addWidget(self.start, 1, 1)
        self._order()

    def _order(self) -> None:
        """Tab goes through the form as it is read."""
        if self.start is None:
            return
        parts = (self.value, *self.table.fields, self.start, self.citation, self.status)
        for one, next_one in pairwise((*parts, self.trial, self.confirm)):
            QWidget.setTabOrder(one, next_one)

    def retranslate(self) -> None:
        say = self._desk.say
        self._heading.setText(say("Confirm or change it"))
        names = (say("Value"), say("In force from"), say("Document, section and page"), say("Status"))
        for label, words in zip(self._names, names, strict=True):
            label.setText(words)
        for field, words in zip((self.value, None, self.citation, self.status), names, strict=True):
            if field is not None:
                field.setAccessibleName(words)
        self.table.retranslate()
        self.citation.setPlaceholderText(say("For example: KMMP guidelines 2012, 4.2, page 31"))
        chosen = self.status.currentIndex()
        self.status.clear()
        self.status.addItem(say("Choose: sourced or programme setting"), "")
        for status in STATUSES:
            self.status.addItem(say(BADGES[status][0]), status.value)
        self.status.setCurrentIndex(max(chosen, 0))
        self.trial.setText(say("Try on the last 12 months"))
        self.trial.setToolTip("F9")
        self.confirm.setText(say("Confirm"))
        self.confirm.setToolTip("Ctrl+Enter")
        self._travels.setText(
            say(
                "Your name, the old and new value and the citation go into the audit log and travel with "
                "every submission."
            )
        )
        if self.start is not None:
            self._make_months(self.start.period())
        self._changed()

    def set_look(self, look: Look) -> None:
        words: tuple[Dressed, ...] = (*self._names, self._heading, self.told, self._why, self._travels)
        for part in (*words, self.table, self.status, self.trial, self.confirm):
            part.set_look(look)
        if self.start is not None:
            self.start.set_look(look)
        self.citation.setFixedHeight(look.metrics().lineSpacing() * 2 + look.px(14))
        self.value.setMinimumWidth(look.px(86))
        self.value.setMaximumWidth(look.px(130))
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(2))
        self._whole.setSpacing(look.px(6))

    def tell(self, words: str, ink: str = "text") -> None:
        """What came of trying or confirming; empty takes it away."""
        self.told.setText(words)
        self.told.set_ink(ink, self._desk.look)
        self.told.setVisible(bool(words))

    def set_busy(self, busy: bool) -> None:
        """A trial is running: its button cancels it."""
        say = self._desk.say
        self.trial.setText(say("Cancel") if busy else say("Try on the last 12 months"))

    # -- what is wished ----------------------------------------------------------------------

    def wish(self) -> Wish | None:
        """What is typed, where the status is chosen; the office judges the rest."""
        name = str(self.status.currentData() or "")
        start = self.start.period() if self.start else None
        if start is None or self._listed is None:
            return None
        status = Status(name) if name else self._listed.standard.status
        return Wish(self._value(), start, self.citation.toPlainText().strip(), status)

    def _value(self) -> str:
        return self.table.text() if self._listed and self._listed.tiers else self.value.text().strip()

    def why_not(self) -> str:
        """Why it cannot be confirmed as it stands; empty where it can."""
        if self._listed is None:
            return ""
        say, desk = self._desk.say, self._desk
        why = desk.services.standards.why_not(self._listed.standard, desk.person)
        if why is not None:
            return say(why)
        if fault := self._value_fault():
            return fault
        citation = self.citation.toPlainText().strip()
        if not citation:
            return say("To confirm it, write the document, section and page first.")
        if len(citation) > LONGEST:
            return say(
                "The citation has {count} characters; {most} can be kept.", count=len(citation), most=LONGEST
            )
        return "" if self.status.currentData() else say("To confirm it, choose its status.")

    def _value_fault(self) -> str:
        """What is wrong with the value as it is typed; empty where nothing is, or nobody may type one."""
        listed = self._listed
        if listed is None or not self.value.isEnabled() or (self.value.isReadOnly() and not listed.tiers):
            return ""
        fault = self._desk.services.standards.value_fault(listed, self._value())
        return self._desk.say(fault) if fault else ""

    def _changed(self, *_: object) -> None:
        why = self.why_not()
        self._why.setText(why)
        self._why.setVisible(bool(why))
        fault = self._value_fault()
        self._why.set_ink("err_text" if fault else "muted", self._desk.look)
        for part in (self.value, self.table):
            part.setAccessibleDescription(fault)
        self.confirm.setEnabled(not why)
        desk = self._desk
        mine = self._listed is not None and (
            desk.services.standards.why_not(self._listed.standard, desk.person) is None
        )
        for field in (self.value, self.table, self.citation, self.status):
            field.setEnabled(mine)
        if self.start is not None:
            self.start.setEnabled(mine)
        self.trial.setEnabled(mine and not fault and self._can_be_tried)
        self._travels.setVisible(mine)

    @property
    def _can_be_tried(self) -> bool:
        listed = self._listed
        if listed is None or not listed.use.checks:
            return False
        return bool(listed.tiers) or number_of(listed.standard.value) is not None

    def go_in(self) -> None:
        """The value, or the first field of the table."""
        if self._listed is not None and self._listed.tiers:
            self.table.go_in()
            return
        self.value.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.value.selectAll()

    def _confirm(self) -> None:
        if not self.why_not():
            self.confirm_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._confirm()
            return
        super().keyPressEvent(event)
