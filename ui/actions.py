"""Every command of the window and every key of the program: the one table behind menus and F1."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

MENUS: tuple[tuple[str, str], ...] = (
    ("file", "&File"),
    ("edit", "&Edit"),
    ("view", "&View"),
    ("go", "&Go"),
    ("return", "&Return"),
    ("month", "&Month"),
    ("tools", "&Tools"),
    ("help", "&Help"),
)
"""Menus from left to right: name and catalogue text. A menu with nothing in it is not shown; Go is
shown when the window is too low for the row of places."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One line of the list of keys: where it works, the keys, what it does (catalogue texts)."""

    where: str
    keys: str
    """As Qt writes them in portable form: ``Ctrl+PgDown``; several with `` / `` between."""
    does: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the window: it makes a menu entry, a key, and a line of the list of keys."""

    name: str
    menu: str
    text: str
    """Catalogue text with ``&`` before the letter of its menu key."""
    keys: str = ""
    separated: bool = False
    """A line stands above it in the menu."""

    @property
    def does(self) -> str:
        return self.text.replace("&", "").rstrip("…")


COMMANDS: tuple[Command, ...] = (
    Command("import_facilities", "file", "&Import facilities…", "Ctrl+I"),
    Command("add_facility", "file", "&Add a facility…", "Ctrl+N"),
    Command("take_in_books", "file", "&Take in entry workbooks…", "Ctrl+B", separated=True),
    Command("switch_person", "file", "&Switch person…", "Ctrl+Alt+L", separated=True),
    Command("quit", "file", "&Quit", "Ctrl+Q", separated=True),
    Command("find", "edit", "&Find", "Ctrl+F"),
    Command("refresh", "view", "&Read again", "F5"),
    Command("larger", "view", "&Larger text", "Ctrl++", separated=True),
    Command("smaller", "view", "&Smaller text", "Ctrl+-"),
    Command("normal_size", "view", "&Normal text size", "Ctrl+Alt+0"),
    Command("totals", "month", "&Totals of the month", "Ctrl+Alt+T"),
    Command("verify_file", "tools", "&Verify a file…", "Ctrl+Shift+V"),
    Command("verify_log", "tools", "A&udit…", "Ctrl+Alt+V"),
    Command("cell_story", "tools", "Sto&ry of the cell…", "Ctrl+H"),
    Command("my_key", "tools", "My &key…", "Ctrl+Alt+K", separated=True),
    Command("people", "tools", "&People…", "Ctrl+Alt+U"),
    Command("lock_key", "tools", "Lock the &signing key", "Ctrl+Shift+K"),
    Command("server", "tools", "T&he office's server…"),
    Command("protection", "tools", "Pr&otection of the office…", "Ctrl+Alt+O"),
    Command("backups", "tools", "&Backups…", "Ctrl+Alt+B"),
    Command("programme", "tools", "&Programme…", "Ctrl+Alt+P", separated=True),
    Command("first_steps", "tools", "&First steps…"),
    Command("practise", "tools", "Practis&e…"),
    Command("start_over", "tools", "Start practice o&ver"),
    Command("lock", "tools", "&Lock now", "Ctrl+L", separated=True),
    Command("keys", "help", "&All keys", "F1"),
    Command("support", "help", "&Copy details for support…"),
    Command("about", "help", "&About KMMP Desktop"),
)

_OTHER_KEYS: tuple[KeyRow, ...] = (
    KeyRow("Everywhere", "Ctrl+1 … Ctrl+5", "Show a place: Worklist first"),
    KeyRow("Everywhere", "Alt", "Go to the menus"),
    KeyRow("Everywhere", "Tab / Shift+Tab", "Next or previous control"),
    KeyRow("Worklist", "0-9, A-Z", "Type anywhere to search"),
    KeyRow("Worklist", "Up / Down", "Choose a facility"),
    KeyRow("Worklist", "PgUp / PgDown", "A screen up or down"),
    KeyRow("Worklist", "Home / End", "First or last facility"),
    KeyRow("Worklist", "Enter", "Open the return"),
    KeyRow("Worklist", "F2", "Change the facility"),
    KeyRow("Worklist", "Ctrl+Shift+E", "Amend the return of the facility that is chosen"),
    KeyRow("Worklist", "Ctrl+Shift+R", "Recall the return of the facility that is chosen"),
    KeyRow("Worklist", "Esc", "Empty the search, then show all"),
    KeyRow("Worklist", "Ctrl+Shift+S", "Save entry workbooks for the month"),
    KeyRow("Entry workbooks", "Ctrl+O / Ctrl+Shift+O", "Choose files or a folder"),
    KeyRow("Entry workbooks", "Enter", "Go to the texts of the file; open the return of one that is in"),
    KeyRow("Entry workbooks", "F2", "Correct a text"),
    KeyRow("Entry workbooks", "F9", "Take in all that can be"),
    KeyRow("Entry workbooks", "Del", "Take the file off the list"),
    KeyRow("Entry workbooks", "Esc", "Back to the list, then to the worklist"),
    KeyRow("Worklist", "Alt+PgUp / Alt+PgDown", "Earlier or later month"),
)


def key_rows(first: str = "") -> tuple[KeyRow, ...]:
    """Every key of the program, grouped by where it works; those of the package ``first`` come first.

    Entry keeps its own rows in ``ui.entry.keys.KEYS`` (a tuple of ``KeyRow``) beside the code
    that obeys them; they are read when the list is asked for, so that start-up need not.
    """
    rows: list[KeyRow] = []
    if first and find_spec(first) and find_spec(f"{first}.keys"):
        rows.extend(import_module(f"{first}.keys").KEYS)
    rows.extend(KeyRow("Everywhere", c.keys, c.does) for c in COMMANDS if c.keys)
    rows.extend(_OTHER_KEYS)
    for place in (
        "ui.entry",
        "ui.completing",
        "ui.keying",
        "ui.review",
        "ui.register",
        "ui.standards",
        "ui.quality",
        "ui.rules",
        "ui.keys",
        "ui.people",
        "ui.receiving",
        "ui.doubts",
        "ui.totals",
        "ui.log",
        "ui.authority",
        "ui.backup",
    ):
        if place != first and find_spec(place) and find_spec(f"{place}.keys"):
            rows.extend(import_module(f"{place}.keys").KEYS)
    places = list(dict.fromkeys(row.where for row in rows))
    return tuple(sorted(rows, key=lambda row: places.index(row.where)))
