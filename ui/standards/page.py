"""Standards: the catalogue with its filter, the chosen standard, and how it is changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Form, Status
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.history_runs import CheckHistory
from kmmp_desktop.services.standards import Listed
from ui.faces.card_splitter import NARROW, CardSplitter
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.standards.commands import Commands
from ui.standards.filter_strip import StatusStrip
from ui.standards.panel import StandardPanel
from ui.standards.rows import (
    ALL,
    BadgeDelegate,
    StandardModel,
    columns,
    counts,
    shown,
    standard_rows,
)
from ui.standards.runs import StandardRuns
from ui.standards.table import StandardTable
from ui.style.look import Look
from ui.wording import month_year

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StandardsPage(Page):
    """What checks and targets rest on. A standard without a source is never called the guideline."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._listed: tuple[Listed, ...] = ()
        self._form: Form | None = None
        self._status, self._low = ALL, False
        self._failed: Mapping[str, CheckHistory] | None = None
        self.runs = StandardRuns(desk, self)
        self.runs.counted.connect(self._counted)
        self.runs.failed.connect(self._failure)
        self.commands = Commands(desk, self)
        self.commands.changed.connect(self.refresh)
        self.commands.family_chosen.connect(self.refresh)
        self.commands.searched.connect(self._show_rows)
        self.commands.search.moved.connect(self._walk)
        self.commands.search.escaped.connect(self._to_table)
        self.commands.page_asked.connect(self._open_page)
        self.commands.trial_asked.connect(self.try_it)
        self.commands.change_asked.connect(self._to_form)
        self.strip = StatusStrip(desk.look, self)
        self.strip.chosen.connect(self.filter_by)
        self._model = StandardModel(columns(desk.say, wide=True), self)
        self.table = StandardTable(desk.look, self._model, self, delegate=BadgeDelegate(desk.look, self))
        self.table.row_changed.connect(self._row_changed)
        self.table.opened.connect(self._to_form)
        self.table.typed.connect(self.commands.search.type_on)
        self.panel = StandardPanel(desk, self)
        self.panel.form.confirm_asked.connect(self.confirm)
        self.panel.form.try_asked.connect(self.try_it)
        self.runs.told.connect(self.panel.tell)
        self.runs.busy.connect(self.panel.form.set_busy)
        self._splitter = CardSplitter((self.table, self.panel), (0, 356), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.strip)
        whole.addWidget(self._splitter, 1)
        self.setFocusProxy(self.table)

    # -- the place ---------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Standards")

    def subtitle(self) -> str:
        return self.desk.say(
            "What checks and targets rest on. A standard without a source is never printed as “the guideline”"
        )

    def context_widget(self) -> QWidget:
        return self.commands.bar

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return self.commands.listed()

    def retranslate(self) -> None:
        self.commands.retranslate()
        self.panel.retranslate()
        self.table.setAccessibleName(self.desk.say("Standards, their values and sources"))
        self._model.show_columns(columns(self.desk.say, wide=self._wide))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (self.commands, self.strip, self.table, self.panel):
            part.set_look(look)
        self._place_parts()

    def set_low(self, low: bool) -> None:
        self._low = low
        self._place_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    @property
    def _wide(self) -> bool:
        return len(self._model.columns) > 4

    def _place_parts(self) -> None:
        look = self.desk.look
        self._splitter.arrange(look, self.width(), low=self._low)
        wide = self.width() >= look.px(NARROW + 250)
        if wide is not self._wide:
            self._model.change_columns(columns(self.desk.say, wide=wide))
            self._show_rows()

    def refresh(self) -> None:
        """Read the catalogue again, and count anew how often checks failed last month."""
        self.commands.fill()
        standards, family = self.desk.services.standards, self.commands.family
        if not family:
            return
        try:
            self._form = standards.form(family, standards.earliest)
            self._listed = standards.catalogue(family, standards.earliest)
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))
            self._form, self._listed = None, ()
        self._failed = None
        self._show()
        if self._form is not None:
            self.runs.count(self._form)

    def person_changed(self) -> None:
        self._show_panel()

    def start_search(self) -> None:
        self.commands.search.setFocus()
        self.commands.search.selectAll()

    def may_leave(self) -> bool:
        self.runs.stop_trial()
        return self.commands.may_leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if not self.table.hasFocus():
            if self._splitter.is_drawer and self.panel.isVisible():
                self._splitter.toggle_card()
            self._to_table()
        elif self.commands.search.text():
            self.commands.search.clear()
        elif self._status != ALL:
            self.filter_by(ALL)

    def _open_page(self) -> None:
        if self._splitter.is_drawer and not self.panel.isVisible():
            self._splitter.toggle_card()
        self.panel.show_note()

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_form(self, *_: object) -> None:
        if self._current() is None:
            return
        if self._splitter.is_drawer and not self.panel.isVisible():
            self._splitter.toggle_card()
        self.panel.go_to_form()

    def _walk(self, key: int) -> None:
        """The list is walked while the search is typed in."""
        if key in _ENTER:
            self._to_table()
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}.get(Qt.Key(key), 1)
        keys = [row.key for row in self._model.rows if not row.group]
        if keys:
            at = keys.index(self.table.current_key()) if self.table.current_key() in keys else 0
            self.table.select(keys[min(max(at + step, 0), len(keys) - 1)])

    # -- the list ----------------------------------------------------------------------------

    def filter_by(self, status: str) -> None:
        """Show the standards of one status; ``all`` shows every one."""
        self._status = status
        self.strip.choose(status)
        self._show_rows()

    def _show(self) -> None:
        self.strip.show_counts(self.desk.say, counts(self._listed))
        self._show_rows()
        self._show_panel()

    def _show_rows(self, *_: object) -> None:
        if self._form is None:
            self.table.show_rows(())
            return
        say = self.desk.say
        some = shown(self._listed, self._status, self.commands.search.text(), say)
        self.table.show_rows(standard_rows(some, self._form, say, wide=self._wide))
        if not some:
            self._show_panel()
        tally = counts(self._listed)
        self.said.emit(
            say(
                "{all} standards: {sourced} sourced, {unverified} not verified",
                all=tally[ALL],
                sourced=tally.get(Status.SOURCED.value, 0),
                unverified=tally.get(Status.NOT_VERIFIED.value, 0),
            )
        )
        month = month_year(say, self.desk.services.standards.earliest)
        self.noted.emit(say("Catalogue {version}, {month}", version=self._form.version, month=month))

    def _current(self) -> Listed | None:
        key = self.table.current_key()
        return next((each for each in self._listed if each.standard.id == key), None)

    def _row_changed(self, _key: object) -> None:
        self._show_panel()

    def _show_panel(self) -> None:
        self.runs.stop_trial()
        earliest = self.desk.services.standards.earliest
        self.panel.show_standard(self._current(), self._form, earliest, self._failed)

    # -- how often, and what if ----------------------------------------------------------------

    def _counted(self, family: str, found: Mapping[str, CheckHistory]) -> None:
        if family == self.commands.family:
            self._failed = found
            self.panel.show_failed(found)

    def _failure(self, error: Exception) -> None:
        self.announced.emit(say_error(self.desk, error))

    def try_it(self) -> None:
        """Run the checks of the standard over the last twelve months: as now, and with the new value."""
        listed, form, wish = self._current(), self._form, self.panel.form.wish()
        if self.runs.is_trying:
            self.runs.stop_trial()
        elif listed and form and wish and self.panel.form.trial.isEnabled():
            try:
                self.runs.try_value(form, listed.standard, wish.value, wish.status, wish.start)
            except KmmpError as error:
                self.panel.tell(say_error(self.desk, error), "err_text")

    # -- confirming ----------------------------------------------------------------------------

    def confirm(self) -> None:
        """Confirm or change the chosen standard as the form says; refused, everything stays typed."""
        listed, form, wish = self._current(), self._form, self.panel.form.wish()
        if listed is None or form is None or wish is None:
            return
        services, standard = self.desk.services, listed.standard
        try:
            services.standards.confirm(
                form.family,
                standard.id,
                wish.value,
                standard.unit,
                wish.status,
                wish.citation,
                wish.start,
                self.desk.person,
            )
        except KmmpError as error:
            self.panel.tell(say_error(self.desk, error), "err_text")
            return
        self.saved.emit(services.clock.now())
        self.refresh()
        say = self.desk.say
        self.panel.tell(
            say("Confirmed. In force from {month}.", month=month_year(say, wish.start)), "ok_text"
        )
        self._to_table()
