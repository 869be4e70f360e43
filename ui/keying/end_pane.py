"""After a second keying: how many cells agreed, and one's own errors, told to nobody else."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kmmp_desktop.domain.keying import Outcome
from kmmp_desktop.services.keying import Rate
from kmmp_desktop.services.keying_session import SecondKeying
from ui.entry.faces import Say
from ui.entry.sheet import Sheet
from ui.style.look import TITLE, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

WIDEST = 620


@dataclass(frozen=True, slots=True)
class Ending:
    """Numbers of a finished second keying, and of the person over 12 months (keyed first, keyed again)."""

    counts: dict[Outcome, int]
    cells: int
    own: tuple[Rate, Rate] | None = None

    @classmethod
    def of(cls, keying: SecondKeying, own: tuple[Rate, Rate] | None) -> Ending:
        return cls({o: keying.count(o) for o in Outcome}, len(keying.cells), own)

    @property
    def settled(self) -> int:
        return sum(count for outcome, count in self.counts.items() if outcome.is_settled)


class EndPane(QWidget):
    """A plain page. ``left()``: Enter or Esc."""

    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._ending: Ending | None = None
        self._title = Label(look, self, points=TITLE, bold=True, wrap=True)
        self._own_title = Label(look, self, bold=True, wrap=True)
        self._own = Label(look, self, wrap=True)
        self._note = Label(look, self, ink="muted", wrap=True)
        self._table = QGridLayout()
        self._rows = [(Label(look, self), Label(look, self, bold=True), Label(look, self)) for _ in range(5)]
        for number, row in enumerate(self._rows):
            for column, part in enumerate(row):
                self._table.addWidget(part, number, column)
            row[1].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._table.setColumnStretch(2, 1)
        self.back = Button(self, kind="primary", key_hint="Enter")
        self.back.clicked.connect(self.left)
        self._sheet = Sheet(look)
        self._column = QVBoxLayout(self._sheet)
        self._column.addWidget(self._title)
        self._column.addLayout(self._table)
        for part in (self._own_title, self._own, self._note):
            self._column.addWidget(part)
        self._column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._sheet)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._sheet.set_look(look)
        for part in (self._title, self._own_title, self._own, self._note):
            part.set_look(look)
            part.setMaximumWidth(look.px(WIDEST))
        for row in self._rows:
            for part in row:
                part.set_look(look)
        self.back.set_look(look)
        self._table.setHorizontalSpacing(look.px(12))
        self._table.setVerticalSpacing(look.px(4))
        self._column.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        self._column.setSpacing(look.px(12))

    def show_ending(self, ending: Ending) -> None:
        self._ending = ending
        self.retranslate()
        self.back.setFocus()

    def retranslate(self) -> None:
        say, ending = self._say, self._ending
        self.back.setText(say("Back to entry"))
        if ending is None:
            return
        counts, settled = ending.counts, ending.settled
        agreed = settled
        self._title.setText(
            say("Second keying finished: {agreed} of {count} cells agreed", agreed=agreed, count=ending.cells)
        )
        lines = (
            (say("Typed the same at once"), counts[Outcome.SAME], ""),
            (
                say("The first keying was wrong"),
                counts[Outcome.FIRST_WRONG],
                self._rate(Rate(counts[Outcome.FIRST_WRONG], settled)),
            ),
            (
                say("The second keying was wrong"),
                counts[Outcome.SECOND_WRONG],
                self._rate(Rate(counts[Outcome.SECOND_WRONG], settled)),
            ),
            (say("Left for later"), counts[Outcome.OPEN], ""),
            (say("Keyed a second time"), settled + counts[Outcome.OPEN], ""),
        )
        for row, (word, number, rate) in zip(self._rows, lines, strict=True):
            row[0].setText(word)
            row[1].setText(str(number))
            row[2].setText(rate)
        self._show_own(ending)
        self.setAccessibleName(self._title.text())

    def _show_own(self, ending: Ending) -> None:
        say = self._say
        self._own_title.setText(say("Your own last 12 months"))
        first, second = ending.own or (Rate(0, 0), Rate(0, 0))
        self._own.setText(
            "\n".join(
                (
                    say(
                        "Figures you had keyed first: {keyed} compared, {wrong} wrong{rate}",
                        keyed=first.keyed,
                        wrong=first.wrong,
                        rate=self._after(first),
                    ),
                    say(
                        "Figures you keyed a second time: {keyed} compared, {wrong} wrong{rate}",
                        keyed=second.keyed,
                        wrong=second.wrong,
                        rate=self._after(second),
                    ),
                )
            )
        )
        later = say("Cells left for later are marked in the grid, with both values beside them.")
        note = say("Only you see these numbers. They are not sent, printed or shown to a manager.")
        self._note.setText(f"{later}\n{note}" if ending.counts[Outcome.OPEN] else note)
        shown = ending.own is not None
        for part in (self._own_title, self._own):
            part.setVisible(shown)

    def _rate(self, rate: Rate) -> str:
        return self._say("{rate} per 1,000", rate=f"{rate.per_thousand:.0f}") if rate.wrong else ""

    def _after(self, rate: Rate) -> str:
        words = self._rate(rate)
        return f" ({words})" if words else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)
