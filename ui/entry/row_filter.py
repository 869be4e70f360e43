"""Which rows of the form somebody means by a part of a label, a row number or a code. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable

from kmmp_desktop.domain.form import Element, Form, Section
from ui.entry.faces import Say


def matching(form: Form, wanted: str, say: Say) -> frozenset[str]:
    """Full codes of the rows that hold every word of ``wanted``; all rows where there is none.

    A word may be a part of the label, of the band above or of a code, or the beginning of the row
    number, with its section before it (``14``, ``C14``).
    """
    words = wanted.casefold().split()
    found: set[str] = set()
    for section in form.sections:
        band = ""
        for element in section.elements:
            band = say(element.band).casefold() if element.band else band
            said = f"{say(element.label)} {say(element.short)}".casefold()
            codes = [c.casefold() for c in (element.code, element.full, element.paper_code) if c]
            if all(_holds(word, said, band, codes, section, element) for word in words):
                found.add(element.full)
    return frozenset(found)


def _holds(word: str, said: str, band: str, codes: list[str], section: Section, element: Element) -> bool:
    row = element.row.casefold()
    number = row.startswith(word) or f"{section.code.casefold()}{row}".startswith(word)
    return word in said or word in band or number or any(word in code for code in codes)


def sections_of(form: Form, rows: Iterable[str]) -> tuple[str, ...]:
    """Codes of the sections that these rows stand in, in paper order."""
    wanted = set(rows)
    return tuple(s.code for s in form.sections if any(e.full in wanted for e in s.elements))
