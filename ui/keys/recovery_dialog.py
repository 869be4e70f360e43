"""Shows new recovery codes once: to be saved for printing, or written down from the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.keys import RecoverySheet
from ui.keys.code_groups import code_groups
from ui.messages import sentence
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label, Line
from ui.widgets.sheet import Sheet


class RecoveryDialog(Sheet):
    """The codes are in memory only while it is open; what is not saved or written down is gone with it."""

    def __init__(self, desk: Desk, sheets: Sequence[RecoverySheet], parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("Recovery sheets"), desk.say("Done"), parent)
        self.setProperty("gives up when locked", True)
        self.cancel.hide()
        say = desk.say
        for words in (
            say(
                "A recovery sheet opens a signing key when its passphrase is forgotten. Print it, put it in "
                "a closed envelope, lock it away, and delete the file."
            ),
            say(
                "Without it nobody can help with a forgotten passphrase: a new key has to be made, and where "
                "the programme has an authority, a new certificate issued. The code is shown this once; a "
                "new sheet can be made at any time under Tools, My key."
            ),
        ):
            told = Label(desk.look, wrap=True)
            told.setText(words)
            told.setMinimumWidth(desk.look.px(420))
            self.body.addWidget(told)
        self.blocks = [_Block(desk, sheet, hidden=len(sheets) > 1) for sheet in sheets]
        for block in self.blocks:
            self.body.addWidget(Line(desk.look))
            self.body.addWidget(block)
        self.blocks[0].save.setFocus()

    @property
    def all_seen(self) -> bool:
        """Whether every code was saved or at least shown."""
        return all(block.is_kept for block in self.blocks)

    def commit(self) -> None:
        """Closing is never refused; the first time something is unsaved, it is said."""
        if not self.all_seen and not self.problem:
            names = ", ".join(b.sheet.person.name for b in self.blocks if not b.is_kept)
            self.show_problem(
                self.desk.say(
                    "Neither saved nor shown yet: {names}. Press Done once more to go on without.",
                    names=names,
                )
            )
            return
        self.accept()


class _Block(QWidget):
    """One person's sheet: save it, open it to print, show the code."""

    def __init__(self, desk: Desk, sheet: RecoverySheet, *, hidden: bool) -> None:
        super().__init__()
        self._desk, self.sheet = desk, sheet
        self._task: Task | None = None
        self._saved: Path | None = None
        self._was_shown = not hidden
        say, look = desk.say, desk.look
        name = Label(look, bold=True)
        name.setText(f"{sheet.person.name}, {say(ROLE_WORDS[sheet.person.role])}")
        self.save = Button(icon_name="file")
        self.save.setText(say("Save as PDF…"))
        self.save.setAccessibleName(say("Save the recovery sheet of {name} as PDF", name=sheet.person.name))
        self.save.clicked.connect(self.choose_file)
        self.print = Button()
        self.print.setText(say("Open to print"))
        self.print.clicked.connect(self._open)
        self.print.setEnabled(False)
        self.show_code = Button()
        self.show_code.setText(say("Show the code"))
        self.show_code.clicked.connect(self._show)
        self.show_code.setVisible(hidden)
        self.code = code_groups(desk, sheet.code)
        self.code.setVisible(not hidden)
        self._told = Label(look, ink="muted", wrap=True)
        self._told.hide()
        row = QHBoxLayout()
        for button in (self.save, self.print, self.show_code):
            button.set_look(look)
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        ring = look.px(4)  # room for the focus ring
        layout.setContentsMargins(ring, ring, ring, ring)
        layout.setSpacing(look.px(8))
        layout.addWidget(name)
        layout.addWidget(self.code)
        layout.addLayout(row)
        layout.addWidget(self._told)

    @property
    def is_kept(self) -> bool:
        return self._saved is not None or self._was_shown

    def choose_file(self) -> None:
        say = self._desk.say
        name, _ = QFileDialog.getSaveFileName(
            self,
            say("Save the recovery sheet"),
            f"{say('Recovery sheet')} {self.sheet.person.username}.pdf",
            "PDF (*.pdf)",
        )
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        sheets, sheet, language = self._desk.services.sheets, self.sheet, self._desk.texts.language

        def work(_report: Report) -> Path:
            return sheets.write(sheet, path, language)

        self._task = Task(work, self)
        self._task.succeeded.connect(self._written)
        self._task.failed.connect(self._failed)
        self._task.start()

    def _written(self, path: Path) -> None:
        self._saved = path
        self.print.setEnabled(True)
        self._tell(self._desk.say("Saved as {file}. Print it, then delete the file.", file=path))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        self._tell(sentence(self._desk, error))

    def _tell(self, words: str) -> None:
        self._told.setText(words)
        self._told.show()

    def _open(self) -> None:
        """The system's own viewer prints it: the program makes no copy of its own."""
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))

    def _show(self) -> None:
        self._was_shown = True
        self.code.show()
        self.show_code.hide()
