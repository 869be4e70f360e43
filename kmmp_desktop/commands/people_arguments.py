"""What the commands for people take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.office import Role


def add_people(
    actions: argparse._SubParsersAction[Any],
    common: argparse.ArgumentParser,
    person: Callable[[Any], None],
) -> None:
    """Add ``people list | add | role | disable | enable | hand-over | passphrase | card | pin``."""
    actions.add_parser("list", parents=[common], help="the roster: roles and fingerprints")
    add = actions.add_parser("add", parents=[common], help="add a person, as a manager")
    add.add_argument("username", metavar="USERNAME")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    person(add)
    for name, about in (
        ("role", "give somebody another role"),
        ("disable", "close an account"),
        ("enable", "open a closed account again"),
        ("hand-over", "close an account and let somebody else go on with its work"),
        ("passphrase", "give a new passphrase to somebody who lost it"),
    ):
        act = actions.add_parser(name, parents=[common], help=f"{about}, as a manager or administrator")
        act.add_argument("username", metavar="USERNAME")
        if name == "role":
            act.add_argument("role", metavar="ROLE", choices=[role.value for role in Role])
        if name == "hand-over":
            act.add_argument("--to", required=True, metavar="USERNAME", help="who goes on with the work")
        if name in ("disable", "hand-over"):
            act.add_argument("--reason", required=True, help="kept in the log")
        person(act)
    card = actions.add_parser("card", parents=[common], help="write one's own card for other offices")
    card.add_argument("file", type=Path, metavar="FILE")
    person(card)
    pin = actions.add_parser("pin", parents=[common], help="put the person of a card into the roster")
    pin.add_argument("file", type=Path, metavar="FILE")
    pin.add_argument("--fingerprint", required=True, help="as its owner read it out")
    pin.add_argument(
        "--new-key", action="store_true", help="the person is known with another key, and said why it is new"
    )
    pin.add_argument("--why", default="", metavar="TEXT", help="what was said of the new key, for the log")
    person(pin)
