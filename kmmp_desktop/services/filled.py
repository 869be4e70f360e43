"""How much of a return is filled, by section: counted once, then kept with every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, CellValue, Kind
from kmmp_desktop.services.offer import Offer


class Filled:
    """Numbers of cells. An invalid draft does not count as filled; sections go by their codes."""

    def __init__(self, form: Form, offer: Offer, cells: Mapping[CellKey, CellValue]) -> None:
        self._section = {
            cell: section.code
            for section in form.sections
            for element in section.elements
            if not element.is_calculated and element.cells and offer(element.cells[0])
            for cell in element.cells
        }
        self.asked = Counter(self._section.values())
        """Cells that can be entered and are offered."""
        self.valid: Counter[str] = Counter()
        """Those of them that hold a value."""
        self.drafts: Counter[str] = Counter()
        """Those of them that hold a text that is no value."""
        self.invalid = 0
        """Texts that are no value in the whole return, also where nothing is asked any more."""
        for key, value in cells.items():
            self._count(key, value, 1)

    def change(self, key: CellKey, before: CellValue | None, after: CellValue | None) -> None:
        """A cell holds something else now."""
        if before is not None:
            self._count(key, before, -1)
        if after is not None:
            self._count(key, after, 1)

    def _count(self, key: CellKey, value: CellValue, by: int) -> None:
        if value.kind is Kind.INVALID:
            self.invalid += by
        section = self._section.get(key)
        if section is not None:
            (self.valid if value.is_valid else self.drafts)[section] += by
