"""Work on many workbooks off the GUI thread, and which they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from kmmp_desktop.services.taking_in import BookFile
from ui.list_run import ListRun
from ui.tasks import Report

MOST_FILES = 1000
"""So many files a list holds: each keeps the texts of its cells."""

Each = TypeVar("Each")


def books_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files themselves, and the workbooks of folders among ``paths``, by name; at most MOST_FILES."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(_of_folder(path)) if path.is_dir() else [path])
    return tuple(dict.fromkeys(found))[:MOST_FILES]


def _of_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.suffix.lower() == ".xlsx" and not hidden and path.is_file():
            yield path


class Run(ListRun):
    """Work over workbooks; its answers are ``BookFile``."""

    def start(self, what: Sequence[Each], do: Callable[[Each], BookFile], *, writes: bool = False) -> None:
        """Do it to each, in order; cancelling takes effect between two of them."""
        done = self.done
        count = len(what)

        def work(report: Report) -> int:
            report(0, count)
            for number, each in enumerate(what, start=1):
                done.append(do(each))
                report(number, count)
            return count

        self.run(work, writes=writes)
