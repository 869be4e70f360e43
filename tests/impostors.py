"""Files that are not what they say: each written with the name of a kind that somebody may choose."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

TWO_GB = 2_147_483_649
"""One byte more than 2 GB: sparse, so that it costs no room."""


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s"/></Relationships>'
)
_BOOK = (
    b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    b'<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>'
    b"</worksheet>"
)
_LAUGHS = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(12))
_ROW = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a12;</t></is></c></row>'


def workbook(sheet: bytes, filler: int = 0) -> bytes:
    """The smallest workbook there is, with this sheet, after so many spaces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", _TYPES)
        target.writestr("_rels/.rels", _RELS % (b"officeDocument", b"xl/workbook.xml"))
        target.writestr("xl/workbook.xml", _BOOK)
        target.writestr("xl/_rels/workbook.xml.rels", _RELS % (b"worksheet", b"worksheets/sheet1.xml"))
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(b"<?xml version='1.0'?>" if filler else b"")
            for _ in range(filler // 1_000_000):
                part.write(b" " * 1_000_000)
            part.write(sheet)
    return out.getvalue()


def _bomb() -> bytes:
    """1.2 GB of spaces in a sheet: about 1 MB packed."""
    return workbook(_SHEET % b"", 1_200_000_000)


def _lying() -> bytes:
    """300 MB that the package says are 1,000 bytes."""
    content = workbook(b"", 300_000_000)
    size = (300_000_000 + len(b"<?xml version='1.0'?>")).to_bytes(4, "little")
    assert size in content
    return content.replace(size, (1_000).to_bytes(4, "little"))


def _billion_laughs() -> bytes:
    return workbook(
        b"<?xml version='1.0'?><!DOCTYPE worksheet [<!ENTITY a0 \"ha\">" + _LAUGHS + b"]>" + _SHEET % _ROW
    )


def _outside() -> bytes:
    doctype = b'<!DOCTYPE worksheet [<!ENTITY a12 SYSTEM "file:///etc/hostname">]>'
    return workbook(b"<?xml version='1.0'?>" + doctype + _SHEET % _ROW)


def _quadratic() -> bytes:
    doctype = b'<!DOCTYPE worksheet [<!ENTITY a12 "' + b"x" * 100_000 + b'">]>'
    return workbook(b"<?xml version='1.0'?>" + doctype + _SHEET % (_ROW.replace(b"&a12;", b"&a12;" * 10_000)))


def _aliases() -> bytes:
    lines = ["a0: &a0 [ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines).encode()


MADE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \r\n" * 10,
    "program": lambda: b"MZ\x90\x00\x03" + bytes(range(256)) * 40,
    "old workbook": lambda: bytes.fromhex("D0CF11E0A1B11AE1") + bytes(4_000),
    "web page": lambda: b"<!DOCTYPE html><html><table><tr><td>MFL code</td></tr></table></html>",
    "text with zeros": lambda: b"MFL code,Name\x00\n1,2\x00" * 100,
    "noise": lambda: bytes((n * n * 7 + n // 3) % 256 for n in range(60_000)),
    "zip of nothing": lambda: _zip({}),
    "zip of a letter": lambda: _zip({"letter.txt": b"dear"}),
    "100,000 parts": lambda: _zip({f"xl/p{n}": b"" for n in range(100_000)}),
    "zip bomb": _bomb,
    "lying zip": _lying,
    "billion laughs": _billion_laughs,
    "laughs alone": lambda: (
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a0 \"ha\">" + _LAUGHS + b"]><a>&a12;</a>"
    ),
    "entity from outside": _outside,
    "one long entity": _quadratic,
    "aliases of aliases": _aliases,
    "a million brackets": lambda: b"[" * 1_000_000,
    "a million braces": lambda: b'{"a":' * 1_000_000,
    "one long line": lambda: b"a" * 30_000_000,
    "a million commas": lambda: b"," * 1_000_000,
    "half a picture": lambda: (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x06\x00\x00\x00"
    ),
    "half a PDF": lambda: (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[2 0 R]/Count 999999999>>"
    ),
    "right to left": lambda: "\u202e\u0645\u0631\u0643\u0632,\u200f\u0627\u0633\u0645\n".encode() * 50,
}


def make(folder: Path) -> None:
    """Write each impostor once, under its own name; the huge ones are sparse."""
    for what, content in MADE.items():
        (folder / what).write_bytes(content())
    for what, head in HUGE.items():
        with (folder / what).open("wb") as file:
            file.write(head)
            file.truncate(TWO_GB)


def lay(made: Path, path: Path, what: str) -> None:
    """Give an impostor the name that it pretends to have; some are no files at all."""
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        assert sys.platform != "win32"
        os.mkfifo(path)
    elif what != "not there":
        os.link(made / what, path)


HUGE = {"huge zip": b"PK\x03\x04", "huge PDF": b"%PDF-1.7\n", "huge text": b"MFL code,Name\n{"}
ALL = [*MADE, *HUGE, "folder", "pipe", "not there"]
