"""The strip of counts over the worklist: each is a toggle that narrows the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.style.icons import paint_icon
from ui.style.look import SMALL, Dressed, Look
from ui.widgets.labels import Label, Line

FILTERS: tuple[tuple[str, str, str, str], ...] = (
    ("all", "All", "", ""),
    ("overdue", "Overdue", "state-overdue", "err"),
    ("returned", "Returned", "state-returned", "second"),
    ("not_started", "Not started", "state-not-started", "muted"),
    ("draft", "Draft", "state-draft", "accent"),
    ("ready", "Ready", "state-ready", "accent"),
    ("approved", "Approved", "state-approved", "ok"),
    ("submitted", "Submitted", "state-submitted", "ok"),
    ("received", "Received", "state-received", "ok"),
)
"""Name, word, icon, ink. The six states add up to All."""
_NUMBER = 11.0


class FilterToggle(QAbstractButton):
    """Icon, count, word; the word goes (to the tooltip) where there is no room."""

    def __init__(self, look: Look, icon: str, ink: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._icon, self._ink = look, icon, ink
        self._count, self._word, self._short = "0", "", False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int, word: str) -> None:
        self._count, self._word = str(count), word
        self.setAccessibleName(f"{count} {word}")
        self.setToolTip(f"{count} {word}")
        self.updateGeometry()
        self.update()

    def set_short(self, short: bool) -> None:
        self._short = short and bool(self._icon)
        self.updateGeometry()
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def width_for(self, *, short: bool) -> int:
        look = self._look
        width = look.metrics(_NUMBER, bold=True).horizontalAdvance(self._count) + look.px(18)
        if self._icon:
            width += look.px(22)
        if not (short and self._icon):
            width += look.metrics().horizontalAdvance(self._word) + look.px(7)
        return width

    def sizeHint(self) -> QSize:
        return QSize(self.width_for(short=self._short), self._look.row(_NUMBER, 30))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(QPen(look.accent if on else look.grid, 1))
            painter.setBrush(look.accent_soft if on else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3)
            )
        left = float(look.px(9))
        if self._icon:
            left += paint_icon(
                painter,
                left,
                self.height() / 2,
                self._icon,
                look,
                16,
                self._ink,
                cut_out="accent_soft" if on else "window",
            ) + look.px(6)
        painter.setPen(look.text)
        painter.setFont(look.font(_NUMBER, bold=True))
        box = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._count)
        if not self._short:
            left += look.metrics(_NUMBER, bold=True).horizontalAdvance(self._count) + look.px(6)
            painter.setFont(look.font())
            painter.drawText(
                QRectF(left, 0, self.width() - left, self.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                self._word,
            )
        painter.end()


class FilterStrip(QWidget):
    """All, then overdue and returned, then the six states; at the right what is on time and in error."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.toggles = {name: FilterToggle(look, icon, ink, self) for name, _, icon, ink in FILTERS}
        self._on_time, self._on_time_count = (
            Label(look, points=SMALL, ink="muted"),
            Label(look, points=SMALL, bold=True),
        )
        self._errors, self._error_count = (
            Label(look, points=SMALL, ink="muted"),
            Label(look, points=SMALL, bold=True),
        )
        self._lines = (Line(look, upright=True), Line(look, upright=True))
        self._sum = (self._on_time, self._on_time_count, self._errors, self._error_count)
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        for name, toggle in self.toggles.items():
            if name in ("overdue", "not_started"):
                row.addWidget(self._lines[0 if name == "overdue" else 1])
            row.addWidget(toggle)
            group.addButton(toggle)
            toggle.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
        row.addStretch(1)
        for label in self._sum:
            row.addWidget(label)
        self.toggles["all"].setChecked(True)
        self.set_look(look)

    def show_counts(
        self, say: Callable[..., str], counts: Mapping[str, int], on_time: int, errors: int
    ) -> None:
        for name, word, _, _ in FILTERS:
            self.toggles[name].show_count(counts.get(name, 0), say(word))
        self._on_time.setText(say("On time so far"))
        self._on_time_count.setText(say("{count} of {all}", count=on_time, all=counts.get("all", 0)))
        self._errors.setText(say("With errors"))
        self._error_count.setText(str(errors))
        self._fit()

    def choose(self, name: str) -> None:
        self.toggles[name].setChecked(True)

    def set_look(self, look: Look) -> None:
        self._look = look
        parts: tuple[Dressed, ...] = (*self.toggles.values(), *self._sum, *self._lines)
        for part in parts:
            part.set_look(look)
        for line in self._lines:
            line.setFixedHeight(look.px(22))
        row = self.layout()
        assert row is not None
        row.setContentsMargins(look.px(12), 0, look.px(12), 0)
        row.setSpacing(look.px(6))
        self.setFixedHeight(look.row(_NUMBER, 30) + look.px(17))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gaps = self._look.px(6) * 16 + self._look.px(24)
        long = sum(t.width_for(short=False) for t in self.toggles.values()) + gaps
        summary = sum(label.sizeHint().width() for label in self._sum) + self._look.px(16)
        for toggle in self.toggles.values():
            toggle.set_short(long > self.width())
        for label in self._sum:
            label.setVisible(long + summary <= self.width())

    def minimumSizeHint(self) -> QSize:
        # The words may go: the strip never makes the window wider than its counts.
        short = sum(t.width_for(short=True) for t in self.toggles.values())
        return QSize(short + self._look.px(6) * 12 + self._look.px(24), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.grid)
        painter.end()
