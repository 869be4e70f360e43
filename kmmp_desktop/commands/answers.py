"""How a command answers: exit code, JSON, and lines for people."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from kmmp_desktop.domain.form import Form
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.authority import AuthorityService
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.founding import Founding
from kmmp_desktop.services.rescue import Rescue
from kmmp_desktop.services.rule_exchange import RuleExchange
from kmmp_desktop.services.server_office import ServerOffice
from kmmp_desktop.services.trust_files import TrustSummary
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.text import Message, Text

FINE, FOUND, WRONG_USE = 0, 1, 2
FULL_RETURN = "KMMP_MFR"
_CLOSED = (errno.EPIPE, errno.EINVAL)
"""Of a pipe whose reader has gone; Windows says "invalid"."""


@dataclass(slots=True)
class Answer:
    """What a command found. ``line`` is the one line for standard error where ``code`` is not 0."""

    code: int
    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    line: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Into an office whose data are protected, and how to protect one."""

    is_protected: Callable[[], bool]
    encrypt: Callable[[str, str], None]
    """With the user name and passphrase of who does it: protect the office, or change its key."""
    open_by_code: Callable[[str], Services]


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands work with; everything is opened only when it is asked for."""

    home: Path
    form: str
    office: Callable[[], Services]
    verifier: Callable[[Path | None], VerifyService]
    """With the roster and trust file of the office; with a trust file alone where one is given."""
    read_form: Callable[[Path], Form]
    make_demo: Callable[[str, Callable[[str, int, int], None]], Services]
    passphrase: Callable[[str], str]
    """Asks for somebody's passphrase: KMMP_PASSPHRASE or the terminal."""
    translate: Callable[..., str]
    rules: Callable[[], RuleExchange]
    authority: Callable[[], AuthorityService]
    read_trust: Callable[[Path], TrustSummary]
    now: Callable[[], datetime]
    server: Callable[[], ServerOffice] | None = None
    """How this folder's office is connected with a server."""
    protection: Ways | None = None
    rescue: Callable[[], Rescue] | None = None
    """What opens backups without an office."""
    settle: Callable[[Founding, Callable[..., None]], Services] | None = None
    """Makes a new office and opens it."""

    def say(self, message: str | Message | Text, **params: object) -> str:
        return self.translate(message, **params)


def give(answer: Answer, command: str, as_json: bool) -> int:
    """Print an answer and return its exit code, also where nobody reads to the end (``| head``)."""
    if as_json:
        data = {"kmmp": 1, "command": command, "ok": answer.code == FINE, **answer.data}
        said = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    else:
        said = "".join(line + "\n" for line in answer.lines)
    _write(sys.stdout, said)
    _write(sys.stderr, answer.line + "\n" if answer.line else "")
    return answer.code


def _write(stream: TextIO, said: str) -> None:
    try:
        stream.write(said)
        stream.flush()
    except OSError as error:
        if error.errno not in _CLOSED:
            raise
        # Python writes what is left once more when it ends: to nobody
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def not_in_it(desk: Desk, count: int, facility: object, why: object) -> str:
    """How many returns were left out of what was made, in a line."""
    words = (
        "1 return is not in it: {facility}, {why}."
        if count == 1
        else "{count} returns are not in it; the first is {facility}: {why}."
    )
    return desk.say(words, count=count, facility=facility, why=why)


def refused(error: KmmpError, desk: Desk) -> Answer:
    """A KmmpError as an answer: its sentence, and where to go from there."""
    said = " ".join(part for part in (desk.say(error.message), desk.say(error.hint)) if part)
    return Answer(
        FOUND, {"error": {"kind": type(error).__name__, "message": said}}, line=" ".join(said.split("\n"))
    )
