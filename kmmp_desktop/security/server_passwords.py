"""The password of the office's server: from the environment or the computer's keyring, in no file of ours."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping

from kmmp_desktop.security.wrapping import system_backend
from kmmp_desktop.services.connection_file import Connection

ENVIRONMENT = "KMMP_DATABASE_PASSWORD"
_SERVICE = "KMMP Desktop database {place}"

log = logging.getLogger(__name__)


class ServerPasswords:
    """See ``server_office.Passwords``. What was typed is known until the program ends, keyring or not."""

    def __init__(self, environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
        self._environ, self._platform = environ, platform
        self._typed: dict[str, str] = {}

    def __repr__(self) -> str:
        return "ServerPasswords()"

    def find(self, connection: Connection) -> str:
        given = self._environ.get(ENVIRONMENT) or self._typed.get(connection.url)
        if given:
            return given
        try:
            kept = system_backend(self._platform).get_password(_service(connection), connection.user)
        except Exception as error:  # noqa: BLE001 - every backend has kinds of its own
            log.info("no keyring: %s", type(error).__name__)
            return ""
        return str(kept or "")

    def keep(self, connection: Connection, password: str) -> bool:
        self._typed[connection.url] = password
        if self._environ.get(ENVIRONMENT):
            return True
        try:
            system_backend(self._platform).set_password(_service(connection), connection.user, password)
        except Exception as error:  # noqa: BLE001 - as above
            log.info("the password was not kept: %s", type(error).__name__)
            return False
        return True

    def forget(self, connection: Connection) -> None:
        self._typed.pop(connection.url, None)
        try:
            system_backend(self._platform).delete_password(_service(connection), connection.user)
        except Exception as error:  # noqa: BLE001 - as above; perhaps there was none
            log.info("no password was forgotten: %s", type(error).__name__)


def _service(connection: Connection) -> str:
    return _SERVICE.format(place=connection.place)
