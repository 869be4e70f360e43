"""The foot of check and complete: what is in the way, and the clerk's signature."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.completion import Completion
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.completing.standing import standing, why_not
from ui.faces.foot import Foot
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.passphrase.dialog import SigningWords
from ui.passphrase.signing_run import SigningRun
from ui.widgets.buttons import Button
from ui.wording import month_year


class ReadyFoot(Foot):
    """Says how the return stands, and marks it as ready or takes it back to draft.

    ``running(bool)`` while it is built and signed; ``signed`` and ``taken_back`` with the
    revision; ``announced`` with a sentence where a step was refused.
    """

    next_wanted = Signal()
    running = Signal(bool)
    signed = Signal(object)
    taken_back = Signal(object)
    announced = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self.next_button = Button(key_hint="F4")
        self.reopen_button = Button(icon_name="undo")
        self.stop_button = Button()
        self.ready_button = Button(kind="primary", icon_name="sign")
        super().__init__(
            desk.look,
            self.stop_button,
            self.reopen_button,
            self.next_button,
            self.ready_button,
            parent=parent,
        )
        self._opened: OpenReturn | None = None
        self._completion: Completion | None = None
        self.next_button.clicked.connect(self.next_wanted)
        self.reopen_button.clicked.connect(self._take_back)
        self.stop_button.clicked.connect(self._stop)
        self.ready_button.clicked.connect(self.mark_ready)
        self.signing = SigningRun(desk, self)
        self.signing.started.connect(self._started)
        self.signing.progressed.connect(self.show_progress)
        self.signing.succeeded.connect(self.signed)
        self.signing.refused.connect(self.announced)
        self.signing.finished.connect(self._over)

    def retranslate(self) -> None:
        say = self._desk.say
        self.next_button.setText(say("Next problem"))
        self.ready_button.setText(say("Mark as ready"))
        self.reopen_button.setText(say("Take back to draft"))
        self.stop_button.setText(say("Cancel"))

    @property
    def is_running(self) -> bool:
        return self.signing.is_running

    def show_standing(self, opened: OpenReturn, completion: Completion, not_kept: str = "") -> None:
        """``not_kept``: a sentence on something that is on screen but not on disk."""
        self._opened, self._completion = opened, completion
        running = self.is_running
        how = standing(opened, completion, self._desk.person, signing=running, not_kept=not_kept)
        self.show_words(how.icon, how.ink, self._desk.say(how.sentence), self._desk.say(how.detail))
        self.next_button.setEnabled(any(not item.done for item in completion.items) and not running)
        self.ready_button.setEnabled(how.may_mark)
        self.ready_button.setVisible(not how.may_reopen)
        self.reopen_button.setVisible(how.may_reopen)
        self.stop_button.setVisible(running)

    def mark_ready(self) -> None:
        """Ask the passphrase, then build and sign; nothing where something is in the way."""
        opened, completion = self._opened, self._completion
        if opened is None or completion is None or self.is_running:
            return
        if why_not(opened, completion, self._desk.person) is not None:
            return
        complete = self._desk.services.completion.complete
        words = SigningWords(
            Message("Mark as ready"),
            Message(
                "You sign the return of {facility} for {month}, revision {number}. "
                "Your name and the time become part of the file.",
                {
                    "facility": opened.facility.name,
                    "number": opened.number,
                    "month": month_year(self._desk.say, opened.key.period),
                },
            ),
            Message("Sign"),
            asks_language=True,
        )
        self.signing.start(
            words, lambda signer, language, report: complete(opened, signer, language, report)
        )

    def _started(self) -> None:
        self.stop_button.setEnabled(True)
        self.show_progress(0, 0)
        self.running.emit(True)
        self.stop_button.setFocus()

    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.signing.cancel()

    def _over(self) -> None:
        self.hide_progress()
        self.running.emit(False)

    def _take_back(self) -> None:
        if self._opened is None or self._opened.revision is None:
            return
        try:
            revision: Revision = self._desk.services.completion.reopen(
                self._opened.revision.id, self._desk.person
            )
        except KmmpError as error:
            self.announced.emit(say_error(self._desk, error))
            return
        self.taken_back.emit(revision)
