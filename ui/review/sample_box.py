"""Under the queue: returns with nothing to look at, a sample of them to read, then all of them at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.services.review_queue import SAMPLE, Sample
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.wording import Say


class SampleBox(QWidget):
    """``draw_wanted``: choose a sample; ``together_wanted``: approve all that it was drawn from."""

    draw_wanted = Signal()
    together_wanted = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._words = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.draw = Button(self, small=True)
        self.together = Button(self, small=True)
        for button in (self.together, self.draw):
            button.setAutoDefault(True)
        self.draw.clicked.connect(self.draw_wanted)
        self.together.clicked.connect(self.together_wanted)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._words)
        self._layout.addWidget(self.together, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(self.draw, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_look(look)
        self.hide()

    def show_lot(self, count: int, sample: Sample | None, *, running: bool = False) -> None:
        """``count``: returns with nothing to look at. With few of them nothing is shown: each is read."""
        say = self._say
        drawn = sample is not None and bool(sample.of)
        self.setVisible(drawn or count > SAMPLE)
        if sample is None or not drawn:
            self._words.setText(
                say(
                    "{count} returns have no error, no open warning and no large change. Read a sample of"
                    " {sample}, then approve them together.",
                    count=count,
                    sample=SAMPLE,
                )
            )
            self.draw.setText(say("Draw a sample of {count}", count=SAMPLE))
        else:
            left, of = len(sample.unread), len(sample.of)
            self._words.setText(
                say(
                    "{read} of {count} read. Read the others of the sample.",
                    read=len(sample.read),
                    count=len(sample.chosen),
                )
                if left
                else say("The sample of {count} is read.", count=len(sample.chosen))
            )
            self.together.setText(
                say("Approve 1 return") if of == 1 else say("Approve {count} together", count=of)
            )
            self.draw.setText(say("Draw another sample"))
        self.together.setVisible(drawn)
        self.together.setEnabled(sample is not None and not sample.unread and not running)
        self.draw.setEnabled(not running)
        self.draw.setVisible(not drawn or count > SAMPLE)

    def retranslate(self) -> None:
        self.draw.setToolTip("Ctrl+D")
        self.together.setToolTip("Ctrl+Shift+D")

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._words, self.draw, self.together):
            part.set_look(look)
        self._layout.setContentsMargins(look.px(10), look.px(8), look.px(10), look.px(10))
        self._layout.setSpacing(look.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.surface)
        painter.fillRect(0, 0, self.width(), 1, self._look.grid)
        painter.end()
