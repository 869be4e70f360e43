"""The catalogue: every sentence of the program is in it, and no translation loses a parameter."""

import ast
import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "kmmp_desktop" / "texts" / "sw.po"
ERRORS = {
    "KmmpError",
    "RefusedError",
    "LockedError",
    "NotFoundError",
    "WrongPassphraseError",
    "StorageError",
    "FileRefusedError",
}  # ExpressionError goes into the English reports on form files
SAYING = {"Message", "say", "say_in", "words", "_say", "tell"}
PLACE = re.compile(r"\{(\w+)")
NOT_SENTENCES = re.compile(r"^[\s\W\d_]*$|^\{\w+\}$|^[\{\}\w:,./ ()%−+=<>-]*\{[^ ]*$")


def sentences():
    """Literal templates handed to Message, to ``say`` and to the errors of the house."""
    for package in ("kmmp_desktop", "ui", "exports", "forms"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from ((text, path.relative_to(ROOT)) for text in _said(node))


def _said(call):
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in SAYING or name in ERRORS:
        spoken = [a for a in call.args[:2] if not (name in ("say_in",) and a is call.args[0])]
        spoken += [k.value for k in call.keywords if k.arg in ("hint",)]
        for argument in spoken[:1] + [k.value for k in call.keywords if k.arg == "hint"]:
            parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.strip():
                    yield part.value


@pytest.fixture(scope="module")
def catalogue():
    return {e.msgid: e.msgstr for e in polib.pofile(str(CATALOGUE))}


def test_every_sentence_of_the_program_is_in_the_swahili_catalogue(catalogue):
    missing = {
        text: str(where)
        for text, where in sentences()
        if text not in catalogue
        and text not in ("en", "sw")
        and not NOT_SENTENCES.match(text)
        and re.search(r"[A-Za-z]{2}", text)
    }
    assert not missing, "\n".join(
        f"{where}: {text!r}" for text, where in sorted(missing.items(), key=lambda i: i[1])
    )


def test_no_translation_loses_or_invents_a_parameter(catalogue):
    for source, translation in catalogue.items():
        assert set(PLACE.findall(source)) == set(PLACE.findall(translation)), source


def test_every_entry_is_translated(catalogue):
    assert [source for source, translation in catalogue.items() if not translation] == []
