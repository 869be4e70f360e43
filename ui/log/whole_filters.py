"""What the whole log is narrowed by: kinds with their counts, person, facility, form, month, days."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLayout, QSizePolicy, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.audit_log import KIND_WORDS, AuditCounts
from kmmp_desktop.services.audit_ports import AuditKind, AuditWanted
from ui.log.day_field import DayField
from ui.log.entry_rows import KIND_FACES
from ui.style.look import Dressed, Look
from ui.widgets.fields import ComboBox
from ui.widgets.month_box import MonthBox
from ui.wording import Say
from ui.worklist.filters import FilterToggle

_ALL = "all"
_LONGEST = 34
"""Letters of a facility's name in the list of facilities."""
_MOST = 2_000
"""Facilities that are listed to choose from; others are found by their code in the search."""
Named = Iterable[tuple[str, object]]


class WholeFilters(QWidget):
    """``changed()`` when another choice was made; the choices are read with ``wanted``."""

    changed = Signal()

    def __init__(self, look: Look, say: Say, now: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        faces = ((_ALL, "", ""), *((kind.value, *KIND_FACES[kind]) for kind in AuditKind))
        self.toggles = {name: FilterToggle(look, icon, ink, self) for name, icon, ink in faces}
        self.person, self.facility, self.form = (ComboBox(look, self) for _ in range(3))
        self.month = MonthBox(look, say, now, self, none=say("Any month"), ahead=1)
        self.first, self.last = DayField(self), DayField(self)
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
        for part in (self.person, self.facility, self.form, self.month, self.first, self.last):
            choices.addWidget(part)
        for box in (self.person, self.facility, self.form, self.month):
            box.activated.connect(self.changed)
            box.setMinimumWidth(1)
            box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for day in (self.first, self.last):
            day.editingFinished.connect(self.changed)
        choices.addStretch(1)
        self._rows: tuple[QLayout, ...] = (row, choices)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._counts, 0, 0)
        self._grid.addWidget(self._choices, 1, 0)
        # It folds by itself, so that it never makes the window wider than the screen.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.set_look(look)

    # -- what is chosen --------------------------------------------------------------------

    def wanted(self, text: str) -> AuditWanted:
        name = next(name for name, toggle in self.toggles.items() if toggle.isChecked())
        person = self.person.currentData()
        return AuditWanted(
            UUID(person) if person else None,
            str(self.facility.currentData() or ""),
            str(self.form.currentData() or ""),
            self.month.period(),
            None if name == _ALL else AuditKind(name),
            self.first.moment(),
            self.last.moment(after=True),
            text,
        )

    @property
    def wrong_day(self) -> str:
        """What is typed as a day and is none; empty: nothing."""
        return next((day.text() for day in (self.first, self.last) if day.is_wrong), "")

    def clear(self) -> bool:
        """Show everything; False where nothing was chosen."""
        if not self.wanted("").is_narrow and not self.wrong_day:
            return False
        self.toggles[_ALL].setChecked(True)
        for box in (self.person, self.facility, self.form, self.month):
            box.setCurrentIndex(0)
        for day in (self.first, self.last):
            day.clear()
        return True

    # -- words -----------------------------------------------------------------------------

    def offer(self, people: Named, facilities: Named, forms: Named) -> None:
        """What can be chosen; what was chosen stays."""
        say = self._say
        fill(self.person, say("Everybody"), people)
        fill(self.facility, say("All facilities"), list(facilities)[:_MOST])
        fill(self.form, say("All forms"), forms)
        self._fit()

    def show_counts(self, counts: AuditCounts | None) -> None:
        """How many entries of each kind there are; a dash while they are being counted."""
        say = self._say
        kinds = counts.kinds if counts else {}
        self.toggles[_ALL].show_count(sum(kinds.values()), say("All"))
        for kind in AuditKind:
            self.toggles[kind.value].show_count(kinds.get(kind, 0), say(KIND_WORDS[kind]))
        self._fit()

    def retranslate(self) -> None:
        say = self._say
        self.month.setItemText(0, say("Any month"))
        self.month.retranslate()
        for part, name in (
            (self.person, "Who"),
            (self.facility, "Facility"),
            (self.form, "Form"),
            (self.month, "Month"),
            (self.first, "From the day"),
            (self.last, "To the day"),
        ):
            part.setAccessibleName(say(name))
            part.setToolTip(say(name))
        self.first.setPlaceholderText(say("From the day"))
        self.last.setPlaceholderText(say("To the day"))
        self._widen()
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        parts: tuple[Dressed, ...] = (
            *self.toggles.values(),
            *(self.person, self.facility, self.form, self.month),
        )
        for part in parts:
            part.set_look(look)
        self._widen()
        for layout in self._rows:
            layout.setSpacing(look.px(6))
        self._grid.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        self._grid.setSpacing(look.px(6))
        self._fit()

    def _widen(self) -> None:
        for day in (self.first, self.last):
            texts = ("00/00/0000", day.placeholderText())
            wide = max(map(self._look.metrics().horizontalAdvance, texts))
            day.setFixedWidth(wide + self._look.px(26))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words of the kinds go, then the boxes that the search makes up for."""
        look = self._look
        gaps = look.px(6) * len(self.toggles) + look.px(30)
        long = sum(t.width_for(short=False) for t in self.toggles.values()) + gaps
        for toggle in self.toggles.values():
            toggle.set_short(long > self.width())
        room = self.width() - 2 * look.px(12)
        parts = (self.first, self.last, self.person, self.facility, self.month, self.form)
        left = room
        for part in parts:
            wide = min(part.sizeHint().width(), look.px(230)) if part not in (self.first, self.last) else 0
            wide = (wide or part.width()) + look.px(6)
            part.setVisible(left >= wide)
            if isinstance(part, ComboBox):
                part.setMaximumWidth(look.px(230))
            left -= wide if left >= wide else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.grid)
        painter.end()


def fill(box: ComboBox, all_word: str, entries: Named) -> None:
    """New entries after the word for all; what was chosen stays chosen."""
    with QSignalBlocker(box):
        chosen = str(box.currentData() or "")
        box.clear()
        if all_word:
            box.addItem(all_word, "")
        for label, value in entries:
            box.addItem(label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…", str(value))
        box.setCurrentIndex(max(0, box.findData(chosen)))
    box.updateGeometry()
