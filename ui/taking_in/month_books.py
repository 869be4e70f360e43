"""Saving the entry workbooks of a whole month into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.entry_books import Written
from ui import wording
from ui.page import Desk
from ui.tasks import Report

_NAMED = 5


def choose_folder(desk: Desk, owner: QWidget, period: Period) -> Path | None:
    """Ask where the workbooks go."""
    title = desk.say("Folder for the entry workbooks of {month}", month=wording.month_year(desk.say, period))
    name = QFileDialog.getExistingDirectory(owner, title)
    return Path(name) if name else None


def month_work(desk: Desk, family: str, period: Period, folder: Path) -> Callable[[Report], object]:
    """The work of a task: a workbook for every facility that owes the form. Whole files only."""
    services, person, language = desk.services, desk.person, desk.texts.language

    def work(report: Report) -> object:
        return services.books.write_month(
            family, period, (), folder, report, person=person, language=language
        )

    return work


def written_sentence(desk: Desk, written: Written, folder: Path) -> str:
    """``12 entry workbooks are saved in …``, and by name what was left out."""
    say, count = desk.say, len(written.files)
    first = (
        say("1 entry workbook is saved in {folder}.", folder=folder)
        if count == 1
        else say("{count} entry workbooks are saved in {folder}.", count=wording.number(count), folder=folder)
    )
    named = [f"{mfl}: {say(why).rstrip('.')}" for mfl, why in written.left_out[:_NAMED]]
    if len(written.left_out) > _NAMED:
        named.append("…")
    left = say("Left out: {names}.", names="; ".join(named)) if named else ""
    return f"{first} {left}".rstrip()
