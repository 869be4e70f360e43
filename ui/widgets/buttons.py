"""Buttons of the look: plain, the one primary of a screen, flat toggles, small ones."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from ui.style.icons import icon
from ui.style.look import Look


class Button(QPushButton):
    """A button; ``kind`` is ``plain``, ``primary`` (one per screen at most) or ``flat``.

    Enter presses it when it has the focus, as Space does. Give texts with ``setText``; the
    width follows the text, so that Swahili fits.
    """

    def __init__(self, parent: QWidget | None = None, *, kind: str = "plain", small: bool = False,
                 icon_name: str = "") -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setProperty("small", small)
        self.setAutoDefault(kind == "primary")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon_name = icon_name
        self._kind = kind

    def set_look(self, look: Look) -> None:
        if self._icon_name:
            ink = "on_accent" if self._kind == "primary" else "text"
            self.setIcon(icon(self._icon_name, look, 14, ink))
            self.setIconSize(QSize(look.px(14), look.px(14)))
        self.updateGeometry()
