"""Takes a pasted block or an entry workbook into the open return: looked at first, one undo after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.proposals import Offered, propose
from kmmp_desktop.text import Message
from ui import wording
from ui.entry.grid_view import GridView
from ui.entry.keeping import Keeping
from ui.entry.pasting import lay_out, read_block
from ui.entry.proposal_view import ProposalView
from ui.entry.return_model import ReturnModel
from ui.entry.steering import Steering

NOTHING_NEW = Message("Every cell holds that already: there is nothing to take in.")


@dataclass(frozen=True, slots=True)
class Batch:
    """What is looked at: texts for cells, and what is to be said of where they come from."""

    offered: tuple[Offered, ...]
    origin: Origin
    act: str
    """Its name in the list of undo."""
    head: str = ""
    outside: int = 0
    totals: int = 0
    notes: tuple[str, ...] = ()
    noted: Mapping[str, object] = field(default_factory=dict)
    """What the audit entry says of the source."""


class Taking(QObject):
    """One batch at a time, in the view below the grid. ``told(Message)``: what came of it.

    Nothing is written before Enter; Esc leaves return and cursor as they were.
    """

    told = Signal(object)

    def __init__(
        self,
        view: GridView,
        model: ReturnModel,
        steering: Steering,
        keeping: Keeping,
        preview: ProposalView,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._model, self._steering, self._keeping = view, model, steering, keeping
        self.preview = preview
        self._batch: Batch | None = None
        self._start: CellKey | None = None
        self._for: ReturnKey | None = None
        self._writing = False
        self._acts: dict[str, Callable[[], None]] = {"paste": self.paste}
        preview.take_asked.connect(self.take)
        preview.given_up.connect(self.give_up)
        preview.fixed.connect(self._fix)
        preview.went_to.connect(self._go)
        keeping.kept.connect(lambda _saved: self.judge_again())

    def act(self, action: str) -> bool:
        """Do an act of the key table; False if it is none of these."""
        do = self._acts.get(action)
        if do is None or self._keeping.opened is None:
            return False
        do()
        return True

    @property
    def is_open(self) -> bool:
        return self._batch is not None

    # -- the clipboard ---------------------------------------------------------------------

    def paste(self) -> None:
        """Ctrl+V: one clean cell at once, anything else is shown first."""
        opened, key = self._keeping.opened, self._view.key
        if opened is None:
            return
        if opened.locked_why is not None:
            self.told.emit(opened.locked_why)
            return
        element = opened.form.elements[key.element] if key is not None else None
        try:
            rows = read_block(QGuiApplication.clipboard().text(), element)
        except RefusedError as error:
            self.told.emit(Message("{what} {hint}", {"what": error.message, "hint": error.hint}))
            return
        if key is None or not rows:
            self.told.emit(Message("There is no text on the clipboard to paste."))
            return
        block = lay_out(rows, key, self._steering.walk)
        if not block.offered:
            self.told.emit(
                Message("A total is calculated, not typed.")
                if block.totals and not block.outside
                else Message(
                    "No cell here can take the block: {outside} of its cells fall outside.",
                    {"outside": block.outside},
                )
            )
            return
        batch = Batch(block.offered, Origin.PASTED, "paste", "", block.outside, block.totals)
        proposal = propose(opened, batch.offered)
        if len(proposal.items) == 1 and not proposal.rejected and not block.outside:
            edits = proposal.edits()
            if not edits:
                self.told.emit(NOTHING_NEW)
            elif self._write(edits, batch):
                self.told.emit(_taken_words(1, 0))
        else:
            self.look_at(batch)

    # -- looking ---------------------------------------------------------------------------

    def look_at(self, batch: Batch) -> None:
        """Show what a batch would do; where it would do nothing, only say so."""
        opened = self._keeping.opened
        if opened is None:
            return
        proposal = propose(opened, batch.offered)
        if not proposal.changes and not proposal.rejected and not batch.outside:
            self.close()
            self.told.emit(NOTHING_NEW)
            return
        self._start = self._start if self.is_open else self._view.key
        self._batch, self._for = batch, opened.key
        self.preview.show_proposal(
            proposal,
            opened.form,
            head=batch.head,
            outside=batch.outside,
            totals=batch.totals,
            notes=batch.notes,
        )
        self._show_on_grid()
        self.preview.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, self, self._keep_in_sight)  # once the grid has given the room away

    def _keep_in_sight(self) -> None:
        index = self._view.currentIndex()
        if index.isValid():
            self._view.scrollTo(index)

    def judge_again(self) -> None:
        """The return changed under the preview: say anew what would change."""
        opened, proposal = self._keeping.opened, self.preview.proposal
        if self._batch is None or self._writing or opened is None or proposal is None:
            return
        self.preview.show_again(proposal.on(opened))
        self._show_on_grid()

    def follow(self, opened: OpenReturn) -> None:
        """A return was opened: the preview stays for the same one, read again, and goes for another."""
        proposal = self.preview.proposal
        if self._batch is None or proposal is None:
            return
        if self._for != opened.key or opened.locked_why is not None:
            self.close()
            return
        self.preview.show_again(proposal.on(opened))
        self._show_on_grid()

    def _fix(self, address: str, text: str) -> None:
        proposal = self.preview.proposal
        if proposal is not None:
            self.preview.show_again(proposal.with_text(address, text))
            self._show_on_grid()

    def _go(self, key: CellKey) -> None:
        if self._steering.go(key):
            self._show_on_grid()

    def _show_on_grid(self) -> None:
        proposal = self.preview.proposal
        self._model.proposed = frozenset(proposal.edits()) if proposal is not None else frozenset()
        self._model.refresh()

    # -- taking it or leaving it -----------------------------------------------------------

    def take(self) -> None:
        """Take in what can be taken, as one act; the rest stays as it was."""
        proposal, batch = self.preview.proposal, self._batch
        if proposal is None or batch is None:
            return
        edits, refused = proposal.edits(), len(proposal.rejected) + batch.outside
        kept = bool(edits) and self._write(edits, batch)
        if kept or self._keeping.unsaved:  # what is not on disk yet is on screen, and tried again
            self._leave()
        if kept:
            self.told.emit(_taken_words(len(edits), refused))

    def _write(self, edits: dict[CellKey, str], batch: Batch) -> bool:
        self._writing = True
        try:
            return self._keeping.commit_many(edits, batch.origin, batch.act, batch.noted)
        finally:
            self._writing = False

    def give_up(self) -> None:
        """Leave everything as it was."""
        if self.is_open:
            self._leave()
            self.told.emit(Message("Nothing was taken in."))

    def _leave(self) -> None:
        start = self._start
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)  # before its widget goes
        self.close()
        if start is not None:
            self._steering.go(start)

    def close(self) -> None:
        """The preview goes; nothing is written."""
        self._batch = self._start = None
        self.preview.clear()
        if self._model.proposed:
            self._show_on_grid()


def _taken_words(count: int, refused: int) -> Message:
    numbers = {"count": wording.number(count), "left": wording.number(refused)}
    if refused:
        return Message("Taken in: {count}. Left as they were: {left}. Ctrl+Z takes all of it back.", numbers)
    if count == 1:
        return Message("1 cell taken in. Ctrl+Z takes it back.")
    return Message("{count} cells taken in. Ctrl+Z takes all of it back.", numbers)
