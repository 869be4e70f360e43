"""Small dialogs: what went wrong and what to do, and a question before something is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.logs import told
from kmmp_desktop.text import Message
from ui.page import Desk


def sentence(desk: Desk, error: KmmpError) -> str:
    """What happened and what to do, in the person's language."""
    return f"{desk.say(error.message)} {desk.say(error.hint) if error.hint else ''}".rstrip()


def show_error(parent: QWidget, desk: Desk, error: Exception) -> None:
    """Tell of a problem the person can act on. Any other error is a bug: it goes to the crash hook."""
    if not isinstance(error, KmmpError):
        raise error
    box = _box(parent, QMessageBox.Icon.Warning)
    box.setText(desk.say(error.message))
    box.setInformativeText(desk.say(error.hint) if error.hint else "")
    copy = box.addButton(desk.say("Copy details for support…"), QMessageBox.ButtonRole.ActionRole)
    box.setDefaultButton(box.addButton(desk.say("Close"), QMessageBox.ButtonRole.AcceptRole))
    box.exec()
    if box.clickedButton() is copy:
        show_details(parent, desk, error)


def show_details(parent: QWidget, desk: Desk, error: KmmpError) -> None:
    """What is copied for whoever helps, with the kind and the places of this error."""
    from ui.support_dialog import SupportDialog  # late: rarely needed

    SupportDialog(desk, parent, more=told(error)).exec()


def tell(parent: QWidget, desk: Desk, what: str | Message, more: str | Message = "") -> None:
    """Tell something that needs no decision."""
    box = _box(parent, QMessageBox.Icon.Information)
    box.setText(desk.say(what))
    box.setInformativeText(desk.say(more) if more else "")
    box.addButton(desk.say("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def ask(
    parent: QWidget,
    desk: Desk,
    question: str | Message,
    yes: str,
    no: str = "Cancel",
    more: str | Message = "",
) -> bool:
    """Ask before something that cannot be taken back. Buttons carry verbs; Esc means ``no``."""
    box = _box(parent, QMessageBox.Icon.Question)
    box.setText(desk.say(question))
    box.setInformativeText(desk.say(more) if more else "")
    go = box.addButton(desk.say(yes), QMessageBox.ButtonRole.AcceptRole)
    stop = box.addButton(desk.say(no), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stop)
    box.setEscapeButton(stop)
    box.exec()
    return box.clickedButton() is go


def _box(parent: QWidget, icon: QMessageBox.Icon) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle("KMMP Desktop")
    box.setIcon(icon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box
