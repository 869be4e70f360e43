"""How the data of the office are protected: encrypt them, see who opens them, make the office's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.protection_ports import OfficeSheet
from ui.first_run.code_block import CodeBlock
from ui.keys.secret_sheet import OLD_ONE, SecretSheet
from ui.page import Desk
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet


class ProtectionDialog(Sheet):
    """``protect_with`` is the passphrase of who wants the office protected, after ``exec`` returned true."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("Protection of the office"), desk.say("Close"), parent)
        self.protect_with = ""
        self.cancel.hide()
        services, say = desk.services, desk.say
        self.allowed = may(desk.person, Action.PROTECT)
        self.act = Button()
        self.act.set_look(desk.look)
        office = services.people.office()
        if services.protection.is_protected:
            self._show_protected()
        elif services.entry.delivery is not None:
            self._show_server()
        else:
            made_up = office is not None and office.is_demo
            self._tell(
                say("The data of this office lie in the clear: whoever copies the folder can read them.")
            )
            if made_up:
                self._tell(say("The data of this office are made up; they stay in the clear."))
            self.act.setText(say("Protect this office…"))
            self.act.clicked.connect(self._ask_to_protect)
            self.act.setVisible(self.allowed and not made_up)
        if not self.allowed and services.entry.delivery is None:
            self._tell(say("Only a manager or an administrator protects the office."), muted=True)
        self.foot.insertWidget(0, self.act)
        self.go.setFocus()

    def _show_server(self) -> None:
        """Nothing is done here: the server keeps the figures, and its key locks what lies on computers."""
        say, services = self.desk.say, self.desk.services
        self._tell(
            say(
                "The figures of this office lie on its server, which protects them: its disk, its connection "
                "and its passwords. What this computer keeps is locked with a key that lies on the server."
            )
        )
        left = services.backups.left_in_clear()
        if left is not None:
            self._tell(
                say(
                    "{file} in {folder}, of before the office moved there, lies in the clear. The first "
                    "backup that is made on this computer locks it (Tools, Backups).",
                    file=left.name,
                    folder=left.parent,
                )
            )
        self.act.hide()

    def _show_protected(self) -> None:
        services, say = self.desk.services, self.desk.say
        self._tell(say("The data of this office are protected: a copy of the folder opens nothing."))
        people = services.protecting.may_open()
        opens = [one.name for one in people if services.protection.has(one)]
        rest = [one.name for one in people if not services.protection.has(one)]
        self._tell(say("It opens with the passphrase of: {names}.", names=", ".join(opens)))
        if rest:
            self._tell(
                say(
                    "Once they have signed in here under File, Switch person: {names}.", names=", ".join(rest)
                )
            )
        self._tell(
            say("There is a recovery sheet of the office.")
            if services.protection.has_recovery
            else say(
                "There is no recovery sheet of the office: when everybody forgets their passphrase, "
                "the data are lost."
            )
        )
        closed = services.protecting.closed_since_key()
        if closed and self.allowed:
            names = ", ".join(one.name for one in closed)
            self._tell(
                say(
                    "Closed since the office's key was last changed: {names}. What they copied may open "
                    "later copies of the folder too, until the key is changed.",
                    names=names,
                )
            )
        self.act.setText(say("New sheet of the office…"))
        self.act.clicked.connect(self._ask_for_sheet)
        self.act.setVisible(self.allowed)
        self.change = Button()
        self.change.set_look(self.desk.look)
        self.change.setText(say("Change the office's key…"))
        self.change.clicked.connect(self._ask_for_key)
        self.change.setVisible(self.allowed)
        self.foot.insertWidget(0, self.change)

    def _tell(self, words: str, *, muted: bool = False) -> None:
        told = Label(self.desk.look, ink="muted" if muted else "text", wrap=True)
        told.setText(words)
        told.setMinimumWidth(self.desk.look.px(420))
        self.body.addWidget(told)

    # -- protect -------------------------------------------------------------------------

    def _ask_to_protect(self) -> None:
        say = self.desk.say
        self._ask_who(
            say("Protect this office"),
            say("Protect"),
            (
                say(
                    "The database and the pictures of the paper are encrypted. From then on they open with "
                    "your passphrase; the others' open them once they have signed in here."
                ),
                say(
                    "The files in the clear are deleted. What was deleted may stay readable on the disk "
                    "until it is written over. Older copies and backups elsewhere are as they were."
                ),
                say("The program starts anew for this, and asks for your user name and passphrase."),
            ),
        )

    def _ask_for_key(self) -> None:
        say = self.desk.say
        self._ask_who(
            say("Change the office's key"),
            say("Change the key"),
            (
                say(
                    "After somebody has left, or a computer or a passphrase was lost: what is known of the "
                    "key of before opens nothing that is written from now on. Older copies stay as they are."
                ),
                say(
                    "Everybody opens the office with the passphrase of today. Whose passphrase may be known "
                    "to others changes it first."
                ),
                say(
                    "The recovery sheet of the office is over: make a new one afterwards, and a backup. "
                    "Backups made before open with the passphrases of then."
                ),
                say("The program starts anew for this, and asks for your user name and passphrase."),
            ),
        )

    def _ask_who(self, title: str, go: str, sentences: tuple[str, ...]) -> None:
        people, person = self.desk.services.people, self.desk.person

        def check(given: Mapping[str, str]) -> str:
            people.sign_in(person.username, given["old"])
            return given["old"]

        self.asking = SecretSheet(self.desk, title, go, sentences, (OLD_ONE,), check, self)
        self.asking.accepted.connect(self._protect)
        self.asking.finished.connect(self.asking.deleteLater)
        self.asking.open()

    def _protect(self) -> None:
        self.protect_with = str(self.asking.outcome)
        self.asking.outcome = None
        self.accept()

    # -- the sheet -----------------------------------------------------------------------

    def _ask_for_sheet(self) -> None:
        say, protecting, person = self.desk.say, self.desk.services.protecting, self.desk.person
        self.asking = SecretSheet(
            self.desk,
            say("New sheet of the office"),
            say("Make the sheet"),
            (say("A new sheet ends the ones before. Whoever holds it can open the data of the office."),),
            (OLD_ONE,),
            lambda given: protecting.make_sheet(person, given["old"]),
            self,
        )
        self.asking.accepted.connect(self._show_sheet)
        self.asking.finished.connect(self.asking.deleteLater)
        self.asking.open()

    def _show_sheet(self) -> None:
        sheet = self.asking.outcome
        self.asking.outcome = None
        assert isinstance(sheet, OfficeSheet)
        self.shown = OfficeSheetDialog(self.desk, sheet, self)
        self.shown.finished.connect(self.accept)
        self.shown.open()


