"""What an entry workbook refuses while it is typed into, and what it marks."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from exports.entry_book_checks import FAILS, SIGNS, BookCheck, fits
from exports.page_words import Words
from exports.workbook_figures import NO, YES
from exports.workbook_model import column_letter
from kmmp_desktop.domain.form import Element, Form, Severity
from kmmp_desktop.domain.values import MAX_NUMBER, CellKey, Missing, ValueType

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Line: TypeAlias = Literal["thin", "dotted", "dashed"]

CODES = tuple(code.value for code in Missing)
_RED, _RED_FILL, _AMBER, _AMBER_FILL, _BLUE_FILL = "FF8C1D18", "FFFBD9D5", "FF6B4A00", "FFFFE7A8", "FFDCE9F7"


def name_of(check: str) -> str:
    """The defined name under which the state of a check is known on every sheet."""
    return f"kmmp_{check}"


def add_validation(sheet: Worksheet, words: Words, form: Form, places: Mapping[CellKey, str]) -> None:
    """Refuse what a cell cannot take, one rule for each row of open cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for code, keys in itertools.groupby(places, lambda key: key.element):
        element = form.elements[code]
        found = [places[key] for key in keys]
        block = found[0] if len(found) == 1 else f"{found[0]}:{found[-1]}"
        if element.type is ValueType.YES_NO:
            choices = [text.say(words.language) for text in (YES, NO)] + list(CODES)
            rule = DataValidation("list", formula1='"' + ",".join(choices) + '"', allow_blank=True)
        elif element.type is ValueType.TEXT:
            most = str(element.limits.max_length)
            rule = DataValidation("textLength", operator="lessThanOrEqual", formula1=most, allow_blank=True)
        else:
            rule = DataValidation("custom", formula1=taken(found[0], element), allow_blank=True)
        rule.showErrorMessage = True
        rule.errorStyle = "stop"
        rule.errorTitle = f"{element.code}"[:32]
        rule.error = _advice(words, element)[:255]
        rule.add(block)
        sheet.add_data_validation(rule)


def taken(cell: str, element: Element) -> str:
    """Whether a cell holds a number that it takes, or a missing code, as a formula."""
    codes = ",".join(f'{cell}="{code}"' for code in CODES)
    if element.type is ValueType.YES_NO:
        said = [text for both in (YES, NO) for text in (both.en, both.sw)]
        words = ",".join(f'{cell}="{word}"' for word in said)
        return f"IF(ISNUMBER({cell}),OR({cell}=0,{cell}=1),OR({codes},{words}))"
    return f"IF(ISNUMBER({cell}),{fits(cell, element.type, element.limits)},OR({codes}))"


def _advice(words: Words, element: Element) -> str:
    limits = element.limits
    most = f"{MAX_NUMBER if limits.maximum is None else limits.maximum:.15g}"
    least = f"{limits.minimum or 0:g}"
    match element.type:
        case ValueType.INTEGER:
            return words(
                "Type a whole number from {least} to {most}, or NR (not reported), NA (not offered), UNK (not"
                " readable).",
                least=least,
                most=most,
            )
        case ValueType.NUMBER | ValueType.PERCENT:
            return words(
                "Type a number from {least} to {most} such as 12.5, or NR (not reported), NA (not offered),"
                " UNK (not readable).",
                least=least,
                most=most,
            )
        case ValueType.YES_NO:
            return words("Choose Yes or No, or NR, NA or UNK.")
        case ValueType.DATE:
            return words("Type a date such as 5/12/2026, or NR, NA or UNK.")
    return words("The text may have {most} characters.", most=limits.max_length)


Look: TypeAlias = tuple[str, str, Line]
_INVALID: Look = (_RED, _RED_FILL, "dashed")
_LOOKS: Mapping[Severity, Look] = {
    Severity.ERROR: (_RED, _RED_FILL, "thin"),
    Severity.WARNING: (_AMBER, _AMBER_FILL, "dotted"),
    Severity.NOTE: (_AMBER, _BLUE_FILL, "dotted"),
}
"""Ink, fill and line of a marked cell; the worst finding of a cell wins."""


