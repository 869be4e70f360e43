"""First run, recovery: the office's code and each person's, kept on paper before work begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.keys import RecoverySheet
from kmmp_desktop.services.protection_ports import OfficeSheet
from ui.first_run.code_block import ASKED, CodeBlock
from ui.first_run.step import Field, Step, Told
from ui.messages import sentence
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

SheetT = TypeVar("SheetT", RecoverySheet, OfficeSheet)


@dataclass(frozen=True)
class _Holder:
    """Whose code it is; ``person`` is None for the code of the office."""

    person: Person | None


class RecoveryStep(Step):
    """One code after the other. ``passphrases``: of those who were typed in during this run."""

    name = "recovery"

    def __init__(self, desk: Desk, passphrases: Callable[[], Mapping[str, str]]) -> None:
        super().__init__(desk)
        say = desk.say
        self._passphrases = passphrases
        self._task: Task | None = None
        self._holders: list[_Holder] = []
        self._at = 0
        self._known = False
        self.block: CodeBlock | None = None
        self.head(
            say("Recovery sheets"),
            say(
                "The data on this computer are locked, and nobody else has a key. When a passphrase is "
                "forgotten, only the code on a sheet of paper helps: print it, put it in a closed envelope "
                "and lock it away. Each code is shown this once."
            ),
        )
        self.whose = Label(desk.look, bold=True, wrap=True)
        self.column.addWidget(self.whose)
        self.about = Label(desk.look, ink="muted", wrap=True)
        self.column.addWidget(self.about)
        self.passphrase = Field(desk, say("Passphrase"), secret=True)
        self.chain(self.passphrase)
        self.column.addWidget(self.passphrase)
        self._room = QVBoxLayout()
        self.column.addLayout(self._room)
        self.told = Told(desk.look)
        self.column.addWidget(self.told)
        self.later = Button(kind="flat")
        self.later.set_look(desk.look)
        self.later.setText(say("Make this sheet later"))
        self.later.clicked.connect(self._put_off)
        self.column.addWidget(self.later, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def enter(self) -> None:
        if not self._known:
            self._known = True
            services = self.desk.services
            lacks_one = services.protection.is_protected and not services.protection.has_recovery
            office = [_Holder(None)] if lacks_one else []
            people = [
                _Holder(p)
                for p in services.people.people()
                if p.enabled and not services.keys.state(p).has_recovery
            ]
            self._holders = [*office, *people]
            self._begin()
        elif self.block is not None:
            self.block.typed.line.setFocus()

    @property
    def is_over(self) -> bool:
        return self._at >= len(self._holders)

    def _begin(self) -> None:
        """The next code: made at once where the passphrase is known, else asked for."""
        say = self.desk.say
        if self.isAncestorOf(self.window().focusWidget() or self):
            self.setFocus()  # else Qt gives it to Close, and Enter would close while a code is made
        self._clear()
        self.passphrase.hide()
        self.told.say("")
        if self.is_over:
            self.whose.setText("")
            self.about.setText("")
            self.later.hide()
            self.told.say(say("Every sheet is made. A new one is made under Tools, My key."), "good")
            return
        person = self._holders[self._at].person
        counted = say("{number} of {count}", number=self._at + 1, count=len(self._holders))
        if person is None:
            self.whose.setText(f"{counted}: {say('the office')}")
            self.about.setText(
                say("This code opens the data of the office when nobody can sign in. The manager keeps it.")
            )
            self.later.hide()
            self._make(person, "")
            return
        self.whose.setText(f"{counted}: {person.name}, {say(ROLE_WORDS[person.role])}")
        self.about.setText(say("Only {name} reads on and keeps this sheet.", name=person.name))
        self.later.show()
        known = self._passphrases().get(person.username, "")
        if known:
            self._make(person, known)
        else:
            self.passphrase.line.clear()
            self.passphrase.line.setAccessibleName(say("Passphrase of {name}", name=person.name))
            self.passphrase.show()
            self.passphrase.line.setFocus()

    def _clear(self) -> None:
        if self.block is not None:
            self._room.removeWidget(self.block)
            self.block.hide()
            self.block.deleteLater()
            self.block = None

    def _make(self, person: Person | None, passphrase: str) -> None:
        services, language = self.desk.services, self.desk.texts.language

        def work(_report: Report) -> tuple[str, str, Callable[[Path], object] | None]:
            if person is None:
                made = services.protecting.first_sheet()
                write = partial(_write, services.sheets.write_office, made, language)
                return made.code, self.desk.say("the office"), write
            sheet = services.keys.make_recovery(person, passphrase)
            return sheet.code, person.username, partial(_write, services.sheets.write, sheet, language)

        self.told.say(self.desk.say("Making the code…"))
        self._task = Task(work, self)
        self._task.succeeded.connect(self._made)
        self._task.failed.connect(self._failed)
        self._task.start()

    def _made(self, made: tuple[str, str, Callable[[Path], object] | None]) -> None:
        code, whose, write = made
        self.told.say("")
        self.block = CodeBlock(self.desk, code, f"{self.desk.say('Recovery sheet')} {whose}.pdf", write)
        self.block.typed.line.returnPressed.connect(self.moved_on)
        self._room.addWidget(self.block)
        self.block.show()  # a hidden line takes no focus, and layouts show it later
        self.block.typed.line.setFocus()
        self.passphrase.hide()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        self.told.say("")
        self.passphrase.show()
        self.passphrase.say(sentence(self.desk, error))
        self.passphrase.line.setFocus()
        self.passphrase.line.selectAll()

    def _put_off(self) -> None:
        if self._task is not None and not self._task.is_over:
            return  # its code would come up under the next person's name
        self._at += 1
        self._begin()
        if self.is_over:
            self.moved_on.emit()

    def wrong(self) -> QWidget | None:
        say = self.desk.say
        if self.is_over:
            return None
        if self.block is None:
            if self._task is not None and not self._task.is_over:
                return self
            if not self.passphrase.line.text():
                self.passphrase.say(say("Type your passphrase."))
                return self.passphrase.line
            return None
        if self.block.is_confirmed:
            return None
        self.block.typed.say(
            say("That is not group {number} of this code. Read it once more.", number=ASKED + 1)
        )
        self.block.typed.line.selectAll()
        return self.block.typed.line

    def advance(self) -> bool:
        if self.is_over:
            return False
        if self.block is None:
            self._make(self._holders[self._at].person, self.passphrase.line.text())
            return True
        self._at += 1
        self._begin()
        return not self.is_over


def _write(write: Callable[[SheetT, Path, str], object], sheet: SheetT, language: str, path: Path) -> object:
    return write(sheet, path, language)
