"""Keeps reasons, comments, questions and the sums of the paper so that undo reaches them."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any, Generic, TypeVar
from uuid import UUID

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import Comment
from ui.entry.keeping import Keeping
from ui.entry.undo import Keys

T = TypeVar("T")


class Written(Generic[T]):
    """A text or number that took the place of another one at ``cell``."""

    def __init__(
        self, text: str, cell: CellKey, before: T, after: T, read: Callable[[], T], write: Callable[[T], None]
    ) -> None:
        self.text = text
        self._cell, self._before, self._after = cell, before, after
        self._read, self._write = read, write

    def back(self) -> Keys:
        return self._turn(self._after, self._before)

    def forth(self) -> Keys:
        return self._turn(self._before, self._after)

    def _turn(self, now: T, then: T) -> Keys:
        if self._read() != now:
            raise RefusedError("This has been changed since: it stays as it is.")
        self._write(then)
        return (self._cell,)

    def touches(self, keys: Set[CellKey]) -> bool:
        return False  # whether others changed it is looked at when it is taken back


class Said:
    """Words that were added at a cell. Done again, they are new words with a new number."""

    text = "comment"

    def __init__(self, said: Comment, add: Callable[[], Comment], drop: Callable[[Comment], None]) -> None:
        self._said, self._add, self._drop = said, add, drop

    def back(self) -> Keys:
        self._drop(self._said)
        return (self._said.key,)

    def forth(self) -> Keys:
        self._said = self._add()
        return (self._said.key,)

    def touches(self, keys: Set[CellKey]) -> bool:
        return False


class WordKeeping:
    """Every method is one act: on disk when it returns, on the trail after that.

    Raises whatever the open return raises (``LockedError``, ``RefusedError``, ``NotFoundError``,
    ``StorageError``); then nothing was kept and nothing is on the trail.
    """

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._renamed: dict[UUID, UUID] = {}
        """Threads that were taken back and begun again, by the name that later acts know."""

    @property
    def _opened(self) -> OpenReturn:
        """Asked for each time: the return may have been read again since the act."""
        assert self._keeping.opened is not None
        return self._keeping.opened

    def reason(self, subject: str, text: str, cell: CellKey) -> None:
        """Keep a reason; empty text takes it away. ``cell`` is where undo leads back to."""

        def read() -> str:
            kept = self._opened.reasons.get(subject)
            return kept.text if kept else ""

        def write(words: str) -> None:
            self._opened.set_reason(subject, words)

        before = read()
        write(text)
        if read() != before:
            self._record(Written("reason", cell, before, read(), read, write))

    def control_total(self, place: str, number: float | None, cell: CellKey) -> None:
        """Keep what the paper says a sum is; ``None`` takes it away."""

        def read() -> float | None:
            typed = self._opened.control_totals.get(place)
            return typed.number if typed else None

        def write(wanted: float | None) -> None:
            self._opened.set_control_total(place, wanted)

        before = read()
        write(number)
        if read() != before:
            self._record(Written("control total", cell, before, read(), read, write))

    def comment(self, key: CellKey, text: str, thread: UUID | None = None, *, question: bool = False) -> None:
        """Say something at a cell: anew, or in a thread that stands there."""
        first: UUID | None = None

        def add() -> Comment:
            into = None if thread is None else self._now(thread)
            said = self._opened.add_comment(key, text, thread=into, question=question)
            if first is not None and said.thread is not None:
                self._renamed[first] = said.thread
            return said

        said = add()
        first = said.thread if thread is None else None
        self._record(Said(said, add, lambda dropped: self._opened.drop_comment(dropped)))

    def resolve(self, thread: UUID, done: bool, cell: CellKey) -> None:
        """Say that a question is answered, or that it still waits."""

        def read() -> bool:
            wanted = self._now(thread)
            return any(t.id == wanted and t.resolved_at is not None for t in self._opened.threads(cell))

        def write(answered: bool) -> None:
            self._opened.resolve(self._now(thread), answered)

        before = read()
        write(done)
        if before != done:
            self._record(Written("answered", cell, before, done, read, write))

    def _now(self, thread: UUID) -> UUID:
        while thread in self._renamed:
            thread = self._renamed[thread]
        return thread

    def _record(self, act: Written[Any] | Said) -> None:
        self._keeping.trail.record_act(act)
