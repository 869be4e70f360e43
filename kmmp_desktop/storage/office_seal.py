"""The key that locks what an office on a server keeps on its computers; it lies on the server alone.

A folder that was copied off a laptop opens nothing: the key comes with the connection, whose password is in
the keyring of the computer and in no file. Whoever connects has it before anybody signs in, so what a killed
program left behind is delivered at the next start, and no changed passphrase can lock it away.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, text

from kmmp_desktop.storage.database import name_of
from kmmp_desktop.storage.faults import border

NAME = "office.seal"
"""Of the setting; 64 hex digits, and after it those of earlier servers. It goes into every backup, which is
sealed itself."""
_READ = text("SELECT value FROM setting WHERE name = :name")
_DROP = text("DELETE FROM setting WHERE name = :name")
_DROP_UNUSED = text(
    "DELETE FROM setting WHERE name = :name AND NOT EXISTS (SELECT 1 FROM person) "
    "AND NOT EXISTS (SELECT 1 FROM office)"
)
_MAKE = text("INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")


def office_seal(engine: Engine) -> bytes:
    """The key (32 bytes), made where the office has none yet; two computers at once get the same."""
    with border(name_of(engine)), engine.begin() as connection:
        return seal_in(connection)


def seal_in(connection: Connection) -> bytes:
    """As ``office_seal``, in the transaction of ``connection``."""
    found = seals_in(connection)
    if not found:
        connection.execute(_MAKE, {"name": NAME, "value": secrets.token_hex(32)})
        found = seals_in(connection)
    return found[0]


def known_seals(engine: Engine) -> tuple[bytes, ...]:
    """The key and those of earlier servers; none in an office that never was on a server."""
    with border(name_of(engine)), engine.connect() as connection:
        return seals_in(connection)


def seals_in(connection: Connection) -> tuple[bytes, ...]:
    """As ``known_seals``, in the transaction of ``connection``."""
    found: str = connection.execute(_READ, {"name": NAME}).scalar() or ""
    return tuple(bytes.fromhex(one) for one in found.split(",") if one)


def keep_seals(connection: Connection, seals: Iterable[bytes]) -> None:
    """Write the keys, the first of which is the one that locks from now on."""
    value = ",".join(dict.fromkeys(one.hex() for one in seals))
    connection.execute(_DROP, {"name": NAME})
    if value:
        connection.execute(_MAKE, {"name": NAME, "value": value})


def drop_unused_seal(connection: Connection) -> None:
    """Forget the key of a database that has no office: the one that comes brings its own."""
    connection.execute(_DROP_UNUSED, {"name": NAME})
