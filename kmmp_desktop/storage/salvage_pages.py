"""Rows out of the pages of a damaged SQLite file, each page on its own, without asking SQLite.

File format: https://www.sqlite.org/fileformat2.html. Only tables without a hidden row number are read
(index pages, 0x0A and 0x02): the log is one. What a page says is never trusted: every length is held
against the page, and a page that does not add up gives the rows that do.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

OpenPage = Callable[[int, bytes], bytes | None]
_LEAF, _INNER = 0x0A, 0x02
_HEADER = b"SQLite format 3\0"
_USUAL_PAGE = 4096
_FRAME = 24
_WHOLE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MOST_PAYLOAD = 64 * 1024 * 1024


class Pages:
    """The pages of a database file and of the log beside it, the newest version of each first."""

    def __init__(self, file: Path, opener: Callable[[bytes], OpenPage] | None) -> None:
        self._file = file
        head = _head(file)
        self.size, self.reserved = _USUAL_PAGE, 0
        self._open: OpenPage = lambda _number, page: page
        if opener is not None:
            self.reserved = 80
            self._open = opener(head[:16])
        elif head.startswith(_HEADER):
            size = int.from_bytes(head[16:18], "big")
            size = 65536 if size == 1 else size
            if 512 <= size <= 65536 and size & (size - 1) == 0 and head[20] < 200:
                self.size, self.reserved = size, head[20]
        self.count = -(-file.stat().st_size // self.size)
        self.bad = 0
        log = file.with_name(file.name + "-wal")
        self._frames: list[tuple[int, int]] = list(_frames(log, self.size))
        self._newest: Mapping[int, int] = dict(self._frames)
        self._log = log

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Every page that can be opened, and every version of it in the log: nothing says which is whole."""
        with self._file.open("rb") as opened:
            for number in range(1, self.count + 1):
                page = self._taken(number, _read(opened, self.size, (number - 1) * self.size))
                if page is None:
                    self.bad += 1
                else:
                    yield number, page
        if self._frames:
            with self._log.open("rb") as opened:
                for number, place in self._frames:
                    page = self._taken(number, _read(opened, self.size, place))
                    if page is not None:
                        yield number, page

    def page(self, number: int) -> bytes | None:
        """The newest version of one page."""
        place = self._newest.get(number)
        path, at = (self._file, (number - 1) * self.size) if place is None else (self._log, place)
        with path.open("rb") as opened:
            return self._taken(number, _read(opened, self.size, at))

    def _taken(self, number: int, page: bytes) -> bytes | None:
        return self._open(number, page) if len(page) == self.size else None


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(100).ljust(100, b"\0")


def _read(opened: Any, size: int, at: int) -> bytes:
    try:
        opened.seek(at)
        data: bytes = opened.read(size)
    except OSError:  # a bad sector
        return b""
    return data


def _frames(log: Path, size: int) -> Iterator[tuple[int, int]]:
    """Page number and place of every frame of the newest round of the log, in the order of writing."""
    try:
        with log.open("rb") as opened:
            head = opened.read(32)
            if len(head) < 32 or head[:3] != b"\x37\x7f\x06":
                return
            at = 32
            while len(frame := _read(opened, _FRAME, at)) == _FRAME:
                if frame[8:16] == head[16:24]:  # the salt of this round
                    yield int.from_bytes(frame[:4], "big"), at + _FRAME
                at += _FRAME + size
    except OSError:
        return


def records(pages: Pages, columns: int) -> Iterator[tuple[Any, ...]]:
    """Every row with so many columns that stands in an index page, in any order, some more than once."""
    for number, page in pages:
        base = 100 if number == 1 else 0
        kind = page[base]
        if kind not in (_LEAF, _INNER):
            continue
        head = 12 if kind == _INNER else 8
        cells = int.from_bytes(page[base + 3 : base + 5], "big")
        usable = pages.size - pages.reserved
        for place in range(min(cells, usable // 4)):
            at = base + head + 2 * place
            start = int.from_bytes(page[at : at + 2], "big")
            try:
                row = _record(pages, page, start + (4 if kind == _INNER else 0), usable, columns)
            except (IndexError, ValueError, struct.error, UnicodeDecodeError):
                continue
            if row is not None:
                yield row


def _record(pages: Pages, page: bytes, at: int, usable: int, columns: int) -> tuple[Any, ...] | None:
    size, at = _varint(page, at)
    if not 0 < size <= _MOST_PAYLOAD or at >= usable:
        raise ValueError(size)
    most = (usable - 12) * 64 // 255 - 23
    if size <= most:
        payload = page[at : at + size]
    else:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (size - least) % (usable - 4)
        here = here if here <= most else least
        if _columns(page, at) != columns:
            return None  # not of this table: its other pages are not read
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        payload = page[at : at + here] + _rest(pages, following, size - here, usable)
    if len(payload) != size:
        raise ValueError(size)
    return _values(payload, columns)


def _rest(pages: Pages, number: int, size: int, usable: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        page = pages.page(number) if number else None
        if page is None:
            raise ValueError(number)
        found += page[4 : min(usable, 4 + size - len(found))]
        number = int.from_bytes(page[:4], "big")
    return bytes(found)


def _columns(page: bytes, at: int) -> int:
    length, place = _varint(page, at)
    end, count = at + length, 0
    while place < end:
        _, place = _varint(page, place)
        count += 1
    return count


def _values(payload: bytes, columns: int) -> tuple[Any, ...] | None:
    length, place = _varint(payload, 0)
    kinds = []
    while place < length:
        kind, place = _varint(payload, place)
        kinds.append(kind)
        if len(kinds) > columns:
            return None
    if len(kinds) != columns:
        return None
    values: list[Any] = []
    at = length
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    size = _WHOLE.get(kind) or (8 if kind == 7 else (kind - 12) // 2)
    if kind in (10, 11) or at + size > len(payload):
        raise ValueError(kind)
    data = payload[at : at + size]
    if kind == 7:
        return struct.unpack(">d", data)[0], at + size
    if kind in _WHOLE:
        return int.from_bytes(data, "big", signed=True), at + size
    return (data if kind % 2 == 0 else data.decode()), at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(8):
        byte = data[at + place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + place + 1
    return value << 8 | data[at + 8], at + 9
