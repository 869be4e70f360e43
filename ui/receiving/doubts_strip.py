"""Over the list of files: how many returns that are here rest on a revoked key, and the way to them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kmmp_desktop.services.doubts import Doubt, said_of
from kmmp_desktop.text import Message
from ui import wording
from ui.page import Page
from ui.receiving.keys import DOUBTS
from ui.style.look import Look
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


class DoubtsStrip(QWidget):
    """Hidden while there is nothing to look at; reads off the GUI thread."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._said: Message | None = None
        self._task: Task | None = None
        self._again = False
        look = page.desk.look
        self._mark = IconLabel(look, "key", 16, "warn", self)
        self.sentence = Label(look, self, bold=True, wrap=True)
        self.button = Button(key_hint=DOUBTS)
        self.button.clicked.connect(lambda: page.go_requested.emit("doubts"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._mark)
        self._row.addWidget(self.sentence, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.hide()

    def read(self) -> None:
        """Look anew: the place was shown, or a trust file came in. By which list signers are judged is said
        at the right of the status bar."""
        desk = self._page.desk
        state, say = desk.services.trust.state(), desk.say
        when = wording.short_date(say, state.summary.issued_at) if state else ""
        self._page.noted.emit(say("Certificate list of {date}", date=when) if when else "")
        if self._task is not None:
            self._again = True
            return
        waiting = desk.services.doubts.waiting

        def work(_report: Report) -> tuple[Doubt, ...]:
            return waiting()

        self._task = Task(work)  # no parent: a page that goes must not delete it while it runs
        self._task.succeeded.connect(self._take)
        self._task.finished.connect(self._over)
        self._task.start()

    def _take(self, found: tuple[Doubt, ...]) -> None:
        self._said = said_of(found)
        self.retranslate()

    def _over(self) -> None:
        self._task = None
        if self._again:
            self._again = False
            self.read()

    @property
    def is_reading(self) -> bool:
        return self._task is not None

    def retranslate(self) -> None:
        say = self._page.desk.say
        self.sentence.setText(say(self._said) if self._said is not None else "")
        self.button.setText(say("Look at them…"))
        self.setVisible(self._said is not None)

    def set_look(self, look: Look) -> None:
        for part in (self._mark, self.sentence, self.button):
            part.set_look(look)
        self._row.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        self._row.setSpacing(look.px(10))
