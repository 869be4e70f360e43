"""The command line: which commands there are and what they take."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import NoReturn

from kmmp_desktop.commands.authority_arguments import add_authority, add_trust
from kmmp_desktop.commands.backup_arguments import add_backup
from kmmp_desktop.commands.founding_arguments import add_new_office
from kmmp_desktop.commands.key_arguments import add_keys
from kmmp_desktop.commands.letter_arguments import add_letters
from kmmp_desktop.commands.people_arguments import add_people
from kmmp_desktop.commands.protecting import add_office
from kmmp_desktop.commands.receiving_arguments import add_receiving
from kmmp_desktop.commands.reviewing import add_review
from kmmp_desktop.commands.standard_arguments import add_standards
from kmmp_desktop.commands.totals_arguments import add_log, add_totals
from kmmp_desktop.domain.period import Period

WRONG_USE = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line and leaves with 2."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}. See {self.prog} --help.\n")
        raise SystemExit(WRONG_USE)


def parser(version: str, default_home: Path) -> Parser:
    """Return the parser; ``command`` is ``None`` where the window is wanted."""
    name = "kmmp" if getattr(sys, "frozen", False) else "main.py"  # installed, it is a program of its own
    top = Parser(prog=name, description="Monthly facility returns of the Kenya Mentor Mother Program.")
    top.add_argument("--version", action="version", version=f"KMMP Desktop {version}")
    top.add_argument("--demo", action="store_true", help="open the window on a made-up office")
    top.add_argument(
        "--practice", action="store_true", help="open the practice office that lies beside the office"
    )
    top.add_argument(
        "--self-test", action="store_true", help="open the window, type into a draft, close (with --demo)"
    )
    common = Parser(add_help=False)
    _common(common, default_home)
    _common(top, default_home)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    commands.add_parser("demo", parents=[common], help="make the demo office (clerk, manager)")

    office = _group(commands, "office", "the office's data: where they are, protected or not")
    add_new_office(office, common, month)
    office.add_parser("show", parents=[common], help="where it is")
    connecting = office.add_parser("connect", parents=[common], help="work on a PostgreSQL server")
    connecting.add_argument("url", metavar="URL", help="postgresql://user@server/database, no password")
    connecting.add_argument("--move", action="store_true", help="copy this folder's office there first")
    office.add_parser("disconnect", parents=[common], help="forget the server; what is there stays")
    add_office(office, common, _person)

    facilities = _group(commands, "facilities", "the facilities of the office")
    add = facilities.add_parser("import", parents=[common], help="bring in a CSV or Excel list")
    add.add_argument("file", type=Path)
    add.add_argument(
        "--owes",
        action="append",
        default=None,
        metavar="FORM",
        help="form the facilities owe (default: the full return); may be repeated",
    )
    add.add_argument(
        "--from",
        dest="start",
        type=month,
        default=None,
        metavar="YYYYMM",
        help="first month they owe it for (default: last month)",
    )

    returns = _group(commands, "returns", "what is owed and what was entered")
    listing = returns.add_parser("list", parents=[common], help="what is owed in a month")
    listing.add_argument("--period", type=month, default=None, metavar="YYYYMM")
    setting = returns.add_parser("set", parents=[common], help="enter figures from a JSON or CSV file")
    setting.add_argument("file", type=Path)
    _person(setting)
    book = returns.add_parser(
        "workbook", parents=[common], help="write the entry workbook of a facility, or of all in a month"
    )
    book.add_argument("facility", metavar="MFL", help='MFL code, or "all" that owe the form')
    book.add_argument("period", type=month, metavar="YYYYMM")
    book.add_argument("--out", type=Path, required=True, metavar="FILE|FOLDER")
    taking = returns.add_parser("import", parents=[common], help="take in entry workbooks that came back")
    taking.add_argument("path", type=Path, metavar="FILE|FOLDER")
    taking.add_argument("--dry-run", action="store_true", help="judge every cell, write nothing")
    _person(taking)

    for name, about, needs_facility, signs in (
        ("check", "run every check on a return", True, False),
        ("complete", "mark a return as ready and sign it as the clerk", True, True),
        ("approve", "sign ready returns as the manager", False, True),
    ):
        one = commands.add_parser(name, parents=[common], help=about)
        one.add_argument("--facility", required=needs_facility, default=None, metavar="MFL")
        one.add_argument("--period", type=month, required=True, metavar="YYYYMM")
        if signs:
            _person(one)
        if name == "complete":
            one.add_argument("--paper-language", choices=("en", "sw"), default="en")

    export = commands.add_parser("export", parents=[common], help="copy a month's signed files to a folder")
    export.add_argument("--period", type=month, required=True, metavar="YYYYMM")
    export.add_argument("--facility", action="append", default=None, metavar="MFL")
    export.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    export.add_argument(
        "--and-form",
        dest="more_forms",
        action="append",
        default=[],
        metavar="FORM",
        help="a further form in the same run, each in a folder of its own; may be repeated",
    )
    export.add_argument(
        "--as",
        dest="person",
        default=None,
        metavar="MANAGER",
        help="sign the workbook and booklet of the whole month; without it only the returns are written",
    )
    export.add_argument(
        "--paper-language", default="en", choices=("en", "sw"), help="language of workbook and booklet"
    )

    verify = commands.add_parser("verify", parents=[common], help="intact? who? complete?")
    verify.add_argument(
        "--trust", type=Path, default=None, metavar="FILE", help="the programme's trust file, and no office"
    )
    verify.add_argument("files", nargs="+", type=Path, metavar="FILE")

    add_receiving(commands, common, _person)

    forms = _group(commands, "forms", "form files")
    check = forms.add_parser("check", parents=[common], help="read form files strictly")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")

    rules = _group(commands, "rules", "checks: to and from DHIS2, and tried before they are published")
    writing = rules.add_parser("write", parents=[common], help="write a form's checks as DHIS2 rules")
    writing.add_argument("form_file", type=Path, metavar="FORM_FILE")
    writing.add_argument("--check", action="append", default=None, metavar="CODE")
    writing.add_argument("--to", type=Path, required=True, metavar="FILE")
    reading = rules.add_parser("read", parents=[common], help="read DHIS2 rules as checks of a form")
    reading.add_argument("file", type=Path, metavar="RULES")
    reading.add_argument("--form-file", type=Path, required=True, metavar="FORM_FILE")
    reading.add_argument("--standard", required=True, metavar="ID", help="what the checks rest on")
    for one in (writing, reading):
        one.add_argument("--map", type=Path, required=True, metavar="CSV", help="columns cell,dhis2")
    trying = rules.add_parser(
        "rehearse", parents=[common], help="run changed checks on past months, and count what would fail"
    )
    trying.add_argument("form_file", type=Path, nargs="?", default=None, metavar="FORM_FILE")
    trying.add_argument("--check", default=None, metavar="CODE", help="one check: published, changed or new")
    trying.add_argument("--expression", default=None, metavar="TEXT", help="what the check would say")
    trying.add_argument("--when", default=None, metavar="TEXT", help="its guard")
    trying.add_argument(
        "--missing", default=None, choices=("skip_if_any", "skip_if_all", "never_skip"), help="both sides"
    )
    trying.add_argument("--retire", action="store_true", help="the check as if it were made no more")
    trying.add_argument("--months", type=int, default=12, metavar="N", help="12 to 60 (default: 12)")
    add_authority(_group(commands, "authority", "the programme's keys, kept offline"), common)
    add_trust(_group(commands, "trust", "whom this office relies on"), common, month, _person)
    add_people(_group(commands, "people", "the people of the office"), common, _person)
    add_backup(_group(commands, "backup", "backups of the office"), common, _person)
    add_keys(_group(commands, "keys", "one's own signing key"), common, _person)
    add_standards(_group(commands, "standards", "the catalogue of standards"), common, month, _person)
    add_letters(commands, _group, common, month, _person)
    add_review(_group(commands, "review", "what waits for the manager"), common, month)
    add_totals(commands, common, month)
    add_log(_group(commands, "log", "the hash-chained log of the office"), common, month, _person)
    _let_open(top)
    return top


def month(text: str) -> Period:
    """Read ``YYYYMM`` or ``YYYY-MM``."""
    try:
        return Period.parse(re.sub(r"^(\d{4})-(\d{2})$", r"\1\2", text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _common(to: Parser, default_home: Path) -> None:
    # SUPPRESS lets the option stand before or behind the command without one wiping the other.
    to.add_argument(
        "--home",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help=f"data folder (default: {default_home})",
    )
    to.add_argument(
        "--form", default=argparse.SUPPRESS, metavar="FORM", help="form (default: the full return)"
    )
    to.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object on standard output"
    )
    to.add_argument(
        "--language", choices=("en", "sw"), default=argparse.SUPPRESS, help="language of the answers"
    )


def _person(to: Parser) -> None:
    to.add_argument(
        "--as",
        dest="person",
        required=True,
        metavar="USER",
        help="who does it; the passphrase comes from KMMP_PASSPHRASE or a prompt",
    )


def _let_open(of: Parser) -> None:
    """Every command takes ``--as``: a protected office opens for somebody only."""
    groups = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]  # noqa: SLF001
    for group in groups:
        for one in group.choices.values():
            _let_open(one)
    if not groups and of._option_string_actions.get("--as") is None:  # noqa: SLF001
        of.add_argument(
            "--as",
            dest="person",
            default=None,
            metavar="USER",
            help="who opens a protected office; the passphrase comes from KMMP_PASSPHRASE or a prompt",
        )


def _group(
    commands: argparse._SubParsersAction[Parser], name: str, about: str
) -> argparse._SubParsersAction[Parser]:
    return commands.add_parser(name, help=about).add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=Parser
    )
