"""Runs before main.py in the frozen program: what freezing changes about the surroundings is put right."""

import os
import sys

# A Windows program without a console has no standard streams: what is written there is lost, not a crash.
if sys.stdout is None:
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open for good
if sys.stderr is None:
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open for good

# The libraries of the program are not for programs that it starts (the file manager of a sent month). The
# loader has read the variable by now, so ours are still found.
if sys.platform.startswith("linux"):
    before = os.environ.get("LD_LIBRARY_PATH_ORIG")
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
