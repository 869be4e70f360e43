"""Sign and send: what goes and what does not, where to, and the run with its steps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.export_folder import discard, files_done
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.exporting import ExportReport
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.ports import Signer
from kmmp_desktop.text import Message
from ui.faces.card_splitter import NARROW
from ui.faces.figures import number
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.passphrase.dialog import PassphraseDialog, SigningWords, ask_passphrase
from ui.sending.month_choice import MonthChoice
from ui.sending.plan_tables import PlanTables
from ui.sending.run import ExportRun
from ui.sending.run_panel import RunPanel
from ui.sending.send_foot import SendFoot, Standing
from ui.sending.sending_rows import where
from ui.sending.target import proposed, room
from ui.style.look import Look
from ui.wording import clock_time, month_year

BASE = "export_base"
"""Setting: the folder in which the folders of the months are made."""


class SendingPage(Page):
    """A manager signs for the month, asked once for the passphrase; the signed returns are copied out."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._plans: tuple[ExportPlan, ...] = ()
        self.dialog: PassphraseDialog | None = None
        self._unlocked_at = ""
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
        self.foot.discard_button.clicked.connect(self._discard)
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
        if not self._plans:
            return self.desk.say("Sign and send")
        return self.desk.say("Sign and send {month}", month=month_year(self.desk.say, self._plans[0].period))

    def subtitle(self) -> str:
        if not self._plans:
            return ""
        office = self.desk.services.people.office()
        going = sum(len(plan.included) for plan in self._plans)
        staying = sum(len(plan.left_out) for plan in self._plans)
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
        services, families, period = self.desk.services, self.choice.families, self.choice.period
        before = [(plan.family, plan.period) for plan in self._plans]
        self._plans = tuple(services.exporting.plan(family, period) for family in families)
        if before != [(plan.family, plan.period) for plan in self._plans]:
            base = Path(services.worklist.recall(BASE) or services.home / "Submissions")
            self._propose(base)
        self._show()

    def _propose(self, base: Path) -> None:
        """The folder of the month; of one form it carries the form's name too."""
        family = self._plans[0].family if len(self._plans) == 1 else ""
        self.panel.folder.line.setText(str(proposed(base, family, self._plans[0].period)))

    def _base_chosen(self, base: Path) -> None:
        if self._plans:
            self.desk.services.worklist.remember(BASE, str(base))
            self._propose(base)

    def chosen_plans(self) -> tuple[ExportPlan, ...]:
        """The plans of the ticked returns; those left out stay listed by name."""
        unticked = self.lists.unticked
        return tuple(
            plan.without({name.mfl for name in unticked if name.family == plan.family})
            for plan in self._plans
        )

    @property
    def _folder(self) -> Path:
        return Path(self.panel.folder.text).expanduser()

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        if self._plans:
            say, forms = self.desk.say, self.desk.services.forms
            names = {plan.family: say(forms.newest(plan.family).short) for plan in self._plans}
            self.lists.show_plans(self._plans, names)
            self._show_facts()
            self.heading_changed.emit()

    def _show_facts(self) -> None:
        plans = self.chosen_plans()
        if not plans:
            return
        running = self.run.is_running
        space = room(self.panel.folder.text, sum(plan.bytes_needed for plan in plans))
        self.lists.show_totals(plans, number(sum(plan.figures for plan in plans)))
        self.panel.show_facts(plans, self.desk.services.people.office(), space)
        left = files_done(self._folder) if space.trouble is None and not running else 0
        self.foot.show_standing(
            plans,
            Standing(
                running,
                self.run.is_final,
                self._trouble,
                self._report,
                space.trouble,
                self._unlocked_at if self.run.signs else "",
                left,
            ),
        )
        for part in (self.panel.folder, self.lists, self.choice):
            part.setEnabled(not running)

    def _show_steps(self) -> None:
        far, running = self.run.far, self.run.is_running
        count = sum(len(plan.included) for plan in self.chosen_plans())
        final = running and self.run.is_final
        self.panel.show_far(far, final=final, returns=count, seconds=self.run.seconds_left)
        self.lists.show_far(far if running else {})
        self.foot.cancel_button.setEnabled(not self.run.is_final)
        if running:
            self.said.emit(self.desk.say(where(far, self.chosen_plans())))

    def _note_head(self) -> None:
        head = self.desk.services.exporting.audit_head()[:12].upper()
        spaced = " ".join(head[i : i + 4] for i in range(0, 12, 4))
        self.noted.emit(self.desk.say("Audit log head {head}", head=spaced))

    # -- the run ---------------------------------------------------------------------------

    def send(self) -> None:
        """A manager is asked for the passphrase once; then all of the chosen returns go, or none."""
        plans = self.chosen_plans()
        if not plans or not self.foot.send_button.isEnabled() or self.run.is_running:
            return
        if not may(self.desk.person, Action.SIGN_MONTH):
            self._start(None, self.desk.texts.language)
            return
        count = sum(len(plan.included) for plan in plans)
        month = month_year(self.desk.say, plans[0].period)
        sentence = Message(
            "You sign the workbook and the booklet of {month}, with 1 return in them."
            if count == 1
            else "You sign the workbook and the booklet of {month}, with {count} returns in them.",
            {"month": month, "count": count},
        )
        words = SigningWords(Message("Sign and send"), sentence, Message("Sign and send"), asks_language=True)
        self.dialog = ask_passphrase(self.desk, words, self)
        self.dialog.unlocked.connect(self._start)
        self.dialog.destroyed.connect(self._dialog_gone)

    def _dialog_gone(self) -> None:
        self.dialog = None

    def _start(self, signer: Signer | None, language: str) -> None:
        self._report, self._trouble = None, ""
        self._unlocked_at = clock_time(self.desk.services.clock.now())
        export = self.desk.services.exporting.export
        self.run.start(export, self.chosen_plans(), self._folder, self.desk.person, signer, language)
        self._show_steps()
        self._show_facts()
        self._note_head()
        self.foot.cancel_button.setFocus()

    def _discard(self) -> None:
        discard(self._folder)
        self._trouble = ""
        self._show_facts()

    def _cancel(self) -> None:
        self.foot.cancel_button.setEnabled(False)
        self.run.cancel()

    def _sent(self, report: ExportReport) -> None:
        self._report = report
        self.saved.emit(self.desk.services.clock.now())

    def _failed(self, error: Exception) -> None:
        self._trouble = say_error(self.desk, error)

    def _was_cancelled(self) -> None:
        done = files_done(self._folder)
        self._trouble = self.desk.say(
            "Cancelled. Nothing is in the folder, and no return was marked as submitted. {count} files wait"
            " in a hidden folder beside it; the next run goes on from there.",
            count=done,
        )
        self.run.far.clear()

    def _run_over(self) -> None:
        self._unlocked_at = ""
        self.said.emit("")
        self._note_head()
        self._show_steps()
        self._make_plan()
        (self.foot.open_button if self._report is not None else self.foot.send_button).setFocus()

    def _open_folder(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.folder)))
