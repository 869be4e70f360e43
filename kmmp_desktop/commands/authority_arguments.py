"""What the commands of the programme's authority and of trust files take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.authority import DAYS
from kmmp_desktop.domain.period import Period


def add_authority(actions: argparse._SubParsersAction[Any], common: argparse.ArgumentParser) -> None:
    """Add ``authority create | list | issue | renew | revoke | publish``. The folder is no office's."""

    def action(name: str, about: str) -> Any:
        made = actions.add_parser(name, parents=[common], help=about)
        made.add_argument("folder", type=Path, metavar="FOLDER", help="where the authority keeps its keys")
        return made

    create = action("create", "found the programme's authority, its root key and its passphrase")
    create.add_argument("--programme", required=True, metavar="NAME")
    create.add_argument(
        "--after",
        type=int,
        default=0,
        metavar="N",
        help="last trust file of an earlier root",
    )
    action("list", "offices, people and what was issued to them")
    issue = action("issue", "issue the certificate that a request asks for")
    issue.add_argument("request", type=Path, metavar="REQUEST")
    issue.add_argument("--fingerprint", required=True, help="as the owner of the key read it out")
    issue.add_argument("--new-office", action="store_true", help="certify the office too, where it is new")
    renew = action("renew", "another certificate for the same key")
    revoke = action("revoke", "revoke every certificate of a person or an office, from the next list on")
    revoke.add_argument("--why", required=True, metavar="TEXT", help="for the authority's own log")
    revoke.add_argument(
        "--left", action="store_true", help="only left: what was signed and first seen before stays good"
    )
    for one in (renew, revoke):
        whose = one.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", metavar="NAME|ID")
        whose.add_argument("--office", metavar="NAME|ID")
    publish = action("publish", "write the next trust file, for every office")
    publish.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"good for (default: {DAYS})")
    for one in (issue, renew, publish):
        one.add_argument("--to", type=Path, default=None, metavar="FOLDER", help="where the file goes")


def add_trust(
    actions: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    month: Callable[[str], Period],
    person: Callable[[Any], None],
) -> None:
    """Add ``trust take | show | doubts | accept``."""
    take = actions.add_parser("take", parents=[common], help="rely on a trust file of the programme")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument(
        "--fingerprint", default="", help="of the root, as the authority read it out (first file only)"
    )
    take.add_argument("--new-root", action="store_true", help="the programme lost its root and has another")
    person(take)
    actions.add_parser("show", parents=[common], help="the trust file that this office relies on")
    actions.add_parser(
        "doubts", parents=[common], help="returns taken in before the key of a signer was revoked"
    )
    accept = actions.add_parser("accept", parents=[common], help="let one of them count, with a reason")
    accept.add_argument("--facility", required=True, metavar="MFL")
    accept.add_argument("--period", type=month, required=True, metavar="YYYYMM")
    accept.add_argument("--reason", required=True, help="kept in the log, and said in the totals")
    person(accept)
