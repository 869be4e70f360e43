"""Offices on a server of every released version: brought up once, after a proven and locked copy."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from released_offices import DUMPS, load, rows, tables
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from storage_fixtures import open_file

from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage import server_upgrade, upgrade
from kmmp_desktop.storage.connecting import is_encrypted, open_raw
from kmmp_desktop.storage.office_seal import office_seal
from kmmp_desktop.storage.tables import SCHEMA

OLDER = [dump for dump in DUMPS if dump.stem != SCHEMA]
LAST = OLDER[-1]
MARK = "hashtextextended('kmmp upgrade', 0)"


_KINDS = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :t"


def put_on_server(url: str, dump: Path, folder: Path) -> Engine:
    """What the released program of that version would have on a server: a row in every table."""
    engine = create_engine(url)
    upgrade.upgrade(engine, None, target=dump.stem)
    file = folder / f"{dump.stem}.db"
    load(file, dump, None)
    with closing(open_raw(file, None)) as source, engine.begin() as into:
        into.execute(text("SET session_replication_role = replica"))  # parents in any order
        for table in tables(source):
            if table == "alembic_version":
                continue
            kinds = dict(
                into.execute(
                    text(
                        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :t"
                    ),
                    {"t": table},
                ).all()
            )
            for row in rows(source, table):
                names = [column[1] for column in source.execute(f'PRAGMA table_info("{table}")')]
                values = {
                    f"v{n}": fit(value, kinds[name])
                    for n, (name, value) in enumerate(zip(names, row, strict=True))
                }
                said = ", ".join(f'"{name}"' for name in names)
                marks = ", ".join(f":{name}" for name in values)
                into.execute(text(f'INSERT INTO "{table}" ({said}) VALUES ({marks})'), values)
    return engine


def fit(value: Any, kind: str) -> Any:
    if value is not None and kind == "uuid":
        return UUID(bytes=value)
    if value is not None and kind == "smallint":
        return value % 1000
    return bool(value) if value is not None and kind == "boolean" else value


def everything(connection: Any, names: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for name in names:
        every = connection.execute(text(f'SELECT * FROM "{name}"'))
        found[name] = sorted((tuple(map(server_upgrade._plain, row)) for row in every), key=repr)
    return found


def names_of(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        )
        return sorted(name for (name,) in found if name != "alembic_version")


def upgraded(engine: Engine) -> int:
    """How often the log says that it was brought up to this very version."""
    said = "SELECT count(*) FROM audit WHERE action = 'upgraded' AND body LIKE :version"
    with engine.connect() as connection:
        return connection.execute(text(said), {"version": f'%"to":"{SCHEMA}"%'}).scalar_one()


@pytest.fixture
def old(server: Any, tmp_path: Path) -> Iterator[Engine]:
    engine = put_on_server(server(True), LAST, tmp_path)
    yield engine
    engine.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("dump", OLDER, ids=lambda dump: dump.stem)
def test_every_released_version_on_a_server_is_brought_up_after_a_locked_copy_of_every_value(
    server: Any, tmp_path: Path, dump: Path
) -> None:
    engine = put_on_server(server(True), dump, tmp_path)
    names = names_of(engine)
    with engine.connect() as connection:
        before = everything(connection, names)
    assert all(before.values())
    office = open_file(tmp_path / "home", url=url_of(engine))
    assert upgrade.version_of(office.engine) == SCHEMA
    copy = office.upgraded_from
    assert copy == tmp_path / "home" / f"office.before-{int(dump.stem) + 1:04}.db"
    assert [one.name for one in (tmp_path / "home").iterdir()] == [copy.name]
    assert is_encrypted(copy)
    assert b"Achieng" not in copy.read_bytes()
    with closing(open_raw(copy, office_seal(engine))) as kept:
        assert {name: sorted(map(tuple, rows(kept, name)), key=repr) for name in names} == {
            **before,
            "setting": sorted(map(tuple, rows(kept, "setting")), key=repr),  # the key was made on the way
        }
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [(dump.stem,)]
    assert upgraded(engine) == 1
    office.close()
    engine.dispose()


def test_two_computers_that_open_an_older_office_at_once_bring_it_up_once(
    old: Engine, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from kmmp_desktop.services.clock import SystemClock\n"
        "from kmmp_desktop.storage.home import open_home\n"
        "open_home(Path(sys.argv[1]), clock=SystemClock(), url=sys.argv[2]).close()"
    )
    homes = [tmp_path / name for name in ("one", "two")]
    with old.connect() as gate:
        gate.execute(text(f"SELECT pg_advisory_lock({MARK})"))
        started = [subprocess.Popen([sys.executable, "-c", code, str(home), url_of(old)]) for home in homes]
        try:
            wait_for(lambda: waiting(old) == 2, started)
        finally:
            gate.execute(text(f"SELECT pg_advisory_unlock({MARK})"))
            ended = [process.wait() for process in started]
    assert ended == [0, 0]
    assert upgrade.version_of(old) == SCHEMA
    assert upgraded(old) == 1
    assert len([file for home in homes for file in home.glob("*")]) == 1


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
                "WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted"
            )
        ).scalar_one()


def wait_for(done: Any, started: list[subprocess.Popen[bytes]]) -> None:
    while not done():
        assert all(process.poll() is None for process in started)
        time.sleep(0.02)


def test_two_computers_that_make_the_tables_at_once_make_them_once(server: Any, tmp_path: Path) -> None:
    url = server(True)
    engine = create_engine(url)
    code = (
        "import sys; from pathlib import Path\n"
        "from kmmp_desktop.storage.home import open_home\n"
        "open_home(Path(sys.argv[1]), clock=None, url=sys.argv[2]).close()"
    )
    with engine.connect() as gate:
        gate.execute(text(f"SELECT pg_advisory_lock({MARK})"))
        started = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), url]) for _ in "ab"]
        try:
            wait_for(lambda: waiting(engine) == 2, started)
        finally:
            gate.execute(text(f"SELECT pg_advisory_unlock({MARK})"))
            ended = [process.wait() for process in started]
    assert ended == [0, 0]
    assert upgrade.version_of(engine) == SCHEMA
    engine.dispose()


def unchanged(engine: Engine, before: dict[str, Any]) -> None:
    assert upgrade.version_of(engine) == LAST.stem
    with engine.connect() as connection:
        assert everything(connection, names_of(engine)) == before


def test_a_step_that_fails_leaves_the_server_as_it_was_and_the_copy_beside(
    old: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with old.connect() as connection:
        before = everything(connection, names_of(old))
    real = upgrade._step

    def half(connection: Any, *how: Any) -> None:
        real(connection, *how)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP TABLE cell")
            connection.exec_driver_sql("UPDATE nowhere SET a = 1")

    monkeypatch.setattr(upgrade, "_step", half)
    with pytest.raises(StorageError, match="as it was before"):
        open_file(tmp_path / "home", url=url_of(old))
    unchanged(old, before)


def test_where_the_copy_cannot_be_written_nothing_is_brought_up(old: Engine, tmp_path: Path) -> None:
    with old.connect() as connection:
        before = everything(connection, names_of(old))
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(StorageError):
        open_file(tmp_path / "home", url=url_of(old))
    unchanged(old, before)


def test_a_copy_that_lacks_a_row_is_not_taken_for_one(
    old: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with old.connect() as connection:
        before = everything(connection, names_of(old))
    real = server_upgrade._fill

    def lossy(connection: Any, file: Path, key: bytes) -> dict[str, int]:
        counts = real(connection, file, key)
        with closing(open_raw(file, key)) as into:
            into.execute("DELETE FROM presence WHERE 1" if LAST.stem >= "0005" else "DELETE FROM comment")
            into.commit()
        return counts

    monkeypatch.setattr(server_upgrade, "_fill", lossy)
    with pytest.raises(StorageError, match="not what lies on the server"):
        open_file(tmp_path / "home", url=url_of(old))
    unchanged(old, before)
    assert not list((tmp_path / "home").iterdir())


def test_nobody_writes_between_the_copy_and_the_steps(
    old: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = server_upgrade.copy_of, []

    def meddle(*given: Any) -> Path:
        copy = real(*given)
        with old.connect() as other:
            other.execute(text("SET lock_timeout = 50"))
            assert other.execute(text("SELECT count(*) FROM cell")).scalar_one()  # who reads goes on
            with pytest.raises(OperationalError) as refused:
                other.execute(text("UPDATE cell SET raw = 'meddled'"))
            tried.append(refused.value.orig.sqlstate)
        return copy

    monkeypatch.setattr(server_upgrade, "copy_of", meddle)
    open_file(tmp_path / "home", url=url_of(old)).close()
    assert tried == ["55P03"]
