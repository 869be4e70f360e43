"""A room with everything imported, where a clerk's process is started, watched and killed.

A fork of it stands at a painted window in a third of a second, so that three hundred kills fit in
a test run. The room itself makes no QApplication and starts no thread: forking it is safe.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Record = dict[str, Any]

LONGEST_ROUND = 600
"""Seconds after which a clerk's process ends itself whatever happens."""


class Room:
    """The test's end of the room. ``play`` runs one round and gives back what the child wrote."""

    def __init__(self, scratch: Path) -> None:
        self._stderr = (scratch / "room.err").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from lost.room import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            cwd=ROOT,
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            },
        )

    def play(self, home: Path, script: str, seed: int, **more: Any) -> tuple[list[Record], int]:
        """Run a round of ``lost.child``; return its records and its exit status (-9: killed).

        ``kill``: [acts, seconds]: so long after the clerk has begun that act, SIGKILL.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(
            json.dumps({"home": str(home), "script": script, "seed": seed, **more}) + "\n"
        )
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"the room is gone:\n{self.said()}")
        answer = json.loads(line)
        return answer["records"], answer["status"]

    def said(self) -> str:
        """What the room and its children wrote on stderr."""
        self._stderr.seek(0)
        return self._stderr.read()[-4000:]

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(LONGEST_ROUND)
        self._stderr.close()


def serve() -> None:
    """The room's own process: one line of JSON in, one out, for each round."""
    from lost import child

    child.warm_up()
    for line in sys.stdin:
        order = json.loads(line)
        records, status = _round(order, child.run)
        sys.stdout.write(json.dumps({"records": records, "status": status}) + "\n")
        sys.stdout.flush()


def _round(order: Record, run: Any) -> tuple[list[Record], int]:
    ear, mouth = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ear)
        signal.alarm(LONGEST_ROUND)
        status = 3
        try:
            run(order, mouth)
            status = 0
        finally:  # whatever happened: a fork never goes back into the room
            if status:
                traceback.print_exc()
                sys.stderr.flush()
            os._exit(status)
    os.close(mouth)
    heard = _listen(ear, pid, order.get("kill"))
    os.close(ear)
    _, status = os.waitpid(pid, 0)
    records = [json.loads(line) for line in heard.decode().splitlines(keepends=True) if line.endswith("\n")]
    return records, os.waitstatus_to_exitcode(status)


def _listen(ear: int, pid: int, kill: list[float] | None) -> bytes:
    """Read what the clerk's process writes, and kill it at its moment."""
    heard, deadline = b"", None
    wanted = f'{{"act": {int(kill[0])},'.encode() if kill else b""
    while True:
        wait = None if deadline is None else max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([ear], [], [], wait)
        if not ready:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            deadline = None
            continue
        part = os.read(ear, 65536)
        if not part:
            return heard
        heard += part
        if kill and deadline is None and wanted in heard:
            deadline, wanted = time.monotonic() + kill[1], b"\0never"


def moments(seed: int, rounds: int) -> list[tuple[int, list[float]]]:
    """Seeds and kill moments: mostly within the act, some in the pauses, some before the first key."""
    dice = random.Random(seed)
    found = []
    for _ in range(rounds):
        act = dice.randrange(0, 16)
        late = dice.uniform(0, 0.7) if dice.random() < 0.2 else dice.uniform(0, 0.05)
        found.append((dice.randrange(1 << 30), [act, late]))
    return found
