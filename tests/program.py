"""main.py as a script runs it: a real process, its exit code, its JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

from office_fixtures import PASSPHRASE

ROOT = Path(__file__).parents[1]


class Program:
    """main.py on one home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments, passphrase=PASSPHRASE, code=0, json_out=True):
        environment = {**os.environ, "PYTHONWARNINGS": "error::ResourceWarning"}
        environment.pop("KMMP_PASSPHRASE", None)
        if passphrase:
            environment["KMMP_PASSPHRASE"] = passphrase
        words = [str(a) for a in arguments]
        if json_out:
            words.append("--json")
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), *words, "--home", str(self.home)],
            capture_output=True,
            text=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert code is None or done.returncode == code, done.stderr + done.stdout
        self.error = done.stderr
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout) if json_out and done.stdout.strip() else done.stdout
