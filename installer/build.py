"""One command from a checkout to what an office installs.

    python3 installer/build.py [--out dist] [--work build] [--no-package]

Makes an environment from the lock files and nothing else, freezes the program with PyInstaller, tries the
frozen program (try_frozen.py), packs it (Windows: a setup program where NSIS is there; Debian: a .deb), and
writes SHA256SUMS. PyInstaller builds for the system it runs on: Windows programs are built on Windows.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from linux_deb import make_deb
from try_frozen import FrozenError, try_frozen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NAME = "kmmp-desktop"
WINDOWS = os.name == "nt"
# PyInstaller and what it needs, on every system; the lock file says in which version.
TOOLS = ("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools",
         "macholib", "pefile", "pywin32-ctypes")  # fmt: skip

LICENCES = """
import importlib.metadata, sys
print("KMMP Desktop contains Python", sys.version.split()[0], "(PSF licence) and parts of these packages,")
print("each under its own licence. Qt and PySide6 are used under the LGPL 3: their libraries lie in")
print("_internal and may be replaced. The Noto fonts are under the SIL Open Font License")
print("(_internal/exports/fonts/OFL.txt). Names and licences as the packages give them:\\n")
for d in sorted(importlib.metadata.distributions(), key=lambda d: d.metadata["Name"].lower()):
    said = d.metadata["License-Expression"] or "; ".join(
        c.split(" :: ")[-1] for c in d.metadata.get_all("Classifier", []) if c.startswith("License ::")
    ) or (d.metadata["License"] or "see its project").splitlines()[0]
    print(d.metadata["Name"], d.version, "-", said)
"""


class BuildError(Exception):
    """The build cannot go on; the text says why and what to do."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--out", type=Path, default=ROOT / "dist", help="where packages and sums go")
    arguments.add_argument("--work", type=Path, default=ROOT / "build", help="scratch folder; may be kept")
    arguments.add_argument("--no-package", action="store_true", help="stop at the tried folder")
    given = arguments.parse_args()
    out, work = given.out.resolve(), given.work.resolve()
    try:
        build(out, work, package=not given.no_package)
    except (BuildError, FrozenError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"The build stopped.\n{error}\n")
        return 1
    return 0


def build(out: Path, work: Path, *, package: bool) -> None:
    out.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    version = _version()
    _say(f"KMMP Desktop {version}: the environment")
    python = _environment(work)
    _say("Freezing")
    frozen = _freeze(python, out, work)
    _say("Trying the frozen program")
    try_frozen(frozen)
    made = []
    if package:
        _say("Packing")
        made = _packages(frozen, version, out, work)
    _report(frozen, made, out)


def _environment(work: Path) -> Path:
    """A virtual environment of the locked versions, made anew where a lock file changed."""
    tools = work / "requirements-tools.txt"
    everything = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    tools.write_text(locked_tools(everything), encoding="utf-8")
    locks = (ROOT / "requirements.txt", tools)
    state = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks) + sys.version.encode()).hexdigest()
    place, stamp = work / "environment", work / "environment.installed"
    python = place / ("Scripts/python.exe" if WINDOWS else "bin/python")
    if python.exists() and stamp.exists() and stamp.read_text() == state:
        return python
    stamp.unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    for lock in locks:
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--require-hashes",
             "--only-binary=:all:", "--disable-pip-version-check", "-r", str(lock)],
            check=True,
        )  # fmt: skip
    stamp.write_text(state)
    return python


def locked_tools(lock: str) -> str:
    """The entries of ``TOOLS`` in the text of a lock file, hashes and markers included."""
    entries = re.findall(r"^([A-Za-z0-9._-]+)(==.*\n(?:[ \t]+.*\n?)*)", lock, flags=re.MULTILINE)
    found = {name.lower(): name + rest for name, rest in entries if name.lower() in TOOLS}
    missing = sorted(set(TOOLS) - set(found))
    if missing:
        raise BuildError(f"requirements-dev.txt does not lock {', '.join(missing)}. Make the lock file anew.")
    return "".join(found.values())


def _freeze(python: Path, out: Path, work: Path) -> Path:
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "QT_QPA_PLATFORM": "offscreen",
        "KMMP_ICON": str(work / f"{NAME}.ico"),
    }
    subprocess.run([str(python), str(HERE / "draw_icon.py"), str(work)], env=environment, check=True)
    subprocess.run(
        [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
         "--distpath", str(out), "--workpath", str(work / "pyinstaller"), str(HERE / "kmmp_desktop.spec")],
        env=environment, cwd=work, check=True,
    )  # fmt: skip
    frozen = out / NAME
    if not WINDOWS and shutil.which("strip"):
        # Debug symbols of Python and of compiled modules; Qt's libraries come without.
        inside = frozen / "_internal"
        libraries = [*inside.glob("libpython*"), *inside.rglob("*.cpython-*.so")]
        subprocess.run(["strip", "--strip-unneeded", *map(str, libraries)], check=True)
    licences = subprocess.run(
        [str(python), "-X", "utf8", "-c", LICENCES], capture_output=True, encoding="utf-8", check=True
    )
    bundled = (HERE / "inside_sqlcipher3.txt").read_text(encoding="utf-8")
    (frozen / "THIRD-PARTY.txt").write_text(licences.stdout + bundled, encoding="utf-8")
    return frozen


def _packages(frozen: Path, version: str, out: Path, work: Path) -> list[Path]:
    if WINDOWS:
        return _windows_setup(frozen, version, out, work)
    if sys.platform.startswith("linux") and shutil.which("dpkg-deb"):
        return [make_deb(frozen, work / f"{NAME}.svg", version, work, out)]
    _say("No dpkg-deb here: the folder is not packed")
    return []


def _windows_setup(frozen: Path, version: str, out: Path, work: Path) -> list[Path]:
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "C:/Program Files (x86)")) / "NSIS/makensis.exe"
    makensis = shutil.which("makensis") or (str(usual) if usual.exists() else None)
    if makensis is None:
        _say("No makensis here: the folder is not packed. Install NSIS 3, then run this again")
        return []
    setup = out / f"{NAME}-{version}-setup.exe"
    subprocess.run(
        [makensis, "-V2", "-WX", f"-DVERSION={version}", f"-DPAYLOAD={frozen}",
         f"-DPICTURES={work}", f"-DOUTPUT={setup}", str(HERE / "windows.nsi")],
        check=True,
    )  # fmt: skip
    return [setup]


def _report(frozen: Path, made: list[Path], out: Path) -> None:
    size = sum(path.stat().st_size for path in frozen.rglob("*") if path.is_file() and not path.is_symlink())
    _say(f"{size / 1e6:7.1f} MB  {frozen}")
    sums = []
    for path in made:
        _say(f"{path.stat().st_size / 1e6:7.1f} MB  {path}")
        sums.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n")
    if sums:
        (out / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def _version() -> str:
    text = (ROOT / "kmmp_desktop" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "(\d+\.\d+\.\d+)"', text)
    if found is None:
        raise BuildError("kmmp_desktop/__init__.py names no version of three numbers.")
    return found[1]


def _say(text: str) -> None:
    sys.stdout.write(f"== {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
