"""The figures of an open return that others may be writing too: how they are kept and kept in step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import uuid4

from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.errors import KmmpError, NotFoundError, RefusedError
from kmmp_desktop.services.delivery import Letter
from kmmp_desktop.services.differences import Between
from kmmp_desktop.services.filled import Filled
from kmmp_desktop.services.news import News, read_news
from kmmp_desktop.services.noted_findings import NotedFindings
from kmmp_desktop.services.ports import UnitOfWork
from kmmp_desktop.services.together_ports import Conflict, Here, by_cell, with_conflict, without
from kmmp_desktop.services.writing_cells import CellAct, Change, Done, write_cells

Along = Callable[[UnitOfWork, Revision, datetime], None]
"""What else belongs into the transaction of a change."""
Cells = Mapping[CellKey, CellValue | None]


@dataclass(frozen=True, slots=True)
class Saved:
    """What one commit did. ``at`` is when the commit had returned: the proof of "All saved"."""

    at: datetime | None
    changed: tuple[CellKey, ...]
    touched: tuple[CellKey, ...]
    """Cells, totals and marks that look different now."""
    before: Mapping[CellKey, CellValue | None]
    findings_changed: bool
    conflicts: tuple[CellKey, ...] = ()
    """Cells that somebody else had changed: theirs stands there, what was typed waits in the log."""
    kept_here: bool = False
    """On the disk of this computer; the office's database does not have it yet."""


