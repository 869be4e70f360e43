"""Tries a frozen program as a stranger would: its window on a made-up office, a month through its commands.

    python3 installer/try_frozen.py FOLDER

Needs nothing but Python's standard library, so it runs on a machine that has only the program.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SUFFIX = ".exe" if os.name == "nt" else ""
WINDOW, COMMANDS = f"kmmp-desktop{SUFFIX}", f"kmmp{SUFFIX}"
PASSPHRASE = "a made-up office protects nothing"


class FrozenError(Exception):
    """A step of the frozen program did not do what it should; the text says which and what it said."""


class Frozen:
    """The two programs in ``folder``, run in ``place``: away from the sources and from Python's settings."""

    def __init__(self, folder: Path, place: Path, screen: str = "offscreen") -> None:
        self._folder, self._place = folder, place
        settings = ("PYTHON", "QT_", "LC_", "KMMP")
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith(settings)}
        self._environment["KMMP_PASSPHRASE"] = PASSPHRASE
        if screen:
            self._environment["QT_QPA_PLATFORM"] = screen

    def run(self, program: str, *words: str | Path, code: int | None = 0) -> str:
        """Run a program, expect the exit code (``None``: 0 or 1), return its standard output."""
        started = time.monotonic()
        done = subprocess.run(
            [self._folder / program, *map(str, words)],
            cwd=self._place,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=900,
            check=False,
        )
        said = f"{program} {' '.join(map(str, words))}"
        expected = (0, 1) if code is None else (code,)
        if done.returncode not in expected or "Traceback" in done.stderr:
            answers = f"{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
            raise FrozenError(f"{said}\nleft with {done.returncode}, not {expected[0]}.\n{answers}")
        sys.stdout.write(f"  {time.monotonic() - started:6.1f} s  {said}\n")
        return done.stdout

    def ask(self, *words: str | Path, code: int | None = 0) -> dict[str, Any]:
        """Run a command with ``--json`` and return its answer."""
        answer: dict[str, Any] = json.loads(self.run(COMMANDS, *words, "--json", code=code))
        return answer


def try_frozen(folder: Path, screen: str = "offscreen") -> None:
    """Raise FrozenError at the first step that fails; leaves nothing behind."""
    place = Path(tempfile.mkdtemp(prefix="kmmp frozen "))  # a blank, as in many Windows user names
    try:
        _try(Frozen(folder.resolve(), place, screen), place, folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _try(frozen: Frozen, place: Path, folder: Path) -> None:
    _expect(frozen.run(COMMANDS, "--version").startswith("KMMP Desktop "), "--version names the program")
    forms = sorted(folder.rglob("forms/definitions/*.yaml"))
    _expect(len(forms) >= 3, "the form files are in the folder")
    frozen.ask("forms", "check", *forms)

    home = place / "office"
    frozen.ask("demo", "--home", home)
    frozen.run(WINDOW, "--demo", "--home", home, "--self-test")

    listing = frozen.ask("returns", "list", "--home", home)
    period = listing["period"]
    drafts = [r for r in listing["returns"] if r["state"] == "draft" and not r["errors"]]
    full = max(drafts, key=lambda row: int(row["percent"]))
    this = ("--facility", full["facility"], "--period", period)
    looked = frozen.ask("check", *this, "--home", home, code=None)
    asked = [item["subject"] for item in looked["items"] if item["needs"] == "reason"]
    explained = dict.fromkeys(asked, "Counted again in the register.")
    if explained:
        about = {"facility": full["facility"], "period": period, "reasons": explained}
        (place / "reasons.json").write_text(json.dumps(about), encoding="utf-8")
        frozen.ask("returns", "set", place / "reasons.json", "--as", "clerk", "--home", home)
    _expect(frozen.ask("check", *this, "--home", home)["ready"], "a full return, explained, has no blockers")
    frozen.ask("complete", *this, "--as", "clerk", "--paper-language", "sw", "--home", home)
    frozen.ask("approve", *this, "--as", "manager", "--home", home)
    frozen.ask("export", *this, "--to", place / "sent", "--home", home)

    sent = [p for p in sorted((place / "sent").rglob("*")) if p.suffix in (".xlsx", ".pdf")]
    _expect([p.suffix for p in sent] == [".pdf", ".xlsx"], "a workbook and a PDF were sent")
    frozen.ask("verify", *sent, "--home", home)
    altered = place / "altered.pdf"
    altered.write_bytes(sent[0].read_bytes().replace(b"/Type /Page", b"/Type /Pagf", 1))
    frozen.ask("verify", altered, "--home", home, code=1)
    _try_protected(frozen, place)


def _try_protected(frozen: Frozen, place: Path) -> None:
    """A new office is encrypted: the frozen SQLCipher opens it for its people and for nobody else."""
    home, sheets = place / "protected", place / "sheets"
    sheets.mkdir()
    about = ("--name", "Trial office", "--partner", "Trial partner", "--county", "Kisumu")
    frozen.ask("office", "new", *about, "--clerk", "clerk=C. Clerk", "--recovery", sheets, "--home", home)
    _expect(len(list(sheets.glob("*.pdf"))) == 2, "a recovery sheet of the office and one of the clerk")
    _expect(not (home / "office.db").read_bytes().startswith(b"SQLite format 3"), "its data are encrypted")
    frozen.ask("people", "list", "--as", "clerk", "--home", home)
    frozen.run(COMMANDS, "people", "list", "--as", "stranger", "--home", home, code=1)


def _expect(holds: object, what: str) -> None:
    if not holds:
        raise FrozenError(f"This does not hold: {what}.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        try_frozen(Path(sys.argv[1]), os.environ.get("KMMP_SCREEN", "offscreen"))
    except FrozenError as error:
        sys.exit(f"The frozen program fails.\n{error}")
    sys.stdout.write("The frozen program works.\n")
