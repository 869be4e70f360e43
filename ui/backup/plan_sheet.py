"""Where and when backups are made, and how many are kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QSpinBox, QTimeEdit, QWidget

from kmmp_desktop.services.backup_ports import BESIDE, Plan
from ui.page import Desk
from ui.tasks import Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet


class PlanSheet(Sheet):
    """Keeps the plan when it is accepted."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("Where and when"), desk.say("Keep"), parent)
        self.setProperty("gives up when locked", True)
        say, look = desk.say, desk.look
        state = desk.services.backups.state()
        plan = state.plan
        self.folder = QLineEdit(plan.folder)
        self.folder.setMinimumWidth(look.px(240))
        self.choose = Button()
        self.choose.setText(say("Choose…"))
        self.choose.set_look(look)
        self.choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose)
        self.days = QSpinBox()
        self.days.setRange(0, 31)
        self.days.setValue(plan.days)
        self.days.setSpecialValueText(say("only by hand"))
        self.time = QTimeEdit(QTime(plan.hour, plan.minute))
        self.time.setDisplayFormat("HH:mm")
        self.time.setMinimumHeight(self.days.sizeHint().height())
        self.newest, self.monthly = QSpinBox(), QSpinBox()
        self.newest.setRange(1, 365)
        self.newest.setValue(plan.newest)
        self.monthly.setRange(0, 120)
        self.monthly.setValue(plan.monthly)
        form = QFormLayout()
        form.setSpacing(look.px(8))
        fields: tuple[tuple[str, QWidget], ...] = (
            ("Every so many days", self.days),
            ("After (East Africa Time)", self.time),
            ("Keep of the newest", self.newest),
            ("Keep of earlier months, one each", self.monthly),
        )
        form.addRow(say("Folder or USB stick"), row)
        self.folder.setAccessibleName(say("Folder or USB stick"))
        for words, field in fields:
            field.setAccessibleName(say(words))
            form.addRow(say(words), field)
        self.body.addLayout(form)
        note = Label(look, ink="muted", wrap=True)
        note.setText(
            say("Another disk or a USB stick is best: a backup beside the data is lost with them.")
            if state.scheduled
            else say(
                "The data of this office lie in the clear: the time counts only once the office is protected."
            )
        )
        self.body.addWidget(note)
        self._beside = Label(look, ink="warn_text", wrap=True)
        self._beside.setText(say(BESIDE))
        self.body.addWidget(self._beside)
        self.folder.textChanged.connect(lambda _typed: self._look_at_folder())
        self._look_at_folder()
        self.folder.setFocus()

    def _look_at_folder(self) -> None:
        folder = self.folder.text().strip()
        self._beside.setVisible(bool(folder) and self.desk.services.backups.is_beside(Path(folder)))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, self.desk.say("Folder or USB stick"), self.folder.text()
        )
        if chosen:
            self.folder.setText(str(Path(chosen)))

    def commit(self) -> None:
        time = self.time.time()
        plan = Plan(
            self.folder.text().strip(),
            time.hour(),
            time.minute(),
            self.newest.value(),
            self.monthly.value(),
            self.days.value(),
        )
        backups, person = self.desk.services.backups, self.desk.person
        task = Task(lambda _report: backups.set_plan(plan, person))
        task.succeeded.connect(self.accept)
        self.work(task)
