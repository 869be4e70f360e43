"""Receive: files of other offices, a verdict for each, and taking in what can be taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_rows import ReceivedFile, Step, Why
from ui import wording
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.receiving.below import Below
from ui.receiving.commands import Commands
from ui.receiving.doubts_strip import DoubtsStrip
from ui.receiving.file_rows import read_from
from ui.receiving.inbox import Inbox, asks_for_its_office
from ui.receiving.letters_out import LettersOut
from ui.receiving.received_table import ReceivedTable
from ui.receiving.receiving_foot import ReceivingFoot
from ui.receiving.run import ReceiveRun
from ui.style.look import Look
from ui.taking_in.drop_page import DropPage
from ui.taking_in.halves import Halves
from ui.widgets.empty_state import EmptyState

UPPER = 0.68


class ReceivePage(DropPage):
    """A table of files by three questions, over the answers in sentences. Nothing is taken in unasked.

    Enter on a return that is here: ``review_requested(revision)`` for whoever may ask its office,
    ``open_requested(family, mfl, period)`` for everybody else.
    """

    open_requested, review_requested = Signal(str, str, object), Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.inbox, self._waiting = Inbox(), list[Path]()
        self._what = self._from = ""
        self._read_at: datetime | None = None
        self.run = ReceiveRun(self)
        self._acts: dict[str, Callable[[], object]] = {
            "take": lambda: self.take(self.inbox.ready),
            "take_one": self._take_one,
            "receipts": lambda: self.letters_out.make_receipts(self.inbox.to_acknowledge),
            "replies": self._write_replies,
            "detail": self._show_detail,
            "facilities": self.add_facilities,
            "clear": self.clear,
            "verify": lambda: self.go_requested.emit("verifying"),
            "doubts": lambda: self.go_requested.emit("doubts"),
        }
        self._build()
        self.letters_out = LettersOut(desk, self, self.words, self.commands)
        self.letters_out.announced.connect(self.announced)
        self.letters_out.left.connect(self._leave_words)
        self.letters_out.changed.connect(self._show)
        self.dropped.connect(self.receive)
        self.run.answered.connect(self._collect)
        self.run.far.connect(self.foot.show_progress)
        self.run.failed.connect(lambda error: self.announced.emit(say_error(self.desk, error)))
        self.run.over.connect(self._over)
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        desk = self.desk
        self.table = ReceivedTable(desk.look, desk.say, self)
        self.table.row_changed.connect(self._show_answers)
        self.table.opened.connect(self._entered)
        self.commands = Commands(desk, self)
        self.commands.paths_chosen.connect(self.receive)
        self.commands.asked.connect(self._asked)
        self.below = Below(desk, self)
        self.answers, self.words = self.below.answers, self.below.words
        self.answers.reply_asked.connect(lambda: self._asked("replies"))
        self.answers.detail_asked.connect(lambda: self._asked("detail"))
        self.answers.facilities_asked.connect(lambda: self._asked("facilities"))
        self.foot = ReceivingFoot(desk, self)
        self.foot.stop_button.clicked.connect(self.run.cancel)
        self.foot.take_button.clicked.connect(lambda: self._asked("take"))
        self.foot.receipts_button.clicked.connect(lambda: self._asked("receipts"))
        self.foot.replies_button.clicked.connect(lambda: self._asked("replies"))
        self._halves = Halves(self.table, self.below, self, upper_share=UPPER)
        self.strip = DoubtsStrip(self)
        self._empty = EmptyState(desk.look, self.commands.empty_files, self.commands.empty_folder)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._halves)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.strip)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.foot)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Receive submissions")

    def subtitle(self) -> str:
        return read_from(len(self.inbox), self._from, self._read_at, self.desk.say)

    @property
    def files_waiting(self) -> int:
        return sum(file.step is not Step.TAKEN for file in self.inbox.files)

    def context_widget(self) -> QWidget:
        return self.commands.bar

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return self.commands.listed()

    def retranslate(self) -> None:
        say = self.desk.say
        for part in (self.commands, self.foot, self.below, self.table, self.strip):
            part.retranslate()
        self._empty.set_sentence(say("Drop files or a folder here. Nothing is taken in until you say so."))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (self.table, self.below, self.foot, self._empty, self.commands, self.strip):
            part.set_look(look)

    def set_low(self, low: bool) -> None:
        """On a low window either the list or the chosen file is shown: Enter and Esc go between them."""
        self._halves.set_low(low)
        self.foot.set_low(low)
        self._show()

    def refresh(self) -> None:
        """Facilities, forms, returns or a trust file may have come meanwhile: files are judged again."""
        service = self.desk.services.receiving
        self.strip.read()
        if self.run.is_running:
            return
        self._waiting.extend(self.inbox.to_read_again(service.trusted_by()))
        held = [file for file in self.inbox.alone if file.packed and file.step is not Step.TAKEN]
        if held:
            self._what = "Reading files…"
            self.run.judge(service, held)
            self._show()
        elif self._waiting:
            self._start()

    def may_leave(self) -> bool:
        if self.run.is_running and self.run.writes:
            self.announced.emit(self.desk.say("Returns are being taken in. Wait, or cancel first."))
            return False
        return not self.letters_out.is_signing

    def person_changed(self) -> None:
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and not self.run.is_running and self._current() is not None:
            self.inbox.remove(Path(str(self.table.current_key())))
            self._show()
        elif event.key() == Qt.Key.Key_Escape and self.run.is_running:
            self.run.cancel()
        elif event.key() == Qt.Key.Key_Escape and (self.below.shows_words or not self.table.hasFocus()):
            self._leave_words()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_requested.emit("worklist")
        else:
            super().keyPressEvent(event)

    def _leave_words(self) -> None:
        self.below.show_answers()
        self._halves.show_list()
        self.table.setFocus()

    # -- files in --------------------------------------------------------------------------

    def receive(self, paths: Iterable[Path]) -> None:
        """Judge files and folders; those added while a run is on wait for it."""
        self._waiting.extend(paths)
        if not self.run.is_running:
            self._start()

    def clear(self) -> None:
        """Empty the list; the files stay where they are."""
        if not self.run.is_running:
            self.inbox.clear()
            self._leave_words()
            self._show()

    def _start(self) -> None:
        given, self._waiting = self._waiting, []
        paths = tuple(files_in(given))
        if not paths:
            self.announced.emit(self.desk.say("There is no return and no letter in there."))
            return
        if not self.inbox or any(path not in self.inbox for path in paths):
            self._from = str(given[0] if given[0].is_dir() else given[0].parent)
        self._read_at = self.desk.services.clock.now()
        self._what = "Reading files…"
        self.run.look(self.desk.services.receiving, paths)
        self._show()

    # -- what is asked ---------------------------------------------------------------------

    def _asked(self, name: str) -> None:
        if not (self.run.is_running or self.letters_out.is_signing):
            self._acts[name]()

    def _take_one(self) -> None:
        file = self._current()
        if file is not None and asks_for_its_office(file) and self.letters_out.accept_office(file):
            self.receive([file.path])  # judged again
        self.take([file] if file is not None and file.can_be_taken else [])

    def _write_replies(self) -> None:
        if self.letters_out.write_replies(self.inbox.files, self._current()):
            self.below.show_words()
            self._halves.show_detail()

    def _show_detail(self) -> None:
        file = self._current()
        if file is not None:
            self.below.show_detail(file)
            self._halves.show_detail()

    def take(self, files: Sequence[ReceivedFile]) -> None:
        """Take files in, each whole or not at all."""
        if files and not self.run.is_running:
            self._what = "Taking in…"
            self._leave_words()
            self.run.take(self.desk.services.receiving, files, self.inbox.alone, self.desk.person)
            self._show()

    def add_facilities(self) -> None:
        """Add every facility that a file of the list waits for; the files are judged again."""
        waiting = self.inbox.offering
        if not waiting:
            return
        service, say = self.desk.services.receiving, self.desk.say
        try:
            count = service.add_facilities(waiting, self.desk.person)
        except KmmpError as error:
            return self.announced.emit(say_error(self.desk, error))
        self.announced.emit(say("Facilities added or changed: {count}.", count=wording.number(count)))
        self._what = "Reading files…"
        self.run.judge(service, [file for file in self.inbox.alone if file.packed])
        self._show()

    def _entered(self, _key: object) -> None:
        """Enter: open what is here, else go to the answers."""
        file = self._current()
        if file is None or self.run.is_running:
            return
        in_office = file.step is Step.TAKEN or (file.step is Step.HERE and file.judged.why is not Why.COPY)
        if file.key is not None and in_office:
            may_ask = self.desk.services.approval.may_ask  # another office's: looked at in Review
            if file.revision is not None and may_ask(file.revision, self.desk.person):
                self.review_requested.emit(file.revision)
            else:
                self.open_requested.emit(file.key.family, file.key.facility, file.key.period)
        else:
            self.below.show_answers()
            self._halves.show_detail()
            self.answers.focus_first()

    # -- the run ---------------------------------------------------------------------------

    def _collect(self, answers: Sequence[ReceivedFile]) -> None:
        first = not self.inbox
        self.inbox.put(answers)
        if any(file.step is Step.TAKEN for file in answers):
            self.strip.read()
            self.saved.emit(self.desk.services.clock.now())
        self._show()
        if first:
            self.table.setFocus()

    def _over(self) -> None:
        self.foot.hide_progress()
        self._what = ""
        self._show()
        if self._waiting:
            self._start()

    # -- showing ---------------------------------------------------------------------------

    def _current(self) -> ReceivedFile | None:
        return self.inbox.get(self.table.current_key())

    def _show(self) -> None:
        running = self.run.is_running
        self._stack.setCurrentIndex(1 if self.inbox or running else 0)
        self.foot.setVisible(bool(self.inbox) or running)
        self.table.show_files(self.inbox.files)
        self._show_answers(None)
        what = self.desk.say(self._what) if running and self._what else ""
        self.foot.show_inbox(self.inbox, what, running and self.run.writes)
        ready = bool(self.inbox.ready) and not running
        self.commands.enable(
            take=ready,
            take_one=ready or (self.inbox.asking and not running),
            receipts=bool(self.inbox.to_acknowledge) and not running,
            facilities=bool(self.inbox.offering) and not running,
            clear=bool(self.inbox) and not running,
        )
        self.heading_changed.emit()

    def _show_answers(self, _key: object) -> None:
        file = self._current()
        offered = {f.judged.offered.mfl for f in self.inbox.offering if f.judged.offered is not None}
        self.answers.show_file(file, len(offered))
        if file is not None:
            self.said.emit(file.path.name)
