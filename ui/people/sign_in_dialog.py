"""Who sits at the desk: choose yourself and give your passphrase."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from kmmp_desktop.domain.office import Person
from ui.keys.secret_sheet import NEW, NEW_ONES, SecretField, SecretSheet
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.tasks import Task
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.secret_line import hide
from ui.widgets.sheet import Sheet


class SignInDialog(Sheet):
    """``person`` is who signed in, after ``exec`` has returned true."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, username: str = "") -> None:
        super().__init__(desk, desk.say("Who are you"), desk.say("Sign in"), parent)
        self.person: Person | None = None
        self.setProperty("gives up when locked", True)
        say, look = desk.say, desk.look
        self.who = ComboBox(look)
        for person in desk.services.people.people():
            if person.enabled:
                self.who.addItem(f"{person.name}, {say(ROLE_WORDS[person.role])}", person.username)
        self.who.setCurrentIndex(max(0, self.who.findData(username or desk.person.username)))
        self.who.setAccessibleName(say("Person"))
        self.passphrase = QLineEdit()
        hide(self.passphrase, say, look)
        self.passphrase.setAccessibleName(say("Passphrase"))
        self.passphrase.setMinimumWidth(look.px(260))
        form = QFormLayout()
        form.setSpacing(look.px(8))
        form.addRow(say("Person"), self.who)
        form.addRow(say("Passphrase"), self.passphrase)
        self.body.addLayout(form)
        self.hint = Label(look, ink="muted", wrap=True)
        if desk.demo_passphrase:
            self.hint.setText(say("Demo office: the passphrase is {words}", words=desk.demo_passphrase))
            self.body.addWidget(self.hint)
        self.forgot = Button(kind="flat")
        self.forgot.setText(say("Forgot the passphrase…"))
        self.forgot.clicked.connect(self._reset)
        self.forgot.set_look(look)
        self.foot.insertWidget(0, self.forgot)
        self.passphrase.setFocus()

    def _reset(self) -> None:
        """A new passphrase by the code of the recovery sheet; signing in comes after it."""
        say, username, keys = self.desk.say, str(self.who.currentData()), self.desk.services.keys
        dialog = SecretSheet(
            self.desk,
            say("Forgot the passphrase"),
            say("Set the new passphrase"),
            (
                say("{person}: type the code of the recovery sheet.", person=self.who.currentText()),
                say("Without a sheet a manager or an administrator can give a new one under Tools, My key."),
            ),
            (SecretField("code", "Recovery code", shown=True), *NEW_ONES),
            lambda given: keys.reset(username, given["code"], given[NEW]),
            self,
        )
        dialog.accepted.connect(self._was_reset)
        dialog.finished.connect(dialog.deleteLater)
        self.reset = dialog
        dialog.open()

    def _was_reset(self) -> None:
        self.show_problem("")
        self.hint.setText(self.desk.say("The new passphrase is set. Sign in with it."))
        self.body.addWidget(self.hint)
        self.passphrase.clear()
        self.passphrase.setFocus()

    def commit(self) -> None:
        username, passphrase = str(self.who.currentData()), self.passphrase.text()
        if not passphrase:
            self.show_problem(self.desk.say("Type your passphrase."))
            self.passphrase.setFocus()
            return
        people = self.desk.services.people
        task = Task(lambda _report: people.sign_in(username, passphrase))
        task.succeeded.connect(self._signed_in)
        task.failed.connect(self._refused)
        self.work(task)

    def _signed_in(self, person: Person) -> None:
        self.person = person
        self.accept()

    def _refused(self) -> None:
        self.passphrase.selectAll()
        self.passphrase.setFocus()
