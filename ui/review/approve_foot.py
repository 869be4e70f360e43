"""The foot of the review: one sentence on how it stands, approval, and returning to the clerk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.services.ports import Progress, Signer
from kmmp_desktop.services.review_queue import Weight
from kmmp_desktop.services.reviews import Review, ReviewItem
from kmmp_desktop.text import Message
from ui.faces.foot import Foot
from ui.page import Desk
from ui.passphrase.dialog import SigningWords
from ui.passphrase.signing_run import SigningRun
from ui.review.note_panel import return_words
from ui.review.standing import standing
from ui.widgets.buttons import Button
from ui.wording import month_year


class ApproveFoot(Foot):
    """Approves what is chosen. ``running(bool)`` while it signs; ``approved(tuple of Revision)``;
    ``refused(str)`` with a sentence; ``return_wanted`` when a return is to go back."""

    running = Signal(bool)
    approved = Signal(object)
    refused = Signal(str)
    return_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._chosen: tuple[ReviewItem, ...] = ()
        self.stop_button = Button()
        self.return_button = Button(icon_name="undo")
        self.approve_button = Button(kind="primary", icon_name="sign")
        super().__init__(desk.look, self.stop_button, self.approve_button, self.return_button, parent=parent)
        self.stop_button.clicked.connect(self._stop)
        self.return_button.clicked.connect(self.return_wanted)
        self.approve_button.clicked.connect(self.approve)
        self.signing = SigningRun(desk, self)
        self.signing.started.connect(self._started)
        self.signing.progressed.connect(self.show_progress)
        self.signing.succeeded.connect(self.approved)
        self.signing.refused.connect(self.refused)
        self.signing.finished.connect(self._over)

    def retranslate(self) -> None:
        self.stop_button.setText(self._desk.say("Cancel"))
        self.return_button.setToolTip("F8")
        self.approve_button.setToolTip("F9")

    @property
    def is_running(self) -> bool:
        return self.signing.is_running

    def show_standing(
        self,
        chosen: Sequence[ReviewItem],
        *,
        review: Review | None,
        weights: Mapping[UUID, Weight],
        trouble: str,
    ) -> None:
        """``review``: the current return, verified and shown; ``trouble``: what went wrong."""
        say, running = self._desk.say, self.is_running
        self._chosen = tuple(chosen)
        how = standing(chosen, self._desk, review=review, weights=weights, running=running, trouble=trouble)
        self.show_words(how.icon, how.ink, say(how.sentence), say(how.detail))
        many = len(chosen) > 1
        self.approve_button.setText(
            say("Approve {count} returns", count=len(chosen)) if many else say("Approve")
        )
        asked = len(review.asked) if review is not None and not many else 0
        foreign = review is not None and review.foreign
        self.return_button.setText(
            say("Write the questions to a file…") if foreign else return_words(asked, say)
        )
        self.approve_button.setVisible(not foreign)
        self.approve_button.setEnabled(how.may_approve)
        self.return_button.setEnabled(how.may_return)
        self.approve_button.set_kind("primary" if how.may_approve else "plain")
        self.return_button.set_kind("primary" if how.may_return and not how.may_approve else "plain")
        self.stop_button.setVisible(running)

    def approve(self) -> None:
        """Ask the passphrase, then sign every chosen return."""
        if self.approve_button.isEnabled() and self._chosen:
            self._sign(self._chosen)

    def approve_together(self, items: Sequence[ReviewItem]) -> None:
        """The same with those that have nothing to look at, after a sample of them was read."""
        if items:
            check, person = self._desk.services.approval.queue.check, self._desk.person
            self._sign(items, lambda revisions: check(revisions, person))

    def _sign(
        self, items: Sequence[ReviewItem], first: Callable[[Sequence[UUID]], None] | None = None
    ) -> None:
        if self.is_running:
            return
        seen = [item.revision for item in items]
        revisions = [revision.id for revision in seen]
        approve = self._desk.services.approval.approve

        def sign(signer: Signer, _language: str, report: Progress) -> tuple[Revision, ...]:
            if first is not None:
                first(revisions)
            return approve(revisions, signer, report, seen)

        words = SigningWords(Message("Approve"), self._sentence(items), Message("Approve and sign"))
        self.signing.start(words, sign)

    def _sentence(self, items: Sequence[ReviewItem]) -> Message:
        first = items[0]
        if len(items) > 1:
            return Message(
                "You approve and sign {count} returns, one after the other.", {"count": len(items)}
            )
        return Message(
            "You approve and sign the return of {facility} for {month}, revision {number}.",
            {
                "facility": first.facility.name,
                "month": month_year(self._desk.say, first.revision.key.period),
                "number": first.revision.number,
            },
        )

    def _started(self) -> None:
        self.stop_button.setEnabled(True)
        self.show_progress(0, 0)
        self.running.emit(True)

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.signing.cancel()

    def _over(self) -> None:
        self.hide_progress()
        self.running.emit(False)
