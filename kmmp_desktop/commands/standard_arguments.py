"""What the commands of the catalogue of standards take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.form import Status

_CONFIRMED = (Status.SOURCED, Status.PROGRAMME_SETTING, Status.BENCHMARK, Status.NOT_VERIFIED)


def add_standards(
    actions: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    month: Callable[[str], object],
    person: Callable[[Any], None],
) -> None:
    """Add ``standards list | confirm | issue | take``."""
    listing = actions.add_parser("list", parents=[common], help="every standard with value, status, source")
    listing.add_argument("--period", type=month, default=None, metavar="YYYYMM", help="default: this month")
    listing.add_argument("--status", choices=[status.value for status in Status], default=None)
    confirm = actions.add_parser("confirm", parents=[common], help="confirm or change one, as an officer")
    confirm.add_argument("standard", metavar="ID")
    value = confirm.add_mutually_exclusive_group()
    value.add_argument("--value", default=None, help="default: as it is")
    value.add_argument("--table", default=None, help='the whole table, like "0-30:1,31-100:2,101-:3+1/75"')
    confirm.add_argument("--unit", default=None, help="default: as it is")
    confirm.add_argument("--status", choices=[status.value for status in _CONFIRMED], required=True)
    confirm.add_argument("--citation", required=True, help="document, section and page")
    confirm.add_argument(
        "--from", dest="start", type=month, default=None, metavar="YYYYMM", help="default: next month"
    )
    person(confirm)
    for name, about in (
        ("issue", "sign every change of this office into a pack"),
        ("take", "verify a pack and take in what is new"),
    ):
        one = actions.add_parser(name, parents=[common], help=about)
        one.add_argument("file", type=Path, metavar="FILE")
        if name == "take":
            one.add_argument("--past", action="store_true", help="also what starts in a month that is over")
        person(one)
