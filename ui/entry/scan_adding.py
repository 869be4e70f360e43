"""Brings scans beside a return and takes them off again: files are read and copied off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import Scan
from ui.page import Desk
from ui.tasks import Report, Task

Outcome = tuple[list[Path], list[KmmpError]]


class Adding(QObject):
    """``begun()``: files are being read. ``ended(kept, refused)``: how many were kept or removed, and
    the errors of the others."""

    begun = Signal()
    ended = Signal(int, object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened: OpenReturn | None = None
        self._refused: list[KmmpError] = []

    def choose(self, parent: QWidget) -> tuple[Path, ...]:
        """Ask for files."""
        say = self._desk.say
        kinds = f"{say('Scans and photos')} (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)"
        names, _ = QFileDialog.getOpenFileNames(
            parent,
            say("Lay a scan or photo beside the form. It stays in this office and is not sent."),
            "",
            f"{kinds};;{say('All files')} (*)",
        )
        return tuple(Path(name) for name in names)

    def add(self, opened: OpenReturn, paths: tuple[Path, ...]) -> None:
        """Each file that cannot be laid beside the form is said, the others are kept.

        All are looked at first: a return is not begun by a file that is refused.
        """
        self._opened, self._refused = opened, []
        scans = self._desk.services.scans
        self.begun.emit()
        self._run(lambda report: _each(paths, scans.check, report), self._checked)

    def _checked(self, outcome: Outcome) -> None:
        good, self._refused = outcome
        opened = self._opened
        if not good or opened is None:
            self.ended.emit(0, self._refused)
            return
        try:
            opened.transact(lambda *_: None)  # the draft begins with its paper
        except KmmpError as error:
            self.ended.emit(0, [*self._refused, error])
            return
        assert opened.revision is not None
        revision, person, scans = opened.revision.id, opened.person, self._desk.services.scans
        self._run(
            lambda report: _each(good, lambda path: scans.add(revision, path, person), report), self._added
        )

    def _added(self, outcome: Outcome) -> None:
        kept, refused = outcome
        self.ended.emit(len(kept), [*self._refused, *refused])

    def remove(self, scan: Scan) -> None:
        """Take a scan off its return and delete its file."""
        scans, person = self._desk.services.scans, self._desk.person
        self._refused = []
        self._run(
            lambda report: _each([Path(scan.file)], lambda _: scans.remove(scan, person), report),
            self._removed,
        )

    def _removed(self, outcome: Outcome) -> None:
        self.ended.emit(0, outcome[1])

    def _run(self, work: Callable[[Report], object], done: Callable[[Outcome], None]) -> None:
        task = Task(work, self)
        task.succeeded.connect(done)
        task.failed.connect(self._failed)
        task.finished.connect(task.deleteLater)
        task.start()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        self.ended.emit(0, [error])


def _each(paths: list[Path] | tuple[Path, ...], do: Callable[[Path], object], report: Report) -> Outcome:
    kept: list[Path] = []
    refused: list[KmmpError] = []
    for done, path in enumerate(paths):
        report(done, len(paths))
        try:
            do(path)
            kept.append(path)
        except KmmpError as error:
            refused.append(error)
    return kept, refused
