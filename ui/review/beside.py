"""The right side of the review: months and facts of what one stands on, and what is asked at its cell."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.services.ports import Comment
from kmmp_desktop.services.reviews import Review
from ui.faces.finding_card import CardText, FindingCard
from ui.page import Desk
from ui.review.acting import ReviewActs
from ui.review.cell_rows import cell_name
from ui.review.questions import QuestionsAtCell
from ui.review.spots import Spot, spot
from ui.style.look import Look


class ReviewBeside(QObject):
    """``left()``: back to the lists. What is typed at a cell and not kept is there when one comes back."""

    left = Signal()

    def __init__(self, desk: Desk, acts: ReviewActs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._review: Review | None = None
        self._keeping = False
        self.spot = Spot(CardText())
        self.questions = QuestionsAtCell(desk.look, desk.say)
        self.card = FindingCard(desk.look, tail=self.questions)
        self.questions.asked.connect(self._ask)
        self.questions.withdrawn.connect(self._withdraw)
        self.questions.left.connect(self._leave)

    def show_spot(self, review: Review | None, key: Hashable | None) -> None:
        """Show what a row is about; None for nothing."""
        self.keep_draft()
        say, language = self._desk.say, self._desk.texts.language
        self._review = review
        if review is None:
            self.spot = Spot(CardText())
        elif key is None:
            self.spot = Spot(
                CardText(
                    head=say("Nothing to look at"),
                    facts=(say("Every check holds, and no figure moved much."),),
                )
            )
        else:
            self.spot = spot(review, key, say, language)
        self._show_questions()
        self.card.show_card(self.spot.card)

    def write(self) -> None:
        """Put the cursor where the question is written."""
        if self.spot.cell is not None and self._acts.may(self._review):
            self.card.ensureWidgetVisible(self.questions)
            self.questions.field.setFocus()

    def keep_draft(self) -> None:
        """Remember what is half typed at the cell."""
        review, cell = self._review, self.spot.cell
        if review is None or cell is None or self._keeping:
            return
        place = (review.item.revision.id, cell)
        if self.questions.draft.strip():
            self._acts.drafts[place] = self.questions.draft
        else:
            self._acts.drafts.pop(place, None)

    def _show_questions(self) -> None:
        review, cell, say = self._review, self.spot.cell, self._desk.say
        nowhere = cell is None and not self.spot.check and self.spot.thread is None
        self.questions.setVisible(review is not None and not nowhere)
        if review is None or nowhere:
            return
        if cell is None:
            self.questions.show_cell(
                say("This figure stands in no cell of its own: ask at one that goes into it."),
                (),
                self._desk.services.clock.now(),
                may_ask=False,
                withdraw="",
                draft="",
            )
            return
        waits = self.spot.thread is not None
        if waits and self.spot.check:
            withdraw = say("Accept instead")
        elif waits:
            withdraw = say("Answered")
        elif self.spot.check:
            withdraw = say("Decide again") if self.spot.check in review.accepted else say("Accept instead")
        else:
            withdraw = ""
        self.questions.show_cell(
            cell_name(review.form, cell, say),
            self._said(review),
            self._desk.services.clock.now(),
            may_ask=self._acts.may(review),
            withdraw=withdraw,
            draft=self._acts.drafts.get((review.item.revision.id, cell), ""),
        )

    def _said(self, review: Review) -> list[tuple[Comment, int, bool]]:
        """Everything said at the row, oldest first; who began a thread asks, others answer."""
        assert self.spot.cell is not None
        return [
            (comment, revision, comment.by == told.thread.comments[0].by)
            for told in review.threads
            if told.thread.key == self.spot.cell
            for comment, revision in zip(told.thread.comments, told.revisions, strict=True)
        ]

    def _ask(self, words: str) -> None:
        if self._review is not None and self._acts.may(self._review):
            self._keeping = True  # what is being kept is no draft any more; a refusal leaves it in the field
            try:
                self._acts.ask(self._review, self.spot, words)
            finally:
                self._keeping = False

    def _withdraw(self) -> None:
        if self._review is not None:
            self._acts.accept(self._review, self.spot)

    def _leave(self) -> None:
        self.keep_draft()
        self.left.emit()

    def retranslate(self) -> None:
        self.questions.retranslate()

    def set_look(self, look: Look) -> None:
        self.questions.set_look(look)
        self.card.set_look(look)
