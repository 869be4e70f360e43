"""Asks for the passphrase that a backup is locked with, or was."""

from __future__ import annotations

from collections.abc import Callable

from ui.page import Page
from ui.people.act_sheet import ActSheet, Ask


def ask_passphrase(
    page: Page,
    title: str,
    sentence: str,
    field: str,
    act: Callable[[str], object],
    go_on: Callable[[object], object],
) -> ActSheet:
    """``act`` looks at it off the GUI thread, and ``go_on`` gets what it made of it. ``field`` is a catalogue
    text; ``title`` and ``sentence`` are in the language of the screen."""
    sheet = ActSheet(
        page.desk,
        title,
        title,
        (sentence,),
        (Ask("passphrase", field, secret=True),),
        lambda given: act(str(given["passphrase"])),
        page,
    )
    sheet.accepted.connect(lambda: go_on(sheet.outcome))
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
    return sheet
