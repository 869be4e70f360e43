"""What the register is narrowed by: counts by state, then severity, check, facility, months."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from kmmp_desktop.domain.finding_steps import FindingState
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.finding_register import Register
from ui.register.register_rows import SEVERITIES, STATES
from ui.style.look import SMALL, Dressed, Look
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.month_box import MonthBox
from ui.wording import Say
from ui.worklist.filters import FilterToggle

_ALL = "all"
_LONGEST = 40
"""Letters of a facility's name in the list of facilities."""


class RegisterFilters(QWidget):
    """``changed()`` when another choice was made; the choices are read from the properties."""

    changed = Signal()

    def __init__(self, look: Look, say: Say, now: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        faces = ((_ALL, "", ""), *((state.value, icon, ink) for state, _, icon, ink in STATES))
        self.toggles = {name: FilterToggle(look, icon, ink, self) for name, icon, ink in faces}
        self.severity, self.check, self.facility = (ComboBox(look, self) for _ in range(3))
        self.first, self.last = (MonthBox(look, say, now, self, ahead=1) for _ in range(2))
        self._to = Label(look, self, points=SMALL, ink="muted")
        self.first.choose(now.shift(-11))
        self.last.choose(now)
        self._counts = QWidget(self)
        row = QHBoxLayout(self._counts)
        row.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(self)
        for toggle in self.toggles.values():
            row.addWidget(toggle)
            group.addButton(toggle)
            toggle.clicked.connect(self.changed)
        row.addStretch(1)
        self.toggles[_ALL].setChecked(True)
        self._choices = QWidget(self)
        choices = QHBoxLayout(self._choices)
        choices.setContentsMargins(0, 0, 0, 0)
        for part in (self.severity, self.check, self.facility, self.first, self._to, self.last):
            choices.addWidget(part)
        for box in (self.severity, self.check, self.facility, self.first, self.last):
            box.activated.connect(self.changed)
        choices.addStretch(1)
        self._row, self._choices_row = row, choices
        self._grid = QGridLayout(self)
        self._beside: bool | None = None
        # It folds by itself, so that it never makes the window wider than the screen.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.set_look(look)

    # -- what is chosen --------------------------------------------------------------------

    @property
    def state(self) -> FindingState | None:
        name = next(name for name, toggle in self.toggles.items() if toggle.isChecked())
        return None if name == _ALL else FindingState(name)

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
        self.toggles[_ALL].setChecked(True)
        for box in boxes:
            box.setCurrentIndex(0)
        return True

    def choose_state(self, state: FindingState) -> None:
        self.toggles[state.value].setChecked(True)

    # -- words -----------------------------------------------------------------------------

    def show_register(self, register: Register | None) -> None:
        """Counts and choices as they are now; the choices stay what they were."""
        say = self._say
        states = register.counts.states if register else {}
        self.toggles[_ALL].show_count(sum(states.values()), say("All"))
        for state, word, _, _ in STATES:
            self.toggles[state.value].show_count(states.get(state, 0), say(word))
        checks = register.counts.checks if register else {}
        places = register.counts.facilities if register else {}
        _fill(self.check, say("All checks"), [(f"{code} ({n})", code) for code, n in checks.items()])
        names = [(f"{_short(name)} ({n})", mfl) for mfl, (name, n) in places.items()]
        _fill(self.facility, say("All facilities"), names)
        self._fit()

    def retranslate(self) -> None:
        say = self._say
        _fill(self.severity, say("Any severity"), [(say(w), s.value) for s, w, _, _ in SEVERITIES])
        self.severity.setAccessibleName(say("Severity"))
        self.check.setAccessibleName(say("Check"))
        self.facility.setAccessibleName(say("Facility"))
        self.first.setAccessibleName(say("From month"))
        self.last.setAccessibleName(say("To month"))
        self._to.setText(say("to"))
        for box in (self.first, self.last):
            box.retranslate()
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        boxes = (self.severity, self.check, self.facility, self.first, self.last)
        parts: tuple[Dressed, ...] = (*self.toggles.values(), *boxes, self._to)
        for part in parts:
            part.set_look(look)
        self._row.setSpacing(look.px(6))
        self._choices_row.setSpacing(look.px(8))
        self._grid.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        self._grid.setSpacing(look.px(6))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Choices beside the counts where there is room, else under them; words go last."""
        look = self._look
        gaps = look.px(6) * len(self.toggles) + look.px(30)
        long = sum(t.width_for(short=False) for t in self.toggles.values()) + gaps
        for toggle in self.toggles.values():
            toggle.set_short(long > self.width())
        room = self.width() - 2 * look.px(12)
        self.facility.show()
        self.severity.show()
        for box in (self.facility, self.severity):  # the search finds a facility too
            if self._choices_row.minimumSize().width() > room:
                box.hide()
        counts = min(long, self.width())
        beside = counts + self._choices.sizeHint().width() + look.px(24) <= self.width()
        if beside is not self._beside:
            self._beside = beside
            self._grid.addWidget(self._counts, 0, 0)
            self._grid.addWidget(self._choices, 0 if beside else 1, 1 if beside else 0)
            self._grid.setColumnStretch(0, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.grid)
        painter.end()


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _fill(box: ComboBox, all_word: str, entries: Sequence[tuple[str, str]]) -> None:
    """New entries; what was chosen stays chosen, also where nothing of it is left."""
    with QSignalBlocker(box):
        chosen = str(box.currentData() or "")
        box.clear()
        box.addItem(all_word, "")
        for label, value in entries:
            box.addItem(label, value)
        if chosen and box.findData(chosen) < 0:
            box.addItem(f"{chosen} (0)", chosen)
        box.setCurrentIndex(max(0, box.findData(chosen)))
    box.updateGeometry()
