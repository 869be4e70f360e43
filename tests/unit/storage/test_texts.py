"""Every sentence of storage and security can be said in Swahili, with the same parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

CORE = Path(__file__).parents[3] / "kmmp_desktop"
INWARD = ("ChainError", "ValueError")
"""What these say never reaches a person: whoever catches them speaks."""


def sentences() -> Iterator[str]:
    """String constants that are given to a Message or an error as its first argument or its hint."""
    for file in (*CORE.glob("storage/*.py"), *CORE.glob("security/*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "")
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "hint")]
                if name == "Message" or (name.endswith("Error") and name not in INWARD):
                    yield from (a.value for a in given if isinstance(a, ast.Constant) and " " in str(a.value))


@pytest.mark.parametrize("sentence", sorted({*sentences()}))
def test_a_sentence_has_its_swahili(sentence: str) -> None:
    catalogues = [polib.pofile(str(file)) for file in (CORE / "texts").rglob("sw*/*.po")]
    catalogues += [polib.pofile(str(file)) for file in (CORE / "texts").glob("sw.po")]
    swahili = {entry.msgid: entry.msgstr for catalogue in catalogues for entry in catalogue}
    names = re.compile(r"\{\w+\}")
    assert sorted(names.findall(swahili.get(sentence, ""))) == sorted(names.findall(sentence))
    assert swahili[sentence]


def test_there_are_sentences_to_look_at() -> None:
    assert len({*sentences()}) > 40
