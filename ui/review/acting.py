"""What the manager does to a return under review: accept, ask, take back; each on disk before it shows."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.review_decisions import ReviewDecisions
from kmmp_desktop.services.reviews import Review
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.review.spots import Spot


class ReviewActs(QObject):
    """``done(Review, datetime)``: kept, and how the review stands now; ``refused(str)``: a sentence."""

    done = Signal(object, object)
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.drafts: dict[tuple[UUID, CellKey], str] = {}
        """What was typed at cells and not kept yet."""

    def may(self, review: Review | None) -> bool:
        """Whether this person decides about the return: a manager who did not prepare it."""
        return review is not None and self._desk.services.approval.asks_at(review.item, self._desk.person)

    def accept(self, review: Review, spot: Spot) -> None:
        """Let the exception stand, or take that back; a question about it is taken back too. Of a
        question of somebody else: it is answered."""
        decisions, person, revision = self._decisions, self._desk.person, review.item.revision.id

        def act() -> None:
            if spot.thread is not None:
                decisions.withdraw(revision, spot.thread, person)
            if spot.check in review.accepted:
                decisions.take_back(revision, spot.check, person)
            elif spot.check:
                decisions.accept(revision, spot.check, person)

        if spot.check or spot.thread is not None:
            self._do(review, act)

    def accept_all(self, review: Review) -> None:
        """Accept every exception that was neither accepted nor asked about."""
        left = [c for c in review.checks if c not in review.accepted and c not in review.asked_checks]

        def act() -> None:
            for check in left:
                self._decisions.accept(review.item.revision.id, check, self._desk.person)

        if left:
            self._do(review, act)

    def ask(self, review: Review, spot: Spot, words: str) -> None:
        """Keep a question at the cell, or say more where one waits already."""
        cell = spot.cell
        if cell is None:
            return

        def act() -> None:
            self._decisions.ask(
                review.item.revision.id, cell, words, self._desk.person, thread=spot.thread, check=spot.check
            )
            self.drafts.pop((review.item.revision.id, cell), None)

        self._do(review, act)

    @property
    def _decisions(self) -> ReviewDecisions:
        return self._desk.services.approval.decisions

    def _do(self, review: Review, act: Callable[[], None]) -> None:
        if not self.may(review):
            return
        try:
            act()
            now = self._desk.services.approval.again(review)
        except KmmpError as error:
            self.refused.emit(say_error(self._desk, error))
            return
        self.done.emit(now, self._desk.services.clock.now())
