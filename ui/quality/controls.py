"""Controls of data quality in the context bar: form, months, measure, search, export."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kmmp_desktop.domain.quality import DEFINITIONS, Measure
from ui.quality.keys import EXPORT
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox, SearchField
from ui.wording import Say

SPANS = (12, 24, 36, 60)


class QualityControls(QWidget):
    """Emits what was chosen; the page shows it."""

    form_chosen = Signal(str)
    span_chosen = Signal(int)
    measure_chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._low = False
        self._hint = ("", "")
        self.form = ComboBox(look)
        self.span = ComboBox(look)
        self.measure = ComboBox(look)
        self.search = SearchField(look)
        self.export = Button(key_hint=EXPORT)
        self.form.activated.connect(lambda at: self.form_chosen.emit(self.form.itemData(at)))
        self.span.activated.connect(lambda at: self.span_chosen.emit(self.span.itemData(at)))
        self.measure.activated.connect(
            lambda at: self.measure_chosen.emit(Measure(self.measure.itemData(at)))
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        for part in (self.measure, self.form, self.span, self.search, self.export):
            row.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_choices(
        self, say: Say, forms: Sequence[tuple[str, str]], family: str, span: int, measure: Measure
    ) -> None:
        _fill(self.form, [(words, name) for name, words in forms], family)
        _fill(self.span, [(say("{count} months", count=months), months) for months in SPANS], span)
        _fill(self.measure, [(say(d.name), d.measure.value) for d in DEFINITIONS], measure.value)
        self._fit()

    def choose(self, measure: Measure) -> None:
        with QSignalBlocker(self.measure):
            self.measure.setCurrentIndex(self.measure.findData(measure.value))

    def retranslate(self, say: Say) -> None:
        self._hint = (say("Facility, MFL code or sub-county"), say("Search"))
        self.search.setAccessibleName(self._hint[0])
        self.form.setAccessibleName(say("Form"))
        self.span.setAccessibleName(say("Months"))
        self.measure.setAccessibleName(say("Measure"))
        self.export.setText(say("Export"))
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.form, self.span, self.measure, self.search, self.export):
            part.set_look(look)
        row = self.layout()
        assert row is not None
        row.setSpacing(look.px(10))
        self._fit()

    def set_low(self, low: bool) -> None:
        """Without a strip the measure is chosen here."""
        self._low = low
        self._fit()

    def _fit(self) -> None:
        """What does not fit goes, the form first; the search is never hidden."""
        look = self._look
        shown: list[QWidget] = [self.span, self.export]
        if self._low:
            shown.append(self.measure)
        optional: list[QWidget] = [self.form] if self.form.count() > 1 else []
        least = look.px(110)

        def room() -> int:
            parts = (*shown, *optional)
            used = sum(part.minimumSizeHint().width() + look.px(10) for part in parts)
            return self.width() - used - look.px(14)

        for extra in (self.form, self.export, self.span):
            if room() >= least:
                break
            optional = [part for part in optional if part is not extra]
            shown = [part for part in shown if part is not extra]
        for part in (self.form, self.span, self.measure, self.export):
            part.setVisible(part in shown or part in optional)
        words = look.metrics().horizontalAdvance(self._hint[0]) + look.px(48)
        wide = max(look.px(90), min(max(words, look.px(200)), room()))
        self.search.setFixedWidth(wide)
        self.search.setPlaceholderText(self._hint[0 if wide >= words else 1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _fill(box: ComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
    with QSignalBlocker(box):
        box.clear()
        for words, value in entries:
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
