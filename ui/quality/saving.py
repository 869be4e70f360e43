"""Asking where data quality is to be saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.domain.period import Period
from ui.wording import Say


def choose_file(owner: QWidget, say: Say, last: Period) -> Path | None:
    """A workbook or a CSV by its ending; a name without one gets that of the chosen kind."""
    proposed = f"{say('Data quality')} {last}.xlsx"
    kinds = f"{say('Workbook')} (*.xlsx);;CSV (*.csv)"
    name, kind = QFileDialog.getSaveFileName(owner, say("Save data quality"), proposed, kinds)
    if not name:
        return None
    path = Path(name)
    ending = ".csv" if "*.csv" in kind else ".xlsx"
    return path if path.suffix.lower() in (".csv", ".xlsx") else path.with_name(path.name + ending)
