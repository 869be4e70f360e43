"""The cover of an office submission's workbook, and what stands at head and foot of its sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exports.page_frame import spaced_head
from exports.page_words import Words
from exports.practice_mark import instead_of, marked_title
from exports.submission_rows import SHEET_NAMES, cover_facts
from exports.workbook_figures import month_name
from exports.workbook_model import Cell, Sheet


def set_title(sheet: Sheet, words: Words, data: Mapping[str, Any], title: str, note: str = "") -> None:
    """Two rows: the form and whose month it is, the title with a note at its right."""
    last = len(sheet.widths)
    subject = words(
        "{office}, {month}",
        office=data["office"]["partner"] or data["office"]["name"],
        month=month_name(data["submission"]["period"], words.language),
    )
    family = marked_title(words.pick(data["families"][0]["title"]), data, words)
    sheet.add({1: Cell(family, "programme"), last: Cell(subject, "notice")}, 15)
    line = {column: Cell(None, "title") for column in range(1, last + 1)}
    sheet.add(line | {1: Cell(title, "title"), last: Cell(note or None, "title_right")}, 26)


def cover_sheet(words: Words, data: Mapping[str, Any]) -> Sheet:
    """What is in the submission and what is not, in numbers; who signed; how to read it."""
    sheet = Sheet(SHEET_NAMES["cover"].say(words.language), (3, 34, 62))
    month = month_name(data["submission"]["period"], words.language)
    practice = words("PRACTICE") if data["office"]["practice"] else ""
    set_title(sheet, words, data, words("Submission for {month}", month=month), practice)
    sheet.add({}, 8)
    captions = _captions(words)
    for name, value in cover_facts(data):
        style = "label_bold" if name in ("included", "left_out") else "label"
        sheet.add({2: Cell(captions[name], "header"), 3: Cell(value, style)}, 18)
    sheet.add({}, 8)
    for note in _notes(words, data):
        sheet.merge(sheet.add({2: Cell(note, "note")}, 26), 2, 3)
    return sheet


def _captions(words: Words) -> Mapping[str, str]:
    missing = SHEET_NAMES["missing"].say(words.language)
    return {
        "partner": words("Implementing partner"),
        "office": words("Office"),
        "included": words("Returns in this submission / owed"),
        "left_out": words("Not in it, named on the sheet {sheet}", sheet=missing),
        "late": words("Of those in it, approved after the due date"),
        "figures": words("Figures"),
        "findings": words("Flagged figures"),
        "signed_by": words("Signed by"),
        "key": words("Key"),
        "short_code": words("Short code"),
        "audit_head": words("Audit log head"),
    }


def _notes(words: Words, data: Mapping[str, Any]) -> Iterator[str]:
    for family in data["families"]:
        template = (
            "{form}, version {versions}: derived from the returns and signed with them."
            if family["derived"]
            else "{form}, version {versions}."
        )
        yield words(template, form=words.pick(family["title"]), versions=", ".join(family["versions"]))
    yield words(
        "Made on {moment}. The manager's signature stands in this file; spreadsheet programs show it"
        " when the file is opened. Every return is in a file of its own, signed by clerk and manager;"
        " its SHA-256 stands on the sheet {sheet}.",
        moment=words.moment(data["made_at"]),
        sheet=SHEET_NAMES["returns"].say(words.language),
    )
    yield words(
        "Sums are of the returns in this submission only. Percentages are not summed and not averaged."
    )


def footer(words: Words, data: Mapping[str, Any]) -> tuple[str, str, str]:
    """Left, middle and right foot of every printed page, in the code of spreadsheets."""
    left = words(
        "{office}, {month}",
        office=data["office"]["partner"] or data["office"]["name"],
        month=words.month(data["submission"]["period"]),
    )
    left += " · " + words(
        "{included} of {owed} returns", included=data["counts"]["included"], owed=data["counts"]["owed"]
    )
    middle = words("Audit log head {head}", head=spaced_head(data["audit_head"]))
    left = instead_of(left, words.month(data["submission"]["period"]), data, words)
    # an ampersand starts a code in footers
    return (
        left.replace("&", "&&"),
        middle.replace("&", "&&"),
        words("Page {page} of {pages}", page="&P", pages="&N"),
    )
