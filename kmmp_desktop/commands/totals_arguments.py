"""What the commands about totals and about the log take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmmp_desktop.commands.audit import day
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.audit_ports import AuditKind


def add_totals(commands: Any, common: argparse.ArgumentParser, month: Callable[[str], Period]) -> None:
    """``totals``: accepted returns of a month added up."""
    totals = commands.add_parser("totals", parents=[common], help="add up the accepted returns of a month")
    totals.add_argument("--period", type=month, required=True, metavar="YYYYMM")
    totals.add_argument(
        "--level", choices=("national", "county", "partner"), default="national", help="(default: national)"
    )
    totals.add_argument("--place", default="", metavar="NAME", help="which county or partner")
    totals.add_argument("--to", type=Path, default=None, metavar="FILE", help="write .xlsx, .pdf or .csv")


def add_log(
    actions: Any,
    common: argparse.ArgumentParser,
    month: Callable[[str], Period],
    person: Callable[[Any], None],
) -> None:
    """``log verify``, ``log compare``, ``log find``, ``log story``, ``log list`` and ``log export``."""
    telling = actions.add_parser("story", parents=[common], help="every entry at one cell, across revisions")
    telling.add_argument("cell", metavar="CELL", help="as on the form: C02[ANC]")
    telling.add_argument("--facility", required=True, metavar="MFL")
    telling.add_argument("--period", type=month, required=True, metavar="YYYYMM")
    telling.add_argument("--to", type=Path, default=None, metavar="FILE", help="write .xlsx, .pdf or .csv")
    telling.add_argument("--as", dest="person", default=None, metavar="USER", help="needed for --to")
    listing = actions.add_parser("list", parents=[common], help="entries of all chains, the newest first")
    listing.add_argument("--limit", type=int, default=50, metavar="N", help="(default: 50)")
    writing = actions.add_parser("export", parents=[common], help="write entries as .xlsx, .pdf or .csv")
    writing.add_argument("--to", type=Path, required=True, metavar="FILE")
    for one in (listing, writing):
        person(one)
        one.add_argument("--by", default=None, metavar="USER", help="whose entries")
        one.add_argument("--facility", default=None, metavar="MFL")
        one.add_argument("--only-form", default=None, metavar="FORM", help="entries of this form's returns")
        one.add_argument("--period", type=month, default=None, metavar="YYYYMM")
        one.add_argument("--kind", choices=[kind.value for kind in AuditKind], default=None)
        one.add_argument("--first", type=day, default=None, metavar="YYYY-MM-DD")
        one.add_argument("--last", type=day, default=None, metavar="YYYY-MM-DD")
        one.add_argument("--text", default=None, metavar="WORDS")
    actions.add_parser("verify", parents=[common], help="look through the whole log of the office")
    comparing = actions.add_parser(
        "compare", parents=[common], help="whether the log still holds the head that signed files carry"
    )
    comparing.add_argument("files", nargs="+", type=Path, metavar="FILE")
    finding = actions.add_parser("find", parents=[common], help="whether the log holds a printed head")
    finding.add_argument("head", metavar="HEAD", help='as at the foot of a page: "4C1E 88D0 A37B"')
