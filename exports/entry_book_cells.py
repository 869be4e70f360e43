"""What the cells of an entry workbook that came back offer, and what is told beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from exports.entry_book_identity import Identity
from exports.entry_book_package import RawCell, cell_text
from exports.workbook_model import column_letter
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.services.proposals import Offered
from kmmp_desktop.text import Message

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DAY_ZERO = date(1899, 12, 30)
_SEEN = 60
"""So much of a long text a sentence repeats."""


def offered_cells(
    cells: Mapping[str, RawCell], keys: Mapping[str, CellKey], form: Form, shift: int
) -> Iterable[Offered]:
    for address, key in keys.items():
        cell = cells.get(address)
        if cell is None:
            continue
        text, why = _taken(cell, form.elements[key.element].type, shift)
        if text.strip() or why is not None:
            yield Offered(address, key, text, why)


def _taken(cell: RawCell, kind: ValueType, shift: int) -> tuple[str, Message | None]:
    """What was typed into a cell, as the program reads it, and why it cannot be taken if it cannot."""
    if cell.kind == "f":
        return cell.text, Message(
            "It holds a formula, {text}. Formulas are not taken in.", {"text": cell.text[:_SEEN]}
        )
    if cell.kind == "e":
        return cell.text, Message(
            "It shows the error {text} instead of a figure.", {"text": cell.text[:_SEEN]}
        )
    if cell.kind == "b":
        yes = cell.text.strip() in ("1", "true")
        if kind is ValueType.YES_NO:
            return "1" if yes else "0", None
        text = "TRUE" if yes else "FALSE"
        return text, Message("It holds {text} instead of a figure.", {"text": text})
    if cell.kind == "s":
        return cell_text(cell), None
    return _number(cell, kind, shift)


def _number(cell: RawCell, kind: ValueType, shift: int) -> tuple[str, Message | None]:
    try:
        value = float(cell.text)
    except ValueError:
        return cell.text, None
    shown = str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
    day = int(value) + shift
    as_day = f"{_DAY_ZERO + timedelta(day):%d/%m/%Y}" if cell.is_date and 0 < day < 100_000 else ""
    if kind is ValueType.DATE:
        if as_day and value == int(value):
            return as_day, None
        return shown, Message("{text} is a plain number here, not a date.", {"text": shown})
    if as_day and kind is not ValueType.TEXT:
        return as_day, Message("The spreadsheet made a date of it, {text}.", {"text": as_day})
    return as_day or shown, None


def stray_texts(
    cells: Mapping[str, RawCell], keys: Mapping[str, CellKey], identity: Identity
) -> Iterable[Offered]:
    """Texts where nothing was and nothing is asked: told as not taken."""
    known = {*keys, *identity.texts, *identity.totals}
    letter = column_letter(identity.columns)
    for address, cell in cells.items():
        found = _ADDRESS.fullmatch(address)
        if address in known or not found or found[2] == "1" or found[1] == letter or not cell.text.strip():
            continue
        yield Offered(
            address,
            None,
            cell_text(cell),
            Message("No cell of the form stands at {address}.", {"address": address}),
        )


def notes_on(
    cells: Mapping[str, RawCell], keys: Mapping[str, CellKey], identity: Identity
) -> Iterable[Message]:
    for address, text in identity.texts.items():
        now = cell_text(cells.get(address))
        if _same(now, text) or address in keys:
            continue
        yield Message(
            'The locked cell {address} was changed from "{before}" to "{after}".',
            {"address": address, "before": text[:_SEEN], "after": now[:_SEEN]},
        )
    for address in identity.totals:
        cell = cells.get(address)
        if cell is not None and cell.kind != "f" and cell.text.strip():
            yield Message(
                "The total at {address} was written over with {text}; it is not read.",
                {"address": address, "text": cell_text(cell)[:_SEEN]},
            )
    emptied = [address for address in identity.given if address not in cells]
    if emptied:
        yield Message(
            "{count} cells that were filled when the workbook was made are empty now and stay as they are:"
            " {cells}.",
            {"count": len(emptied), "cells": ", ".join(emptied[:8]) + (" …" if len(emptied) > 8 else "")},
        )


def _same(now: str, before: str) -> bool:
    if now.split() == before.split():
        return True
    try:
        return float(now) == float(before)
    except ValueError:
        return False
