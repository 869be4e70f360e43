"""The shape and word of a return's state, painted in a cell or shown as a widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmmp_desktop.domain.returns import State
from ui.style.icons import OVERDUE, STATE_ICONS, paint_icon
from ui.style.look import TEXT, Look


def state_word(state: State | None) -> str:
    """The catalogue text of a state's word: say it before showing it."""
    return STATE_ICONS[state][2]


def paint_state(
    painter: QPainter,
    x: float,
    middle: float,
    look: Look,
    state: State | None,
    word: str,
    *,
    overdue: bool = False,
    quiet: bool = False,
    points: float = TEXT,
    ground: str = "surface",
) -> int:
    """Paint shape and word (translated) with the left edge at ``x``; return the width used.

    ``quiet`` draws submitted and received in grey, as in months other than the current one.
    """
    name, ink, _ = OVERDUE if overdue else STATE_ICONS[state]
    text_ink = look.text
    if quiet and not overdue and state is not None and (state.has_left or state is State.APPROVED):
        ink, text_ink = "disabled", look.muted
    side = paint_icon(painter, x, middle, name, look, 14, ink, cut_out=ground)
    metrics = look.metrics(points)
    width = metrics.horizontalAdvance(word) + look.px(2)
    painter.setFont(look.font(points))
    painter.setPen(text_ink)
    box = QRectF(x + side + look.px(5), middle - metrics.height(), width, metrics.height() * 2)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
    return side + look.px(5) + width


class StateIcon(QWidget):
    """Shape and word of one state."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._state: State | None = None
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: State | None, word: str) -> None:
        """``word`` is translated; it may say more than the state (``Draft 62 %``)."""
        self._state, self._word = state, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._look.metrics()
        return QSize(
            self._look.px(22) + metrics.horizontalAdvance(self._word),
            max(metrics.height(), self._look.px(16)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_state(painter, 0, self.height() / 2, self._look, self._state, self._word, ground="window")
        painter.end()
