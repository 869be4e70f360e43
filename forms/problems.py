"""Everything wrong with a file, each with its line and column."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from kmmp_desktop.errors import DefinitionError

_LONGEST = 400
"""Letters of one problem."""
MOST_PROBLEMS = 200
"""More than this are counted, not listed."""

_MOST_KEPT = 2 * MOST_PROBLEMS
"""They are found in another order than they are listed in. Beyond this they are only counted."""


class Place(NamedTuple):
    """Line and column, both from 1."""

    line: int
    column: int


FIRST_PLACE = Place(1, 1)


@dataclass(slots=True)
class Problems:
    """The problems found in one file, in the order found."""

    file: str
    found: list[tuple[Place, str]] = field(default_factory=list)
    _more: int = 0

    def add(self, place: Place, text: str) -> None:
        if len(text) > _LONGEST:  # it quotes what stands in the file, and that may be a page
            text = f"{text[: _LONGEST - 100]} … {text[-90:]}"
        if self.full:
            self._more += 1
        elif (place, text) not in self.found[-20:]:
            self.found.append((place, text))

    @property
    def full(self) -> bool:
        """Whether there are so many that it is not worth while to look for good words for more."""
        return len(self.found) >= _MOST_KEPT

    def as_error(self) -> DefinitionError:
        """All problems as one error, from the top of the file down."""
        lines = [f"{self.file}:{place.line}:{place.column}: {text}" for place, text in sorted(self.found)]
        if len(lines) > MOST_PROBLEMS:
            more = len(lines) - MOST_PROBLEMS + self._more
            lines = [*lines[:MOST_PROBLEMS], f"{self.file}: and {more} more."]
        return DefinitionError(self.file, tuple(lines))

    def refuse(self) -> None:
        """Raise DefinitionError if there is any problem."""
        if self.found:
            raise self.as_error()


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """`` Did you mean label?`` or `` It can be: a, b.``, with a space before; or nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f" Did you mean {close[0]}?"
    return f" It can be: {', '.join(known)}." if 0 < len(known) <= 12 else ""
