"""Verify: drop files, and read for each whether it is intact, who signed it, whether it is complete."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.verdict import Answer, Verdict
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.foot import Foot
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.style.look import Look
from ui.tasks import Task
from ui.verifying.answers import Answers
from ui.verifying.batch import Batch, files_in
from ui.verifying.verdict_rows import columns, verdict_rows
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState

_OFTEN, _SELDOM, _LONG = 100, 1000, 200
"""Milliseconds between two looks at what is done, and from how many lines on seldom."""


class VerifyingPage(Page):
    """A table of files by three questions; below, the answers in sentences. It changes nothing."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._verdicts: dict[str, Verdict] = {}
        self._batch: Batch | None = None
        self._task: Task | None = None
        self._waiting: list[Path] = []
        self._moved = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._collect)
        self.setAcceptDrops(True)
        self._build_table()
        self._build_context()
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.answers)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.splitterMoved.connect(self._handle_moved)
        self._empty = EmptyState(desk.look, self._choose_button, self._folder_button)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._splitter)
        self.foot = Foot(desk.look, self.stop_button, self.clear_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.foot)
        self.setFocusProxy(self.table)

    def _build_table(self) -> None:
        desk = self.desk
        self._model = FaceModel(columns(desk.say), self)
        self.table = FaceTable(desk.look, self._model, self)
        self.table.row_changed.connect(self._show_answers)
        self.answers = Answers(desk.look, desk.say, self)
        self.stop_button = Button()
        self.stop_button.clicked.connect(self._stop)
        self.clear_button = Button()
        self.clear_button.clicked.connect(self.clear)
        self._choose_button = Button(kind="primary", icon_name="plus")
        self._choose_button.clicked.connect(self.choose_files)
        self._folder_button = Button()
        self._folder_button.clicked.connect(self.choose_folder)

    def _build_context(self) -> None:
        self._context = QWidget()
        row = QHBoxLayout(self._context)
        row.setContentsMargins(0, 0, 0, 0)
        self.files_button = Button(icon_name="plus")
        self.files_button.clicked.connect(self.choose_files)
        self.folder_button = Button()
        self.folder_button.clicked.connect(self.choose_folder)
        row.addStretch(1)
        row.addWidget(self.folder_button)
        row.addWidget(self.files_button)
        self._add_action = QAction(self)
        self._add_action.setShortcut(QKeySequence("Ctrl+O"))
        self._add_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._add_action.triggered.connect(self.choose_files)
        self.addAction(self._add_action)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Verify files")

    def subtitle(self) -> str:
        return self.desk.say("Nothing is taken in: the files are only read and judged")

    def context_widget(self) -> QWidget:
        return self._context

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return (("tools", self._add_action),)

    def retranslate(self) -> None:
        say = self.desk.say
        for button in (self.files_button, self._choose_button):
            button.setText(say("Choose files…"))
            button.setToolTip("Ctrl+O")
        for button in (self.folder_button, self._folder_button):
            button.setText(say("Choose a folder…"))
        self._add_action.setText(say("Choose files to verify…"))
        self.stop_button.setText(say("Cancel"))
        self.clear_button.setText(say("Clear the list"))
        self._empty.set_sentence(
            say("Drop files or a folder here. They are read, judged and left as they are.")
        )
        self._model.show_columns(columns(say))
        self.answers.show_verdict(None)
        self.table.setAccessibleName(say("Files and the three questions"))
        self._show()

    def set_look(self, look: Look) -> None:
        self.table.set_look(look)
        self.answers.set_look(look)
        self.foot.set_look(look)
        self._empty.set_look(look)
        self.files_button.set_look(look)
        self.folder_button.set_look(look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The answers take two fifths of the height until somebody moves the handle."""
        super().resizeEvent(event)
        if not self._moved:
            high = self.height() - self.foot.sizeHint().height()
            self._splitter.setSizes([round(high * 0.6), round(high * 0.4)])

    def _handle_moved(self, _place: int, _handle: int) -> None:
        self._moved = True

    def may_leave(self) -> bool:
        return True

    # -- files in --------------------------------------------------------------------------

    def verify(self, path: Path) -> None:
        """Judge one file, or all files of a folder."""
        self.verify_all([path])

    def verify_all(self, paths: Iterable[Path]) -> None:
        """Judge files and folders; those added while a run is on wait for it."""
        self._waiting.extend(paths)
        if self._task is None:
            self._start()

    def choose_files(self) -> None:
        say = self.desk.say
        names, _ = QFileDialog.getOpenFileNames(
            self,
            say("Choose files to verify"),
            "",
            f"{say('Returns')} (*.xlsx *.pdf);;{say('All files')} (*)",
        )
        if names:
            self.verify_all(map(Path, names))

    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.desk.say("Choose a folder to verify"))
        if name:
            self.verify(Path(name))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.verify_all(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self._task is None and self.table.current_key() is not None:
            self._verdicts.pop(str(self.table.current_key()), None)
            self._show()
            return
        super().keyPressEvent(event)

    def clear(self) -> None:
        """Empty the list; the files stay where they are."""
        self._verdicts.clear()
        self._show()

    # -- the run ---------------------------------------------------------------------------

    def _start(self) -> None:
        paths, self._waiting = files_in(self._waiting), []
        if not paths:
            self.announced.emit(self.desk.say("There is no workbook and no PDF in there."))
            return
        self._batch = Batch(paths, self.desk.services.verifying.verify_many)
        self._task = Task(self._batch.run, self)
        self._task.progressed.connect(self._take)
        self._task.failed.connect(self._failed)
        self._task.finished.connect(self._over)
        self.foot.show_progress(0, len(paths))
        self._show()
        self._task.start()

    def _take(self, done: int, of: int) -> None:
        """Show verdicts a few times a second at most: a long list takes longer to lay out."""
        self.foot.show_progress(done, of)
        if not self._pause.isActive():
            self._pause.start(_OFTEN if len(self._verdicts) < _LONG else _SELDOM)

    def _collect(self) -> None:
        first = not self._verdicts
        while self._batch is not None and self._batch.done:
            path, verdict = self._batch.done.popleft()
            self._verdicts[path] = verdict
        self._show()
        if first and self._verdicts:
            self.table.setFocus()

    def _failed(self, error: Exception) -> None:
        self.announced.emit(say_error(self.desk, error))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _over(self) -> None:
        self._task = None
        self._collect()
        self._batch = None
        self.foot.hide_progress()
        self._show()
        if self._waiting:
            self._start()

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        self.table.show_rows(verdict_rows(tuple(self._verdicts.items()), self.desk.say))
        running = self._task is not None
        self._stack.setCurrentIndex(1 if self._verdicts or running else 0)
        self.foot.setVisible(bool(self._verdicts) or running)
        self.stop_button.setVisible(running)
        self.clear_button.setVisible(not running)
        self._show_answers(self.table.current_key())
        self._show_foot()

    def _show_answers(self, key: object) -> None:
        verdict = self._verdicts.get(str(key)) if key is not None else None
        self.answers.show_verdict(verdict)
        if verdict is not None:
            self.said.emit(verdict.file)

    def _show_foot(self) -> None:
        say, verdicts = self.desk.say, tuple(self._verdicts.values())
        approved = sum(1 for v in verdicts if v.is_approved)
        changed = sum(1 for v in verdicts if v.intact is Answer.NO)
        self.foot.show_words(
            "info",
            "muted",
            say(
                "{count} files read: {approved} intact, known and complete; {changed} changed; "
                "{other} with an open question.",
                count=len(verdicts),
                approved=approved,
                changed=changed,
                other=len(verdicts) - approved - changed,
            ),
        )
