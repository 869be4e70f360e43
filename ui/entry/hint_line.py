"""The line under the grid: six keys; what has just been said; on a low window, the finding of the cell."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.findings import Finding, Slip
from kmmp_desktop.domain.form import Severity
from ui.entry.faces import Say
from ui.entry.keys import HELP, hinted
from ui.style.icons import paint_icon
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.fields import key_cap_width, paint_key_cap

HEIGHT = 26
_MOST_LINES = 3
"""The line is for low windows: it must leave them their grid."""


class HintLine(QWidget):
    """Paints one line; a sentence takes the place of the keys until the next move."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._sentence = ""
        self._finding: Finding | None = None
        self._slip: Slip | None = None
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def set_low(self, low: bool) -> None:
        """On a low window the line tells the finding instead of the keys."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    @property
    def sentence(self) -> str:
        return self._sentence

    def tell(self, sentence: str) -> None:
        if sentence != self._sentence:
            self._sentence = sentence
            self.setAccessibleName(sentence)
            if sentence:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
            self.updateGeometry()
            self.update()

    def show_finding(self, finding: Finding | None, slip: Slip | None) -> None:
        """The finding of the cell, for a low window."""
        if finding is not self._finding or slip is not self._slip:
            self._finding, self._slip = finding, slip
            if self._low:
                self.updateGeometry()
                self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # how many lines it takes

    def sizeHint(self) -> QSize:
        look = self._look
        plain = look.row(SMALL, HEIGHT)
        room = self.width() - look.px(30)
        lines = 0
        if self._sentence:
            lines = self._lines(self._sentence, room, bold=True)
        elif self._low and self._finding is not None:
            room -= self._way_out() + look.px(24)
            title, slip, apart = self._told(room)
            lines = self._lines(title, room, bold=True) + (self._lines(slip, room) if slip and apart else 0)
        if lines and room > look.px(100):
            return QSize(look.px(100), max(plain, lines + look.px(8)))
        return QSize(look.px(100), plain)

    def _lines(self, text: str, room: int, *, bold: bool = False) -> int:
        """The height of a text that may take several lines."""
        box = QRect(0, 0, room, 10_000)
        metrics = self._look.metrics(TEXT, bold=bold)
        return metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), text).height()

    def _way_out(self) -> int:
        """The width of the key that opens the panel, and its word."""
        look = self._look
        word = look.metrics(SMALL).horizontalAdvance(self._say("panel"))
        return key_cap_width(look, "Ctrl Enter") + word + look.px(12)

    def _told(self, room: int) -> tuple[str, str, bool]:
        """Title, possible slip, and whether the slip stands on lines of its own.

        The slip is never left out: it says what to look at on the paper.
        """
        assert self._finding is not None
        look = self._look
        title = self._say(self._finding.title)
        slip = self._say(self._slip.message) if self._slip else ""
        metrics = look.metrics(TEXT, bold=True)
        wide = metrics.horizontalAdvance(title) + look.px(8)
        apart = bool(slip) and wide + look.metrics().horizontalAdvance(slip) > room
        high = metrics.lineSpacing() * (_MOST_LINES + 0.5)
        if apart and self._lines(title, room, bold=True) + self._lines(slip, room) > high:
            title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)  # whole in the panel
        return title, slip, apart

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.alt if self._low else look.window)
        painter.fillRect(0, 0, self.width(), 1, look.grid)
        if self._sentence:
            painter.fillRect(0, 1, look.px(4), self.height(), look.accent)
            painter.setPen(look.text)
            painter.setFont(look.font(TEXT, bold=True))
            painter.drawText(
                self.rect().adjusted(look.px(12), 0, -look.px(8), 0),
                int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap),
                self._sentence,
            )
        elif self._low:
            self._paint_finding(painter)
        else:
            self._paint_keys(painter)
        painter.end()

    def _paint_keys(self, painter: QPainter) -> None:
        look, x, middle = self._look, self._look.px(10), self.height() // 2
        hints = [(use.label, use.hint) for use in hinted()] + [HELP]
        metrics = look.metrics(SMALL)
        for label, hint in hints:
            word = self._say(hint)
            width = key_cap_width(look, label) + look.px(4) + metrics.horizontalAdvance(word)
            if x + width > self.width() - look.px(4):
                break  # what does not fit is in the list of keys
            x += paint_key_cap(painter, x, middle, label, look) + look.px(4)
            painter.setPen(look.muted)
            painter.setFont(look.font(SMALL))
            box = QRect(x, 0, self.width(), self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), word)
            x += metrics.horizontalAdvance(word) + look.px(14)

    def _paint_finding(self, painter: QPainter) -> None:
        look, finding = self._look, self._finding
        panel = self._say("panel")
        right = self.width() - look.px(6) - look.metrics(SMALL).horizontalAdvance(panel)
        middle = self.height() // 2
        painter.setPen(look.muted)
        painter.setFont(look.font(SMALL))
        painter.drawText(
            QRect(right, 0, self.width(), self.height()), int(Qt.AlignmentFlag.AlignVCenter), panel
        )
        right -= key_cap_width(look, "Ctrl Enter") + look.px(6)
        paint_key_cap(painter, right, middle, "Ctrl Enter", look)
        if finding is None:
            return
        error = finding.severity is Severity.ERROR
        painter.fillRect(0, 1, look.px(4), self.height(), look.err if error else look.warn)
        x = look.px(11)
        x += paint_icon(
            painter, x, middle, "error" if error else "warning", look, 16, "err" if error else "warn"
        ) + look.px(6)
        room = QRect(x, 0, right - x - look.px(8), self.height())
        title, slip, apart = self._told(room.width())
        self.setToolTip(f"{self._say(finding.title)}\n{slip}".strip())
        middle_line = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        below = QRect(room)
        if slip and apart:
            high, low = self._lines(title, room.width(), bold=True), self._lines(slip, room.width())
            top = max(1, (self.height() - high - low) // 2)
            room.setRect(x, top, room.width(), high)
            below.setRect(x, top + high, room.width(), low)
        else:
            below.setLeft(x + look.metrics(TEXT, bold=True).horizontalAdvance(title) + look.px(8))
        painter.setPen(look.text)
        painter.setFont(look.font(TEXT, bold=True))
        painter.drawText(room, middle_line, title)
        if slip:
            painter.setFont(look.font(TEXT))
            painter.drawText(below, middle_line, slip)
