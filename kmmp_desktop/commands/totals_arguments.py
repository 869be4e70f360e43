"""What the commands about totals and about the log take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.period import Period


def add_totals(commands: Any, common: argparse.ArgumentParser, month: Callable[[str], Period]) -> None:
    """``totals``: accepted returns of a month added up."""
    totals = commands.add_parser("totals", parents=[common], help="add up the accepted returns of a month")
    totals.add_argument("--period", type=month, required=True, metavar="YYYYMM")
    totals.add_argument(
        "--level", choices=("national", "county", "partner"), default="national", help="(default: national)"
    )
    totals.add_argument("--place", default="", metavar="NAME", help="which county or partner")
    totals.add_argument("--to", type=Path, default=None, metavar="FILE", help="write .xlsx, .pdf or .csv")


def add_log(actions: Any, common: argparse.ArgumentParser) -> None:
    """``log verify``, ``log compare`` and ``log find``."""
    actions.add_parser("verify", parents=[common], help="look through the whole log of the office")
    comparing = actions.add_parser(
        "compare", parents=[common], help="whether the log still holds the head that signed files carry"
    )
    comparing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    finding = actions.add_parser("find", parents=[common], help="whether the log holds a printed head")
    finding.add_argument("head", metavar="HEAD", help='as at the foot of a page: "4C1E 88D0 A37B"')
