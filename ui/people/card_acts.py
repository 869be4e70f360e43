"""People of other offices, from their cards: added, or believed with another key, by the fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.roster import LookedCard
from kmmp_desktop.text import Message
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.people.act_sheet import ActSheet, Ask
from ui.people.roles import ROLE_WORDS


class CardActs(QObject):
    """``said(str)`` tells who was added, ``failed(str)`` why not; ``changed``: read the list again."""

    said = Signal(str)
    failed = Signal(str)
    changed = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: ActSheet | None = None

    def choose(self) -> None:
        say = self._desk.say
        name, _ = QFileDialog.getOpenFileName(
            self._page, say("Choose the card of a person"), "", f"{say('All files')} (*)"
        )
        if name:
            self.add(Path(name))

    def add(self, path: Path) -> None:
        """Show whose card it is and ask for the fingerprint, which is never shown: its owner reads it out."""
        desk = self._desk
        try:
            looked = desk.services.roster.look(path)
        except KmmpError as error:
            self.failed.emit(say_error(desk, error))
            return
        if looked.is_here:
            self.said.emit(
                desk.say("{name} is in the roster with this key already.", name=looked.person.name)
            )
            return

        def act(given: Mapping[str, object]) -> Person:
            why = str(given.get("why", ""))
            new_key = looked.known is not None
            return desk.services.roster.pin(
                path, str(given["fingerprint"]), desk.person, new_key=new_key, why=why
            )

        say, again = desk.say, looked.known is not None
        title = say("A new key for {name}" if again else "Add {name} from a card", name=looked.person.name)
        go = say("Believe the new key") if again else say("Add the person")
        asked = [Ask("fingerprint", "Fingerprint, as read out")]
        if again:
            asked.insert(0, Ask("why", "Why it is new"))
        said = [say(each) for each in _sentences(looked)]
        dialog = ActSheet(desk, title, go, said, asked, act, self._page)
        dialog.accepted.connect(lambda: self._done(dialog.outcome))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _done(self, added: object) -> None:
        assert isinstance(added, Person)
        words = {"name": added.name, "office": added.office_name}
        told = Message("What {name} signs for {office} is believed here from now on.", words)
        self.said.emit(self._desk.say(told))
        self.changed.emit()


def _sentences(looked: LookedCard) -> tuple[Message, ...]:
    person = looked.person
    words = {"name": person.name, "office": person.office_name, "role": Message(ROLE_WORDS[person.role])}
    who = Message("The card says: {name}, {role}, {office}.", words)
    if looked.known is None:
        return (
            who,
            Message(
                "From then on signatures of {name} are believed here, for {office} and for no other office.",
                words,
            ),
            Message(
                "Have {name} read the fingerprint out, by telephone or face to face, and type it. Do not "
                "take it from the message that brought the card.",
                words,
            ),
        )
    return (
        who,
        Message(
            "{name} is in the roster with another key already: {known}.",
            {"name": person.name, "known": looked.known.fingerprint},
        ),
        Message(
            "A new key may be a stolen name: call {name} on a number that you had before, ask why the key is "
            "new, and have the new fingerprint read out.",
            words,
        ),
        Message(
            "What the old key signed still counts; if it was stolen, the programme has to withdraw it.", words
        ),
    )
