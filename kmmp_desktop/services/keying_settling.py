"""Settling a cell whose two keyings differ, with a written reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kmmp_desktop.domain.keying import Outcome
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.draft import storable
from kmmp_desktop.services.keying_session import record
from kmmp_desktop.services.open_return import OpenReturn, Saved
from kmmp_desktop.services.ports import UnitOfWork


def settle(opened: OpenReturn, key: CellKey, reason: str, *, second: bool) -> Saved | None:
    """Keep one of two keyings that differ; the reason becomes a comment at the cell.

    ``second``: the value of the second keying becomes the figure (the change is returned, to be
    undone like any other); else the figure stays.

    Raises:
        RefusedError: the keyings do not differ any more, or no reason is given.
        LockedError, StorageError: as for every act.
    """
    result = opened.apart.get(key)
    if result is None or key not in opened.keyed_apart:
        raise RefusedError("The two keyings of this cell do not differ any more.")
    said = storable(reason)
    if not said:
        raise RefusedError("Write why this value is right: both keyings are kept with the reason.")
    outcome = Outcome.FIRST_WRONG if second else Outcome.SECOND_WRONG

    def keep(work: UnitOfWork, revision: Revision, at: datetime) -> None:
        keying, stored = work.keyings.latest_results(revision.id)[key]
        settled = replace(stored, outcome=outcome, at=at)
        work.keyings.put_result(keying, settled)
        known = work.keyings.get(keying)
        assert known is not None
        record(work, revision, opened.person, known, [settled], reason=said)
        work.returns.add_comment(revision.id, key, said, opened.person.id, at)

    saved = None
    if second:
        saved = opened.correct(key, result.second, keep)
    else:
        opened.transact(keep, action=Action.KEY_AGAIN)
    del opened.apart[key]
    opened.conversation.read_again()
    return saved
