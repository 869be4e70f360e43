"""Whose work goes on under whose name, where accounts were closed and handed over."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.ports import UnitOfWork


def heirs(people: Iterable[Person], of: UUID) -> frozenset[UUID]:
    """Who goes on with somebody's work: those it was handed to, and whom they handed it to in turn."""
    after = {person.id: person.handed_to for person in people}
    found: set[UUID] = set()
    one: UUID | None = of
    while (one := after.get(one) if one is not None else None) is not None and one not in found:
        found.add(one)
    return frozenset(found - {of})


def works_for(work: UnitOfWork, person: UUID) -> frozenset[UUID]:
    """The person, and everybody whose work they took over."""
    people = work.people.all()
    return frozenset({person, *(p.id for p in people if person in heirs(people, p.id))})
