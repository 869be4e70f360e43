"""Every text of the entry screen has its Swahili, with the same parameters."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib

ROOT = Path(__file__).parents[3]
TEXTS = ROOT / "kmmp_desktop" / "texts"
NOT_TEXTS = {"", "english", "count", "draft", "row", "next"}


def texts_of(folder: Path) -> set[str]:
    """Constant texts handed to ``say``, ``tell`` and ``Message``, and those of the key table."""
    found: set[str] = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            wanted = {"KeyUse": node.args[3:]}.get(name, node.args[:1])
            if name in ("say", "_say", "Message", "tell", "KeyUse"):
                for argument in wanted:
                    found |= {
                        c.value
                        for c in ast.walk(argument)
                        if isinstance(c, ast.Constant) and isinstance(c.value, str)
                    }
    return found - NOT_TEXTS


def swahili() -> dict[str, str]:
    files = [TEXTS / "sw.po"]
    return {
        entry.msgid: entry.msgstr
        for file in files
        if file.exists()
        for entry in polib.pofile(file.read_text(encoding="utf-8"))
    }


def test_every_text_of_the_entry_screen_is_translated() -> None:
    known = swahili()
    missing = {text for text in texts_of(ROOT / "ui" / "entry") if not known.get(text)}
    assert not missing


def test_translations_keep_the_parameters() -> None:
    for english, said in swahili().items():
        if english and said:
            assert set(re.findall(r"{(\w+)}", said)) == set(re.findall(r"{(\w+)}", english)), english