class Marks:
    """Colours cells with a finding, and cells that hold what they cannot (pasting passes the validation)."""

    def __init__(self, workbook: Workbook, sheet: Worksheet, form: Form) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._form = form
        self._styles: dict[Look, int] = {}

    def add_invalid(self, places: Mapping[CellKey, str]) -> None:
        """``places``: the open cells."""
        for code, keys in itertools.groupby(places, lambda key: key.element):
            element = self._form.elements[code]
            if element.type is ValueType.TEXT:
                continue
            found = [places[key] for key in keys]
            block = found[0] if len(found) == 1 else f"{found[0]}:{found[-1]}"
            self._add(block, f"AND(NOT(ISBLANK({found[0]})),NOT({taken(found[0], element)}))", _INVALID)

    def add_findings(self, addresses: Mapping[CellKey, str], checks: Iterable[BookCheck]) -> None:
        """``addresses``: open cells, totals and calculated figures."""
        by_cell: dict[str, dict[Severity, list[str]]] = {}
        for one in checks:
            for mark in one.marks if one.state else ():
                if mark in addresses:
                    severities = by_cell.setdefault(addresses[mark], {})
                    severities.setdefault(one.check.severity, []).append(f"{name_of(one.check.code)}={FAILS}")
        for address, severities in by_cell.items():
            for severity, look in _LOOKS.items():
                if failing := severities.get(severity):
                    self._add(address, f"OR({','.join(failing)})", look)

    def add_states(self, checks: Iterable[BookCheck]) -> None:
        """On the sheet that lists the checks, one row each from the third on."""
        for row, one in enumerate(checks, 3):
            if one.state:
                self._add(f"A{row}", f"{name_of(one.check.code)}={FAILS}", _LOOKS[one.check.severity])

    def _add(self, cells: str, formula: str, look: Look) -> None:
        from openpyxl.formatting.rule import Rule

        rule = Rule(type="expression", formula=[formula], dxfId=self._style(look), stopIfTrue=True)
        self._sheet.conditional_formatting.add(cells, rule)

    def _style(self, look: Look) -> int:
        """One style for all cells alike: openpyxl compares each new one with all the others."""
        from openpyxl.styles import Border, Font, PatternFill, Side
        from openpyxl.styles.differential import DifferentialStyle

        if look not in self._styles:
            ink, fill, line = look
            side = Side(style=line, color=ink)
            style = DifferentialStyle(
                font=Font(color=ink, bold=True),
                fill=PatternFill(bgColor=fill, fill_type="solid"),
                border=Border(left=side, right=side, top=side, bottom=side),
            )
            self._styles[look] = self._workbook._differential_styles.add(style)  # type: ignore[attr-defined]  # noqa: SLF001
        return self._styles[look]


def mark_formulas(
    form: Form, checks: Iterable[BookCheck], rows: Mapping[str, int], column: int, total: int
) -> dict[str, str]:
    """For each row the codes of its findings, with cross or triangle, and ``3/4`` for a partial total."""
    said: dict[str, list[str]] = {}
    for one in checks:
        for marked in dict.fromkeys(mark.element for mark in one.marks) if one.state else ():
            shown = f"{SIGNS[one.check.severity]}{one.check.code} "
            said.setdefault(marked, []).append(f'IF({name_of(one.check.code)}={FAILS},"{shown}","")')
    formulas: dict[str, str] = {}
    for full, row in rows.items():
        parts = said.get(full, [])
        element = form.elements[full]
        if element.category_set:
            of = len(element.cells)
            first, last = column_letter(3), column_letter(2 + of)
            block = f"{first}{row}:{last}{row}"
            parts = [*parts, f'IF(AND(COUNT({block})>0,COUNT({block})<{of}),COUNT({block})&"/{of}","")']
        if parts:
            formulas[f"{column_letter(column)}{row}"] = f"TRIM({'&'.join(parts)})"
    return formulas
