"""The foot of the review: one sentence on how it stands, approval, and returning to the clerk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.services.reviews import ReviewItem
from kmmp_desktop.text import Message
from ui.faces.foot import Foot
from ui.page import Desk
from ui.passphrase.dialog import SigningWords
from ui.passphrase.signing_run import SigningRun
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
        super().__init__(
            desk.look, self.stop_button, self.return_button, self.approve_button, parent=parent
        )
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
        self.return_button.setText(self._desk.say("Return to the clerk…"))
        self.return_button.setToolTip("F8")

    @property
    def is_running(self) -> bool:
        return self.signing.is_running

    def show_standing(self, chosen: Sequence[ReviewItem], *, read: bool, trouble: str) -> None:
        """``read``: the current return was verified and is shown; ``trouble``: what went wrong."""
        say, running = self._desk.say, self.is_running
        self._chosen = tuple(chosen)
        how = standing(chosen, self._desk, read=read, running=running, trouble=trouble)
        self.show_words(how.icon, how.ink, say(how.sentence), say(how.detail))
        many = len(chosen) > 1
        self.approve_button.setText(
            say("Approve {count} returns", count=len(chosen)) if many else say("Approve")
        )
        self.approve_button.setEnabled(how.may_approve)
        self.return_button.setEnabled(how.may_return)
        self.stop_button.setVisible(running)

    def approve(self) -> None:
        """Ask the passphrase, then sign every chosen return."""
        if not self.approve_button.isEnabled() or not self._chosen or self.is_running:
            return
        seen = [item.revision for item in self._chosen]
        revisions = [revision.id for revision in seen]
        approve = self._desk.services.approval.approve
        words = SigningWords(Message("Approve"), self._sentence(), Message("Approve and sign"))
        self.signing.start(words, lambda signer, _language, report: approve(revisions, signer, report, seen))

    def _sentence(self) -> Message:
        first = self._chosen[0]
        if len(self._chosen) > 1:
            return Message(
                "You approve and sign {count} returns, one after the other.", {"count": len(self._chosen)}
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
