"""Rules: change a check of a form, see it on a return, try it on past months, publish it from a month on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from kmmp_desktop.domain.drafting import CHECK, WHEN
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.trying import Trial, try_check
from kmmp_desktop.errors import KmmpError
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.rules.check_list import CheckList
from ui.rules.choices import Choices
from ui.rules.commands import Act, make_actions
from ui.rules.draft_form import DraftForm
from ui.rules.drafts import Drafts, Tried
from ui.rules.kept_drafts import KeptDrafts
from ui.rules.one_return import OneReturn
from ui.rules.parts import Parts
from ui.rules.past_months import PastMonths
from ui.rules.publish_foot import PublishFoot
from ui.rules.publishing import publish_draft
from ui.rules.standing import standing_of, subtitle_of, why_read_only
from ui.rules.trying_run import TryingRun
from ui.style.look import Look

_SOON, _LATER, _LONG = 120, 500, 3000
"""Milliseconds after the last key before the check is read, and from how many characters on later."""
_FORM = "rules.form"


class RulesPage(Page):
    """Officers and administrators change checks; others read them, and are told why they cannot."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.drafts = Drafts()
        self._kept = KeptDrafts(desk)
        now = desk.services.rehearsal.this_month()
        self.period = now
        self._trial: Trial | None = None
        self._names: dict[str, str] = {}
        self.list = CheckList(desk)
        self.fields = DraftForm(desk)
        self.one = OneReturn(desk, now)
        self.past = PastMonths(desk)
        self.foot = PublishFoot(desk)
        self.choices = Choices(desk, now)
        self.run = TryingRun(desk.services.rehearsal, self)
        self._results = QSplitter(Qt.Orientation.Vertical)
        self._results.setChildrenCollapsible(False)
        self._results.addWidget(self.one)
        self._results.addWidget(self.past)
        self._results.setSizes([3000, 2000])
        stops = (
            (self.list,),
            (self.fields,),
            (self._results, self.one),
            (self._results, self.past),
            (self.foot,),
        )
        self.parts = Parts(desk.look, (self.list, self.fields, self._results), self.foot, stops)
        self.parts.folded.connect(self.foot.fold)
        self.parts.set_shares(10, 14, 15)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.examine)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.parts)
        self._build_actions()
        self._connect()
        self.setFocusProxy(self.list)

    def _build_actions(self) -> None:
        acts: tuple[Act, ...] = (
            ("Go to what is wrong", "F4", self.fields.go_to_fault),
            ("Next part", "F6", lambda: self.parts.go_to(self.parts.here + 1)),
            ("Previous part", "Shift+F6", lambda: self.parts.go_to(self.parts.here - 1)),
            ("Try the check on past months", "F9", self.rehearse),
            ("Cancel the run", "Escape", self.run.stop),
            ("New check", "Ctrl+Shift+N", self.begin_new),
            ("Publish", "Ctrl+Return", self.publish),
        )
        self._actions = make_actions(self, acts)
        self._stop_action = self._actions["Cancel the run"]
        self._stop_action.setEnabled(False)  # Escape belongs to search and lists while nothing runs

    def _connect(self) -> None:
        self.list.chosen.connect(self._show_check)
        self.list.opened.connect(lambda: self.parts.go_to(1))
        self.fields.edited.connect(self._edited)
        self.one.chosen.connect(self._try_here)
        self.past.return_chosen.connect(self.one.choose)
        self.choices.form_chosen.connect(self._choose_form)
        self.choices.month_chosen.connect(self.go_to_month)
        self.choices.new_wanted.connect(self.begin_new)
        self.run.changed.connect(self._run_changed)
        self.run.done.connect(self._take)
        self.run.failed.connect(lambda error: self.announced.emit(say_error(self.desk, error)))
        self.run.progressed.connect(self.foot.foot.show_progress)
        foot = self.foot
        foot.try_wanted.connect(self.rehearse)
        foot.stop_wanted.connect(self.run.stop)
        foot.publish_wanted.connect(self.publish)
        foot.retire_wanted.connect(self.begin_retiring)
        foot.drop_wanted.connect(self.drop)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Rules")

    def subtitle(self) -> str:
        return subtitle_of(self.desk, self.drafts.form, self.period)

    def context_widget(self) -> QWidget:
        return self.choices

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("tools", action) for action in self._actions.values())

    def retranslate(self) -> None:
        say = self.desk.say
        for text, action in self._actions.items():
            action.setText(say(text))
        self.parts.set_words(
            say("Checks"), say("The check"), say("On one return"), say("On past months"), say("Publish")
        )
        for part in (self.choices, self.list, self.fields, self.one, self.past, self.foot):
            part.retranslate()
        self._show_choice()
        self._show_state()
        self._show_trial()

    def set_look(self, look: Look) -> None:
        for part in (self.parts, self.choices, self.list, self.fields, self.one, self.past, self.foot):
            part.set_look(look)

    def refresh(self) -> None:
        services = self.desk.services
        families = services.forms.families()
        kept = self.drafts.form.family if self.drafts.form else services.worklist.recall(_FORM)
        longest = max(families, key=lambda f: len(services.forms.newest(f).checks), default="")
        facilities = services.facilities.all()
        self._names = {facility.mfl: facility.name for facility in facilities}
        self._use(kept if kept in families else longest)
        self.one.show_facilities(facilities, self._family)

    def may_leave(self) -> bool:
        self.examine()  # writes down what was typed a moment ago
        return True

    def hold_still(self) -> None:
        self.examine()

    def person_changed(self) -> None:
        """Drafts are the person's own."""
        self.run.stop()
        family, self.drafts.form = self._family, None
        self._use(family)

    def start_search(self) -> None:
        self.parts.go_to(0)
        self.list.search.selectAll()

    # -- form and month --------------------------------------------------------------------

    def _show_choice(self) -> None:
        self.choices.show_choice(
            self._family, self.period, may_add=why_read_only(self.desk, self.period) is None
        )

    @property
    def _family(self) -> str:
        return self.drafts.form.family if self.drafts.form else ""

    def _choose_form(self, family: str) -> None:
        self.desk.services.worklist.remember(_FORM, family)
        self._use(family)
        self.one.show_facilities(self.desk.services.facilities.all(), family)

    def go_to_month(self, period: Period) -> None:
        """Show the checks as they are in a month; publishing starts from it."""
        self.period = period
        self._use(self._family or str(self.choices.form.currentData() or ""))

    def _use(self, family: str) -> None:
        before, form, kept = self.drafts.form, None, {}
        try:
            form = self.desk.services.rehearsal.published(family, self.period) if family else None
            kept = self._kept.recall(family) if family != self._family else {}
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))
        self.drafts.use(form)
        self.drafts.changed.update(kept)
        if before is None or form is None or before.digest != form.digest:
            self.run.stop()  # it runs checks that are not these any more
        self._show_choice()
        self._show_all()
        self.heading_changed.emit()

    # -- the check that is shown -----------------------------------------------------------

    def _show_all(self) -> None:
        self._show_list()
        self._show_draft()

    def _show_list(self) -> None:
        self.list.show_checks(self.drafts.form, self.drafts.changed, self.drafts.shown)

    def _show_check(self, key: object) -> None:
        if str(key) != self.drafts.shown:
            self.drafts.show(str(key))
            self._show_draft()

    def _show_draft(self) -> None:
        writable = why_read_only(self.desk, self.period) is None
        self.fields.show_draft(self.drafts.draft(), self.drafts.form, writable=writable)
        self.examine()

    def begin_new(self) -> None:
        """Start a new check, or go on with it."""
        if why_read_only(self.desk, self.period) is None and self.drafts.form is not None:
            self.drafts.begin_new()
            self._show_all()
            self.parts.show_part(1)
            self.fields.code.setFocus()

    def drop(self) -> None:
        """Undo all that was changed about this check and not published."""
        self.drafts.drop()
        self._show_all()

    def _edited(self) -> None:
        draft = self.fields.draft()
        if draft is not None:
            was = self.drafts.is_changed
            self.drafts.put(draft)
            if was is not self.drafts.is_changed:
                self._show_list()
            self._wait.start(_SOON if len(draft.expression) + len(draft.when) < _LONG else _LATER)
            self._show_state()

    def examine(self) -> None:
        """Read the check as it is typed: what is wrong with it, and what comes of it on the return."""
        self._wait.stop()
        faults = {fault.field: fault for fault in self.drafts.faults()}
        self.fields.show_faults(faults)
        self._try_here()
        self._show_state()
        self._show_past()
        try:
            if self._kept.keep(self.drafts.changed):
                self.saved.emit(self.desk.services.clock.now())
        except KmmpError as error:
            self.not_saved.emit(say_error(self.desk, error))

    def _try_here(self) -> None:
        draft, form, figures = self.drafts.draft(), self.drafts.form, self.one.figures
        self._trial = None
        can_run = not any(fault.field in (CHECK, WHEN) for fault in self.drafts.faults())
        if draft is not None and form is not None and figures is not None and can_run:
            self._trial = try_check(draft.check(), form, figures)
        self._show_trial()

    def _show_trial(self) -> None:
        draft = self.drafts.draft()
        self.one.show_trial(self._trial, self.drafts.form, draft.severity if draft else Severity.NOTE)

    def _show_state(self) -> None:
        self.foot.show_standing(standing_of(self.desk, self.drafts, self.period, running=self.run.is_on))

    def _show_past(self) -> None:
        self.past.show_rehearsal(self.drafts.tried_here, self._names, current=self.drafts.is_tried)

    # -- past months, and publishing --------------------------------------------------------

    def begin_retiring(self) -> None:
        """Try what would be without this check; it is retired when that is published."""
        self.drafts.retiring = True
        self.rehearse()

    def rehearse(self) -> None:
        """Run what is shown over the last months, off this thread."""
        self.examine()
        drafts, form, code = self.drafts, self.drafts.form, self.drafts.code()
        if form is not None and code and not drafts.faults():
            self.run.start(form, drafts.to_try(), code, self.foot.chosen_months())

    def _take(self, tried: Tried) -> None:
        self.drafts.tried = tried
        if self.parts.is_narrow:
            self.parts.go_to(3)

    def _run_changed(self) -> None:
        self._stop_action.setEnabled(self.run.is_on)
        self._show_state()
        self.foot.show_running(running=self.run.is_on)
        self._show_past()

    def publish(self) -> None:
        """Publish what is shown, or retire the check, from the month on that is shown."""
        self.examine()
        if not self.foot.publish_button.isEnabled():
            return
        family = self._family
        try:
            said = publish_draft(self.desk, self.drafts, self.period, self.foot.reason.text())
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))
            return
        self.foot.reason.clear()
        self.saved.emit(self.desk.services.clock.now())
        self._use(family)
        self.announced.emit(said)
