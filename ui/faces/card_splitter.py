"""Lists with a card beside them; in a small window the card is a drawer over the lower part."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.style.look import Look

NARROW = 900
"""Effective pixels of width under which there is no room beside the list."""
_DRAWER = 0.45
_ANY = 16_777_215
"""Qt's word for no limit."""


class CardSplitter(QSplitter):
    """Parts side by side, the last one being the card.

    Wide: all of them, in the widths given (at 100 % text; 0 takes what is left). Narrow or low:
    the parts stand one over the other and the card is shown on demand only.
    """

    def __init__(
        self, parts: Sequence[QWidget], widths: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = tuple(parts)
        self._widths = tuple(widths)
        self._drawer: bool | None = None
        self._open = False
        for part, width in zip(parts, widths, strict=True):
            self.addWidget(part)
            self.setStretchFactor(self.count() - 1, 0 if width else 1)
        self.setChildrenCollapsible(False)

    @property
    def is_drawer(self) -> bool:
        """Whether the card has to be asked for."""
        return bool(self._drawer)

    def arrange(self, look: Look, width: int, *, low: bool) -> None:
        """Choose the arrangement for the ``width`` of the place; call it on resizing and with a new
        look (the splitter itself gets its new size a little later)."""
        drawer = low or width < look.px(NARROW)
        if drawer is self._drawer:
            return
        self._drawer = drawer
        self._open = False
        self.setOrientation(Qt.Orientation.Vertical if drawer else Qt.Orientation.Horizontal)
        self._parts[-1].setVisible(not drawer)
        if not drawer:
            left = max(width - sum(map(look.px, self._widths)), 1)
            self.setSizes([look.px(width) if width else left for width in self._widths])

    def limit_first(self, most: int | None) -> None:
        """Let the first part be at most this high; ``None``: as high as it likes."""
        first, limit = self._parts[0], _ANY if most is None else most
        if first.maximumHeight() != limit:
            first.setMaximumHeight(limit)
            if most is not None:
                self.setSizes([most, max(self.height() - most, 1), *([0] * (len(self._parts) - 2))])

    def toggle_card(self) -> None:
        """Open or close the drawer; where the card stands beside the list nothing happens."""
        if not self._drawer:
            return
        self._open = not self._open
        self._parts[-1].setVisible(self._open)
        if self._open:
            card = round(self.height() * _DRAWER)
            left, sizes = self.height() - card, []
            for number, part in enumerate(self._parts[:-1]):
                share = left // (len(self._parts) - 1 - number)
                sizes.append(min(share, part.maximumHeight()))
                left -= sizes[-1]
            self.setSizes([*sizes, card])
