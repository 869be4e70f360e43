"""First run, the first accounts: a clerk and a manager, and an administrator where one is wanted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.founding import Newcomer, weigh_newcomer
from kmmp_desktop.services.passphrase_rules import weigh
from ui.first_run.step import Field, Step, Told
from ui.messages import sentence
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.tasks import Report
from ui.widgets.check_box import CheckBox
from ui.widgets.labels import Label

SIDE_BY_SIDE = 1.4
"""Text size below which two accounts stand beside each other."""


def username_of(name: str) -> str:
    """A user name for ``A. Wanjiru``: the last word, in plain small letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words: list[str] = re.findall(r"[a-z]{2,}", plain)
    return words[-1] if words else ""


class AccountBox(QWidget):
    """One person's four fields."""

    def __init__(self, desk: Desk, role: Role, told: str, office: Callable[[], str]) -> None:
        super().__init__()
        self.desk, self.role, self._office = desk, role, office
        self.known: Person | None = None
        say, title = desk.say, desk.say(ROLE_WORDS[role]).capitalize()
        self._offered = ""
        head = Label(desk.look, bold=True)
        head.setText(title)
        about = Label(desk.look, ink="muted", wrap=True)
        about.setText(told)
        self.name = Field(desk, say("Full name"), of=title)
        self.username = Field(desk, say("User name"), of=title)
        self.passphrase = Field(
            desk, say("Passphrase"), of=title, secret=True, note=say("Three or four words in a row.")
        )
        self.again = Field(desk, say("Passphrase again"), of=title, secret=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(desk.look.px(6))
        self._about = about
        for part in (head, about, *self.fields):
            column.addWidget(part)
        self.there = Told(desk.look)
        column.addWidget(self.there)
        column.addStretch(1)
        self.name.changed.connect(self._offer_username)
        self.username.changed.connect(lambda: self._weigh())
        self.passphrase.changed.connect(lambda: self._weigh())
        self.again.changed.connect(self._compare)
        self.passphrase.line.editingFinished.connect(lambda: self._weigh("error"))
        self.again.line.editingFinished.connect(self._compare_at_end)

    @property
    def fields(self) -> tuple[Field, ...]:
        return (self.name, self.username, self.passphrase, self.again)

    @property
    def is_blank(self) -> bool:
        return not any(field.line.text() for field in (self.name, self.passphrase, self.again))

    def newcomer(self) -> Newcomer:
        return Newcomer(self.username.text.lower(), self.name.text, self.role, self.passphrase.line.text())

    def show_known(self, person: Person) -> None:
        """The account is on disk: it is told, and nothing of it is typed again."""
        self.known = person
        for field in self.fields:
            field.hide()
        self.there.say(f"{person.name} ({person.username})", "good")

    def _offer_username(self) -> None:
        offered = username_of(self.name.text)
        if self.username.text in ("", self._offered):
            self.username.line.setText(offered)
            self._offered = offered
            self.username.say("")

    def _weigh(self, kind: str = "") -> None:
        """The rule that is not kept yet, while it is being typed; an error (``kind``) once it was left."""
        passphrase = self.passphrase.line.text()
        if not passphrase:
            self.passphrase.say("")
            return
        try:
            weigh(passphrase, self.username.text.lower(), (self.name.text, self._office()))
        except KmmpError as error:
            self.passphrase.say(sentence(self.desk, error), kind)
        else:
            self.passphrase.say(self.desk.say("Good: {count} characters.", count=len(passphrase)), "good")

    def _compare(self) -> None:
        same = self.again.line.text() == self.passphrase.line.text()
        self.again.say(self.desk.say("The same.") if same else "", "good")

    def _compare_at_end(self) -> None:
        if self.again.line.text() and self.again.line.text() != self.passphrase.line.text():
            self.again.say(self.desk.say("The two passphrases are not the same."))

    def wrong(self, taken: set[str]) -> QWidget | None:
        """Say what is wrong at its field. ``taken``: user names that others have."""
        say, first = self.desk.say, None
        blank = {
            self.name: say("Type the full name: it is printed on what this person signs."),
            self.username: say("Type a user name."),
            self.passphrase: say("Type a passphrase."),
            self.again: say("Type the passphrase once more."),
        }
        for field, words in blank.items():
            if not field.line.text().strip():
                field.say(words)
                first = first or field.line
        if first is not None:
            return first
        if self.username.text.lower() in taken:
            self.username.say(
                say("There is already somebody called {username}.", username=self.username.text)
            )
            return self.username.line
        if self.passphrase.line.text() != self.again.line.text():
            self.again.say(say("The two passphrases are not the same."))
            return self.again.line
        try:
            weigh(
                self.passphrase.line.text(),
                self.username.text.lower(),
                (self.name.text, self._office()),
            )
        except KmmpError as error:
            self.passphrase.say(sentence(self.desk, error))
            return self.passphrase.line
        try:
            weigh_newcomer(self.newcomer(), self._office())
        except KmmpError as error:
            self.username.say(sentence(self.desk, error))
            return self.username.line
        return None


class PeopleStep(Step):
    """``settle`` makes the accounts (and with the first of them the office) and returns their people."""

    name = "people"

    def __init__(
        self,
        desk: Desk,
        settle: Callable[[tuple[Newcomer, ...], Report], tuple[Person, ...]],
        office: Callable[[], str],
    ) -> None:
        super().__init__(desk)
        say, look = desk.say, desk.look
        self._settle = settle
        self._alone_told = False
        self.made: tuple[Person, ...] = ()
        self.head(
            say("The first people"),
            say("Clerk and manager are two people: nobody approves what he or she prepared."),
            say(
                "A passphrase opens the account, the data on this computer and the signing key. It is kept "
                "nowhere; a recovery sheet sets a new one when it is forgotten."
            ),
        )
        self.clerk = AccountBox(desk, Role.CLERK, say("Enters the returns and signs them first."), office)
        self.manager = AccountBox(
            desk, Role.MANAGER, say("Reviews, approves and sends; adds people later."), office
        )
        self.administrator = AccountBox(
            desk,
            Role.ADMINISTRATOR,
            say("Looks after accounts, backups and standards; enters nothing."),
            office,
        )
        row = QBoxLayout(
            QBoxLayout.Direction.LeftToRight
            if look.scale < SIDE_BY_SIDE
            else QBoxLayout.Direction.TopToBottom
        )
        row.setSpacing(look.px(24))
        row.addWidget(self.clerk, 1)
        row.addWidget(self.manager, 1)
        self.column.addLayout(row)
        self.alone = Told(look)
        self.column.addWidget(self.alone)
        self.more = CheckBox(look, say("Add an administrator too"))
        self.more.toggled.connect(self.administrator.setVisible)
        self.column.addWidget(self.more)
        self.making = Told(desk.look)
        self.column.addWidget(self.making)
        self.column.addWidget(self.administrator)
        self.administrator.hide()
        self.column.addStretch(1)
        self.chain(*self.clerk.fields, *self.manager.fields)
        self.chain(*self.administrator.fields)

    def enter(self) -> None:
        if self.desk.services:
            self._show_known()
        box = next((box for box in self._boxes() if box.known is None), None)
        if box is not None:
            box.name.line.setFocus()

    def _show_known(self) -> None:
        for person in self.desk.services.people.people():
            box = next((b for b in self._all() if b.role is person.role and b.known is None), None)
            if person.enabled and box is not None and not any(b.known == person for b in self._all()):
                box.show_known(person)
        settled = self.manager.known or self.administrator.known
        if settled:
            # From here on accounts are made by the manager or the administrator, not by this page.
            for box in self._all():
                box.setVisible(box.known is not None)
            self.more.hide()
            self.alone.say("")

    def _all(self) -> tuple[AccountBox, ...]:
        return self.clerk, self.manager, self.administrator

    def _boxes(self) -> list[AccountBox]:
        """The accounts that are asked for."""
        wanted = [self.clerk, self.manager]
        return [*wanted, self.administrator] if self.more.isChecked() else wanted

    def newcomers(self) -> tuple[Newcomer, ...]:
        return tuple(b.newcomer() for b in self._boxes() if b.known is None and not b.is_blank)

    def passphrases(self) -> dict[str, str]:
        """User name -> passphrase of those who were typed in here, for their recovery sheets."""
        return {b.username.text.lower(): b.passphrase.line.text() for b in self._all() if not b.is_blank}

    def forget(self) -> None:
        """What was typed is needed no more."""
        for box in self._all():
            box.passphrase.line.clear()
            box.again.line.clear()

    def wrong(self) -> QWidget | None:
        taken: set[str] = {b.known.username for b in self._all() if b.known is not None}
        found: QWidget | None = None
        for box in self._boxes():
            if box.known is not None or (
                box is self.manager and box.is_blank and not self.manager.isHidden()
            ):
                continue
            if box.isHidden():
                continue
            found = found or box.wrong(taken)
            taken.add(box.username.text.lower())
        return found or self._without_manager()

    def _without_manager(self) -> QWidget | None:
        """A clerk alone may go on, once it has been said what that means."""
        if self.manager.known is not None or not self.manager.is_blank or self.manager.isHidden():
            self.alone.say("")
            return None
        if self._alone_told:
            return None
        self._alone_told = True
        self.alone.say(
            self.desk.say(
                "Nobody can approve or send until there is a manager. Press Next once more to go on with a "
                "clerk alone, and add the manager later under Tools, First steps."
            )
        )
        return self.manager.name.line

    def work(self) -> Callable[[Report], object] | None:
        newcomers = self.newcomers()
        if not newcomers:
            return None
        self.making.say(
            self.desk.say("The office is being made, and its data locked. That takes some seconds.")
        )
        return partial(self._settle, newcomers)

    def failed(self) -> None:
        self.making.say("")

    def done(self, result: object) -> None:
        self.making.say("")
        self.made = tuple(self.desk.services.people.people())
        self._show_known()
