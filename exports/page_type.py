"""Typefaces of printed returns: registered once, measured, and broken into lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import NamedTuple

# reportlab takes 0.1 s to import; exports.pdf imports this module late
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"
ITALIC = "NotoSans-Italic"
MONO = "NotoSansMono-Bold"
FACES = (REGULAR, BOLD, ITALIC, MONO)

BLACK, DARK, SOFT = 0.07, 0.2, 0.27
"""Greys of text, 0 black to 1 white; all survive one photocopy."""

_INVISIBLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SPACE = {"\t": " ", "\u2028": "\n", "\u2029": "\n"}


class Style(NamedTuple):
    """How a piece of text is set: face, size in points, grey."""

    font: str
    size: float
    grey: float = BLACK


class Run(NamedTuple):
    """A piece of text in one style."""

    text: str
    style: Style


class Line(NamedTuple):
    """Runs that stand on one line, each with its offset from the left edge, and their width."""

    runs: tuple[tuple[float, Run], ...]
    width: float


def register_faces() -> None:
    """Make the faces known to reportlab (whose font table is global); does nothing the second time."""
    known = set(getRegisteredFontNames())
    for name in FACES:
        if name not in known:
            with as_file(files("exports") / "fonts" / f"{name}.ttf") as path:
                registerFont(TTFont(name, str(path)))


class Type:
    """Measures and breaks text for one document; widths are kept, as the same words come again."""

    def __init__(self) -> None:
        register_faces()
        from reportlab.pdfbase.pdfmetrics import getFont

        self._widths: dict[str, dict[int, float]] = {}
        self._default: dict[str, float] = {}
        for name in FACES:
            font = getFont(name)
            assert isinstance(font, TTFont)
            face = font.face
            self._widths[name] = face.charWidths
            self._default[name] = face.defaultWidth
        self._measured: dict[tuple[str, str], float] = {}
        self._clean: dict[str, str] = {}

    def clean(self, text: str) -> str:
        """The text as it can be set: composed, no control or direction marks, unknown letters as U+FFFD."""
        if text.isascii() and text.isprintable():
            return text
        if (known := self._clean.get(text)) is None:
            composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
            plain = _INVISIBLE.sub(lambda found: _SPACE.get(found[0], ""), composed)
            have = self._widths[REGULAR]
            known = "".join(c if ord(c) in have or c == "\n" else "\ufffd" for c in plain)
            self._clean[text] = known
        return known

    def width(self, text: str, style: Style) -> float:
        """Width of cleaned text in points."""
        key = (text, style.font)
        if (units := self._measured.get(key)) is None:
            widths, default = self._widths[style.font], self._default[style.font]
            units = sum([widths.get(ord(c), default) for c in text])
            self._measured[key] = units
        return units * style.size / 1000

    def lines(self, text: str, style: Style, room: float) -> tuple[str, ...]:
        """Break cleaned text so that no line is wider than ``room``; at least one line, maybe empty.

        Breaks between words; a word that is wider than the room is broken within.
        """
        if "\n" not in text and self.width(text, style) <= room:
            return (text,)
        found: list[str] = []
        for paragraph in text.split("\n"):
            found += self._paragraph(paragraph, style, room)
        return tuple(found)

    def _paragraph(self, text: str, style: Style, room: float) -> list[str]:
        done: list[str] = []
        space = self.width(" ", style)
        words: list[str] = []
        used = 0.0
        for word in text.split(" "):
            wide = self.width(word, style)
            if words and used + space + wide > room:
                done.append(" ".join(words))
                words, used = [], 0.0
            if wide > room:
                *full, word = self._pieces(word, style, room)
                done += full
                wide = self.width(word, style)
            used += wide + (space if words else 0.0)
            words.append(word)
        done.append(" ".join(words))
        return done

    def _pieces(self, word: str, style: Style, room: float) -> list[str]:
        pieces, start, used = [], 0, 0.0
        for place, letter in enumerate(word):
            wide = self.width(letter, style)
            if used + wide > room and place > start:
                pieces.append(word[start:place])
                start, used = place, 0.0
            used += wide
        pieces.append(word[start:])
        return pieces

    def flow(self, runs: Sequence[Run], room: float) -> list[Line]:
        """Break text in several styles into lines no wider than ``room``."""
        lines: list[Line] = []
        line: list[tuple[float, Run]] = []
        used = 0.0
        for run in runs:
            text = self.clean(run.text)
            for part in re.findall(r"\n|[^\s]+\s?|\s", text):
                part = part.replace("\n", " ") if part != "\n" else part
                wide = self.width(part.rstrip(" "), run.style)
                if part == "\n" or (line and used + wide > room):
                    lines.append(Line(tuple(line), used))
                    line, used = [], 0.0
                    if part == "\n" or part == " ":
                        continue
                for piece in self._pieces(part, run.style, room) if wide > room else [part]:
                    if line and used + self.width(piece.rstrip(" "), run.style) > room:
                        lines.append(Line(tuple(line), used))
                        line, used = [], 0.0
                    line.append((used, Run(piece, run.style)))
                    used += self.width(piece, run.style)
        lines.append(Line(tuple(line), used))
        return lines
