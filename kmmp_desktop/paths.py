"""Where the program keeps what it stores: one folder, the home of an office."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

DATABASE = "office.db"
CONNECTION = "database.json"
JOURNALS = "journals"
WINDOW_LOCK = "window.lock"
ATTEMPTS = "attempts.json"
SCANS = "scans"
OFFICE_KEYS = "office.keys"
TRIES = "tries.json"
LOGS = "logs"
LOG_FILE = "kmmp.log"


def default_home(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder for an office of which nobody has said where it is to lie.

    Windows: ``%LOCALAPPDATA%``, not the roaming profile, which is copied over the network at
    log-in and would tear the database apart. Elsewhere the XDG data folder.
    """
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "KMMP Desktop"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "KMMP Desktop"
    shared = environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "kmmp-desktop"


def database(home: Path) -> Path:
    return home / DATABASE


def connection(home: Path) -> Path:
    """Says on which server the office is; not there where the database is a file."""
    return home / CONNECTION


def journals(home: Path) -> Path:
    """What was typed and is perhaps not on the office's server yet."""
    return home / JOURNALS


def window_lock(home: Path) -> Path:
    return home / WINDOW_LOCK


def attempts(home: Path) -> Path:
    """Counters of wrong passphrases: beside the database, so that a copy put back resets none."""
    return home / ATTEMPTS


def scans(home: Path) -> Path:
    """Pictures of the paper: beside the database, so that it stays small and quick to copy."""
    return home / SCANS


def office_keys(home: Path) -> Path:
    """The database key, locked once with each passphrase and with the office recovery code."""
    return home / OFFICE_KEYS


def tries(home: Path) -> Path:
    """Wrong tries to open a protected office, until they are in its log."""
    return home / TRIES


def practice_home(home: Path) -> Path:
    """The practice office: beside the real one and never within it, so that no copy takes it along."""
    return home.with_name(f"{home.name}-practice")


def log_file(home: Path) -> Path:
    return home / LOGS / LOG_FILE
