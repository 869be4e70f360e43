"""Recovery sheets on paper: the port that sets them, and writing the file."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kmmp_desktop.services.keys import RecoverySheet
from kmmp_desktop.services.pack_files import write_whole
from kmmp_desktop.services.protection_ports import OfficeSheet


class SheetMaker(Protocol):
    """Sets a recovery sheet as a PDF of one page: implemented in ``exports``."""

    def build(self, sheet: RecoverySheet, language: str) -> bytes: ...


class OfficeSheetMaker(Protocol):
    """The same for the sheet of the office."""

    def build(self, sheet: OfficeSheet, language: str) -> bytes: ...


class RecoverySheets:
    """Writes a sheet where the person wants it, and nowhere else: there is no copy."""

    def __init__(self, maker: SheetMaker, office_maker: OfficeSheetMaker) -> None:
        self._maker = maker
        self._office_maker = office_maker

    def write(self, sheet: RecoverySheet, path: Path, language: str) -> Path:
        """Whole or not at all. Raises FileRefusedError."""
        write_whole(path, self._maker.build(sheet, language))
        return path

    def write_office(self, sheet: OfficeSheet, path: Path, language: str) -> Path:
        """Whole or not at all. Raises FileRefusedError."""
        write_whole(path, self._office_maker.build(sheet, language))
        return path
