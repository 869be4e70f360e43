"""The scans beside one return as a row of pages, and where on them its sections begin. No widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import Scan
from kmmp_desktop.services.scans import Laid
from ui.entry.paper import SectionPlan
from ui.entry.scan_place import PaperMap

_UNKNOWN = (210, 297)
"""Shape of a page that cannot be read: A4."""
HEAD = 2
"""Rows of paper that the title and header of a section take."""


class LaidPaper:
    """Pages are counted through all files, in the order they were added."""

    def __init__(self, laid: Sequence[Laid], plans: Sequence[SectionPlan]) -> None:
        self.laid, self._plans = tuple(laid), tuple(plans)
        self.sizes = tuple(size for one in self.laid for size in _sizes(one))
        pages: list[tuple[Scan, int]] = []
        anchors: dict[str, float] = {}
        for one in self.laid:
            anchors |= {code: len(pages) + page + high for code, (page, high) in one.scan.anchors.items()}
            pages.extend((one.scan, page) for page in range(len(_sizes(one))))
        self._pages = tuple(pages)
        rows = tuple((plan.section.code, len(plan.rows) + HEAD) for plan in self._plans)
        self._map = PaperMap(rows, anchors, len(pages))

    def __bool__(self) -> bool:
        return bool(self._pages)

    @property
    def digests(self) -> tuple[bytes, ...]:
        return tuple(one.scan.digest for one in self.laid)

    def at(self, page: int) -> tuple[Scan, int]:
        """The scan, and the page in its file."""
        return self._pages[page]

    def turns(self, turn_of: Callable[[Scan], int]) -> tuple[int, ...]:
        """Quarter turns to the right of each page."""
        return tuple(turn_of(scan) for scan, _ in self._pages)

    def place(self, section: int, key: CellKey | None) -> float:
        """Where a cell of a section should be on the paper."""
        plan = self._plans[section]
        row = plan.at[key][0] + HEAD if key is not None and key in plan.at else 0
        return self._map.place(section, row / (len(plan.rows) + HEAD))

    def anchors_with(self, code: str, place: float) -> Mapping[int, Mapping[str, tuple[int, float]]]:
        """The anchors of every scan that change when a section is said to begin at ``place``."""
        scan, page = self.at(min(int(place), len(self._pages) - 1))
        changed: dict[int, Mapping[str, tuple[int, float]]] = {}
        for number, one in enumerate(self.laid):
            anchors = {c: at for c, at in one.scan.anchors.items() if c != code}
            if one.scan is scan:
                anchors[code] = (page, round(place - int(place), 4))
            if anchors != one.scan.anchors:
                changed[number] = anchors
        return changed


def _sizes(one: Laid) -> tuple[tuple[int, int], ...]:
    return one.sizes or (_UNKNOWN,) * one.scan.pages
