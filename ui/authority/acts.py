"""What can be done with the programme's keys: each act asks the passphrase and locks the keys again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.domain.authority import DAYS, AuthorityBook
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.authority import OpenAuthority
from kmmp_desktop.services.authority_issuing import Asked as Request
from kmmp_desktop.services.key_files import Why
from kmmp_desktop.text import Message
from ui.authority.act_sheet import AGAIN, PASSPHRASE, PASSPHRASE_LINE, Act, ActSheet, Asked, Words
from ui.authority.issued_rows import OFFICE
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.tasks import Report

_WHY = {
    Why.FIRST: Message("a first certificate"),
    Why.RENEWAL: Message("a new certificate for the same key"),
    Why.NEW_KEY: Message("a new key, because the old one is lost: the old certificates end"),
}


class AuthorityActs(QObject):
    """Opens pages over ``window``. ``done(folder, sentence)`` after an act; ``refused(sentence)``."""

    done = Signal(object, str)
    refused = Signal(str)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.sheet: ActSheet | None = None
        """The page that is open, for as long as it is."""

    # -- the folder ------------------------------------------------------------------------

    def choose_folder(self) -> Path | None:
        name = QFileDialog.getExistingDirectory(
            self._window, self._desk.say("Folder of the programme's keys")
        )
        return Path(name) if name else None

    def found(self) -> None:
        """Set up a new programme in a folder that is chosen first."""
        folder = self.choose_folder()
        if folder is None:
            return
        words = Words(
            "Set up the keys of a programme",
            (
                Message(
                    "This makes the root key on which every signature of the programme will rest. Do it "
                    "once, on a computer that is not on the internet, and keep a copy of the folder in "
                    "a safe."
                ),
                Message(
                    "The passphrase cannot be recovered. Whoever has the folder and the passphrase is the "
                    "programme: five or six words that have nothing to do with one another are good."
                ),
            ),
            "Make the keys",
            (("Folder", str(folder)),),
        )
        asked = (
            Asked("programme", "Name of the programme"),
            Asked("after", "Last trust file of an earlier root (0: none)", "0"),
            PASSPHRASE_LINE,
            Asked(AGAIN, "Passphrase again"),
        )
        service = self._desk.services.authority

        def act(given: Mapping[str, str], _ticked: bool, _report: Report) -> object:
            service.create(folder, given["programme"], given[PASSPHRASE], _whole(given["after"], -1)).lock()
            return Message("The keys of the programme are in {folder}.", {"folder": folder})

        self._ask(words, asked, act, folder)

    # -- issuing and ending ----------------------------------------------------------------

    def issue(self, folder: Path) -> None:
        """Choose a request and issue what it asks for, beside the request."""
        say = self._desk.say
        name, _ = QFileDialog.getOpenFileName(
            self._window, say("Request for a certificate"), "", f"{say('Requests')} (*.kmmp-request)"
        )
        if name:
            self.issue_from(folder, Path(name))

    def issue_from(self, folder: Path, path: Path) -> None:
        service = self._desk.services.authority
        try:
            request = service.ask(folder, path)
            refusal = service.why_not(folder, request)
            if refusal is not None:
                raise refusal
            book = service.look(folder)
        except KmmpError as error:
            self.refused.emit(say_error(self._desk, error))
            return
        words, is_new = self._issue_words(request, book)

        def act(given: Mapping[str, str], ticked: bool, _report: Report) -> object:
            with _Opened(self._desk, folder, given) as authority:
                made = authority.issue(path, given["fingerprint"], path.parent, new_office=ticked and is_new)
            return Message("Send this file back to the office: {file}", {"file": made})

        self._ask(words, (Asked("fingerprint", "Fingerprint, as read out"), PASSPHRASE_LINE), act, folder)

    def _issue_words(self, request: Request, book: AuthorityBook) -> tuple[Words, bool]:
        asked, say = request.request, self._desk.say
        office = request.known_office
        is_new = office is None or office.current(self._desk.services.clock.now()) is None
        tick = Message(
            "{office} is new and belongs to the programme: certify it too.",
            {"office": asked.office_name},
        )
        words = Words(
            "Issue a certificate",
            (
                Message(
                    "From then on every office of {programme} believes what this key signs. Have {name} read "
                    "the fingerprint out, by telephone or face to face, and type it here.",
                    {"programme": book.programme, "name": asked.name},
                ),
                Message("It stands on their screen under Tools, My key."),
            ),
            "Issue",
            (
                ("Person", asked.name),
                ("Role", say(ROLE_WORDS[asked.role])),
                ("Office", asked.office_name),
                ("Implementing partner", asked.partner or "—"),
                ("Asks for", _WHY[asked.why]),
            ),
            tick if is_new else None,
        )
        return words, is_new

    def renew(self, folder: Path, kind: str, key: UUID, name: str) -> None:
        """Another certificate for the same key; of a person, the file is written into a folder chosen."""
        is_office = kind == OFFICE
        to = folder
        if not is_office:
            chosen = QFileDialog.getExistingDirectory(
                self._window, self._desk.say("Where the new certificate goes")
            )
            if not chosen:
                return
            to = Path(chosen)
        words = Words(
            "Renew a certificate",
            (
                Message("The key stays the same, and what was signed with it stays good."),
                Message("Publish a trust file afterwards: until then no office knows the new certificate."),
            ),
            "Renew",
            (("Office" if is_office else "Person", name),),
        )

        def act(given: Mapping[str, str], _ticked: bool, _report: Report) -> object:
            with _Opened(self._desk, folder, given) as authority:
                if is_office:
                    authority.renew_office(key)
                    return Message("{name} has a new certificate. Publish a trust file now.", {"name": name})
                made = authority.renew_person(key, to)
            return Message("Send this file back to the office: {file}", {"file": made})

        self._ask(words, (PASSPHRASE_LINE,), act, folder)

    def revoke(self, folder: Path, kind: str, key: UUID, name: str) -> None:
        """End every certificate of the line, for good."""
        is_office = kind == OFFICE
        ends = (
            Message("Nobody of this office is believed any more, whatever they signed and whenever.")
            if is_office
            else Message("What this person signed is not believed any more, whenever it was signed.")
        )
        words = Words(
            "Revoke a certificate",
            (
                ends,
                Message("If the box is ticked, what offices had seen before today stays good."),
                Message("It cannot be taken back. Offices learn of it from the next trust file: publish it."),
            ),
            "Revoke",
            (("Office" if is_office else "Person", name),),
            Message("Only left: the key is in no other hands"),
            may_tick=True,
        )

        def act(given: Mapping[str, str], ticked: bool, _report: Report) -> object:
            with _Opened(self._desk, folder, given) as authority:
                end = authority.revoke_office if is_office else authority.revoke_person
                end(key, given["why"], left=ticked)
            return Message("{name} is revoked. Publish a trust file now.", {"name": name})

        self._ask(words, (Asked("why", "Why"), PASSPHRASE_LINE), act, folder)

    # -- the list and the passphrase ---------------------------------------------------------

    def publish(self, folder: Path) -> None:
        """Write the next trust file into the folder ``published`` beside the keys."""
        try:
            book = self._desk.services.authority.look(folder)
        except KmmpError as error:  # the stick with the keys was pulled out
            self.refused.emit(say_error(self._desk, error))
            return
        words = Words(
            "Publish a trust file",
            (
                Message(
                    "It tells every office whose signatures count, who was revoked, and until when the list "
                    "is good. Send it to all offices, and put it wherever strangers look for it: it holds "
                    "no names of people."
                ),
            ),
            "Publish",
            (("Number", str(book.number + 1)), ("Fingerprint of the root", book.fingerprint)),
        )

        def act(given: Mapping[str, str], _ticked: bool, report: Report) -> object:
            with _Opened(self._desk, folder, given) as authority:
                made = authority.publish(days=_whole(given["days"], 0), report=report)
            return Message("Send this trust file to every office: {file}", {"file": made})

        self._ask(words, (Asked("days", "Good for how many days", str(DAYS)), PASSPHRASE_LINE), act, folder)

    def change_words(self, folder: Path) -> None:
        """Another passphrase for the same keys."""
        words = Words(
            "Change the passphrase",
            (Message("The keys stay the same. Copies of the folder open with the passphrase they had."),),
            "Change",
        )
        asked = (PASSPHRASE_LINE, Asked("new", "New passphrase"), Asked(AGAIN, "New passphrase again"))

        def act(given: Mapping[str, str], _ticked: bool, _report: Report) -> object:
            with _Opened(self._desk, folder, given) as authority:
                authority.change_passphrase(given["new"])
            return Message("The passphrase was changed.")

        self._ask(words, asked, act, folder)

    def _ask(self, words: Words, asked: tuple[Asked, ...], act: Act, folder: Path) -> None:
        sheet = ActSheet(self._desk, words, asked, act, self._window)
        self.sheet = sheet
        sheet.finished.connect(lambda _code: self._over(sheet, folder))
        sheet.open()

    def _over(self, sheet: ActSheet, folder: Path) -> None:
        self.sheet = None
        outcome = sheet.outcome
        sheet.deleteLater()
        if isinstance(outcome, Message):
            self.done.emit(folder, self._desk.say(outcome))


def _whole(typed: str, wrong: int) -> int:
    """The number that was typed; ``wrong`` where it is none, which the service refuses in its words."""
    digits = typed.strip()
    return int(digits) if digits.isascii() and digits.isdigit() else wrong


class _Opened:
    """The keys, open for one act."""

    def __init__(self, desk: Desk, folder: Path, given: Mapping[str, str]) -> None:
        self._authority = desk.services.authority.unlock(folder, given[PASSPHRASE])

    def __enter__(self) -> OpenAuthority:
        return self._authority

    def __exit__(self, *_: object) -> None:
        self._authority.lock()
