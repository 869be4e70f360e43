"""What an entry workbook says of itself on its hidden sheet, with a check value against damage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from exports.workbook_model import from_cell_text, to_cell_text
from kmmp_desktop.domain.period import Period

SHEET = "kmmp"
MARK = "KMMP entry workbook 1"
"""First cell of the hidden sheet; the number is that of the layout."""
PROPERTY = "KMMP entry workbook"
_PIECE = 20_000
"""Characters in one cell: spreadsheets take 32,767."""


@dataclass(frozen=True, slots=True)
class Identity:
    """For which return a workbook was made, and where each of its cells stands."""

    family: str
    version: str
    digest: str
    """SHA-256 of the form file, hex."""
    mfl: str
    facility: str
    period: str
    office: str
    revision: int
    language: str
    made_at: str
    sheet: str
    columns: int
    rows: int
    cells: Mapping[str, str]
    """``{"G12": "KM_C02[ANC]"}``: every entry cell, also those that are not offered."""
    elements: Mapping[str, str]
    """Full code of the element on a row; keys are row numbers as text."""
    texts: Mapping[str, str]
    """What stands in the locked cells."""
    totals: Sequence[str]
    """Cells with a formula of ours."""
    given: Mapping[str, str]
    """What the open cells held when the workbook was made."""
    practice: str = ""
    """Not empty where an office of practice made it; left out where it is, as in older workbooks."""

    @property
    def month(self) -> Period:
        return Period.parse(self.period)


class IdentityError(Exception):
    """The hidden sheet is not as it was written."""


def identity_cells(identity: Identity) -> tuple[str, ...]:
    """The texts of column A of the hidden sheet, from the first row on."""
    text = identity_text(identity)
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    return (MARK, _sha256(text), *map(to_cell_text, pieces))


def check_value(identity: Identity) -> str:
    """SHA-256 over the identity: finds damage, proves nothing (a signature would)."""
    return _sha256(identity_text(identity))


def property_text(identity: Identity) -> str:
    """What the custom document property says: for people and for a second look."""
    return (
        f"{identity.family} {identity.version} {identity.mfl} {identity.period} {check_value(identity)[:16]}"
    )


def read_identity(cells: Sequence[str]) -> Identity:
    """Read column A of the hidden sheet. Raises IdentityError."""
    if len(cells) < 3 or not cells[0].startswith("KMMP entry workbook "):
        raise IdentityError("mark")
    if cells[0] != MARK:
        raise IdentityError("layout")
    text = "".join(map(from_cell_text, cells[2:]))
    if _sha256(text) != cells[1].strip():
        raise IdentityError("check value")
    try:
        return _checked(Identity(**json.loads(text)))
    except (TypeError, ValueError, RecursionError) as error:
        raise IdentityError("content") from error


def _checked(found: Identity) -> Identity:
    """Make sure that every part is of its kind: a crafted file may hold anything."""
    for name, value in ((field.name, getattr(found, field.name)) for field in fields(found)):
        kind = Identity.__annotations__[name]
        if kind == "str" and not isinstance(value, str):
            raise ValueError(name)
        if kind == "int" and (not isinstance(value, int) or not 0 <= value <= 100_000):
            raise ValueError(name)
        if kind.startswith("Mapping") and not (
            isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        ):
            raise ValueError(name)
        if kind.startswith("Sequence") and not (
            isinstance(value, list) and all(isinstance(v, str) for v in value)
        ):
            raise ValueError(name)
    if not all(row.isdecimal() and row.isascii() for row in found.elements):
        raise ValueError("elements")
    Period.parse(found.period)
    return found


def identity_text(identity: Identity) -> str:
    """JSON in letters that every spreadsheet keeps as they are."""
    data = {field.name: getattr(identity, field.name) for field in fields(identity)}
    if not identity.practice:
        del data["practice"]
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
