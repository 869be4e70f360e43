"""A server that could not be reached a moment ago is not tried again by everybody who asks for it.

Each try may take seconds in a network that swallows what is sent. After one has failed, those that follow
within a moment fail at once, so that a window goes on while its thread for sending keeps trying.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Engine, event

PAUSE_S = 1.5
"""Shorter than the pause between two tries to send, so that those really try."""


class _Gone:
    """When connecting failed last, and with what."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.at = 0.0


def spare_a_gone_server(engine: Engine) -> None:
    """Make connections of ``engine`` fail at once for a moment after one has failed."""
    gone = _Gone()

    def connect(dialect: Any, _record: Any, args: Any, params: Any) -> Any:
        if gone.error is not None and time.monotonic() - gone.at < PAUSE_S:
            raise type(gone.error)(*gone.error.args)
        try:
            connection = dialect.connect(*args, **params)
        except Exception as error:
            gone.error, gone.at = error, time.monotonic()
            raise
        gone.error = None
        return connection

    event.listen(engine, "do_connect", connect)
