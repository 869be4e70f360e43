"""Backups: the last good one at a glance, where and when they are made, and the list of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.backup_ports import Backup, BackupState, Manifest, Secret
from kmmp_desktop.services.permits import may
from kmmp_desktop.text import Message
from ui.backup.asking import ask_passphrase
from ui.backup.keys import CHECK, MAKE, PLAN, RESTORE
from ui.backup.plan_sheet import PlanSheet
from ui.backup.progress import BackupProgress
from ui.backup.restore_dialog import RestoreDialog
from ui.backup.words import glance, list_columns, list_rows, moment
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.page_action import page_action
from ui.style.look import TITLE, Look
from ui.tasks import Report
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import IconLabel, Label, Line
from ui.wording import number


class BackupPage(Page):
    """``made``: there is a new backup."""

    made = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._state: BackupState | None = None
        self._build()
        self._build_actions()
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        look = self.desk.look
        self.progress = BackupProgress(self.desk, self)
        self.progress.done.connect(self._done)
        self.progress.failed.connect(self._failed)
        self.progress.stopped.connect(self._stopped)
        self._mark = IconLabel(look, "info", 22, "muted")
        self._head = Label(look, points=TITLE, bold=True, wrap=True)
        self._lines = Label(look, wrap=True)
        self._trouble_mark = IconLabel(look, "error", 16, "err")
        self._trouble = Label(look, ink="err_text", wrap=True)
        self.make_button = Button(kind="primary", key_hint=MAKE)
        self.plan_button = Button(key_hint=PLAN)
        self.check_button = Button(key_hint=CHECK)
        self.restore_button = Button(key_hint=RESTORE)
        self._line = Line(look)
        self._model = FaceModel(list_columns(self.desk.say), self)
        self.table = FaceTable(look, self._model, self)
        self._empty = EmptyState(look)
        self._aside = QWidget()
        self._buttons = QHBoxLayout(self._aside)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._aside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons.addStretch(1)
        for button, act in (
            (self.plan_button, self.plan),
            (self.check_button, self.check),
            (self.restore_button, self.restore),
            (self.make_button, self.make),
        ):
            button.clicked.connect(lambda _=False, run=act: run())
            self._buttons.addWidget(button)
        self._card = QVBoxLayout()
        top = QHBoxLayout()
        top.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._head, 1)
        wrong = QHBoxLayout()
        wrong.addWidget(self._trouble_mark, 0, Qt.AlignmentFlag.AlignTop)
        wrong.addWidget(self._trouble, 1)
        self._card.addLayout(top)
        self._card.addWidget(self._lines)
        self._card.addLayout(wrong)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.progress)
        whole.addLayout(self._card)
        whole.addWidget(self._line)
        whole.addWidget(self.table, 1)
        whole.addWidget(self._empty, 1)

    def _build_actions(self) -> None:
        self._actions: list[tuple[str, str, QAction]] = []
        for text, keys, act in (
            ("Back up now", MAKE, self.make),
            ("Check the backup that is chosen", CHECK, self.check),
            ("Restore a backup…", RESTORE, self.restore),
            ("Where and when…", PLAN, self.plan),
        ):
            self._actions.append(("tools", text, page_action(self, keys, act)))

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Backups")

    def subtitle(self) -> str:
        state = self._state
        if state is None or state.last is None:
            return self.desk.say("A backup counts once it was opened again and counted")
        return self.desk.say("Last good one: {time}", time=moment(self.desk.say, state.last.made_at))

    def context_widget(self) -> QWidget:
        return self._aside

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple((menu, action) for menu, _, action in self._actions)

    def retranslate(self) -> None:
        say = self.desk.say
        for _, text, action in self._actions:
            action.setText(say(text))
        self.make_button.setText(say("Back up now"))
        self.plan_button.setText(say("Where and when…"))
        self.check_button.setText(say("Check it"))
        self.restore_button.setText(say("Restore…"))
        self.progress.retranslate()
        self._model.show_columns(list_columns(say))
        self.table.setAccessibleName(say("Backups"))
        self._show()

    def set_look(self, look: Look) -> None:
        buttons = (self.make_button, self.plan_button, self.check_button, self.restore_button)
        for button in buttons:
            button.set_look(look)
        for part in (self.progress, self._mark, self._head, self._lines, self._trouble_mark, self._trouble):
            part.set_look(look)
        self._line.set_look(look)
        self.table.set_look(look)
        self._empty.set_look(look)
        margin = look.px(16)
        self._card.setContentsMargins(margin, margin, margin, margin)
        self._card.setSpacing(look.px(8))
        self._buttons.setSpacing(look.px(6))

    def refresh(self) -> None:
        self._state = self.desk.services.backups.state()
        self._show()
        self.heading_changed.emit()

    def person_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def may_leave(self) -> bool:
        return True

    def _show(self) -> None:
        state, say = self._state, self.desk.say
        if state is None:
            return
        now = self.desk.services.clock.now()
        icon, head, lines = glance(say, state, now)
        self._mark.show_icon(self.desk.look, icon, {"passed": "ok", "info": "muted"}.get(icon, "warn"))
        self._head.setText(head)
        may_choose = may(self.desk.person, Action.SETTINGS)
        if not state.plan.folder and not may_choose:
            lines = (*lines, say("A manager or an administrator chooses the folder: Where and when."))
        self._lines.setText("\n".join(lines))
        trouble = state.trouble
        if trouble is not None:
            params = dict(trouble.get("params") or {})
            said = say(Message(str(trouble["message"]), params))
            hint = say(Message(str(trouble.get("hint") or ""), params))
            self._trouble.setText(say("The last try failed: {why} {hint}", why=said, hint=hint).strip())
        self._trouble.setVisible(trouble is not None)
        self._trouble_mark.setVisible(trouble is not None)
        found = self._found(state)
        self._model.show_rows(list_rows(say, found, state.last.path if state.last else None, now))
        self.setFocusProxy(self.table if found else self.make_button)
        if not found and self.table.hasFocus():
            self.make_button.setFocus()  # or the focus goes on to whatever comes next in the window
        self.table.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._empty.set_sentence(
            say("There is no backup of this office in the folder for backups.")
            if state.plan.folder or state.last
            else say("No folder for backups has been chosen yet.")
        )
        self.plan_button.setEnabled(may_choose)
        self.restore_button.setEnabled(may(self.desk.person, Action.RESTORE))
        self.check_button.setEnabled(bool(found))

    def _found(self, state: BackupState) -> tuple[tuple[Path, int], ...]:
        folder = Path(state.plan.folder) if state.plan.folder else None
        folder = folder or (state.last.path.parent if state.last else None)
        if folder is None:
            return ()
        try:
            paths = self.desk.services.backups.found(folder)
            return tuple((path, path.stat().st_size) for path in paths)
        except (KmmpError, OSError):  # the stick was pulled out at this moment
            return ()

    def _chosen(self) -> Path | None:
        """The chosen backup, or the newest."""
        rows = self._model.rows
        key = self.table.current_key() or (rows[0].key if rows else None)
        return key if isinstance(key, Path) else None

    # -- what is done ----------------------------------------------------------------------

    def make(self) -> None:
        """Into the folder of the plan, or one that is chosen now."""
        state, say = self._state, self.desk.say
        if self.progress.is_running or state is None:
            return
        folder = state.plan.folder or QFileDialog.getExistingDirectory(self, say("Folder or USB stick"))
        if not folder:
            return
        if state.scheduled:
            self._start(Path(folder), "")
            return
        confirm, name = self.desk.services.people.confirm, self.desk.person.username
        self.sheet = ask_passphrase(
            self,
            say("Back up now"),
            say("The backup opens with your passphrase as it is today, and with nothing else."),
            "Your passphrase",
            lambda given: confirm(name, given) and given,
            lambda passphrase: self._start(Path(folder), str(passphrase)),
        )

    def _start(self, folder: Path, passphrase: str) -> None:
        backups, person = self.desk.services.backups, self.desk.person
        self.progress.start(lambda report: backups.make(folder, person, report, passphrase))

    def check(self) -> None:
        """Open the chosen one and read it to its last byte."""
        path = self._chosen()
        if self.progress.is_running or path is None:
            return
        say = self.desk.say
        protected = self._state is not None and self._state.scheduled
        if protected and self.desk.services.backups.secret_for(path):
            self._check(path, None)
            return
        told = (
            "{file} was made before the office's key was changed: your passphrase of that day opens it."
            if protected
            else "{file} opens with the passphrase that whoever made it had then."
        )
        username = self.desk.person.username if protected else "-"
        self.sheet = ask_passphrase(
            self,
            say("Check it"),
            say(told, file=path.name),
            "Passphrase",
            lambda given: Secret(given, username),
            lambda secret: self._check(path, secret if isinstance(secret, Secret) else None),
        )

    def _check(self, path: Path, secret: Secret | None) -> None:
        backups = self.desk.services.backups

        def work(report: Report) -> tuple[Path, Manifest]:
            return path, backups.check(path, secret, report)

        self.progress.start(work)

    def _done(self, result: object) -> None:
        say = self.desk.say
        if isinstance(result, Backup):
            self.announced.emit(
                say("The backup {file} is made: it was opened again and counted.", file=result.path.name)
            )
            self.made.emit()
        elif isinstance(result, tuple):
            path, manifest = result
            told = say(
                "{file} is whole: {returns} returns, {cells} figures, {scans} pictures.",
                file=path.name,
                returns=number(manifest.facts.counts.get("return", 0)),
                cells=number(manifest.facts.counts.get("cell", 0)),
                scans=number(sum(name.startswith("scans/") for name in manifest.files)),
            )
            self.announced.emit(told)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        before = self._state.trouble if self._state is not None else None
        self.refresh()
        if self._state is None or self._state.trouble == before:  # else it stands on the page
            self.announced.emit(say_error(self.desk, error))

    def _stopped(self) -> None:
        self.announced.emit(self.desk.say("Stopped. Nothing of it was kept."))
        self.refresh()

    def plan(self) -> None:
        """Where and when."""
        if may(self.desk.person, Action.SETTINGS):
            PlanSheet(self.desk, self).exec()
            self.refresh()

    def restore(self) -> None:
        """Look into one, and put it in the place of the office where that is wanted."""
        if self.progress.is_running or not may(self.desk.person, Action.RESTORE):
            return
        dialog = RestoreDialog(self.desk, self.desk.services.home, self, file=self._chosen())
        if dialog.exec():
            # what is open here is the office of before, and its files are elsewhere now
            self.window().setProperty("restored", True)
            self.window().close()
