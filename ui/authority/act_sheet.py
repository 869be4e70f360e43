"""A page that says in plain words what is about to be done, what it rests on, and asks what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from kmmp_desktop.text import Message
from ui.page import Desk
from ui.tasks import Report
from ui.widgets.asking_sheet import AskingSheet
from ui.widgets.check_box import CheckBox
from ui.widgets.labels import Label
from ui.widgets.secret_line import hide

PASSPHRASE, AGAIN = "passphrase", "again"
_SECRET = frozenset({PASSPHRASE, AGAIN, "new"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One line to fill in. ``label`` is a catalogue text; ``text`` stands there already."""

    name: str
    label: str
    text: str = ""


PASSPHRASE_LINE = Asked(PASSPHRASE, "Passphrase of the keys")

Act = Callable[[Mapping[str, str], bool, Report], object]
"""Gets what was typed, whether the box is ticked, and a report; runs off the GUI thread."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says: title, sentences, facts in pairs, the word on the button (catalogue texts)."""

    title: str
    sentences: tuple[Message, ...]
    go: str
    facts: tuple[tuple[str, str | Message], ...] = ()
    tick: Message | None = None
    """A box that has to be ticked before the button does anything."""
    may_tick: bool = False
    """It need not be ticked: it says how the act is meant."""


class ActSheet(AskingSheet):
    """``outcome`` is what the act returned. What was typed is gone when the page closes."""

    def __init__(
        self, desk: Desk, words: Words, asked: Sequence[Asked], act: Act, parent: QWidget | None = None
    ) -> None:
        say, look = desk.say, desk.look
        sentences = [say(sentence) for sentence in words.sentences]
        super().__init__(desk, say(words.title), say(words.go), sentences, parent, width=460)
        self._may_tick = words.may_tick
        self._act = act
        form = QFormLayout()
        form.setSpacing(look.px(8))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, value in words.facts:
            head, fact = Label(look, ink="muted"), Label(look, bold=True, wrap=True)
            head.setText(say(name))
            fact.setText(value if isinstance(value, str) else say(value))
            form.addRow(head, fact)
        self.fields = {one.name: self._line(form, one) for one in asked}
        self.body.addLayout(form)
        self.tick: CheckBox | None = None
        if words.tick is not None:
            self.tick = CheckBox(look, say(words.tick), self)
            self.body.addWidget(self.tick)
        self.go.set_look(look)
        next(iter(self.fields.values())).setFocus()

    def _line(self, form: QFormLayout, asked: Asked) -> QLineEdit:
        line, look, words = QLineEdit(asked.text, self), self.desk.look, self.desk.say(asked.label)
        line.setMinimumWidth(look.px(300))
        line.setAccessibleName(words)
        if asked.name in _SECRET:
            hide(line, self.desk.say, look)
        form.addRow(words, line)
        return line

    def commit(self) -> None:
        say, given = self.desk.say, {name: line.text() for name, line in self.fields.items()}
        for name, line in self.fields.items():
            if not given[name].strip():
                self.say_blank(line)
                return
        if AGAIN in given and given[AGAIN] != given.get("new", given.get(PASSPHRASE)):
            self.say_not_the_same(self.fields[AGAIN])
            return
        ticked = self.tick is not None and self.tick.isChecked()
        if self.tick is not None and not ticked and not self._may_tick:
            self.show_problem(say("Tick the box first, if it is so."))
            self.tick.setFocus()
            return

        self.run_act(lambda report: self._act(given, ticked, report))
