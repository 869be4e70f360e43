"""A server that could not be reached a moment ago is not tried again by everybody who asks for it.

Each try may take seconds in a network that swallows what is sent. After one has failed, those that follow
within a moment fail at once, so that a window goes on while its thread for sending keeps trying. The thread
that paints never tries itself: another one does, and it waits for that a moment at most.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from sqlalchemy import Connection, Engine, event

from kmmp_desktop.storage.faults import no_answer

PAUSE_S = 1.5
"""Shorter than the pause between two tries to send, so that those really try."""


PATIENCE_S = 1.5
"""How long the thread that paints waits for a server it has heard of; then hardly at all."""
_SHORT_S = 0.1
_WINDOW = "kmmp_window"
"""Execution option of an engine whose program paints: its ``_Window``."""


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


def spare_the_window(engine: Engine) -> None:
    """The thread that paints is not held up by a server that does not answer."""
    engine.update_execution_options(**{_WINDOW: _Window(engine)})


def reach(engine: Engine) -> Connection:
    """A connection of the engine. Raises StorageError where the painting thread would have to wait."""
    window: _Window | None = engine.get_execution_options().get(_WINDOW)
    if window is None:
        return engine.connect()
    if threading.current_thread() is threading.main_thread():
        return window.connect()
    connection = engine.connect()
    window.silent = False
    return connection


class _Window:
    """Tries for the thread that paints; one at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._trying: _Try | None = None
        self.silent = False
        """Whether the last try brought no answer in time."""

    def connect(self) -> Connection:
        if self._trying is not None and not self._trying.ended.is_set():
            raise no_answer()  # the one before still waits
        self._trying = _Try(self._engine)
        connection = self._trying.wait(_SHORT_S if self.silent else PATIENCE_S)
        self.silent = connection is None
        if connection is None:
            raise no_answer()
        return connection


class _Try:
    """One connection, made in a thread of its own. Who has given up on it need not close it."""

    def __init__(self, engine: Engine) -> None:
        self.ended = threading.Event()
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._error: Exception | None = None
        self._left = False
        threading.Thread(target=self._run, args=(engine,), name="reaching", daemon=True).start()

    def _run(self, engine: Engine) -> None:
        connection, error = None, None
        try:
            connection = engine.connect()
        except Exception as failed:  # noqa: BLE001  # raised again where it is waited for
            error = failed
        with self._lock:
            self._connection, self._error = connection, error
            if self._left and connection is not None:
                connection.close()
            self.ended.set()

    def wait(self, seconds: float) -> Connection | None:
        """The connection; None where there was no answer. Raises what connecting has raised."""
        self.ended.wait(seconds)
        with self._lock:
            if self._error is not None:
                raise self._error
            self._left = self._connection is None
            return self._connection
