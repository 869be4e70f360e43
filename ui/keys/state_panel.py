"""How the key stands, in sentences: whose, who vouches for it, until when, and what opens it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.keys import KeyState
from kmmp_desktop.services.month_words import day_of
from ui.page import Desk
from ui.style.look import TITLE, Look
from ui.widgets.labels import IconLabel, Label

_MARKS = {
    KeyStanding.NONE: ("key", "muted"),
    KeyStanding.FINE: ("passed", "ok"),
    KeyStanding.RUNS_OUT: ("warning", "warn"),
    KeyStanding.EXPIRED: ("error", "err"),
    KeyStanding.NOT_YET: ("clock", "warn"),
}


class StatePanel(QWidget):
    """A mark, the fingerprint, and some lines; ``show_problem`` adds what did not work."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._mark = IconLabel(desk.look, "key", 20, "muted")
        self.head = Label(desk.look, points=TITLE, bold=True, wrap=True)
        self.lines = Label(desk.look, wrap=True)
        self.problem = Label(desk.look, ink="err_text", wrap=True)
        self.problem.hide()
        self.head.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._words = QVBoxLayout()  # its spacing would else be that of the row
        for part in (self.head, self.lines, self.problem):
            self._words.addWidget(part)
        row = QHBoxLayout(self)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words, 1)
        self.set_look(desk.look)

    def show_state(self, state: KeyState, is_open: bool) -> None:
        """Write everything anew; a problem told before is over."""
        say = self._desk.say
        self._mark.show_icon(self._desk.look, *_MARKS[state.standing])
        self.problem.hide()
        if state.standing is KeyStanding.NONE:
            self.head.setText(say("No signing key yet"))
            self.lines.setText(say("The first signature makes it; so does a recovery sheet."))
            return
        self.head.setText(say("Key {fingerprint}", fingerprint=state.fingerprint))
        self.lines.setText("\n".join(self._told(state, is_open)))

    def _told(self, state: KeyState, is_open: bool) -> list[str]:
        say = self._desk.say
        assert state.ends is not None
        day = say(day_of(state.ends))
        told = [
            say("Certificate issued by {issuer}.", issuer=state.issuer)
            if state.issuer
            else say("No authority has issued a certificate: only this office knows whose key it is.")
        ]
        if state.standing is KeyStanding.EXPIRED:
            told.append(say("Ended on {day}: nothing can be signed with it.", day=day))
        elif state.standing is KeyStanding.RUNS_OUT:
            told.append(say("Ends on {day}, in {days} days.", day=day, days=state.days_left))
        elif state.standing is KeyStanding.NOT_YET:
            told.append(say("Begins later than today, as the clock of this computer stands."))
        else:
            told.append(say("Good until {day}.", day=day))
        told.append(
            say("There is a recovery sheet.")
            if state.has_recovery
            else say("There is no recovery sheet: a forgotten passphrase would end this key.")
        )
        if is_open:
            told.append(say("Your key is open for this sitting."))
        return told

    def show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def set_look(self, look: Look) -> None:
        for part in (self._mark, self.head, self.lines, self.problem):
            part.set_look(look)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(0, 0, 0, look.px(8))
        self._words.setSpacing(look.px(4))
        layout.setSpacing(look.px(12))
