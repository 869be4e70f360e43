"""Works out the face of one cell: its value first, then everything there is to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry import faces
from ui.entry.faces import Face, Mark, Marks, Say, Shape
from ui.entry.paper import Line

NOT_OFFERED = "NA"
"""What stands in the hatching of a cell whose service the facility does not offer."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of the cells of a return beside values and findings, gathered once per repaint."""

    commented: frozenset[CellKey] = frozenset()
    waiting: frozenset[CellKey] = frozenset()
    keyed_apart: frozenset[CellKey] = frozenset()
    contested: frozenset[CellKey] = frozenset()
    others: Mapping[CellKey, str] = field(default_factory=dict)
    """First letters of who else is at a cell."""
    off_paper: frozenset[str] = frozenset()
    """Rows whose sum is not the one of the paper."""
    revised: bool = False
    """There is an earlier signed revision to compare with."""
    just_saved: frozenset[CellKey] = frozenset()
    proposed: frozenset[CellKey] = frozenset()
    unsaved: Mapping[CellKey, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        opened: OpenReturn,
        just_saved: frozenset[CellKey],
        proposed: frozenset[CellKey],
        unsaved: Mapping[CellKey, str],
    ) -> Notes:
        return cls(
            opened.commented,
            opened.waiting,
            opened.keyed_apart,
            frozenset(opened.conflicts),
            {here.key: _letters(here.name) for here in opened.others},
            frozenset(place for place in opened.control_totals if is_off_paper(opened, place)),
            opened.signed_before is not None,
            just_saved,
            proposed,
            dict(unsaved),
        )

    def is_but_for_saved(self, before: Notes) -> bool:
        """Whether all but what was just saved is as it was before."""
        return (
            self.unsaved == before.unsaved
            and self.proposed == before.proposed
            and self.commented is before.commented
            and self.waiting is before.waiting
            and self.keyed_apart == before.keyed_apart
            and self.contested == before.contested
            and self.others == before.others
            and self.off_paper == before.off_paper
            and self.revised == before.revised
        )


def _letters(name: str) -> str:
    """``B. Ochieng`` is BO."""
    return "".join(part[0] for part in name.split() if part[0].isalnum())[:2].upper()


def is_off_paper(opened: OpenReturn, place: str) -> bool:
    """Whether a sum contradicts the paper's. One that is only not complete yet does not."""
    difference = opened.control_difference(place)
    if not difference:
        return False
    total = opened.paper.sum_of(place)
    return difference > 0 or total.counted >= total.of


def cell_face(opened: OpenReturn, line: Line, key: CellKey, marks: Marks, notes: Notes, say: Say) -> Face:
    """The face of a cell, a total or a calculated figure."""
    if not opened.offered(key):
        return Face(Shape.HATCH, "" if faces.is_total(key) else NOT_OFFERED)
    locked = opened.locked_why is not None
    mark = marks.mark(key)
    if not line.enters(key):
        return Face(
            Shape.TOTAL,
            faces.figure(opened.total(key.element).value),
            mark,
            locked=locked,
            commented=key in notes.commented,
            off_paper=key.element in notes.off_paper,
            stands=True,
        )
    typed, value = notes.unsaved.get(key), opened.value(key)
    text_cell = line.element.type is ValueType.TEXT or line.wide
    shape = faces.cell_shape(value, text_cell) if typed is None else Shape.TEXT if text_cell else Shape.CELL
    if key in notes.contested:
        mark = Mark.CONTESTED
    elif shape is Shape.INVALID:
        mark = Mark.ERROR
    elif key in notes.keyed_apart and mark.value < Mark.SECOND.value:
        mark = Mark.SECOND
    return Face(
        shape,
        faces.shown(value, say) if typed is None else typed,
        mark,
        locked=locked,
        saved=key in notes.just_saved,
        commented=key in notes.commented,
        question=key in notes.waiting,
        changed=notes.revised and opened.changed_since_signed(key),
        off_paper=key.category == "" and key.element in notes.off_paper,
        unsaved=typed is not None,
        other=notes.others.get(key, ""),
        proposed=key in notes.proposed,
        enters=not locked,
        stands=True,
    )
