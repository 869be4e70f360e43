"""The password of the office's server, asked at the start where none is known or it has changed."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from kmmp_desktop.errors import ServerPasswordError
from ui.messages import sentence
from ui.page import Desk
from ui.tasks import Task
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet


class PasswordDialog(Sheet):
    """True from ``exec``: the server took the password, and this computer keeps it where it can."""

    def __init__(self, desk: Desk, error: ServerPasswordError, parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("The office's server"), desk.say("Open"), parent)
        assert desk.server is not None
        self._server = desk.server()
        say, look = desk.say, desk.look
        about = Label(look, wrap=True)
        about.setText(sentence(desk, error))
        about.setMinimumWidth(look.px(380))
        self.body.addWidget(about)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(say("Password"))
        self.password.setMinimumWidth(look.px(260))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(say("Password"), self.password)
        self.body.addLayout(form)
        self.password.setFocus()

    def commit(self) -> None:
        server, password = self._server, self.password.text()
        if not password:
            self.show_problem(self.desk.say("Type the password of the server."))
            return
        task = Task(lambda _report: server.give_password(password))
        task.succeeded.connect(lambda _result: self.accept())
        self.work(task)
