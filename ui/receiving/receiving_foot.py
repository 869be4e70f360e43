"""The foot of receive: how the list stands, and what can be done with all of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kmmp_desktop.services.receiving_rows import returns_among
from ui import wording
from ui.faces.foot import Foot
from ui.page import Desk
from ui.receiving import keys
from ui.receiving.file_rows import standing
from ui.receiving.inbox import ANSWER, Inbox
from ui.widgets.buttons import Button


class ReceivingFoot(Foot):
    """Its buttons are wired by the page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk, self._low = desk, False
        self.stop_button, self.replies_button, self.receipts_button = Button(), Button(), Button()
        self.take_button = Button(kind="primary", key_hint=keys.TAKE)
        buttons = (self.stop_button, self.replies_button, self.receipts_button, self.take_button)
        super().__init__(desk.look, *buttons, parent=parent)

    def retranslate(self) -> None:
        say = self._desk.say
        self.stop_button.setText(say("Cancel"))
        self.replies_button.setText(say("Write replies to senders"))
        self.replies_button.setToolTip(keys.REPLIES)
        self.receipts_button.setText(say("Make receipts"))
        self.receipts_button.setToolTip(keys.RECEIPTS)

    def set_low(self, low: bool) -> None:
        """A low window has room for one button; the others are in the menu, with their keys."""
        self._low = low

    def show_inbox(self, inbox: Inbox, what: str, writes: bool) -> None:
        """``what``: the work that is on, as a sentence; empty where there is none."""
        say, ready = self._desk.say, returns_among(inbox.ready)
        self.stop_button.setVisible(bool(what))
        self.replies_button.setVisible(not what and not self._low)
        self.receipts_button.setVisible(not what and not self._low)
        self.take_button.setVisible(not what)
        self.replies_button.setEnabled(inbox.count(*ANSWER) > 0)
        self.receipts_button.setEnabled(bool(inbox.to_acknowledge))
        self.take_button.setEnabled(ready > 0)
        letters = any(file.is_letter for file in inbox.ready)
        many = "Take in {count} files" if letters else "Take in {count} returns"
        one = "Take in 1 file" if letters else "Take in 1 return"
        text = say(one) if ready == 1 else say(many, count=wording.number(ready))
        self.take_button.setText(text if ready else say("Nothing to take in"))
        detail = say("Cancelling leaves whole files only: each is in, or not at all.") if writes else ""
        self.show_words("info", "muted", what or standing(inbox.files, say), detail)
