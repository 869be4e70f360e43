"""What is looked at: form, months, measure and order, as they were chosen last."""

from __future__ import annotations

from kmmp_desktop.domain.quality import DEFINITIONS, Measure
from kmmp_desktop.services.quality_map import QualityMap
from ui.page import Desk

_FORM = "worklist.form"
_SPAN = "quality.months"
_USUAL = 12


class Choices:
    """Form and months are remembered for the next start."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.family = self._remembered_form()
        kept = desk.services.worklist.recall(_SPAN) or ""
        self.span = int(kept) if kept.isdecimal() and 0 < int(kept) <= 60 else _USUAL
        self.measure = Measure.RECEIVED
        self.worst_first = True

    def _remembered_form(self) -> str:
        """The form that the worklist shows; else the longest, which is the full return."""
        forms, kept = self._desk.services.forms, self._desk.services.worklist.recall(_FORM)
        families = forms.families()
        if kept in families:
            return kept
        return max(families, key=lambda name: len(forms.newest(name).entry_cells), default="")

    def remember_span(self, months: int) -> None:
        self.span = months
        self._desk.services.worklist.remember(_SPAN, str(months))

    def step(self, by: int) -> Measure:
        """The measure ``by`` places further, round and round."""
        names = [definition.measure for definition in DEFINITIONS]
        return names[(names.index(self.measure) + by) % len(names)]

    def order(self, found: QualityMap, search: str) -> tuple[int, ...]:
        """The facilities to show whose name, MFL code or sub-county holds what was typed."""
        rows = tuple(range(len(found.facilities)))
        if self.worst_first:
            rows = self._desk.services.quality.worst_first(found, self.measure)
        wanted = search.strip().casefold()
        names = [f"{f.name} {f.mfl} {f.sub_county}".casefold() for f in found.facilities]
        return tuple(row for row in rows if wanted in names[row])

    def forms(self) -> list[tuple[str, str]]:
        """Families with their names in the language of the screen."""
        forms = self._desk.services.forms
        newest = {name: forms.newest(name) for name in forms.families()}
        return [(name, self._desk.say(form.short or form.title)) for name, form in newest.items()]
