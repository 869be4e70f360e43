"""Whether a bare Linux has the libraries Qt needs: a sentence instead of Qt's abort."""

from __future__ import annotations

import ctypes
import os
import sys

# Library -> Debian package; measured in a bare Debian 12.
_ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
_XCB = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def why_no_window() -> str:
    """Return what to do before a window can open, or ``""`` where nothing is in the way."""
    if not sys.platform.startswith("linux"):
        return ""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    offscreen = platform.startswith(("offscreen", "minimal", "vnc"))
    needed = _ALWAYS if offscreen else {**_ALWAYS, **_XCB}
    lacking = sorted(package for library, package in needed.items() if not _loads(library))
    if lacking:
        return (
            "Qt needs libraries that this machine lacks. Install them, then start again:\n"
            f"    sudo apt-get install {' '.join(lacking)}"
        )
    commands = "kmmp" if getattr(sys, "frozen", False) else "python main.py"
    if not offscreen and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return (
            "There is no screen to open a window on (DISPLAY is not set). "
            f"Start it in a desktop session, or use the commands: {commands} --help"
        )
    return ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
