"""Writes docs/keys.md from the tables that F1 shows: ``python -m ui.keys_page docs/keys.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from ui.actions import KeyRow, key_rows
from ui.keys_dialog import readable

_HEAD = """# Keys

F1 shows this list in the program, in the language of the screen, and finds a key by what it does.
This page is made from the same tables (`python -m ui.keys_page docs/keys.md`); a test compares them.
"""
_ENTRY = """In a cell one either moves or types. A digit begins to type over what stands there; F2 changes it.
Enter, Tab, the arrows up and down and every key with Ctrl save what was typed first. Nothing is lost
by moving on: what is no value stays as it was typed, red, until it is corrected.
"""


def page(rows: Iterable[KeyRow] | None = None) -> str:
    """The page as text; ``rows`` as ``key_rows`` gives them."""
    parts = [_HEAD]
    for where, found in groupby(key_rows() if rows is None else rows, key=lambda row: row.where):
        parts.append(f"## {where}\n")
        if where == "Entry":
            parts.append(_ENTRY)
        lines = "\n".join(f"| {_keys(row.keys)} | {_begun(row.does)} |" for row in found)
        parts.append(f"| Key | What it does |\n|---|---|\n{lines}\n")
    return "\n".join(parts)


def _keys(keys: str) -> str:
    return " or ".join(f"`{key}`" for key in readable(keys).split(" / "))


def _begun(sentence: str) -> str:
    """Some rows are also read inside a sentence, so they begin small in the tables."""
    return (sentence[:1].upper() + sentence[1:]).replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
