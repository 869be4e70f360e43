"""Where something is left to look at: what F4 stops at."""

from __future__ import annotations

from kmmp_desktop.domain.values import CellKey, Kind
from kmmp_desktop.services.control_totals import section_of_place
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.cell_faces import is_off_paper
from ui.entry.navigation import Walk
from ui.entry.open_findings import is_open
from ui.entry.paper_totals import total_words


def problems(opened: OpenReturn, walk: Walk) -> tuple[CellKey, ...]:
    """Errors, warnings without a reason, drafts that are no value, second keyings that differ, questions
    that wait, sums that are not those of the paper. Each is a place where the cursor may stand."""
    found_now = (*opened.findings.values(), *opened.between.findings)
    at = [f.at for f in found_now if is_open(opened, f)]
    drafts = [key for key, value in opened.cells.items() if value.kind is Kind.INVALID]
    sums = [key for place in opened.control_totals if (key := _off_paper(opened, walk, place)) is not None]
    found = (*at, *drafts, *opened.conflicts, *opened.keyed_apart, *opened.waiting, *sums)
    return tuple(key for key in found if walk.knows(key) and walk.can_stand(key))


def sum_words(opened: OpenReturn, walk: Walk, key: CellKey) -> Message | None:
    """How the sum that has its problem at ``key`` stands to the paper; ``None`` where there is none."""
    for place in opened.control_totals:
        if _off_paper(opened, walk, place) == key:
            return total_words(opened, place)
    return None


def _off_paper(opened: OpenReturn, walk: Walk, place: str) -> CellKey | None:
    """The total of the row, or the first cell of the section."""
    if not is_off_paper(opened, place):
        return None
    if code := section_of_place(place):
        sections = [plan.section.code for plan in walk.plans]
        return walk.first(sections.index(code)) if code in sections else None
    return opened.form.elements[place].total
