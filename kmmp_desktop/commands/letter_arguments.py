"""What the commands for letters and amendments take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_letters(
    commands: argparse._SubParsersAction[Any],
    group: Callable[[Any, str, str], argparse._SubParsersAction[Any]],
    common: argparse.ArgumentParser,
    month: Callable[[str], Any],
    person: Callable[[Any], None],
) -> None:
    """Add ``amend``, ``recall``, ``letters read | ask`` and ``receipts write``."""

    def about(to: argparse.ArgumentParser) -> None:
        to.add_argument("--facility", required=True, metavar="MFL")
        to.add_argument("--period", type=month, required=True, metavar="YYYYMM")

    amend = commands.add_parser("amend", parents=[common], help="begin the next revision of a sent return")
    about(amend)
    amend.add_argument("--why", required=True, metavar="TEXT")
    person(amend)
    recall = commands.add_parser("recall", parents=[common], help="recall a sent return before its receipt")
    about(recall)
    recall.add_argument("--why", default="", metavar="TEXT", help="not asked where it was recalled before")
    recall.add_argument("--to", type=Path, required=True, metavar="FILE|FOLDER")
    person(recall)
    letters = group(commands, "letters", "receipts, questions and recalls of other offices")
    read = letters.add_parser("read", parents=[common], help="read letters, and do what they say")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument(
        "--accept-office", action="store_true", help="accept receipts of an office that gave none before"
    )
    read.add_argument("--dry-run", action="store_true", help="say what they are, change nothing")
    person(read)
    ask = letters.add_parser("ask", parents=[common], help="write the questions at a taken-in return")
    about(ask)
    ask.add_argument("--note", default="", metavar="TEXT")
    ask.add_argument("--to", type=Path, required=True, metavar="FILE")
    person(ask)
    receipts = group(commands, "receipts", "receipts for what was taken in")
    write = receipts.add_parser("write", parents=[common], help="sign receipts of a month")
    write.add_argument("--period", type=month, required=True, metavar="YYYYMM")
    write.add_argument("--facility", action="append", default=None, metavar="MFL")
    write.add_argument("--one-each", action="store_true", help="a file for each return, not for each office")
    write.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    person(write)
