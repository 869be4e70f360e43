"""Copy details for support: exactly what will be copied is shown before it is."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from kmmp_desktop import __version__
from kmmp_desktop.services.support import Fact, assemble
from ui.page import Desk
from ui.style.look import SMALL
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class SupportDialog(QDialog):
    """``more`` stands at the end: where and of what kind an error was."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, more: str = "") -> None:
        super().__init__(parent)
        look, say = desk.look, desk.say
        self.setWindowTitle(say("Details for support"))
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(look.font(SMALL).pointSizeF())
        self.text.setFont(fixed)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setPlainText(details(desk) + (f"\n\n{more}" if more else ""))
        self.text.setAccessibleName(say("Details for support"))
        what = Label(look, self, wrap=True)
        what.setText(
            say(
                "This is all that is copied. It holds no figures, no names of people or facilities, and no "
                "passphrases. Paste it into a message to whoever helps you."
            )
        )
        self.done_words = Label(look, self, points=SMALL, ink="ok")
        self.copy_button = Button(kind="primary")
        self.copy_button.setText(say("Copy"))
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self._copy)
        close = Button()
        close.setText(say("Close"))
        close.clicked.connect(self.reject)
        for button in (self.copy_button, close):
            button.set_look(look)
        self._desk = desk
        row = QHBoxLayout()
        row.addWidget(self.done_words, 1)
        row.addWidget(self.copy_button)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(14))
        column.setSpacing(look.px(10))
        column.addWidget(what)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        room = QGuiApplication.primaryScreen().availableSize()
        self.resize(
            min(look.px(760), room.width() - look.px(40)), min(look.px(520), room.height() - look.px(60))
        )
        self.copy_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.done_words.setText(self._desk.say("Copied."))


def details(desk: Desk) -> str:
    """The whole text; before an office is open, what is known without one."""
    around = screen_facts(desk)
    services = desk.services
    if services is None:  # the window is painted before there are services
        return assemble(around, "")
    return services.support.details(around)


def screen_facts(desk: Desk | None) -> list[Fact]:
    """Versions, system and screen."""
    from PySide6 import __version__ as pyside_version

    screen = QGuiApplication.primaryScreen()
    facts = [
        ("Program", f"KMMP Desktop {__version__}"),
        ("System", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("Python", platform.python_version()),
        ("Qt", f"{qVersion()}, PySide6 {pyside_version}, {QGuiApplication.platformName()}"),
    ]
    if screen is not None:
        size = screen.size()
        facts.append(
            ("Screen", f"{size.width()} x {size.height()}, scaled {screen.devicePixelRatio():g}, "
                       f"{screen.logicalDotsPerInch():.0f} dots an inch")
        )  # fmt: skip
    if desk is not None:
        look = desk.look
        facts.append(
            (
                "Look",
                f"{'dark' if look.dark else 'light'}, text {look.scale * 100:.0f} %, {desk.texts.language}",
            )
        )
    return facts
