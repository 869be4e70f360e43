"""A dialog for one act on an account: lines to fill in, things to choose, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from ui.page import Desk
from ui.widgets.asking_sheet import AskingSheet
from ui.widgets.fields import ComboBox
from ui.widgets.secret_line import hide

NEW, AGAIN = "new", "again"
"""Fields of these names have to hold the same."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One field. ``label`` is a catalogue text; with ``choices`` (words, value) something is chosen;
    ``chosen``: what stands there at first."""

    name: str
    label: str
    secret: bool = False
    choices: tuple[tuple[str, object], ...] = ()
    chosen: object = None


Act = Callable[[Mapping[str, object]], object]
"""What is done with the fields, off the GUI thread; a KmmpError is shown and leaves the dialog open."""


class ActSheet(AskingSheet):
    """``outcome`` is what the act returned."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        go: str,
        sentences: Sequence[str],
        asked: Sequence[Ask],
        act: Act,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, title, go, sentences, parent)
        self._act = act
        form = QFormLayout()
        form.setSpacing(desk.look.px(8))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.fields: dict[str, QLineEdit | ComboBox] = {ask.name: self._field(form, ask) for ask in asked}
        self.body.addLayout(form)
        if self.fields:
            next(iter(self.fields.values())).setFocus()
        else:
            self.go.setFocus()

    def _field(self, form: QFormLayout, ask: Ask) -> QLineEdit | ComboBox:
        look, words = self.desk.look, self.desk.say(ask.label)
        field: QLineEdit | ComboBox
        if ask.choices:
            field = ComboBox(look, self)  # a child at once: Tab follows the order of making
            for text, value in ask.choices:
                field.addItem(text, value)
            at = next((n for n, (_, value) in enumerate(ask.choices) if value == ask.chosen), 0)
            field.setCurrentIndex(at)
        else:
            field = QLineEdit(self)
            if ask.secret:
                hide(field, self.desk.say, look)
            elif isinstance(ask.chosen, str):
                field.setText(ask.chosen)
        field.setMinimumWidth(look.px(300))
        field.setAccessibleName(words)
        form.addRow(words, field)
        return field

    def commit(self) -> None:
        given: dict[str, object] = {}
        for name, field in self.fields.items():
            given[name] = field.text() if isinstance(field, QLineEdit) else field.currentData()
            if not given[name]:
                self.say_blank(field)
                return
        again = self.fields.get(AGAIN)
        if isinstance(again, QLineEdit) and given.pop(AGAIN) != given[NEW]:
            self.say_not_the_same(again)
            return
        self.run_act(lambda _report: self._act(given))
