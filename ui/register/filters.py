"""What the register is narrowed by: counts by state, then severity, check, facility, months."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.finding_steps import FindingState
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.finding_register import Register
from ui.register.register_rows import SEVERITIES, STATES
from ui.style.look import SMALL, Look
from ui.widgets.fields import ComboBox
from ui.widgets.filter_rows import ALL, FilterRows, fill
from ui.widgets.labels import Label
from ui.widgets.month_box import MonthBox
from ui.wording import Say

_LONGEST = 40
"""Letters of a facility's name in the list of facilities."""


class RegisterFilters(FilterRows):
    """The choices are read from the properties."""

    def __init__(self, look: Look, say: Say, now: Period, parent: QWidget | None = None) -> None:
        super().__init__(look, say, [(state.value, icon, ink) for state, _, icon, ink in STATES], parent)
        self.severity, self.check, self.facility = (ComboBox(look, self) for _ in range(3))
        self.first, self.last = (MonthBox(look, say, now, self, ahead=1) for _ in range(2))
        self._to = Label(look, self, points=SMALL, ink="muted")
        self.first.choose(now.shift(-11))
        self.last.choose(now)
        for part in (self.severity, self.check, self.facility, self.first, self._to, self.last):
            self.choices_row.addWidget(part)
        for box in (self.severity, self.check, self.facility, self.first, self.last):
            box.activated.connect(self.changed)
        self.choices_row.addStretch(1)
        self._beside: bool | None = None
        self.set_look(look)

    # -- what is chosen --------------------------------------------------------------------

    @property
    def state(self) -> FindingState | None:
        return None if self.chosen == ALL else FindingState(self.chosen)

    @property
    def severity_chosen(self) -> Severity | None:
        data = self.severity.currentData()
        return Severity(data) if data else None

    @property
    def months(self) -> tuple[Period, Period]:
        """First and last month, in the order of time whichever way they were chosen."""
        first, last = self.first.period(), self.last.period()
        assert first is not None
        assert last is not None
        return min(first, last), max(first, last)

    def clear(self) -> bool:
        """Show everything of the months; False where nothing was chosen."""
        boxes = (self.severity, self.check, self.facility)
        if self.state is None and not any(box.currentData() for box in boxes):
            return False
        self.toggles[ALL].setChecked(True)
        for box in boxes:
            box.setCurrentIndex(0)
        return True

    def choose_state(self, state: FindingState) -> None:
        self.toggles[state.value].setChecked(True)

    # -- words -----------------------------------------------------------------------------

    def show_register(self, register: Register | None) -> None:
        """Counts and choices as they are now; the choices stay what they were."""
        say = self.say
        states = register.counts.states if register else {}
        self.toggles[ALL].show_count(sum(states.values()), say("All"))
        for state, word, _, _ in STATES:
            self.toggles[state.value].show_count(states.get(state, 0), say(word))
        checks = register.counts.checks if register else {}
        places = register.counts.facilities if register else {}
        coded = [(f"{code} ({n})", code) for code, n in checks.items()]
        fill(self.check, say("All checks"), coded, 2 * _LONGEST, kept=True)
        names = [(f"{_short(name)} ({n})", mfl) for mfl, (name, n) in places.items()]
        fill(self.facility, say("All facilities"), names, 2 * _LONGEST, kept=True)
        self.fit()

    def retranslate(self) -> None:
        say = self.say
        severities = [(say(w), s.value) for s, w, _, _ in SEVERITIES]
        fill(self.severity, say("Any severity"), severities, 2 * _LONGEST)
        self.severity.setAccessibleName(say("Severity"))
        self.check.setAccessibleName(say("Check"))
        self.facility.setAccessibleName(say("Facility"))
        self.first.setAccessibleName(say("From month"))
        self.last.setAccessibleName(say("To month"))
        self._to.setText(say("to"))
        for box in (self.first, self.last):
            box.retranslate()
        super().retranslate()

    def set_look(self, look: Look) -> None:
        for part in (self.severity, self.check, self.facility, self.first, self.last, self._to):
            part.set_look(look)
        super().set_look(look)
        self.choices_row.setSpacing(look.px(8))

    def fit_choices(self, counts: int) -> None:
        """Beside the counts where there is room, else under them."""
        look = self.look
        room = self.width() - 2 * look.px(12)
        self.facility.show()
        self.severity.show()
        for box in (self.facility, self.severity):  # the search finds a facility too
            if self.choices_row.minimumSize().width() > room:
                box.hide()
        beside = counts + self.choices.sizeHint().width() + look.px(24) <= self.width()
        if beside is not self._beside:
            self._beside = beside
            self.grid.addWidget(self.counts, 0, 0)
            self.grid.addWidget(self.choices, 0 if beside else 1, 1 if beside else 0)
            self.grid.setColumnStretch(0, 1)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