class OfficeSheetDialog(Sheet):
    """The code, once: saved for printing or written down, and one group typed back as proof."""

    def __init__(self, desk: Desk, sheet: OfficeSheet, parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("Recovery sheet of the office"), desk.say("Done"), parent)
        self.setProperty("gives up when locked", True)
        self.cancel.hide()
        about = Label(desk.look, wrap=True)
        about.setText(
            desk.say("This code opens the data of the office when nobody can sign in. The manager keeps it.")
        )
        about.setMinimumWidth(desk.look.px(420))
        self.body.addWidget(about)
        file_name = f"{desk.say('Recovery sheet')} {sheet.office.name}.pdf"
        write = partial(_write, desk, sheet)
        self.block = CodeBlock(desk, sheet.code, file_name, write)
        self.body.addWidget(self.block)
        self.block.save.setFocus()

    def commit(self) -> None:
        """The first time the group is not typed back, it is said; the second time it closes all the same."""
        if not self.block.is_confirmed and not self.problem:
            self.show_problem(
                self.desk.say("The group was not typed back. Press Done once more to go on without.")
            )
            return
        self.accept()


def _write(desk: Desk, sheet: OfficeSheet, path: Path) -> Path:
    return desk.services.sheets.write_office(sheet, path, desk.texts.language)
