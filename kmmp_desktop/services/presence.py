"""Who is at which cell of a return: a note in the office's database that is renewed while one works."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.services.together_ports import Here

LASTS = timedelta(seconds=30)
"""How long somebody counts as being there after the last note: three missed beats."""
BEAT = timedelta(seconds=10)


class Presence:
    """Of one run of the program. From one thread at a time."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work, self._clock = work, clock
        self._noted: tuple[UUID, CellKey] | None = None
        self._next = clock.now()

    def beat(self, revision: UUID, person: UUID, at: CellKey | None) -> tuple[Here, ...]:
        """Note where one is, every ten seconds or where one has moved; who else is there.

        Raises StorageError.
        """
        now = self._clock.now()
        with self._work() as work:
            others = work.together.others(revision, person, now - LASTS)
            if at is not None and (self._noted != (revision, at) or now >= self._next):
                work.together.here(revision, person, at, now)
                work.commit()
                self._noted, self._next = (revision, at), now + BEAT
        return others

    def leave(self, person: UUID) -> None:
        """One is not there any more. Raises StorageError."""
        with self._work() as work:
            work.together.gone(person)
            work.commit()
        self._noted = None
