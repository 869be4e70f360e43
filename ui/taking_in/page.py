"""Entry workbooks: choose or drop files, read what each would bring, correct it, take it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.taking_in import BookFile, Step, TakingIn
from ui import wording
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.foot import Foot
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.style.look import Look
from ui.taking_in.book_list import BookList
from ui.taking_in.commands import Commands
from ui.taking_in.drop_page import DropPage
from ui.taking_in.file_detail import FileDetail
from ui.taking_in.file_rows import columns, file_rows, standing
from ui.taking_in.halves import Halves
from ui.taking_in.month_books import choose_folder, month_work, written_sentence
from ui.taking_in.run import MOST_FILES, Run, books_in
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState

SETTLE_MS = 120
"""How long a line has to be the current one before its return is opened for the list below."""
FULL = "The list holds {most} files. Take these in, clear the list, and choose the others then."
OPEN = (Step.TAKE, Step.FIX, Step.TWICE)
"""Files that can still change something."""


class TakingInPage(DropPage):
    """A table of files; below, what the chosen one would change. Nothing is taken in until it is said so.

    ``open_requested(family, mfl, period)``: Enter on a file that was taken in.
    """

    open_requested = Signal(str, str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._list = BookList()
        self._waiting: list[Path] = []
        self._what = ""
        self.run = Run(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._show_detail)
        self.dropped.connect(self.look_at)
        self._build()
        self.run.answered.connect(self._collect)
        self.run.far.connect(self.foot.show_progress)
        self.run.failed.connect(self._failed)
        self.run.over.connect(self._over)
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        desk = self.desk
        self._model = FaceModel(columns(desk.say), self)
        self.table = FaceTable(desk.look, self._model, self)
        self.table.row_changed.connect(self._row_changed)
        self.table.opened.connect(self._entered)
        self.detail = FileDetail(desk.look, desk.say, self)
        self.detail.take_asked.connect(self.take_current)
        self.detail.fixed.connect(self._fix)
        self.detail.left.connect(self._leave_detail)
        self.commands = Commands(desk, self)
        self.commands.paths_chosen.connect(self.look_at)
        self.commands.take_asked.connect(self.take_all)
        self.stop_button, self.clear_button = Button(), Button()
        self.stop_button.clicked.connect(self.run.cancel)
        self.clear_button.clicked.connect(self.clear)
        self.take_button = Button(kind="primary", key_hint="F9")
        self.take_button.clicked.connect(self.take_all)
        self.foot = Foot(desk.look, self.stop_button, self.clear_button, self.take_button)
        self._halves = Halves(self.table, self.detail, self)
        self._empty = EmptyState(desk.look, self.commands.empty_files, self.commands.empty_folder)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._halves)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.foot)

    @property
    def _service(self) -> TakingIn:
        return TakingIn(self.desk.services.books, self.desk.services.entry)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Entry workbooks")

    def subtitle(self) -> str:
        return self.desk.say("Nothing is taken in until you say so. A file is taken in whole or not at all.")

    def context_widget(self) -> QWidget:
        return self.commands.bar

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return self.commands.listed()

    def retranslate(self) -> None:
        say = self.desk.say
        self.commands.retranslate()
        self.stop_button.setText(say("Cancel"))
        self.clear_button.setText(say("Clear the list"))
        self._empty.set_sentence(
            say("Drop entry workbooks or a folder here. Nothing is taken in until you say so.")
        )
        self._model.show_columns(columns(say))
        self.table.setAccessibleName(say("Entry workbooks and what they bring"))
        self.detail.retranslate()
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (self.table, self.detail, self.foot, self._empty, self.commands):
            part.set_look(look)

    def set_low(self, low: bool) -> None:
        """On a low window either the list or the chosen file is shown: Enter and Esc go between them."""
        self.detail.set_low(low)
        self._halves.set_low(low)

    def _leave_detail(self) -> None:
        self._halves.show_list()
        self.table.setFocus()

    def refresh(self) -> None:
        """Figures may have been typed meanwhile: the chosen file is judged again."""
        self._show_detail()

    def may_leave(self) -> bool:
        if self.run.is_running and self.run.writes:
            self.announced.emit(self.desk.say("Workbooks are being taken in. Wait, or cancel first."))
            return False
        return True  # what is being read goes on

    def person_changed(self) -> None:
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and not self.run.is_running and self._current() is not None:
            self._list.remove(Path(str(self.table.current_key())))
            self._show()
        elif event.key() == Qt.Key.Key_Escape and self._halves.detail_alone:
            self._leave_detail()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_requested.emit("worklist")
        else:
            super().keyPressEvent(event)

    # -- files in --------------------------------------------------------------------------

    def look_at(self, paths: Iterable[Path]) -> None:
        """Read files and folders; those added while a run is on wait for it."""
        self._waiting.extend(paths)
        if not self.run.is_running:
            self._start()

    def clear(self) -> None:
        """Empty the list; the files stay where they are."""
        if not self.run.is_running:
            self._list.clear()
            self._show()

    def _start(self) -> None:
        say = self.desk.say
        paths, self._waiting = books_in(self._waiting), []
        if not paths:
            self.announced.emit(say("There is no entry workbook in there."))
            return
        room = MOST_FILES - len(self._list)
        if len(paths) > room or len(paths) == MOST_FILES:
            sentence = (
                "The list holds {most} files. Take these in, clear the list, and choose the others then."
            )
            self.announced.emit(say(sentence, most=wording.number(MOST_FILES)))
            paths = paths[: max(room, 0)]
        service, person = self._service, self.desk.person
        if paths:
            self._what = "Reading workbooks…"
            self.run.start(paths, lambda path: service.look(path, person))
        self._show()

    # -- taking in -------------------------------------------------------------------------

    def take_all(self) -> None:
        """Take in every file that can be; the others stay, with what is in their way."""
        self._take(self._list.ready)

    def take_current(self) -> None:
        """Take in the chosen file only; of two for one return, this is the choice."""
        file = self._current()
        if file is not None and file.step in (Step.TAKE, Step.TWICE):
            self._take([file])

    def _take(self, files: Sequence[BookFile]) -> None:
        if not files or self.run.is_running:
            return
        service, person = self._service, self.desk.person
        self._what = "Taking in workbooks…"
        self._leave_detail()
        self.run.start(files, lambda file: service.take(file, person), writes=True)
        self._show()

    def save_month(self, family: str, period: Period, folder: Path | None = None) -> None:
        """Save an entry workbook for every facility that owes the form; asks for the folder."""
        if self.run.is_running:
            return
        folder = folder or choose_folder(self.desk, self, period)
        if folder is not None:
            self._what = "Saving workbooks…"
            to = folder
            work = month_work(self.desk, family, period, to)
            self.run.run(work, lambda done: self.announced.emit(written_sentence(self.desk, done, to)))
            self._show()

    def _fix(self, address: str, text: str) -> None:
        file, proposal = self._current(), self.detail.view.proposal
        if file is None or proposal is None or self.run.is_running:
            return
        proposal = proposal.with_text(address, text)
        self._list.change(self._service.corrected(file, proposal))
        self.detail.show_again(proposal)
        self._show_rows()

    def _entered(self, _key: object) -> None:
        """Enter: open what is in, go to what is to be corrected, take in what is ready."""
        file = self._current()
        if file is None or self.run.is_running:
            return
        if file.step in (Step.TAKEN, Step.SAME) and file.key is not None:
            self.open_requested.emit(file.key.family, file.key.facility, file.key.period)
        elif file.step in OPEN:
            self._show_detail()
            self._halves.show_detail()
            self.detail.view.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._halves.show_detail()

    # -- the run ---------------------------------------------------------------------------

    def _collect(self, answers: Sequence[BookFile]) -> None:
        first, service = not self._list, self._service
        if self._list.put(answers, lambda file: service.again(file, self.desk.person)):
            self.saved.emit(self.desk.services.clock.now())
        self._show(settle=True)
        if first:
            self.table.setFocus()

    def _failed(self, error: Exception) -> None:
        self.announced.emit(say_error(self.desk, error))

    def _over(self) -> None:
        self.foot.hide_progress()
        self._show()
        if self._waiting:
            self._start()

    # -- showing ---------------------------------------------------------------------------

    def _current(self) -> BookFile | None:
        return self._list.get(self.table.current_key())

    def _show(self, *, settle: bool = False) -> None:
        running = self.run.is_running
        self._stack.setCurrentIndex(1 if self._list else 0)
        self.foot.setVisible(bool(self._list) or running)
        self.stop_button.setVisible(running)
        self.clear_button.setVisible(not running)
        self.take_button.setVisible(not running)
        self._show_rows()
        if not settle:
            self._show_detail()
        elif not self._settle.isActive():
            self._settle.start(SETTLE_MS)

    def _show_rows(self) -> None:
        say, files, ready = self.desk.say, self._list.files, self._list.ready
        self.table.show_rows(file_rows(files, say))
        many = say("Take in {count} files", count=wording.number(len(ready)))
        self.take_button.setText(say("Take in 1 file") if len(ready) == 1 else many)
        self.take_button.setEnabled(bool(ready))
        self.commands.show_ready(bool(ready) and not self.run.is_running)
        changes = sum(file.changed for file in ready)
        many = say("Figures that stand there and would change: {count}.", count=wording.number(changes))
        running = self.run.is_running
        sentence = say(self._what) if running else standing(files, say)
        self.foot.show_words("info", "muted", sentence, many if changes and not running else "")

    def _row_changed(self, _key: object) -> None:
        self._settle.start(SETTLE_MS)

    def _show_detail(self) -> None:
        """What the chosen file would change; not while a text of it is being corrected."""
        self._settle.stop()
        file = self._current()
        if self.detail.is_typing and file is not None:
            return
        try:
            writing = self.run.is_running and self.run.writes
            open_now = file is not None and file.step in OPEN and not writing
            found = self._service.proposal(file, self.desk.person) if file and open_now else None
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))
            found = None
        self.detail.show_file(file, *(found or (None, None)))
        if file is not None:
            self.said.emit(file.path.name)
