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
    """Add ``people list | add | card | pin``."""
    actions.add_parser("list", parents=[common], help="the roster: roles and fingerprints")
    add = actions.add_parser("add", parents=[common], help="add a person, as a manager")
    add.add_argument("username", metavar="USERNAME")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    person(add)
    card = actions.add_parser("card", parents=[common], help="write one's own card for other offices")
    card.add_argument("file", type=Path, metavar="FILE")
    person(card)
    pin = actions.add_parser("pin", parents=[common], help="put the person of a card into the roster")
    pin.add_argument("file", type=Path, metavar="FILE")
    pin.add_argument("--fingerprint", required=True, help="as its owner read it out")
    person(pin)
