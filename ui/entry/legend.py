"""What the marks of the grid mean: the states of a cell, painted and worded as the grid does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QTableView, QVBoxLayout, QWidget

from ui.entry.cell_delegate import CellDelegate
from ui.entry.faces import Face, Mark, Say, Shape
from ui.entry.return_model import ACCESSIBLE, ALIGN, DISPLAY, FACE
from ui.style.look import FIGURES, SMALL, TEXT, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_TITLE_BAR = 40
"""Room for the title of the window, which the system draws."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class State:
    """A state of a cell: an example of its face, its word, and what it asks of the clerk."""

    word: str
    """Catalogue text: the word of tooltips and screen readers wherever there is one."""
    face: Face
    meaning: str
    current: bool = False


STATES: tuple[State, ...] = (
    State("number", Face(Shape.CELL, "47"), "A counted figure. No mark is the normal state."),
    State("zero", Face(Shape.CELL, "0"), "Counted, and there were none."),
    State("blank", Face(Shape.CELL), "Nothing typed yet."),
    State(
        "not reported", Face(Shape.MISSING, "NR"), "A code for a missing figure: NR, NA, UNK. It is no zero."
    ),
    State("zero by fill", Face(Shape.BULK_ZERO, "0"), "Filled with the rest of the section, not typed."),
    State("saved last", Face(Shape.CELL, "47", saved=True), "On the disk, until the next one is saved."),
    State(
        "warning, needs a reason",
        Face(Shape.CELL, "18", Mark.WARNING),
        "Saved. It may be true: F8 and write why.",
    ),
    State(
        "warning, reason written",
        Face(Shape.CELL, "18", Mark.EXPLAINED),
        "Saved, and somebody wrote why it is right.",
    ),
    State(
        "error",
        Face(Shape.CELL, "176", Mark.ERROR),
        "A check does not hold. The return cannot be marked as ready.",
    ),
    State(
        "not a value",
        Face(Shape.INVALID, "12 est", Mark.ERROR),
        "Kept as it was typed. It has to become a number or a code.",
    ),
    State("not saved yet", Face(Shape.CELL, "47", unsaved=True), "On the screen, not on the disk yet."),
    State("has a comment", Face(Shape.CELL, "5", commented=True), "Somebody said something about it."),
    State(
        "a question waits for an answer",
        Face(Shape.CELL, "5", commented=True, question=True),
        "Somebody asked something about it.",
    ),
    State(
        "second keying differs",
        Face(Shape.CELL, "63", Mark.SECOND),
        "Typed twice, and not alike. Look at the paper.",
    ),
    State(
        "two people changed it",
        Face(Shape.CELL, "63", Mark.CONTESTED),
        "Neither figure is lost. F8: decide which one stands.",
    ),
    State("somebody else is here", Face(Shape.CELL, "47", other="BO"), "Letters of who works at it now."),
    State(
        "changed since it was signed",
        Face(Shape.CELL, "36", changed=True),
        "Another figure stood there in the signed revision.",
    ),
    State(
        "not the total of the paper",
        Face(Shape.TOTAL, "176", off_paper=True),
        "The cells do not add up to what the paper says.",
    ),
    State("would be changed", Face(Shape.CELL, "36", proposed=True), "A preview would write here."),
    State("total", Face(Shape.TOTAL, "176"), "Calculated from the cells, not typed."),
    State("locked", Face(Shape.CELL, "139", locked=True), "The return is locked: nothing can be typed."),
    State("not asked here", Face(Shape.HATCH), "Not on the paper. The cursor passes over it."),
    State(
        "not offered",
        Face(Shape.HATCH, "NA"),
        "The facility does not offer the service. The cursor passes over it.",
    ),
    State("you are here", Face(Shape.CELL, "63"), "What you type goes into this cell.", current=True),
)


