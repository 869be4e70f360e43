"""The catalogue of standards: what each says, where it is used, and how an officer changes one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kmmp_desktop.domain.faults import check_faults
from kmmp_desktop.domain.form import Check, Form, Standard, Status
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.tiers import Tiers
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.draft import storable
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.overlays import (
    CITED,
    OverlaidForms,
    Overlay,
    OverlayKind,
    check_body,
    in_force,
    overlaid,
)
from kmmp_desktop.services.permits import permit, why_not
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.services.standard_uses import Use, section_of, source_words, uses
from kmmp_desktop.services.standard_values import read_value, table_of, what_goes_with
from kmmp_desktop.text import Message, Text

LONGEST = 500
"""Characters of a citation: it is printed in a line of every return that rests on it."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One standard of the catalogue as it is in a month."""

    standard: Standard
    group: Text
    """Short title of the first section that it is used in; empty where it is used in none."""
    use: Use
    source: str
    """Titles of its sources, or what an officer has cited; empty where nothing has been read."""
    since: Period | None
    """In force from this month on; None: since the form is."""
    by: Overlay | None
    """The change that made it so; None: as the form says."""
    coming: Overlay | None
    """The next change, of a later month."""
    tiers: Tiers
    """Its table, where the value is one that an officer can change; else empty."""


