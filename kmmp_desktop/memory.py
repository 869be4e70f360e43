"""Memory that is free again goes back to the system: allocators keep it, as if it had leaked."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Hand back free memory of the C heap: milliseconds, from any thread; nothing where it cannot."""
    try:
        if sys.platform == "win32":
            ctypes.CDLL("msvcrt")._heapmin()  # noqa: SLF001 - so it is called there
        elif sys.platform == "linux":
            ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        return  # another C library: it keeps what it has
