"""Backups while the window is open: made when they are due, told when they are overdue, and on closing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.backup_ports import Backup, BackupState
from kmmp_desktop.text import Message
from ui.backup.words import STEPS, moment
from ui.page import Desk, Page
from ui.style.look import Look
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_EVERY_MS = 60_000
"""The stick may have come back, or the time of the day may be over."""


class BackupStanding(QObject):
    """A mark in the status bar while something is wrong; nothing is shown while all is well."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._task: Task | None = None
        self._whole: Task | None = None
        self._told = ""
        self.mark = Button(kind="flat", small=True, icon_name="warning")
        self.mark.clicked.connect(lambda: window.show_place("backups"))
        self.mark.hide()
        window.status.add_mark(self.mark)
        self.set_look(desk.look)
        desk.texts.on_change(self.show)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        window.installEventFilter(self)
        self._page: Page | None = None
        window.stack.currentChanged.connect(self._listen)
        copy = desk.services.backups.upgraded_from
        if copy is not None:
            said = "The data were brought to the version of this program. A copy of before lies in {file}."
            window.notice.say(desk.say(said, file=copy))

    def set_look(self, look: Look) -> None:
        self.mark.set_look(look)

    def _listen(self) -> None:
        """What is made or planned by hand at the place Backups shows in the mark at once."""
        page = self._window.page("backups")
        if page is not None and page is not self._page:
            self._page = page
            page.heading_changed.connect(self.show)

    def look(self) -> None:
        """Make the backup where it is due and its folder is there; tell how backups stand."""
        backups = self._desk.services.backups
        try:
            self.show()
        except StorageError:  # the server is gone: the status bar says so, and it is asked again
            return
        self._check_whole()
        if self._task is not None or not backups.due():
            return
        folder = Path(backups.state().plan.folder)
        if not folder.is_dir() and backups.state().trouble is not None:
            return  # told already; tried again when it returns

        task = self._task = Task(lambda report: backups.make(folder, None, report), self)
        task.succeeded.connect(self._made)
        task.failed.connect(self._failed)
        task.finished.connect(self._over)
        task.start()

    def _check_whole(self) -> None:
        """The rest of a large file that was not closed is read in the background, once."""
        backups = self._desk.services.backups
        if self._whole is not None or not backups.whole_check_wanted():
            return
        task = self._whole = Task(backups.check_whole, self)
        self._window.notice.say(
            self._desk.say(
                "The program was not closed last time. What was written last is whole; the rest of the "
                "data is being read in the background."
            )
        )
        task.failed.connect(self._damaged)
        task.start()

    def _damaged(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        said = self._desk.say(
            "{what} Close the program and start it again: it then offers the last good backup.",
            what=self._desk.say(error.message),
        )
        self._window.notice.say(said, "error")

    def show(self) -> None:
        """The mark in the status bar."""
        state, say = self._desk.services.backups.state(), self._desk.say
        wrong = state.overdue or state.trouble is not None
        self.mark.setVisible(wrong)
        self.mark.setText(self._words(state))
        self.mark.setAccessibleName(self.mark.text())
        self.mark.setToolTip(_trouble(self._desk, state) or say("Show backups"))

    def _words(self, state: BackupState) -> str:
        say = self._desk.say
        if state.last is None:
            return say("No backup yet")
        return say("Last backup: {time}", time=moment(say, state.last.made_at))

    def _made(self, made: Backup) -> None:
        self._told = ""
        self._window.notice.say(
            self._desk.say("The backup {file} is made: it was opened again and counted.", file=made.path.name)
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        said = f"{self._desk.say(error.message)} {self._desk.say(error.hint)}".strip()
        if said != self._told:  # once; the mark stays
            self._told = said
            self._window.notice.say(said, "error")

    def _over(self) -> None:
        self._task = None
        self.show()
        page = self._window.page("backups")
        if page is not None and page.isVisible():
            page.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Close:
            self._before_closing()
        return super().eventFilter(watched, event)

    def _before_closing(self) -> None:
        """An overdue backup is made before the program ends; it can be left out."""
        services = None if self._window.property("restored") else self._desk.services
        self._timer.stop()
        for task in (self._task, self._whole):
            if task is not None:
                task.cancel()
                task.wait(5)
        if services and self._task is None and services.backups.due():
            folder = Path(services.backups.state().plan.folder)
            if folder.is_dir() and self._window.may_leave():
                ClosingBackup(self._desk, folder, self._window).exec()


def _trouble(desk: Desk, state: BackupState) -> str:
    trouble = state.trouble
    if trouble is None:
        return ""
    params = dict(trouble.get("params") or {})
    parts = (str(trouble.get("message") or ""), str(trouble.get("hint") or ""))
    return " ".join(desk.say(Message(part, params)) for part in parts if part)


class ClosingBackup(Sheet):
    """Starts by itself; Close without it stops it, and nothing of it stays."""

    def __init__(self, desk: Desk, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("Backups"), desk.say("Try again"), parent)
        self._folder = folder
        words = Label(desk.look, wrap=True)
        words.setText(desk.say("The backup of today is made before the program closes."))
        words.setMinimumWidth(desk.look.px(420))
        self._step = Label(desk.look, ink="muted")
        self.body.addWidget(words)
        self.body.addWidget(self._step)
        self.cancel.setText(desk.say("Close without it"))
        QTimer.singleShot(0, self.commit)

    def commit(self) -> None:
        backups, folder = self.desk.services.backups, self._folder

        def work(report: Report) -> Backup:
            return backups.make(folder, None, report)

        task = Task(work)
        task.stepped.connect(self._stepped)
        task.succeeded.connect(self.accept)
        task.cancelled.connect(self.accept)
        self.work(task)

    def _stepped(self, step: str, done: int, of: int) -> None:
        self._step.setText(self.desk.say(STEPS.get(step, STEPS["check"])))
        self.bar.setRange(0, of)
        self.bar.setValue(done)
