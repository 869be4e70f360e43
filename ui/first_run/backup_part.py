"""First run, at its end: the folder that backups go to, which may be chosen later as well."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.backups import with_folder
from kmmp_desktop.services.permits import may
from ui.first_run.step import Field
from ui.page import Desk
from ui.tasks import Report
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class BackupPart(QWidget):
    """``keeper``: the manager or administrator who typed a passphrase in this run, and so may set it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.keeper: Person | None = None
        say, look = desk.say, desk.look
        self._words = Label(look, wrap=True)
        self.folder = Field(
            desk,
            say("Folder or USB stick for backups"),
            note=say("Another disk is best. Empty: choose one later under Tools, Backups."),
        )
        self.choose = Button(icon_name="file")
        self.choose.set_look(look)
        self.choose.setText(say("Choose…"))
        self.choose.clicked.connect(self._choose)
        self._field = QWidget()
        row = QHBoxLayout(self._field)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._words, self._field):
            column.addWidget(part)

    def find_keeper(self, here: Collection[str]) -> None:
        """``here``: user names of who signed in, or typed a passphrase in this run."""
        people = self.desk.services.people.people()
        self.keeper = next((p for p in people if p.username in here and may(p, Action.SETTINGS)), None)

    def enter(self) -> None:
        """Ask, where somebody is here who may set it and the data are locked; else say where it is done."""
        say, state = self.desk.say, self.desk.services.backups.state()
        asks = self.keeper is not None and state.scheduled and not state.plan.folder
        self._field.setVisible(asks)
        self._words.setText(
            say("Backups go to {folder}.", folder=state.plan.folder)
            if state.plan.folder
            else say("A copy on another disk is what helps when this computer is lost. One is made each day.")
            if asks
            else say(
                "Backups are set up under Tools, Backups. A copy on another disk is what helps when this "
                "computer is lost."
            )
        )

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.desk.say("Folder or USB stick for backups"), self.folder.text
        )
        if chosen:
            self.folder.line.setText(str(Path(chosen)))
            self.folder.say("")

    @property
    def _wanted(self) -> str:
        return self.folder.text if not self._field.isHidden() else ""

    def wrong(self) -> QWidget | None:
        """A folder that is not there is said at once: a slip would be found on the day of the loss."""
        wanted = Path(self._wanted)
        if not self._wanted or (wanted.is_absolute() and wanted.is_dir()):
            return None
        self.folder.say(
            self.desk.say("There is no folder {folder}. Choose one, or empty the line.", folder=wanted)
        )
        return self.folder.line

    def work(self) -> Callable[[Report], object] | None:
        """Keep the folder in the office's plan; None where it is left for later."""
        backups, keeper, wanted = self.desk.services.backups, self.keeper, self._wanted
        if keeper is None or not wanted:
            return None
        return lambda _report: backups.set_plan(with_folder(backups.state().plan, Path(wanted)), keeper)
