"""Controls of the worklist in the context bar: form, month, sub-county, search, open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kmmp_desktop.domain.period import Period
from ui import wording
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox, SearchField


class WorklistControls(QWidget):
    """Emits what was chosen; holds no state of its own."""

    form_chosen = Signal(str)
    month_chosen = Signal(object)
    sub_county_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._hints = ("", "")
        self.form = ComboBox(look)
        self.month = ComboBox(look)
        self.sub_county = ComboBox(look)
        self.search = SearchField(look)
        self.open = Button(kind="primary", key_hint="Enter")
        self.form.activated.connect(lambda at: self.form_chosen.emit(self.form.itemData(at)))
        self.month.activated.connect(lambda at: self.month_chosen.emit(Period.parse(self.month.itemData(at))))
        self.sub_county.activated.connect(
            lambda at: self.sub_county_chosen.emit(self.sub_county.itemData(at))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        for part in (self.form, self.month, self.sub_county):
            row.addWidget(part)
        row.addWidget(self.search)
        row.addWidget(self.open)
        # It folds by itself, so that it never makes the window wider than the screen.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_look(look)

    def show_choices(
        self,
        say: Callable[..., str],
        forms: Sequence[tuple[str, str]],
        form: str,
        months: Sequence[Period],
        month: Period,
        sub_counties: Sequence[str],
        sub_county: str,
    ) -> None:
        _fill(self.form, [(label, family) for family, label in forms], form)
        _fill(self.month, [(wording.month_year(say, m), str(m)) for m in months], str(month))
        _fill(self.sub_county, [(say("All sub-counties"), ""), *((s, s) for s in sub_counties)], sub_county)
        self._fit()

    def clear_sub_county(self) -> None:
        self.sub_county.setCurrentIndex(0)

    def retranslate(self, say: Callable[..., str]) -> None:
        self._hints = (say("Facility, MFL code or sub-county"), say("Search"))
        self.search.setAccessibleName(say("Facility, MFL code or sub-county"))
        self.form.setAccessibleName(say("Form"))
        self.month.setAccessibleName(say("Month"))
        self.sub_county.setAccessibleName(say("Sub-county"))
        self.open.setText(say("Open return"))
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.form, self.month, self.sub_county, self.search, self.open):
            part.set_look(look)
        row = self.layout()
        assert row is not None
        row.setSpacing(look.px(12))
        self._fit()

    def wanted_width(self) -> int:
        """What it takes to show everything."""
        return self._width_of(self._optional(), self._search_width())

    def _optional(self) -> list[QWidget]:
        """What may be hidden, the first to go last: the search finds a sub-county too."""
        shown = []
        if self.form.count() > 1:
            shown.append(self.form)
        if self.sub_county.count() > 2:
            shown.append(self.sub_county)
        return list[QWidget](shown)

    def _search_width(self) -> int:
        words = self._look.metrics().horizontalAdvance(self._hints[0]) + self._look.px(48)
        return max(words, self._look.px(236))

    def _width_of(self, optional: Sequence[QWidget], search: int) -> int:
        fixed = (self.month, self.open)
        return sum(p.minimumSizeHint().width() + self._look.px(12) for p in (*optional, *fixed)) + search

    def _fit(self) -> None:
        optional, search = self._optional(), self._search_width()
        least = self._look.px(130)
        while optional and self._width_of(optional, least) > self.width():
            optional.pop()
        for part in (self.form, self.sub_county):
            part.setVisible(part in optional)
        room = self.width() - self._width_of(optional, 0)
        width = max(self._look.px(90), min(search, room))
        self.search.setFixedWidth(width)
        self.search.setPlaceholderText(self._hints[0 if width >= search else 1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _fill(box: ComboBox, entries: Sequence[tuple[str, str]], chosen: str) -> None:
    with QSignalBlocker(box):
        box.clear()
        for label, value in entries:
            box.addItem(label, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
