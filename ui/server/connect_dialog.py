"""Connecting the office with a PostgreSQL server: the address, what answers there, and what will happen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QLineEdit, QScrollArea, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.server_office import FILE, FILE_STAYS, Found
from kmmp_desktop.text import Message
from ui.messages import sentence
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet


class ConnectDialog(Sheet):
    """Looks first (nothing is changed), says what will happen, then does it on a second press.

    True from ``exec``: the folder works with the server from the next time it is opened.
    """

    def __init__(self, desk: Desk, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("The office's server"), desk.say("Test the connection"), parent)
        assert desk.server is not None
        self._server, self._home = desk.server(), home
        self._found: Found | None = None
        self._done = False
        say, look = desk.say, desk.look
        about = Label(look, wrap=True)
        about.setText(
            say(
                "Several computers can work on one office: its figures then lie in a PostgreSQL database on "
                "a server. Who looks after the server gives you its address and a password."
            )
        )
        about.setMinimumWidth(look.px(360))
        self.body.addWidget(about)
        self.address, self.password = QLineEdit(), QLineEdit()
        self.address.setPlaceholderText("postgresql://user@server/database")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setSpacing(look.px(8))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for field, words in ((self.address, say("Address")), (self.password, say("Password"))):
            field.setAccessibleName(words)
            field.setMinimumWidth(look.px(260))
            field.textEdited.connect(self._changed)
            form.addRow(words, field)
        self.body.addLayout(form)
        self.answer = Label(look, bold=True, wrap=True)
        self.will = Label(look, wrap=True)
        self.travels = Label(look, ink="muted", wrap=True)
        self.stays = Label(look, wrap=True)
        for part in (self.answer, self.will, self.stays, self.travels):
            self.body.addWidget(part)
            part.hide()
        self._show_present()
        self.address.setFocus()

    def _show_present(self) -> None:
        """Where the office is now."""
        try:
            connection = self._server.connection
        except KmmpError as error:
            self.show_problem(error)
            return
        if connection is not None:
            self.address.setText(connection.url)
            self._say(self.answer, Message("The office is on {place} now.", {"place": connection.place}))

    def _changed(self) -> None:
        """Another address: what was found no longer counts."""
        self._found = None
        for part in (self.answer, self.will, self.stays, self.travels):
            part.hide()
        self.go.setText(self.desk.say("Test the connection"))

    def commit(self) -> None:
        if self._done:
            self.accept()
        elif self._found is None:
            self._look()
        else:
            self._act(self._found)

    def _look(self) -> None:
        address, password, server = self.address.text(), self.password.text(), self._server
        if not address.strip():
            self.show_problem(self.desk.say("Type the address of the server."))
            self.address.setFocus()
            return
        task = Task(lambda _report: server.look(address, password))
        task.succeeded.connect(self._answered)
        self.work(task)

    def _answered(self, found: Found) -> None:
        self._found = found
        place = found.connection.place
        moves = self._server.has_file
        if found.is_empty:
            self._say(self.answer, Message("{place} answers. Its database is empty.", {"place": place}))
            will = (
                "The office of this folder is copied there and compared; nothing is switched before that is "
                "done. The program then closes: open it again to go on."
                if moves
                else "Tables are made there, and you are asked for the name of the office next."
            )
            self._say(self.will, Message(will))
            if moves:
                self._say(self.stays, Message(FILE_STAYS, {"file": FILE}))
            self.go.setText(self.desk.say("Move the office") if moves else self.desk.say("Connect"))
        else:
            said = Message(
                "{place} answers. It holds the office {office} with {people} people.",
                {"place": place, "office": found.seen.office, "people": found.seen.people},
            )
            self._say(self.answer, said)
            if moves:
                self._found = None
                self.show_problem(
                    self.desk.say(
                        "This folder holds an office of its own, which can move into an empty database only. "
                        "To work with the one on the server, start the program with another folder."
                    )
                )
                return
            self._say(self.will, Message("This computer joins that office. You sign in with your account."))
            self.go.setText(self.desk.say("Connect"))
        self._say(self.travels, _travels(found))

    def _act(self, found: Found) -> None:
        server, by = self._server, self.desk.person

        def run(report: Report) -> object:
            if server.has_file:
                return server.move(found, lambda _step, done, of: report(done, of), by)
            return server.connect(found, by)

        task = Task(run)
        task.succeeded.connect(self._acted)
        self.work(task)

    def _acted(self, outcome: object) -> None:
        if outcome is not False:
            self.accept()
            return
        self._done = True  # without a keyring: say so before the dialog goes
        self._say(self.will, Message("This computer has no keyring: the password is asked at each start."))
        self.go.setText(self.desk.say("Go on"))

    def _say(self, label: Label, message: Message) -> None:
        label.setText(self.desk.say(message))
        label.show()
        self._fit()

    def _fit(self) -> None:
        """Room for what has been said: the body scrolls only where the screen is too small."""
        area = self.findChild(QScrollArea)
        layout = self.layout()
        if area is not None and layout is not None:
            self.body.activate()
            area.updateGeometry()
            layout.activate()
            self.resize(self.sizeHint().expandedTo(self.size()).boundedTo(self._room()))

    def _on_failed(self, error: Exception) -> None:
        super()._on_failed(error)
        if isinstance(error, KmmpError):
            self.setAccessibleDescription(sentence(self.desk, error))


def _travels(found: Found) -> Message:
    connection = found.connection
    if connection.is_local:
        return Message("The server is on this computer: nothing crosses a network.")
    if connection.is_encrypted:
        return Message("Everything travels encrypted (TLS).")
    return Message("The connection is not encrypted: whoever listens on the network reads the figures.")
