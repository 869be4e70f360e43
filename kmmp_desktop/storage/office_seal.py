"""The key that locks what an office on a server keeps on its computers; it lies on the server alone.

A folder that was copied off a laptop opens nothing: the key comes with the connection, whose password is in
the keyring of the computer and in no file. Whoever connects has it before anybody signs in, so what a killed
program left behind is delivered at the next start, and no changed passphrase can lock it away.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, Engine, text

from kmmp_desktop.storage.database import name_of
from kmmp_desktop.storage.faults import border

NAME = "office.seal"
"""Of the setting; 64 hex digits. It goes into every backup, which is sealed itself."""
_READ = text("SELECT value FROM setting WHERE name = :name")
_MAKE = text("INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")


def office_seal(engine: Engine) -> bytes:
    """The key (32 bytes), made where the office has none yet; two computers at once get the same."""
    with border(name_of(engine)), engine.begin() as connection:
        return seal_in(connection)


def seal_in(connection: Connection) -> bytes:
    """As ``office_seal``, in the transaction of ``connection``."""
    found = connection.execute(_READ, {"name": NAME}).scalar()
    if found is None:
        connection.execute(_MAKE, {"name": NAME, "value": secrets.token_hex(32)})
        found = connection.execute(_READ, {"name": NAME}).scalar_one()
    return bytes.fromhex(found)


def known_seal(engine: Engine) -> bytes | None:
    """The key where there is one: of an office that is, or was once, on a server."""
    with border(name_of(engine)), engine.connect() as connection:
        found = connection.execute(_READ, {"name": NAME}).scalar()
    return bytes.fromhex(found) if found else None
