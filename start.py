"""One command on a fresh machine: make the environment, then start the program or its tests.

    python3 start.py --demo        install what is needed into .venv, open the demo office
    python3 start.py tests         install the test tools too, pass the tests

Anything but ``tests`` is handed to main.py as it is. Needs Python 3.11 and pip, nothing else;
versions are locked by hash in requirements.txt and requirements-dev.txt.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this very line has to run on an older Python
        version = ".".join(map(str, sys.version_info[:3]))
        sys.stderr.write(f"KMMP Desktop needs Python 3.11 or newer; this is {version}.\n")
        return 2
    testing = arguments[:1] == ["tests"]
    problem = _install("requirements-dev.txt" if testing else "requirements.txt")
    if problem:
        sys.stderr.write(problem + "\n")
        return 2
    if testing:
        # all of them, on every core: each begins with a part of its own and helps another when it is through
        chosen = arguments[1:] or ["-n", "auto", "--dist", "worksteal"]
        return subprocess.call([str(PYTHON), "-m", "pytest", *chosen], cwd=ROOT)
    return subprocess.call([str(PYTHON), str(ROOT / "main.py"), *arguments])


def _install(locked: str) -> str:
    """Bring .venv in line with the lock file; returns what went wrong, or nothing."""
    lock = ROOT / locked
    stamp = ENVIRONMENT / f".{locked}.installed"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest:
        return ""
    sys.stderr.write("Installing what KMMP Desktop needs into .venv (once, about a minute)...\n")
    try:
        if not PYTHON.exists():
            # Without pip: a bare Debian has no ensurepip. The pip at hand installs into it.
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(ENVIRONMENT)], check=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "--require-hashes",
             "--disable-pip-version-check", "-r", str(lock)], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return (f"The installation into {ENVIRONMENT} stopped: {error}\n"
                "Check the network and that pip works (python -m pip --version), then run it again.")
    stamp.write_text(digest)
    return ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
