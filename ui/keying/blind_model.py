"""One section of a second keying as a table model: it knows nothing but what was keyed in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from kmmp_desktop.domain.keying import Outcome
from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.services.keying_session import SecondKeying
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry import faces
from ui.entry.cell_faces import Notes
from ui.entry.faces import HATCH, NOTHING, Face, Mark, Marks, Say, Shape
from ui.entry.paper import Line, SectionPlan
from ui.entry.return_model import AnyIndex, ReturnModel
from ui.entry.row_faces import RowFaces
from ui.entry.spoken import place_sentence

_SHUT = Face(Shape.CELL, locked=True)
"""A cell that is not keyed again, and every total: grey and empty, whatever stands there."""

_SAID = {
    Outcome.SAME: "keyed already",
    Outcome.FIRST_WRONG: "keyed already",
    Outcome.SECOND_WRONG: "keyed already",
    Outcome.ASKED: "differs from the first keying: type it again",
    Outcome.OPEN: "left for later",
}


class BlindRows(RowFaces):
    """Rows whose cells are ``face``'s alone; beside them stands nothing."""

    def __init__(
        self, opened: OpenReturn, plan: SectionPlan, say: Say, face: Callable[[Line, CellKey], Face]
    ) -> None:
        super().__init__(opened, plan, say)
        self._columns = plan.columns
        self._words, self._face = say, face

    def line(self, line: Line, marks: Marks, notes: Notes) -> list[Face]:
        words = self._words
        row = [Face(Shape.ROW_NUMBER, line.element.row), Face(Shape.LABEL, words(line.element.label))]
        row += [HATCH if key is None else self._face(line, key) for key in line.cells]
        return [*row, *[NOTHING] * (self._columns - len(row))]


class BlindModel(ReturnModel):
    """Shows an empty return (``SecondKeying.blind``) and, in it, the values of the second keying.

    The first keying cannot be shown because it is not here.
    """

    def __init__(
        self, say: Say, commit: Callable[[CellKey, str], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(say, commit, {}, parent)
        self.keying: SecondKeying | None = None

    def written(self, key: CellKey | None) -> str:
        """Every cell is typed anew."""
        return ""

    def _rows_for(self, opened: OpenReturn, plan: SectionPlan) -> RowFaces:
        return BlindRows(opened, plan, self._say, self.blind_face)

    def blind_face(self, line: Line, key: CellKey) -> Face:
        """What the place shows: what was keyed now, or nothing at all."""
        keying = self.keying
        if keying is None or not line.enters(key) or not keying.asks(key):
            return _SHUT
        value, outcome = keying.typed(key), keying.outcome(key)
        open_still = keying.may_key(key)
        shape = faces.cell_shape(value, line.element.type is ValueType.TEXT or line.wide)
        return Face(
            shape,
            faces.shown(value, self._say),
            Mark.SECOND if outcome in (Outcome.OPEN, Outcome.ASKED) else Mark.NONE,
            saved=key in self.just_saved,
            enters=open_still,
            stands=open_still,
        )

    def spoken(self, index: AnyIndex, only_states: bool = False) -> str:
        """Row, label, category, what was keyed here, and how the cell stands."""
        key, keying = self.key(index), self.keying
        face = self.face(index.row(), index.column())
        if key is None or keying is None or self._opened is None:
            return "" if only_states else face.text
        outcome = keying.outcome(key)
        state = self._say(_SAID[outcome]) if outcome else ""
        if not keying.asks(key):
            state = self._say("not keyed a second time")
        if only_states:
            return state
        return place_sentence(self._opened, key, face, [state] if state else [], self._say)
