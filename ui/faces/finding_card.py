"""Beside a list: what does not hold at the chosen cell, what it rests on, and its last months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Status
from ui.faces.equation import Line
from ui.faces.ground import lay_ground
from ui.faces.month_chart import MonthChart
from ui.style.look import SMALL, Look
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label
from ui.widgets.labels import Line as Rule


@dataclass(frozen=True, slots=True)
class CardText:
    """What the card shows, in the person's language. Empty parts are left out."""

    head: str = ""
    icon: str = "info"
    ink: str = "muted"
    title: str = ""
    lines: tuple[Line, ...] = ()
    slip: str = ""
    places: tuple[tuple[str, object], ...] = ()
    """Words of a button and what it asks for (a cell); the first one answers to Enter."""
    rests_head: str = ""
    status: Status | None = None
    status_word: str = ""
    rests_on: str = ""
    chart_head: str = ""
    chart_note: str = ""
    months: tuple[tuple[str, float | None], ...] = ()
    median: float | None = None
    last_ink: str = "accent"
    facts: tuple[str, ...] = field(default=())
    note: str = ""


class FindingCard(QScrollArea):
    """Shows a ``CardText``; ``place_requested(object)`` when one of its buttons is pressed.

    ``tail``: stays under the text whatever is shown. With it the months stand first and both sides of
    the check last: who reviews has read in the list what does not hold.
    """

    place_requested = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None, *, tail: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tail = tail
        self._text = CardText()
        self._parts: list[QWidget] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(look.px(180))

    def show_card(self, text: CardText) -> None:
        """Replace what is shown; nothing happens where it is the same."""
        if text != self._text:
            self._text = text
            self._build()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.setMinimumWidth(look.px(180))
        self._build()

    def _build(self) -> None:
        text, look = self._text, self._look
        body = QWidget()
        lay_ground(body, look)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if text.head:
            layout.addWidget(self._head())
        parts: list[tuple[Callable[[], QWidget], object]] = [
            (self._finding, text.title or text.lines),
            (self._slip, text.slip or text.places),
            (self._rests, text.status),
            (self._chart, any(v is not None for _, v in text.months)),
            (self._facts, text.facts),
            (self._note, text.note),
        ]
        if self._tail is not None:
            keep = self._tail
            keep.setParent(None)  # the old body goes, with all that is in it
            parts = [*parts[3:5], parts[2], (lambda: keep, True), parts[0], parts[5]]
        for make, wanted in parts:
            if wanted:
                layout.addWidget(make())
                layout.addWidget(Rule(look))
        layout.addStretch(1)
        self.setWidget(body)
        if self._tail is not None:
            self._tail.show()
        self.setAccessibleName(text.head)

    def _head(self) -> QWidget:
        """The place in words: it wraps, so that a long name is never cut."""
        look = self._look
        band = QWidget()
        lay_ground(band, look, "header")
        layout = QVBoxLayout(band)
        layout.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(5))
        layout.addWidget(self._words(self._text.head, bold=True))
        return band

    def _block(self, *widgets: QWidget) -> QWidget:
        block = QWidget()
        layout = QVBoxLayout(block)
        px = self._look.px
        layout.setContentsMargins(px(12), px(10), px(12), px(10))
        layout.setSpacing(px(5))
        for widget in widgets:
            layout.addWidget(widget)
        return block

    def _words(self, text: str, *, bold: bool = False, ink: str = "text", points: float = SMALL) -> Label:
        return (
            Label(self._look, points=points, bold=bold, ink=ink, wrap=True)
            if not text
            else self._set(Label(self._look, points=points, bold=bold, ink=ink, wrap=True), text)
        )

    @staticmethod
    def _set(label: Label, text: str) -> Label:
        label.setText(text)
        return label

    def _finding(self) -> QWidget:
        look, text = self._look, self._text
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(6))
        line.addWidget(IconLabel(look, text.icon, 16, text.ink), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words(text.title, bold=True, points=9.0), 1)
        block = self._block(row)
        layout = block.layout()
        assert layout is not None
        if text.lines:
            layout.addWidget(self._equation(text.lines))
        return block

    def _equation(self, lines: Sequence[Line]) -> QWidget:
        look = self._look
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, look.px(3), 0, 0)
        grid.setVerticalSpacing(look.px(2))
        grid.setHorizontalSpacing(look.px(8))
        grid.setColumnStretch(0, 1)
        place = 0
        for line in lines:
            if line.ruled:
                grid.addWidget(Rule(look), place, 0, 1, 2)
                place += 1
            grid.addWidget(self._words(_breakable(line.label), bold=line.bold), place, 0)
            figure = self._set(Label(look, points=SMALL, bold=True, ink=line.ink), line.figure)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(figure, place, 1)
            place += 1
        return table

    def _slip(self) -> QWidget:
        look, text = self._look, self._text
        block = self._block()
        layout = block.layout()
        assert isinstance(layout, QVBoxLayout)
        if text.slip:
            layout.addWidget(self._words(text.slip, points=9.0))
        grid = QGridLayout()
        grid.setSpacing(look.px(6))
        grid.setColumnStretch(2, 1)
        layout.addLayout(grid)
        for number, (words, target) in enumerate(text.places):
            button = Button(small=True, key_hint="Enter" if not number else "")
            button.setText(words)
            button.set_look(look)
            button.clicked.connect(self._asker(target))
            grid.addWidget(button, number // 2, number % 2, Qt.AlignmentFlag.AlignLeft)
        return block

    def _asker(self, target: object) -> Callable[[], None]:
        def ask() -> None:
            self.place_requested.emit(target)

        return ask

    def _rests(self) -> QWidget:
        text = self._text
        badge = Badge(self._look)
        assert text.status is not None
        badge.show_status(text.status, text.status_word)
        return self._block(
            *([self._words(text.rests_head, bold=True)] if text.rests_head else []),
            badge,
            *([self._words(text.rests_on, ink="muted")] if text.rests_on else []),
        )

    def _chart(self) -> QWidget:
        look, text = self._look, self._text
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._words(text.chart_head, bold=True), 1)
        line.addWidget(self._set(Label(look, points=SMALL, ink="muted"), text.chart_note))
        chart = MonthChart(look)
        chart.show_months(text.months, text.median, text.last_ink)
        return self._block(row, chart)

    def _facts(self) -> QWidget:
        return self._block(*(self._words(fact, ink="muted") for fact in self._text.facts))

    def _note(self) -> QWidget:
        return self._block(self._words(self._text.note, ink="muted"))


def _breakable(text: str) -> str:
    """An expression may break before its brackets: a long one must not widen the card."""
    return text.replace("[", "\u200b[").replace("(", "\u200b(")
