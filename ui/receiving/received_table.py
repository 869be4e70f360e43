"""The table of received files; where it is narrow, month and revision join the facility."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kmmp_desktop.services.receiving_rows import ReceivedFile
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.receiving.file_rows import PLACE, columns, file_rows
from ui.receiving.verdict_delegate import VerdictDelegate
from ui.style.look import Look
from ui.wording import Say

NARROW = 1000
"""Effective pixels of width below which it is narrow."""
SIDEWAYS = 760
"""Below this it scrolls sideways: the verdict then stands beside the file."""
_VERDICT, _FILE = 7, 0


class ReceivedTable(FaceTable):
    """Rows have the path of their file as key."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        self._say, self._narrow = say, False
        self._files: tuple[ReceivedFile, ...] = ()
        self._columns = FaceModel(columns(say))
        super().__init__(look, self._columns, parent, delegate=VerdictDelegate(look))
        self._columns.setParent(self)

    def show_files(self, files: Sequence[ReceivedFile]) -> None:
        self._files = tuple(files)
        self.show_rows(file_rows(self._files, self._say, narrow=self._narrow))

    def retranslate(self) -> None:
        self.setAccessibleName(self._say("Received files and the three questions"))
        self._columns.show_columns(columns(self._say, narrow=self._narrow))
        self.show_files(self._files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self.width() / self._look.scale < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            for number in PLACE:
                self.setColumnHidden(number, narrow)
            self.retranslate()
        header = self.horizontalHeader()
        place = _FILE + 1 if self.width() / self._look.scale < SIDEWAYS else _VERDICT
        if header.visualIndex(_VERDICT) != place:
            header.moveSection(header.visualIndex(_VERDICT), place)
        super().resizeEvent(event)
