"""Sign and send: what goes and what does not, where to, and the run with its steps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.exporting import ExportPlan, ExportReport
from kmmp_desktop.services.ports import FormCatalogue
from kmmp_desktop.text import Message
from ui.faces.figures import megabytes, number
from ui.faces.foot import Foot
from ui.faces.ground import lay_ground
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.sending.cards import FactCard, FolderField
from ui.sending.plan_tables import PlanTables, StepTable
from ui.sending.run import ExportRun
from ui.sending.target import proposed, room
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label, SectionHeader
from ui.wording import month_year

_NARROW, _MONTHS = 900, 18
WORKLIST_FORM = "worklist.form"
"""Setting: the form that the worklist shows."""
BASE = "export_base"
"""Setting: the folder in which the folders of the months are made."""


class SendingPage(Page):
    """Copies the signed bytes out of the office; it needs no key and asks no passphrase."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._plan: ExportPlan | None = None
        self._base = Path()
        self._report: ExportReport | None = None
        self._trouble = ""
        self._low = False
        self.run = ExportRun(self)
        self.run.stepped.connect(self._show_steps)
        self.run.succeeded.connect(self._sent)
        self.run.failed.connect(self._failed)
        self.run.cancelled.connect(self._was_cancelled)
        self.run.finished.connect(self._run_over)
        self._build_context()
        self._build_right()
        self.lists = PlanTables(desk.look, desk.say, self)
        self.lists.choice_changed.connect(self._show_facts)
        self._splitter = QSplitter(self)
        self._splitter.addWidget(self.lists)
        self._splitter.addWidget(self._scroll)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._splitter, 1)
        whole.addWidget(self.foot)
        self.setFocusProxy(self.lists.included)

    # -- building --------------------------------------------------------------------------

    def _build_context(self) -> None:
        self._context = QWidget()
        row = QHBoxLayout(self._context)
        row.setContentsMargins(0, 0, 0, 0)
        self.form_choice = ComboBox(self.desk.look, self._context)
        self.month_choice = ComboBox(self.desk.look, self._context, icon_name="month")
        self.form_choice.activated.connect(self._choice_made)
        self.month_choice.activated.connect(self._choice_made)
        row.addStretch(1)
        row.addWidget(self.form_choice)
        row.addWidget(self.month_choice)

    def _build_right(self) -> None:
        look = self.desk.look
        self._right = QWidget(self)
        self._head = SectionHeader(look, self._right)
        self.by_whom = FactCard(look, 3)
        self.folder = FolderField(look)
        self.folder.line.textChanged.connect(self._show_facts)
        self.folder.choose.clicked.connect(self._choose_folder)
        self.target = FactCard(look, 3, self.folder)
        self._progress_head = SectionHeader(look, self._right)
        self.progress = QProgressBar(self._right)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.steps = StepTable(look, self.desk.say, self._right)
        self._promise = Label(look, self._right, points=SMALL, ink="muted", wrap=True)
        self.cancel_button = Button()
        self.cancel_button.clicked.connect(self._cancel)
        self.open_button = Button(icon_name="export")
        self.open_button.clicked.connect(self._open_folder)
        self.send_button = Button(kind="primary", icon_name="export")
        self.send_button.clicked.connect(self.send)
        self.foot = Foot(look, self.cancel_button, self.open_button, self.send_button)
        self._cards = QHBoxLayout()
        self._cards.addWidget(self.by_whom, 2)
        self._cards.addWidget(self.target, 3)
        self._bar = QHBoxLayout()
        self._bar.addWidget(self.progress)
        self._words = QHBoxLayout()
        self._words.addWidget(self._promise)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._cards)
        column.addWidget(self._progress_head)
        column.addLayout(self._bar)
        column.addWidget(self.steps)
        column.addLayout(self._words)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._right)

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
        return self._context

    def retranslate(self) -> None:
        say = self.desk.say
        self.folder.choose.setText(say("Choose…"))
        self.folder.line.setAccessibleName(say("Folder to write to"))
        self.cancel_button.setText(say("Cancel"))
        self.open_button.setText(say("Open folder"))
        self.month_choice.setAccessibleName(say("Month"))
        self.form_choice.setAccessibleName(say("Form"))
        self._head.set_texts(say("Sent by"))
        self._promise.setText(
            say(
                "If you cancel, or the power goes, nothing appears in the folder and no return is marked as "
                "submitted. Start again: the same files are copied."
            )
        )
        self.lists.retranslate()
        self.steps.retranslate()
        self._fill_choices()
        self._show_steps()
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (
            self.lists,
            self._head,
            self.by_whom,
            self.target,
            self._progress_head,
            self.steps,
            self._promise,
            self.foot,
            self.form_choice,
            self.month_choice,
            self.folder.choose,
        ):
            part.set_look(look)
        lay_ground(self._right, look)
        px = look.px
        self._cards.setContentsMargins(px(12), px(10), px(12), px(10))
        self._cards.setSpacing(px(12))
        self._bar.setContentsMargins(px(12), px(10), px(12), px(8))
        self._words.setContentsMargins(px(12), px(8), px(12), px(8))
        self.progress.setFixedHeight(px(14))
        self._place_parts()

    def set_low(self, low: bool) -> None:
        self._low = low
        self._place_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def _place_parts(self) -> None:
        look = self.desk.look
        self.lists.fold(self._low)
        narrow = self._low or self.width() < look.px(_NARROW)
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._splitter.orientation() != way or self._splitter.sizes()[0] < look.px(60):
            self._splitter.setOrientation(way)
            room_left = self.height() if narrow else self.width()
            first = room_left // (8 if self._low else 3) if narrow else look.px(430)
            self._splitter.setSizes([first, max(room_left - first, 1)])

    def refresh(self) -> None:
        """Plan again: something was approved, or the place is shown for the first time."""
        if self.run.is_running:
            return
        if not self.month_choice.count():
            self._fill_choices()
        self._make_plan()

    def may_leave(self) -> bool:
        return not self.run.is_running

    def person_changed(self) -> None:
        self._show()

    # -- the choice ------------------------------------------------------------------------

    def _fill_choices(self) -> None:
        services, say = self.desk.services, self.desk.say
        family, period = self.form_choice.currentData(), self.month_choice.currentData()
        newest = max(services.worklist.default_period(), Period.of(services.clock.now().date()))
        self.month_choice.clear()
        for back in range(_MONTHS):
            self.month_choice.addItem(month_year(say, newest.shift(-back)), str(newest.shift(-back)))
        self.form_choice.clear()
        for name in services.forms.families():
            self.form_choice.addItem(say(services.forms.newest(name).short), name)
        wanted = period or str(services.worklist.default_period())
        self.month_choice.setCurrentIndex(max(self.month_choice.findData(wanted), 0))
        kept = family or services.worklist.recall(WORKLIST_FORM) or _longest(services.forms)
        self.form_choice.setCurrentIndex(max(self.form_choice.findData(kept), 0))

    def _choice_made(self, _number: int) -> None:
        self._report, self._trouble = None, ""
        self.steps.show_far({})
        self.progress.setValue(0)
        self._make_plan()

    def _make_plan(self) -> None:
        services = self.desk.services
        family = str(self.form_choice.currentData())
        period = Period.parse(str(self.month_choice.currentData()))
        fresh = self._plan is None or (self._plan.family, self._plan.period) != (family, period)
        self._plan = services.exporting.plan(family, period)
        if fresh:
            self._base = Path(services.worklist.recall(BASE) or services.home / "Submissions")
            self.folder.line.setText(str(proposed(self._base, family, period)))
        self._show()

    def _choose_folder(self) -> None:
        say = self.desk.say
        name = QFileDialog.getExistingDirectory(
            self, say("Choose where the month's folder is made"), str(self._base)
        )
        if name and self._plan is not None:
            self._base = Path(name)
            self.desk.services.worklist.remember(BASE, name)
            self.folder.line.setText(str(proposed(self._base, self._plan.family, self._plan.period)))

    def _chosen_plan(self) -> ExportPlan | None:
        """The plan of the ticked returns; those left out stay listed by name."""
        plan = self._plan
        if plan is None or not self.lists.unticked:
            return plan
        kept = tuple(i for i in plan.included if i.facility.mfl not in self.lists.unticked)
        return ExportPlan(plan.family, plan.period, kept, plan.left_out)

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        if self._plan is not None:
            self.lists.show_plan(self._plan)
            self._show_facts()
            self.heading_changed.emit()

    def _show_facts(self) -> None:
        plan, desk, say = self._chosen_plan(), self.desk, self.desk.say
        if plan is None:
            return
        person, office = desk.person, desk.services.people.office()
        self.by_whom.show_fact(
            0,
            say("Name"),
            say(Message("{name}, {role}", {"name": person.name, "role": Message(person.role.value)})),
        )
        self.by_whom.show_fact(1, say("Office"), office.name if office else "")
        self.by_whom.show_fact(
            2, say("Signatures"), say("made on completion and approval; none is added here")
        )
        count = len(plan.included)
        space = room(self.folder.text, plan.bytes_needed)
        self.target.show_fact(0, say("Write to"))
        self.target.show_fact(1, say("Files"), say("{count} Excel, {count} PDF, 1 list", count=count))
        free = megabytes(space.free) if space.free is not None else say("not known")
        self.target.show_fact(
            2,
            say("Space"),
            say("{needed} needed, {free} free", needed=megabytes(plan.bytes_needed), free=free),
        )
        self.lists.show_totals(plan, number(plan.figures))
        self.send_button.setText(
            say("Send 1 return") if count == 1 else say("Send {count} returns", count=count)
        )
        self._show_foot(plan, space.trouble)

    def _show_foot(self, plan: ExportPlan, trouble: Message | None) -> None:
        say, running = self.desk.say, self.run.is_running
        refused = self._why_not(plan) or trouble
        self.send_button.setEnabled(refused is None and not running)
        self.send_button.setVisible(not running)
        self.open_button.setVisible(self._report is not None and not running)
        self.cancel_button.setVisible(running)
        self.folder.setEnabled(not running)
        self.lists.setEnabled(not running)
        self._context.setEnabled(not running)
        if running:
            self.foot.show_words("export", "accent", say("The files are being verified and written."))
        elif self._trouble:
            self.foot.show_words("error", "err", self._trouble)
        elif self._report is not None:
            self.foot.show_words(
                "passed",
                "ok",
                say(
                    "{count} returns are in {folder}.",
                    count=self._report.included,
                    folder=self._report.folder,
                ),
                say(
                    "The list of files names every one with its SHA-256, and the {count} that are not in it.",
                    count=self._report.left_out,
                ),
            )
        elif refused is not None:
            self.foot.show_words("info", "muted", say(refused))
        else:
            self.foot.show_words(
                "export",
                "accent",
                say("Ready to send."),
                say("The signed bytes are verified and copied; no passphrase is needed."),
            )

    def _why_not(self, plan: ExportPlan) -> Message | None:
        if self.desk.person.role not in (Role.MANAGER, Role.ADMINISTRATOR):
            return Message("Only a manager sends returns.")
        if not plan.included:
            return Message(
                "No return of {month} is approved and chosen: there is nothing to send.",
                {"month": month_year(self.desk.say, plan.period)},
            )
        return None

    def _show_steps(self) -> None:
        far = self.run.far
        self.steps.show_far(far)
        done, of = self.run.share
        self.progress.setValue(done)
        self.progress.setRange(0, of)
        self._progress_head.set_texts(self.desk.say("Progress"), self._progress_note())
        self.cancel_button.setEnabled(not self.run.is_final)

    def _progress_note(self) -> str:
        if self.run.is_final:
            return self.desk.say("too late to cancel: the files are being moved")
        return ""

    # -- the run ---------------------------------------------------------------------------

    def send(self) -> None:
        """Verify, write, move, record: all of the chosen returns or none."""
        plan = self._chosen_plan()
        if plan is None or not self.send_button.isEnabled() or self.run.is_running:
            return
        self._report, self._trouble = None, ""
        self.run.start(
            self.desk.services.exporting.export, plan, Path(self.folder.text).expanduser(), self.desk.person
        )
        self._show_steps()
        self._show_facts()
        self.cancel_button.setFocus()

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
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
        self.steps.show_far({})
        self.progress.setValue(0)

    def _run_over(self) -> None:
        self._make_plan()
        (self.open_button if self._report is not None else self.send_button).setFocus()

    def _open_folder(self) -> None:
        if self._report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.folder)))


def _longest(forms: FormCatalogue) -> str:
    """The form with the most cells: the full return, from which others are derived."""
    return max(forms.families(), key=lambda family: len(forms.newest(family).entry_cells), default="")
