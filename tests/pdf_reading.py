"""Reads printed returns with poppler's tools, for the tests of the PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

needs_poppler = pytest.mark.skipif(
    not all(map(shutil.which, ("pdftotext", "pdffonts", "pdfsig", "pdfdetach"))),
    reason="poppler-utils is not installed",
)


class Word(NamedTuple):
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def run(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def keep(content: bytes, folder: Path, name: str = "return.pdf") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def text_of(content: bytes, folder: Path) -> str:
    """All the text, spaces made one."""
    return re.sub(r"[\s\u2009]+", " ", run("pdftotext", "-layout", keep(content, folder), "-"))


def words_of(content: bytes, folder: Path) -> list[Word]:
    """Every word with its box in points from the top left."""
    path = keep(content, folder)
    found, page = [], 0
    for line in run("pdftotext", "-bbox", path, "-").splitlines():
        if "<page " in line:
            page += 1
        elif match := re.search(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', line):
            left, top, right, bottom = (float(match[i]) for i in range(1, 5))
            text = match[5].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
            found.append(Word(page, left, top, right, bottom, text.replace("&quot;", '"')))
    return found


def outside(
    words: list[Word], margin: float = 36.0, width: float = 595.28, height: float = 841.89
) -> list[Word]:
    """Words that reach into the margins, by more than the side bearing of a letter."""
    return [
        w
        for w in words
        if w.left < margin - 1
        or w.right > width - margin + 1
        or w.top < margin - 3
        or w.bottom > height - margin + 3
    ]


def on_top_of_each_other(words: list[Word]) -> list[tuple[Word, Word]]:
    """Pairs of words whose middles stand in one another: text set over text."""
    clashes = []
    ordered = sorted(words)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.page != one.page or other.left > one.right - 0.7:
                break
            middle_one, middle_other = (one.top + one.bottom) / 2, (other.top + other.bottom) / 2
            if abs(middle_one - middle_other) < 0.6 * min(one.bottom - one.top, other.bottom - other.top):
                clashes.append((one, other))
    return clashes


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", re.sub(r"[\s\u2009]+", " ", text)).strip()
