"""Controls of totals in the context bar: form, month, what is added up, save."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.totals import Level
from ui.style.look import Look
from ui.totals.keys import SAVE
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.month_box import MonthBox
from ui.wording import Say

Place = tuple[Level, str]


class TotalsHead(QWidget):
    """``changed()`` when another form, month or place was chosen."""

    changed = Signal()

    def __init__(self, look: Look, say: Say, now: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.form, self.place = ComboBox(look), ComboBox(look)
        self.month = MonthBox(look, say, now, ahead=0)
        self.save = Button(kind="primary", key_hint=SAVE)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        for part in (self.form, self.place, self.month, self.save):
            row.addWidget(part)
        for box in (self.form, self.place, self.month):
            box.activated.connect(lambda _at: self.changed.emit())
        self._row = row
        self.month.choose(now)
        # It folds by itself, so that it never makes the window wider than the screen.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def family(self) -> str:
        return str(self.form.currentData() or "")

    @property
    def period(self) -> Period:
        period = self.month.period()
        assert period is not None
        return period

    @property
    def chosen(self) -> Place:
        """Level and name; all facilities where nothing was chosen."""
        level, _, name = str(self.place.currentData() or "national:").partition(":")
        return Level(level), name

    def show_forms(self, forms: Sequence[tuple[str, str]], chosen: str) -> None:
        with QSignalBlocker(self.form):
            self.form.clear()
            for family, name in forms:
                self.form.addItem(name, family)
            self.form.setCurrentIndex(max(0, self.form.findData(chosen)))

    def show_places(self, places: Sequence[tuple[str, Place]], chosen: Place) -> None:
        with QSignalBlocker(self.place):
            self.place.clear()
            for words, (level, name) in places:
                self.place.addItem(words, f"{level.value}:{name}")
            self.place.setCurrentIndex(max(0, self.place.findData(f"{chosen[0].value}:{chosen[1]}")))
        self._fit()

    def retranslate(self, say: Say) -> None:
        self.form.setAccessibleName(say("Form"))
        self.place.setAccessibleName(say("What is added up"))
        self.month.setAccessibleName(say("Month"))
        self.month.retranslate()
        self.save.setText(say("Save…"))
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.form, self.place, self.month, self.save):
            part.set_look(look)
        self._row.setSpacing(look.px(10))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The form goes first where there is no room, then saving, which has its key."""
        gap, room = self._look.px(10), self.width()
        kept = [self.month, self.place]
        room -= sum(part.minimumSizeHint().width() + gap for part in kept)
        for part, wanted in ((self.save, True), (self.form, self.form.count() > 1)):
            wide = part.sizeHint().width() + gap
            shown = wanted and room >= wide
            part.setVisible(shown)
            room -= wide if shown else 0
