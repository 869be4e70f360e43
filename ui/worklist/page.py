"""The worklist: what is owed this month, what has to be done first, and opening it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.worklist import Worklist, WorkRow
from ui import wording
from ui.page import Desk, Page
from ui.style.icons import STATE_ICONS
from ui.style.look import Look
from ui.worklist.body import WorklistBody
from ui.worklist.columns import Column, needs
from ui.worklist.controls import WorklistControls
from ui.worklist.filters import FilterStrip
from ui.worklist.menu_actions import WorklistActions
from ui.worklist.model import WorklistModel
from ui.worklist.rows import Wanted
from ui.worklist.table import WorklistTable, is_typing

_FORM = "worklist.form"
SEARCH_WAIT = 60
"""Milliseconds after the last letter before the list follows: a typist is not held up."""


class WorklistPage(Page):
    """Emits ``open_requested(family, mfl, period)``, ``step_requested`` with ``amend`` or ``recall`` after
    them; a manager's Enter on a ready return emits ``review_requested(revision id)`` instead."""

    open_requested = Signal(str, str, object)
    review_requested = Signal(object)
    import_requested = Signal()
    books_requested = Signal(str, object)
    facility_requested = Signal(object)
    step_requested = Signal(str, str, object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._list: Worklist | None = None
        self._wanted = Wanted()
        self._chosen = ""
        self.period = desk.services.worklist.default_period()
        self.family = self._remembered_form()
        self.model = WorklistModel(desk.say, self)
        self.strip = FilterStrip(desk.look)
        self.table = WorklistTable(desk.look, self.model)
        self.controls = WorklistControls(desk.look)
        self.body = WorklistBody(desk.look, self.table)
        self.commands = WorklistActions(self)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SEARCH_WAIT)
        self._build()
        self._connect()

    def _remembered_form(self) -> str:
        """The form shown last; the first time the longest one, which is the full return."""
        forms = self.desk.services.forms
        families = forms.families()
        kept = self.desk.services.worklist.recall(_FORM)
        if kept in families:
            return kept
        return max(families, key=lambda f: len(forms.newest(f).entry_cells), default="")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.body, 1)
        self.setFocusProxy(self.controls.search)

    def _connect(self) -> None:
        controls = self.controls
        self.strip.chosen.connect(self._filter)
        self.table.typed.connect(controls.search.type_on)
        self.table.opened.connect(self.open_current)
        self.table.moved_to.connect(self._moved)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_clicked)
        self._wait.timeout.connect(self._search)
        controls.search.textChanged.connect(lambda _text: self._wait.start())
        controls.search.moved.connect(self._key_from_search)
        controls.search.escaped.connect(self._escape)
        controls.open.clicked.connect(self.open_current)
        controls.month_chosen.connect(self.go_to_month)
        controls.form_chosen.connect(self.show_form)
        controls.sub_county_chosen.connect(lambda name: self._want(sub_county=name))
        self.body.import_asked.connect(self.import_requested)
        self.body.add_asked.connect(lambda: self.facility_requested.emit(None))
        self.body.all_asked.connect(self._escape_all)
        self.commands.open_asked.connect(self.open_current)
        self.commands.edit_asked.connect(self.edit_current)
        self.commands.month_asked.connect(lambda on: self.go_to_month(self.period.shift(on)))
        self.commands.books_asked.connect(lambda: self.books_requested.emit(self.family, self.period))
        self.commands.sort_asked.connect(self._sort_clicked)
        self.commands.step_asked.connect(self._ask_step)

    # Page

    def title(self) -> str:
        return self.desk.say("What is owed")

    def subtitle(self) -> str:
        if self._list is None:
            return ""
        say = self.desk.say
        count = len(self._list.rows)
        counties = {r.facility.county for r in self._list.rows}
        facilities = (
            say("1 facility") if count == 1 else say("{count} facilities", count=wording.number(count))
        )
        where = next(iter(counties)) if len(counties) == 1 else ""
        due = say(
            "{month} returns are due {date}",
            month=wording.month(say, self.period),
            date=wording.weekday_date(say, self._list.due_at),
        )
        place = say("{county} County", county=where) if where else ""
        return ", ".join(p for p in (facilities, place) if p) + ". " + due

    def context_widget(self) -> QWidget:
        return self.controls

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return self.commands.listed()

    def retranslate(self) -> None:
        say = self.desk.say
        self.commands.retranslate(say, self.model.header)
        self.body.retranslate(say)
        self.table.setAccessibleName(say("Worklist"))
        self.strip.setAccessibleName(say("Filters"))
        self.controls.retranslate(say)
        if self._list is not None:
            self.show_list(self._list)

    def set_look(self, look: Look) -> None:
        self.strip.set_look(look)
        self.table.set_look(look)
        self.controls.set_look(look)
        self.body.set_look(look)
        if self._list is not None:
            self._measure(self._list)

    def refresh(self) -> None:
        self.show_list(self.desk.services.worklist.month(self.family, self.period))
        self.controls.search.setFocus()

    def person_changed(self) -> None:
        self._chosen = ""

    def start_search(self) -> None:
        self.controls.search.setFocus()
        self.controls.search.selectAll()

    # The list

    def show_list(self, worklist: Worklist) -> None:
        self._list = worklist
        say = self.desk.say
        self.strip.show_counts(say, worklist.counts, worklist.on_time, worklist.with_errors)
        forms = [
            (f, say(self.desk.services.forms.newest(f).short or self.desk.services.forms.newest(f).title))
            for f in self.desk.services.forms.families()
        ]
        months = [self.desk.services.worklist.default_period().shift(1 - back) for back in range(26)]
        if self.period not in months:
            months.append(self.period)
        self.controls.show_choices(
            say, forms, self.family, months, self.period, worklist.sub_counties, self._wanted.sub_county
        )
        if self._wanted.sub_county not in worklist.sub_counties:
            self._wanted = replace(self._wanted, sub_county="")
        keep = self._chosen
        self.model.wanted = self._wanted
        self.model.show(worklist, self.desk.services.clock.now())
        self._measure(worklist)
        self._after_choice(keep)
        self.heading_changed.emit()

    def _measure(self, worklist: Worklist) -> None:
        say, rows, model = self.desk.say, worklist.rows, self.model
        words = [say(word) for _, _, word in STATE_ICONS.values()] + [say("Overdue"), say("not owed")]
        self.table.set_needs(
            needs(
                self.desk.look,
                mfls={r.facility.mfl for r in rows},
                names={r.facility.name for r in rows},
                sub_counties={r.facility.sub_county for r in rows} | {say("Sub-county")},
                words=words,
                draft=f"{say('Draft')} 88 %",
                due=[*{"".join(model.due_words(r)) for r in rows}],
                changes=[*{model.change_words(r) for r in rows[:200]}, say("Last change")],
                earlier=[*{model.earlier_words(r) for r in rows[:200]}],
            )
        )

    def _want(self, **changed: object) -> None:
        self._wanted = replace(self._wanted, **changed)  # type: ignore[arg-type]
        keep = self._chosen
        self.model.want(self._wanted)
        self._after_choice(keep)

    def _after_choice(self, keep: str) -> None:
        """Bring the choice back to the same facility, or to the first one that is left."""
        self.table.go_to(self.model.find(keep))
        nothing_owed = self._list is None or not self._list.rows
        self.body.show_what_there_is(
            owed=not nothing_owed,
            found=bool(self.model.facilities),
            known=nothing_owed and bool(self.desk.services.facilities.all()),
        )
        self.strip.setVisible(not nothing_owed)
        self._moved()

    def current(self) -> WorkRow | None:
        return self.model.work_row(self.table.currentIndex())

    def _moved(self) -> None:
        row = self.current()
        say = self.desk.say
        self.controls.open.setEnabled(row is not None)
        self.commands.set_chosen(row)
        if row is not None:
            self._chosen = row.facility.mfl
        shown, of = self.model.facilities, len(self._list.rows) if self._list else 0
        self.said.emit(
            say("{count} facilities, showing all", count=wording.number(of))
            if shown == of
            else say("{count} of {all} facilities", count=wording.number(shown), all=wording.number(of))
        )
        self.noted.emit(say("Selected: {name}", name=row.facility.name) if row else "")

    # Wishes

    def open_current(self) -> None:
        if (row := self.current()) is None:
            return
        if may(self.desk.person, Action.APPROVE) and row.current.state is State.READY and row.revision:
            self.review_requested.emit(row.revision.id)
        else:
            self.open_requested.emit(self.family, row.facility.mfl, self.period)

    def edit_current(self) -> None:
        row = self.current()
        if row is not None:
            self.facility_requested.emit(row.facility)

    def _ask_step(self, step: str) -> None:
        row = self.current()
        if row is not None:
            self.step_requested.emit(self.family, row.facility.mfl, self.period, step)

    def go_to_month(self, period: Period) -> None:
        if period != self.period:
            self.period = period
            self.refresh()

    def show_form(self, family: str) -> None:
        """Show what is owed of another form; remembered for the next start."""
        if family != self.family:
            self.family = family
            self.desk.services.worklist.remember(_FORM, family)
            self.refresh()

    def _filter(self, name: str) -> None:
        self._want(filter=name)

    def _search(self) -> None:
        self._want(search=self.controls.search.text().strip())

    def sort_by(self, column: Column) -> None:
        """Sort by a column; again: the other way round."""
        self._want(sort=column, downwards=self._wanted.sort is column and not self._wanted.downwards)

    def _sort_clicked(self, section: int) -> None:
        self.sort_by(Column(section))

    def _escape(self) -> None:
        self._filter("all")
        self.strip.choose("all")

    def _escape_all(self) -> None:
        self.controls.search.clear()
        self._wait.stop()
        self._search()
        self.controls.clear_sub_county()
        self._want(sub_county="")
        self._escape()
        self.controls.search.setFocus()

    # Keys

    def _key_from_search(self, key: int) -> None:
        if self._wait.isActive():
            self._wait.stop()
            self._search()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        else:
            self.table.step(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_typing(event):
            self.controls.search.type_on(event.text())
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.desk.look.px(480), self.desk.look.px(160))
