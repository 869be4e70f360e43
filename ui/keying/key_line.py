"""The line under the grid of a second keying: its keys, or what has just been said."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from ui.entry.hint_line import HintLine
from ui.keying.keys import HINTS
from ui.style.look import SMALL
from ui.widgets.fields import key_cap_width, paint_key_cap


class KeyLine(HintLine):
    """The hint line of entry with other keys; it has no finding to tell, however low the window is."""

    def set_low(self, low: bool) -> None:
        """Nothing: findings are hidden."""

    def _paint_keys(self, painter: QPainter) -> None:
        look, x, middle = self._look, self._look.px(10), self.height() // 2
        metrics = look.metrics(SMALL)
        for label, hint in HINTS:
            word = self._say(hint)
            width = key_cap_width(look, label) + look.px(4) + metrics.horizontalAdvance(word)
            if x + width > self.width() - look.px(4):
                break  # what does not fit is in the list of keys
            x += paint_key_cap(painter, x, middle, label, look) + look.px(4)
            painter.setPen(look.muted)
            painter.setFont(look.font(SMALL))
            painter.drawText(QRect(x, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, word)
            x += metrics.horizontalAdvance(word) + look.px(14)
