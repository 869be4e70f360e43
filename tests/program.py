"""main.py as a script runs it: a process of its own, its exit code, its JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

from office_fixtures import PASSPHRASE
from program_room import command_room

ROOT = Path(__file__).parents[1]


class Program:
    """main.py on one home folder; ``anew``: every command starts an interpreter (a second and a half)."""

    def __init__(self, home: Path, *, anew: bool = False) -> None:
        self.home, self.anew = home, anew

    def __call__(self, *arguments, passphrase=PASSPHRASE, code=0, json_out=True):
        environment = {**os.environ, "PYTHONWARNINGS": "error::ResourceWarning"}
        environment.pop("KMMP_PASSPHRASE", None)
        if passphrase:
            environment["KMMP_PASSPHRASE"] = passphrase
        words = [str(a) for a in arguments]
        if json_out:
            words.append("--json")
        words += ["--home", str(self.home)]
        done = started_anew(words, environment) if self.anew else command_room().run(words, environment)
        assert code is None or done.returncode == code, done.stderr + done.stdout
        self.error = done.stderr
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout) if json_out and done.stdout.strip() else done.stdout


def started_anew(words, environment):
    """A whole interpreter for one command."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
