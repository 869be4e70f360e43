"""What can be done with one's own key: the rows of the page, and what each of them does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.keys import KeyState, RecoverySheet
from kmmp_desktop.services.sealed_files import SUFFIXES
from kmmp_desktop.text import Message
from ui.faces.trouble import say_error
from ui.keys.recovery_dialog import RecoveryDialog
from ui.keys.secret_sheet import NEW, NEW_ONES, OLD_ONE, Act, SecretField, SecretSheet
from ui.page import Desk
from ui.tasks import Task
from ui.widgets.sheet import Sheet


@dataclass(frozen=True, slots=True)
class KeyAct:
    """One row: texts are catalogue texts; ``offered`` says whether it makes sense as the key stands."""

    name: str
    title: str
    about: str
    button: str
    offered: Callable[[KeyState], bool]


def _always(_state: KeyState) -> bool:
    return True


def _has_key(state: KeyState) -> bool:
    return state.standing is not KeyStanding.NONE


ACTS: tuple[KeyAct, ...] = (
    KeyAct(
        "passphrase",
        "Passphrase",
        "One passphrase signs you in and opens your signing key. It is kept nowhere.",
        "Change…",
        _always,
    ),
    KeyAct(
        "recovery",
        "Recovery sheet",
        "A page to print and lock away: it sets a new passphrase when this one is forgotten. "
        "A new sheet ends the one before.",
        "New sheet…",
        _always,
    ),
    KeyAct(
        "request",
        "Ask for a certificate",
        "Writes a file for the programme's authority. It holds your name, role and public key, no secret. "
        "Read your key's fingerprint to the authority by telephone.",
        "Write a request…",
        _always,
    ),
    KeyAct(
        "take",
        "Take in a certificate",
        "The file that the authority sent back: other offices then know who signed.",
        "Choose a file…",
        _has_key,
    ),
    KeyAct(
        "renew",
        "Renew",
        "The same key for three more years. Only where no authority issued the certificate; "
        "else ask for one.",
        "Renew…",
        lambda state: _has_key(state) and not state.issuer,
    ),
    KeyAct(
        "tie",
        "Tie to this computer",
        "The key then opens only with your passphrase and the keyring of this computer: whoever copies the "
        "database cannot guess at it. The recovery sheet still opens it.",
        "Tie…",
        lambda state: _has_key(state) and not state.is_tied,
    ),
    KeyAct(
        "untie",
        "Tied to one computer",
        "The key opens only with your passphrase and the keyring of one computer.",
        "Untie…",
        lambda state: state.is_tied,
    ),
    KeyAct(
        "new_key",
        "New key",
        "When the key is lost, or somebody else may have seen its passphrase. What you signed stays "
        "yours; the next request asks to revoke the old certificate.",
        "Make a new key…",
        _has_key,
    ),
)


class KeyActs(QObject):
    """Runs the acts over a page.

    ``said(str)`` tells what was done, ``failed(str)`` why not; ``changed`` asks to read the state again.
    """

    said = Signal(str)
    failed = Signal(str)
    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._page = parent
        self.dialog: Sheet | None = None
        self._task: Task | None = None

    def run(self, name: str) -> None:
        acts: dict[str, Callable[[], None]] = {
            "passphrase": self._passphrase,
            "recovery": self._recovery,
            "request": self._request,
            "take": self._take,
            "renew": self._renew,
            "tie": self._tie,
            "untie": self._untie,
            "new_key": self._new_key,
        }
        acts[name]()

    # -- acts ------------------------------------------------------------------------------

    def _passphrase(self) -> None:
        keys, me = self._desk.services.keys, self._desk.person
        self._ask(
            "Change the passphrase",
            "Change the passphrase",
            ("Three or four words in a row are easy to keep and hard to guess.",),
            (OLD_ONE, *NEW_ONES),
            lambda given: keys.change_passphrase(me, given["old"], given[NEW]),
            "The passphrase was changed.",
        )

    def _recovery(self) -> None:
        keys, me = self._desk.services.keys, self._desk.person
        self._ask(
            "New recovery sheet",
            "Make the sheet",
            ("The sheets that were made before open nothing any more.",),
            (OLD_ONE,),
            lambda given: keys.make_recovery(me, given["old"]),
            "",
        )

    def _request(self) -> None:
        say, me = self._desk.say, self._desk.person
        suffix = SUFFIXES["request"]
        name, _ = QFileDialog.getSaveFileName(
            self._page, say("Write a request"), me.username + suffix, f"*{suffix}"
        )
        if not name:
            return
        path = Path(name if name.endswith(suffix) else name + suffix)
        own = self._desk.services.certificates
        self._ask(
            "Ask for a certificate",
            "Write the request",
            ("The request is signed with your key, to prove that it is yours.",),
            (OLD_ONE,),
            lambda given: own.request(me, given["old"], path),
            Message("The request is in {file}. Send it to the authority.", {"file": path}),
        )

    def _take(self) -> None:
        say, suffix = self._desk.say, SUFFIXES["certificate"]
        name, _ = QFileDialog.getOpenFileName(
            self._page, say("Take in a certificate"), "", f"{say('Certificates')} (*{suffix})"
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Take in a certificate file; no passphrase is needed, since it is public."""
        try:
            told = self._desk.services.certificates.take_file(path)
        except KmmpError as error:
            self.failed.emit(say_error(self._desk, error))
            return
        self._done(self._desk.say(told))

    def _renew(self) -> None:
        own, me = self._desk.services.certificates, self._desk.person
        self._ask(
            "Renew the certificate",
            "Renew",
            ("The key stays the same, and so does the recovery sheet.",),
            (OLD_ONE,),
            lambda given: own.renew(me, given["old"]),
            "The certificate was renewed for three years.",
        )

    def _tie(self) -> None:
        """Look first whether there is a keyring: it may take a while to answer."""
        keys = self._desk.services.keys
        self._task = Task(lambda _report: keys.why_no_keyring(), self)
        self._task.succeeded.connect(self._tie_or_say)
        self._task.start()

    def _tie_or_say(self, why: KmmpError | None) -> None:
        if why is not None:
            self.failed.emit(say_error(self._desk, why))
            return
        keys, me = self._desk.services.keys, self._desk.person
        self._ask(
            "Tie the key to this computer",
            "Tie",
            (
                "On other computers you can sign in, but not sign. Copies of the database that were made "
                "before stay as they are.",
                "Should this computer break, only the recovery sheet opens the key.",
            ),
            (OLD_ONE,),
            lambda given: keys.tie(me, given["old"]),
            "The key is tied to this computer.",
        )

    def _untie(self) -> None:
        keys, me = self._desk.services.keys, self._desk.person
        self._ask(
            "Untie the key",
            "Untie",
            ("The passphrase alone then opens the key, on every computer of the office.",),
            (OLD_ONE,),
            lambda given: keys.untie(me, given["old"]),
            "The key is tied to no computer any more.",
        )

    def _new_key(self) -> None:
        own, me = self._desk.services.certificates, self._desk.person
        self._ask(
            "Make a new key",
            "Make a new key",
            (
                "The present key signs nothing any more, and its recovery sheet opens nothing any more. What "
                "was signed with it stays yours.",
                "Then make a new recovery sheet, and send the authority a request: it asks to revoke the old "
                "certificate.",
            ),
            (OLD_ONE,),
            lambda given: own.new_key(me, given["old"]),
            "A new key was made. Make a recovery sheet for it now.",
        )

    def give(self, person: Person) -> None:
        """Let ``person`` in again, who lost both passphrase and recovery sheet."""
        keys, me, say = self._desk.services.keys, self._desk.person, self._desk.say
        self._ask(
            Message("A new passphrase for {name}", {"name": person.name}),
            "Give the passphrase",
            (
                say(
                    "Only where {name} has neither passphrase nor recovery sheet: the signing key is given "
                    "up, and a new one made with the next signature.",
                    name=person.name,
                ),
                "Tell it in person; its owner changes it at once. The log of the office says who gave it.",
            ),
            (SecretField("old", "Your own passphrase"), *NEW_ONES),
            lambda given: keys.give_passphrase(person, given[NEW], me, given["old"]),
            Message("{name} can sign in with the new passphrase.", {"name": person.name}),
        )

    # -- asking ----------------------------------------------------------------------------

    def _ask(
        self,
        title: str | Message,
        go: str,
        sentences: tuple[str, ...],
        fields: tuple[SecretField, ...],
        act: Act,
        told: str | Message,
    ) -> None:
        say = self._desk.say
        dialog = SecretSheet(
            self._desk, say(title), say(go), [say(one) for one in sentences], fields, act, self._page
        )
        self.dialog = dialog
        dialog.accepted.connect(lambda: self._succeeded(dialog, told))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _succeeded(self, dialog: SecretSheet, told: str | Message) -> None:
        sheet, dialog.outcome = dialog.outcome, None
        self._done(self._desk.say(told) if told else "")
        if isinstance(sheet, RecoverySheet):
            self.dialog = RecoveryDialog(self._desk, (sheet,), self._page)
            self.dialog.finished.connect(self.dialog.deleteLater)
            self.dialog.open()

    def _done(self, told: str) -> None:
        """Whatever changed, a key that is kept open may be an old one now, or have an old certificate."""
        self._desk.sitting.wipe()
        self.changed.emit()
        if told:
            self.said.emit(told)
