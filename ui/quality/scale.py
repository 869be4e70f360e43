"""The scale of the heat map, and what the words in its squares mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.quality import Definition
from ui.faces.figures import number
from ui.style.look import SMALL, Look
from ui.wording import Say

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def ends(definition: Definition) -> tuple[str, str, str]:
    """What stands left of the scale, in its middle and right of it."""
    target = definition.target.value
    if definition.higher_is_better:
        best = 100 - (100 - target) * 0.4
        return f"< {number(target - 20)}", number(target), f"\u2265 {number(best)}"
    return f"> {number(4 * target)}", number(target), "0"


class Scale(QWidget):
    """Six squares around the threshold, from far below to far above."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._words = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_definition(self, say: Say, definition: Definition) -> None:
        self._words = ends(definition)
        low, target, high = self._words
        self.setAccessibleName(
            say("Scale: orange {low}, threshold {target}, blue {high}", low=low, target=target, high=high)
        )
        self.updateGeometry()
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = self._look
        words = sum(look.metrics(SMALL).horizontalAdvance(word) for word in self._words)
        return QSize(words + look.px(6 * 22 + 4 * 6), look.row(SMALL, 22))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, high = self._look, self.height()
        painter = QPainter(self)
        painter.setFont(look.font(SMALL))
        left = 0.0
        for number_, word in enumerate(self._words):
            painter.setPen(look.muted)
            wide = look.metrics(SMALL).horizontalAdvance(word)
            painter.drawText(QRectF(left, 0, wide + 1, high), _LEFT, word)
            left += wide + look.px(6)
            if number_ < 2:
                for step in range(3 * number_, 3 * number_ + 3):
                    box = QRectF(left, high / 2 - look.px(5), look.px(20), look.px(10))
                    painter.fillRect(box, look.heat[step])
                    left += look.px(22)
                left += look.px(4)
        painter.end()
