"""Saying an error where it happened; a bug is never dressed up as one."""

from __future__ import annotations

from kmmp_desktop.errors import KmmpError
from ui.page import Desk


def say_error(desk: Desk, error: Exception) -> str:
    """The sentences of a ``KmmpError`` in the person's language; anything else is raised again,
    so that it reaches the log and the crash dialog."""
    if not isinstance(error, KmmpError):
        raise error
    return f"{desk.say(error.message)} {desk.say(error.hint) if error.hint else ''}".rstrip()
