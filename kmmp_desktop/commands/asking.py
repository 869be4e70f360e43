"""Asking for a passphrase: never as an argument, which others could read."""

from __future__ import annotations

import getpass
import os
import re
import sys

from kmmp_desktop.errors import KmmpError


def passphrase_of(username: str) -> str:
    """From KMMP_PASSPHRASE_USERNAME, else KMMP_PASSPHRASE, else a prompt. Raises KmmpError without any."""
    own = "KMMP_PASSPHRASE_" + re.sub(r"[^A-Z0-9]", "_", username.upper())
    known = os.environ.get(own) or os.environ.get("KMMP_PASSPHRASE")
    if known:
        return known
    if not sys.stdin.isatty():
        raise KmmpError(
            "The passphrase of {username} is needed.",
            username=username,
            hint="Set KMMP_PASSPHRASE, or run the command in a terminal.",
        )
    return getpass.getpass(f"Passphrase of {username}: ")
