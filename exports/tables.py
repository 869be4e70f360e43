"""Reading a table that somebody made in Excel or as CSV: facility lists, figures to bring in."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.plain_file import refuse_no_file
from kmmp_desktop.services.ports import Table
from kmmp_desktop.services.practice_files import IsPractice, never, refuse_practice

MAX_FILE = 50_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_PARTS = 2_000
MAX_UNPACKED = 400_000_000
"""Bytes: far more than 200,000 rows need."""

Row = tuple[int, tuple[str, ...]]

_HEAD = 3
"""Rows below the first in which the mark of practice may stand."""
_DELIMITERS = ",;\t"
_OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "Open it in Excel and save it as .xlsx or .csv, then choose that file."
_SEND_AGAIN = "Copy it again from where it came, or ask for it again."


class FileTableReader:
    """Implements ``ports.TableReader`` for CSV and .xlsx files; a real office reads none of practice."""

    def __init__(self, marks: Iterable[str] = (), practice: IsPractice = never) -> None:
        """``marks``: how a file of practice is marked, in every language."""
        self._marks = tuple(marks)
        self._practice = practice

    def read(self, path: Path, sheet: str = "") -> Table:
        table = read_table(path, sheet or None)
        head = (table.header, *(texts for _, texts in table.rows[:_HEAD]))
        marked = any(text.startswith(mark) for row in head for text in row for mark in self._marks)
        refuse_practice(path.name, marked, marked and self._practice())
        return table


def file_content(path: Path, most: int, hint: str) -> bytes:
    """The bytes of a file of at most ``most``; raises FileRefusedError, with ``hint`` where it is larger."""
    name = path.name
    refuse_no_file(path)
    try:
        if path.stat().st_size > most:
            raise FileRefusedError(
                '"{name}" is larger than {most} MB.', name=name, most=most // 1_000_000, hint=hint
            )
        return path.read_bytes()
    except OSError as error:
        raise FileRefusedError(
            '"{name}" cannot be opened: {reason}.',
            name=name,
            reason=reason_of(error),
            hint="Look whether it is still there and not open elsewhere.",
        ) from error


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Read the first (or the named) sheet of an .xlsx, or a CSV in UTF-8, UTF-16 or Windows letters.

    Everything is text, trimmed, never a formula; a row has as many texts as the header, and a
    column without a heading has ``""`` there. ``sheets`` is empty for CSV.
    The kind is told by the content, not by the name. The header is the first row with a text in it;
    empty rows are left out but counted. Formulas come as the values that were last computed.
    Raises FileRefusedError where the file is none of these, is cut off, locked by a password, empty
    or too large.
    """
    name = path.name
    content = file_content(path, MAX_FILE, "Keep only the sheet that is needed, then choose it again.")
    if not content.strip():
        raise FileRefusedError('"{name}" is empty.', name=name, hint=_SEND_AGAIN)
    if content.startswith(b"PK"):
        return _read_workbook(name, content, sheet)
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise FileRefusedError(
                '"{name}" is locked with a password.',
                name=name,
                hint="Open it in Excel, take the password off (File, Info) and save it.",
            )
        raise FileRefusedError('"{name}" is a workbook of an old kind (.xls).', name=name, hint=_SAVE_AS)
    return _read_csv(name, content)


