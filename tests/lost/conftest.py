"""An office to be cut off in, and the room whose processes are killed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from entry_office import Office, history
from lost.room import Room


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a year of history and nothing typed for the month."""
    home = tmp_path_factory.mktemp("killed") / "home"
    office = Office(home)
    office.settle()
    history(office)
    office.close()
    return home


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    opened = Room(tmp_path_factory.mktemp("room"))
    yield opened
    opened.close()


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """A folder of its own for each test."""
    shutil.copytree(template, tmp_path / "home")
    return tmp_path / "home"
