"""Writing a file of any size so that it is there whole or not at all, without holding it in memory."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from exports.atomic import explained
from kmmp_desktop.flushing import flush_folder


@contextlib.contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside ``path`` that gets its name when the block ends well, and is deleted when it does not.

    Raises StorageError with a sentence, as ``atomic.write_file`` does; what the block raises goes on.
    """
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        try:
            with beside.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            flush_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise explained(error, path) from error
