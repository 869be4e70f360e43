"""The end of a review: the foot with its sentence, and over it the note with which a return goes back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.reviews import Review, ReviewItem
from kmmp_desktop.text import Message
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.review.approve_foot import ApproveFoot
from ui.review.note_panel import NotePanel
from ui.review.question_file import QuestionFile
from ui.review.review_rows import Ground
from ui.style.look import Look


class ReviewClosing(QWidget):
    """``closed(str, datetime)``: returns were approved, or one was sent back, with the sentence that says so.
    ``troubled(str)``: it was not. ``left()``: the note was left."""

    closed = Signal(str, object)
    troubled = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._item: ReviewItem | None = None
        self.note = NotePanel(desk.look, desk.say, self)
        self.note.given.connect(self._send_back)
        self.note.left.connect(self.leave_note)
        self.note.hide()
        self.foot = ApproveFoot(desk, self)
        self.foot.approved.connect(self._approved)
        self.questions = QuestionFile(desk, self)
        self.questions.written.connect(self.closed)
        self.questions.refused.connect(self.troubled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self.foot)

    def retranslate(self) -> None:
        self.note.retranslate()
        self.foot.retranslate()

    def set_look(self, look: Look) -> None:
        self.note.set_look(look)
        self.foot.set_look(look)

    def ask_note(self, item: ReviewItem, review: Review | None, grounds: Sequence[Ground]) -> None:
        """Show where the note is written, if the return may go back."""
        if not self.foot.return_button.isEnabled():
            return
        if review is not None and review.foreign:
            self.questions.write(review)
        else:
            self._item = item
            self.foot.hide()  # one button that returns, not two
            self.note.ask(item.facility.name, grounds, len(review.asked) if review is not None else 0)

    def leave_note(self) -> None:
        if self.note.isVisibleTo(self):
            self.note.hide()
            self.foot.show()
            self.left.emit()

    def _send_back(self, text: str, because: tuple[str, ...]) -> None:
        item, desk = self._item, self._desk
        if item is None:
            return
        try:
            back = desk.services.approval.send_back
            revision = back(item.revision.id, desk.person, text, because)
        except KmmpError as error:
            self.foot.show()  # it says why
            self.troubled.emit(say_error(desk, error))
            return
        self.note.field.clear()
        self.leave_note()
        sentence = desk.say("{facility} is returned to the clerk.", facility=item.facility.name)
        self.closed.emit(sentence, revision.changed_at)

    def _approved(self, revisions: tuple[object, ...]) -> None:
        text = (
            Message("1 return is approved.")
            if len(revisions) == 1
            else Message("{count} returns are approved.", {"count": len(revisions)})
        )
        self.closed.emit(self._desk.say(text), self._desk.services.clock.now())
