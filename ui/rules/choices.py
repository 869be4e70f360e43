"""Which form's checks are shown, as they are in which month; in the context bar."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from ui.page import Desk
from ui.rules.months import fill_months
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox

_AHEAD, _BACK = 12, 24


class Choices(QWidget):
    """``form_chosen(str)`` family, ``month_chosen(Period)``, ``new_wanted``."""

    form_chosen = Signal(str)
    month_chosen = Signal(object)
    new_wanted = Signal()

    def __init__(self, desk: Desk, now: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._newest = now.shift(_AHEAD)
        self.form = ComboBox(desk.look)
        self.month = ComboBox(desk.look, icon_name="month")
        self.new = Button(icon_name="plus")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        for part in (self.form, self.month, self.new):
            self._row.addWidget(part)
        self.form.activated.connect(lambda: self.form_chosen.emit(str(self.form.currentData())))
        self.month.activated.connect(
            lambda: self.month_chosen.emit(Period.parse(str(self.month.currentData())))
        )
        self.new.clicked.connect(self.new_wanted)

    def show_choice(self, family: str, period: Period, *, may_add: bool) -> None:
        say, forms = self._desk.say, self._desk.services.forms
        with QSignalBlocker(self.form):
            self.form.clear()
            for each in forms.families():
                self.form.addItem(say(forms.newest(each).short), each)
            self.form.setCurrentIndex(max(0, self.form.findData(family)))
        self.form.setVisible(self.form.count() > 1)
        fill_months(self.month, say, self._newest, period, _AHEAD + _BACK)
        self.new.setEnabled(may_add)

    def retranslate(self) -> None:
        say = self._desk.say
        self.new.setText(say("New check"))
        self.new.setToolTip("Ctrl+Shift+N")
        self.form.setAccessibleName(say("Form"))
        self.month.setAccessibleName(say("Checks as they are in"))

    def set_look(self, look: Look) -> None:
        for part in (self.form, self.month, self.new):
            part.set_look(look)
        self._row.setSpacing(look.px(8))
