"""The log file tells where and what kind, and never whose or how many."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.logs import OURS, start_log, stop_log


@pytest.fixture
def log_text(tmp_path: Path) -> Iterator[object]:
    handler = start_log(tmp_path)
    yield lambda: paths.log_file(tmp_path).read_text("utf-8")
    stop_log(handler)
    assert not any(logging.getLogger(name).handlers for name in OURS)


def test_a_traceback_in_the_log_has_places_and_kinds_but_no_values(log_text: object) -> None:
    log = logging.getLogger("kmmp_desktop.storage")
    try:
        try:
            int("Achieng 4711")
        except ValueError as error:
            raise RefusedError("There is already somebody called {name}.", name="Otieno") from error
    except RefusedError:
        log.exception("a step failed")
    text = log_text()
    assert "a step failed" in text
    assert "unit/test_logs.py:" in text
    assert "ValueError" in text
    assert "RefusedError: There is already somebody called {name}." in text
    assert text.index("ValueError") < text.index("which led to") < text.index("RefusedError")
    assert "Achieng" not in text
    assert "Otieno" not in text
    assert "4711" not in text


def test_lines_carry_the_time_in_utc(log_text: object) -> None:
    logging.getLogger("ui").info("started")
    record = logging.makeLogRecord({"created": 0.5, "msecs": 500.0})
    formatter = logging.getLogger("ui").handlers[0].formatter
    assert formatter.formatTime(record) == "1970-01-01T00:00:00.500Z"
    assert " INFO " in log_text()
    assert "ui: started" in log_text()


def test_libraries_do_not_write_to_the_log(log_text: object) -> None:
    logging.getLogger("pyhanko").error("signer Achieng")
    assert "Achieng" not in log_text()


def test_a_home_that_takes_no_log_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    assert start_log(tmp_path) is None
    stop_log(None)


def test_the_log_is_turned_over_at_a_million_bytes_and_three_old_ones_are_kept(tmp_path: Path) -> None:
    handler = start_log(tmp_path)
    for _ in range(60):
        logging.getLogger("main").info("x" * 99_000)
    stop_log(handler)
    files = sorted(p.name for p in (tmp_path / "logs").iterdir())
    assert files == ["kmmp.log", "kmmp.log.1", "kmmp.log.2", "kmmp.log.3"]
    assert all(p.stat().st_size <= 1_000_000 for p in (tmp_path / "logs").iterdir())
