"""A list over its detail; on a low window one of the two at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

UPPER = 0.52
"""What the list gets until somebody moves the handle."""


class Halves(QSplitter):
    """Shares the height; ``show_detail`` and ``show_list`` matter on a low window only."""

    def __init__(
        self, upper: QWidget, lower: QWidget, parent: QWidget | None = None, *, upper_share: float = UPPER
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._upper, self._lower, self._share = upper, lower, upper_share
        self._low = self._moved = False
        self.addWidget(upper)
        self.addWidget(lower)
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._note_move)

    @property
    def detail_alone(self) -> bool:
        """Whether the detail hides the list now."""
        return self._low and not self._lower.isHidden()

    def set_low(self, low: bool) -> None:
        self._low = low
        self.show_list()

    def show_detail(self) -> None:
        self._show(detail=True)

    def show_list(self) -> None:
        self._show(detail=False)

    def _show(self, *, detail: bool) -> None:
        self._upper.setHidden(self._low and detail)
        self._lower.setHidden(self._low and not detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._moved:
            self.setSizes([round(self.height() * self._share), round(self.height() * (1 - self._share))])

    def _note_move(self, _place: int, _handle: int) -> None:
        self._moved = True
