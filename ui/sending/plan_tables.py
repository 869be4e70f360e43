"""What is in the submission and what is not, by name; and the table of steps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.services.export_plan import ExportPlan
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.ground import lay_ground
from ui.sending.sending_rows import (
    Far,
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
        self._plan: ExportPlan | None = None
        self.unticked: set[str] = set()
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

    def show_plan(self, plan: ExportPlan) -> None:
        """Another month starts with everything ticked."""
        if self._plan is None or (plan.family, plan.period) != (self._plan.family, self._plan.period):
            self.unticked.clear()
        self._plan = plan
        self.unticked &= {item.facility.mfl for item in plan.included}
        self.included.show_rows(included_rows(plan, self.unticked, self._say))
        self.left_out.show_rows(left_out_rows(plan, self._say))

    def show_totals(self, chosen: ExportPlan, figures: str) -> None:
        """The counts in the headers: ``chosen`` is what is ticked."""
        say = self._say
        self._head.set_texts(
            say("In this submission"),
            say("{count} returns, {figures} figures", count=len(chosen.included), figures=figures),
        )
        self._left_head.set_texts(
            say("Not in it, and listed by name in the list of files"), str(len(chosen.left_out))
        )

    def retranslate(self) -> None:
        say = self._say
        self._included_model.show_columns(included_columns(say))
        self._left_model.show_columns(left_out_columns(say))
        self.included.setAccessibleName(say("In this submission"))
        self.left_out.setAccessibleName(say("Not in this submission"))
        self._note.setText(say("A missing return can follow later as its own submission."))

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

    def _tick(self, mfl: object, ticked: bool) -> None:
        assert isinstance(mfl, str)
        if ticked:
            self.unticked.discard(mfl)
        else:
            self.unticked.add(mfl)
        if self._plan is not None:
            self.included.show_rows(included_rows(self._plan, self.unticked, self._say))
        self.choice_changed.emit()


class StepTable(FaceTable):
    """The five steps with their own counts, as high as its rows."""

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
