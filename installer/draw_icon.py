"""Draws the program's icon from the one its window uses. Run by build.py in the build environment.

draw_icon.py FOLDER writes kmmp-desktop.svg (Linux menus), kmmp-desktop.ico (Windows) and kmmp-desktop.bmp
(the side of the setup program's last page).
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
INK, ACCENT = "#1A1E22", "#1A5C9C"
SIDES = (256, 128, 64, 48, 32, 24, 16)
SETUP_SIDE = (164, 314)
"""Pixels of the picture that NSIS expects there."""


def draw(folder: Path) -> None:
    drawing = (ROOT / "ui/style/icons/state-approved.svg").read_text(encoding="utf-8").replace(INK, ACCENT)
    (folder / "kmmp-desktop.svg").write_text(drawing, encoding="utf-8")
    sides = [_picture(drawing, side, folder) for side in SIDES]
    sides[0].save(
        folder / "kmmp-desktop.ico", sizes=[(side, side) for side in SIDES], append_images=sides[1:]
    )
    side = Image.new("RGB", SETUP_SIDE, "#E8EAED")
    side.paste(sides[2], ((SETUP_SIDE[0] - 64) // 2, 64), sides[2])
    side.save(folder / "kmmp-desktop.bmp")


def _picture(drawing: str, side: int, folder: Path) -> Image.Image:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    path = folder / f"{side}.png"
    image.save(str(path))
    with Image.open(path) as picture:
        picture.load()
    path.unlink()
    return picture


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
