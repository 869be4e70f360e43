"""What ``office new`` takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.period import Period


def add_new_office(
    actions: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    month: Callable[[str], Period],
) -> None:
    """Add ``office new``."""
    new = actions.add_parser("new", parents=[common], help="make the office of this data folder")
    new.add_argument("--name", required=True, help="name of the office")
    new.add_argument("--partner", required=True, help="implementing partner")
    new.add_argument("--county", default="", help="where it is one county")
    for name in ("clerk", "manager", "administrator"):
        new.add_argument(
            f"--{name}",
            required=name == "clerk",
            default=None,
            metavar="USER=NAME",
            help="passphrase: KMMP_PASSPHRASE_USER, KMMP_PASSPHRASE or a prompt",
        )
    new.add_argument("--facilities", type=Path, default=None, metavar="FILE", help="a CSV or Excel list")
    new.add_argument("--owes", action="append", default=None, metavar="FORM", help="may be repeated")
    new.add_argument("--from", dest="start", type=month, default=None, metavar="YYYYMM")
    new.add_argument(
        "--recovery", type=Path, required=True, metavar="FOLDER", help="where the recovery sheets go"
    )
