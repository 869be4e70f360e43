"""The first start in a new data folder: the office, and one clerk and one manager."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from kmmp_desktop.domain.counties import COUNTIES
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.services.keys import RecoverySheet
from ui.keys.recovery_dialog import RecoveryDialog
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet


@dataclass(frozen=True)
class _Account:
    role: Role
    name: QLineEdit
    username: QLineEdit
    passphrase: QLineEdit
    again: QLineEdit


class FirstRunDialog(Sheet):
    """Founds the office and adds its first two people. ``person`` is the clerk afterwards."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        say = desk.say
        super().__init__(desk, say("A new office"), say("Start"), parent)
        self.person: Person | None = None
        self._made: dict[str, Person] = {}
        self._sheets: dict[str, RecoverySheet] = {}
        self.recovery: RecoveryDialog | None = None
        look = desk.look
        intro = Label(look, ink="muted", wrap=True)
        intro.setText(
            say(
                "This data folder is empty. Give the office its name and add the clerk and the manager. "
                "They are two people: nobody approves what he or she prepared."
            )
            + " "
            + say("Everything is kept in {folder}.", folder=desk.services.home)
        )
        self.body.addWidget(intro)
        form = QFormLayout()
        form.setSpacing(look.px(8))
        self.office = self._field(form, "Office")
        self.partner = self._field(form, "Implementing partner")
        self.county = ComboBox(look)
        self.county.addItem(say("several counties"), "")
        for name in sorted(COUNTIES.values()):
            self.county.addItem(name, name)
        self.county.setAccessibleName(say("County"))
        form.addRow(say("County"), self.county)
        self.clerk = self._account(form, Role.CLERK, say("Clerk"))
        self.manager = self._account(form, Role.MANAGER, say("Manager"))
        self.body.addLayout(form)
        note = Label(look, ink="muted", wrap=True)
        note.setText(
            say(
                "A passphrase opens the account and the signing key. It is kept nowhere; the recovery sheets "
                "that come next set a new one when it is forgotten."
            )
        )
        self.body.addWidget(note)
        self._offer_programme_keys()
        self.office.setFocus()

    def _offer_programme_keys(self) -> None:
        """Whoever keeps the programme's keys needs no office on this computer."""
        self.programme = Button(self)
        self.programme.setText(self.desk.say("The programme's keys…"))
        self.programme.set_look(self.desk.look)
        self.programme.clicked.connect(self._show_programme_keys)
        self.foot.insertWidget(0, self.programme)

    def _show_programme_keys(self) -> None:
        from ui.authority.window import AuthorityWindow  # late: most offices never need it

        window = AuthorityWindow(self.desk, self)
        window.exec()
        window.deleteLater()

    def _field(self, form: QFormLayout, label: str, *, secret: bool = False, of: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setMinimumWidth(self.desk.look.px(280))
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        words = self.desk.say(label)
        field.setAccessibleName(f"{of}: {words}" if of else words)
        form.addRow(words, field)
        return field

    def _account(self, form: QFormLayout, role: Role, title: str) -> _Account:
        head = Label(self.desk.look, bold=True)
        head.setText(title)
        head.setContentsMargins(0, self.desk.look.px(8), 0, 0)
        form.addRow(head)
        return _Account(
            role,
            self._field(form, "Full name", of=title),
            self._field(form, "User name", of=title),
            self._field(form, "Passphrase", secret=True, of=title),
            self._field(form, "Passphrase again", secret=True, of=title),
        )

    def commit(self) -> None:
        say = self.desk.say
        blank = next((field for field in self.findChildren(QLineEdit) if not field.text().strip()), None)
        if blank is not None:
            self.show_problem(say('"{field}" is blank. Every field is needed.', field=blank.accessibleName()))
            blank.setFocus()
            return
        for account in (self.clerk, self.manager):
            if account.passphrase.text() != account.again.text():
                self.show_problem(say("The two passphrases are not the same."))
                account.again.setFocus()
                return
        if self.clerk.username.text().strip().lower() == self.manager.username.text().strip().lower():
            self.show_problem(say("The clerk and the manager need two different user names."))
            self.manager.username.setFocus()
            return
        office = (self.office.text(), self.partner.text(), str(self.county.currentData()))
        wanted = [
            (a.username.text().strip().lower(), a.name.text(), a.role, a.passphrase.text())
            for a in (self.clerk, self.manager)
        ]
        people, made = self.desk.services.people, self._made
        keys, sheets = self.desk.services.keys, self._sheets

        def found(report: Report) -> None:
            people.found_office(*office)
            for done, (username, name, role, passphrase) in enumerate(wanted):
                report(2 * done, 2 * len(wanted))
                # Pressed a second time after one of the two was refused: the other is there already.
                if username not in made:
                    made[username] = people.add(username, name, role, passphrase)
                report(2 * done + 1, 2 * len(wanted))
                if username not in sheets:
                    sheets[username] = keys.make_recovery(made[username], passphrase)

        task = Task(found)
        task.succeeded.connect(self._founded)
        task.failed.connect(self._refused)
        self.work(task)

    def _refused(self) -> None:
        """Lead to the account that was refused: the sentence does not say whose passphrase it was."""
        for account in (self.clerk, self.manager):
            if account.username.text().strip().lower() not in self._made:
                account.passphrase.setFocus()
                account.passphrase.selectAll()
                return

    def _founded(self) -> None:
        """The office stands; the recovery sheets are offered before anything else is done."""
        self.person = self._made[self.clerk.username.text().strip().lower()]
        sheets, self._sheets = tuple(self._sheets.values()), {}
        self.recovery = RecoveryDialog(self.desk, sheets, self)
        self.recovery.finished.connect(self.accept)
        self.recovery.open()
