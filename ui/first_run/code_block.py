"""One recovery code: on the screen, as a PDF to print, and typed back in part as proof that it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.errors import KmmpError
from ui.first_run.step import Field, Told
from ui.keys.code_groups import code_groups
from ui.messages import sentence
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.buttons import Button

ASKED = 2
"""Which group is typed back, counted from 0: neither the first nor the last, so that the line was read."""


class CodeBlock(QWidget):
    """``write`` makes the PDF. The code is in memory only while the block is there."""

    def __init__(self, desk: Desk, code: str, file_name: str, write: Callable[[Path], object] | None) -> None:
        super().__init__()
        self.desk, self._write, self._file_name = desk, write, file_name
        self._groups = code.split("-")
        self._task: Task | None = None
        self._saved: Path | None = None
        say, look = desk.say, desk.look
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(8))
        layout.addWidget(code_groups(desk, code))
        self.save = Button(icon_name="file")
        self.save.setText(say("Save as PDF…"))
        self.save.clicked.connect(self.choose_file)
        self.print = Button()
        self.print.setText(say("Open to print"))
        self.print.setEnabled(False)
        self.print.clicked.connect(self._open)
        row = QHBoxLayout()
        for button in (self.save, self.print):
            button.set_look(look)
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        if write is None:
            self.save.hide()
            self.print.hide()
        self.told = Told(look)
        layout.addWidget(self.told)
        self.typed = Field(
            desk,
            say("Group {number} of the code, read from the paper", number=ASKED + 1),
            note=say("Save and print the sheet, or write the code down; then type this one group."),
        )
        layout.addWidget(self.typed)

    @property
    def is_confirmed(self) -> bool:
        """Whether the group was typed; O and 0, I and 1 are one, as when the code is used."""
        return _plain(self.typed.text) == _plain(self._groups[min(ASKED, len(self._groups) - 1)])

    def choose_file(self) -> None:
        say = self.desk.say
        name, _ = QFileDialog.getSaveFileName(
            self, say("Save the recovery sheet"), self._file_name, "PDF (*.pdf)"
        )
        if name:
            self.write_to(Path(name))

    def write_to(self, path: Path) -> None:
        write = self._write
        if write is None:
            return

        def work(_report: Report) -> object:
            return write(path)

        self._task = Task(work, self)
        self._task.succeeded.connect(lambda _result: self._written(path))
        self._task.failed.connect(self._failed)
        self._task.start()

    def _written(self, path: Path) -> None:
        self._saved = path
        self.print.setEnabled(True)
        words = self.desk.say("Saved as {file}. Print it, then delete the file.", file=path)
        self.told.say(words, "good")
        self.typed.line.setFocus()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        self.told.say(sentence(self.desk, error), "error")

    def _open(self) -> None:
        """The system's own viewer prints it: the program makes no copy of its own."""
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))


def _plain(group: str) -> str:
    return group.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1")
