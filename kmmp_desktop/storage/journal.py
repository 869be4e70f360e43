"""The journal file of one run of the program: a line for each act, on the disk before it is acknowledged.

Files lie in the folder ``journals`` of the home, one per run, held as long as the run lasts. What a run
that was killed has left behind is taken up by the next one. A line is JSON, sealed and in base64 where
there is a cipher; a torn last line was never acknowledged and is passed over.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

from kmmp_desktop.domain.cell_json import decode_cell, encode_cell, parse_key
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.services.beginning import Beginning
from kmmp_desktop.services.delivery import Letter
from kmmp_desktop.services.journal_ports import Cipher
from kmmp_desktop.services.writing_cells import CellAct, Change
from kmmp_desktop.services.writing_words import WordsAct, words_from_json, words_to_json
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.lock import hold_file

_LOG = logging.getLogger(__name__)

SUFFIX = ".journal"


class FileJournal:
    """See ``journal_ports.Journal``. Safe from two threads."""

    def __init__(self, folder: Path, cipher: Cipher | None = None) -> None:
        self._folder, self._cipher = folder, cipher
        self._file: IO[bytes] | None = None
        self._place = folder / f"{uuid4().hex}{SUFFIX}"
        self._number = 0
        self._waiting: set[int] = set()
        self._taken: list[tuple[_Left, set[int]]] = []
        self._writing = threading.Lock()
        self._unread: list[Path] = []

    @property
    def unread(self) -> tuple[Path, ...]:
        return tuple(self._unread)

    def append(self, letter: Letter) -> int:
        with border(str(self._place)):
            if self._file is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                file = self._place.open("ab", buffering=0)
                hold_file(file)
                for folder in (self._folder, self._folder.parent):  # names before what is in the file
                    flush_folder(folder)
                self._file = file
            number = self._number + 1
            self._write(self._file, {"number": number, **_to_json(letter)}, flush=True)
        self._number = number
        self._waiting.add(number)
        return number

    def done(self, number: int) -> None:
        for left, numbers in self._taken:
            if number in numbers:
                numbers.discard(number)
                if not numbers:
                    left.drop()
                return
        self._waiting.discard(number)
        if self._file is not None:
            try:
                self._write(self._file, {"done": number}, flush=False)
            except OSError:
                _LOG.warning("the journal could not note that an act has arrived", exc_info=True)

    def take_up(self) -> tuple[tuple[int, Letter], ...]:
        """What earlier runs have left, oldest first; numbered below zero.

        Raises StorageError where a journal cannot be read. One that cannot be understood stays where it
        is: ``unread``, and the log says so.
        """
        found: list[tuple[int, Letter]] = []
        if not self._folder.is_dir():
            return ()
        for place in sorted(self._folder.glob(f"*{SUFFIX}"), key=_changed_at):
            with border(str(place)):
                try:
                    file = place.open("rb+", buffering=0)
                except FileNotFoundError:
                    continue  # its run ended in this moment, with everything delivered
                if place == self._place or not hold_file(file):
                    file.close()
                    continue  # of a run that is still going on
                left = _Left(place, file)
                letters = self._read(left)
            if not left.is_whole:
                self._unread.append(place)
            numbers: set[int] = set()
            for letter in letters:
                number = -1 - len(found)
                numbers.add(number)
                found.append((number, letter))
            if numbers:
                self._taken.append((left, numbers))
            elif left.is_whole:
                left.drop()
            else:
                left.file.close()
        return tuple(found)

    def close(self) -> None:
        for left, _ in self._taken:
            left.file.close()
        self._taken.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
            if not self._waiting:
                self._place.unlink(missing_ok=True)

    def _write(self, file: IO[bytes], data: dict[str, Any], *, flush: bool) -> None:
        line = json.dumps(data, separators=(",", ":")).encode()
        if self._cipher is not None:
            line = base64.b64encode(self._cipher.seal(line))
        whole = line + b"\n"
        with self._writing:
            begins_at = os.fstat(file.fileno()).st_size
            try:
                if file.write(whole) != len(whole):
                    raise OSError(28, "the line was not written whole")
                if flush:
                    os.fsync(file.fileno())
            except OSError:
                # half a line, of whichever kind, must not make the next one unreadable
                os.ftruncate(file.fileno(), begins_at)
                raise

    def _read(self, left: _Left) -> list[Letter]:
        waiting: dict[int, Letter] = {}
        left.file.seek(0)  # on Windows, holding a file leaves the place of reading at its end
        lines = left.file.read().split(b"\n")
        for line in lines[:-1]:  # after the last line end stands nothing, or a line torn off
            try:
                # in the clear: of a program that did not lock its journals yet
                if self._cipher is not None and not line.startswith(b"{"):
                    line = self._cipher.open(base64.b64decode(line))
                data = json.loads(line)
                if "done" in data:
                    waiting.pop(data["done"], None)
                else:
                    waiting[data["number"]] = _from_json(data)
            except (ValueError, KeyError, TypeError):
                left.is_whole = False
                _LOG.error("a line of the journal %s cannot be read; the file is kept", left.place.name)
        return list(waiting.values())


class _Left:
    """The journal of an earlier run, held while it is taken up."""

    def __init__(self, place: Path, file: IO[bytes]) -> None:
        self.place, self.file = place, file
        self.is_whole = True

    def drop(self) -> None:
        """Everything in it has arrived."""
        if not self.is_whole:
            return
        if os.name == "nt":
            self.file.close()  # an open file cannot be taken away there
        try:
            self.place.unlink(missing_ok=True)
        except OSError:  # somebody looks at it: what is in it is sent again, and known
            _LOG.warning("the journal %s could not be taken away", self.place.name, exc_info=True)
        self.file.close()


def _changed_at(place: Path) -> float:
    """Of a file of this moment where it is gone already: its run has just ended."""
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _to_json(letter: Letter) -> dict[str, Any]:
    act, begin = letter.act, letter.beginning
    what = {"words": words_to_json(act)} if isinstance(act, WordsAct) else _cells_to_json(act)
    return {
        **what,
        "return": [begin.key.family, begin.key.facility, str(begin.key.period)],
        "form": [begin.form_version, begin.pack_version, list(begin.services), begin.offered],
        "revision": str(letter.revision) if letter.revision else None,
        "by": str(letter.by),
        "name": letter.name,
        "at": letter.at.isoformat(),
    }


def _cells_to_json(act: CellAct) -> dict[str, Any]:
    return {
        "act": str(act.id),
        "changes": [[str(c.key), encode_cell(c.seen), encode_cell(c.value), c.more] for c in act.changes],
        "filled": [act.filled, act.filled_before, act.offered],
        "noted": dict(act.noted),
        "settles": {str(key): how for key, how in act.settles.items()},
        "ends": {str(key): list(ids) for key, ids in act.ends.items()},
    }


def _cells_from_json(data: dict[str, Any]) -> CellAct:
    filled, before, offered = data["filled"]
    return CellAct(
        tuple(
            Change(parse_key(key), decode_cell(seen), decode_cell(value), more)
            for key, seen, value, more in data["changes"]
        ),
        filled,
        before,
        offered,
        data["noted"],
        {parse_key(key): how for key, how in data["settles"].items()},
        {parse_key(key): tuple(ids) for key, ids in data.get("ends", {}).items()},
        UUID(data["act"]),
    )


def _from_json(data: dict[str, Any]) -> Letter:
    family, facility, period = data["return"]
    version, pack, services, owed = data["form"]
    key = ReturnKey(family, facility, Period.parse(period))
    return Letter(
        words_from_json(data["words"]) if "words" in data else _cells_from_json(data),
        Beginning(key, version, pack, tuple(services), owed),
        UUID(data["revision"]) if data["revision"] else None,
        UUID(data["by"]),
        data["name"],
        datetime.fromisoformat(data["at"]),
    )
