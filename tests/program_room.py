"""A process with the whole program imported: each command runs in a fork of it, in a tenth of the time.

A fork is a process of its own: its exit code, its output and what it leaves open are the program's. The
room starts no thread and opens no file of an office, so that forking it is safe. tests/e2e/
test_program_room.py holds it against processes started anew.
"""

from __future__ import annotations

import ast
import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import known_derivations

ROOT = Path(__file__).parents[1]
PACKAGES = ("kmmp_desktop", "exports", "forms")
"""No ui: Qt starts threads, and no command needs it."""


class CommandRoom:
    """The test's end of the room."""

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="kmmp-room-")
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from program_room import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
                "PYTHONWARNINGS": "error::ResourceWarning",
                "OPENBLAS_NUM_THREADS": "1",  # numpy's would start as many threads as there are cores
            },
        )

    def run(self, words: Sequence[str], environment: Mapping[str, str]) -> SimpleNamespace:
        """Run main.py with these words; ``returncode``, ``stdout`` and ``stderr`` of it."""
        out, err = (Path(self._scratch.name) / name for name in ("out", "err"))
        order = {
            "words": list(words),
            "environment": dict(environment),
            "folder": str(Path.cwd()),
            "out": str(out),
            "err": str(err),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("the room of the commands is gone")
        return SimpleNamespace(
            returncode=int(line),
            stdout=out.read_text(encoding="utf-8"),
            stderr=err.read_text(encoding="utf-8"),
        )

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):
                pipe and pipe.close()
        self._process.wait(20)
        self._scratch.cleanup()


@cache
def command_room() -> CommandRoom:
    """The one of this process, started when the first command is run."""
    room = CommandRoom()
    atexit.register(room.close)
    return room


def serve() -> None:
    """The room's own process: one line of JSON in, one exit code out, for each command."""
    _import_everything()
    if known_derivations.FOLDER in os.environ:
        known_derivations.use()
    gc.collect()
    gc.freeze()
    tasks = Path("/proc/self/task")
    assert not tasks.exists() or len(list(tasks.iterdir())) == 1, "a fork of threads would be no process"
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            break
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    else:
        return
    _become_the_program(order)


def _become_the_program(order: Mapping[str, Any]) -> None:
    """In the fork: its own place, surroundings, input and output; it ends as the interpreter ends."""
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["folder"])
    fresh = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, name, how in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["out"], fresh),
        (2, order["err"], fresh),
    ):
        given = os.open(name, how)
        os.dup2(given, number)
        os.close(given)
    main = str(ROOT / "main.py")
    sys.argv = [main, *order["words"]]
    runpy.run_path(main, run_name="__main__")


def _import_everything() -> None:
    """What the program and its adapters import anywhere, late imports too."""
    sources = [ROOT / f"{name}.py" for name in ("main", "opening", "serving", "wiring")]
    for package in PACKAGES:
        sources += sorted((ROOT / package).rglob("*.py"))
    for source in sources:
        for name in _imported(ast.parse(source.read_text(encoding="utf-8"))):
            if name.partition(".")[0] not in ("ui", "PySide6"):
                # a name taken from a module, or a module of another system
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
