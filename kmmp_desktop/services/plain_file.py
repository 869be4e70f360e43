"""Only files are read: a pipe or a device under a file's name would be waited for without an end."""

from __future__ import annotations

from pathlib import Path

from kmmp_desktop.errors import FileRefusedError


def refuse_no_file(path: Path) -> None:
    """Raise FileRefusedError for a folder, a pipe or a device; a file that is not there is not told here."""
    if path.exists() and not path.is_file():
        raise FileRefusedError("{file} is not a file.", file=path.name)
