"""Which files of folders may be meant for this program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".xlsx", ".pdf")
LETTERS = ".kmmp-"
"""What the suffixes of small signed files begin with."""


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and what may be meant for this program in folders among ``paths``, by name."""
    seen: set[Path] = set()
    for path in paths:
        for found in sorted(_of_folder(path), key=_by_name) if path.is_dir() else (path,):
            if found not in seen:
                seen.add(found)
                yield found


def _by_name(path: Path) -> tuple[Path, str, bool, str]:
    """``a.xlsx``, ``a.pdf``, ``a (1).xlsx``: what was sent before its copies, the workbook first."""
    return path.parent, path.stem, path.suffix.lower() != ".xlsx", path.suffix


def _of_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        suffix = path.suffix.lower()
        if (suffix in SUFFIXES or suffix.startswith(LETTERS)) and not hidden and path.is_file():
            yield path
