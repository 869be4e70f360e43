"""What stands on the page of data quality: measures, heat map, the list beside it, and what runs."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.faces.card_splitter import CardSplitter
from ui.page import Desk
from ui.quality.behind_list import BehindList
from ui.quality.map_pane import MapPane
from ui.quality.measure_strip import MeasureStrip
from ui.quality.running import RunningBar
from ui.style.look import Look
from ui.widgets.empty_state import EmptyState

_BEHIND = 420
"""Width of the list beside the map; in a small window it is a drawer below."""


class QualityBody(QWidget):
    """In a low window the strip of measures goes: they are chosen in the context bar."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._low = False
        self.running = RunningBar(desk, self)
        self.strip = MeasureStrip(desk.look, self)
        self.pane = MapPane(desk, self)
        self.list = BehindList(desk, self)
        self._splitter = CardSplitter((self.pane, self.list), (0, _BEHIND), self)
        self._empty = EmptyState(desk.look)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._splitter)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.running, self.strip):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.pane.view)

    def show_emptiness(self, sentence: str) -> None:
        """A sentence instead of the map; ``""``: the map."""
        self._empty.set_sentence(sentence)
        self._stack.setCurrentIndex(1 if sentence else 0)
        self.strip.setVisible(not self._low and not sentence)

    def open_drawer(self) -> None:
        """Show the list, where it does not stand beside the map."""
        if self._splitter.is_drawer and not self.list.isVisible():
            self._splitter.toggle_card()

    def close_drawer(self) -> None:
        if self._splitter.is_drawer and self.list.isVisible():
            self._splitter.toggle_card()
        self.pane.view.setFocus()

    def retranslate(self) -> None:
        self.running.retranslate()
        self.list.retranslate()
        self.strip.setAccessibleName(self._desk.say("Measures"))

    def set_look(self, look: Look) -> None:
        for part in (self.strip, self.pane, self.list, self.running, self._empty):
            part.set_look(look)
        self.lay_out()

    def set_low(self, low: bool) -> None:
        self._low = low
        self.pane.set_low(low)
        self.strip.setVisible(not low and self._stack.currentIndex() == 0)
        self.lay_out()

    def lay_out(self) -> None:
        self._splitter.arrange(self._desk.look, self.window().width(), low=self._low)
