"""What stands right of the facility's name: month, state, progress, due day, problems, the way on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kmmp_desktop.domain.form import Section
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.text import Message
from ui.entry.faces import Say
from ui.entry.wording import month_name
from ui.style.icons import icon
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import IconLabel, Label
from ui.widgets.state_icon import StateIcon, state_word

MONTHS_SHOWN = 13


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the return is."""

    period: Period
    newest: Period
    state: State | None
    filled: int
    of: int
    due: Message
    """``Due 5 Dec``."""
    left: Message
    """``2 days left``, bold; empty once it has left the office."""
    late: bool
    errors: int
    warnings: int
    locked_why: Message | None
    section: int
    section_filled: int
    section_of: int


class ProgressLine(QWidget):
    """A bar of 74 by 6."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._share = look, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(74), self._look.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(0, look.px(1), -1, -look.px(1))
        painter.setPen(look.grid)
        painter.setBrush(look.header)
        painter.drawRoundedRect(box, look.px(3), look.px(3))
        done = box.adjusted(0, 0, -round(box.width() * (1 - self._share)), 0)
        if done.width() > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.accent)
            painter.drawRoundedRect(done, look.px(3), look.px(3))
        painter.end()


class EntryContext(QWidget):
    """Says what it knows; ``month_requested(Period)`` and ``section_requested(int)`` carry the choice."""

    complete_requested = Signal()
    month_requested = Signal(object)
    problem_requested = Signal()
    section_requested = Signal(int)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._low = self._narrow = False
        self._standing: Standing | None = None
        self._sections: tuple[Section, ...] = ()
        self._periods: list[Period] = []
        self.month = ComboBox(look, self, icon_name="month")
        self.sections = ComboBox(look, self)
        self.state = StateIcon(look, self)
        self._bar = ProgressLine(look, self)
        self._count = Label(look, self, points=SMALL)
        self._lock = IconLabel(look, "lock", 14, "muted", self)
        self._due = Label(look, self, points=SMALL)
        self._left = Label(look, self, points=SMALL, bold=True)
        self.errors = Button(self, kind="flat")
        self.warnings = Button(self, kind="flat")
        self.complete = Button(self)
        self._row = QHBoxLayout(self)
        for part in (self.month, self.sections, self.state, self._bar, self._count, self._lock):
            self._row.addWidget(part)
        self._day = QHBoxLayout()
        self._day.addWidget(self._due)
        self._day.addWidget(self._left)
        self._row.addLayout(self._day)
        self._row.addStretch(1)
        for button in (self.errors, self.warnings, self.complete):
            self._row.addWidget(button)
        self.month.activated.connect(self._month_chosen)
        self.sections.activated.connect(self.section_requested)
        for button in (self.errors, self.warnings):
            button.clicked.connect(self.problem_requested)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.complete.clicked.connect(self.complete_requested)
        self.set_look(look)
        self.set_low(False)

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (
            self.month,
            self.sections,
            self.state,
            self._bar,
            self._count,
            self._lock,
            self._due,
            self._left,
            self.errors,
            self.warnings,
            self.complete,
        ):
            part.set_look(look)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(10))
        self._day.setSpacing(look.px(3))
        for button, name, ink in ((self.errors, "error", "err"), (self.warnings, "warning", "warn")):
            button.setIcon(icon(name, look, 15, ink))
            button.setIconSize(QSize(look.px(15), look.px(15)))

    def set_low(self, low: bool) -> None:
        """A low window: the sections become a combo box here, words become figures."""
        self._low = low
        for part in (self.month, self.state, self._bar, self._due, self._left):
            part.setVisible(not low)
        self.sections.setVisible(low)
        if self._standing is not None:
            self.show_standing(self._standing)

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        self._sections = sections
        self.retranslate()

    def retranslate(self) -> None:
        self.sections.clear()
        for section in self._sections:
            self.sections.addItem(f"{section.code}. {self._say(section.short)}")
        self.sections.setAccessibleName(self._say("Section"))
        self.month.setAccessibleName(self._say("Month"))
        if self._standing is not None:
            self._fill_months(self._standing)
            self.show_standing(self._standing)

    def _fill_months(self, standing: Standing) -> None:
        self.month.clear()
        months = [standing.newest.shift(-back) for back in range(MONTHS_SHOWN)]
        if standing.period not in months:
            months.append(standing.period)
        self._periods = sorted(months, reverse=True)
        for period in self._periods:
            self.month.addItem(month_name(period, self._say))

    def show_standing(self, standing: Standing) -> None:
        say, before, self._standing = self._say, self._standing, standing
        if before is None or before.period != standing.period or self.month.count() == 0:
            self._fill_months(standing)
        self.month.setCurrentIndex(self._periods.index(standing.period))
        self.sections.setCurrentIndex(standing.section)
        self.state.show_state(standing.state, say(state_word(standing.state)))
        self._bar.show_share(standing.filled / standing.of if standing.of else 0)
        self._count.setText(
            f"{standing.section_filled} / {standing.section_of}"
            if self._low
            else say("{filled} of {of}", filled=standing.filled, of=standing.of)
        )
        locked = standing.locked_why is not None
        self._lock.setVisible(locked)
        self._due.setText(
            say(standing.locked_why)
            if standing.locked_why is not None
            else say(standing.due) + ("," if standing.left else "")
        )
        self._left.setText("" if locked else say(standing.left))
        self._left.set_ink("err_text" if standing.late else "text", self._look)
        self.complete.setVisible(not locked)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Without what goes in a narrow window: large text must not make the window wider than the screen."""
        least = super().minimumSizeHint()
        return least if self._low else QSize(min(least.width(), self._look.px(420)), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # a return is opened while another place is shown: only now its width counts

    @property
    def _is_locked(self) -> bool:
        return self._standing is not None and self._standing.locked_why is not None

    def _fit(self) -> None:
        """Give up words, then the bar, then the day (how late it is stays) until it fits."""
        standing = self._standing
        if standing is None:
            return
        for step in range(4):
            self._narrow = step > 0
            self._show_counts(standing)
            self._bar.setVisible(not self._low and step < 2)
            self._due.setVisible(self._is_locked or (not self._low and step < 3))
            self._row.invalidate()
            # Before it is shown its width says nothing.
            if self._low or not self.isVisible() or self._row.minimumSize().width() <= self.width():
                return

    def _show_counts(self, standing: Standing) -> None:
        say = self._say
        short = self._low or self._narrow
        self.complete.setText(say("Check…") if short else say("Check and complete…"))
        for button, count, one, many in (
            (self.errors, standing.errors, "{count} error", "{count} errors"),
            (self.warnings, standing.warnings, "{count} warning", "{count} warnings"),
        ):
            words = say(one if count == 1 else many, count=count)
            button.setText(str(count) if short else words)
            button.setAccessibleName(words)
            button.setVisible(count > 0)

    def _month_chosen(self, number: int) -> None:
        period = self._periods[number]
        if self._standing is not None and period != self._standing.period:
            self.month_requested.emit(period)
