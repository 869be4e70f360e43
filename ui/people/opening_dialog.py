"""A protected office: user name and passphrase before its database is opened, or the office's code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import StorageError
from ui.keys.secret_sheet import NEW, NEW_ONES, SecretField, SecretSheet
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.secret_line import hide
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    # Only for the type: the services pull in the database, which waits until the window is painted.
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.protection_ports import Door


class OpeningDialog(Sheet):
    """``services`` and ``person`` are there after ``exec`` has returned true.

    The names of the people lie in the database: nobody is offered, the user name is typed.
    """

    def __init__(
        self, desk: Desk, door: Door, open_office: Callable[[], Services], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, desk.say("Open the office"), desk.say("Open the office"), parent)
        self.services: Services | None = None
        self.person: Person | None = None
        self.error: StorageError | None = None
        """Why it closed by itself: another passphrase would not help."""
        self._door, self._open_office = door, open_office
        say, look = desk.say, desk.look
        about = Label(look, wrap=True)
        about.setText(say("The data of this office are locked. Your passphrase opens them and signs you in."))
        about.setMinimumWidth(look.px(380))
        self.body.addWidget(about)
        self.username, self.passphrase = QLineEdit(), QLineEdit()
        hide(self.passphrase, say, look)
        form = QFormLayout()
        form.setSpacing(look.px(8))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for field, words in ((self.username, say("User name")), (self.passphrase, say("Passphrase"))):
            field.setAccessibleName(words)
            field.setMinimumWidth(look.px(260))
            form.addRow(words, field)
        self.body.addLayout(form)
        self.hint = Label(look, ink="muted", wrap=True)
        self.hint.hide()
        self.body.addWidget(self.hint)
        self.by_code = Button(kind="flat")
        self.by_code.setText(say("Nobody knows a passphrase…"))
        self.by_code.clicked.connect(self._use_code)
        self.by_code.set_look(look)
        self.foot.insertWidget(0, self.by_code)
        self.username.setFocus()

    def commit(self) -> None:
        username, passphrase = self.username.text().strip(), self.passphrase.text()
        for field, words in (
            (self.username, "Type your user name."),
            (self.passphrase, "Type your passphrase."),
        ):
            if not field.text().strip():
                self.show_problem(self.desk.say(words))
                field.setFocus()
                return
        door, services = self._door, self.services

        def work(_report: Report) -> tuple[Services, Person]:
            known = services
            if known is None:
                door.open(username, passphrase)
                known = self._open_office()
            return known, door.sign_in(known, username, passphrase)

        task = Task(work)
        task.succeeded.connect(self._opened)
        task.failed.connect(self._refused)
        self.work(task)

    def _opened(self, opened: tuple[Services, Person]) -> None:
        self.services, self.person = opened
        self.passphrase.clear()
        self.accept()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, StorageError):
            self.error = error
            self.done(0)
            return
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    # -- with the sheet of the office ------------------------------------------------------

    def _use_code(self) -> None:
        """First the code, which opens; then whose passphrase is set, since names are known only then."""
        say = self.desk.say
        self.code_sheet = SecretSheet(
            self.desk,
            say("Open with the code of the office"),
            say("Open the office"),
            (
                say("Type the code of the recovery sheet of the office. Then a manager or an administrator "
                    "gets a new passphrase; they give one to everybody else."),
                say("A person's own recovery sheet is for later: once the office is open."),
            ),
            (SecretField("code", "Recovery code of the office", shown=True),),
            lambda given: self._opened_by_code(given["code"]),
            self,
        )  # fmt: skip
        self.code_sheet.accepted.connect(self._choose_whom)
        self.code_sheet.finished.connect(self.code_sheet.deleteLater)
        self.code_sheet.open()

    def _opened_by_code(self, code: str) -> Services:
        if self.services is None:
            self._door.open_by_code(code)
            self.services = self._open_office()
        return self.services

    def _choose_whom(self) -> None:
        assert self.services is not None
        services, say, look = self.services, self.desk.say, self.desk.look
        people = services.protecting.who_may_be_rescued()
        if not people:
            self.show_problem(say("There is no manager and no administrator in this office."))
            return
        whose = ComboBox(look)
        for person in people:
            whose.addItem(f"{person.name}, {say(ROLE_WORDS[person.role])}", person.username)
        whose.setAccessibleName(say("Person"))
        chosen = [str(whose.currentData())]
        whose.currentIndexChanged.connect(lambda _at: chosen.__setitem__(0, str(whose.currentData())))

        def rescue(given: Mapping[str, str]) -> Person:
            return services.protecting.rescue(chosen[0], given[NEW])

        self.new_sheet = SecretSheet(
            self.desk,
            say("A new passphrase"),
            say("Set the new passphrase"),
            (
                say(
                    "Whose passphrase is set anew? The signing key is given up, and made anew with the next "
                    "signature."
                ),
            ),
            NEW_ONES,
            rescue,
            self,
        )
        self.whose = whose
        self.new_sheet.body.insertWidget(1, whose)
        self.new_sheet.accepted.connect(lambda: self._rescued(chosen[0]))
        self.new_sheet.finished.connect(self.new_sheet.deleteLater)
        self.new_sheet.open()

    def _rescued(self, username: str) -> None:
        self.hint.setText(self.desk.say("The new passphrase is set. Sign in with it."))
        self.hint.show()
        self.show_problem("")  # after the sentence stands: the dialog makes room for it
        self.username.setText(username)
        self.passphrase.clear()
        self.passphrase.setFocus()
