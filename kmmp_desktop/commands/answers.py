"""How a command answers: exit code, JSON, and lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kmmp_desktop.domain.form import Form
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.authority import AuthorityService
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.rescue import Rescue
from kmmp_desktop.services.rule_exchange import RuleExchange
from kmmp_desktop.services.server_office import ServerOffice
from kmmp_desktop.services.trust_files import TrustSummary
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.text import Message, Text

FINE, FOUND, WRONG_USE = 0, 1, 2
FULL_RETURN = "KMMP_MFR"


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
    protect: Callable[[str, str], None]
    """With the user name and passphrase of who does it."""
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

    def say(self, message: str | Message | Text, **params: object) -> str:
        return self.translate(message, **params)


def give(answer: Answer, command: str, as_json: bool) -> int:
    """Print an answer and return its exit code."""
    if as_json:
        json.dump(
            {"kmmp": 1, "command": command, "ok": answer.code == FINE, **answer.data},
            sys.stdout,
            ensure_ascii=False,
            indent=1,
        )
        sys.stdout.write("\n")
    else:
        for line in answer.lines:
            sys.stdout.write(line + "\n")
    if answer.line:
        sys.stderr.write(answer.line + "\n")
    return answer.code


def refused(error: KmmpError, desk: Desk) -> Answer:
    """A KmmpError as an answer: its sentence, and where to go from there."""
    said = " ".join(part for part in (desk.say(error.message), desk.say(error.hint)) if part)
    return Answer(
        FOUND, {"error": {"kind": type(error).__name__, "message": said}}, line=" ".join(said.split("\n"))
    )
