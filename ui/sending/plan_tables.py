"""What is in the submission and what is not, by name; and the table of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.services.export_plan import ExportPlan
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.ground import lay_ground
from ui.sending.sending_rows import (
    Far,
    ReturnName,
    included_columns,
    included_rows,
    left_out_columns,
    left_out_rows,
    step_columns,
    step_rows,
)
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label, SectionHeader
from ui.wording import Say

_ANY = 16_777_215
"""Qt's word for no limit."""


class PlanTables(QWidget):
    """Two lists one over the other; ``choice_changed`` when a return was ticked or unticked."""

    choice_changed = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._plans: tuple[ExportPlan, ...] = ()
        self._forms: Mapping[str, str] = {}
        self._far: Far = {}
        self.unticked: set[ReturnName] = set()
        self._included_model = FaceModel(included_columns(say), self)
        self._included_model.ticked.connect(self._tick)
        self._left_model = FaceModel(left_out_columns(say), self)
        self.included = FaceTable(look, self._included_model, self, chooses=False)
        self.left_out = FaceTable(look, self._left_model, self, chooses=False)
        self._head = SectionHeader(look, self)
        self._left_head = SectionHeader(look, self)
        self._note = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._head)
        self._layout.addWidget(self.included, 3)
        self._layout.addWidget(self._left_head)
        self._layout.addWidget(self.left_out, 2)
        self._layout.addWidget(self._note)
        self._note.setMargin(look.px(10))

    def show_plans(self, plans: Sequence[ExportPlan], forms: Mapping[str, str]) -> None:
        """Another month starts with everything ticked. ``forms``: name of each family."""
        months = {(plan.family, plan.period) for plan in self._plans}
        if not months & {(plan.family, plan.period) for plan in plans}:
            self.unticked.clear()
        self._plans, self._forms = tuple(plans), forms
        there = {ReturnName(plan.family, i.facility.mfl) for plan in plans for i in plan.included}
        self.unticked &= there
        self._show_included()
        self.left_out.show_rows(left_out_rows(self._plans, self._say, forms))

    def show_far(self, far: Far) -> None:
        """Say at each return how far a run is with it; ``far`` is empty where none goes on."""
        self._far = dict(far)
        self._show_included()

    def _show_included(self) -> None:
        rows = included_rows(self._plans, self.unticked, self._say, self._forms, self._far)
        self.included.show_rows(rows)

    def show_totals(self, chosen: Sequence[ExportPlan], figures: str) -> None:
        """The counts in the headers: ``chosen`` is what is ticked."""
        say = self._say
        going = sum(len(plan.included) for plan in chosen)
        staying = sum(len(plan.left_out) for plan in chosen)
        self._head.set_texts(
            say("In this submission"),
            say("1 return, {figures} figures", figures=figures)
            if going == 1
            else say("{count} returns, {figures} figures", count=going, figures=figures),
        )
        self._left_head.set_texts(say("Not in it, and listed by name in the files"), str(staying))

    def retranslate(self) -> None:
        say = self._say
        self._included_model.show_columns(included_columns(say))
        self._left_model.show_columns(left_out_columns(say))
        self.included.setAccessibleName(say("In this submission"))
        self.left_out.setAccessibleName(say("Not in this submission"))
        self._note.setText(
            say(
                "A missing return can follow later as its own submission. The counts stand in the workbook,"
                " on the first page of the booklet and under the signature."
            )
        )

    def set_look(self, look: Look) -> None:
        for part in (self.included, self.left_out, self._head, self._left_head, self._note):
            part.set_look(look)
        self._note.setMargin(look.px(10))
        lay_ground(self, look)

    def fold(self, folded: bool) -> None:
        """Show the counts only, where the window is low."""
        for part in (self.included, self.left_out, self._note):
            part.setVisible(not folded)
        heads = self._head.sizeHint().height() + self._left_head.sizeHint().height()
        self.setMaximumHeight(heads if folded else _ANY)

    def _tick(self, name: object, ticked: bool) -> None:
        assert isinstance(name, ReturnName)
        if ticked:
            self.unticked.discard(name)
        else:
            self.unticked.add(name)
        self._show_included()
        self.choice_changed.emit()


class StepTable(FaceTable):
    """The seven steps with their own counts, as high as its rows."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        self._say = say
        self._far: Far = {}
        self._steps = FaceModel(step_columns(say))
        super().__init__(look, self._steps, parent, chooses=False)
        self._steps.setParent(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(self.SelectionMode.NoSelection)

    def retranslate(self) -> None:
        self._steps.show_columns(step_columns(self._say))
        self.setAccessibleName(self._say("Steps of the run"))
        self.show_far(self._far)

    def show_far(self, far: Far) -> None:
        self._far = dict(far)
        self.show_rows(step_rows(far, self._say))

    def fit(self) -> None:
        super().fit()
        self.setFixedHeight(max(self.natural_height(), 1))
