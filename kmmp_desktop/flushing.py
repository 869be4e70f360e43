"""New names of files forced onto the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}
"""What a network folder says that flushes no folders; the files in it are flushed, and must be."""


def flush_folder(folder: Path) -> None:
    """Return once the names in a folder are on the disk; Windows does it by itself and opens no folders.

    Raises OSError where the disk refuses.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(handle)
