"""Every key of the entry screen: the one source for the grid, the hint line, the F1 sheet and the manual."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


class Where(StrEnum):
    """When a key means this."""

    MOVING = "moving"
    """On a cell, nothing being typed."""
    TYPING = "typing"
    GRID = "grid"
    """Both of them."""
    TOLD = "told"
    """Typed into a cell, not a command: only in the list of keys."""
    PAGE = "page"
    """Everywhere on the screen, also while the panel has the focus."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What some keys do: a line of the list of keys, too (``where``, ``keys``, ``does``)."""

    action: str
    keys: str
    """Qt's portable names, several with `` / `` between."""
    when: Where
    does: str
    """English catalogue text."""
    hint: str = ""
    """Few words for the hint line; empty: not on it."""

    @property
    def where(self) -> str:
        return "Entry"

    @property
    def each(self) -> tuple[str, ...]:
        return tuple(self.keys.split(" / "))

    @property
    def label(self) -> str:
        """The first key as it is printed on the key cap: ``Ctrl G``."""
        return cap(self.each[0])


KEYS: tuple[KeyUse, ...] = (
    KeyUse(
        "next",
        "Return / Enter / Tab",
        Where.GRID,
        "save the cell and go to the next one of the paper",
        "next cell",
    ),
    KeyUse(
        "previous",
        "Shift+Tab / Backtab / Shift+Backtab / Shift+Return / Shift+Enter",
        Where.GRID,
        "save the cell and go back one cell of the paper",
    ),
    KeyUse("left", "Left", Where.MOVING, "the cell to the left"),
    KeyUse("right", "Right", Where.MOVING, "the cell to the right"),
    KeyUse("up", "Up", Where.GRID, "the cell above"),
    KeyUse("down", "Down", Where.GRID, "the cell below"),
    KeyUse("row_start", "Home", Where.MOVING, "first cell of the row"),
    KeyUse("row_end", "End", Where.MOVING, "last cell of the row"),
    KeyUse("section_start", "Ctrl+Home", Where.GRID, "first cell of the section"),
    KeyUse("section_end", "Ctrl+End", Where.GRID, "last cell of the section"),
    KeyUse("page_down", "PgDown", Where.GRID, "ten rows down"),
    KeyUse("page_up", "PgUp", Where.GRID, "ten rows up"),
    KeyUse("edit", "F2", Where.MOVING, "change what stands in the cell; a digit replaces it"),
    KeyUse("yes_no", "1 / 0", Where.TOLD, "yes / no, in a cell that asks for it"),
    KeyUse("date", "05122026", Where.TOLD, "the 5th of December 2026: day, month, year without dots"),
    KeyUse("restore", "Esc", Where.TYPING, "take back what was typed and not yet saved"),
    KeyUse("all_rows", "Esc", Where.MOVING, "show all rows again after Ctrl F"),
    KeyUse("blank", "Del", Where.MOVING, "make the cell blank"),
    KeyUse("retype", "Backspace", Where.MOVING, "type the cell anew"),
    KeyUse(
        "missing",
        "M / - / Shift+M",
        Where.MOVING,
        "missing code: 1 not reported, 2 not offered, 3 not readable",
        "missing code",
    ),
    KeyUse("next_problem", "F4", Where.PAGE, "next problem", "next problem"),
    KeyUse("previous_problem", "Shift+F4", Where.PAGE, "previous problem"),
    KeyUse("reason", "F8", Where.PAGE, "write why a figure is right", "give a reason"),
    KeyUse("check_all", "F9", Where.PAGE, "make all checks again"),
    KeyUse("complete", "Shift+F9", Where.PAGE, "check and complete: what is still in the way, and signing"),
    KeyUse(
        "go_to_row",
        "Ctrl+G",
        Where.PAGE,
        "go to a row of the paper: 14, or K 3 for another section",
        "go to row",
    ),
    KeyUse(
        "filter",
        "Ctrl+F",
        Where.PAGE,
        "show only rows with these words, this row number or this code; Esc shows all",
    ),
    KeyUse("panel", "Ctrl+Return / Ctrl+Enter", Where.PAGE, "show or hide the panel", "panel"),
    KeyUse("comment", "Ctrl+M", Where.PAGE, "write a comment on the cell"),
    KeyUse("question", "Ctrl+Shift+F", Where.PAGE, "ask a question at the cell; it waits for an answer"),
    KeyUse("answered", "Ctrl+Shift+A", Where.PAGE, "the question at the cell is answered, or waits again"),
    KeyUse("paper_total", "0-9", Where.TOLD, "on a total: the total that the paper has"),
    KeyUse("paper_sum", "Ctrl+T", Where.PAGE, "type the sum of all counts of the section from the paper"),
    KeyUse("next_section", "Ctrl+PgDown", Where.PAGE, "next section"),
    KeyUse("previous_section", "Ctrl+PgUp", Where.PAGE, "previous section"),
    KeyUse("fill_zero", "Ctrl+0", Where.PAGE, "fill the blank cells of the section with 0; asks first"),
    KeyUse(
        "fill_down", "Ctrl+D", Where.MOVING, "fill down from the first selected row, or from the cell above"
    ),
    KeyUse(
        "fill_right",
        "Ctrl+R",
        Where.MOVING,
        "fill to the right from the first selected column, or from the cell to the left",
    ),
    KeyUse("undo", "Ctrl+Z", Where.PAGE, "undo"),
    KeyUse("redo", "Ctrl+Y / Ctrl+Shift+Z", Where.PAGE, "redo"),
    KeyUse("copy", "Ctrl+C", Where.MOVING, "copy the selected cells; Shift with the arrows selects"),
    KeyUse("paste", "Ctrl+V", Where.MOVING, "paste a block of cells from here on"),
    KeyUse("take_book", "Ctrl+Shift+O", Where.PAGE, "take in an entry workbook; it is shown first"),
    KeyUse("save_book", "Ctrl+Shift+S", Where.PAGE, "save an entry workbook of this return"),
    KeyUse("amend", "Ctrl+Shift+E", Where.PAGE, "amend a return that was sent: its next revision begins"),
    KeyUse("recall", "Ctrl+Shift+R", Where.PAGE, "recall a return that was sent and not received yet"),
    KeyUse("second_keying", "Ctrl+K", Where.PAGE, "key this return a second time, blind"),
    KeyUse("next_area", "F6 / Shift+F6", Where.PAGE, "sections, grid, panel"),
    KeyUse(
        "enter_way",
        "Ctrl+Shift+Return / Ctrl+Shift+Enter",
        Where.PAGE,
        "Enter goes right, then down; or down the column: turn it over",
    ),
    KeyUse("show_last_month", "Ctrl+Shift+L", Where.PAGE, "column of last month: show or hide"),
    KeyUse("show_median", "Ctrl+Shift+M", Where.PAGE, "column of the median of 12 months: show or hide"),
    KeyUse("show_last_year", "Ctrl+Shift+Y", Where.PAGE, "column of the same month last year: show or hide"),
    KeyUse(
        "other_return",
        "Ctrl+Shift+B",
        Where.PAGE,
        "the other return of the month beside the grid, to be read: show or hide",
    ),
    KeyUse("scan", "F7", Where.PAGE, "paper beside the form: show or hide its scan"),
    KeyUse("scan_add", "Shift+F7", Where.PAGE, "lay a scan or photo of the paper beside the form"),
    KeyUse("scan_begins", "Ctrl+F7", Where.PAGE, "the section begins here on the paper, at the wedge"),
    KeyUse("scan_three", "Ctrl+Shift+F7", Where.PAGE, "click on the paper where three sections begin"),
    KeyUse("scan_up", "Alt+Up", Where.PAGE, "the paper up; what is typed in the cell stays"),
    KeyUse("scan_down", "Alt+Down", Where.PAGE, "the paper down"),
    KeyUse("scan_larger", "Alt++ / Alt+=", Where.PAGE, "the paper larger; Ctrl with the wheel too"),
    KeyUse("scan_smaller", "Alt+-", Where.PAGE, "the paper smaller"),
    KeyUse("scan_width", "Alt+0", Where.PAGE, "the paper as wide as its place"),
    KeyUse("scan_turn", "Alt+Right", Where.PAGE, "turn the paper to the right"),
    KeyUse("legend", "Shift+F1", Where.PAGE, "what the marks mean"),
)

