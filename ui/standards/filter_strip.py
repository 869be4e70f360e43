"""The strip of statuses over the catalogue: each is a toggle that narrows the list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from kmmp_desktop.domain.form import Status
from ui.standards.rows import ALL
from ui.style.look import SMALL, Dressed, Look
from ui.widgets.badge import BADGES
from ui.widgets.labels import Label
from ui.wording import Say
from ui.worklist.filters import FilterToggle

_NUMBER = 11.0
_FOLDED_FIRST = (Status.SOURCED, Status.NOT_VERIFIED, Status.PROGRAMME_SETTING, Status.BENCHMARK)
"""Who gives up its word where the strip is narrow: last the two that have the same drawing."""


class StatusStrip(QWidget):
    """All, then the five statuses; at the right how many wait for a citation."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.toggles = {ALL: FilterToggle(look, "", "", self)}
        for status in Status:
            _, icon, ink, *_ = BADGES[status]
            self.toggles[status.value] = FilterToggle(look, icon, ink, self)
        self._waiting = Label(look, points=SMALL, ink="muted")
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        for name, toggle in self.toggles.items():
            row.addWidget(toggle)
            group.addButton(toggle)
            toggle.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
        row.addStretch(1)
        row.addWidget(self._waiting)
        self.toggles[ALL].setChecked(True)
        self.set_look(look)

    def show_counts(self, say: Say, counts: Mapping[str, int]) -> None:
        self.toggles[ALL].show_count(counts.get(ALL, 0), say("All"))
        for status in Status:
            self.toggles[status.value].show_count(counts.get(status.value, 0), say(BADGES[status][0]))
        waiting = counts.get(Status.NOT_VERIFIED.value, 0)
        self._waiting.setText(
            say("{count} standards wait for someone who can cite them", count=waiting) if waiting else ""
        )
        self._fit()

    def choose(self, name: str) -> None:
        self.toggles[name].setChecked(True)

    def set_look(self, look: Look) -> None:
        self._look = look
        parts: tuple[Dressed, ...] = (*self.toggles.values(), self._waiting)
        for part in parts:
            part.set_look(look)
        row = self.layout()
        assert row is not None
        row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        row.setSpacing(look.px(6))
        self.setFixedHeight(look.row(_NUMBER, 30) + look.px(11))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gaps = self._look.px(6) * len(self.toggles) + self._look.px(24)
        long = wide = sum(t.width_for(short=False) for t in self.toggles.values()) + gaps
        for name in _FOLDED_FIRST:
            toggle = self.toggles[name.value]
            toggle.set_short(wide > self.width())
            if wide > self.width():
                wide += toggle.width_for(short=True) - toggle.width_for(short=False)
        self._waiting.setVisible(long + self._waiting.sizeHint().width() + gaps <= self.width())

    def minimumSizeHint(self) -> QSize:
        short = sum(t.width_for(short=True) for t in self.toggles.values())
        return QSize(short + self._look.px(6) * 8 + self._look.px(24), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.grid)
        painter.end()
