"""The line under the grid: six keys; what has just been said; on a low window, the finding of the cell."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.findings import Finding, Slip
from kmmp_desktop.domain.form import Severity
from ui.entry.faces import Say
from ui.entry.keys import HELP, hinted
from ui.style.icons import paint_icon
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.fields import key_cap_width, paint_key_cap

HEIGHT = 26


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

    def sizeHint(self) -> QSize:
        look = self._look
        plain = look.row(SMALL, HEIGHT)
        metrics = look.metrics(TEXT, bold=True)
        room = self.width() - look.px(30)
        text = self._sentence
        if not text and self._low and self._finding is not None:
            text = self._say(self._finding.title)
            room -= key_cap_width(look, "Ctrl Enter") + look.metrics(SMALL).horizontalAdvance(
                self._say("panel")
            )
            room -= look.px(40)
        if text and room > look.px(100):
            box = metrics.boundingRect(QRect(0, 0, room, 10_000), int(Qt.TextFlag.TextWordWrap), text)
            return QSize(look.px(100), max(plain, box.height() + look.px(8)))
        return QSize(look.px(100), plain)

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
        metrics = look.metrics(TEXT, bold=True)
        painter.setPen(look.text)
        painter.setFont(look.font(TEXT, bold=True))
        room = QRect(x, 0, right - x - look.px(8), self.height())
        title = self._say(finding.title)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), title)
        slip = self._say(self._slip.message) if self._slip else ""
        self.setToolTip(f"{title}\n{slip}".strip())
        used = metrics.horizontalAdvance(title) + look.px(8)
        if slip and used + look.metrics().horizontalAdvance(slip) <= room.width():
            painter.setFont(look.font(TEXT))
            painter.drawText(room.adjusted(used, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), slip)
