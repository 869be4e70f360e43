"""Sign and send: what goes and what does not, where to, and the run with its steps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.exporting import ExportReport
from ui.faces.card_splitter import NARROW
from ui.faces.figures import number
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.sending.month_choice import MonthChoice
from ui.sending.plan_tables import PlanTables
from ui.sending.run import ExportRun
from ui.sending.run_panel import RunPanel
from ui.sending.send_foot import SendFoot, Standing
from ui.sending.target import proposed, room
from ui.style.look import Look
from ui.wording import month_year

BASE = "export_base"
"""Setting: the folder in which the folders of the months are made."""


class SendingPage(Page):
    """Copies the signed bytes out of the office; it needs no key and asks no passphrase."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._plan: ExportPlan | None = None
        self._report: ExportReport | None = None
        self._trouble = ""
        self._low = False
        self._arrangement: tuple[Qt.Orientation, bool] | None = None
        self._build_run()
        self.choice = MonthChoice(desk)
        self.choice.changed.connect(self._choice_made)
        self.lists = PlanTables(desk.look, desk.say, self)
        self.lists.choice_changed.connect(self._show_facts)
        self.panel = RunPanel(desk, self)
        self.panel.folder_typed.connect(self._show_facts)
        self.panel.base_chosen.connect(self._base_chosen)
        self.foot = SendFoot(desk, self)
        self.foot.send_button.clicked.connect(self.send)
        self.foot.cancel_button.clicked.connect(self._cancel)
        self.foot.open_button.clicked.connect(self._open_folder)
        self._splitter = QSplitter(self)
        self._splitter.addWidget(self.lists)
        self._splitter.addWidget(self.panel)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._splitter, 1)
        whole.addWidget(self.foot)
        self.setFocusProxy(self.lists.included)

    def _build_run(self) -> None:
        self.run = ExportRun(self)
        self.run.stepped.connect(self._show_steps)
        self.run.succeeded.connect(self._sent)
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(self._was_cancelled)
        self.run.finished.connect(self._run_over)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        if self._plan is None:
            return self.desk.say("Sign and send")
        return self.desk.say("Sign and send {month}", month=month_year(self.desk.say, self._plan.period))

    def subtitle(self) -> str:
        if self._plan is None:
            return ""
        office = self.desk.services.people.office()
        going, staying = len(self._plan.included), len(self._plan.left_out)
        return self.desk.say(
            "{office}. {going} of {all} returns approved; {staying} are not in this submission",
            office=office.name if office else "",
            going=going,
            all=going + staying,
            staying=staying,
        )

    def context_widget(self) -> QWidget:
        return self.choice

    def retranslate(self) -> None:
        self.choice.retranslate()
        self.lists.retranslate()
        self.panel.retranslate()
        self.foot.retranslate()
        self._show_steps()
        self._show()

    def set_look(self, look: Look) -> None:
        self.choice.set_look(look)
        self.lists.set_look(look)
        self.panel.set_look(look)
        self.foot.set_look(look)
        self._place_parts()

    def set_low(self, low: bool) -> None:
        self._low = low
        self._place_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def _place_parts(self) -> None:
        """Side by side; one over the other where it is narrow, the lists as counts where it is low."""
        look = self.desk.look
        self.lists.fold(self._low)
        narrow = self._low or self.width() < look.px(NARROW)
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        arrangement = (way, self._low)
        if self._arrangement != arrangement and self.width() > look.px(430):
            self._arrangement = arrangement
            self._splitter.setOrientation(way)
            room_left = self.height() if narrow else self.width()
            first = self.lists.maximumHeight() if self._low else room_left // 3 if narrow else look.px(430)
            self._splitter.setSizes([first, max(room_left - first, 1)])

    def refresh(self) -> None:
        """Plan again: something was approved, or the place is shown for the first time."""
        if self.run.is_running:
            return
        if not self.choice.month.count():
            self.choice.fill()
        self._make_plan()

    def may_leave(self) -> bool:
        return not self.run.is_running

    def person_changed(self) -> None:
        self._show()

    # -- the choice ------------------------------------------------------------------------

    def _choice_made(self) -> None:
        self._report, self._trouble = None, ""
        self.panel.show_far({}, final=False)
        self._make_plan()

    def _make_plan(self) -> None:
        services, family, period = self.desk.services, self.choice.family, self.choice.period
        fresh = self._plan is None or (self._plan.family, self._plan.period) != (family, period)
        self._plan = services.exporting.plan(family, period)
        if fresh:
            base = Path(services.worklist.recall(BASE) or services.home / "Submissions")
            self.panel.folder.line.setText(str(proposed(base, family, period)))
        self._show()

    def _base_chosen(self, base: Path) -> None:
        if self._plan is not None:
            self.desk.services.worklist.remember(BASE, str(base))
            self.panel.folder.line.setText(str(proposed(base, self._plan.family, self._plan.period)))

    def chosen_plan(self) -> ExportPlan | None:
        """The plan of the ticked returns; those left out stay listed by name."""
        plan = self._plan
        if plan is None or not self.lists.unticked:
            return plan
        return plan.without(self.lists.unticked)

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        if self._plan is not None:
            self.lists.show_plan(self._plan)
            self._show_facts()
            self.heading_changed.emit()

    def _show_facts(self) -> None:
        plan = self.chosen_plan()
        if plan is None:
            return
        running = self.run.is_running
        space = room(self.panel.folder.text, plan.bytes_needed)
        self.lists.show_totals(plan, number(plan.figures))
        self.panel.show_facts(plan, self.desk.services.people.office(), space)
        self.foot.show_standing(
            plan, Standing(running, self.run.is_final, self._trouble, self._report, space.trouble)
        )
        for part in (self.panel.folder, self.lists, self.choice):
            part.setEnabled(not running)

    def _show_steps(self) -> None:
        self.panel.show_far(self.run.far, final=self.run.is_running and self.run.is_final)
        self.foot.cancel_button.setEnabled(not self.run.is_final)

    # -- the run ---------------------------------------------------------------------------

    def send(self) -> None:
        """Verify, write, move, record: all of the chosen returns or none."""
        plan = self.chosen_plan()
        if plan is None or not self.foot.send_button.isEnabled() or self.run.is_running:
            return
        self._report, self._trouble = None, ""
        folder = Path(self.panel.folder.text).expanduser()
        self.run.start(self.desk.services.exporting.export, plan, folder, self.desk.person)
        self._show_steps()
        self._show_facts()
        self.foot.cancel_button.setFocus()

    def _cancel(self) -> None:
        self.foot.cancel_button.setEnabled(False)
        self.run.cancel()

    def _sent(self, report: ExportReport) -> None:
        self._report = report
        self.saved.emit(self.desk.services.clock.now())

    def _failed(self, error: Exception) -> None:
        self._trouble = say_error(self.desk, error)

    def _was_cancelled(self) -> None:
        self._trouble = self.desk.say(
            "Cancelled. Nothing was written, and no return was marked as submitted."
        )
        self.run.far.clear()

    def _run_over(self) -> None:
        self._show_steps()
        self._make_plan()
        (self.foot.open_button if self._report is not None else self.foot.send_button).setFocus()

    def _open_folder(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.folder)))
