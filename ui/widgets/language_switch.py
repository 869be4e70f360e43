"""The switch between English and Kiswahili in the corner of the menu bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.style.look import SMALLEST, Look


class LanguageSwitch(QWidget):
    """Two halves, one of them on. Click, or Left and Right (Space changes sides)."""

    chosen = Signal(str)

    def __init__(self, look: Look, languages: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._languages = list(languages.items())
        self.current = self._languages[0][0]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_language(self, code: str) -> None:
        self.current = code
        self.setAccessibleDescription(dict(self._languages)[code])
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def _halves(self) -> list[tuple[str, str, QRectF]]:
        metrics, left, found = self._look.metrics(SMALLEST), 0.5, []
        for code, name in self._languages:
            width = metrics.horizontalAdvance(name) + self._look.px(14)
            found.append((code, name, QRectF(left, 0.5, width, self.height() - 1)))
            left += width
        return found

    def sizeHint(self) -> QSize:
        metrics = self._look.metrics(SMALLEST)
        width = sum(metrics.horizontalAdvance(n) + self._look.px(14) for _, n in self._languages) + 1
        return QSize(width, max(metrics.height() + self._look.px(2), self._look.px(17)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for code, _, box in self._halves():
            if box.contains(event.position()) and code != self.current:
                self.chosen.emit(code)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
            codes = [code for code, _ in self._languages]
            self.chosen.emit(codes[(codes.index(self.current) + 1) % len(codes)])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3))
        painter.setClipPath(outline)
        painter.setFont(look.font(SMALLEST))
        for code, name, box in self._halves():
            on = code == self.current
            painter.fillRect(box, look.accent if on else look.surface)
            painter.setPen(look.on_accent if on else look.text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        painter.setClipping(False)
        painter.setPen(QPen(look.accent if self.hasFocus() else look.edge, 2 if self.hasFocus() else 1))
        painter.drawPath(outline)
        painter.end()
