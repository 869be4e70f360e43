"""The revision that one person writes into: one transaction for each act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey, why_unstorable
from kmmp_desktop.errors import LockedError, RefusedError, StorageError
from kmmp_desktop.services.beginning import Beginning, begun_or_new
from kmmp_desktop.services.delivery import Delivery, Letter
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.permits import Standing
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
from kmmp_desktop.services.writing_cells import Done
from kmmp_desktop.services.writing_words import WordsAct, write_words
from kmmp_desktop.text import Message

T = TypeVar("T")


class Draft:
    """Which revision is written into, by whom, and whether it may be.

    The revision is made with the first act. ``last_saved`` is when a commit had returned.
    """

    def __init__(
        self,
        work: Work,
        clock: Clock,
        form: Form,
        key: ReturnKey,
        person: Person,
        around: Surroundings,
        revision: Revision | None,
        locked_why: Message | None,
    ) -> None:
        self._work = work
        self._clock = clock
        self.form = form
        self.key = key
        self.person = person
        self.around = around
        self.revision = revision
        self.locked_why = locked_why
        self._standing = Standing(person)
        self.last_saved: datetime | None = None
        self.delivery: Delivery | None = None
        """Where the office is on a server: figures are on this computer's disk before they are sent."""
        self._writes = 0
        """How often writing began or ended."""
        self._owed = tuple(cell for cell in form.entry_cells if around.offer(cell))

    def enterable(self) -> tuple[CellKey, ...]:
        """Cells that can be entered and are offered here, in paper order."""
        return self._owed

    def refuse_locked(self) -> None:
        """Raise LockedError where the revision takes nothing now."""
        if self.locked_why is not None:
            raise LockedError(self.locked_why)

    def reading(self) -> UnitOfWork:
        """A unit of work to read with."""
        return self._work()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Another thread that looks at the office while this lasts may read what stood there before."""
        self._writes += 1
        try:
            yield
        finally:
            self._writes += 1

    def transact(
        self,
        act: Callable[[UnitOfWork, Revision, datetime], T],
        *,
        locked_too: bool = False,
        action: Action = Action.ENTER,
    ) -> T:
        """Do an act in one transaction; it is on disk when this returns.

        Raises:
            LockedError: the return may not be changed now (``locked_too``: it changes nothing signed).
            RefusedError: the person may not do this (any more).
            StorageError: nothing was written.
        """
        if not locked_too:
            self.refuse_locked()
        self._keep_order()
        at = self._clock.now()
        with self._writing(), self._work() as work:
            self._standing.admit(work, action, at)
            revision = self.revision or self._begin(work, at)
            done = act(work, revision, at)
            work.commit()
        self.revision = revision
        self.last_saved = self._clock.now()
        return done

    def say(self, act: WordsAct, *, locked_too: bool = False) -> tuple[Done | None, datetime]:
        """Keep words: on disk when this returns. ``None``: on this computer's, and they will be sent.

        Raises as ``transact``; RefusedError also where somebody else has written there meanwhile.
        """
        if self.delivery is None:

            def write(work: UnitOfWork, revision: Revision, at: datetime) -> tuple[Done, datetime]:
                return write_words(work, revision, act, self.person, at), at

            return self.transact(write, locked_too=locked_too, action=act.action)
        if not locked_too:
            self.refuse_locked()
        at = self._clock.now()
        own = self.revision.id if self.revision else None
        sent = replace(act, id=uuid4())
        with self._writing():
            done = self.delivery.send(Letter(sent, self.beginning, own, self.person.id, self.person.name, at))
        if done is not None:
            self.revision = done.revision
        self.last_saved = self._clock.now()
        return done, at

    def _keep_order(self) -> None:
        """What was typed before comes first; raises StorageError where it is still on this computer."""
        if self.delivery is not None and not self.delivery.flush(self.delivery.patience):
            raise StorageError(
                "The office's database cannot be reached now, so this was not stored.",
                hint="Figures are kept on this computer meanwhile. It is tried again every few seconds.",
            )

    def _begin(self, work: UnitOfWork, at: datetime) -> Revision:
        """The draft: as somebody else has begun it meanwhile, or a new one."""
        return begun_or_new(work, self.beginning, self.person.id, at)

    @property
    def beginning(self) -> Beginning:
        """What the first act needs to begin the revision."""
        return Beginning(
            self.key, self.form.version, self.form.digest, self.around.offer.services, len(self._owed)
        )


def storable(text: str) -> str:
    """Words without the blanks around them; raises RefusedError for what no file can carry."""
    if unstorable := why_unstorable(text):
        raise RefusedError(unstorable)
    return text.strip()
