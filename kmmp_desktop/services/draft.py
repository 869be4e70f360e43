"""The revision that one person writes into: one transaction for each act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, why_unstorable
from kmmp_desktop.errors import LockedError, RefusedError
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
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
        self.last_saved: datetime | None = None
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

    def transact(self, act: Callable[[UnitOfWork, Revision, datetime], T], *, locked_too: bool = False) -> T:
        """Do an act in one transaction; it is on disk when this returns.

        Raises:
            LockedError: the return may not be changed now (``locked_too``: it changes nothing signed).
            StorageError: nothing was written.
        """
        if not locked_too:
            self.refuse_locked()
        at = self._clock.now()
        with self._work() as work:
            revision = self.revision or self._begin(work, at)
            done = act(work, revision, at)
            work.commit()
        self.revision = revision
        self.last_saved = self._clock.now()
        return done

    def _begin(self, work: UnitOfWork, at: datetime) -> Revision:
        revision = Revision(
            id=uuid4(),
            key=self.key,
            number=1,
            state=State.DRAFT,
            form_version=self.form.version,
            pack_version=self.form.digest,
            services=self.around.offer.services,
            created_at=at,
            changed_at=at,
            changed_by=self.person.id,
            offered=len(self._owed),
        )
        work.returns.add_revision(revision)
        work.audit.append(
            str(revision.id),
            at,
            self.person.id,
            "started",
            {
                "family": self.key.family,
                "facility": self.key.facility,
                "period": str(self.key.period),
                "form_version": self.form.version,
            },
        )
        return revision


def storable(text: str) -> str:
    """Words without the blanks around them; raises RefusedError for what no file can carry."""
    if unstorable := why_unstorable(text):
        raise RefusedError(unstorable)
    return text.strip()
