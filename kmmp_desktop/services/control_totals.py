"""Sums as the paper states them, held against the sums of what was typed. They never block."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from kmmp_desktop.domain.checking import Total
from kmmp_desktop.domain.form import Section
from kmmp_desktop.domain.values import CellKey, CellValue, ValueType
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.draft import Draft
from kmmp_desktop.services.ports import ControlTotal
from kmmp_desktop.services.writing_words import Words, WordsAct

_SECTION = "section:"
MOST = 999_999_999


def section_place(code: str) -> str:
    """The place of the sum of all counts of a section."""
    return f"{_SECTION}{code}"


def section_of_place(place: str) -> str:
    """The section whose counts a place sums; empty for the place of a row."""
    return place.removeprefix(_SECTION) if place.startswith(_SECTION) else ""


class ControlTotals:
    """The typed sums of one revision by place. They stay in the office: no signed file carries them."""

    def __init__(
        self,
        draft: Draft,
        cells: Mapping[CellKey, CellValue],
        total: Callable[[str], Total],
        known: Mapping[str, ControlTotal],
    ) -> None:
        self._draft, self._cells, self._total = draft, cells, total
        self.known: dict[str, ControlTotal] = dict(known)

    def set(self, place: str, number: float | None) -> None:
        """Keep what the paper says; ``None`` takes it away.

        Raises:
            NotFoundError: no row and no section is meant.
            RefusedError: a sum of counts cannot be this number.
            LockedError, StorageError: as for every act.
        """
        self.sum_of(place)
        if number is not None and not (math.isfinite(number) and 0 <= number <= MOST):
            raise RefusedError("A total is a number from 0 to {most}.", most=MOST)
        before = self.known.get(place)
        if number == (before.number if before else None):
            return
        act = WordsAct(Words.CONTROL, place, number=number, seen=before.number if before else None)
        _, at = self._draft.say(act)
        if number is None:
            self.known.pop(place, None)
        else:
            self.known[place] = ControlTotal(place, number, self._draft.person.name, at)

    def sum_of(self, place: str) -> Total:
        """What was typed adds up to; ``value`` is None where nothing is there yet.

        Raises NotFoundError for a place that is neither a row nor a section with counts.
        """
        if code := section_of_place(place):
            section = next((s for s in self._draft.form.sections if s.code == code), None)
            if section is None:
                raise NotFoundError("There is no section {section} in this form.", section=code)
            return self._section_sum(section)
        if place not in self._draft.form.elements:
            raise NotFoundError("There is no row {row} in this form.", row=place)
        return self._total(place)

    def difference(self, place: str) -> float | None:
        """Sum minus paper: 0.0 where they are equal, None where the paper's sum was not typed."""
        typed = self.known.get(place)
        if typed is None:
            return None
        return round((self.sum_of(place).value or 0) - typed.number, 6)

    def _section_sum(self, section: Section) -> Total:
        keys = [
            key
            for element in section.elements
            if element.type is ValueType.INTEGER and not element.is_calculated
            for key in element.cells
            if self._draft.around.offer(key)
        ]
        found = [n for k in keys if k in self._cells and (n := self._cells[k].number) is not None]
        return Total(math.fsum(found) if found else None, len(found), len(keys))
