"""Icons: SVG files whose ink and cut-out become tokens of the look, rendered once per look and scale."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from kmmp_desktop.domain.returns import State
from ui.style.look import Look

INK, CUT_OUT = "#1A1E22", "#FFFFFF"
"""What the files are drawn in."""

STATE_ICONS: dict[State | None, tuple[str, str, str]] = {
    None: ("state-not-started", "muted", "Not started"),
    State.DRAFT: ("state-draft", "accent", "Draft"),
    State.READY: ("state-ready", "accent", "Ready"),
    State.APPROVED: ("state-approved", "ok", "Approved"),
    State.SUBMITTED: ("state-submitted", "ok", "Submitted"),
    State.RECEIVED: ("state-received", "ok", "Received"),
    State.RETURNED: ("state-returned", "second", "Returned"),
    State.RECALLED: ("state-returned", "second", "Recalled"),
    State.BROUGHT_IN: ("workbook", "muted", "Brought in"),
}
"""Icon, colour token and word (catalogue text) of each state of a return; ``None``: not started."""
OVERDUE = ("state-overdue", "err", "Overdue")


def pixmap(
    name: str,
    look: Look,
    size: float = 16,
    ink: str = "text",
    *,
    cut_out: str = "surface",
    ratio: float = 1.0,
) -> QPixmap:
    """Return the icon ``size`` pixels wide (at 100 % text) in the colour token ``ink``.

    ``ratio`` is the device pixel ratio of the screen. Raises FileNotFoundError for an unknown name.
    """
    key = (name, size, ink, cut_out, ratio)
    found = look.pixmaps.get(key)
    if found is None:
        found = look.pixmaps[key] = _render(name, look, look.px(size), ink, cut_out, ratio)
    return found


def icon(name: str, look: Look, size: float = 16, ink: str = "text", *, cut_out: str = "surface") -> QIcon:
    """Return a QIcon with a disabled form, for 100 % and 200 % screens."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, look, size, ink, cut_out=cut_out, ratio=ratio))
        off = pixmap(name, look, size, "disabled", cut_out=cut_out, ratio=ratio)
        made.addPixmap(off, QIcon.Mode.Disabled)
    return made


def paint_icon(
    painter: QPainter,
    x: float,
    middle: float,
    name: str,
    look: Look,
    size: float = 16,
    ink: str = "text",
    *,
    cut_out: str = "surface",
) -> int:
    """Paint the icon with its left edge at ``x``, centred on ``middle``; return its width in pixels."""
    device = painter.device()
    drawn = pixmap(name, look, size, ink, cut_out=cut_out, ratio=device.devicePixelRatio() if device else 1.0)
    side = look.px(size)
    painter.drawPixmap(round(x), round(middle - side / 2), drawn)
    return side


def _render(name: str, look: Look, side: int, ink: str, cut_out: str, ratio: float) -> QPixmap:
    drawing = files("ui.style").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace(CUT_OUT, "#cutout").replace(INK, look.colour(ink).name())
    drawing = drawing.replace("#cutout", look.colour(cut_out).name())
    image = QPixmap(round(side * ratio), round(side * ratio))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