HELP = ("F1", "all keys")
"""The window's key that lists them all; it ends the hint line."""

_KEYPAD = int(Qt.KeyboardModifier.KeypadModifier.value)
_CAPS = {"Return": "Enter", "PgDown": "PgDn", "Escape": "Esc", "Delete": "Del", "Backtab": "Shift Tab"}


def cap(key: str) -> str:
    """A portable key name as people read it on the key: ``Ctrl+PgDown`` is ``Ctrl PgDn``."""
    return " ".join(_CAPS.get(part, part) for part in key.split("+"))


def _combined(key: str) -> int:
    combination = QKeySequence(key)[0]  # type: ignore[index]  # the stubs do not know it
    return int(combination.toCombined())


def _table(*when: Where) -> dict[int, str]:
    return {_combined(key): use.action for use in KEYS if use.when in when for key in use.each}


_MOVING = _table(Where.MOVING, Where.GRID, Where.PAGE)
_TYPING = {
    key: action
    for key, action in _table(Where.TYPING, Where.GRID, Where.PAGE).items()
    if action not in ("undo", "redo")
}  # inside a cell they undo the typing
_PAGE = _table(Where.PAGE)


def action_of(event: QKeyEvent, where: Where) -> str:
    """The action a key press means while moving, typing, or anywhere else on the page; ``""`` if none."""
    table = _MOVING if where is Where.MOVING else _TYPING if where is Where.TYPING else _PAGE
    return table.get(event.keyCombination().toCombined() & ~_KEYPAD, "")


def use_of(action: str) -> KeyUse:
    """The entry of an action; raises KeyError for an unknown one."""
    for use in KEYS:
        if use.action == action:
            return use
    raise KeyError(action)


def hinted() -> tuple[KeyUse, ...]:
    """What the hint line shows, in its order."""
    return tuple(
        use_of(action) for action in ("next", "next_problem", "reason", "missing", "go_to_row", "panel")
    )


def types_text(event: QKeyEvent) -> bool:
    """Whether the key puts a character into a cell (Alt opens menus, Ctrl gives commands)."""
    commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & commands
