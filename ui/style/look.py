"""Every colour, size and font of the program: one frozen object in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol, Self

from PySide6.QtGui import QColor, QFont, QFontMetrics, QPixmap

SMALLEST, SMALL, TEXT, FIGURES, TITLE, CARD = 8.0, 8.5, 9.0, 10.0, 12.0, 14.0
"""Type sizes in points at 100 % text size."""
TEXT_SIZES = (100, 110, 125, 150, 175, 200)
"""What View > Text size offers, in percent."""


class Dressed(Protocol):
    """Whatever takes on a look."""

    def set_look(self, look: Look) -> None: ...


@dataclass(frozen=True, eq=False, slots=True)
class Look:
    """One theme at one text size. Delegates keep it and paint from it; nobody changes it.

    Every length goes through ``px`` and every font through ``font``, so that 200 % text is
    nothing but a ``Look`` with ``scale`` 2. Compare by identity: a new look is a new object.
    """

    dark: bool
    window: QColor
    titlebar: QColor
    surface: QColor
    header: QColor
    alt: QColor
    cross: QColor
    grid: QColor
    edge: QColor
    text: QColor
    muted: QColor
    disabled: QColor
    accent: QColor
    on_accent: QColor
    accent_soft: QColor
    ok: QColor
    ok_text: QColor
    ok_soft: QColor
    warn: QColor
    warn_text: QColor
    warn_soft: QColor
    err: QColor
    err_text: QColor
    err_soft: QColor
    miss: QColor
    miss_text: QColor
    miss_soft: QColor
    second: QColor
    second_soft: QColor
    changed: QColor
    changed_soft: QColor
    lock_bg: QColor
    lock_text: QColor
    hatch: QColor
    zero_bulk: QColor
    heat: tuple[QColor, ...]
    """Six steps from far below the target to far above it."""
    heat_text: tuple[QColor, ...]
    scale: float = 1.0
    """Text size: 1.0 is 100 %."""
    family: str = ""
    """Font family; empty: the application's."""
    pixmaps: dict[tuple[object, ...], QPixmap] = field(default_factory=dict, repr=False)
    """Rendered icons of this look, filled by ``ui.style.icons``: they go when the look goes."""
    fonts: dict[tuple[float, bool, bool], QFont] = field(default_factory=dict, repr=False)
    measures: dict[tuple[float, bool], QFontMetrics] = field(default_factory=dict, repr=False)

    @classmethod
    def light(cls, scale: float = 1.0, family: str = "") -> Self:
        return cls(dark=False, scale=scale, family=family, **_colours(_LIGHT))

    @classmethod
    def dark_look(cls, scale: float = 1.0, family: str = "") -> Self:
        return cls(dark=True, scale=scale, family=family, **_colours(_DARK))

    @classmethod
    def of(cls, *, dark: bool, scale: float = 1.0, family: str = "") -> Self:
        return cls.dark_look(scale, family) if dark else cls.light(scale, family)

    def scaled(self, scale: float) -> Self:
        """The same theme at another text size."""
        return replace(self, scale=scale, pixmaps={}, fonts={}, measures={})

    def px(self, length: float) -> int:
        """A length of the mock-ups (pixels at 100 %) at this text size."""
        return max(1, round(length * self.scale)) if length > 0 else round(length * self.scale)

    def font(self, points: float = TEXT, *, bold: bool = False, italic: bool = False) -> QFont:
        """A font with tabular lining figures. ``bold`` is the semi-bold (600) of the look.

        Kept and handed out again, as are the metrics: a repaint asks hundreds of times. A caller
        that wants another font makes a copy.
        """
        key = (points, bold, italic)
        font = self.fonts.get(key)
        if font is None:
            font = self.fonts[key] = self._make_font(points, bold, italic)
        return font

    def _make_font(self, points: float, bold: bool, italic: bool) -> QFont:
        font = QFont(self.family) if self.family else QFont()
        font.setPointSizeF(points * self.scale)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setItalic(italic)
        for feature in ("tnum", "lnum"):
            font.setFeature(QFont.Tag(feature), 1)
        return font

    def metrics(self, points: float = TEXT, *, bold: bool = False) -> QFontMetrics:
        key = (points, bold)
        metrics = self.measures.get(key)
        if metrics is None:
            metrics = self.measures[key] = QFontMetrics(self.font(points, bold=bold))
        return metrics

    def row(self, points: float = FIGURES, least: float = 26) -> int:
        """Height of a row of text of this size: the font's, or ``least`` pixels at 100 %."""
        return max(self.metrics(points).height() + 2 * self.px(2), self.px(least))

    def colour(self, token: str) -> QColor:
        """The colour of a token given by name; raises KeyError for an unknown one."""
        value = getattr(self, token, None)
        if not isinstance(value, QColor):
            raise KeyError(token)
        return value


