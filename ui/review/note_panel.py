"""Where the manager writes what the clerk has to look at, and because of which findings."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from ui.review.review_rows import Ground
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.labels import Label
from ui.wording import Say

_IN_SIGHT = 3
"""Findings that are seen without scrolling."""


def return_words(questions: int, say: Say) -> str:
    """What the button says that returns with so many questions."""
    if not questions:
        return say("Return to the clerk…")
    return (
        say("Return with 1 question")
        if questions == 1
        else say("Return with {count} questions", count=questions)
    )


class NotePanel(QWidget):
    """Stands over the foot while a return is sent back; ``left()``, or
    ``given(note, codes of the findings because of which)``."""

    given = Signal(str, object)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say, self._look = say, look
        self._boxes: dict[str, CheckBox] = {}
        self._questions = 0
        self._heading = Label(look, self, points=SMALL, bold=True, wrap=True)
        self.field = QPlainTextEdit(self)
        self.field.setTabChangesFocus(True)
        self.field.textChanged.connect(self._typed)
        self.send = Button(kind="primary", icon_name="undo")
        self.send.clicked.connect(self._give)
        self.cancel = Button()
        self.cancel.clicked.connect(self.left)
        for button in (self.cancel, self.send):
            button.setAutoDefault(True)  # Enter presses the one that has the focus
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignBottom)
        buttons.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._heading)
        self._because = Label(look, self, points=SMALL, bold=True)
        self._grounds = QScrollArea(self)
        self._grounds.setFrameShape(QFrame.Shape.NoFrame)
        self._grounds.setWidgetResizable(True)
        self._grounds.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._grounds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._layout.addWidget(self._because)
        self._layout.addWidget(self._grounds)
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addLayout(buttons)
        self._layout.addLayout(line)
        self.setTabOrder(self.field, self.send)
        self.setTabOrder(self.send, self.cancel)
        self.set_look(look)

    def ask(self, facility: str, grounds: Sequence[Ground] = (), questions: int = 0) -> None:
        """Show the panel for one return; what was typed before is kept until it is sent. With ``questions``
        at its cells the note may stay empty."""
        say = self._say
        self._questions = questions
        self._show_grounds(grounds)
        if not questions:
            words = say("What does {facility} have to look at? The clerk reads this note.", facility=facility)
        elif questions == 1:
            words = say("{facility} gets 1 question at its cell. A note may go with it.", facility=facility)
        else:
            words = say(
                "{facility} gets {count} questions at its cells. A note may go with them.",
                facility=facility,
                count=questions,
            )
        self._heading.setText(words)
        self._typed()
        self.show()
        (self.send if questions else self.field).setFocus()

    def retranslate(self) -> None:
        self._typed()
        self.cancel.setText(self._say("Cancel"))
        self._because.setText(self._say("Because of:"))
        self.field.setAccessibleName(self._say("Note for the clerk"))
        self.field.setPlaceholderText(self._say("Name the cell and ask the question."))

    def set_look(self, look: Look) -> None:
        self._look = look
        self._heading.set_look(look)
        self._because.set_look(look)
        for box in self._boxes.values():
            box.set_look(look)
        self.send.set_look(look)
        self.cancel.set_look(look)
        self.field.setFixedHeight(look.metrics().lineSpacing() * 3 + look.px(12))
        self._layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._layout.setSpacing(look.px(6))

    def _show_grounds(self, grounds: Sequence[Ground]) -> None:
        """One box for each finding, a few of them in sight."""
        body = QWidget()
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self._boxes = {}
        for ground in grounds:
            box = CheckBox(self._look, ground.place, body)
            box.setToolTip(ground.words)
            box.setAccessibleDescription(ground.words)
            box.setFont(self._look.font(SMALL))
            box.setChecked(ground.chosen)
            lines.addWidget(box)
            self._boxes[ground.check] = box
        lines.addStretch(1)
        self._grounds.setWidget(body)
        boxes = list(self._boxes.values())
        for one, following in itertools.pairwise((*boxes, self.field, self.send, self.cancel)):
            self.setTabOrder(one, following)  # Shift+Tab from the note; Tab still leads to the button
        high = sum(box.sizeHint().height() for box in boxes[:_IN_SIGHT])
        self._grounds.setFixedHeight(high)
        for part in (self._because, self._grounds):
            part.setVisible(bool(grounds))
        lines_of_note = 2 if grounds else 3
        self.field.setFixedHeight(self._look.metrics().lineSpacing() * lines_of_note + self._look.px(12))

    def _typed(self) -> None:
        noted = bool(self.field.toPlainText().strip())
        self.send.setEnabled(noted or self._questions > 0)
        say, asked = self._say, self._questions
        if not asked:
            self.send.setText(say("Return with this note"))
        else:
            self.send.setText(return_words(asked, say))

    def _give(self) -> None:
        because = tuple(check for check, box in self._boxes.items() if box.isChecked())
        self.given.emit(self.field.toPlainText().strip(), because)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
