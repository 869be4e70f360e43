"""The colour a widget stands on."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from ui.style.look import Look


def lay_ground(widget: QWidget, look: Look, token: str = "surface") -> None:
    """Fill the widget with a colour token of the look."""
    widget.setAutoFillBackground(True)
    palette = QPalette(widget.palette())
    palette.setColor(QPalette.ColorRole.Window, look.colour(token))
    widget.setPalette(palette)
