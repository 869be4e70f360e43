"""The catalogue: every sentence of the program is in it, and no translation loses a parameter."""

import ast
import re
from pathlib import Path

import polib
import pytest

from kmmp_desktop.counted import with_one
from kmmp_desktop.texts import counted_sw

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
PLACES = re.compile(r"\{[^}]*\}")

BEHIND_A_NUMBER = re.compile(r"\{(?P<name>\w+)\}(?P<words>(?: [a-z'-]+){1,3})")
ENDS = re.compile(r"of|in|to|and|or|at|by|for|from|with|without|on|is|are|was|has|that|which|as|than")
NO_NOUNS = re.compile(
    "amends|answers|asks|begins|believes|belongs|claims|comes|counts|does|ends|gets|goes|holds|keeps|lacks|"
    "lasts|leaves|lies|makes|means|names|needs|opens|reads|recalls|refuses|rests|s|says|sends|shows|signs|"
    "stands|starts|takes|this|uses|waits|wants|works|yes"
)  # verbs of one thing or person behind its name, and the little that ends in s besides

NO_PLURALS = ("mara", "mahali", "milioni")


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
        and re.search(r"[A-Za-z]{2}", PLACES.sub("", text))
    }
    assert not missing, "\n".join(
        f"{where}: {text!r}" for text, where in sorted(missing.items(), key=lambda i: i[1])
    )


def test_no_translation_loses_or_invents_a_parameter(catalogue):
    for source, translation in catalogue.items():
        assert set(PLACE.findall(source)) == set(PLACE.findall(translation)), source


def test_every_entry_is_translated(catalogue):
    assert [source for source, translation in catalogue.items() if not translation] == []


def _plural(words):
    """The word behind a number that looks like a plural; empty: none."""
    for word in words.split():
        if ENDS.fullmatch(word):
            return ""
        if word.endswith("s") and not word.endswith("ss"):
            return "" if NO_NOUNS.fullmatch(word) else word
    return ""


def _without_singular(texts):
    return {
        f"{_plural(found['words'])}: {text}"
        for text in texts
        for found in BEHIND_A_NUMBER.finditer(text)
        if _plural(found["words"]) and with_one(text, [found["name"]]) == text
    }


def test_every_noun_behind_a_number_has_its_singular():
    assert _without_singular(["{count} giraffes were seen.", "{count} more giraffes"])
    assert not _without_singular(["{count} files are here.", "{name} signs for {office}."])
    lacking = _without_singular({text for text, _ in sentences()})
    assert not lacking, "put these into kmmp_desktop/counted.py:\n" + "\n".join(sorted(lacking))


def test_every_swahili_plural_before_a_number_has_its_singular(catalogue):
    lacking = set()
    for source, translation in catalogue.items():
        for name in set(PLACE.findall(source)):
            one = with_one(source, [name])
            if one == source or one in catalogue or f"kati ya {{{name}}}" in translation:
                continue
            before = re.search(rf"\b((?:[Mm]a|[Vv]i|[Mm]i)[a-z]+) \{{{name}\}}", translation)
            plural = before[1] if before else "mara"
            if plural not in NO_PLURALS and counted_sw.with_one(translation, [name]) == translation:
                lacking.add(f"{plural}: {translation}")
    assert not lacking, "put these into kmmp_desktop/texts/counted_sw.py:\n" + "\n".join(sorted(lacking))