def _read_csv(name: str, content: bytes) -> Table:
    text = _decoded(name, content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, offset = first.strip()[4], rest, 1
    else:
        delimiter, offset = _delimiter(text), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _table(name, (), "", ((number + offset, row) for number, row in enumerate(reader, 1)))
    except csv.Error as error:
        raise FileRefusedError(
            '"{name}" cannot be read as a table: line {line}, {reason}.',
            name=name,
            line=reader.line_num + offset,
            reason=str(error),
            hint=_SAVE_AS,
        ) from error


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
        if b"\x00" in content or content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
            encodings = ()
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileRefusedError('"{name}" is neither a workbook nor a CSV file.', name=name, hint=_SAVE_AS)


def _delimiter(text: str) -> str:
    """The separator of the first line with a text: the one that occurs most outside quotes."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _read_workbook(name: str, content: bytes, wanted: str | None) -> Table:
    check_container(name, content)
    from openpyxl import load_workbook  # late: openpyxl takes 130 ms to import

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets: dict[str, Any] = {sheet.title: sheet for sheet in workbook.worksheets}
        names = tuple(sheets)
        if not sheets:
            raise FileRefusedError('"{name}" has no sheet with cells.', name=name, hint=_SAVE_AS)
        if wanted is not None and wanted not in sheets:
            raise FileRefusedError(
                '"{name}" has no sheet "{sheet}". It has: {names}.',
                name=name,
                sheet=wanted,
                names=", ".join(names),
                hint="Choose one of these.",
            )
        chosen = wanted or names[0]
        sheet = sheets[chosen]
        # what the file says of its size is often wrong
        sheet.reset_dimensions()
        # one column more than allowed shows a sheet that is too wide
        values = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        rows = ((number, [_text(value) for value in row]) for number, row in enumerate(values, 1))
        return _table(name, names, chosen, rows)
    except FileRefusedError:
        raise
    except Exception as error:
        raise FileRefusedError(
            '"{name}" is damaged and cannot be read as a workbook.', name=name, hint=_SEND_AGAIN
        ) from error


def check_container(name: str, content: bytes, most_unpacked: int = 0) -> None:
    """Refuse what is no .xlsx, is cut off, or would unpack to more than that many bytes (0: the usual)."""
    most_unpacked = most_unpacked or MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileRefusedError('"{name}" is locked with a password.', name=name, hint=_SAVE_AS)
            if "xl/workbook.xml" not in names:
                raise FileRefusedError('"{name}" is not an Excel workbook (.xlsx).', name=name, hint=_SAVE_AS)
            if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > most_unpacked:
                raise FileRefusedError(
                    '"{name}" would unpack to more than {most} MB.',
                    name=name,
                    most=most_unpacked // 1_000_000,
                    hint="Keep only the sheet that is needed, then choose it again.",
                )
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        head = part.read(2000).replace(b"\x00", b"")
                    if b"<!" in head.split(b"<sheetData", 1)[0].replace(b"<!--", b""):
                        raise FileRefusedError(
                            '"{name}" holds something that no workbook needs (a document type).',
                            name=name,
                            hint=_SAVE_AS,
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise FileRefusedError(
            '"{name}" is damaged, or only a part of it arrived.', name=name, hint=_SEND_AGAIN
        ) from error


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float():
            return f"{value:.15g}"
        case datetime():
            return value.isoformat(" ", "minutes") if (value.hour or value.minute) else f"{value:%Y-%m-%d}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _table(
    name: str, sheet_names: tuple[str, ...], sheet: str, source: Iterable[tuple[int, list[str]]]
) -> Table:
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, row in source:
        texts = [text.strip() for text in row]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if len(texts) > MAX_COLUMNS:
            raise FileRefusedError(
                'Row {row} of "{name}" has more than {most} columns.',
                row=number,
                name=name,
                most=MAX_COLUMNS,
                hint="Look whether this is the right file.",
            )
        if not header:
            header = tuple(texts)
            continue
        if len(rows) == MAX_ROWS:
            raise FileRefusedError(
                '"{name}" has more than {most} rows.',
                name=name,
                most=MAX_ROWS,
                hint="Split it into smaller files.",
            )
        rows.append((number, tuple(texts)))
    if not header:
        raise FileRefusedError(
            'There is no text in "{name}".',
            name=name,
            hint="Look whether this is the right file and the right sheet.",
        )
    width = max(len(header), *(len(texts) for _, texts in rows)) if rows else len(header)
    header = header + ("",) * (width - len(header))
    return Table(
        name,
        sheet,
        sheet_names,
        header,
        tuple((n, texts + ("",) * (width - len(texts))) for n, texts in rows),
    )