def _colours(theme: Mapping[str, str]) -> dict[str, Any]:
    """Colours by field name; the six heat steps are gathered into tuples."""
    wanted = {f.name for f in fields(Look)}
    found: dict[str, Any] = {name: QColor(value) for name, value in theme.items() if name in wanted}
    found["heat"] = tuple(QColor(value) for value in theme["heat"].split())
    found["heat_text"] = tuple(QColor(value) for value in theme["heat_text"].split())
    return found


_LIGHT: Mapping[str, str] = {
    "window": "#F1F2F4",
    "titlebar": "#E6E8EB",
    "surface": "#FFFFFF",
    "header": "#E9EBEE",
    "alt": "#F8F9FA",
    "cross": "#F0F5FA",
    "grid": "#D3D7DC",
    "edge": "#838A93",
    "text": "#1A1E22",
    "muted": "#545B64",
    "disabled": "#747B84",
    "accent": "#1A5C9C",
    "on_accent": "#FFFFFF",
    "accent_soft": "#DBE8F5",
    "ok": "#2A7A4B",
    "ok_text": "#1D5F39",
    "ok_soft": "#E2F1E7",
    "warn": "#B3740A",
    "warn_text": "#6E4300",
    "warn_soft": "#FFF0C2",
    "err": "#AE1B20",
    "err_text": "#8F141A",
    "err_soft": "#F8D0D0",
    "miss": "#2F6FA3",
    "miss_text": "#1B4C78",
    "miss_soft": "#D2E5F8",
    "second": "#6B1F63",
    "second_soft": "#E2C9EA",
    "changed": "#0B7270",
    "changed_soft": "#DDF0EF",
    "lock_bg": "#E8EAED",
    "lock_text": "#484F57",
    "hatch": "#B9BFC6",
    "zero_bulk": "#5F6770",
    "heat": "#B35806 #E59A4B #F6D9B0 #C9DDEE #7FB0D8 #2F6FA3",
    "heat_text": "#FFFFFF #2A1500 #2A1500 #0E2233 #0A1C2B #FFFFFF",
}
_DARK: Mapping[str, str] = {
    "window": "#1D2023",
    "titlebar": "#17191C",
    "surface": "#24282C",
    "header": "#2D3237",
    "alt": "#282C31",
    "cross": "#293038",
    "grid": "#3B4147",
    "edge": "#818992",
    "text": "#E7E9EB",
    "muted": "#AEB5BD",
    "disabled": "#89919A",
    "accent": "#74B4EE",
    "on_accent": "#0A1A29",
    "accent_soft": "#234563",
    "ok": "#8EDCB0",
    "ok_text": "#97D8AF",
    "ok_soft": "#1E3B2B",
    "warn": "#E3A83C",
    "warn_text": "#F3CD85",
    "warn_soft": "#463712",
    "err": "#F0706A",
    "err_text": "#F8B4B0",
    "err_soft": "#5E282B",
    "miss": "#6AAEE6",
    "miss_text": "#A9D2F5",
    "miss_soft": "#1C3549",
    "second": "#E2BDEC",
    "second_soft": "#5B3370",
    "changed": "#4CC0BC",
    "changed_soft": "#173C3C",
    "lock_bg": "#303439",
    "lock_text": "#B4BAC1",
    "hatch": "#4A5158",
    "zero_bulk": "#A0A8B0",
    "heat": "#E08A3C #A8622A #5E4228 #2C4459 #386A96 #6FB0E6",
    "heat_text": "#1E0F00 #FFFFFF #F5E4D2 #DCEAF6 #FFFFFF #06182A",
}
