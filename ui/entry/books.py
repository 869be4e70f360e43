"""The open return as an entry workbook: saved for somebody without the program, and taken in again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.domain.values import Origin
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.entry_book_files import EntryBook
from kmmp_desktop.services.entry_books import source_of
from kmmp_desktop.text import Message
from ui.entry.keeping import Keeping
from ui.entry.taking import Batch, Taking
from ui.page import Desk
from ui.tasks import Task


class Books(QObject):
    """Reads and writes off the GUI thread, one file at a time. ``told(Message)``: what came of it.

    ``refused(str)``: why a file cannot be used, a sentence that should stay; empty: another is read.
    """

    told = Signal(object)
    refused = Signal(str)

    def __init__(self, desk: Desk, keeping: Keeping, taking: Taking, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._keeping, self._taking, self._owner = desk, keeping, taking, owner
        self._task: Task | None = None
        self._acts: dict[str, Callable[[], None]] = {"take_book": self.choose, "save_book": self.choose_name}

    def act(self, action: str) -> bool:
        """Do an act of the key table; False if it is none of these."""
        do = self._acts.get(action)
        if do is None or self._keeping.opened is None:
            return False
        do()
        return True

    # -- taking in -------------------------------------------------------------------------

    def choose(self) -> None:
        """Choose a workbook to take in; a return that takes nothing says so first."""
        opened, say = self._keeping.opened, self._desk.say
        if opened is None:
            return
        if opened.locked_why is not None:
            self.told.emit(opened.locked_why)
            return
        name, _ = QFileDialog.getOpenFileName(
            self._owner, say("Take in an entry workbook"), "", f"{say('Entry workbooks')} (*.xlsx)"
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a workbook and show what it would change in the open return."""
        books, opened = self._desk.services.books, self._keeping.opened
        if opened is None or self._task is not None:
            return
        self.refused.emit("")  # what was said of another file is over
        self.told.emit(Message("Reading {file}…", {"file": path.name}))
        self._run(Task(lambda _report: books.read(path), self), lambda book: self._look(path, book))

    def _look(self, path: Path, book: EntryBook) -> None:
        opened = self._keeping.opened
        if opened is None:
            return
        try:
            self._desk.services.books.check(book, opened)
        except KmmpError as error:
            self._failed(error)
            return
        self.told.emit("")
        say = self._desk.say
        notes = tuple(say(note) for note in book.notes)
        batch = Batch(book.offered, Origin.IMPORTED, "import", path.name, notes=notes, noted=source_of(book))
        self._taking.look_at(batch)

    # -- saving ----------------------------------------------------------------------------

    def choose_name(self) -> None:
        """Choose where the entry workbook of the open return goes."""
        opened, say = self._keeping.opened, self._desk.say
        if opened is None:
            return
        usual = self._desk.services.books.file_name(opened.key)
        name, _ = QFileDialog.getSaveFileName(
            self._owner, say("Save an entry workbook"), usual, f"{say('Entry workbooks')} (*.xlsx)"
        )
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the open return, as it is on disk, to an entry workbook."""
        opened = self._keeping.opened
        if opened is None or self._task is not None or not self._keeping.retry():
            return
        services, person, key = self._desk.services, self._desk.person, opened.key
        language = self._desk.texts.language

        def write(_report: object) -> None:
            # Opened again: what is on screen must not be read by two threads.
            again = services.entry.open(key.family, key.facility, key.period, person)
            services.books.write(again, path, language)

        self.told.emit(Message("Writing {file}…", {"file": path.name}))
        done = Message("{file} is saved. Cells without a figure can be filled in there.", {"file": path.name})
        self._run(Task(write, self), lambda _nothing: self.told.emit(done))

    # -- running ---------------------------------------------------------------------------

    def _run(self, task: Task, then: Callable[[Any], None]) -> None:
        self._task = task
        task.succeeded.connect(then)
        task.failed.connect(self._failed)
        task.finished.connect(self._over)
        task.start()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        say = self._desk.say
        hint = say(error.hint) if error.hint else ""
        self.told.emit("")
        self.refused.emit(f"{say(error.message)} {hint}".rstrip())

    def _over(self) -> None:
        self._task = None
