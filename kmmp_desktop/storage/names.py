"""People's names for rows that say who: of this office, or of another one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Text, func, select

from kmmp_desktop.storage.tables import OUTSIDE_PERSON, PERSON


def name_of_person(by: ColumnElement[object], label: str = "name") -> ColumnElement[str | None]:
    """The name of the person whose id stands in column ``by``; NULL where nobody is known by it."""
    person, outside = PERSON.alias(), OUTSIDE_PERSON.alias()
    return func.coalesce(
        select(person.c.name).where(person.c.id == by).scalar_subquery(),
        select(outside.c.name).where(outside.c.id == by).scalar_subquery(),
        type_=Text,
    ).label(label)
