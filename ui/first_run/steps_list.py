"""The steps of the first run, one under the other: what is over, where one is, what is left."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.page import Desk
from ui.widgets.labels import IconLabel, Label

NAMES = {
    "office": "Office",
    "people": "People",
    "facilities": "Facilities",
    "forms": "Forms owed",
    "recovery": "Recovery sheets",
    "done": "Ready",
}
"""What each step is called (catalogue texts)."""

_MARKS = {
    "over": ("passed", "ok"),
    "here": ("chevron-right", "accent"),
    "left": ("state-not-started", "muted"),
}


class StepsList(QWidget):
    """Marks differ in shape; the present step is in bold."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: dict[str, tuple[IconLabel, Label, Label]] = {}
        look = desk.look
        grid = QGridLayout(self)
        grid.setContentsMargins(0, look.px(4), look.px(16), 0)
        grid.setVerticalSpacing(look.px(8))
        for at, (name, text) in enumerate(NAMES.items()):
            mark = IconLabel(look, "state-not-started", 14)
            plain, bold = Label(look), Label(look, bold=True)
            for label in (plain, bold):
                label.setText(desk.say(text))
                grid.addWidget(label, at, 1)
            grid.addWidget(mark, at, 0)
            self._rows[name] = (mark, plain, bold)
        grid.setRowStretch(len(NAMES), 1)

    def show_step(self, here: str) -> None:
        names = list(NAMES)
        for at, (name, (mark, plain, bold)) in enumerate(self._rows.items()):
            state = "here" if name == here else "over" if at < names.index(here) else "left"
            icon_name, ink = _MARKS[state]
            mark.show_icon(self._desk.look, icon_name, ink)
            plain.setVisible(state != "here")
            bold.setVisible(state == "here")
            plain.set_ink("text" if state == "over" else "muted", self._desk.look)
