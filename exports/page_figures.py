"""The cells of a canonical document by place, with the remarks that lead away from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from exports.page_words import Words
from kmmp_desktop.domain.values import TOTAL, CellKey


@dataclass(frozen=True, slots=True)
class Figure:
    """What one cell shows on paper."""

    text: str
    is_missing: bool = False
    """A missing code: set in italics."""
    remark: str = ""
    """``(1)``, or ``(1)(4)``."""
    share: str = ""
    """``11/12``: how many cells a partial total counts."""


class Figures:
    """Looks up what stands in a cell, a total or a calculated element."""

    def __init__(
        self,
        words: Words,
        cells: Iterable[Mapping[str, Any]],
        totals: Iterable[Mapping[str, Any]] = (),
        findings: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.words = words
        self._cells = {entry["cell"]: entry for entry in cells}
        self._totals = {entry["cell"]: entry for entry in totals}
        self._remarks: dict[str, str] = {}
        for number, finding in enumerate(findings, 1):
            cell = finding["at"]
            self._remarks[cell] = f"{self._remarks.get(cell, '')}({number})"

    def entry(self, key: CellKey | str) -> Mapping[str, Any] | None:
        return self._cells.get(str(key))

    def __getitem__(self, key: CellKey) -> Figure:
        """The cell, total or calculated element at ``key``; an empty figure where nothing is known."""
        name = str(key)
        remark = self._remarks.get(name, "")
        if key.category == TOTAL and not remark:
            remark = self._remarks.get(key.element, "")
        if (entry := self._cells.get(name)) is not None:
            return Figure(self.words.value(entry), entry["kind"] == "missing", remark)
        total = self._totals.get(name) or self._totals.get(key.element)
        if total is None or total.get("value") is None:
            return self._without_value(key, remark)
        if key.category != TOTAL:  # calculated: often a share, of which one decimal says enough
            tenths = Decimal(str(total["value"])).quantize(Decimal("0.1"), ROUND_HALF_UP)
            return Figure(self.words.number(float(tenths)), False, remark)
        counted, of = total.get("counted", 1), total.get("of", 1)
        share = "" if counted == of else f"{counted}/{of}"
        return Figure(self.words.number(total["value"]), False, remark, share)

    def _without_value(self, key: CellKey, remark: str) -> Figure:
        """A total over cells that all carry the same missing code shows that code."""
        prefix = f"{key.element}["
        codes = {
            entry["value"] if entry["kind"] == "missing" else None
            for name, entry in self._cells.items()
            if name.startswith(prefix)
        }
        if key.category == TOTAL and len(codes) == 1 and (code := codes.pop()):
            return Figure(str(code), True, remark)
        return Figure("", False, remark)
