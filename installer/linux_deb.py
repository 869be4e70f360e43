"""Wraps the frozen folder into a Debian package with dpkg-deb."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

# What the frozen folder links or reads and does not hold itself; found with ldd in a bare Debian 12
# (see installer/README.md). The C library is added: the one of the machine that builds.
DEPENDS = (
    "libgl1", "libegl1", "libxcb1",
    "xkb-data", "fontconfig-config", "fonts-dejavu-core | fonts-noto-core",
)  # fmt: skip

CONTROL = """\
Package: kmmp-desktop
Version: {version}
Architecture: {architecture}
Maintainer: KMMP Desktop
Section: misc
Priority: optional
Installed-Size: {size}
Depends: {depends}
Recommends: xdg-utils
Description: Monthly facility returns of the Kenya Mentor Mother Program
 Offices of implementing partners enter, check, sign and send the monthly
 returns of their facilities. The window is kmmp-desktop, the commands are
 kmmp.
"""

MENU = """\
[Desktop Entry]
Type=Application
Name=KMMP Desktop
Comment=Monthly facility returns: enter, check, sign, send
Comment[sw]=Ripoti za kila mwezi za vituo: ingiza, kagua, tia saini, tuma
Exec=kmmp-desktop
Icon=kmmp-desktop
Terminal=false
Categories=Office;Database;
"""


def make_deb(frozen: Path, icon: Path, version: str, work: Path, out: Path) -> Path:
    """Return the package made in ``out`` from the ``frozen`` folder; ``work`` is scratch."""
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(frozen, tree / "usr/lib/kmmp-desktop", symlinks=True)
    commands = tree / "usr/bin"
    commands.mkdir(parents=True)
    for name in ("kmmp-desktop", "kmmp"):
        (commands / name).symlink_to(f"../lib/kmmp-desktop/{name}")
    _put(tree / "usr/share/applications/kmmp-desktop.desktop", MENU)
    _put(tree / "usr/share/icons/hicolor/scalable/apps/kmmp-desktop.svg", icon.read_text(encoding="utf-8"))
    third = tree / "usr/share/doc/kmmp-desktop/copyright"
    _put(third, (frozen / "THIRD-PARTY.txt").read_text(encoding="utf-8"))

    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    control = CONTROL.format(
        version=version,
        architecture=architecture,
        size=sum(path.stat().st_size for path in files) // 1024,
        depends=", ".join((f"libc6 (>= {platform.libc_ver()[1]})", *DEPENDS)),
    )
    _put(tree / "DEBIAN/control", control)
    for path in tree.rglob("*"):  # whatever the umask of who builds
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    tree.chmod(0o755)
    package = out / f"kmmp-desktop_{version}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    shutil.rmtree(tree)
    return package


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
