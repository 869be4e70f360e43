"""Four eyes: who has put something into a return, so that nobody approves what came from their own hand."""

from __future__ import annotations

from uuid import UUID

from kmmp_desktop.domain.cell_json import CELL, CELLS
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.services import keying_session
from kmmp_desktop.services.handed import heirs
from kmmp_desktop.services.ports import UnitOfWork
from kmmp_desktop.services.writing_cells import CONFLICT, SETTLED
from kmmp_desktop.text import Message

ENTRY = frozenset({CELL, CELLS, "reason", "control", keying_session.CELL, CONFLICT, SETTLED})
"""Steps of a revision's chain by which something came into it: figures (typed, pasted, taken in, undone),
reasons, sums of the paper, cells of a second keying; what was typed at a contested cell, which somebody else
may make the figure, and deciding it. Words at a cell are none."""


def hands(work: UnitOfWork, revision: Revision) -> frozenset[UUID]:
    """Everybody who put something into this revision or into one that it amends, and who prepared it.

    An amendment carries the figures of the revisions before it, so their hands are its hands. Whoever took
    an account over goes on with its work as with their own (``handed_to``), and counts with it.
    """
    of = [r for r in work.returns.revisions(revision.key) if r.number <= revision.number]
    found = {r.completed_by for r in of if r.completed_by is not None}
    for each in of:
        found |= work.audit.authors(str(each.id), ENTRY)
    people = work.people.all()
    return frozenset(found.union(*(heirs(people, one) for one in found)))


def own_hand(work: UnitOfWork, revision: Revision, person: Person) -> Message | None:
    """Why this person has no second pair of eyes for this revision; None where they have.

    People are told apart by their id, which no new name, role or closed account changes, and by their
    certificates: two accounts that hold one certificate are one person.
    """
    if person.id == revision.completed_by:
        return Message("{name} prepared this return. Somebody else has to approve it.", {"name": person.name})
    found = hands(work, revision)
    if person.id in found:
        return Message(
            "{name} entered something in this return, or took that work over. "
            "Somebody else has to approve it.",
            {"name": person.name},
        )
    own = _certificates(work, person)
    for one in found:
        other = work.people.get(one)
        if other is not None and own & _certificates(work, other):
            return Message(
                "{name} holds the certificate of {other}, who entered in this return. "
                "Somebody else has to approve it.",
                {"name": person.name, "other": other.name},
            )
    return None


def _certificates(work: UnitOfWork, person: Person) -> set[bytes]:
    held = set(work.people.certificates(person.id))
    return held | ({person.certificate} if person.certificate is not None else set())
