"""Buttons of the look: plain, the one primary of a screen, flat toggles, small ones."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from ui.style.icons import icon
from ui.style.look import SMALL, TEXT, Look


class Button(QPushButton):
    """A button; ``kind`` is ``plain``, ``primary`` (one per screen at most) or ``flat``.

    Give texts with ``setText``; the width follows the text, so that Swahili fits. ``key_hint``
    stands lighter after the text: the key that does the same.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        kind: str = "plain",
        small: bool = False,
        icon_name: str = "",
        key_hint: str = "",
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setAutoDefault(kind == "primary")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon_name, self._kind, self._key_hint = icon_name, kind, key_hint
        self._points = SMALL if small else TEXT
        self._look: Look | None = None

    def set_kind(self, kind: str) -> None:
        """``primary`` or ``plain``, where which button is the one to press depends on how things stand."""
        if kind == self._kind:
            return
        self._kind = kind
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        if self._look is not None:
            self.set_look(self._look)

    def set_key_hint(self, key: str) -> None:
        """Another key, or none, where it is not the same one always."""
        self._key_hint = key
        self.updateGeometry()
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        if self._icon_name:
            ink = "on_accent" if self._kind == "primary" else "text"
            self.setIcon(icon(self._icon_name, look, 14, ink))
            self.setIconSize(QSize(look.px(14), look.px(14)))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._key_hint and self._look is not None:
            hint.setWidth(hint.width() + self._hint_width(self._look))
        return hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _hint_width(self, look: Look) -> int:
        return look.metrics(self._points).horizontalAdvance(self._key_hint) + look.px(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        if not self._key_hint or look is None:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        primary = self._kind == "primary"
        self._write(painter, look, primary)
        painter.end()

    def _write(self, painter: QPainter, look: Look, primary: bool) -> None:
        metrics = look.metrics(self._points, bold=primary)
        words = metrics.horizontalAdvance(self.text())
        left = (self.width() - words - self._hint_width(look)) // 2
        on = self.isEnabled()
        painter.setPen((look.on_accent if primary else look.text) if on else look.disabled)
        painter.setFont(look.font(self._points, bold=primary))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(left, 0, self.width(), self.height()), middle, self.text())
        painter.setFont(look.font(self._points))
        painter.setOpacity(0.85 if on else 1)
        painter.drawText(
            QRect(left + words + look.px(6), 0, self.width(), self.height()), middle, self._key_hint
        )