class SharedFigures(NotedFindings):
    """Keeps ``cells`` in step with the database, whoever writes there.

    With a ``delivery`` (the office is on a server) every act is on this computer's disk before it is sent,
    and goes on being sent where the server cannot be reached.
    """

    compiled: CompiledForm
    between: Between
    _cells: dict[CellKey, CellValue]
    contested: dict[CellKey, tuple[Conflict, ...]]
    """Cells that several people changed at once: what is to be decided in turn, oldest first."""
    others: tuple[Here, ...] = ()
    """Who else is at this return now, as far as somebody has looked."""

    @cached_property
    def filled(self) -> Filled:
        """Numbers of cells, by section; they follow every change."""
        return Filled(self.form, self.around.offer, self._cells)

    @property
    def conflicts(self) -> Mapping[CellKey, Conflict]:
        """What is to be decided next at each contested cell."""
        return {key: found[0] for key, found in self.contested.items()}

    # -- one act ---------------------------------------------------------------------------

    def _act(self, changed: Cells, noted: Mapping[str, object], how: str = "typed") -> CellAct:
        contested = {key: self.contested[key] for key in changed if key in self.contested}
        # who types sees that the cell is contested, and decides all of it; who chooses, the one that is shown
        ended = {key: found if how == "typed" else found[:1] for key, found in contested.items()}
        changes = [
            Change(key, seen := self._cells.get(key), value, self._more(key, seen, value))
            for key, value in changed.items()
        ]
        return CellAct(
            tuple(changes),
            self.filled.valid.total() + sum(change.more for change in changes),
            self.revision.filled if self.revision else 0,
            len(self._owed),
            noted,
            dict.fromkeys(ended, how),
            {key: tuple(i for one in found for i in one.ids) for key, found in ended.items()},
            uuid4() if self.delivery is not None else None,
        )

    def _more(self, key: CellKey, before: CellValue | None, after: CellValue | None) -> int:
        return _counts(after) - _counts(before) if self.around.offer(key) else 0

    def _keep(self, act: CellAct, along: Along | None) -> tuple[Done | None, datetime]:
        """Put an act on disk; ``None``: on this computer's, and it will be sent."""
        if self.delivery is not None and along is None:
            at = self._clock.now()
            own = self.revision.id if self.revision else None
            with self._writing():
                done = self.delivery.send(
                    Letter(act, self.beginning, own, self.person.id, self.person.name, at)
                )
            self.last_saved = self._clock.now()
            return done, self.last_saved

        def write(work: UnitOfWork, revision: Revision, at: datetime) -> Done:
            done = write_cells(work, revision, act, self.person, at)
            if along is not None:
                if done.conflicts:
                    raise RefusedError(
                        "Somebody else has changed this figure in the meantime; this step was not made.",
                        hint="Open it again to see how it stands.",
                    )
                along(work, done.revision, at)
            return done

        done = self.transact(write)
        assert self.last_saved is not None
        return done, self.last_saved

    def _commit(self, changed: Cells, noted: Mapping[str, object], along: Along | None, how: str) -> Saved:
        before = {key: self._cells.get(key) for key in changed}
        act = self._act(changed, noted, how)
        done, at = self._keep(act, along)
        for key, ids in act.ends.items():
            self._contest(key, without(self.contested.get(key, ()), ids))
        if done is None:
            return self._show(changed, at, before, kept_here=True)
        return self._take_done(done, at, before)

    def _take_done(
        self, done: Done, at: datetime | None, before: Mapping[CellKey, CellValue | None]
    ) -> Saved:
        self.revision = done.revision
        for found in done.conflicts:
            self._contest(found.key, with_conflict(self.contested.get(found.key, ()), found))
        waiting = self.waiting_here  # a newer figure of the same cell is still on its way
        theirs = {c.key: c.first for c in done.conflicts if c.key not in waiting}
        mine = {key: value for key, value in done.written.items() if key not in waiting}
        saved = self._show({**mine, **theirs}, at, before)
        own = tuple(key for key in saved.changed if key in mine)
        contested = tuple(conflict.key for conflict in done.conflicts)
        return replace(saved, changed=own, touched=(*saved.touched, *contested), conflicts=contested)

    def _contest(self, key: CellKey, found: tuple[Conflict, ...]) -> None:
        if found:
            self.contested[key] = found
        else:
            self.contested.pop(key, None)

    def _show(
        self,
        now: Cells,
        at: datetime | None,
        before: Mapping[CellKey, CellValue | None],
        *,
        kept_here: bool = False,
    ) -> Saved:
        """Put what is on disk into memory, and judge it."""
        changed = {key: value for key, value in now.items() if value != self._cells.get(key)}
        filled = self.filled  # counted before the cells change
        drafts = filled.invalid
        for key, value in changed.items():
            was = self._cells.get(key)
            if value is None:
                self._cells.pop(key, None)
            else:
                self._cells[key] = value
            filled.change(key, was, value)
        marks = self._checks.recheck(changed)
        if marks or filled.invalid != drafts:
            self.note_findings()
        touched = {*changed, *marks, *self.between.touched_by(changed)}
        for key in changed:
            touched.update(self.form.elements[e].total for e in self.compiled.totals_touched(key))
        return Saved(at, tuple(changed), tuple(touched), before, bool(marks), kept_here=kept_here)

    # -- two people at one cell ------------------------------------------------------------

    def settle_conflict(self, key: CellKey, *, late: bool) -> Saved:
        """Decide a contested cell: ``late``: what was typed second becomes the figure; else the first stays.

        Where a third person typed too, that is to be decided next.

        Raises:
            NotFoundError: it has been settled already.
            LockedError, StorageError: as for every act.
        """
        self.refuse_locked()
        conflict = self.conflicts.get(key)
        if conflict is None:
            raise NotFoundError("This cell has been settled already.")
        value = conflict.late if late else self._cells.get(key)
        self.judge()
        return self._commit({key: value}, {}, None, "late" if late else "first")

    def judge(self) -> None:
        """See ``OpenReturn``."""
        raise NotImplementedError

    # -- what others did -------------------------------------------------------------------

    def look(self, known: News | None = None) -> News | None:
        """What has changed in the database since ``known``; None: nothing. From any thread.

        Raises StorageError where it cannot be read.
        """
        own = self.revision.id if self.revision else None
        return read_news(self._work, self.key, own, known, self._writes)

    def take_in(self, news: News, but: Collection[CellKey] = ()) -> Saved | None:
        """Show what others wrote; None where one's own writing has come between, to be looked at again.

        ``but``: cells that are being typed into: their writer has not seen what came since.
        """
        waiting = {*self.waiting_here, *but}
        if news.writes != self._writes:
            return None
        self.judge()
        keys: Collection[CellKey] = {*news.cells, *self._cells}
        theirs = {k: news.cells.get(k) for k in keys if news.cells.get(k) != self._cells.get(k)}
        theirs = {key: value for key, value in theirs.items() if key not in waiting}
        before = {key: self._cells.get(key) for key in theirs}
        mine = self.waiting_here  # decided here, and not on the server yet
        contested = {key: found for key, found in by_cell(news.conflicts).items() if key not in mine}
        contested.update((key, found) for key, found in self.contested.items() if key in mine)
        either = {*contested, *self.contested}
        marked = {key for key in either if contested.get(key) != self.contested.get(key)}
        self.revision = news.revision
        self.contested = contested
        self.take_reasons(news.reasons)
        saved = self._show(theirs, None, before)
        return replace(saved, touched=(*saved.touched, *marked), conflicts=tuple(contested))

    # -- what is on its way ----------------------------------------------------------------

    @property
    def waiting_here(self) -> frozenset[CellKey]:
        """Cells whose figures are on this computer and not in the office's database yet."""
        return self.delivery.waiting(self.key) if self.delivery is not None else frozenset()

    def delivered(self) -> tuple[Saved, tuple[KmmpError, ...]] | None:
        """What came of acts that were sent later; None where nothing came. Refusals are told."""
        if self.delivery is None:
            return None
        outcomes = self.delivery.collect(self.key)
        if not outcomes:
            return None
        refused: list[KmmpError] = []
        changed: list[CellKey] = []
        contested: list[CellKey] = []
        touched: set[CellKey] = set()
        self._writes += 1
        for done in outcomes:
            if isinstance(done, KmmpError):
                refused.append(done)
                continue
            if done.said is not None:
                self.conversation.arrived(done.said)
            saved = self._take_done(done, None, {})
            changed += saved.changed
            contested += saved.conflicts
            touched |= {*saved.touched, *done.written}
        at = self._clock.now()
        return Saved(at, tuple(changed), tuple(touched), {}, True, tuple(contested)), tuple(refused)


def _counts(value: CellValue | None) -> int:
    return 1 if value is not None and value.is_valid else 0
