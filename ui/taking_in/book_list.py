"""The workbooks of the list and how they stand to one another. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from kmmp_desktop.services.taking_in import BookFile, Step, without_rivals


class BookList:
    """Files by path, in the order in which they came. Two for the same return know of each other."""

    def __init__(self) -> None:
        self._files: dict[str, BookFile] = {}

    def __len__(self) -> int:
        return len(self._files)

    @property
    def files(self) -> tuple[BookFile, ...]:
        return tuple(self._files.values())

    @property
    def ready(self) -> tuple[BookFile, ...]:
        """Those that can be taken in as they are."""
        return tuple(file for file in self._files.values() if file.step is Step.TAKE)

    def get(self, key: object) -> BookFile | None:
        """The file of a line (its path as text)."""
        return self._files.get(str(key))

    def put(self, files: Iterable[BookFile], again: Callable[[BookFile], BookFile]) -> bool:
        """Take answers over; True where figures came into the office.

        What was taken in changes what the others for the same return would bring: ``again`` judges them.
        """
        answers = tuple(files)
        self._files.update({str(file.path): file for file in answers})
        taken = {file.key for file in answers if file.step is Step.TAKEN}
        for path, file in list(self._files.items()):
            if file.key in taken and file.step is not Step.TAKEN:
                self._files[path] = again(file)
        self._weigh()
        return bool(taken)

    def change(self, file: BookFile) -> None:
        """A text of the file was corrected."""
        self._files[str(file.path)] = file
        self._weigh()

    def remove(self, path: Path) -> None:
        self._files.pop(str(path), None)
        self._weigh()

    def clear(self) -> None:
        self._files.clear()

    def _weigh(self) -> None:
        self._files = {str(file.path): file for file in without_rivals(self._files.values())}
