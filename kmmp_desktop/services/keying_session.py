"""One second keying as it is being done: blind, every cell on disk before it is acknowledged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.keying import Keying, Outcome, Result, judge, same
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey, CellValue, read_cell
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import UnitOfWork

CELL, FINISHED = "second keying cell", "second keying finished"
"""Actions of the audit chain of a revision."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """What a typed value did. ``outcome`` is ``None`` where nothing was typed and nothing is known
    to be blank: the cell waits. ``at`` is when the commit had returned."""

    outcome: Outcome | None
    at: datetime | None = None


class SecondKeying:
    """The cells of one second keying, and what has come of each. Tells no figure of the first keying.

    ``reopen`` reads the return anew, ``blind`` makes an empty one like it; ``results`` is live. A
    ``StorageError`` leaves everything as it was.
    """

    def __init__(
        self,
        keying: Keying,
        results: dict[CellKey, Result],
        reopen: Callable[[], OpenReturn],
        blind: Callable[[OpenReturn], OpenReturn],
        at: CellKey | None = None,
        draft: str = "",
    ) -> None:
        self.keying = keying
        self.cells = tuple(chosen.key for chosen in keying.cells)
        self.results = results
        self._order = {key: number for number, key in enumerate(self.cells)}
        self._reopen = reopen
        self._opened = reopen()
        self.blind = blind(self._opened)
        """The same form and facility with no figure, no earlier month, no finding: what may be shown."""
        self.resumed_at, self.draft = at, draft
        """The cell where the program stopped, and what was half typed there."""

    # -- what it is ------------------------------------------------------------------------

    @property
    def form(self) -> Form:
        return self._opened.form

    @property
    def person(self) -> Person:
        return self._opened.person

    @property
    def opened(self) -> OpenReturn:
        """The return itself: for names and places, never to be shown while the keying goes on."""
        return self._opened

    @property
    def is_finished(self) -> bool:
        return self.keying.finished_at is not None

    def outcome(self, key: CellKey) -> Outcome | None:
        result = self.results.get(key)
        return result.outcome if result else None

    def typed(self, key: CellKey) -> CellValue | None:
        """What stands in the cell of this second keying: empty again while it is asked once more."""
        result = self.results.get(key)
        return result.second if result and result.outcome is not Outcome.ASKED else None

    def asks(self, key: CellKey) -> bool:
        """Whether the cell is keyed again at all."""
        return key in self._order

    def may_key(self, key: CellKey) -> bool:
        outcome = self.outcome(key)
        return key in self._order and (outcome is None or not outcome.is_settled)

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results.values())

    @property
    def done(self) -> int:
        """Cells that are settled or left open."""
        return sum(result.outcome is not Outcome.ASKED for result in self.results.values())

    def next_after(self, key: CellKey | None) -> CellKey | None:
        """The next cell of the paper that has not been keyed, from the start again after the last one."""
        here = self._order.get(key, -1) if key is not None else -1
        waiting = [k for k in self.cells if self.outcome(k) in (None, Outcome.ASKED) and k != key]
        return next((k for k in waiting if self._order[k] > here), waiting[0] if waiting else None)

    def step(self, key: CellKey, by: int) -> CellKey | None:
        """The next (1) or previous (-1) cell that may be keyed, also one that was left open."""
        number = self._order.get(key, 0) + by
        while 0 <= number < len(self.cells):
            if self.may_key(self.cells[number]):
                return self.cells[number]
            number += by
        return None

    # -- keying ----------------------------------------------------------------------------

    def key_in(self, key: CellKey, text: str, *, blank: bool = False) -> Keyed:
        """Take what was typed into a cell; see ``domain.keying.judge`` for the rule.

        An empty text agrees with a blank cell; anywhere else it is a slip of Enter and counts for
        nothing, unless ``blank`` says that the paper is blank there.

        Raises:
            LockedError: the return may not be changed now.
            RefusedError: the cell has been settled, or the keying is finished.
            StorageError: nothing was written.
        """
        self._refuse(key)
        element = self.form.elements[key.element]
        typed = read_cell(text, element.type, element.limits)
        before = self._before(key)
        if typed is None and not blank and before.first is not None:
            return Keyed(None)
        outcome = judge(before.first, typed, before)
        result = replace(before, second=typed, tries=before.tries + 1, outcome=outcome)

        def keep(work: UnitOfWork, revision: Revision, at: datetime) -> None:
            work.returns.put_cells(revision.id, {key: typed}, self.person.id, at, keying=2)
            self._put(work, revision, replace(result, at=at))

        opened = self._opened
        if outcome is Outcome.FIRST_WRONG:
            opened.correct(key, typed, keep)
        else:
            opened.transact(keep, action=Action.KEY_AGAIN)
        assert opened.last_saved is not None
        self.results[key] = replace(result, at=opened.last_saved)
        return Keyed(outcome, opened.last_saved)

    def leave_open(self, key: CellKey) -> datetime:
        """Leave a cell unsettled, with the value that was typed last, if any."""
        self._refuse(key)
        result = replace(self._before(key), outcome=Outcome.OPEN)
        self._opened.transact(
            lambda work, revision, at: self._put(work, revision, replace(result, at=at)),
            action=Action.KEY_AGAIN,
        )
        assert self._opened.last_saved is not None
        self.results[key] = replace(result, at=self._opened.last_saved)
        return self._opened.last_saved

    def finish(self) -> datetime:
        """End it: cells that wait for a value are left open, and their keyings can be seen from now on."""
        self._refuse_finished()
        waiting = [r for r in self.results.values() if r.outcome is Outcome.ASKED]

        def keep(work: UnitOfWork, revision: Revision, at: datetime) -> Keying:
            for result in waiting:
                self._put(work, revision, replace(result, outcome=Outcome.OPEN, at=at))
            work.keyings.finish(self.keying.id, at)
            body = {"keying": str(self.keying.id), "cells": len(self.cells)}
            work.audit.append(str(revision.id), at, self.person.id, FINISHED, body)
            work.settings.put(standing_name(self.person), "")
            return replace(self.keying, finished_at=at)

        self.keying = self._opened.transact(keep, action=Action.KEY_AGAIN)
        for result in waiting:
            self.results[result.key] = replace(result, outcome=Outcome.OPEN)
        assert self._opened.last_saved is not None
        return self._opened.last_saved

    # -- where one stands ------------------------------------------------------------------

    def remember(self, key: CellKey, draft: str) -> None:
        """Keep the current cell and what is half typed in it, for the next start."""
        place = {"keying": self.keying.id.hex, "element": key.element, "category": key.category}
        with self._opened.reading() as work:
            work.settings.put(standing_name(self.person), json.dumps({**place, "draft": draft}))
            work.commit()

    def leave(self) -> None:
        """Left properly: the next start need not come back to it. It can be gone on with."""
        with self._opened.reading() as work:
            work.settings.put(standing_name(self.person), "")
            work.commit()

    # -- inside ----------------------------------------------------------------------------

    def _refuse(self, key: CellKey) -> None:
        self._refuse_finished()
        if key not in self._order:
            raise NotFoundError("There is no cell {cell} to enter in this form.", cell=key)
        if not self.may_key(key):
            raise RefusedError("This cell has been keyed a second time already.")

    def _refuse_finished(self) -> None:
        if self.is_finished:
            raise RefusedError("This second keying is finished.")

    def _before(self, key: CellKey) -> Result:
        """What has come of the cell so far; nothing where its figure has changed since."""
        revision = self._opened.revision
        assert revision is not None
        with self._opened.reading() as work:
            first = work.returns.cells(revision.id).get(key)
            by = work.keyings.keyed_by(revision.id, key)
        if first != self._opened.value(key):
            self._opened = self._reopen()
        before = self.results.get(key)
        if before is None or not same(before.first, first):
            before = Result(key, first, None, 0, Outcome.OPEN, self.keying.started_at, by)
        return before

    def _put(self, work: UnitOfWork, revision: Revision, result: Result) -> None:
        work.keyings.put_result(self.keying.id, result)
        if result.outcome is not Outcome.ASKED:
            record(work, revision, self.person, self.keying, [result])


def record(
    work: UnitOfWork,
    revision: Revision,
    person: Person,
    keying: Keying,
    results: Iterable[Result],
    **more: object,
) -> None:
    """Append what came of cells to the audit chain of the revision."""
    for result in results:
        body = {
            "keying": str(keying.id),
            "cell": str(result.key),
            "outcome": result.outcome.value,
            "first": encode_cell(result.first),
            "second": encode_cell(result.second),
            "tries": result.tries,
            **more,
        }
        work.audit.append(str(revision.id), result.at, person.id, CELL, body)


def standing_name(person: Person) -> str:
    """Name of the setting that holds where a person stopped in a second keying."""
    return f"second keying {person.id}"
