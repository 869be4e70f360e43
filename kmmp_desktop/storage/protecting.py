"""Makes an office in the clear a protected one: an encrypted copy, counted, then put in its place.

Steps, each of which may be the last before the power goes: marker; copy ``office.protecting.db``, flushed;
slot file ``office.keys.new``; the copy takes the place of ``office.db``; the slot file takes its name;
pictures are locked; older copies in the clear go; marker away. ``finish`` brings any of these to one side
or the other when the office is opened next: before the copy took its place nothing has happened yet.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError, StorageError
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.storage.connecting import errors_of, is_encrypted, open_clear, open_raw
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.scans import ScanFolder

Report = Callable[[int, int], None]
"""Called with (done, of)."""

STEPS = 6
_PAGE = 4096
_PATIENCE_S = 4.0


def marker_of(home: Path) -> Path:
    return home / "office.protecting"


def copy_of(home: Path) -> Path:
    return home / "office.protecting.db"


def new_keys_of(home: Path) -> Path:
    """Where the slot file waits until the encrypted copy has taken its place."""
    file = paths.office_keys(home)
    return file.with_name(f"{file.name}.new")


def protect(
    home: Path, key: bytes, write_slots: Callable[[Path], None], scans: ScanFolder, report: Report
) -> None:
    """Encrypt the office of ``home`` with ``key``; nobody else may have its database open.

    ``write_slots`` writes the slot file under the given name; ``scans`` locks with the office's key.

    Raises:
        RefusedError: it is protected already, or another program has it open.
        StorageError: disk, or the copy does not hold what the office holds; the office is as it was.
    """
    file, copy = paths.database(home), copy_of(home)
    if is_encrypted(file):
        raise RefusedError("This office is protected already.", hint="Nothing was changed.")
    undo(home)
    with border(str(file)):
        marker_of(home).touch()
        flush_folder(home)
    try:
        with alone(file) as clear:
            report(1, STEPS)
            export(clear, copy, key)
            report(2, STEPS)
            compare(clear, copy, key)
            write_slots(new_keys_of(home))
            report(3, STEPS)
            if os.name == "nt":
                clear.close()  # Windows gives no name away that is in use
            with border(str(file)):
                take_place(copy, file)
    except BaseException:
        if not is_encrypted(file):
            undo(home)
        raise
    report(4, STEPS)
    finish(home, scans)
    report(STEPS, STEPS)


def undo(home: Path) -> None:
    """Take away what a try left behind that came to nothing: the office lies in the clear as before."""
    copy = copy_of(home)
    for left in (copy, *copy.parent.glob(f"{copy.name}-*"), new_keys_of(home), marker_of(home)):
        left.unlink(missing_ok=True)


def settle_names(home: Path) -> None:
    """Before an office is opened: a swap that was cut off is undone, or its slot file gets its name.

    Only where no other program is at it.
    """
    if not marker_of(home).exists():
        return
    file = paths.database(home)
    with border(str(file)):
        if not is_encrypted(file):
            undo(home)
        elif new_keys_of(home).exists():
            new_keys_of(home).replace(paths.office_keys(home))
            flush_folder(home)


def finish(home: Path, scans: ScanFolder) -> None:
    """The rest, once the database is encrypted: pictures locked, every older copy in the clear deleted."""
    if not marker_of(home).exists():
        return
    settle_names(home)
    scans.seal_all()
    file = paths.database(home)
    with border(str(file)):
        for left in clear_copies(home):
            left.unlink(missing_ok=True)
        for folder in clear_folders(home):
            shutil.rmtree(folder)
        marker_of(home).unlink(missing_ok=True)
        flush_folder(home)


def clear_copies(home: Path) -> list[Path]:
    """Copies made before upgrades that anybody can read, and what belongs to them."""
    stem = Path(paths.DATABASE).stem
    copies = [one for one in home.glob(f"{stem}.before-*.db") if not is_encrypted(one)]
    beside = [left for one in copies for left in home.glob(f"{one.name}-*")]
    return [*copies, *beside, *home.glob(f"{stem}.before-*.part")]


def clear_folders(home: Path) -> list[Path]:
    """Whole offices that anybody can read: put aside by a restore, or unpacked by a killed window."""
    aside = [one for one in home.glob("office-before-restore-*") if not paths.office_keys(one).exists()]
    unpacked = [*home.glob("restore.ready-*"), *home.glob("backup.work")]
    return [one for one in (*aside, *unpacked) if one.is_dir()]


@contextmanager
def alone(file: Path, key: bytes | None = None) -> Iterator[sqlite3.Connection]:
    """The database as it is, held so that nobody else reads or writes it until the block ends."""
    options = {"isolation_level": None, "timeout": 5}
    opened = open_clear(file, **options) if key is None else open_raw(file, key, **options)
    with border(str(file)), closing(opened) as clear:
        until = time.monotonic() + _PATIENCE_S
        while not (left := _leave_log(clear)) and time.monotonic() < until:
            time.sleep(0.1)  # a thread of the window before may still be reading
        if not left:
            raise RefusedError(
                "Another program has this office open; it cannot be protected now.",
                hint="End every command on this office, then do it again. Nothing was changed.",
            )
        clear.execute("PRAGMA locking_mode = EXCLUSIVE")
        clear.execute("BEGIN EXCLUSIVE")
        clear.execute("COMMIT")  # the lock stays until the connection is closed
        yield clear


def _leave_log(database: sqlite3.Connection) -> bool:
    """Leaving the write-ahead log folds it in, and works only where nobody else has the file open."""
    try:
        return bool(database.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete")
    except errors_of(b"") as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return False


def export(clear: sqlite3.Connection, copy: Path, key: bytes) -> None:
    clear.execute(f"ATTACH DATABASE ? AS protected KEY \"x'{key.hex()}'\"", (str(copy),))
    try:
        for name in ("user_version", "application_id"):
            value = clear.execute(f"PRAGMA main.{name}").fetchone()[0]
            clear.execute(f"PRAGMA protected.{name} = {int(value)}")
        clear.execute("BEGIN")
        clear.execute("SELECT sqlcipher_export('protected')").fetchall()
        clear.execute("COMMIT")
    finally:
        if clear.in_transaction:
            clear.execute("ROLLBACK")
        clear.execute("DETACH DATABASE protected")
    with copy.open("rb+") as written:
        os.fsync(written.fileno())


def compare(clear: sqlite3.Connection, copy: Path, key: bytes) -> None:
    """Open the copy as it will be opened, and count it against the office: tables, rows, audit heads."""
    with closing(open_raw(copy, key)) as made:
        whole = not made.execute("PRAGMA cipher_integrity_check").fetchall()
        whole = whole and made.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        if not whole or _counted(clear) != _counted(made):
            raise StorageError(
                "The encrypted copy does not hold what the office holds. The office is as it was.",
                hint="See whether the disk is failing, then do it again.",
            )


def _counted(database: sqlite3.Connection) -> dict[str, Any]:
    schema = database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    ).fetchall()
    counts = {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for kind, name, _ in schema
        if kind == "table"
    }
    heads = (
        database.execute(
            "SELECT chain, max(number), digest FROM audit GROUP BY chain ORDER BY chain"
        ).fetchall()
        if "audit" in counts
        else []
    )
    return {"schema": schema, "counts": counts, "heads": heads}


def take_place(copy: Path, file: Path) -> None:
    """The copy gets the name of the office. A program that waits for the file of before, to write into it,
    finds no database there: what it wrote would be in nobody's office."""
    before = file.open("r+b") if os.name != "nt" and file.exists() else None
    copy.replace(file)
    flush_folder(file.parent)
    if before is not None:
        with before:
            before.write(os.urandom(_PAGE))
