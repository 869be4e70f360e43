"""The last twelve months of the current cell in a chart, and the same facts in words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry import faces
from ui.entry.faces import Mark, Say, figure
from ui.entry.trend_chart import Band, TrendChart
from ui.entry.wording import month_name
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label

_INKS = {Mark.ERROR: "err", Mark.WARNING: "warn"}


class TrendBox(QWidget):
    """Hidden where no earlier month is known."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._title = Label(look, self, points=SMALL, bold=True)
        self._note = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.words = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.chart = TrendChart(look, say, self)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._note, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._head)
        self._layout.addWidget(self.chart)
        self._layout.addWidget(self.words)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        for part in (self._title, self._note, self.words, self.chart):
            part.set_look(look)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._head.setSpacing(look.px(8))
        self._layout.setContentsMargins(look.px(11), look.px(7), look.px(11), look.px(6))
        self._layout.setSpacing(look.px(2))

    def show_cell(self, opened: OpenReturn, key: CellKey, mark: Mark) -> None:
        element, say = opened.form.elements[key.element], self._say
        points: tuple[tuple[Period, float | None], ...] = ()
        if element.type.is_numeric:
            points = (*opened.series(key), (opened.key.period, self._now(opened, key)))
        middle = opened.median(key) if points else None
        spread = opened.earlier.range(key) if points else None
        self.chart.show_points(points, Band(middle, spread), _INKS.get(mark, "accent"))
        self.setVisible(self.chart.has_points)
        if not self.chart.has_points:
            return
        self._title.setText(say("Last 12 months"))
        last = figure(opened.last_month(key)) or say("none")
        self._note.setText(say("median {median}, last month {last}", median=figure(middle), last=last))
        sentences = []
        if spread:
            low, high = (figure(value) for value in spread)
            sentences.append(say("Lowest {low}, highest {high}.", low=low, high=high))
        before = opened.same_month_last_year(key)
        month = month_name(opened.key.period.shift(-12), say)
        sentences.append(
            say("{month}: {value}.", month=month, value=figure(before))
            if before is not None
            else say("{month}: no figure.", month=month)
        )
        self.words.setText(" ".join(sentences))
        self.chart.setAccessibleName(f"{self._title.text()}: {self._note.text()}")
        self.chart.setAccessibleDescription(f"{self.words.text()} {self.chart.in_words()}")

    @staticmethod
    def _now(opened: OpenReturn, key: CellKey) -> float | None:
        if faces.is_total(key) or opened.form.elements[key.element].is_calculated:
            return opened.total(key.element).value
        value = opened.value(key)
        return value.number if value else None
