"""A recovery code on the screen: its groups in four columns, in letters of one width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.page import Desk
from ui.widgets.labels import Label

CODE_POINTS = 15.0
_COLUMNS = 4


def code_groups(desk: Desk, code: str) -> QWidget:
    """It is read off the screen and cannot be copied: a clipboard would keep it."""
    box, look = QWidget(), desk.look
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.px(16))
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(CODE_POINTS * look.scale)
    font.setBold(True)
    for place, group in enumerate(code.split("-")):
        label = Label(look)
        label.setText(group)
        label.setFont(font)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        grid.addWidget(label, place // _COLUMNS, place % _COLUMNS)
    grid.setColumnStretch(_COLUMNS, 1)
    box.setAccessibleName(desk.say("Recovery code"))
    box.setAccessibleDescription(" ".join(code))
    return box
