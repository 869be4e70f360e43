"""What the clerk does to the return beside typing and moving: reasons, comments, fills, blocks, undo."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from kmmp_desktop.domain.findings import Slip
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.keying_settling import settle
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.ask_bar import AskBar
from ui.entry.cell_panel import CellPanel
from ui.entry.faces import Say, figure, is_total
from ui.entry.grid_view import GridView
from ui.entry.keeping import Keeping
from ui.entry.pasting import copy_text
from ui.entry.reason_bar import LONGEST
from ui.entry.steering import Steering
from ui.entry.word_keeping import WordKeeping
from ui.entry.workspace import Workspace


def _whole(text: str, done: Message) -> Message:
    """What is said of words that were kept; a text that fills its field may have been cut in pasting."""
    if len(text) < LONGEST:
        return done
    return Message("Only the first {count} characters are kept: the field holds no more.", {"count": LONGEST})


class Acts(QObject):
    """One method per act; each goes through ``Keeping``, so that it is durable and can be undone.

    ``told(Message)``: what came of it. ``worded()``: a reason or comment was kept.
    """

    told = Signal(object)
    worded = Signal()

    def __init__(
        self,
        view: GridView,
        steering: Steering,
        keeping: Keeping,
        panel: CellPanel,
        ask: AskBar,
        space: Workspace,
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._steering, self._keeping = view, steering, keeping
        self._panel, self._ask, self._space, self._say = panel, ask, space, say
        self.words = WordKeeping(keeping)
        panel.used.connect(self.use_slip)
        panel.reasoned.connect(self.keep_reason)
        panel.commented.connect(self.keep_comment)
        panel.questioned.connect(self.keep_question)
        panel.replied.connect(self.keep_reply)
        panel.answered.connect(self.keep_answered)
        panel.totalled.connect(self.keep_control_total)
        panel.settled.connect(self.settle_keyings)
        panel.talked.connect(self.worded)
        self._table: dict[str, Callable[[], None]] = {
            "reason": self.give_reason,
            "comment": self.write_comment,
            "question": lambda: self.write_comment(question=True),
            "answered": self.turn_question,
            "paper_sum": self.write_section_control,
            "check_all": self.check_all,
            "go_to_row": self.ask_row,
            "undo": self.undo,
            "redo": self.redo,
            "copy": self.copy,
        }

    def act(self, action: str) -> bool:
        """Do an act of the key table; False if it is none of these."""
        if action == "all_rows":  # Esc: first what stands below the grid, then the filter
            return self._ask.put_away()
        do = self._table.get(action)
        if do is None or self._keeping.opened is None:
            return False
        do()
        return True

    @property
    def _opened(self) -> OpenReturn:
        assert self._keeping.opened is not None
        return self._keeping.opened

    # -- words -----------------------------------------------------------------------------

    def give_reason(self) -> None:
        """F8: into the reason of the cell's finding, or of the next warning where the cell has none."""
        self._space.open_panel()
        if self._panel.write_reason():
            return
        self.told.emit(Message("Nothing at this cell needs a reason. F4 goes to the next problem."))

    def keep_reason(self, subject: str, text: str) -> None:
        where = self._view.key
        if where is not None:
            self._words(
                lambda: self.words.reason(subject, text, where), _whole(text, Message("The reason is kept."))
            )

    def write_comment(self, *, question: bool = False) -> None:
        key = self._view.key
        if key is not None and is_total(key):
            self.told.emit(Message("A comment stands at a cell, not at a total."))
            return
        self._space.open_panel()
        if self._opened.locked_why is None:
            self._panel.write_comment(question=question)
        else:
            self.told.emit(self._opened.locked_why)

    def turn_question(self) -> None:
        """The question at the cell is answered, or waits again."""
        self._space.open_panel()
        if not self._panel.turn_question():
            self.told.emit(Message("No question was asked at this cell."))

    def write_control(self, first: str) -> bool:
        """What the paper says the total is, typed on the total; False on other cells."""
        self._space.open_panel()
        return self._panel.write_control(first)

    def write_section_control(self) -> None:
        """What all counts of the section add up to on the paper."""
        self._space.open_panel()
        if self._opened.locked_why is None:
            self._panel.write_section_control()
        else:
            self.told.emit(self._opened.locked_why)

    def keep_comment(self, text: str) -> None:
        key = self._view.key
        if key is not None:
            self._words(lambda: self.words.comment(key, text), _whole(text, Message("The comment is kept.")))

    def keep_question(self, text: str) -> None:
        """A question at the cell: it waits until it is answered."""
        key = self._view.key
        if key is not None:
            self._words(
                lambda: self.words.comment(key, text, question=True),
                _whole(text, Message("The question is kept. It waits until it is answered.")),
            )

    def keep_reply(self, thread: UUID, text: str) -> None:
        key = self._view.key
        if key is not None:
            self._words(
                lambda: self.words.comment(key, text, thread), _whole(text, Message("The comment is kept."))
            )

    def keep_answered(self, thread: UUID, done: bool) -> None:
        """A question is answered, or waits again."""
        key = self._view.key
        if key is not None:
            said = Message("The question is answered.") if done else Message("The question waits again.")
            self._words(lambda: self.words.resolve(thread, done, key), said)

    def keep_control_total(self, place: str, number: float | None) -> None:
        """What the paper says a sum is; ``None`` takes it away."""
        key = self._view.key
        if key is not None:
            self._words(
                lambda: self.words.control_total(place, number, key),
                Message("The total of the paper is kept."),
            )

    def settle_keyings(self, key: CellKey, second: bool, reason: str) -> None:
        """Keep one of two keyings that differ, with the reason at the cell."""

        def keep() -> None:
            saved = settle(self._opened, key, reason, second=second)
            if saved is not None:
                self._keeping.took(saved, "second keying")

        self._words(keep, Message("Settled: the reason stands at the cell."))

    def _words(self, keep: Callable[[], None], done: Message) -> None:
        try:
            keep()
        except StorageError as error:
            self._keeping.keep_later(lambda: self._keep_now(keep, done), error)
            return
        except KmmpError as error:
            self._ask.warn(
                f"{self._say(error.message)} {self._say(error.hint) if error.hint else ''}".rstrip()
            )
            return
        self.worded.emit()
        self.told.emit(done)

    def _keep_now(self, keep: Callable[[], None], done: Message) -> None:
        keep()
        self._ask.clear()
        self.worded.emit()
        self.told.emit(done)

    # -- figures ---------------------------------------------------------------------------

    def use_slip(self, slip: Slip) -> None:
        """Correct a possible slip: the same path as typing, so it can be undone."""
        self._steering.go(slip.key)
        edits = dict(slip.edits) or {slip.key: slip.suggested}
        self._keeping.commit_many(edits, Origin.TYPED, "correction")
        self._view.setFocus()

    def undo(self) -> None:
        if self._keeping.trail.stack.canUndo():
            self._after(self._keeping.trail.undo())
        else:
            self.told.emit(Message("Nothing to undo."))

    def redo(self) -> None:
        if self._keeping.trail.stack.canRedo():
            self._after(self._keeping.trail.redo())
        else:
            self.told.emit(Message("Nothing to redo."))

    def _after(self, changed: tuple[CellKey, ...]) -> None:
        if changed:  # else it was said why not
            self._steering.go(changed[0])
            self.worded.emit()  # reasons, comments and sums of the paper may have come or gone

    # -- blocks ----------------------------------------------------------------------------

    def copy(self) -> None:
        plan, opened = self._view.cells.plan, self._opened
        if plan is None:
            return
        places = sorted(self._view.places)
        text = copy_text(plan, places, opened.value, lambda key: figure(opened.total(key.element).value))
        QGuiApplication.clipboard().setText(text)
        self.told.emit(
            Message("{count} cells copied.", {"count": len(places)})
            if len(places) != 1
            else Message("1 cell copied.")
        )

    # -- checks and rows -------------------------------------------------------------------

    def check_all(self) -> None:
        opened = self._opened
        report = opened.compiled.run(opened.figures)
        self.told.emit(
            Message(
                "Checks made: {made}. Waiting for blank cells: {skipped}. Errors: {errors}. "
                "Warnings: {warnings}, of them with a reason: {explained}.",
                {
                    "made": report.made,
                    "skipped": len(report.skipped),
                    "errors": len(report.of(Severity.ERROR)),
                    "warnings": len(report.of(Severity.WARNING)),
                    "explained": sum(opened.explained(f.check) for f in report.of(Severity.WARNING)),
                },
            )
        )

    def ask_row(self) -> None:
        self._ask.ask_text(
            self._say("Go to row (14, or K 3 for row 3 of section K):"), self._steering.go_to_row
        )
