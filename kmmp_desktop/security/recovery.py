"""Recovery codes: what stands on the recovery sheet and opens a signing key without its passphrase.

125 random bits as 25 letters and digits of Crockford's alphabet (no I, L, O, U), then three that
check them: 28 in seven groups of four. A slip in copying is told before anything is tried with it.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from kmmp_desktop.errors import RefusedError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS, CHECKS, GROUP = 25, 3, 4
"""5 bits a letter: 125 bits, and 15 that find a slip."""
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """A fresh code, written in groups."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return written(letters + _checks(letters))


def written(code: str) -> str:
    """In groups of four, as it is printed."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """The 28 letters of a typed code: small or capital, with any spaces and dashes, O for 0, I or L for 1.

    Raises:
        RefusedError: it cannot be a code; the sentence never holds what was typed.
    """
    code = re.sub(r"[\s\-\u2010-\u2015]", "", text).upper().translate(_ALIKE)
    strange = next((at for at, letter in enumerate(code) if letter not in ALPHABET), None)
    if strange is not None:
        raise RefusedError(
            "Letter {place} of the recovery code cannot stand in one.",
            place=strange + 1,
            hint="It has digits and the letters A to Z without I, L, O and U.",
        )
    if len(code) != LETTERS + CHECKS:
        raise RefusedError(
            "The recovery code has {count} letters and digits; it needs {needed}.",
            count=len(code),
            needed=LETTERS + CHECKS,
            hint="Copy all seven groups from the recovery sheet.",
        )
    if _checks(code[:LETTERS]) != code[LETTERS:]:
        raise RefusedError(
            "The recovery code was not copied right: a letter is wrong, or two changed places.",
            hint="Compare it with the recovery sheet, group by group.",
        )
    return code


def _checks(letters: str) -> str:
    number = int.from_bytes(hashlib.sha256(b"kmmp recovery " + letters.encode()).digest()[:2], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in (0, 5, 10))
