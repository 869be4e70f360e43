"""Databases of other versions: brought up with a copy first, or refused; never lost."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from storage_fixtures import C02, furnish, number, open_file, save_cell

from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.storage.tables import METADATA, SCHEMA
from kmmp_desktop.storage.upgrade import configuration, upgrade, version_of

SHIPPED = Path(configuration().get_main_option("script_location"))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_office(request: pytest.FixtureRequest, tmp_path: Path) -> OfficeHome:
    """An office made by the migrations from nothing."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("server")(True)
    office = open_file(tmp_path, url=url)
    yield office
    office.close()


def steps_with(folder: Path, body: str) -> Path:
    """The shipped migrations and one more that is not released."""
    steps = folder / "migrations"
    (steps / "versions").mkdir(parents=True)
    (steps / "env.py").write_text((SHIPPED / "env.py").read_text())
    for file in (SHIPPED / "versions").glob("v*.py"):
        (steps / "versions" / file.name).write_text(file.read_text())
    (steps / "versions" / "v9000_next.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = '9000'\ndown_revision = '{SCHEMA}'\n\n"
        f"def upgrade():\n{body}"
    )
    return steps


def cells_of(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT element, category, number FROM cell").fetchall()


def filled(home: Path) -> OfficeHome:
    office = open_file(home)
    save_cell(office, furnish(office).id, number(14))
    return office


def test_the_migrations_make_exactly_the_tables_the_program_works_with(new_office: OfficeHome) -> None:
    with new_office.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_version_the_program_says() -> None:
    script = ScriptDirectory.from_config(configuration())
    assert script.get_current_head() == SCHEMA
    assert [s.revision for s in script.walk_revisions()] == [f"{n:04}" for n in range(int(SCHEMA), 0, -1)]


def test_values_lie_in_tables_without_a_hidden_row_number(tmp_path: Path) -> None:
    open_file(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "office.db")) as connection:
        made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    assert "WITHOUT ROWID" in made["cell"]
    assert "WITHOUT ROWID" in made["audit"]


def test_a_new_office_has_the_newest_version_and_no_copy_beside_it(tmp_path: Path) -> None:
    office = open_file(tmp_path)
    assert version_of(office.engine) == SCHEMA
    assert office.upgraded_from is None
    office.close()
    assert [p.name for p in tmp_path.iterdir()] == ["office.db"]


def test_opening_again_takes_no_step_and_imports_no_alembic(tmp_path: Path) -> None:
    open_file(tmp_path).close()
    code = (
        "import sys; from pathlib import Path; from datetime import datetime\n"
        "from kmmp_desktop.storage.home import open_home\n"
        "office = open_home(Path(sys.argv[1]), clock=None)\n"
        "with office.work() as work: assert work.facilities.count() == 0\n"
        "assert not {'alembic', 'sqlalchemy.orm'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)


def test_a_step_keeps_the_values_and_a_copy_of_what_was_before(tmp_path: Path) -> None:
    office = filled(tmp_path)
    steps = steps_with(
        tmp_path / "steps",
        (
            "    with op.batch_alter_table('revision') as t:\n"
            "        t.add_column(sa.Column('colour', sa.Text(), nullable=False, server_default='green'))\n"
            "        t.alter_column('short_code', new_column_name='code')\n"
        ),
    )
    copy = upgrade(office.engine, SCHEMA, steps=steps)
    assert copy == tmp_path / f"office.before-{int(SCHEMA) + 1:04}.db"
    assert version_of(office.engine) == "9000"
    with office.engine.connect() as connection:
        assert connection.execute(text("SELECT colour, code FROM revision")).all() == [("green", "")]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    office.close()
    assert cells_of(copy) == cells_of(tmp_path / "office.db") == [(*C02, 14.0)]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(SCHEMA,)]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize(
    "failing",
    [
        "    op.drop_table('reason')\n    op.execute('UPDATE nowhere SET a = 1')\n",
        "    op.drop_table('cell')\n    op.execute('INSERT INTO person VALUES (1)')\n",
        '    op.execute("DELETE FROM cell")\n    op.execute("UPDATE revision SET \\"return\\" = 99")\n',
    ],
)
def test_a_step_that_fails_leaves_the_office_as_it_was(tmp_path: Path, failing: str) -> None:
    """The last one breaks a foreign key, which only the check at the end can see."""
    office = filled(tmp_path)
    with pytest.raises(StorageError, match="as it was before") as failed:
        upgrade(office.engine, SCHEMA, steps=steps_with(tmp_path / "steps", failing))
    assert "office.db" in str(failed.value)
    assert version_of(office.engine) == SCHEMA
    assert cells_of(tmp_path / "office.db") == [(*C02, 14.0)]
    assert cells_of(tmp_path / f"office.before-{int(SCHEMA) + 1:04}.db") == [(*C02, 14.0)]
    with office.work() as work:
        assert work.facilities.count() == 1
    office.close()


def test_a_step_that_fails_on_a_server_leaves_it_as_it_was(server: object, tmp_path: Path) -> None:
    office = open_file(tmp_path, url=server(False))
    save_cell(office, furnish(office).id, number(14))
    steps = steps_with(
        tmp_path / "steps", "    op.drop_table('cell')\n    op.execute('UPDATE nowhere SET a = 1')\n"
    )
    with pytest.raises(StorageError, match="as it was before"):
        upgrade(office.engine, SCHEMA, steps=steps)
    with office.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM cell")).scalar() == 1
    office.close()


