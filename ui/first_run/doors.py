"""First run, the way in: a new office, the office's server, a backup, or practice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from kmmp_desktop.texts.catalogue import LANGUAGES
from ui.first_run.step import Step
from ui.page import Desk
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.language_switch import LanguageSwitch

DOORS = (
    ("new", "plus", "A new office", "Name it, add its people, facilities and forms: about ten minutes."),
    (
        "server",
        "user",
        "The office's server",
        "Several computers work on one office. Somebody gave you the address of its database.",
    ),
    ("restore", "undo", "Restore a backup", "This computer takes the place of one that was lost."),
    ("practise", "entry", "Just practise", "A made-up office to try everything on. Nothing in it is real."),
)
"""Name, icon, what stands on the button, what stands under it (catalogue texts)."""


class Doors(Step):
    """Four ways in, each with its key: the number before it, or Tab and Enter."""

    name = "doors"
    chosen = Signal(str)
    language_chosen = Signal(str)
    programme_wanted = Signal()

    def __init__(self, desk: Desk, place: str) -> None:
        super().__init__(desk)
        say, look = desk.say, desk.look
        row = QHBoxLayout()
        row.addStretch(1)
        self.switch = LanguageSwitch(look, LANGUAGES)
        self.switch.setAccessibleName(say("Language"))
        self.switch.show_language(desk.texts.language)
        self.switch.chosen.connect(self.language_chosen)
        row.addWidget(self.switch)
        self.head(
            say("Welcome to KMMP Desktop"),
            say("There is no office in this folder yet: {folder}.", folder=place),
        )
        self.column.insertLayout(0, row)
        self.buttons: dict[str, Button] = {}
        for number, (name, icon_name, title, told) in enumerate(DOORS, start=1):
            button = Button(icon_name=icon_name)
            button.setText(f"{number}  {say(title)}")
            button.setAccessibleDescription(say(told))
            button.setAutoDefault(True)
            button.set_look(look)
            button.clicked.connect(lambda _=False, n=name: self.chosen.emit(n))
            words = Label(look, ink="muted", wrap=True)
            words.setText(say(told))
            words.setContentsMargins(look.px(8), 0, 0, look.px(8))
            self.column.addWidget(button)
            self.column.addWidget(words)
            self.buttons[name] = button
        self.programme = Button(kind="flat")
        self.programme.setText(say("The programme's keys…"))
        self.programme.set_look(look)
        self.programme.clicked.connect(self.programme_wanted)
        self.column.addWidget(self.programme, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def enter(self) -> None:
        self.buttons["new"].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.text()
        if number in ("1", "2", "3", "4"):
            self.chosen.emit(DOORS[int(number) - 1][0])
            return
        super().keyPressEvent(event)
