"""Details for whoever helps: versions, sizes and the end of the log; no names, no figures, no addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmmp_desktop import paths
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.practice_files import MARK, IsPractice, never

LINES = 60
"""Lines of the log that go along."""
_READ = 60_000
_MEGABYTE = 1_000_000
_AT_HOME = re.compile(r"(?i)((?:[a-z]:)?[\\/](?:users|home)[\\/])[^\\/\"'\n]+")
"""The folder of somebody's account, wherever a path begins so."""

Fact = tuple[str, str]
"""What it is, and how it is here; always in English, for whoever helps."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """``kind``: ``file`` or ``server``, without its address. ``size`` in bytes, ``counts`` by table."""

    kind: str
    engine: str
    schema: str
    size: int
    counts: Mapping[str, int]


class SupportService:
    """Reads only. What it gives may be shown to anybody."""

    def __init__(
        self,
        home: Path,
        facts: Callable[[], DatabaseFacts],
        is_protected: Callable[[], bool],
        practice: IsPractice = never,
    ) -> None:
        self._home = home
        self._facts = facts
        self._is_protected = is_protected
        self._practice = practice

    def details(self, around: Sequence[Fact]) -> str:
        """The whole text. ``around``: what the screen knows. Never raises: where the database cannot be
        read, that is what it says."""
        return assemble((*self._kind(), *around, *self._office()), log_end(self._home))

    def _kind(self) -> list[Fact]:
        try:
            return [("Office", str(MARK))] if self._practice() else []
        except KmmpError:
            return []  # what is wrong with the database is said below

    def _office(self) -> list[Fact]:
        protected = ("Protected", "yes" if self._is_protected() else "no")
        try:
            facts = self._facts()
        except KmmpError as error:
            return [
                protected,
                ("Database", f"cannot be read: {type(error).__name__}: {error.message.template}"),
            ]
        return [
            ("Database", f"{facts.kind}, {facts.engine}, schema {facts.schema}"),
            protected,
            ("Size", f"{facts.size / _MEGABYTE:.1f} MB"),
            ("Counts", ", ".join(f"{name} {count}" for name, count in facts.counts.items())),
        ]


def assemble(facts: Sequence[Fact], log: str) -> str:
    """Facts and the end of the log as one text, with the folders of people's accounts shortened."""
    wide = max((len(name) for name, _ in facts), default=0)
    lines = [f"{name:<{wide}}  {value}" for name, value in facts]
    return shortened("\n".join([*lines, "", f"Last {LINES} lines of the log", log or "(none)"]))


def log_end(home: Path) -> str:
    """The last lines of the log of a home; empty where there is none."""
    try:
        with paths.log_file(home).open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _READ))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-LINES:])


def shortened(text: str) -> str:
    """Paths with the folder of the person's account as ``~``."""
    text = text.replace(str(Path.home()), "~") if str(Path.home()) not in ("/", "") else text
    return _AT_HOME.sub("~", text)
