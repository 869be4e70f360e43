"""What the commands for one's own key take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_keys(
    actions: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    person: Callable[[Any], None],
) -> None:
    """Add ``keys show | passphrase | reset | recovery | request | take | renew | new | tie | untie``."""
    show = actions.add_parser("show", parents=[common], help="how the keys stand, and until when")
    show.add_argument("username", nargs="?", default="", metavar="USERNAME")
    person(actions.add_parser("passphrase", parents=[common], help="change one's passphrase"))
    reset = actions.add_parser("reset", parents=[common], help="a new passphrase by the recovery code")
    reset.add_argument("username", metavar="USERNAME")
    recovery = actions.add_parser("recovery", parents=[common], help="write a new recovery sheet (PDF)")
    recovery.add_argument("--to", type=Path, required=True, metavar="FILE")
    recovery.add_argument("--paper-language", choices=("en", "sw"), default="en")
    person(recovery)
    request = actions.add_parser("request", parents=[common], help="ask the authority for a certificate")
    request.add_argument("--to", type=Path, required=True, metavar="FILE")
    person(request)
    take = actions.add_parser("take", parents=[common], help="take in a certificate that was issued")
    take.add_argument("file", type=Path, metavar="FILE")
    person(actions.add_parser("renew", parents=[common], help="renew a certificate that no authority issued"))
    person(actions.add_parser("new", parents=[common], help="a new key in the place of a lost one"))
    person(actions.add_parser("tie", parents=[common], help="tie the key to the keyring of this computer"))
    person(actions.add_parser("untie", parents=[common], help="let the passphrase alone open the key"))
