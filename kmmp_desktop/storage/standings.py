"""Where the returns of many months stand, and nothing else of them: a worklist looks at thousands."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam, select

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.amendment_ports import Standing
from kmmp_desktop.storage.tables import RETURN, REVISION
from kmmp_desktop.storage.transaction import Transaction

_STANDINGS = (
    select(RETURN.c.facility, RETURN.c.period, REVISION.c.number, REVISION.c.state, REVISION.c.id)
    .join(REVISION, REVISION.c["return"] == RETURN.c.id)
    .where(
        RETURN.c.family == bindparam("in_family"),
        RETURN.c.period >= bindparam("in_start"),
        RETURN.c.period <= bindparam("in_end"),
    )
)


def standings(
    db: Transaction, family: str, start: Period, end: Period, named: Collection[UUID]
) -> dict[str, dict[Period, Standing]]:
    """See ``amendment_ports.AmendmentRepository``."""
    rows = db.read_plain(
        _STANDINGS, {"in_family": family, "in_start": int(str(start)), "in_end": int(str(end))}
    )
    ids = {one.bytes if db.dialect == "sqlite" else one: one for one in named}
    plain = {state.value: Standing(state) for state in State}
    months: dict[int, Period] = {}
    newest: dict[tuple[str, int], int] = {}
    found: dict[str, dict[Period, Standing]] = {}
    for facility, month, number, state, revision in rows:
        if number > 1 or (facility, month) in newest:  # few returns have a second revision
            if newest.get((facility, month), 0) > number:
                continue
            newest[facility, month] = number
        period = months.get(month) or months.setdefault(month, Period.parse(str(month)))
        own = ids.get(revision)
        standing = plain[state] if own is None else Standing(State(state), own)
        found.setdefault(facility, {})[period] = standing
    return found
