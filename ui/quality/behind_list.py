"""The list beside the heat map: what a square is made of, and what the measure rests on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.quality import Definition
from kmmp_desktop.services.quality import Part
from kmmp_desktop.services.quality_map import QualityMap
from ui.faces.face import Face, Row
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.page import Desk
from ui.quality.list_rows import columns, part_rows, rests_on, sum_rows
from ui.quality.words import whose

Place = tuple[int | None, int | None]
"""Facility and month of a square; ``None``: all of them."""


class BehindList(FaceTable):
    """``square_asked`` and ``return_asked``: Enter on a line, with facility and month; ``escaped``: back to
    the map."""

    square_asked = Signal(object, object)
    return_asked = Signal(object, object)
    escaped = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.faces = FaceModel(columns(desk.say))
        super().__init__(desk.look, self.faces, parent, head=False, chooses=False)
        self.faces.setParent(self)
        self._desk = desk
        self._place: Place | None = None
        self._parts: tuple[Part, ...] = ()
        self.opened.connect(self._opened)

    def forget(self) -> None:
        """Another measure, or other months: nothing is looked behind any more."""
        self._place, self._parts = None, ()

    def look_behind(self, place: Place, parts: tuple[Part, ...]) -> None:
        self._place, self._parts = place, parts

    def show_behind(self, found: QualityMap, definition: Definition, order: Sequence[int]) -> None:
        say = self._desk.say
        rows: list[Row] = []
        if self._place is not None:
            row, column = self._place
            rows.append(Row("behind", (Face(whose(say, found, row, column), bold=True),), group=True))
            if row is not None and column is not None:
                rows += part_rows(say, found, definition, row, column, self._parts)
            else:
                rows += sum_rows(say, found, definition, row, column, order)
        self.show_rows([*rows, *rests_on(say, definition)])

    def go_to_first(self) -> None:
        """The first line under the first heading."""
        first = next((row.key for row in self.faces.rows if not row.group), None)
        self.select(first)
        self.scrollToTop()
        self.setFocus()

    def retranslate(self) -> None:
        self.faces.show_columns(columns(self._desk.say))
        self.setAccessibleName(self._desk.say("What makes up the square"))

    def _opened(self, key: Hashable) -> None:
        if not isinstance(key, tuple) or self._place is None:
            return
        if key[0] == "square":
            self.square_asked.emit(key[1], key[2])
        elif key[0] in ("part", "return"):
            self.return_asked.emit(*self._place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
