"""The table that says what a DHIS2 server calls our cells."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from kmmp_desktop.domain.examining import guess
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.plain_file import refuse_no_file
from kmmp_desktop.services.rule_exchange import MappingTable

MAX_LINES = 20_000
MAX_BYTES = 5 << 20
_MOST_TOLD = 10
_OPERAND = re.compile(r"[A-Za-z0-9_\-]{1,50}(\.[A-Za-z0-9_\-]{1,50})?")


def read_mapping(path: Path, form: Form) -> MappingTable:
    """Read a CSV file with the columns ``cell`` and ``dhis2``.

    ``cell`` is ours (``C02[ANC]``, ``KM_C07``), ``dhis2`` the data element, or data element and category
    option combination with a point between, by UID or by code. Raises FileRefusedError with every fault
    (the first ten) by line: a cell that the form has not, a name that is none, a cell or a name twice.
    """
    operands: dict[CellKey, str] = {}
    faults: list[str] = []
    try:
        refuse_no_file(path)
        if path.stat().st_size > MAX_BYTES:
            raise FileRefusedError("{file} is larger than {most} MB.", file=path.name, most=MAX_BYTES >> 20)
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            header = [name.strip().lower() for name in next(lines, [])]
            if header[:2] != ["cell", "dhis2"]:
                raise FileRefusedError("{file} does not begin with the columns cell,dhis2.", file=path.name)
            for line in lines:
                if lines.line_num > MAX_LINES:
                    raise FileRefusedError(
                        "{file} has more than {most} lines.", file=path.name, most=MAX_LINES
                    )
                if any(part.strip() for part in line):
                    fault = _take([*line, "", ""], form, operands, guessed=len(faults) < _MOST_TOLD)
                    if fault:
                        faults.append(f"{path.name}:{lines.line_num}: {fault}")
    except OSError as error:
        raise FileRefusedError("{file} cannot be read: {why}", file=path, why=reason_of(error)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileRefusedError("{file} cannot be read as CSV: {why}", file=path.name, why=error) from error
    if faults:
        more = f" (+{len(faults) - _MOST_TOLD})" if len(faults) > _MOST_TOLD else ""
        raise FileRefusedError(
            "The mapping table has faults:\n{faults}", faults="\n".join(faults[:_MOST_TOLD]) + more
        )
    return MappingTable(operands)


def _names(form: Form) -> list[str]:
    """What the cells may be called: with the form's prefix or without."""
    full = [str(key) for key in form.entry_cells]
    return [*(name.removeprefix(f"{form.prefix}_") for name in full), *full]


def _take(line: list[str], form: Form, operands: dict[CellKey, str], *, guessed: bool) -> str:
    """Take one line in; return what is wrong with it."""
    cell, operand = line[0].strip(), line[1].strip()
    key = form.key(cell)
    if key is None or form.elements[key.element].is_calculated:
        hint = guess(cell[:60], _names(form)) if guessed else ""
        return f"{form.family} has no cell {cell[:60]!a} to enter. {hint}".rstrip()
    if key.category == TOTAL:
        return f"{cell} is a total; name its categories, one a line"
    if not _OPERAND.fullmatch(operand):
        return f"{operand[:60]!a} is no data element, or data element.category option combination"
    if key in operands:
        return f"{cell} stands there twice"
    if operand in operands.values():
        return f"{operand} stands there twice"
    operands[key] = operand
    return ""
