"""The zip container of a workbook: one way to write it, and a reader that takes nothing else.

Zip files can say two things at once: a name twice, another size in the local header, bytes between
entries. Readers then disagree about what the file holds, which is how signed files get forged. We
are the only ones who write these files, so the reader demands exactly the layout of the writer.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping

from kmmp_desktop.text import Message

MAX_FILE = 30_000_000
MAX_ENTRIES = 64
MAX_PART = 50_000_000
MAX_TOTAL = 80_000_000
"""Bytes unpacked. The largest return seen is 0.5 MB; a submission of 300 facilities has 45 MB, of which
one part, the sheet of its 66,000 figures, takes 35."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 20
_DEFLATED = 8
_TIME, _DATE = 0, 0x21
"""1 January 1980, midnight: equal parts give equal files."""
_NAME = re.compile(r"[A-Za-z0-9_.\[\]]+(/[A-Za-z0-9_.\[\]]+)*")


class PackageError(Exception):
    """The container is not what we write; ``message`` says how."""

    def __init__(self, template: str, **params: object) -> None:
        self.message = Message(template, params)
        super().__init__(str(self.message))


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Pack ``parts`` in the order given. Equal parts give equal bytes on one machine."""
    body = bytearray()
    directory = bytearray()
    for name, content in parts.items():
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        encoded = name.encode("ascii")
        sizes = (zlib.crc32(content), len(packed), len(content))
        offset = len(body)
        body += _LOCAL.pack(_LOCAL_MARK, _VERSION, 0, _DEFLATED, _TIME, _DATE, *sizes, len(encoded), 0)
        body += encoded + packed
        directory += _CENTRAL.pack(
            _CENTRAL_MARK,
            _VERSION,
            _VERSION,
            0,
            _DEFLATED,
            _TIME,
            _DATE,
            *sizes,
            len(encoded),
            0,
            0,
            0,
            0,
            0,
            offset,
        )
        directory += encoded
    end = _END.pack(_END_MARK, 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return bytes(body + directory + end)


def read_package(content: bytes) -> dict[str, bytes]:
    """Unpack a file that ``write_package`` wrote; raises PackageError for any other.

    Every byte of the file is accounted for: local headers stand one after the other from byte 0,
    the directory follows, the end record ends the file.
    """
    if len(content) > MAX_FILE:
        raise PackageError(
            "The file has {size} bytes, more than the {most} a return may have.",
            size=len(content),
            most=MAX_FILE,
        )
    if len(content) < _END.size or content[:2] != b"PK":
        raise PackageError("The file is not a workbook, or only a part of it arrived.")
    mark, disk, start, here, count, size, offset, comment = _END.unpack_from(
        content, len(content) - _END.size
    )
    if mark != _END_MARK or disk or start or here != count or comment:
        raise PackageError("The end of the file is missing, or something was added after it.")
    if not 0 < count <= MAX_ENTRIES or offset + size + _END.size != len(content):
        raise PackageError("The table of contents of the file does not fit its size.")
    parts: dict[str, bytes] = {}
    seen: set[str] = set()
    total = at = 0
    entry_at = offset
    for _ in range(count):
        name, fields, entry_at = _directory_entry(content, entry_at)
        if name.lower() in seen:
            raise PackageError('The file holds the part "{part}" twice.', part=name)
        seen.add(name.lower())
        total += fields[2]
        if fields[2] > MAX_PART or total > MAX_TOTAL:
            raise PackageError(
                'The part "{part}" is too large: {size} bytes unpacked.', part=name, size=fields[2]
            )
        if fields[3] != at:
            raise PackageError("There are bytes in the file that belong to no part.")
        parts[name], at = _local_entry(content, at, name, fields, offset)
    if at != offset or entry_at != offset + size:
        raise PackageError("There are bytes in the file that belong to no part.")
    return parts


def _directory_entry(content: bytes, at: int) -> tuple[str, tuple[int, int, int, int], int]:
    """Return name, (checksum, packed size, size, offset) and where the next entry stands."""
    try:
        (
            mark,
            made,
            needed,
            flags,
            method,
            time,
            date,
            crc,
            packed,
            size,
            name_size,
            extra,
            comment,
            disk,
            internal,
            external,
            offset,
        ) = _CENTRAL.unpack_from(content, at)
    except struct.error:
        raise PackageError("The table of contents of the file is cut off.") from None
    raw = content[at + _CENTRAL.size : at + _CENTRAL.size + name_size]
    name = raw.decode("ascii", "replace")
    if mark != _CENTRAL_MARK or not _NAME.fullmatch(name) or ".." in name:
        raise PackageError("The table of contents of the file is damaged.")
    usual = (made, needed, flags, method, time, date, extra, comment, disk, internal, external)
    if usual != (_VERSION, _VERSION, 0, _DEFLATED, _TIME, _DATE, 0, 0, 0, 0, 0):
        raise PackageError(
            'The part "{part}" is packed in another way than this program packs it.', part=name
        )
    return name, (crc, packed, size, offset), at + _CENTRAL.size + name_size


def _local_entry(
    content: bytes, at: int, name: str, fields: tuple[int, int, int, int], limit: int
) -> tuple[bytes, int]:
    """Return the part and where the next one stands; the local header must repeat the directory."""
    crc, packed, size, _ = fields
    encoded = name.encode("ascii")
    expected = (
        _LOCAL.pack(_LOCAL_MARK, _VERSION, 0, _DEFLATED, _TIME, _DATE, crc, packed, size, len(encoded), 0)
        + encoded
    )
    start = at + len(expected)
    end = start + packed
    if content[at:start] != expected or end > limit:
        raise PackageError('The part "{part}" is described in two ways.', part=name)
    unpacker = zlib.decompressobj(-15)
    try:
        # one byte more than declared shows a part that unpacks to more than it says
        part = unpacker.decompress(content[start:end], size + 1)
    except zlib.error:
        raise PackageError('The part "{part}" is damaged.', part=name) from None
    if len(part) != size or not unpacker.eof or unpacker.unused_data or zlib.crc32(part) != crc:
        raise PackageError('The part "{part}" is damaged.', part=name)
    return part, end
