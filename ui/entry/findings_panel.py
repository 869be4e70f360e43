"""The findings that speak of the current cell, errors first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.services.differences import Difference
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.faces import Marks, Say
from ui.entry.finding_card import FindingCard
from ui.entry.open_findings import takes_reason
from ui.faces.reason_shelf import ReasonShelf
from ui.style.look import Look

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def findings_of(opened: OpenReturn, key: CellKey) -> tuple[Finding, ...]:
    """Findings that the cell takes part in: errors first, then those marked at this very cell."""
    same = {key, CellKey(key.element, TOTAL)}
    found = [f for f in opened.findings.values() if same.intersection(f.marks) or same.intersection(f.cells)]
    return tuple(sorted(found, key=lambda f: (_ORDER.index(f.severity), key not in f.marks)))


def told_first(opened: OpenReturn, key: CellKey) -> Finding | None:
    """What a line has room for: the first finding of the cell, else its first difference."""
    found = (*findings_of(opened, key), *(difference.finding for difference in opened.between.at(key)))
    return min(found, key=lambda finding: _ORDER.index(finding.severity), default=None)


class FindingsPanel(QWidget):
    """Keeps its cards and shows as many as are needed."""

    jumped = Signal(object)
    used = Signal(object)
    reasoned = Signal(str, str)
    left = Signal()
    beside_wanted = Signal(object)
    """The key of another return: it is to be opened beside the grid."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._cards: list[FindingCard] = []
        self._shelf: ReasonShelf | None = None
        self._shown = 0
        self._others: dict[FindingCard, tuple[OpenReturn, ReturnKey]] = {}
        self._layout = QVBoxLayout(self)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._layout.setContentsMargins(look.px(11), look.px(6), look.px(11), look.px(9))
        self._layout.setSpacing(look.px(6))
        for card in self._cards:
            card.set_look(look)

    def offer_reasons(self, shelf: ReasonShelf) -> None:
        """Offer what the office often writes in every card."""
        self._shelf = shelf
        for card in self._cards:
            card.reason.offer(shelf)

    @property
    def cards(self) -> tuple[FindingCard, ...]:
        """The cards on screen."""
        return tuple(self._cards[: self._shown])

    def show_cell(self, opened: OpenReturn, key: CellKey, why_invalid: Message | None, marks: Marks) -> None:
        home = opened.form.section_of[key.element].code
        editable = opened.locked_why is None
        found = findings_of(opened, key)
        number = 0
        self._others.clear()
        if why_invalid is not None:
            self._card(0).show_invalid(why_invalid)
            number = 1
        for finding in found:
            self._card(number).show_finding(
                finding,
                opened.form,
                home,
                opened.reasons.get(finding.check),
                editable=editable,
                explainable=takes_reason(opened, finding),
            )
            self._card(number).show_slip(marks.slip(finding), key, opened.form, editable=editable)
            number += 1
        for difference in opened.between.at(key):
            self._show_difference(self._card(number), difference, opened, home)
            number += 1
        for card in self._cards[number:]:
            card.hide()
        self._shown = number
        self.setVisible(number > 0)

    def _show_difference(
        self, card: FindingCard, difference: Difference, opened: OpenReturn, home: str
    ) -> None:
        """A finding between this return and another: both are named, and can be seen side by side."""
        finding = difference.finding
        card.show_finding(
            finding,
            difference.form,
            home,
            opened.reasons.get(finding.check),
            editable=opened.locked_why is None,
            explainable=takes_reason(opened, finding),
            returns=self._say(difference.returns).replace("; ", "\n"),
        )
        card.show_slip(None, finding.at, opened.form, editable=False)
        self._others[card] = (opened, difference.other.key)

    def _jump(self, card: FindingCard, key: CellKey) -> None:
        """To the cell; one of another return is shown beside the grid."""
        opened, other = self._others.get(card, (None, None))
        if opened is not None and key.element not in opened.form.elements:
            self.beside_wanted.emit(other)
        else:
            self.jumped.emit(key)

    def write_reason(self) -> bool:
        """Put the cursor into the first reason that is wanted; False if there is none."""
        wanted = [card for card in self.cards if not card.reason.isHidden()]
        if not wanted:
            return False
        wanted[0].reason.write()
        return True

    def _card(self, number: int) -> FindingCard:
        while len(self._cards) <= number:
            card = FindingCard(self._look, self._say, self)
            card.jumped.connect(lambda key, card=card: self._jump(card, key))
            card.beside_wanted.connect(lambda card=card: self.beside_wanted.emit(self._others[card][1]))
            card.used.connect(self.used)
            card.reason.written.connect(self.reasoned)
            card.reason.left.connect(self.left)
            if self._shelf is not None:
                card.reason.offer(self._shelf)
            self._cards.append(card)
            self._layout.addWidget(card)
        self._cards[number].show()
        return self._cards[number]
