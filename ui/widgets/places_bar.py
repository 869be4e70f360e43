"""The flat row of places under the menu bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from ui.style.icons import paint_icon
from ui.style.look import SMALLEST, TEXT, Look


class PlacesBar(QTabBar):
    """Tabs with an icon each; ``chosen(name)`` when the person picks one."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._names: list[tuple[str, str]] = []
        self._counts: dict[str, tuple[int, str]] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_places(self, places: list[tuple[str, str, str]]) -> None:
        """``(name, icon, translated label)`` from left to right; the choice is kept if it can be."""
        present = self.current()
        self.blockSignals(True)
        while self.count():
            self.removeTab(0)
        self._names = [(name, icon) for name, icon, _ in places]
        for _, _, label in places:
            self.addTab(label)
        self.blockSignals(False)
        self.show_place(present)
        self.show_counts(self._counts)

    def show_counts(self, counts: Mapping[str, tuple[int, str]]) -> None:
        """How much waits behind a place, and the same in words; places that are not named have no count."""
        self._counts = dict(counts)
        for at, (name, _) in enumerate(self._names):
            words = self._counts.get(name, (0, ""))[1]
            self.setTabToolTip(at, words)
            self.setAccessibleTabName(at, f"{self.tabText(at)}, {words}" if words else "")
        # Qt asks for the widths of tabs when a text is set, and never because somebody paints wider
        for at in range(self.count()):
            self.setTabText(at, self.tabText(at))
        self.updateGeometry()
        self.update()

    def count_words(self, name: str) -> str:
        """What stands beside the name of a place; empty where nothing does."""
        return str(self._counts[name][0]) if name in self._counts else ""

    def current(self) -> str:
        at = self.currentIndex()
        return self._names[at][0] if 0 <= at < len(self._names) else ""

    def show_place(self, name: str) -> None:
        for at, (known, _) in enumerate(self._names):
            if known == name:
                self.setCurrentIndex(at)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.setFont(look.font(TEXT))
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self._pick(self.currentIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.tabAt(event.position().toPoint())
        # Qt marks the number that was pressed, and other tabs may stand there once the place is shown:
        # so it marks first, and the choice comes after (``tabBarClicked`` comes before).
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(at)

    def _pick(self, at: int) -> None:
        if 0 <= at < len(self._names):
            self.chosen.emit(self._names[at][0])

    def tabSizeHint(self, index: int) -> QSize:
        look = self._look
        width = look.metrics(TEXT, bold=True).horizontalAdvance(self.tabText(index))
        width += self._pill(index) + (look.px(7) if self._pill(index) else 0)
        return QSize(width + look.px(13 * 2 + 15 + 7 + 2), look.row(TEXT, 31))

    def _pill(self, index: int) -> int:
        """Width of the count at a tab."""
        words = self.count_words(self._names[index][0]) if index < len(self._names) else ""
        wide = self._look.metrics(SMALLEST, bold=True).horizontalAdvance(words)
        return max(wide + self._look.px(12), self._look.px(18)) if words else 0

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Where there is no room for all, counts go first: they never make the window wider."""
        pill = self._pill(index)
        return self.tabSizeHint(index) - QSize(pill + self._look.px(7) if pill else 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.titlebar)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.grid)
        for at, (_, icon) in enumerate(self._names):
            box = self.tabRect(at).adjusted(1, 1, -1, 0)
            on = at == self.currentIndex()
            if on:
                painter.fillRect(box, look.grid)
                painter.fillRect(box.adjusted(1, 0, -1, 0), look.window)
                painter.fillRect(box.left(), box.top(), box.width(), look.px(2), look.accent)
            left = box.left() + look.px(13)
            middle = box.center().y() + 1
            left += paint_icon(painter, left, middle, icon, look, 15, "accent" if on else "muted") + look.px(
                7
            )
            painter.setFont(look.font(TEXT, bold=on))
            painter.setPen(look.text if on else look.muted)
            painter.drawText(
                QRectF(left, box.top(), box.right() - left, box.height()),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                self.tabText(at),
            )
            if self._pill(at):
                left += look.metrics(TEXT, bold=True).horizontalAdvance(self.tabText(at)) + look.px(7)
                if left + self._pill(at) < box.right():
                    self._paint_count(painter, QRectF(left, middle, self._pill(at), 0), at)
            if on and self.hasFocus():
                painter.setPen(look.accent)
                painter.drawRect(box.adjusted(look.px(4), look.px(5), -look.px(4), -look.px(3)))
        painter.end()

    def _paint_count(self, painter: QPainter, line: QRectF, at: int) -> None:
        """A pill on both sides of a line, as wide as it."""
        look = self._look
        high = look.metrics(SMALLEST, bold=True).height() + look.px(1)
        pill = line.adjusted(0.5, -high / 2, -0.5, high / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.grid)
        painter.setBrush(look.surface)
        painter.drawRoundedRect(pill, high / 2, high / 2)
        painter.setFont(look.font(SMALLEST, bold=True))
        painter.setPen(look.text)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self.count_words(self._names[at][0]))
        painter.restore()


class PlacesRow(QWidget):
    """The ground on which the tabs stand: the width of the window, with the line under it."""

    def __init__(self, look: Look, bar: PlacesBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._bar = bar
        row = QHBoxLayout(self)
        row.setSpacing(0)
        row.addWidget(bar)
        row.addStretch(1)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._bar.set_look(look)
        row = self.layout()
        assert row is not None
        row.setContentsMargins(look.px(8), 0, look.px(8), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.titlebar)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.grid)
        painter.end()
