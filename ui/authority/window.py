"""The programme's keys on a computer that holds no office: the same part of the place, in a window."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.authority.page import AuthorityPage
from ui.page import Desk
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class AuthorityWindow(QDialog):
    """Opened from the first start, before there is an office. What comes of an act stands below."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = desk.look
        self.setWindowTitle(desk.say("The programme's keys"))
        self.page = AuthorityPage(desk, self, with_office=False)
        self.page.set_look(look)
        self.page.retranslate()
        self.said = Label(look, self, wrap=True)
        self.said.setContentsMargins(look.px(12), 0, look.px(12), 0)
        self.page.announced.connect(self.said.setText)
        close = Button(self)
        close.setText(desk.say("Close"))
        close.set_look(look)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, look.px(12), look.px(8))
        row.addWidget(self.said, 1)
        row.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page, 1)
        whole.addLayout(row)
        room = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(look.px(960), room.width() - 40), min(look.px(560), room.height() - 60))
