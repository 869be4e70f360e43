"""What totals have in the menus, and asking where they are to be saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from kmmp_desktop.services.totals import Totals
from ui.page_action import page_action
from ui.totals.keys import SAVE
from ui.wording import Say

_ENDINGS = (".xlsx", ".pdf", ".csv")
_VIEWS = (
    ("rows", "Totals of the rows"),
    ("rates", "Indicators"),
    ("missing", "Who is not in the totals"),
    ("kept", "Totals made before"),
    ("doubts", "Returns with a revoked key"),
)


def actions_of(
    page: QWidget,
    save: Callable[[], object],
    toggle_card: Callable[[], object],
    show_view: Callable[[str], object],
) -> list[tuple[str, str, QAction]]:
    """Menu, catalogue text and action of everything that has a key; the page owns them."""
    wanted: list[tuple[str, str, str, Callable[[], object]]] = [
        ("tools", "Save the totals…", SAVE, save),
        ("view", "Show what a total is made of", "Ctrl+Return", toggle_card),
    ]
    for number, (name, words) in enumerate(_VIEWS, 1):
        wanted.append(("view", words, f"Alt+{number}", partial(show_view, name)))
    return [(menu, text, page_action(page, keys, act)) for menu, text, keys, act in wanted]


def choose_file(owner: QWidget, say: Say, totals: Totals) -> Path | None:
    """A workbook, a PDF or a CSV by its ending; a name without one gets that of the chosen kind."""
    place = totals.place or totals.level.value
    proposed = f"{totals.form.family}_{totals.period}_{place.replace('/', ' ')}.xlsx"
    kinds = f"{say('Workbook')} (*.xlsx);;PDF (*.pdf);;CSV (*.csv)"
    name, kind = QFileDialog.getSaveFileName(owner, say("Save the totals"), proposed, kinds)
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() in _ENDINGS:
        return path
    return path.with_name(path.name + next((ending for ending in _ENDINGS if ending in kind), ".xlsx"))
