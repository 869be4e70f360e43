"""What the database knows of returns beside their figures, for the measures of data quality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, bindparam, func, select

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.quality import Reasons, Receipt, Returns
from kmmp_desktop.storage.tables import REASON, RETURN, REVISION
from kmmp_desktop.storage.transaction import Transaction

_LATER = REVISION.alias("later")
_MONTHS = (
    RETURN.c.family == bindparam("in_family"),
    RETURN.c.period >= bindparam("in_start"),
    RETURN.c.period <= bindparam("in_end"),
)
_FIRST = select(func.min(RETURN.c.period)).where(RETURN.c.family == bindparam("in_family"))
_RECEIPTS = (
    select(RETURN.c.facility, RETURN.c.period, REVISION.c.state, REVISION.c.submitted_at)
    .join(REVISION, REVISION.c["return"] == RETURN.c.id)
    .where(*_MONTHS)
    .order_by(REVISION.c.number)
)
_REASONS = (
    select(RETURN.c.facility, RETURN.c.period, REASON.c.subject, REASON.c.text)
    .join(REVISION, REVISION.c["return"] == RETURN.c.id)
    .join(REASON, REASON.c.revision == REVISION.c.id)
    .where(
        *_MONTHS,
        RETURN.c.facility >= bindparam("in_from"),
        RETURN.c.facility <= bindparam("in_to"),
        REVISION.c.number
        == select(func.max(_LATER.c.number)).where(_LATER.c["return"] == RETURN.c.id).scalar_subquery(),
    )
)


class SqlQualityRecords:
    """Implements ``services.quality.QualityRecords``; each answer is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def first_month(self, family: str) -> Period | None:
        db = Transaction(self._engine)
        try:
            month = db.read(_FIRST, {"in_family": family}).scalar()
        finally:
            db.close()
        return None if month is None else _period(month)

    def receipts(self, family: str, first: Period, last: Period) -> Returns:
        found: dict[tuple[str, Period], Receipt] = {}
        db = Transaction(self._engine)
        try:
            for mfl, month, state, sent_at in db.read(_RECEIPTS, _asked(family, first, last)):
                key = mfl, _period(month)
                found[key] = _also(found.get(key), State(state), sent_at)
        finally:
            db.close()
        return found

    def reasons(self, family: str, first: Period, last: Period, facilities: Sequence[str]) -> Reasons:
        found: dict[tuple[str, Period], dict[str, str]] = {}
        if not facilities:
            return found
        values = {**_asked(family, first, last), "in_from": min(facilities), "in_to": max(facilities)}
        db = Transaction(self._engine)
        try:
            for mfl, month, subject, text in db.read(_REASONS, values):
                if text and text.strip():
                    found.setdefault((mfl, _period(month)), {})[subject] = text
        finally:
            db.close()
        return found


def _also(before: Receipt | None, state: State, sent_at: datetime | None) -> Receipt:
    """What is known of a return when a later revision is looked at too."""
    counts = sent_at if state is not State.RECALLED else None  # what was taken back was not sent
    sent = [moment for moment in (before.sent_at if before else None, counts) if moment is not None]
    return Receipt(
        has_left=(before is not None and before.has_left) or state.has_left,
        sent_at=min(sent, default=None),
        completed=(before is not None and before.completed) or state.is_locked,
        asks_reasons=state.is_locked and state is not State.BROUGHT_IN,
    )


def _asked(family: str, first: Period, last: Period) -> dict[str, object]:
    return {"in_family": family, "in_start": int(str(first)), "in_end": int(str(last))}


def _period(month: int) -> Period:
    return Period(*divmod(month, 100))
