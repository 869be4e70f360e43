"""The time of the machine, as the Clock port wants it."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """UTC now, to the millisecond: what is stored and what is signed then agree."""

    def now(self) -> datetime:
        moment = datetime.now(UTC)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
