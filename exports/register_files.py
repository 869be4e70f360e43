"""The register of findings as CSV or workbook; no text of it is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from exports.atomic import write_file
from exports.practice_mark import MARK, IsPractice, begin_sheet, marked_lines, never
from exports.room_for_rows import room_for_rows
from exports.sheet_rows import Value, for_paper, harmless
from kmmp_desktop.domain.finding_steps import FindingState
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.finding_ports import RegisteredFinding

SayIn = Callable[..., str]
"""``say_in(language, message, **params)``."""

HEADS = (
    "Facility",
    "MFL",
    "Month",
    "Revision",
    "State of the return",
    "Check",
    "Severity",
    "Cell",
    "What does not hold",
    "State",
    "Reason",
    "By",
    "Since (EAT)",
)
STATE_WORDS = {
    FindingState.OPEN: "Open",
    FindingState.FIXED: "Fixed",
    FindingState.EXPLAINED: "Explained",
    FindingState.ACCEPTED: "Accepted",
    FindingState.RETURNED: "Sent back",
}
RETURN_WORDS = {
    State.DRAFT: "Draft",
    State.READY: "Ready",
    State.APPROVED: "Approved",
    State.SUBMITTED: "Submitted",
    State.RECEIVED: "Received",
    State.RETURNED: "Returned",
    State.RECALLED: "Recalled",
    State.BROUGHT_IN: "Brought in",
}
SEVERITY_WORDS = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}
_WIDTHS = (30, 9, 10, 9, 12, 9, 10, 16, 60, 16, 50, 22, 18)
_SHEET_MOST = 32_767
"""Letters that a cell of a workbook holds."""


class FindingFiles:
    """See ``finding_register.RegisterFiles``."""

    def __init__(self, say_in: SayIn, practice: IsPractice = never) -> None:
        self._say_in = say_in
        self._practice = practice

    def write(self, path: Path, rows: Sequence[RegisteredFinding], language: str) -> None:
        table = self._table(rows, language)
        mark = self._say_in(language, MARK) if self._practice() else ""
        is_sheet = path.suffix.lower() == ".xlsx"
        write_file(path, _sheet(table, mark) if is_sheet else _csv(marked_lines(table, mark)))

    def _table(self, rows: Sequence[RegisteredFinding], language: str) -> Iterator[tuple[str | int, ...]]:
        def say(text: str) -> str:
            return self._say_in(language, text)

        yield tuple(say(head) for head in HEADS)
        for row in rows:
            step = row.step
            yield (
                row.facility,
                row.key.facility,
                str(row.key.period),
                row.number,
                say(RETURN_WORDS[row.state]),
                step.check,
                say(SEVERITY_WORDS[step.severity]),
                step.place,
                step.words.say(language),
                say(STATE_WORDS[step.state]),
                step.reason,
                row.by,
                f"{east_africa(step.at):%Y-%m-%d %H:%M}",
            )


def _csv(table: Iterator[Sequence[Value]]) -> bytes:
    """With a byte order mark: without it spreadsheets misread every letter that is not ASCII."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in table:
        writer.writerow([harmless(value) for value in line])
    return out.getvalue().encode("utf-8-sig", "replace")


def _sheet(table: Iterator[tuple[str | int, ...]], mark: str) -> bytes:
    from openpyxl import Workbook  # late: heavy, and only where a workbook is wanted
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    out = io.BytesIO()
    with room_for_rows(book):
        sheet = book.create_sheet("Findings")
        for_paper(sheet)
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        above = begin_sheet(sheet, mark)
        for count, line in enumerate(table):
            cells = []
            for value in line:
                if isinstance(value, str):
                    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:_SHEET_MOST]
                    cell = WriteOnlyCell(sheet, value=text)
                    cell.data_type = "s"  # openpyxl takes a leading = for a formula
                    cell.quotePrefix = True
                else:
                    cell = WriteOnlyCell(sheet, value=value)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                if count == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
        sheet.auto_filter.ref = f"A{1 + above}:{get_column_letter(len(_WIDTHS))}{1 + above}"
        book.save(out)
    return out.getvalue()
