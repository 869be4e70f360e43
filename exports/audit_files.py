"""The log as CSV, workbook or PDF, with the head it can be held against; no text of it is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from exports.audit_pages import AuditPdf
from exports.practice_mark import MARK, mark_print
from exports.room_for_rows import room_for_rows
from exports.sheet_rows import SheetRows, Value, for_paper, harmless
from exports.whole_file import writing
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.audit_ports import PrintedLine, PrintedLog
from kmmp_desktop.services.ports import Progress
from kmmp_desktop.text import Message

SayIn = Callable[..., str]
"""``say_in(language, message, **params)``."""

HEADS = (
    "When (EAT)",
    "Who",
    "Where",
    "Kind",
    "What",
    "Cell or check",
    "Before",
    "After",
    "Words",
    "Chain",
    "Log entry",
    "Digest",
)
_WIDTHS = (20, 20, 36, 14, 30, 16, 12, 12, 40, 38, 7, 66)
_SHEET_MOST = 32_000
"""Letters that a cell of a workbook holds, and some room."""
_EVERY = 500


class AuditTables:
    """See ``audit_ports.AuditFiles``."""

    def __init__(self, say_in: SayIn) -> None:
        self._say_in = say_in

    def write(self, path: Path, log: PrintedLog, language: str, progress: Progress | None = None) -> None:
        def say(message: str | Message) -> str:
            return self._say_in(language, message)

        lines = _counting(log, progress)
        match path.suffix.lower():
            case ".csv":
                with writing(path) as file:
                    _csv(file, log, lines, say)
            case ".xlsx":
                with writing(path) as file:
                    _workbook(file, log, lines, say)
            case ".pdf":
                with writing(path) as file:
                    AuditPdf(say, language).write(file, log, lines)
            case _:
                raise FileRefusedError(
                    '"{name}" ends neither in .xlsx nor in .csv nor in .pdf.',
                    name=path.name,
                    hint="Give the file one of these endings.",
                )


def about(log: PrintedLog, say: Callable[[str | Message], str]) -> Iterator[str]:
    """What stands above the lines: what it is, of whom, made when, and the head."""
    yield f"{say(log.title)}, {log.office}"
    if log.practice:
        yield say(MARK)
    if log.narrowed:
        yield "; ".join(say(one) for one in log.narrowed)
    made = f"{east_africa(log.made_at):%Y-%m-%d %H:%M} EAT"
    said = {"count": log.count, "when": made, "name": log.made_by}
    yield say(Message("{count} entries. Made {when} by {name}.", said))
    yield say(Message("Head of the office's log: {head}", {"head": log.head}))


def _counting(log: PrintedLog, progress: Progress | None) -> Iterator[PrintedLine]:
    for number, line in enumerate(log.lines):
        if progress is not None and number % _EVERY == 0:
            progress(number, max(log.count, number))
        yield line


def row_of(line: PrintedLine) -> tuple[Value, ...]:
    return (
        line.when,
        line.who,
        line.where,
        line.kind,
        line.what,
        line.cell,
        line.before,
        line.after,
        line.words,
        line.chain,
        line.number,
        line.digest,
    )


def _csv(
    file: IO[bytes], log: PrintedLog, lines: Iterable[PrintedLine], say: Callable[[str | Message], str]
) -> None:
    """With a byte order mark: without it spreadsheets misread every letter that is not ASCII.

    A line goes out as soon as it is made: a log of millions is never in memory.
    """
    file.write(b"\xef\xbb\xbf")
    writer: Any = csv.writer(_Encoded(file))
    for text in about(log, say):
        writer.writerow([harmless(text)])
    writer.writerow([say(head) for head in HEADS])
    for line in lines:
        writer.writerow([harmless(value) for value in row_of(line)])


class _Encoded:
    """What a CSV writer writes to; half a surrogate pair becomes a question mark."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode("utf-8", "replace"))


def _workbook(
    file: IO[bytes], log: PrintedLog, lines: Iterable[PrintedLine], say: Callable[[str | Message], str]
) -> None:
    from openpyxl import Workbook  # late: heavy, and only where a workbook is wanted
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)  # rows go to a temporary file as they are made
    with room_for_rows(book):
        sheet = book.create_sheet(say("Audit log")[:31])
        for_paper(sheet)
        above = list(about(log, say))
        sheet.freeze_panes = f"A{len(above) + 2}"
        for number, width in enumerate(_WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        mark_print(sheet, say(MARK) if log.practice else "")
        rows = SheetRows(sheet)
        for text in above:
            rows.row([text], bold=text == above[0])
        rows.head([say(head) for head in HEADS])
        for line in lines:
            rows.row([v[:_SHEET_MOST] if isinstance(v, str) else v for v in row_of(line)])
        book.save(file)
