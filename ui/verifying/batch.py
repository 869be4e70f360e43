"""Verifying many files off the GUI thread, each verdict handed over as soon as it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kmmp_desktop.domain.verdict import Verdict
from ui.tasks import Report

SUFFIXES = (".xlsx", ".pdf")
MOST_FILES = 2000

Judge = Callable[[Iterable[Path], Report], Iterator[tuple[Path, Verdict]]]


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files themselves, and the workbooks and PDFs of folders among ``paths``, by name."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(_of_folder(path)) if path.is_dir() else [path])
    return tuple(dict.fromkeys(found))[:MOST_FILES]


def _of_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.suffix.lower() in SUFFIXES and not hidden and path.is_file():
            yield path


class Batch:
    """The work of one run: verdicts are put in ``done``, in order, and the report says how many."""

    def __init__(self, paths: tuple[Path, ...], judge: Judge) -> None:
        self._paths = paths
        self._judge = judge
        self.done: deque[tuple[str, Verdict]] = deque()

    def run(self, report: Report) -> int:
        """Verify all; runs off the GUI thread."""
        for path, verdict in self._judge(self._paths, report):
            self.done.append((str(path), verdict))
        return len(self._paths)
