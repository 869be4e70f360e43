"""Before a second keying: which cells it would ask for and why, the whole return, or one to go on with."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kmmp_desktop.domain.keying import Scope, Why
from ui.entry.faces import Say
from ui.entry.sheet import Sheet
from ui.keying.offer import Offer
from ui.style.look import TITLE, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

WIDEST = 620


class ChoicePane(QWidget):
    """``chosen(Scope)``, ``resumed()`` and ``left()`` say what was decided."""

    chosen = Signal(object)
    resumed = Signal()
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._offer: Offer | None = None
        self._title = Label(look, self, points=TITLE, bold=True, wrap=True)
        self._how = Label(look, self, wrap=True)
        self._list = Label(look, self, wrap=True)
        self._whole = Label(look, self, wrap=True)
        self._note = Label(look, self, ink="muted", wrap=True)
        self.go_on = Button(self, kind="primary", key_hint="Enter")
        self.some = Button(self, kind="primary", key_hint="1")
        self.all = Button(self, key_hint="2")
        self.back = Button(self, kind="flat", key_hint="Esc")
        self.go_on.clicked.connect(self.resumed)
        self.some.clicked.connect(lambda: self.chosen.emit(Scope.CHOSEN))
        self.all.clicked.connect(lambda: self.chosen.emit(Scope.WHOLE))
        self.back.clicked.connect(self.left)
        self._sheet = Sheet(look)
        self._column = QVBoxLayout(self._sheet)
        for part in (self._title, self._how, self.go_on, self._list, self.some, self._whole, self.all):
            self._column.addWidget(part, 0, _LEFT if isinstance(part, Button) else _PLAIN)
        self._column.addWidget(self._note)
        self._column.addWidget(self.back, 0, _LEFT)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._sheet)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(area)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._sheet.set_look(look)
        for part in (self._title, self._how, self._list, self._whole, self._note):
            part.set_look(look)
            part.setMaximumWidth(look.px(WIDEST))
        for button in (self.go_on, self.some, self.all, self.back):
            button.set_look(look)
        self._column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        self._column.setSpacing(look.px(10))

    def show_offer(self, offer: Offer) -> None:
        """Say what can be keyed again; the focus goes to the likeliest button."""
        self._offer = offer
        self.retranslate()
        wanted = self.back if offer.why_not else self.go_on if offer.begun else self.some
        wanted.setFocus()

    def forget(self) -> None:
        """Somebody else sits at the desk: nothing is offered."""
        self._offer = None
        for part in (self._title, self._how, self._list, self._whole, self._note):
            part.clear()
        for button in (self.go_on, self.some, self.all):
            button.hide()

    def retranslate(self) -> None:
        say, offer = self._say, self._offer
        self.go_on.setText(say("Go on"))
        self.some.setText(say("Key the chosen cells"))
        self.all.setText(say("Key the whole return"))
        self.back.setText(say("Back to entry"))
        if offer is None:
            return
        self._title.setText(
            say("Key {facility}, {month}, a second time", facility=offer.facility, month=offer.month)
        )
        self._how.setText(
            say(offer.why_not)
            if offer.why_not
            else say(
                "The first keying is hidden. What you type the same is accepted; what differs is asked "
                "again, and the value that is typed twice alike is kept."
            )
        )
        self._list.setText(self._chosen_words(offer))
        self._whole.setText(
            say("The whole return: {count} cells, the blank ones too.", count=len(offer.whole))
        )
        self.go_on.setVisible(offer.begun is not None)
        for part in (self._list, self.some, self._whole, self.all):
            part.setVisible(offer.why_not is None)
        if offer.begun is not None:
            done, count = offer.begun
            words = say(
                "You began one that is not finished: {done} of {count} cells are keyed.",
                done=done,
                count=count,
            )
            self._how.setText(f"{self._how.text()}\n\n{words}")
        self._note.setText(say("Narratives are not keyed again. Errors are counted for your own eyes only."))
        self.setAccessibleName(self._title.text())

    def _chosen_words(self, offer: Offer) -> str:
        """How many cells, and how many for each reason."""
        say, counts = self._say, Counter(c.why for c in offer.chosen)
        lines = [say("Chosen cells: {count}.", count=len(offer.chosen))]
        lines += [f"   {say(words, count=counts[why])}" for why, words in _REASONS if counts[why]]
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        offer, key = self._offer, event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif offer is None or offer.why_not is not None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_1:
            self.chosen.emit(Scope.CHOSEN)
        elif key == Qt.Key.Key_2:
            self.chosen.emit(Scope.WHOLE)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            button = next((b for b in (self.go_on, self.some, self.all) if b.hasFocus()), None)
            if button is not None:
                button.click()
        else:
            super().keyPressEvent(event)


_LEFT = Qt.AlignmentFlag.AlignLeft
_PLAIN = Qt.AlignmentFlag(0)
_REASONS = (
    (Why.FAILING, "{count} take part in a check that does not hold"),
    (Why.OUTLYING, "{count} are far from the last 12 months"),
    (Why.HEAVY, "{count} weigh most in the indicators"),
    (Why.SAMPLE, "{count} drawn from the rest (5 %)"),
)
