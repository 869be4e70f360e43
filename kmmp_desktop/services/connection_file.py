"""The note in an office's folder that says which server its database is on; never a password."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError, StorageError

SAFE_MODES = ("require", "verify-ca", "verify-full")
"""Values of ``sslmode`` with which nothing travels in the clear."""
_MOST = 64_000
"""Letters of a note: a file of another kind under this name is not read into memory."""
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the office's database is: ``url`` has user, server, database and options, no password."""

    url: str

    @property
    def place(self) -> str:
        """What people call it: server and database."""
        return f"{self.server}/{self.database}"

    @property
    def server(self) -> str:
        parts = urlsplit(self.url)
        return _host(parts) or "localhost"

    @property
    def user(self) -> str:
        return unquote(urlsplit(self.url).username or "")

    @property
    def database(self) -> str:
        return unquote(urlsplit(self.url).path.lstrip("/"))

    @property
    def is_local(self) -> bool:
        """Whether the server is on this computer, so that nothing crosses a network."""
        return is_here(self.server)

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection is asked to be encrypted (TLS) or it is not used at all."""
        return dict(parse_qsl(urlsplit(self.url).query)).get("sslmode") in SAFE_MODES

    def with_password(self, password: str) -> str:
        """The address to open; without a password libpq looks for one (PGPASSFILE, pgpass.conf)."""
        if not password:
            return self.url
        parts = urlsplit(self.url)
        user = quote(unquote(parts.username or ""), safe="")
        rest = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{rest}").geturl()


def is_here(server: str) -> bool:
    """Whether a server's name means this computer (a socket is a path)."""
    return server in ("", "localhost", "127.0.0.1", "::1") or server.startswith(("/", "@"))


def read_address(typed: str) -> tuple[Connection, str]:
    """Take an address apart into the connection and the password that stood in it (or "").

    A server elsewhere gets ``sslmode=require`` where the address says nothing of encryption.

    Raises:
        RefusedError: it is no address of a PostgreSQL database.
    """
    try:
        parts = urlsplit(typed.strip())
        port = parts.port
    except ValueError as error:
        raise RefusedError(
            "The address of the office's database cannot be read.",
            hint="It has the form postgresql://user@server/database.",
        ) from error
    if parts.scheme.lower() not in _SCHEMES:
        raise RefusedError(
            "The address of the office's database cannot be read.",
            hint="It has the form postgresql://user@server/database.",
        )
    options = dict(parse_qsl(parts.query))
    password = unquote(parts.password or "") or options.pop("password", "")
    host, database = _host(parts), unquote(parts.path.lstrip("/"))
    if not database or not (host or parts.username):
        raise RefusedError(
            "The address names no database.", hint="It has the form postgresql://user@server/database."
        )
    if not is_here(host):
        options.setdefault("sslmode", "require")
    user = quote(unquote(parts.username or ""), safe="")
    name = parts.hostname or ""
    where = (f"[{name}]" if ":" in name else name) + (f":{port}" if port else "")
    address = f"postgresql://{user}@{where}" if user else f"postgresql://{where}"
    address += f"/{quote(database, safe='')}"
    if options:
        address += "?" + urlencode(options, safe="/")
    return Connection(address), password


def read_connection(home: Path) -> Connection | None:
    """The server of the office in ``home``; None where its database is a file.

    Raises:
        StorageError: there is a note, and it cannot be read. The office is then not opened at all:
            a new empty file in place of the server would look as if everything were gone.
    """
    file = paths.connection(home)
    if file.exists() and not file.is_file():
        raise _unreadable(file)
    try:
        with file.open(encoding="utf-8") as note:
            text = note.read(_MOST)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file) from error
    try:
        return read_address(json.loads(text)["address"])[0]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RefusedError) as error:
        raise _unreadable(file) from error


def write_connection(home: Path, connection: Connection | None) -> None:
    """Note the server, whole or not at all; None: the office is a file again. Raises StorageError."""
    file = paths.connection(home)
    part = file.with_suffix(".new")
    try:
        if connection is None:
            file.unlink(missing_ok=True)
            return
        home.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as out:
            json.dump({"address": connection.url}, out, indent=2)
            out.write("\n")
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        raise StorageError(
            "{file} cannot be written, so the office stays where it was.",
            hint="See to the disk and the folder, then do it again.",
            file=file,
        ) from error


def _unreadable(file: Path) -> StorageError:
    return StorageError(
        "{file} should say on which server the office is, and cannot be read.",
        hint="Connect again with the address of the server (office connect), or put the file back.",
        file=file,
    )


def _host(parts: SplitResult) -> str:
    """The server's name, or the folder of its socket."""
    named = parts.hostname or dict(parse_qsl(parts.query)).get("host", "")
    return re.sub(r"^\[|\]$", "", named)
