"""A network that swallows everything: who paints is told, and goes on once the server answers again."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from storage_fixtures import server

from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage import reaching
from kmmp_desktop.storage.database import server_engine
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.storage.reaching import spare_the_window

__all__ = ["server"]


class Network:
    """Between a program and its server; ``swallows``: what is sent arrives nowhere, and nothing breaks."""

    def __init__(self, to: Path) -> None:
        self._to, self.open = to, threading.Event()
        self.open.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._ends: list[socket.socket] = [self._door]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                here, _ = self._door.accept()
            except OSError:
                return
            there = socket.socket(socket.AF_UNIX)
            there.connect(str(self._to))
            self._ends += [here, there]
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                self.open.wait()
                target.sendall(data)
        except OSError:
            return
        finally:
            for end in (source, target):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.open.set()
        for end in self._ends:
            end.close()


@pytest.fixture
def network(server: Any) -> Iterator[tuple[Network, str]]:
    url = make_url(server(False))
    made = Network(Path(str(url.query["host"])) / ".s.PGSQL.5432")
    address = url.set(host="127.0.0.1", port=made.port, query={"sslmode": "disable", "gssencmode": "disable"})
    yield made, address.render_as_string(hide_password=False)
    made.close()


def test_a_silent_server_is_told_to_who_paints_and_read_again_once_it_answers(
    network: tuple[Network, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    between, url = network
    office = OfficeHome(server_engine(url, busy_timeout_ms=2000))
    spare_the_window(office.engine)
    with office.work() as work:
        assert work.facilities.count() == 0
    between.open.clear()
    monkeypatch.setattr(reaching, "PATIENCE_S", 1.5)
    for _ in range(3):  # the first waits a moment, the others do not
        with pytest.raises(StorageError, match="does not answer"), office.work():
            pass
    between.open.set()
    while True:  # as the window does with its next step
        try:
            with office.work() as work:
                assert work.facilities.count() == 0
            break
        except StorageError:
            continue
    office.close()