class StandardService:
    """Standards as they are in a month, and changes to them from a month on."""

    def __init__(self, work: Work, clock: Clock, forms: OverlaidForms) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms

    @property
    def earliest(self) -> Period:
        """A change takes effect from this month at the earliest: old months keep what held in them."""
        return Period.of(east_africa(self._clock.now()).date())

    def form(self, family: str, period: Period) -> Form:
        return self._forms.for_period(family, period)

    def catalogue(self, family: str, period: Period) -> tuple[Listed, ...]:
        """Every standard, in the order of the sections that use it; arithmetic last."""
        form = self._forms.for_period(family, period)
        overlays = self._forms.overlays(family)
        valid = {o.code: o for o in in_force(overlays, period) if o.kind is OverlayKind.STANDARD}
        users = uses(form)
        sections = {section.code: number for number, section in enumerate(form.sections)}
        found: list[tuple[int, Listed]] = []
        for standard in form.standards.values():
            use = users[standard.id]
            section = section_of(form, use)
            later = [
                o
                for o in overlays
                if o.kind is OverlayKind.STANDARD and o.code == standard.id and o.start > period
            ]
            listed = Listed(
                standard,
                Text("") if section is None else form.sections[sections[section]].short,
                use,
                source_words(standard, form),
                standard.valid_from,
                valid.get(standard.id),
                min(reversed(later), key=lambda o: o.start, default=None),
                table_of(form, standard),
            )
            arithmetic = standard.status is Status.ARITHMETIC
            place = len(sections) + arithmetic if section is None or arithmetic else sections[section]
            found.append((place, listed))
        return tuple(listed for _, listed in sorted(found, key=lambda each: each[0]))

    def why_not(self, standard: Standard, person: Person) -> Message | None:
        """Why this person cannot confirm or change this standard; None where they can."""
        if standard.status is Status.ARITHMETIC:
            return Message("This is arithmetic or a definition of the form: there is nothing to confirm.")
        return why_not(person, Action.STANDARDS)

    def value_fault(self, listed: Listed, text: str) -> Message | None:
        """Why the standard cannot have this value, while it is being typed; None where it can."""
        try:
            read_value(listed.standard, text, listed.tiers)
        except RefusedError as error:
            return error.message
        return None

    def proposed(
        self, family: str, standard: str, value: str, unit: str, status: Status, start: Period
    ) -> Form:
        """The form as it would be from ``start`` on. Nothing is written. Raises RefusedError."""
        overlays = self._overlays(family, standard, value, unit, status, "?", start, None)
        return overlaid(self._forms.for_period(family, start), overlays)

    def confirm(
        self,
        family: str,
        standard: str,
        value: str,
        unit: str,
        status: Status,
        citation: str,
        start: Period,
        person: Person,
    ) -> Overlay:
        """Confirm or change a standard from ``start`` on; settings with its value, or its table, go with it.

        ``value`` of a table is the whole of it as text (``tiers.read_tiers``).

        The office's audit chain takes in the old, the new and the citation.

        Raises:
            RefusedError: not an officer, no citation, a month that is over, a value it cannot have.
            NotFoundError: the form of that month has no such standard.
        """
        old = _standard(self._forms.for_period(family, start), standard)
        if refusal := self.why_not(old, person):
            raise RefusedError(refusal)
        citation = self._cited(citation, start)
        overlays = self._overlays(family, standard, value, unit, status, citation, start, person)
        with self._work() as work:
            permit(person, Action.STANDARDS, work)
            for overlay in overlays:
                work.overlays.add(overlay)
            work.audit.append(
                "office",
                self._clock.now(),
                person.id,
                "standard",
                {
                    "family": family,
                    "standard": standard,
                    "start": str(start),
                    "old": {
                        "value": old.value,
                        "unit": old.unit,
                        "status": old.status.value,
                        "source": old.source.removeprefix(CITED),
                    },
                    "new": dict(overlays[0].body or {}),
                    "citation": citation,
                },
            )
            work.commit()
        self._forms.read_again()
        return overlays[0]

    def change_check(
        self, family: str, check: Check | None, code: str, start: Period, citation: str, person: Person
    ) -> Overlay:
        """Publish a new or changed check from ``start`` on, or (None) make it no more.

        Raises:
            RefusedError: not an officer, no citation, a month that is over, or a fault in the check.
        """
        permit(person, Action.CHECKS)
        form = self._forms.for_period(family, start)
        citation = self._cited(citation, start)
        if check is None and code not in form.check_by_code:
            raise NotFoundError(
                "The form has no check {code} in {month}.", code=code, month=month_year(start)
            )
        if check is not None:
            if not _CODE.fullmatch(code) or check.code != code:
                raise RefusedError(
                    '"{code}" cannot be the code of a check.',
                    code=code[:40],
                    hint="Use a letter, then letters, digits or _, 31 at most.",
                )
            for fault in check_faults(check, form):
                raise RefusedError("The check cannot be published: {fault}", fault=fault)
        body = None if check is None else check_body(check)
        at = self._clock.now()
        overlay = Overlay(family, OverlayKind.CHECK, code, start, body, citation, person.name, at, person.id)
        before = form.check_by_code.get(code)
        with self._work() as work:
            work.overlays.add(overlay)
            work.audit.append(
                "office",
                at,
                person.id,
                "check",
                {
                    "family": family,
                    "check": code,
                    "start": str(start),
                    "old": None if before is None else check_body(before),
                    "new": body,
                    "citation": citation,
                },
            )
            work.commit()
        self._forms.read_again()
        return overlay

    def _cited(self, citation: str, start: Period) -> str:
        citation = " ".join(storable(citation).split())
        if not citation:
            raise RefusedError(
                "There is no citation.", hint="Write document, section and page: where the value stands."
            )
        if len(citation) > LONGEST:
            raise RefusedError(
                "The citation has {count} characters; {most} can be kept.",
                count=len(citation),
                most=LONGEST,
            )
        if start < self.earliest:
            raise RefusedError(
                "{month} is over and keeps the standards of its time.",
                month=month_year(start),
                hint=Message("Choose {month} or a later month.", {"month": month_year(self.earliest)}),
            )
        return citation

    def _overlays(
        self,
        family: str,
        standard: str,
        value: str,
        unit: str,
        status: Status,
        citation: str,
        start: Period,
        person: Person | None,
    ) -> tuple[Overlay, ...]:
        """The standard first, then the settings that have its value, or its table."""
        form = self._forms.for_period(family, start)
        old = _standard(form, standard)
        if status is Status.ARITHMETIC:
            raise RefusedError("Choose a status: sourced, benchmark, programme setting or not verified.")
        value = read_value(old, value, table_of(form, old))
        changes: list[tuple[OverlayKind, str, dict[str, object]]] = [
            (OverlayKind.STANDARD, standard, {"value": value, "unit": unit, "status": status.value})
        ]
        changes += what_goes_with(form, old, value)
        by, name = (person.id, person.name) if person else (None, "")
        at = self._clock.now()
        return tuple(
            Overlay(family, k, code, start, body, citation, name, at, by) for k, code, body in changes
        )


def _standard(form: Form, standard: str) -> Standard:
    if standard not in form.standards:
        raise NotFoundError("The form {form} has no standard {name}.", form=form.short, name=standard)
    return form.standards[standard]
