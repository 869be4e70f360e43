"""Which form and which month are to be sent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from ui.page import Desk
from ui.style.look import Look
from ui.widgets.fields import ComboBox
from ui.wording import month_year

WORKLIST_FORM = "worklist.form"
"""Setting: the form that the worklist shows."""
_MONTHS = 18


class MonthChoice(QWidget):
    """Two combo boxes; ``changed`` when somebody chose another form or month."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.form = ComboBox(desk.look, self)
        self.month = ComboBox(desk.look, self, icon_name="month")
        self.form.activated.connect(self._chosen)
        self.month.activated.connect(self._chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.form)
        row.addWidget(self.month)

    @property
    def family(self) -> str:
        return str(self.form.currentData())

    @property
    def period(self) -> Period:
        return Period.parse(str(self.month.currentData()))

    def fill(self) -> None:
        """Forms by name and months newest first; what was chosen stays chosen."""
        services, say = self._desk.services, self._desk.say
        due = services.worklist.default_period()
        family, period = self.form.currentData(), self.month.currentData() or str(due)
        newest = max(due, Period.of(services.clock.now().date()))
        self.month.clear()
        for back in range(_MONTHS):
            self.month.addItem(month_year(say, newest.shift(-back)), str(newest.shift(-back)))
        self.form.clear()
        for name in services.forms.families():
            self.form.addItem(say(services.forms.newest(name).short), name)
        self.month.setCurrentIndex(max(self.month.findData(period), 0))
        wanted = family or services.worklist.recall(WORKLIST_FORM) or self._longest()
        self.form.setCurrentIndex(max(self.form.findData(wanted), 0))

    def _longest(self) -> str:
        """The form with the most cells: the full return, from which others are derived."""
        forms = self._desk.services.forms
        return max(forms.families(), key=lambda name: len(forms.newest(name).entry_cells), default="")

    def choose(self, family: str, period: Period) -> None:
        """Choose as a person would."""
        self.form.setCurrentIndex(self.form.findData(family))
        self.month.setCurrentIndex(self.month.findData(str(period)))
        self.changed.emit()

    def _chosen(self, _number: int) -> None:
        self.changed.emit()

    def retranslate(self) -> None:
        self.month.setAccessibleName(self._desk.say("Month"))
        self.form.setAccessibleName(self._desk.say("Form"))
        self.fill()

    def set_look(self, look: Look) -> None:
        self.form.set_look(look)
        self.month.set_look(look)
