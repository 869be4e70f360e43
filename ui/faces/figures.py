"""Figures, differences and sizes as people read them."""

from __future__ import annotations

MINUS, THIN, NOTHING = "\u2212", "\u2009", "\u2013"


def number(value: float | None) -> str:
    """A figure with thin spaces in thousands and a true minus; an en dash where there is none."""
    if value is None:
        return NOTHING
    text = f"{abs(value):,.1f}" if value % 1 else f"{abs(value):,.0f}"
    return ("" if value >= 0 else MINUS) + text.replace(",", THIN)


def signed(value: float, unit: str = "") -> str:
    """A difference: ``+ 27``, true minus and a space: ``\u2212 8``; with a unit ``+ 61 %``."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign} {number(abs(value))} {unit}".strip()


def megabytes(size: int) -> str:
    """``31 MB``, ``0.4 MB``, ``5.8 GB``."""
    if size >= 10**9:
        return f"{size / 10**9:.1f} GB"
    return f"{size / 10**6:.0f} MB" if size >= 10**7 else f"{size / 10**6:.1f} MB"