class _Table(QAbstractTableModel):
    """Word, picture and meaning of each state."""

    def __init__(self, say: Say, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._say = say

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(STATES)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else 3

    def word(self, row: int) -> str:
        word = self._say(STATES[row].word)
        return word[:1].upper() + word[1:]

    def data(self, index: AnyIndex, role: int = DISPLAY) -> Any:
        state = STATES[index.row()]
        texts = (self.word(index.row()), state.face.text, self._say(state.meaning))
        if role == FACE:
            return state.face if index.column() == 1 else Face(Shape.LABEL, texts[index.column()])
        if role == ACCESSIBLE:
            return f"{texts[0]}: {texts[2]}"
        if role == ALIGN:
            return _LEFT
        return texts[index.column()] if role == DISPLAY else None


class _Painted(CellDelegate):
    """The painter of the grid; the ring is drawn where the example needs it."""

    def paint(self, painter: Any, option: Any, index: AnyIndex) -> None:
        here = index.column() == 1 and STATES[index.row()].current
        self.stand_on(*((index.row(), 1) if here else (-1, -1)))
        super().paint(painter, option, index)


class _View(QTableView):
    """Says when it has another width: the columns share it."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class Legend(QDialog):
    """A window beside the grid: one can go on typing while it is open. Esc or Shift+F1 closes it."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._look, self._say = look, say
        self.table = _View(self)
        self.table.resized.connect(self._fit)
        self._model = _Table(say, self)
        self._delegate = _Painted(look, self)
        self.table.setModel(self._model)
        self.table.setItemDelegate(self._delegate)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setTabKeyNavigation(False)
        self.note = Label(look, self, points=SMALL, wrap=True)
        self.close_button = Button(self, kind="primary")
        self.close_button.clicked.connect(self.close)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.table, 1)
        self._layout.addWidget(self.note)
        self._layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.set_look(look)
        self.retranslate()

    def set_look(self, look: Look) -> None:
        self._look = look
        self._delegate.set_look(look)
        self.note.set_look(look)
        self.close_button.set_look(look)
        margin = look.px(12)
        self._layout.setContentsMargins(margin, margin, margin, margin)
        self._layout.setSpacing(look.px(8))
        self._fit()

    def retranslate(self) -> None:
        say = self._say
        self.setWindowTitle(say("What the marks mean"))
        self.table.setAccessibleName(say("What the marks mean"))
        self.note.setText(say("A cell can have several of them. Panel and tooltip say each in words."))
        self.close_button.setText(say("Close"))
        self._fit()
        self.table.viewport().update()

    def open_beside(self, window: QWidget) -> None:
        """Show it at the right edge of the window, as high as it needs and window and screen allow."""
        look, room = self._look, window.geometry()
        screen = window.screen().availableGeometry().size() - QSize(0, look.px(_TITLE_BAR))
        most = room.size().boundedTo(screen)
        self.resize(min(look.px(680), most.width()), most.height())  # no scroll bar, if it can be helped
        self.ensurePolished()
        self._layout.setGeometry(self.rect())
        self._fit(self.table.width() - 2 * self.table.frameWidth())  # its inside follows when it is shown
        around = self.height() - self.table.height()
        wanted = self.table.verticalHeader().length() + self.table.frameWidth() * 2 + around
        self.resize(self.width(), min(wanted, most.height()))
        self.move(room.topRight().x() - self.width(), max(room.top(), room.bottom() - self.height()))
        self.show()
        self.raise_()
        self.activateWindow()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (event.key() == Qt.Key.Key_F1 and shift):
            self.close()
        else:
            super().keyPressEvent(event)  # Esc closes a dialog

    def _fit(self, room: int = 0) -> None:
        """Widths from the words and the room (the table's own, if none is given), heights from the lines."""
        look, table, model = self._look, self.table, self._model
        metrics = look.metrics(TEXT)
        pad = look.px(16)
        widest = max(metrics.horizontalAdvance(model.word(row)) for row in range(len(STATES))) + pad
        room = max(room or table.viewport().width(), look.px(200))
        picture = max(look.px(78), look.metrics(FIGURES).horizontalAdvance("12 est") + look.px(28))
        word = min(widest, round((room - picture) * 0.45))
        widths = (word, picture, room - word - picture)
        for column, width in enumerate(widths):
            table.setColumnWidth(column, width)
        for row in range(len(STATES)):
            need = look.row(FIGURES)
            for column in (0, 2):
                text = str(model.data(model.index(row, column)))
                box = QRect(0, 0, widths[column] - pad, 10_000)
                lines = metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), text)
                need = max(need, lines.height() + look.px(6))
            table.setRowHeight(row, need)
