"""What the command ``receive`` takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_receiving(
    commands: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    person: Callable[[Any], None],
) -> None:
    receive = commands.add_parser(
        "receive", parents=[common], help="judge files of other offices, and take in what can be"
    )
    receive.add_argument("files", nargs="+", type=Path, metavar="FILE|FOLDER")
    receive.add_argument("--dry-run", action="store_true", help="judge every file, take nothing in")
    receive.add_argument(
        "--add-facilities", action="store_true", help="add the facilities that files wait for"
    )
    receive.add_argument(
        "--receipts", type=Path, default=None, metavar="FOLDER", help="write signed receipts there"
    )
    person(receive)
