"""Who sits at the desk: choose yourself and give your passphrase."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from kmmp_desktop.domain.office import Person
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.tasks import Task
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
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
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
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
