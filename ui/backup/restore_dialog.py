"""Restoring a backup: which file, what opens it, what it would change, then once the word for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from kmmp_desktop.errors import DamagedError
from kmmp_desktop.services.backup_ports import SUFFIX, Secret
from kmmp_desktop.services.rescue import Recovery
from kmmp_desktop.services.restoring import Restored, RestorePlan
from kmmp_desktop.text import Message
from ui.backup.words import (
    STEPS,
    change_columns,
    change_lines,
    change_rows,
    left_columns,
    left_rows,
    moment,
)
from ui.faces.face import Column, Row
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet
from ui.wording import number

PERSON, CODE, OWN = "person", "code", "own"


class RestoreDialog(Sheet):
    """Accepted once the office of the backup lies in ``place``: sign in anew, or start the program again.

    ``damaged``: why the office there cannot be opened; what was entered since is then played back.
    """

    def __init__(
        self,
        desk: Desk,
        place: Path,
        parent: QWidget | None = None,
        *,
        file: Path | None = None,
        damaged: DamagedError | None = None,
    ) -> None:
        super().__init__(desk, desk.say("Restore a backup"), desk.say("Look into it"), parent)
        self.setProperty("gives up when locked", True)
        self._place, self._damaged = place, damaged
        self._services = desk.services if damaged is None else None
        self._plan: RestorePlan | None = None
        self._over = False
        self._table: FaceTable | None = None
        if file is None and desk.rescue is not None and (last := desk.rescue().last()) is not None:
            file = last.path if last.path.is_file() else None
        self._told = Label(desk.look, wrap=True)
        self._told.setMinimumWidth(self._fitting(560))
        self.body.addWidget(self._told)
        self._build_fields(file)
        self._told.setText("\n\n".join(self._opening_words()))
        self.finished.connect(lambda _result: self._tidy())

    def _build_fields(self, file: Path | None) -> None:
        say, look = self.desk.say, self.desk.look
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(look.px(8))
        self.file = QLineEdit(str(file or ""))
        self.file.setMinimumWidth(look.px(380))
        self.choose = Button()
        self.choose.setText(say("Choose…"))
        self.choose.set_look(look)
        self.choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.file, 1)
        row.addWidget(self.choose)
        self.how = ComboBox(look)
        if self._services is not None and self._services.protection.is_protected:
            self.how.addItem(say("the key of this office"), OWN)
        self.how.addItem(say("a user name and passphrase"), PERSON)
        self.how.addItem(say("the recovery code of the office"), CODE)
        self.how.currentIndexChanged.connect(lambda _at: self._show_how())
        self.username, self.secret = QLineEdit(), QLineEdit()
        self._form = form
        form.addRow(say("Backup"), row)
        form.addRow(say("Opens with"), self.how)
        form.addRow(say("User name"), self.username)
        form.addRow(say("Passphrase"), self.secret)
        self.file.setAccessibleName(say("Backup"))
        self.how.setAccessibleName(say("Opens with"))
        self.username.setAccessibleName(say("User name"))
        self.body.addWidget(self._fields)
        self._show_how()
        (self.choose if file is None else self.how).setFocus()

    def _fitting(self, width: int) -> int:
        """So wide, or as wide as a small screen takes at 200 %."""
        return min(self.desk.look.px(width), self.screen().availableSize().width() - self.desk.look.px(70))

    def _opening_words(self) -> list[str]:
        say = self.desk.say
        if self._damaged is not None:
            return [
                say(self._damaged.message),
                say(
                    "The last good backup can be put in its place. What was entered since then is read out "
                    "of the damaged file as far as it can be proven, and played back. The damaged file is "
                    "put aside whole; nothing is deleted."
                ),
            ]
        words = [say("Choose the backup. You see what it would change before anything happens.")]
        if self._services is None:
            words.append(
                say("The office is put into {folder}.", folder=self._place),
            )
        return words

    def _show_how(self) -> None:
        how, say = self.how.currentData(), self.desk.say
        self._form.setRowVisible(self.username, how == PERSON)
        self._form.setRowVisible(self.secret, how != OWN)
        label = self._form.labelForField(self.secret)
        words = say("Recovery code") if how == CODE else say("Passphrase of that day")
        label.setText(words)  # type: ignore[attr-defined]  # a QLabel, made by the layout
        self.secret.setAccessibleName(words)
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if how == CODE else QLineEdit.EchoMode.Password)

    def _choose(self) -> None:
        say = self.desk.say
        chosen, _ = QFileDialog.getOpenFileName(
            self, say("Restore a backup"), str(Path(self.file.text()).parent), f"{say('Backup')} (*{SUFFIX})"
        )
        if chosen:
            self.file.setText(chosen)
            self.secret.setFocus()

    # -- one step after the other ------------------------------------------------------------

    def commit(self) -> None:
        if self._over:
            self.accept()
        elif self._plan is None:
            self._look()
        else:
            self._restore(self._plan)

    def _look(self) -> None:
        path, how = Path(self.file.text().strip()), self.how.currentData()
        if not self.file.text().strip():
            self.show_problem(self.desk.say("Choose the file of the backup first."))
            return
        if how != OWN and not self.secret.text():
            self.show_problem(self.desk.say("Type what opens the backup."))
            self.secret.setFocus()
            return
        if how == PERSON and not self.username.text().strip():
            self.show_problem(self.desk.say("Type the user name."))
            self.username.setFocus()
            return
        secret = Secret(self.secret.text(), self.username.text().strip() if how == PERSON else "")
        services, rescue = self._services, self.desk.rescue

        def work(report: Report) -> RestorePlan:
            if services is not None:
                return services.backups.look(path, None if how == OWN else secret, report)
            assert rescue is not None
            return rescue().look(path, secret, report)

        task = Task(work)
        task.succeeded.connect(self._looked)
        self._start(task)

    def _start(self, task: Task) -> None:
        task.stepped.connect(self._stepped)
        self.work(task)

    def _stepped(self, step: str, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.bar.setAccessibleName(self.desk.say(STEPS.get(step, STEPS["check"])))

    def _looked(self, plan: RestorePlan) -> None:
        self._plan = plan
        say, manifest, compared = self.desk.say, plan.manifest, plan.comparison
        self.secret.clear()
        self._fields.hide()
        counts = manifest.facts.counts
        lines = [
            say(
                "Backup of {office}, made {time} EAT: {returns} returns, {cells} figures. Every byte of it "
                "was read, and its database is whole.",
                office=manifest.name,
                time=moment(say, manifest.made_at),
                returns=number(counts.get("return", 0)),
                cells=number(counts.get("cell", 0)),
            )
        ]
        if compared is not None:
            if not compared.same_office:
                lines.append(
                    say("It is the backup of another office than {office} here.", office=compared.office_here)
                )
            lines += change_lines(say, compared)
            lines.append(say("The office as it is now is put aside whole, in a folder beside it."))
            if compared.months:
                self._show_table(change_columns(say), change_rows(say, compared, self._form_name))
        self._told.setText("\n\n".join(lines))
        self.go.setText(say("Put it in place"))
        self._grow()
        self.go.setFocus()

    def _form_name(self, family: str) -> str:
        assert self._services is not None
        return self.desk.say(self._services.forms.newest(family).short)

    def _show_table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        model = FaceModel(columns, self)
        self._table = FaceTable(self.desk.look, model, self)
        self._table.set_look(self.desk.look)
        self._table.setMinimumSize(self._fitting(560), self.desk.look.px(150))
        self._table.setAccessibleName(self.desk.say("What would change"))
        model.show_rows(rows)
        self.body.addWidget(self._table, 1)
        look = self.desk.look
        self.resize(QSize(look.px(860), look.px(540)).boundedTo(self._room()))
        self._fields.setMaximumSize(0, 0)  # hidden, and no longer as wide as it was

    def _restore(self, plan: RestorePlan) -> None:
        services, rescue, damaged, person = self._services, self.desk.rescue, self._damaged, self.desk.person

        def work(report: Report) -> object:
            if services is not None:
                return services.backups.restore(plan, person)
            assert rescue is not None
            return rescue().recover(plan, report) if damaged is not None else rescue().restore(plan)

        task = Task(work)
        task.succeeded.connect(self._restored)
        self._start(task)

    def _restored(self, result: object) -> None:
        self._plan, self._over = None, True
        say = self.desk.say
        lines = [say("The office is the one of the backup now.")]
        if isinstance(result, Restored) and result.aside is not None:
            lines.append(say("The office of before lies whole in {folder}.", folder=result.aside))
        if isinstance(result, Recovery):
            lines += self._recovered(result)
        if self._services is not None:
            lines.append(
                say("KMMP Desktop opens it now. Sign in with the user name and passphrase of that day.")
            )
        self._told.setText("\n\n".join(lines))
        if self._table is not None and not isinstance(result, Recovery):
            self._table.hide()
        self.cancel.hide()
        self.go.setText(say("Sign in"))
        self._grow()

    def _recovered(self, result: Recovery) -> list[str]:
        say, replay = self.desk.say, result.replay
        lines = [
            say(
                Message(
                    "Brought back of what was entered after {time}: figures and reasons {figures}, in "
                    "returns {returns}.",
                    {
                        "figures": number(replay.figures),
                        "time": moment(say, result.made_at),
                        "returns": number(replay.returns),
                    },
                )
            )
        ]
        if replay.office:
            lines.append(
                say(
                    "Brought back too, of facilities and accounts: {count}.",
                    count=number(replay.office),
                )
            )
        if replay.left:
            lines.append(
                say(
                    "{count} steps could not be brought back. They are listed here, and stand in the log.",
                    count=number(len(replay.left)),
                )
            )
            self._show_table(left_columns(say), left_rows(say, replay.left))
        if result.aside is not None:
            lines.append(say("The damaged office lies whole in {folder}.", folder=result.aside))
        return lines

    def reject(self) -> None:
        # once it is in place there is nothing left to cancel
        self.accept() if self._over and not self.is_working else super().reject()

    def _tidy(self) -> None:
        self.secret.clear()
        if self._plan is not None:
            self._plan.drop()
