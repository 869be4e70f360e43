"""Connections end with their office, also those that a thread still has when it is closed.

SQLAlchemy gives such a connection back to a pool that nobody uses any more, and it stays open there until
Python's cleaning comes round. Until then the file counts as in use: it cannot be encrypted anew or put aside,
and its write-ahead log is not folded in.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event

_TURN = "kmmp_turn"


class _Ends:
    """Which connections of an engine are kept when they are given back."""

    def __init__(self) -> None:
        self.turn = 0
        self.over = False

    def made(self, _connection: Any, record: Any) -> None:
        record.info[_TURN] = self.turn

    def given_back(self, _connection: Any, record: Any) -> None:
        if self.over or record.info.get(_TURN) != self.turn:
            record.close()


def watch_ends(engine: Engine) -> None:
    """Make ``end_connections`` work for this engine; called once, before the first connection."""
    ends = _Ends()
    engine.update_execution_options(**{_TURN: ends})
    event.listen(engine, "connect", ends.made)
    event.listen(engine, "checkin", ends.given_back)


def end_connections(engine: Engine, *, for_good: bool = False) -> None:
    """Close every connection: idle ones now, others the moment a thread gives them back.

    ``for_good``: so too those that a thread that is still at work makes from now on.
    """
    ends: _Ends = engine.get_execution_options()[_TURN]
    ends.turn += 1
    ends.over = ends.over or for_good
    engine.dispose()
