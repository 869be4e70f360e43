"""Texts of people that no spreadsheet takes for a formula."""

from __future__ import annotations

_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""The last four are their full-width twins: Excel reads them as formulas in some languages."""
_CONTROL = tuple("\t\r\n")


def is_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet that opens a CSV could reckon it; white space in front does not count."""
    return text.startswith(_CONTROL) or text.lstrip().startswith(_SIGNS)


def harmless(text: str) -> str:
    """The text with an apostrophe before it, where a spreadsheet would take it for a formula."""
    return f"'{text}" if is_like_a_formula(text) else text
