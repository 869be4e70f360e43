"""The folder a month leaves in: staged beside it, moved when whole, the list of files last.

What is finished is noted in a journal within the hidden folder. A run that was stopped or killed
leaves that folder; the next run to the same place takes it over and does no finished file again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import uuid4

MANIFEST = "manifest.json"
_JOURNAL = "journal.txt"
_SUFFIX = ".part"


class Staging:
    """A hidden folder beside ``folder``; raises OSError where the place cannot be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder.parent / f".{folder.name}.{uuid4().hex[:8]}{_SUFFIX}"
        self._done: dict[str, str] = {}
        self._take_over()
        self.place.mkdir(parents=True, exist_ok=True)

    def _take_over(self) -> None:
        """Claim what a stopped run left: the newest, by renaming it; older ones are removed."""
        for left in leftovers(self.folder):
            if self._done:
                shutil.rmtree(left, ignore_errors=True)
                continue
            try:
                left.rename(self.place)
            except OSError:
                continue  # gone, or held by a run that is going on
            self._done = _journal(self.place)

    @property
    def files(self) -> int:
        """How many files are finished here."""
        return len(self._done)

    def has(self, name: str, digest: str) -> bool:
        """Whether a stopped run wrote this file, and the very bytes stand there now."""
        if self._done.get(name) != digest:
            return False
        try:
            return hashlib.sha256((self.place / name).read_bytes()).hexdigest() == digest
        except OSError:
            return False

    def write(self, name: str, content: bytes) -> str:
        """Write a file through to the disk and note it as done; returns its SHA-256 in hex."""
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        digest = hashlib.sha256(content).hexdigest()
        with (self.place / _JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(f"{digest} {name}\n")
            journal.flush()
            os.fsync(journal.fileno())
        self._done[name] = digest
        return digest

    def read(self, name: str) -> bytes | None:
        """A file as a stopped run left it here, or as an earlier run left it in the folder itself."""
        for place in (self.place, self.folder):
            try:
                return (place / name).read_bytes()
            except OSError:
                continue
        return None

    def move(
        self, names: Iterable[str], report: Callable[[int, int], None], stale: Iterable[str] = ()
    ) -> None:
        """Move the named files into the folder, lists of files last; anything else here is dropped.

        ``stale`` files of an earlier run are taken out of the folder.

        A folder that is not there yet appears in one step. Within one file system every step is a
        rename, so that a file is there whole or not at all.
        """
        wanted = list(names)
        (self.place / _JOURNAL).unlink(missing_ok=True)
        self._drop_others(set(wanted))
        if not self.folder.exists():
            self.place.rename(self.folder)
            report(len(wanted), len(wanted))
            return
        wanted.sort(key=lambda name: Path(name).name == MANIFEST)  # stable: the lists come last
        for name in wanted:
            if Path(name).name == MANIFEST:
                (self.folder / name).unlink(missing_ok=True)
        for name in stale:
            (self.folder / name).unlink(missing_ok=True)
        for done, name in enumerate(wanted, start=1):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.place / name).replace(self.folder / name)
            report(done, len(wanted))
        self.remove()

    def _drop_others(self, wanted: set[str]) -> None:
        for path in sorted(self.place.rglob("*"), reverse=True):
            name = path.relative_to(self.place).as_posix()
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif name not in wanted:
                path.unlink()

    def remove(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)


def leftovers(folder: Path) -> list[Path]:
    """Hidden folders that stopped runs to ``folder`` left beside it, newest first."""
    try:
        found = [p for p in folder.parent.glob(f".{folder.name}.*{_SUFFIX}") if p.is_dir()]
        return sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)
    except OSError:
        return []


def files_done(folder: Path) -> int:
    """How many files a stopped run to ``folder`` has finished."""
    return max((len(_journal(left)) for left in leftovers(folder)), default=0)


def discard(folder: Path) -> None:
    """Remove what stopped runs left beside ``folder``."""
    for left in leftovers(folder):
        shutil.rmtree(left, ignore_errors=True)


def _journal(place: Path) -> dict[str, str]:
    """Name and digest of what was finished; a line that was cut off counts for nothing."""
    try:
        text = (place / _JOURNAL).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    lines = (line.split(" ", 1) for line in text.split("\n")[:-1])
    return {parts[1]: parts[0] for parts in lines if len(parts) == 2}


def held_by(folder: Path) -> tuple[str, str] | None:
    """Form and month of the submission that ``folder`` holds; None where there is none of ours."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(found["family"]), str(found["period"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
