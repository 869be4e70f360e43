"""The office of a folder, moved to an empty database of a real server."""

from __future__ import annotations

from pathlib import Path

from office_fixtures import Office, open_copy

from kmmp_desktop.services.connection_file import read_address, write_connection
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.storage.servers import SqlServers


def on_server(office: Office, url: str) -> Office:
    """The same office, working on the server from now on."""
    office.store.close()
    return moved(office.home, url, office.clock)


def moved(home: Path, url: str, clock: SetClock) -> Office:
    connection = read_address(url)[0]
    SqlServers().move(url, home, lambda *_: None, lambda: write_connection(home, connection))
    office = open_copy(home, clock)
    delivery = office.services.entry.delivery
    assert delivery is not None
    delivery.patience = 60  # a busy machine: what is written is on the server before the test goes on
    return office
