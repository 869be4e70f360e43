"""Cells as plain JSON data: in the audit chain, in settings and in canonical documents.

A value is ``null`` (blank) or ``{"kind": …, "value": …}``, with ``"raw"`` where the typed text
is not what ``write_cell`` would print and ``"origin"`` where the cell was not typed. Numbers
keep whether they are whole (``12``) or not (``12.0``).

A change, as the audit chain of a revision keeps it under the action ``cell``::

    {"cell": "KM_C02[ANC]", "before": null, "after": {"kind": "number", "value": 14}, "origin": "typed"}

and under the action ``cells``, for a block: ``{"cells": [change, …]}``. A body has ``"undone": true``
where the act took an earlier one back, or did it again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Missing, Origin, write_cell

CELL = "cell"
"""Action of an audit entry about one cell."""
CELLS = "cells"
"""Action of an audit entry about a block of cells."""

UNDONE = "undone"
"""Stands in a body whose values were put back by undo or redo."""

Change = tuple[CellKey, CellValue | None, CellValue | None]
"""Cell, before, after."""


def parse_key(text: str) -> CellKey:
    """Read ``KM_C02`` or ``KM_C02[ANC]``: the opposite of ``str(key)``."""
    element, bracket, rest = text.partition("[")
    return CellKey(element, rest.removesuffix("]") if bracket else "")


def encode_cell(value: CellValue | None) -> dict[str, Any] | None:
    """Return a value as JSON data; ``decode_cell`` gives back an equal one."""
    if value is None:
        return None
    plain = value.value
    if isinstance(plain, float) and not math.isfinite(plain):
        raise ValueError(f"{plain} is no figure")
    if isinstance(plain, date):
        plain = plain.isoformat()
    elif isinstance(plain, Missing):
        plain = plain.value
    data: dict[str, Any] = {"kind": value.kind.value, "value": plain}
    if value.raw != _usual_raw(value):
        data["raw"] = value.raw
    if value.origin is not Origin.TYPED:
        data["origin"] = value.origin.value
    return data


def decode_cell(data: Mapping[str, Any] | None) -> CellValue | None:
    """Read what ``encode_cell`` wrote; raises ValueError or KeyError on anything else."""
    if data is None:
        return None
    kind = Kind(data["kind"])
    value = data["value"]
    if kind is Kind.DATE:
        value = date.fromisoformat(value)
    elif kind is Kind.MISSING:
        value = Missing(value)
    origin = Origin(data.get("origin", Origin.TYPED))
    if kind is Kind.NUMBER and type(value) is int and "raw" not in data:  # nearly every cell of a file
        return CellValue(kind, value, str(value), origin)
    found = CellValue(kind, value, "", origin)
    return replace(found, raw=data.get("raw", _usual_raw(found)))


def _usual_raw(value: CellValue) -> str:
    """The text that need not be kept, since the value alone gives it."""
    return str(value.value) if value.kind is Kind.TEXT else write_cell(replace(value, raw=""))


def change_body(key: CellKey, before: CellValue | None, after: CellValue | None) -> dict[str, Any]:
    """Body of a ``cell`` entry. ``origin`` says how the cell came to hold ``after``."""
    origin = Origin.TYPED if after is None else after.origin
    return {
        "cell": str(key),
        "before": encode_cell(before),
        "after": encode_cell(after),
        "origin": origin.value,
    }


def block_body(changes: Iterable[Change]) -> dict[str, Any]:
    """Body of a ``cells`` entry."""
    return {"cells": [change_body(*change) for change in changes]}


def read_changes(body: Mapping[str, Any]) -> Iterator[Change]:
    """The changes in the body of a ``cell`` or ``cells`` entry, in their order."""
    for change in body.get("cells", (body,)):
        yield parse_key(change["cell"]), decode_cell(change["before"]), decode_cell(change["after"])
