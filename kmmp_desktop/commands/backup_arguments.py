"""What the commands for backups take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_backup(
    actions: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    person: Callable[[Any], None],
) -> None:
    """Add ``backup make | list | check | restore``."""
    make = actions.add_parser("make", parents=[common], help="make a backup, and open it again to prove it")
    make.add_argument("--to", type=Path, default=None, metavar="FOLDER", help="default: where they are kept")
    person(make)
    listing = actions.add_parser("list", parents=[common], help="the backups of this office in a folder")
    listing.add_argument("--in", dest="folder", type=Path, default=None, metavar="FOLDER")
    person(listing)
    check = actions.add_parser("check", parents=[common], help="open a backup and read it to its last byte")
    restore = actions.add_parser(
        "restore", parents=[common], help="put a backup in the place of the office, or say what that changes"
    )
    restore.add_argument("--dry-run", action="store_true", help="say what it would change, change nothing")
    for one in (check, restore):
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument(
            "--as",
            dest="person",
            default=None,
            metavar="USER",
            help="who opens it, with the passphrase of the day it was made; without: the recovery code of "
            "the office, from KMMP_RECOVERY_CODE or a prompt",
        )