def test_an_upgrade_waits_for_its_turn_and_is_said_when_it_does_not_come(tmp_path: Path) -> None:
    office = filled(tmp_path)
    office.close()
    office = open_file(tmp_path, busy_timeout_ms=50)
    with closing(sqlite3.connect(tmp_path / "office.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="Another program is writing"):
            upgrade(office.engine, SCHEMA, steps=steps_with(tmp_path / "steps", "    pass\n"))
    assert version_of(office.engine) == SCHEMA
    office.close()


def test_an_office_of_a_version_nobody_knows_is_left_as_it_was_with_a_copy(tmp_path: Path) -> None:
    office = filled(tmp_path)
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    office.close()
    with pytest.raises(StorageError, match="as it was before"):  # no step leads away from 0000
        open_file(tmp_path)
    assert cells_of(tmp_path / "office.before-0001.db") == [(*C02, 14.0)]


def test_a_newer_office_is_refused_with_both_versions_and_left_alone(tmp_path: Path) -> None:
    office = filled(tmp_path)
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0042'"))
    office.close()
    before = (tmp_path / "office.db").read_bytes()
    with pytest.raises(StorageError) as refused:
        open_file(tmp_path)
    assert "version is 0042" in str(refused.value)
    assert f"versions up to {SCHEMA}" in str(refused.value)
    assert "Install the newer program" in str(refused.value)
    assert (tmp_path / "office.db").read_bytes() == before
    assert not list(tmp_path.glob("*.before-*"))


def test_programs_that_make_the_office_at_once_end_up_with_one(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from kmmp_desktop.storage.home import open_home\n"
        "office = open_home(Path(sys.argv[1]), clock=None)\n"
        "with office.work() as work:\n"
        "    work.settings.put(sys.argv[2], 'here'); work.commit()\n"
        "office.close()"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in "abc"]
    assert [process.wait() for process in started] == [0, 0, 0]
    office = open_file(tmp_path)
    with office.work() as work:
        assert [work.settings.get(name) for name in "abc"] == ["here"] * 3
    office.close()
    assert [p.name for p in tmp_path.iterdir()] == ["office.db"]


def test_every_released_database_opens_and_keeps_its_values(tmp_path: Path) -> None:
    """Databases as released programs wrote them lie in ``released``, one SQL dump a version."""
    dumps = sorted((Path(__file__).parent / "released").glob("*.sql"))
    assert [d.stem for d in dumps][-1] == SCHEMA
    for dump in dumps:
        home = tmp_path / dump.stem
        home.mkdir()
        with closing(sqlite3.connect(home / "office.db")) as connection:
            connection.executescript(dump.read_text("utf-8"))
        office = open_file(home)
        with office.work() as work:
            [facility] = work.facilities.all()
            [revision] = work.returns.in_month("KMMP_MFR", Period(2026, 11))
            assert facility.mfl == revision.key.facility
            assert {
                str(k): (v.kind.value, v.value, v.raw) for k, v in work.returns.cells(revision.id).items()
            } == {
                "KM_C02[ANC]": ("number", 14, "14"),
                "KM_C03": ("number", 62.5, "62.50"),
                "KM_C15": ("missing", "NR", "NR"),
                "KM_T01": ("text", "Neno la Kiswahili ½", "Neno la Kiswahili ½"),
                "KM_X01": ("invalid", None, "1o"),
            }
            assert work.audit.first_broken(str(revision.id)) is None
            assert work.returns.reasons(revision.id)["W302"].by == "Achieng Odhiambo"
        office.close()


def test_comments_of_before_threads_become_one_thread_a_cell(tmp_path: Path) -> None:
    dump = Path(__file__).parent / "released" / "0001.sql"
    with closing(sqlite3.connect(tmp_path / "office.db")) as connection:
        connection.executescript(dump.read_text("utf-8"))
        connection.executemany(
            'INSERT INTO comment (revision, element, category, text, "by", at) '
            "SELECT id, 'KM_C02', ?, ?, changed_by, 7 FROM revision",
            [("ANC", "one"), ("PN", "elsewhere"), ("ANC", "two")],
        )
        connection.commit()
    office = open_file(tmp_path)
    with office.work() as work:
        [revision] = work.returns.in_month("KMMP_MFR", Period(2026, 11))
        threads = work.returns.threads(revision.id)
        assert {(t.key.category, tuple(c.text for c in t.comments), t.question) for t in threads} == {
            ("ANC", ("one", "two"), False),
            ("PN", ("elsewhere",), False),
        }
    office.close()


def test_comments_on_a_server_become_threads_too(server: object, tmp_path: Path) -> None:
    office = open_file(tmp_path, url=server(True))
    engine = office.engine
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            table.drop(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    upgrade(engine, None, target="0001")
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO facility VALUES ('13667', 'Kisumu', '', '', '', '', '', TRUE)",
            "INSERT INTO return (family, facility, period) VALUES ('F', '13667', 202611)",
            "INSERT INTO revision SELECT '00000000-0000-0000-0000-000000000007', id, 1, 'draft', '1', '', "
            "'[]', 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, 'en', 0, 0, 0, 0, '' FROM return",
            'INSERT INTO comment (revision, element, category, text, "by", at) SELECT '
            "id, 'KM_C02', 'ANC', 'said', id, 1 FROM revision",
        ):
            connection.execute(text(statement))
    upgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.execute(
            text("SELECT t.element, c.text FROM comment c JOIN thread t ON t.id = c.thread")
        ).all() == [("KM_C02", "said")]
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    with engine.begin() as connection:  # the numbers of new comments go on
        more = "INSERT INTO comment (thread, text, \"by\", at) SELECT id, 'again', id, 2 FROM thread"
        connection.execute(text(more))
    office.close()
