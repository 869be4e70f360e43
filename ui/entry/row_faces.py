"""The faces of the rows of one section: bands, figures, and last month, median and last year beside them."""

from __future__ import annotations

from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Text
from ui.entry import faces
from ui.entry.cell_faces import Notes, cell_face
from ui.entry.faces import HATCH, NOTHING, Face, Marks, Say, Shape
from ui.entry.paper import Band, Line, SectionPlan

_NOT_READ = (Face(Shape.EARLIER),) * 3


class RowFaces:
    """Of one section of one open return. Nothing stands in the comparing columns while the months
    before it have not been read (``OpenReturn.is_judged``)."""

    def __init__(self, opened: OpenReturn, plan: SectionPlan, say: Say) -> None:
        self._opened, self._plan, self._say = opened, plan, say
        self._earlier: dict[str, tuple[Face, ...]] = {}
        self.compares = False
        """Whether the comparing columns were filled when all rows were worked out last."""

    def all(self, marks: Marks, notes: Notes) -> list[list[Face]]:
        """Every row, in the order of the section."""
        self.compares = self._opened.is_judged
        return [self.row(number, marks, notes) for number in range(len(self._plan.rows))]

    def row(self, number: int, marks: Marks, notes: Notes) -> list[Face]:
        row = self._plan.rows[number]
        return self._band(row) if isinstance(row, Band) else self.line(row, marks, notes)

    def _band(self, band: Band) -> list[Face]:
        names: list[Text | str] = [*band.names]
        names += [""] * (self._plan.categories - len(names))
        names.append(self._say("Total") if band.names else "")
        row = [Face(Shape.BAND), Face(Shape.BAND_CAPTION, self._say(band.caption))]
        row += [Face(Shape.BAND, self._say(name) if isinstance(name, Text) else name) for name in names]
        return [*row, *[Face(Shape.BAND)] * 3]

    def line(self, line: Line, marks: Marks, notes: Notes) -> list[Face]:
        """One row of figures, in every column of the section."""
        element = line.element
        row = [Face(Shape.ROW_NUMBER, element.row), Face(Shape.LABEL, self._say(element.label))]
        row += [
            HATCH if key is None else cell_face(self._opened, line, key, marks, notes, self._say)
            for key in line.cells
        ]
        return [*row, *(self._beside(line) if self.compares else _NOT_READ)]

    def _beside(self, line: Line) -> tuple[Face, ...]:
        """Last month, median, last year: they stay the same while the return is open."""
        known = self._earlier.get(line.element.full)
        if known is None:
            known = (NOTHING, NOTHING, NOTHING)
            if not line.wide and line.element.type.is_numeric:
                key = line.element.total
                known = (
                    Face(Shape.EARLIER, faces.figure(self._opened.last_month(key))),
                    Face(Shape.EARLIER, faces.figure(self._opened.median(key))),
                    Face(Shape.EARLIER, faces.figure(self._opened.same_month_last_year(key))),
                )
            self._earlier[line.element.full] = known
        return known
