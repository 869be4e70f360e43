"""What the whole log is narrowed by: kinds with their counts, person, facility, form, month, days."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.audit_log import KIND_WORDS, AuditCounts
from kmmp_desktop.services.audit_ports import AuditKind, AuditWanted
from ui.log.day_field import DayField
from ui.log.entry_rows import KIND_FACES
from ui.style.look import Look
from ui.widgets.fields import ComboBox
from ui.widgets.filter_rows import ALL, FilterRows, Named, fill
from ui.widgets.month_box import MonthBox
from ui.wording import Say

LONGEST = 34
"""Letters of a facility's name in the list of facilities."""
_MOST = 2_000
"""Facilities that are listed to choose from; others are found by their code in the search."""


class WholeFilters(FilterRows):
    """The choices are read with ``wanted``."""

    def __init__(self, look: Look, say: Say, now: Period, parent: QWidget | None = None) -> None:
        super().__init__(look, say, [(kind.value, *KIND_FACES[kind]) for kind in AuditKind], parent)
        self.person, self.facility, self.form = (ComboBox(look, self) for _ in range(3))
        self.month = MonthBox(look, say, now, self, none=say("Any month"), ahead=1)
        self.first, self.last = DayField(self), DayField(self)
        for part in (self.person, self.facility, self.form, self.month, self.first, self.last):
            self.choices_row.addWidget(part)
        for box in (self.person, self.facility, self.form, self.month):
            box.activated.connect(self.changed)
            box.setMinimumWidth(1)
            box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for day in (self.first, self.last):
            day.editingFinished.connect(self.changed)
        self.choices_row.addStretch(1)
        self.set_look(look)

    # -- what is chosen --------------------------------------------------------------------

    def wanted(self, text: str) -> AuditWanted:
        person = self.person.currentData()
        return AuditWanted(
            UUID(person) if person else None,
            str(self.facility.currentData() or ""),
            str(self.form.currentData() or ""),
            self.month.period(),
            None if self.chosen == ALL else AuditKind(self.chosen),
            self.first.moment(),
            self.last.moment(after=True),
            text,
        )

    @property
    def is_narrowed(self) -> bool:
        boxes = (self.person, self.facility, self.form, self.month)
        return any(box.currentData() for box in boxes) or bool(self.first.text() or self.last.text())

    @property
    def wrong_day(self) -> str:
        """What is typed as a day and is none; empty: nothing."""
        return next((day.text() for day in (self.first, self.last) if day.is_wrong), "")

    def clear(self) -> bool:
        """Show everything; False where nothing was chosen."""
        if not self.wanted("").is_narrow and not self.wrong_day:
            return False
        self.toggles[ALL].setChecked(True)
        for box in (self.person, self.facility, self.form, self.month):
            box.setCurrentIndex(0)
        for day in (self.first, self.last):
            day.clear()
        return True

    # -- words -----------------------------------------------------------------------------

    def offer(self, people: Named, facilities: Named, forms: Named) -> None:
        """What can be chosen; what was chosen stays."""
        fill(self.person, self.say("Everybody"), people, LONGEST)
        fill(self.facility, self.say("All facilities"), list(facilities)[:_MOST], LONGEST)
        fill(self.form, self.say("All forms"), forms, LONGEST)
        self.fit()

    def show_counts(self, counts: AuditCounts | None) -> None:
        """How many entries of each kind there are; a dash while they are being counted."""
        kinds = counts.kinds if counts else {}
        self.toggles[ALL].show_count(sum(kinds.values()), self.say("All"))
        for kind in AuditKind:
            self.toggles[kind.value].show_count(kinds.get(kind, 0), self.say(KIND_WORDS[kind]))
        self.fit()

    def retranslate(self) -> None:
        say = self.say
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
        super().retranslate()

    def set_look(self, look: Look) -> None:
        for part in (self.person, self.facility, self.form, self.month):
            part.set_look(look)
        self.look = look
        self._widen()
        super().set_look(look)

    def _widen(self) -> None:
        for day in (self.first, self.last):
            texts = ("00/00/0000", day.placeholderText())
            wide = max(map(self.look.metrics().horizontalAdvance, texts))
            day.setFixedWidth(wide + self.look.px(26))

    def fit_choices(self, counts: int) -> None:
        """Boxes go that the search makes up for."""
        look = self.look
        left = self.width() - 2 * look.px(12)
        for part in (self.first, self.last, self.person, self.facility, self.month, self.form):
            wide = min(part.sizeHint().width(), look.px(230)) if part not in (self.first, self.last) else 0
            wide = (wide or part.width()) + look.px(6)
            part.setVisible(left >= wide)
            if isinstance(part, ComboBox):
                part.setMaximumWidth(look.px(230))
            left -= wide if left >= wide else 0
