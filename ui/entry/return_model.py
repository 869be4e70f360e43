"""One section of an open return as a table model, with faces kept ready for the painter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from kmmp_desktop.domain.values import CellKey, why_invalid, write_cell
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.cell_faces import Notes
from ui.entry.faces import HATCH, Face, Marks, Say, Shape
from ui.entry.open_findings import marks_of, weighed
from ui.entry.paper import FIRST, LABEL, ROW, Band, SectionPlan
from ui.entry.row_faces import RowFaces
from ui.entry.spoken import place_sentence, state_sentences
from ui.entry.wording import month_name

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

# Roles as plain numbers: looking an enum up costs more than painting.
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
EDIT = int(Qt.ItemDataRole.EditRole)
TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
FACE = int(Qt.ItemDataRole.UserRole) + 1
KEY = FACE + 1

_NONE = Qt.ItemFlag.NoItemFlags
_STANDS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_ENTERS = _STANDS | Qt.ItemFlag.ItemIsEditable
_HEADING = Qt.ItemFlag.ItemIsEnabled
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

Commit = Callable[[CellKey, str], bool]

WEIGH_MS = 200
"""Possible slips follow when nothing was saved for so long: weighing them takes longer than a key may."""


class ReturnModel(QAbstractTableModel):
    """Shows one section; ``refresh`` repaints exactly the places that look different.

    ``commit`` is what an edit goes through: it returns whether the text is on disk. Texts that
    are not are in ``unsaved`` and are shown as typed. ``weighed()``: possible slips have caught up.
    """

    section_shown = Signal()
    weighed = Signal()

    def __init__(
        self, say: Say, commit: Commit, unsaved: Mapping[CellKey, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._say = say
        self._commit = commit
        self._unsaved = unsaved
        self._opened: OpenReturn | None = None
        self._plan: SectionPlan | None = None
        self._faces: list[list[Face]] = []
        self._rows: RowFaces | None = None
        self._band: Band | None = None
        self.marks = Marks()
        self._weighing = QTimer(self)
        self._weighing.setSingleShot(True)
        self._weighing.setInterval(WEIGH_MS)
        self._weighing.timeout.connect(self.weigh)
        self._notes = Notes()
        self.just_saved: frozenset[CellKey] = frozenset()
        self.proposed: frozenset[CellKey] = frozenset()
        """Cells that a paste or a workbook would change."""

    # -- what it shows ---------------------------------------------------------------------

    @property
    def plan(self) -> SectionPlan | None:
        return self._plan

    @property
    def opened(self) -> OpenReturn | None:
        return self._opened

    @property
    def say(self) -> Say:
        return self._say

    def show_section(self, opened: OpenReturn, plan: SectionPlan) -> None:
        """Show this section of this return."""
        self.beginResetModel()
        before = self.marks if opened is self._opened else None
        self._opened, self._plan = opened, plan
        self._band = next((row for row in plan.rows if isinstance(row, Band)), None)
        self._mark(opened, before)
        self._note()
        self._rows = self._rows_for(opened, plan)
        self._faces = self._rows.all(self.marks, self._notes)
        self.endResetModel()
        self.section_shown.emit()

    def _rows_for(self, opened: OpenReturn, plan: SectionPlan) -> RowFaces:
        """What works out the faces; a model that shows something else has its own."""
        return RowFaces(opened, plan, self._say)

    def refresh(self, touched: Collection[CellKey] | None = None) -> None:
        """Work the faces out anew and report only the places that changed, row by row.

        ``touched``: only these cells and totals hold something else than before; ``None``: all may.
        """
        if self._opened is None:
            return
        before = self.marks
        self._mark(self._opened, before)
        self._show_changes(None if touched is None else self._rows_of(touched, before))

    def weigh(self) -> None:
        """Work out the possible slips now."""
        self._weighing.stop()
        if self._opened is not None and not weighed(self._opened, self.marks):
            before, self.marks = self.marks, marks_of(self._opened, self.marks)
            self._show_changes(self._rows_of((), before))
            self.weighed.emit()

    def _mark(self, opened: OpenReturn, before: Marks | None) -> None:
        if not opened.is_judged:
            self.marks = Marks()
            return
        self.marks = marks_of(opened, before, weigh=False)
        if not weighed(opened, self.marks):
            self._weighing.start()

    def _show_changes(self, rows: Collection[int] | None = None) -> None:
        before, noted = self._faces, self._notes
        assert self._rows is not None
        self._note()
        if rows is None or not self._rows.compares or not self._notes.is_but_for_saved(noted):
            self._faces = self._rows.all(self.marks, self._notes)
            rows = range(len(before))
        else:
            self._faces = before.copy()
            for number in rows:
                self._faces[number] = self._rows.row(number, self.marks, self._notes)
        for number in sorted(rows):
            old, new = before[number], self._faces[number]
            if old != new:
                columns = [c for c, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
                self.dataChanged.emit(self.index(number, columns[0]), self.index(number, columns[-1]))

    def _note(self) -> None:
        assert self._opened is not None
        self._notes = Notes.of(self._opened, self.just_saved, self.proposed, self._unsaved)

    def _rows_of(self, touched: Collection[CellKey], before: Marks) -> Collection[int] | None:
        """The rows of this section in which anything may look different; ``None``: all of them."""
        assert self._plan is not None
        if before.explained != self.marks.explained:
            return None
        old, new = before.by_cell, self.marks.by_cell
        marked = () if old is new else (k for k in {**old, **new} if old.get(k) != new.get(k))
        at = self._plan.at
        keys = {*touched, *marked, *self.just_saved, *self._notes.just_saved}
        return {at[key][0] for key in keys if key in at}

    def key(self, index: AnyIndex) -> CellKey | None:
        return self._plan.key(index.row(), index.column()) if self._plan and index.isValid() else None

    def place(self, key: CellKey) -> QModelIndex:
        """Where a cell of this section stands; an invalid index for a cell of another one."""
        at = self._plan.at.get(key) if self._plan else None
        return self.index(*at) if at else QModelIndex()

    def face(self, row: int, column: int) -> Face:
        return self._faces[row][column]

    def stand_on(self, key: CellKey) -> None:
        """The cursor is on ``key``: the header takes over the names of its band."""
        if self._plan is None or key not in self._plan.at:
            return
        line = self._plan.line(self._plan.at[key][0])
        if line is not None and line.band != self._band and line.band.names:
            self._band = line.band
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, FIRST, self._plan.total)

    # -- Qt's questions --------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self._plan is None else len(self._plan.rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self._plan is None else self._plan.columns

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return _NONE
        face = self._faces[index.row()][index.column()]
        if face.enters:
            return _ENTERS
        if face.stands:
            return _STANDS
        return _HEADING if face.shape in (Shape.LABEL, Shape.ROW_NUMBER, Shape.EARLIER) else _NONE

    def data(self, index: AnyIndex, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        face = self._faces[index.row()][index.column()]
        if role == DISPLAY:
            return face.text
        if role == FACE:
            return face
        if role == ALIGN:
            return (
                _LEFT
                if face.shape in (Shape.LABEL, Shape.TEXT, Shape.BAND_CAPTION, Shape.INVALID)
                else _RIGHT
            )
        if role == EDIT:
            return self.written(self.key(index))
        if role == KEY:
            return self.key(index)
        if role in (ACCESSIBLE, TOOLTIP):
            return self.spoken(index, role == TOOLTIP) or None
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = EDIT) -> bool:
        key = self.key(index)
        if role != EDIT or key is None or not self._faces[index.row()][index.column()].enters:
            return False
        return self._commit(key, str(value))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        plan = self._plan
        if orientation is not Qt.Orientation.Horizontal or plan is None:
            return None
        if role == ALIGN:
            return _LEFT if section == LABEL or (plan.has_wide and section == plan.total) else _RIGHT
        if role == DISPLAY and 0 <= section < plan.columns:
            return self._heading(plan, section)
        return None

    def _heading(self, plan: SectionPlan, column: int) -> str:
        say = self._say
        if column == ROW:
            return say("Row")
        if column == LABEL:
            return f"{plan.section.code}. {say(plan.section.title)}"
        if column == plan.total:
            return say("Answer") if plan.has_wide else say("Total") if plan.has_totals else say("Figure")
        if column == plan.last_month:
            assert self._opened is not None
            return month_name(self._opened.key.period.shift(-1), say, short=True)
        if column == plan.median:
            return say("Median {months}", months=12)
        if column == plan.last_year:
            assert self._opened is not None
            return month_name(self._opened.key.period.shift(-12), say, short=True)
        names = self._band.names if self._band else ()
        return say(names[column - FIRST]) if column - FIRST < len(names) else ""

    def headings(self, column: int) -> tuple[str, ...]:
        """Every heading the column may have in this section, over all its bands."""
        plan = self._plan
        if plan is None:
            return ()
        names = plan.names_in(column)
        return (self._heading(plan, column), *(self._say(name) for name in names))

    # -- words -----------------------------------------------------------------------------

    def written(self, key: CellKey | None) -> str:
        """The text an editor starts from."""
        if key is None or self._opened is None:
            return ""
        unsaved = self._unsaved.get(key)
        return unsaved if unsaved is not None else write_cell(self._opened.value(key))

    def why_invalid(self, key: CellKey) -> Message | None:
        """Why the text kept in this cell is not a value; ``None`` where it is one."""
        opened = self._opened
        value = opened.value(key) if opened else None
        if opened is None or value is None or value.is_valid:
            return None
        element = opened.form.elements[key.element]
        return why_invalid(value.raw, element.type, element.limits)

    def spoken(self, index: AnyIndex, only_states: bool = False) -> str:
        """Row, label, category, value, then its states: what a screen reader says of the place."""
        key, face = self.key(index), self._faces[index.row()][index.column()]
        if key is None or self._opened is None:
            asked = self._say("not asked here") if face is HATCH else ""
            return asked or ("" if only_states else face.text)
        words = state_sentences(self._opened, key, face, self.marks, self.why_invalid(key), self._say)
        return "\n".join(words) if only_states else place_sentence(self._opened, key, face, words, self._say)
