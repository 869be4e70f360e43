"""What the current cell is: its row, its figure, where to copy it from, who wrote it and from what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Element
from kmmp_desktop.domain.returns import CellChange
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry import faces
from ui.entry.faces import Say, figure, shown
from ui.entry.wording import category_name, moment_name
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.labels import Label

HOW = {
    Origin.TYPED: Message("Typed"),
    Origin.PASTED: Message("Pasted"),
    Origin.IMPORTED: Message("From a workbook"),
    Origin.BULK_ZERO: Message("Zero by fill"),
    Origin.CARRIED: Message("Carried over"),
}
"""How a figure came into its cell."""


def how(change: CellChange) -> Message:
    """How a change was made."""
    if change.undone:
        return Message("Put back")
    return HOW[change.after.origin] if change.after else Message("Made blank")


def change_words(change: CellChange, say: Say) -> str:
    """``36 → 63``; a blank is said."""
    before, after = (shown(v, say) or say("blank") for v in (change.before, change.after))
    return f"{before} \u2192 {after}"


class CellFacts(QWidget):
    """The head of the panel."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._label = Label(look, self, points=TEXT, bold=True, wrap=True)
        self._value = Label(look, self, points=TEXT, wrap=True)
        self.why_not = Label(look, self, points=SMALL, wrap=True)
        self.waits = Label(look, self, points=SMALL, bold=True, ink="warn_text", wrap=True)
        self._help = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self._facts = [
            (Label(look, self, points=SMALL, ink="muted"), Label(look, self, points=SMALL, wrap=True))
            for _ in range(3)
        ]
        self._grid = QGridLayout()
        for number, (name, value) in enumerate(self._facts):
            self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)
        self._grid.setColumnStretch(1, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._label)
        self._layout.addWidget(self._value)
        self._layout.addWidget(self.why_not)
        self._layout.addWidget(self.waits)
        self._layout.addLayout(self._grid)
        self._layout.addWidget(self._help)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        pairs = [label for pair in self._facts for label in pair]
        for label in (self._label, self._value, self.why_not, self.waits, self._help, *pairs):
            label.set_look(look)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.px(1))
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(1))
        self._grid.setContentsMargins(0, look.px(4), 0, 0)
        self._grid.setColumnMinimumWidth(0, look.px(74))

    def show_cell(self, opened: OpenReturn, key: CellKey, *, same: bool) -> None:
        """``same``: the cell was on screen already, so what is read slowly may stay."""
        say, element = self._say, opened.form.elements[key.element]
        self._label.setText(say(element.label))
        self._value.setText(self._value_words(opened, element, key))
        why = opened.why_not_offered(key)
        self.why_not.setText(say(why) if why else "")
        self.why_not.setVisible(why is not None)
        self.show_waiting(opened, key)
        self._help.setText(say(element.help))
        self._help.setVisible(bool(element.help))
        self._show_fact(0, say("Copy from"), say(element.copy_from))
        if not same:
            self._show_fact(1, "", "")
        self._show_fact(2, say("Was signed"), self._signed_words(opened, key))

    def show_section(self, opened: OpenReturn, code: str) -> None:
        """A section that asks nothing of this facility, and why."""
        say, offer = self._say, opened.around.offer
        [section] = [s for s in opened.form.sections if s.code == code]
        self._label.setText(say(section.title))
        self._value.setText(say("Nothing is asked in this section."))
        why = offer.section_why_not(code)
        self.why_not.setText(say(why) if why else "")
        self.why_not.setVisible(why is not None)
        self._help.hide()
        self.waits.hide()
        for number in range(len(self._facts)):
            self._show_fact(number, "", "")

    def show_waiting(self, opened: OpenReturn, key: CellKey) -> None:
        """Questions stand far down in the panel: that one waits is said up here."""
        count = sum(thread.waits for thread in opened.threads(key))
        one, many = (
            "1 question waits for an answer here: Ctrl+M.",
            "{count} questions wait for an answer here: Ctrl+M.",
        )
        self.waits.setText(self._say(one) if count == 1 else self._say(many, count=count))
        self.waits.setVisible(count > 0)

    def show_written(self, history: Sequence[CellChange], now: datetime) -> None:
        """Who wrote the figure that stands here, when, and over what."""
        if not history:
            self._show_fact(1, "", "")
            return
        say, last = self._say, history[-1]
        said = say("{when} by {name}", when=moment_name(last.at, now, say), name=last.by)
        if last.before is not None or last.after is None:
            said += ", " + change_words(last, say)
        self._show_fact(1, say(how(last)), said)

    def _show_fact(self, number: int, name: str, value: str) -> None:
        labels = self._facts[number]
        for label, text in zip(labels, (name, value), strict=True):
            label.setText(text)
            label.setVisible(bool(value))

    def _signed_words(self, opened: OpenReturn, key: CellKey) -> str:
        if opened.signed_before is None or not opened.changed_since_signed(key):
            return ""
        then = shown(opened.signed_before.get(key), self._say) or self._say("blank")
        return self._say("{value} in the revision before this one", value=then)

    def _value_words(self, opened: OpenReturn, element: Element, key: CellKey) -> str:
        say = self._say
        name = say("Total") if faces.is_total(key) else category_name(element, key, say)
        if not opened.offered(key):
            said = say("not asked here")
        elif faces.is_total(key) or element.is_calculated:
            total = opened.total(key.element)
            said = figure(total.value) or say("no figure yet")
            if total.counted < total.of:
                said += ", " + say("sum of {counted} of {of}", counted=total.counted, of=total.of)
            said += ". " + say("Calculated, not typed")
        else:
            said = shown(opened.value(key), say) or say("blank")
        return f"{name}: {said}" if name else said
