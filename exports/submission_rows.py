"""What the sheets of an office submission must say, made from its data alone.

The writer sets these rows and adds words; the checker makes them again and compares. Where a value
stands is fixed by ``layout`` in the data, so that a later program can still read an earlier file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from exports.workbook_figures import NO, YES
from exports.workbook_model import Value, digits
from kmmp_desktop.text import Text

SHEET_NAMES = {
    "cover": Text("Cover", "Jalada"),
    "summary": Text("Summary", "Muhtasari"),
    "returns": Text("Returns", "Ripoti"),
    "cells": Text("Figures", "Takwimu"),
    "findings": Text("Findings", "Matatizo"),
    "missing": Text("Missing", "Zinazokosekana"),
    "signed": Text("Signed data", "Takwimu zilizosainiwa"),
}
"""In the order of the workbook. Fixed, not in the catalogue: read by versions with better words."""

FIRST_ROW = 4
"""Of every table: two rows of title and one of headers stand above."""
COVER_COLUMN = 3
Row = dict[int, Value]
"""By column from 1; the columns that are compared."""


class Block(NamedTuple):
    """The cells of one form of a return: of the return itself, or of a form derived from it."""

    entry: Mapping[str, Any]
    form: Mapping[str, Any] | None
    """The derived block; None for the return itself."""
    cell: Mapping[str, Any]


def cover_facts(data: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    """Name and value of every fact of the cover, in order."""
    counts, office = data["counts"], data["office"]
    return (
        ("partner", office["partner"]),
        ("office", office["name"]),
        ("included", f"{counts['included']} / {counts['owed']}"),
        ("left_out", counts["left_out"]),
        ("late", counts["late"]),
        ("figures", counts["figures"]),
        ("findings", counts["findings"]),
        ("signed_by", data["prepared_by"]["name"]),
        ("key", data["prepared_by"]["fingerprint"]),
        ("short_code", data["short_code"]),
        ("audit_head", data["audit_head"]),
    )


def summary_rows(data: Mapping[str, Any]) -> Iterator[Row]:
    for total in data["sums"]:
        yield {4: total["value"], 5: total["counted"], 6: total["of"], 7: total["cell"]}


def return_rows(data: Mapping[str, Any]) -> Iterator[Row]:
    for entry in data["returns"]:
        facility, counts = entry["facility"], entry["counts"]
        files = {file["kind"]: file["sha256"] for file in entry["files"]}
        yield {
            1: digits(facility["mfl"]),
            2: facility["name"],
            3: facility["county"],
            4: facility["sub_county"],
            5: entry["revision"]["number"],
            6: counts["figures"],
            7: counts["missing"],
            8: counts["blank"],
            9: len(entry["findings"]),
            10: entry["days_late"],
            11: entry["short_code"],
            12: entry["prepared_by"],
            13: entry["approved_by"],
            14: files["xlsx"],
            15: files["pdf"],
        }


def blocks(data: Mapping[str, Any]) -> Iterator[Block]:
    """Every cell of every return, and of the forms that are derived from it, in paper order."""
    for entry in data["returns"]:
        for cell in entry["cells"]:
            yield Block(entry, None, cell)
        for derived in entry["derived"]:
            for cell in derived["cells"]:
                yield Block(entry, derived, cell)


def cell_row(block: Block, language: str) -> Row:
    """The compared columns of one figure."""
    facility, cell = block.entry["facility"], block.cell
    return {
        1: digits(facility["mfl"]),
        2: facility["name"],
        7: cell["kind"],
        8: cell_value(cell, language),
        9: cell_note(cell),
        10: cell["cell"],
    }


def cell_value(cell: Mapping[str, Any], language: str) -> Value:
    """The figure as the sheet shows it: a date as a date, yes and no as words."""
    value = cell["value"]
    match cell["kind"]:
        case "yes_no":
            return (YES if value else NO).say(language)
        case "date":
            return date.fromisoformat(value)
        case "blank":
            return None
        case "number" | "missing" | "text":
            found: Value = value
            return found
    raise ValueError(f"{cell['cell']} is {cell['kind']}, which a completed return cannot hold")


def cell_note(cell: Mapping[str, Any]) -> str | None:
    return str(cell.get("reason") or "") or None


def finding_rows(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Row]]:
    """Entry, finding (or skipped check, which has no ``at``) and the compared columns."""
    for entry in data["returns"]:
        facility = entry["facility"]
        for found in (*entry["findings"], *entry["skipped"]):
            yield (
                entry,
                found,
                {
                    1: digits(facility["mfl"]),
                    2: facility["name"],
                    4: found["check"],
                    7: found.get("reason") or None,
                    8: found.get("reason_by") or None,
                },
            )


def missing_rows(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Row]]:
    for item in data["left_out"]:
        yield (
            item,
            {
                1: digits(item["mfl"]),
                2: item["name"],
                3: item["why"].get(data["language"]) or item["why"]["en"],
                4: item["days_late"],
            },
        )


def tables(data: Mapping[str, Any]) -> Sequence[tuple[str, Iterator[Row]]]:
    """Sheet and compared rows of every table, as the workbook orders them."""
    language = str(data["language"])
    return (
        ("summary", summary_rows(data)),
        ("returns", return_rows(data)),
        ("cells", (cell_row(block, language) for block in blocks(data))),
        ("findings", (row for _, _, row in finding_rows(data))),
        ("missing", (row for _, row in missing_rows(data))),
    )
