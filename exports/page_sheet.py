"""Pages as lists of things to draw, measured in points from the top left corner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from exports.page_type import Line, Style, Type

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
"""A4 portrait."""
MARGIN = 12.7 * MM
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
FOOT = HEIGHT - MARGIN - 9.5 * MM
"""Where the foot begins; nothing else is set below."""
CAP = 0.714
"""Height of a capital, in parts of the size (Noto Sans)."""

GRID, RULE = 0.54, 0.07
"""Greys of table lines and of heavy rules."""
THIN, HEAVY = 0.5, 1.5
"""Line widths, points."""
BAND_FILL, HEAD_FILL = 0.96, 0.914


@dataclass
class Page:
    """Everything that stands on one page. Order within a list is drawing order."""

    texts: list[tuple[float, float, str, Style]] = field(default_factory=list)
    """(x, baseline, text, style)."""
    lines: dict[tuple[float, float], list[tuple[float, float, float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """(width, grey) -> [(x1, y1, x2, y2)]."""
    fills: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    """(x, top, width, height, grey)."""
    hatched: list[tuple[float, float, float, float]] = field(default_factory=list)
    fields: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)
    """Signature fields: name -> (x, top, width, height)."""
    marks: list[tuple[str, float]] = field(default_factory=list)
    """Outline entries: title and height."""

    def line(
        self, x1: float, y1: float, x2: float, y2: float, width: float = THIN, grey: float = GRID
    ) -> None:
        self.lines[width, grey].append((x1, y1, x2, y2))

    def frame(self, x: float, y: float, w: float, h: float, width: float = THIN, grey: float = GRID) -> None:
        self.lines[width, grey] += [
            (x, y, x + w, y),
            (x, y + h, x + w, y + h),
            (x, y, x, y + h),
            (x + w, y, x + w, y + h),
        ]


class Sheet:
    """A document being set: the present page, and how far down it is filled."""

    def __init__(self, type_: Type, start_page: Callable[[Sheet], None]) -> None:
        """``start_page`` sets the head of a new page and leaves ``y`` below it."""
        self.type = type_
        self.pages: list[Page] = []
        self.y = 0.0
        self._start_page = start_page
        self.new_page()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def number(self) -> int:
        return len(self.pages)

    @property
    def room(self) -> float:
        """Height that is left on this page."""
        return FOOT - self.y

    def new_page(self) -> None:
        self.pages.append(Page())
        self.y = MARGIN
        self._start_page(self)

    def need(self, height: float) -> bool:
        """Start a new page unless ``height`` is left on this one; True where one was started."""
        if self.room < height:
            self.new_page()
            return True
        return False

    def text(self, x: float, baseline: float, text: str, style: Style) -> float:
        """Set cleaned text from ``x``; returns its width."""
        if text:
            self.page.texts.append((x, baseline, text, style))
        return self.type.width(text, style)

    def text_right(self, right: float, baseline: float, text: str, style: Style) -> None:
        if text:
            self.page.texts.append((right - self.type.width(text, style), baseline, text, style))

    def text_centred(self, middle: float, baseline: float, text: str, style: Style) -> None:
        if text:
            self.page.texts.append((middle - self.type.width(text, style) / 2, baseline, text, style))

    def fitted(self, text: str, style: Style, room: float) -> Style:
        """The style, made smaller where cleaned text would not fit on one line."""
        wide = self.type.width(text, style)
        return style if wide <= room else style._replace(size=max(4.0, style.size * room / wide))

    def set_lines(self, x: float, top: float, lines: Sequence[str], style: Style) -> float:
        """Set lines under one another from ``top``; returns their height."""
        lead = leading(style)
        baseline = top + lead * 0.5 + style.size * CAP / 2
        for line in lines:
            self.text(x, baseline, line, style)
            baseline += lead
        return lead * len(lines)

    def set_flow(self, x: float, top: float, lines: Sequence[Line], lead: float, size: float) -> float:
        """Set lines of mixed runs from ``top``; returns their height."""
        baseline = top + lead * 0.5 + size * CAP / 2
        for line in lines:
            for offset, run in line.runs:
                self.text(x + offset, baseline, run.text.rstrip(" "), run.style)
            baseline += lead
        return lead * len(lines)


def leading(style: Style) -> float:
    """Distance of lines."""
    return style.size * 1.28


def middle(top: float, height: float, size: float) -> float:
    """Baseline of a line that stands in the middle of a box."""
    return top + height / 2 + size * CAP / 2
