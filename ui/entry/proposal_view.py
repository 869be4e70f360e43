"""The preview of a block or a workbook: one sentence, the list, take it in or leave it. No dialog."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.proposals import Proposal
from ui import wording
from ui.entry.faces import Say
from ui.entry.proposal_view_list import ProposalList
from ui.entry.proposal_words import note_sentence, taken_sentence
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label

NARROW = 620
"""Effective pixels below which the buttons stand under the sentence."""
LEAST_ROWS = 3


class ProposalView(QWidget):
    """Shows a proposal. ``take_asked`` (Enter), ``given_up`` (Esc), ``fixed(address, text)``,
    ``went_to(CellKey)``: the line of another cell became current."""

    take_asked = Signal()
    given_up = Signal()
    fixed = Signal(str, str)
    went_to = Signal(object)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None, *, whole: bool = False) -> None:
        """``whole``: all of it is taken or nothing, and there is no button to leave it."""
        super().__init__(parent)
        self._look, self._say, self._whole = look, say, whole
        self._proposal: Proposal | None = None
        self._form: Form | None = None
        self._head, self._outside, self._totals = "", 0, 0
        self._notes: tuple[str, ...] = ()
        self._icon = IconLabel(look, "info", 16, "accent", self)
        self.sentence = Label(look, self, bold=True, wrap=True)
        self.note = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.take = Button(self, kind="primary", key_hint="Enter")
        self.leave = Button(self, key_hint="Esc")
        self.list = ProposalList(look, say, self)
        self._build()
        self.list.fixed.connect(self.fixed)
        self.list.opened.connect(lambda _key: self._ask())
        self.list.row_changed.connect(self._moved)
        self.take.clicked.connect(self._ask)
        self.leave.clicked.connect(self.given_up)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_look(look)
        self.hide()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.sentence)
        words.addWidget(self.note)
        said = QHBoxLayout()
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.take, self.leave):
            button.setAutoDefault(True)
            buttons.addWidget(button)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addLayout(said, 1)
        self._top.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(self.list, 1)

    # -- what it shows ---------------------------------------------------------------------

    @property
    def proposal(self) -> Proposal | None:
        return self._proposal

    def show_proposal(
        self,
        proposal: Proposal,
        form: Form,
        *,
        head: str = "",
        outside: int = 0,
        totals: int = 0,
        notes: tuple[str, ...] = (),
    ) -> None:
        """Show another proposal. ``head``: where it comes from (a file), said before the sentence."""
        self._proposal, self._form = proposal, form
        self._head, self._outside, self._totals, self._notes = head, outside, totals, notes
        self.list.show_proposal(proposal, form, anew=True)
        self._show_words()
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.sentence.text()))

    def show_again(self, proposal: Proposal) -> None:
        """The same texts judged anew, or one of them corrected: the lines keep their places."""
        assert self._form is not None
        self._proposal = proposal
        self.list.show_proposal(proposal, self._form, anew=False)
        self._show_words()

    def clear(self) -> None:
        self._proposal = None
        self.hide()

    def _show_words(self) -> None:
        proposal, say = self._proposal, self._say
        if proposal is None:
            return
        sentence = taken_sentence(proposal, say, self._outside)
        sentence = f"{self._head}: {sentence}" if self._head else sentence
        hint = say("Typing in the list corrects a text.") if proposal.rejected else ""
        parts = (note_sentence(proposal, say, self._totals), *self._notes, hint)
        self.sentence.setText(sentence)
        self.note.setText(" ".join(part for part in parts if part))
        refused = bool(proposal.rejected) or self._outside
        self._icon.show_icon(self._look, "error" if refused else "info", "err" if refused else "accent")
        self.setAccessibleName(sentence)
        self._show_buttons(proposal)

    def _show_buttons(self, proposal: Proposal) -> None:
        say, count = self._say, len(proposal.changes)
        self.leave.setHidden(self._whole)
        if self._whole:
            self.take.setText(say("Take in this file"))
            self.take.setEnabled(count > 0 and not proposal.rejected)
            return
        many = say("Take in {count} cells", count=wording.number(count))
        self.take.setText(say("Take in 1 cell") if count == 1 else many)
        self.take.setEnabled(count > 0)
        self.leave.setText(say("Leave as it was"))

    def _ask(self) -> None:
        if self.take.isEnabled() and not self.take.isHidden():
            self.take_asked.emit()

    def _moved(self, address: object) -> None:
        key: CellKey | None = self.list.key_of(address)
        if key is not None:
            self.went_to.emit(key)

    # -- looks -----------------------------------------------------------------------------

    def retranslate(self) -> None:
        self.list.retranslate()
        if self._proposal is not None:
            self.show_again(self._proposal)

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._icon, self.sentence, self.note, self.take, self.leave, self.list):
            part.set_look(look)
        self._top.setContentsMargins(look.px(12), look.px(6), look.px(8), look.px(6))
        self._top.setSpacing(look.px(8))
        self._arrange()

    def set_low(self, low: bool) -> None:
        """On a low window: rows of one line, and only the sentence over them."""
        self.list.brief = low
        self.note.setVisible(not low)
        if self._proposal is not None:
            self.show_again(self._proposal)

    def _arrange(self) -> None:
        narrow = self.width() < self._look.px(NARROW)
        self._top.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        """As high as its words and lines, and never more than its owner gives."""
        width = max(self.width(), self._look.px(320))
        words = self._top.heightForWidth(width) if self._top.hasHeightForWidth() else 0
        words = max(words, self._top.sizeHint().height())
        return QSize(self._look.px(320), words + self.list.natural_height() + self._look.px(2))

    def minimumSizeHint(self) -> QSize:
        least = self._look.row(SMALL) * (LEAST_ROWS + 1)
        return QSize(self._look.px(240), self._top.sizeHint().height() + least)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.accent_soft)
        painter.fillRect(0, 0, self.width(), 1, look.edge)
        painter.fillRect(0, 0, look.px(4), self.height(), look.accent)
        painter.end()
