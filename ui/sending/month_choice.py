"""Which forms and which month are to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from kmmp_desktop.domain.period import Period
from ui.page import Desk
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.wording import month_year

WORKLIST_FORM = "worklist.form"
"""Setting: the form that the worklist shows."""
_MONTHS = 18


class MonthChoice(QWidget):
    """A button with the forms to tick and a combo box; ``changed`` when somebody chose others."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.forms = Button(self)
        self._menu = QMenu(self.forms)
        self.forms.setMenu(self._menu)
        self._actions: dict[str, QAction] = {}
        self.month = ComboBox(desk.look, self, icon_name="month")
        self.month.activated.connect(self._month_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.forms)
        row.addWidget(self.month)

    @property
    def families(self) -> tuple[str, ...]:
        """The ticked forms, in the order of the catalogue; never none."""
        return tuple(family for family, action in self._actions.items() if action.isChecked())

    @property
    def period(self) -> Period:
        return Period.parse(str(self.month.currentData()))

    def fill(self) -> None:
        """Forms by name and months newest first; what was chosen stays chosen."""
        services, say = self._desk.services, self._desk.say
        due = services.worklist.default_period()
        chosen, period = self.families, self.month.currentData() or str(due)
        newest = max(due, Period.of(services.clock.now().date()))
        self.month.clear()
        for back in range(_MONTHS):
            self.month.addItem(month_year(say, newest.shift(-back)), str(newest.shift(-back)))
        self.month.setCurrentIndex(max(self.month.findData(period), 0))
        self._menu.clear()
        self._actions = {}
        for name in services.forms.families():
            action = self._menu.addAction(say(services.forms.newest(name).short))
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(self._form_ticked)
            self._actions[name] = action
        wanted = chosen or (services.worklist.recall(WORKLIST_FORM) or self._longest(),)
        self._tick(wanted)

    def _longest(self) -> str:
        """The form with the most cells: the full return, from which others are derived."""
        forms = self._desk.services.forms
        return max(forms.families(), key=lambda name: len(forms.newest(name).entry_cells), default="")

    def _tick(self, families: Sequence[str]) -> None:
        known = [family for family in families if family in self._actions] or list(self._actions)[:1]
        for family, action in self._actions.items():
            action.setChecked(family in known)
        self._show_forms()

    def _show_forms(self) -> None:
        say, forms, chosen = self._desk.say, self._desk.services.forms, self.families
        one = say(forms.newest(chosen[0]).short) if chosen else ""
        self.forms.setText(one if len(chosen) < 2 else say("{count} forms", count=len(chosen)))
        self.forms.setToolTip(", ".join(say(forms.newest(family).short) for family in chosen))

    def choose(self, family: str | Sequence[str], period: Period) -> None:
        """Choose as a person would."""
        self._tick([family] if isinstance(family, str) else family)
        self.month.setCurrentIndex(self.month.findData(str(period)))
        self.changed.emit()

    def _form_ticked(self) -> None:
        if not self.families:  # the last one was unticked: there is nothing to send without a form
            action = self.sender()
            assert isinstance(action, QAction)
            action.setChecked(True)
            return
        self._show_forms()
        self.changed.emit()

    def _month_chosen(self, _number: int) -> None:
        self.changed.emit()

    def retranslate(self) -> None:
        self.month.setAccessibleName(self._desk.say("Month"))
        self.forms.setAccessibleName(self._desk.say("Forms"))
        self.fill()

    def set_look(self, look: Look) -> None:
        self.forms.set_look(look)
        self.month.set_look(look)
