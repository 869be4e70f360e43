"""Names as they are kept and printed: of people, offices and facilities."""

from __future__ import annotations

import unicodedata

from kmmp_desktop.errors import RefusedError

MOST = 200
"""Letters of a name."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: a name could hide what is printed behind it."""


def plain_name(text: str) -> str:
    """Composed letters, single spaces, and nothing that cannot be seen: control and turning marks go."""
    shown = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter not in _TURNING and unicodedata.category(letter) != "Cs"
    )
    plain = " ".join(shown.split())
    return plain if any(unicodedata.category(letter) not in ("Cf", "Mn") for letter in plain) else ""


def refuse_long_name(name: str) -> None:
    """Raise RefusedError for a name with more letters than are kept."""
    if len(name) > MOST:
        raise RefusedError("The name has {count} characters; at most 200 are kept.", count=len(name))
