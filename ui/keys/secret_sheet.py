"""A dialog that asks for passphrases or a recovery code and does one thing with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from ui.page import Desk
from ui.widgets.asking_sheet import AskingSheet
from ui.widgets.labels import Label
from ui.widgets.secret_line import hide

NEW, AGAIN = "new", "again"
"""Fields of these names have to hold the same."""


@dataclass(frozen=True, slots=True)
class SecretField:
    """One line to fill in. ``label`` is a catalogue text."""

    name: str
    label: str
    shown: bool = False
    """Whether what is typed is seen from the start (a code that is copied from paper)."""


OLD_ONE = SecretField("old", "Passphrase")
NEW_ONES = (SecretField(NEW, "New passphrase"), SecretField(AGAIN, "New passphrase again"))

Act = Callable[[Mapping[str, str]], object]
"""What is done with the fields, off the GUI thread; a KmmpError is shown and leaves the dialog open."""


class SecretSheet(AskingSheet):
    """``outcome`` is what the act returned. The fields are emptied whatever happens in the end."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        go: str,
        sentences: Sequence[str],
        fields: Sequence[SecretField],
        act: Act,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, title, go, sentences, parent)
        self._act = act
        form = QFormLayout()
        form.setSpacing(desk.look.px(8))
        self.fields = {field.name: self._line(form, field) for field in fields}
        form.setRowWrapPolicy(self._rows_of(form))
        self.body.addLayout(form)
        if desk.demo_passphrase and "old" in self.fields:
            hint = Label(desk.look, ink="muted", wrap=True)
            hint.setText(desk.say("Demo office: the passphrase is {words}", words=desk.demo_passphrase))
            self.body.addWidget(hint)
        next(iter(self.fields.values())).setFocus()

    def _line(self, form: QFormLayout, field: SecretField) -> QLineEdit:
        line, look, words = QLineEdit(self), self.desk.look, self.desk.say(field.label)
        line.setMinimumWidth(look.px(300))
        line.setAccessibleName(words)
        if not field.shown:
            hide(line, self.desk.say, look)
        form.addRow(words, line)
        return line

    def _rows_of(self, form: QFormLayout) -> QFormLayout.RowWrapPolicy:
        """A label above its line only where the screen is narrow: Qt does not count the rows it breaks."""
        labels = (form.labelForField(line) for line in self.fields.values())
        widest = max(label.sizeHint().width() for label in labels if label is not None)
        least = max(line.minimumWidth() for line in self.fields.values())
        policy = QFormLayout.RowWrapPolicy
        fits = widest + form.spacing() + least < self.screen().availableSize().width() - 160
        return policy.DontWrapRows if fits else policy.WrapAllRows

    def commit(self) -> None:
        given = {name: line.text() for name, line in self.fields.items()}
        for name, line in self.fields.items():
            if not given[name]:
                self.say_blank(line)
                return
        if AGAIN in given and given.pop(AGAIN) != given[NEW]:
            self.say_not_the_same(self.fields[AGAIN])
            return
        self.run_act(lambda _report: self._act(given))

    def _refused(self) -> None:
        first = next(iter(self.fields.values()))
        first.selectAll()
        first.setFocus()
