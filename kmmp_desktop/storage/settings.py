"""Small facts by name in the database."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from kmmp_desktop.storage.ready import Ready
from kmmp_desktop.storage.tables import SETTING
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_GET = Ready(select(SETTING.c.value).where(SETTING.c.name == bindparam("in_name")))
_PUT = replacing(SETTING)


class SqlSettings:
    """See ``ports.SettingRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def get(self, name: str) -> str | None:
        value: str | None = self._db.read(_GET, {"in_name": name}).scalar()
        return value

    def put(self, name: str, value: str) -> None:
        self._db.write(_PUT[self._db.dialect], {"name": name, "value": value})
