"""Gives a protected office another database key: an encrypted copy, counted, then put in its place.

Steps, each of which may be the last before the power goes: note; copy ``office.rekeying.db``, flushed and
compared; slot file ``office.keys.new``; the note says that both are whole, with the key of before sealed
under the new one; the copy takes the place of ``office.db``; the slot file takes its name; pictures are
locked anew; copies under the key of before go; note away. Before the note says so nothing has happened yet;
from there on the next opening goes on, so that database and slot file never disagree for whoever opens.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from kmmp_desktop import paths
from kmmp_desktop.errors import StorageError
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.services.protection_ports import Sealer
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.protecting import (
    STEPS,
    Report,
    alone,
    compare,
    export,
    new_keys_of,
    take_place,
)
from kmmp_desktop.storage.scans import ScanFolder

_LOG = logging.getLogger(__name__)


def note_of(home: Path) -> Path:
    return home / "office.rekeying"


def copy_of(home: Path) -> Path:
    return home / "office.rekeying.db"


def rekey(
    home: Path,
    key: bytes,
    new_key: bytes,
    write_slots: Callable[[Path], None],
    earlier: bytes,
    report: Report,
) -> None:
    """Encrypt the office of ``home`` with ``new_key``; nobody else may have its database open.

    ``write_slots`` writes the slot file under the given name; ``earlier`` is ``key``, sealed under the new
    one, for pictures. ``finish`` has to follow.

    Raises:
        RefusedError: another program has it open.
        StorageError: disk, or the copy does not hold what the office holds; the office is as it was.
    """
    file, copy = paths.database(home), copy_of(home)
    undo(home)
    with border(str(file)):
        note_of(home).touch()
        flush_folder(home)
    try:
        with alone(file, key) as office:
            report(1, STEPS)
            export(office, copy, new_key)
            report(2, STEPS)
            compare(office, copy, new_key)
            write_slots(new_keys_of(home))
            report(3, STEPS)
            if os.name == "nt":
                office.close()  # Windows gives no name away that is in use
            with border(str(file)):
                _write_note(home, earlier.hex())
                _swap(home)
    except BaseException:
        if not _earlier(home):
            undo(home)
        raise
    report(4, STEPS)


def undo(home: Path) -> None:
    """Take away what a try left behind that came to nothing: the key is the one of before."""
    copy, keys = copy_of(home), new_keys_of(home)
    parts = (*home.glob(f"{copy.name}-*"), *home.glob(f".{keys.name}.*.part"), _part_of(home))
    for left in (copy, *parts, keys, note_of(home)):
        left.unlink(missing_ok=True)


def settle_names(home: Path) -> None:
    """Before an office is opened: a change that was cut off is undone, or both files get their names.

    Only where no other program is at it.
    """
    if not note_of(home).exists():
        return
    with border(str(paths.database(home))):
        if _earlier(home):
            _swap(home)
        else:
            undo(home)


def finish(home: Path, pictures: Callable[[bytes], ScanFolder], sealer: Sealer) -> None:
    """The rest, once the office is open: pictures locked anew by ``sealer``.

    ``pictures`` gives the folder as the key of before opens it, from that key as it was sealed. Copies of
    before upgrades, which only the key of before opens, are deleted.
    """
    earlier = _earlier(home)
    if not earlier:
        return
    pictures(earlier).lock_anew(Lenient(sealer))
    with border(str(paths.database(home))):
        stem = Path(paths.DATABASE).stem
        copies = (*home.glob(f"{stem}.before-*.db*"), *home.glob(f"{stem}.before-*.part"))
        for left in (*copies, *paths.scans(home).glob(".*.part")):
            left.unlink(missing_ok=True)
        note_of(home).unlink(missing_ok=True)
        flush_folder(home)


class Lenient:
    """A picture that was damaged before keeps nobody out of the office."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self.is_sealed, self.seal = sealer.is_sealed, sealer.seal

    def open(self, name: str, content: bytes) -> bytes:
        try:
            return self._sealer.open(name, content)
        except StorageError:
            _LOG.warning("%s cannot be opened and stays as it is", name)
            return content


def _swap(home: Path) -> None:
    if copy_of(home).exists():
        take_place(copy_of(home), paths.database(home))
    if new_keys_of(home).exists():
        new_keys_of(home).replace(paths.office_keys(home))
        flush_folder(home)


def _earlier(home: Path) -> bytes:
    """The key of before as the note has it, sealed; empty before copy and slot file were whole."""
    try:
        return bytes.fromhex(note_of(home).read_text("ascii"))
    except (FileNotFoundError, ValueError):
        return b""


def _part_of(home: Path) -> Path:
    return home / f".{note_of(home).name}.part"


def _write_note(home: Path, said: str) -> None:
    part = _part_of(home)
    with part.open("w", encoding="ascii") as file:
        file.write(said)
        file.flush()
        os.fsync(file.fileno())
    part.replace(note_of(home))
    flush_folder(home)
