"""What is done with accounts, over the list of people: each asks first, and tells afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.staff import Member
from kmmp_desktop.text import Message
from ui.faces.trouble import say_error
from ui.keys.key_acts import KeyActs
from ui.page import Desk
from ui.people.act_sheet import AGAIN, NEW, Act, ActSheet, Ask
from ui.people.card_acts import CardActs
from ui.people.person_rows import work_words
from ui.people.roles import ROLE_WORDS
from ui.widgets.sheet import Sheet

Told = Callable[[object], Message]

ACTS: tuple[tuple[str, str], ...] = (
    ("add", "Add a person…"),
    ("role", "Change the role…"),
    ("name", "Change the name…"),
    ("disable", "Close the account…"),
    ("enable", "Open the account again"),
    ("hand_over", "Hand the work over…"),
    ("passphrase", "Give a new passphrase…"),
    ("waiting", "End the waiting"),
    ("pin", "Add a person from a card…"),
)
"""Name and catalogue text, in the order of the buttons."""


_KEY_GIVEN_UP = (
    "The certificate carries the earlier name. The signing key is given up with it: the next signature "
    "makes a new one, for which a recovery sheet and a certificate are needed anew.",
)


class PersonActs(QObject):
    """``said(str)`` tells what was done, ``failed(str)`` why not; ``changed`` asks to read the list again."""

    said = Signal(str)
    failed = Signal(str)
    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, parent
        self.dialog: Sheet | None = None
        self.keys = KeyActs(desk, parent)
        self.keys.said.connect(self.said)
        self.keys.changed.connect(self.changed)
        self.cards = CardActs(desk, parent)
        self.cards.said.connect(self.said)
        self.cards.failed.connect(self.failed)
        self.cards.changed.connect(self.changed)
        self.members: tuple[Member, ...] = ()

    def offered(self, name: str, member: Member | None) -> bool:
        """Whether the person at the desk can do this with this account."""
        me = self._desk.person
        if not may(me, Action.PEOPLE):
            return False
        if name in ("add", "pin"):
            return True
        if member is None or not member.has_account or member.person.id == me.id:
            return False
        opened = member.person.enabled
        return {"enable": not opened, "waiting": opened and member.wrong_tries > 0}.get(name, opened)

    def run(self, name: str, member: Member | None) -> None:
        if not self.offered(name, member):
            return
        if name == "add":
            self._add()
        elif name == "pin":
            self.cards.choose()
        elif member is not None:
            acts: dict[str, Callable[[Member], None]] = {
                "role": self._role,
                "name": self._name,
                "disable": self._disable,
                "enable": self._enable,
                "hand_over": self._hand_over,
                "passphrase": self._passphrase,
                "waiting": self._waiting,
            }
            acts[name](member)

    # -- acts ------------------------------------------------------------------------------

    def _add(self) -> None:
        people, me = self._desk.services.people, self._desk.person

        def act(given: Mapping[str, object]) -> Person:
            role = Role(str(given["role"]))
            return people.add(str(given["username"]), str(given["name"]), role, str(given[NEW]), me)

        self._ask(
            "Add a person",
            "Add the person",
            (
                "The name is printed on what the person signs.",
                "Tell the passphrase in person; its owner changes it at once under Tools, My key.",
            ),
            (
                Ask("name", "Full name"),
                Ask("username", "User name"),
                self._roles(Role.CLERK),
                Ask(NEW, "Passphrase", secret=True),
                Ask(AGAIN, "Passphrase again", secret=True),
            ),
            act,
            lambda made: Message("{name} can sign in now.", {"name": getattr(made, "name", "")}),
        )

    def _role(self, member: Member) -> None:
        staff, me, person = self._desk.services.staff, self._desk.person, member.person
        self._ask(
            Message("Another role for {name}", {"name": person.name}),
            "Change the role",
            (
                "What was signed in the old role stays good. The signing key is given up with it: the next "
                "signature makes a new one, for which a recovery sheet and a certificate are needed anew.",
                "Nobody approves what he or she entered in an earlier role.",
            ),
            (self._roles(person.role),),
            lambda given: staff.change_role(person, Role(str(given["role"])), me),
            lambda _: Message("{name} has another role now.", {"name": person.name}),
        )

    def _name(self, member: Member) -> None:
        staff, me, person = self._desk.services.staff, self._desk.person, member.person
        self._ask(
            Message("Another name for {name}", {"name": person.name}),
            "Change the name",
            (
                "What was signed keeps the earlier name, and the log keeps both.",
                *(_KEY_GIVEN_UP if person.certificate else ()),
            ),
            (Ask("name", "Full name", chosen=person.name),),
            lambda given: staff.rename(person, str(given["name"]), me),
            lambda _: Message("{name} has another name now.", {"name": person.name}),
        )

    def _disable(self, member: Member) -> None:
        staff, me, person = self._desk.services.staff, self._desk.person, member.person
        self._ask(
            Message("Close the account of {name}", {"name": person.name}),
            "Close the account",
            (
                "What was entered and signed stays. Nobody signs in with the account any more; a session "
                "that is open ends with its next act.",
                *self._left(member),
            ),
            (Ask("why", "Reason"),),
            lambda given: staff.disable(person, str(given["why"]), me),
            self._closed,
        )

    def _enable(self, member: Member) -> None:
        try:
            self._desk.services.staff.enable(member.person, self._desk.person)
        except KmmpError as error:
            self.failed.emit(say_error(self._desk, error))
            return
        told = Message("The account of {name} is open again.", {"name": member.person.name})
        if self._desk.services.people.protection.is_protected:
            told = Message(
                "The account of {name} is open again. Give a new passphrase: none before opens the office.",
                {"name": member.person.name},
            )
        self._done(told)

    def _hand_over(self, member: Member) -> None:
        staff, me, person = self._desk.services.staff, self._desk.person, member.person
        others = [
            (f"{m.person.name}, {self._desk.say(ROLE_WORDS[m.person.role])}", m.person.username)
            for m in self.members
            if m.has_account and m.person.enabled and m.person.id != person.id
        ]
        known = {m.person.username: m.person for m in self.members}
        self._ask(
            Message("Hand the work of {name} over", {"name": person.name}),
            "Hand over and close",
            (
                *self._left(member),
                Message(
                    "Whoever takes it over goes on with it, and may not approve what {name} entered.",
                    {"name": person.name},
                ),
            ),
            (Ask("to", "Goes to", choices=tuple(others)), Ask("why", "Reason")),
            lambda given: staff.hand_over(person, known[str(given["to"])], str(given["why"]), me),
            self._closed,
        )

    def _passphrase(self, member: Member) -> None:
        self.keys.give(member.person)
        self.dialog = self.keys.dialog

    def _waiting(self, member: Member) -> None:
        try:
            self._desk.services.staff.end_waiting(member.person, self._desk.person)
        except KmmpError as error:
            self.failed.emit(say_error(self._desk, error))
            return
        self._done(Message("{name} can try again at once.", {"name": member.person.name}))

    # -- words -----------------------------------------------------------------------------

    def _left(self, member: Member) -> tuple[str, ...]:
        """What is begun and not finished; names the facilities, as far as they go into a sentence."""
        say = self._desk.say
        begun, asked = work_words(member.work)
        if begun is None:
            return (say("{name} has no open work.", name=member.person.name),)
        names = {f.mfl: f.name for f in self._desk.services.facilities.all()}
        drafts = [names.get(r.key.facility, r.key.facility) for r in member.work.drafts]
        shown = ", ".join(drafts[:5]) + (f" +{len(drafts) - 5}" if len(drafts) > 5 else "")
        said = say("Open work of {name}: {work}.", name=member.person.name, work=say(begun))
        parts = [said, shown] if shown else [said]
        return (*parts, say(asked)) if asked else tuple(parts)

    def _roles(self, chosen: Role) -> Ask:
        choices = tuple((self._desk.say(ROLE_WORDS[role]), role.value) for role in Role)
        return Ask("role", "Role", choices=choices, chosen=chosen.value)

    def _closed(self, closed: object) -> Message:
        assert isinstance(closed, Person)
        told = Message("The account of {name} is closed.", {"name": closed.name})
        revoke = self._desk.services.staff.revocation(closed)
        if self._desk.services.protection.is_protected:
            told = Message(
                "{told} What {name} copied may open later copies of the folder too, until the key is "
                "changed: Tools, Protection of the office.",
                {"told": told, "name": closed.name},
            )
        return told if revoke is None else Message("{one} {two}", {"one": told, "two": revoke})

    # -- asking ----------------------------------------------------------------------------

    def _ask(
        self,
        title: str | Message,
        go: str,
        sentences: Sequence[str | Message],
        asked: Sequence[Ask],
        act: Act,
        told: Told,
    ) -> None:
        say = self._desk.say
        said = [say(each) for each in sentences]
        dialog = ActSheet(self._desk, say(title), say(go), said, asked, act, self._page)
        dialog.accepted.connect(lambda: self._done(told(dialog.outcome)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _done(self, told: Message) -> None:
        self.said.emit(self._desk.say(told))
        self.changed.emit()
