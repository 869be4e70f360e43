"""A checking process that does what the file says: sleep, eat memory, die, print, answer nonsense."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from exports.verify_worker import Limits, serve
from kmmp_desktop.domain.verdict import Answer, FileCheck
from kmmp_desktop.text import Message


class Odd:
    """Obeys the first word behind the magic."""

    kind = "xlsx"

    def check(self, content: bytes) -> FileCheck:  # noqa: C901 - a list of misdeeds
        match content[4:].split():
            case [b"sleep", seconds, *_]:
                time.sleep(float(seconds))
            case [b"spin", *_]:
                while True:
                    pass
            case [b"eat", megabytes, *_]:
                eaten = bytearray(int(megabytes) * 1_000_000)
                eaten[-1] = 1
            case [b"die", *_]:
                os.kill(os.getpid(), 9)
            case [b"raise", *_]:
                raise RuntimeError("a fault in a check")
            case [b"print", *_]:
                print("a library that talks", flush=True)  # noqa: T201 - the point of it
                os.write(1, b"12\n{}")
            case [b"nonsense", *_]:
                return FileCheck(None, (), Answer.YES, (), None)  # type: ignore[arg-type]
            case [b"write", name, *_]:
                try:
                    Path(os.fsdecode(name)).write_bytes(b"x" * 10)
                except OSError as error:
                    return FileCheck("xlsx", (), Answer.NO, (Message(type(error).__name__),), None)
        return FileCheck("xlsx", (), Answer.YES, (), {"said": content[4:].decode("latin-1")})


if __name__ == "__main__":
    raise SystemExit(serve([Odd()], Limits(seconds=1.0, memory=400_000_000)))
