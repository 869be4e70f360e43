"""The list under the cursor of a half-written check."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.faces.face import Column, Face, Row
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.rules.completions import Offer
from ui.style.look import Look

_ROWS = 7
_WIDE = 460


class CompletionList(QWidget):
    """Never has the focus: the field keeps it and says ``step`` and ``current``. ``chosen`` by mouse."""

    chosen = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._over = parent
        self._offers: tuple[Offer, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table = FaceTable(look, FaceModel((Column("", 0, 12), Column("", 1, 20))), self, head=False)
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.clicked.connect(self.chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._table)
        self.hide()

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered; empty while the list is hidden."""
        return self._offers if self.isVisible() else ()

    def set_look(self, look: Look) -> None:
        self._look = look
        self._table.set_look(look)

    def set_name(self, name: str) -> None:
        self._table.setAccessibleName(name)

    def offer(self, offers: Sequence[Offer], under: QPoint, over: int) -> None:
        """Show offers below ``under`` (in the parent's pixels), or ``over`` pixels higher where there is
        no room."""
        self._offers = tuple(offers)
        if not offers:
            self.hide()
            return
        self._table.show_rows([])
        self._table.show_rows(
            [
                Row(n, (Face(o.shown, bold=True), Face(o.about, small=True)))
                for n, o in enumerate(self._offers)
            ]
        )
        room = self._over.rect()
        width = min(self._look.px(_WIDE), room.width())
        self.resize(width, 10)
        self._table.resize(width - 2, 10)
        self._table.fit()
        rows = [self._table.rowHeight(n) for n in range(min(len(self._offers), _ROWS))]
        high = min(sum(rows) + 2, max(room.height() // 2, rows[0]))
        top = under.y()
        above, beneath = under.y() - over, room.height() - top
        if high > beneath and above > beneath:
            high = min(high, above)
            top = above - high
        high = min(high, max(beneath, rows[0]) if top == under.y() else high)
        self.setGeometry(max(0, min(under.x(), room.width() - width)), top, width, high)
        self.show()
        self.raise_()
        self._table.fit()
        self._table.select(0)

    def step(self, by: int) -> None:
        here = self._table.currentIndex().row()
        self._table.select(max(0, min(here + by, len(self._offers) - 1)))

    def current(self) -> Offer | None:
        key = self._table.current_key()
        return self.offers[key] if isinstance(key, int) and self.offers else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.edge)
        painter.end()
