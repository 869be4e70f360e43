"""What an amendment changed, in words for paper and workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exports.page_words import Words


def changed_note(words: Words, amends: Mapping[str, Any]) -> str:
    """``4 cells; short code KM7Q-2R9D-VX41; Digits were swapped``: how many, of which revision, why."""
    count = len(amends["changes"])
    said = [
        words("1 cell") if count == 1 else words("{count} cells", count=count),
        words("short code {code}", code=amends["short_code"]) if amends.get("short_code") else "",
        str(amends.get("why") or ""),
    ]
    return "; ".join(part for part in said if part)


def changed_text(words: Words, value: Mapping[str, Any] | None) -> str:
    """A value of before or after; ``blank`` for an empty cell."""
    return words.value(value) if value is not None else words("blank")
