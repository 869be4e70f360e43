"""Drawn pages of the scan: made off the GUI thread one at a time, kept while memory allows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from kmmp_desktop.services.ports import Picture
from ui.tasks import Task

MOST_BYTES = 96 * 1024 * 1024
"""Of all drawn pages together; the one that was not looked at for longest goes first."""
STEP = 256
"""Widths are rounded up to this: not every pixel of a splitter draws the page anew."""
WIDEST = 4096

Draw = Callable[[int, int], Picture]
"""Draws a page (from 0) in a width; runs off the GUI thread."""


class Drawings(QObject):
    """``changed()``: a page was drawn, or could not be."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draw: Draw | None = None
        self._kept: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self._wanted: list[tuple[int, int]] = []
        self._failed: dict[int, Exception] = {}
        self._task: Task | None = None
        self._turn = 0

    def show(self, draw: Draw | None) -> None:
        """Other paper: what was drawn goes."""
        self._draw = draw
        self._turn += 1
        self._kept.clear()
        self._wanted.clear()
        self._failed.clear()

    @property
    def bytes(self) -> int:
        return sum(4 * picture.width() * picture.height() for picture in self._kept.values())

    def trouble(self, page: int) -> Exception | None:
        return self._failed.get(page)

    def page(self, page: int, width: int) -> QPixmap | None:
        """The page in this width or the nearest there is; the right one is made meanwhile."""
        wanted = (page, min(WIDEST, -(-max(1, width) // STEP) * STEP))
        found = self._kept.get(wanted)
        if found is not None:
            self._kept.move_to_end(wanted)
            return found
        if page not in self._failed and self._draw is not None:
            if wanted in self._wanted:
                self._wanted.remove(wanted)
            self._wanted.append(wanted)  # what was asked for last is looked at now
            del self._wanted[:-4]
            self._next()
        near = [key for key in self._kept if key[0] == page]
        return self._kept[max(near, key=lambda key: key[1])] if near else None

    def _next(self) -> None:
        if self._task is not None or not self._wanted or self._draw is None:
            return
        key, draw, turn = self._wanted.pop(), self._draw, self._turn
        self._task = task = Task(lambda _report: draw(*key), self)
        task.succeeded.connect(lambda picture: self._keep(key, picture, turn))
        task.failed.connect(lambda error: self._note(key, error, turn))
        task.finished.connect(self._over)
        task.start()

    def _keep(self, key: tuple[int, int], picture: Picture, turn: int) -> None:
        if turn != self._turn:
            return
        image = QImage(
            picture.pixels, picture.width, picture.height, 4 * picture.width, QImage.Format.Format_RGB32
        )
        for old in [k for k in self._kept if k[0] == key[0]]:
            del self._kept[old]
        self._kept[key] = QPixmap.fromImage(image)  # copies: the bytes may go
        while self.bytes > MOST_BYTES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        self.changed.emit()

    def _note(self, key: tuple[int, int], error: Exception, turn: int) -> None:
        if turn == self._turn:
            self._failed[key[0]] = error
            self.changed.emit()

    def _over(self) -> None:
        if self._task is not None:
            self._task.deleteLater()
        self._task = None
        self._next()
