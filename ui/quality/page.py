"""Data quality: which facilities and months to look at first, and what is behind each square."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.quality import BY_MEASURE, OF_RETURNS, Measure
from kmmp_desktop.services.compiled import base_family
from kmmp_desktop.services.quality_map import QualityMap, Standing
from kmmp_desktop.text import Message
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.quality.actions import QualityActions
from ui.quality.behind_list import Place
from ui.quality.body import QualityBody
from ui.quality.choices import Choices
from ui.quality.controls import QualityControls
from ui.quality.saving import choose_file
from ui.style.look import Look
from ui.wording import month_year, number


class QualityPage(Page):
    """``open_requested(family, mfl, period)``: the return behind a square."""

    open_requested = Signal(str, str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.found: QualityMap | None = None
        self.choices = Choices(desk)
        self.controls = QualityControls(desk.look)
        self.body = QualityBody(desk, self)
        self.running, self.strip, self.list = self.body.running, self.body.strip, self.body.list
        self.pane, self.view, self.model = self.body.pane, self.body.pane.view, self.body.pane.model
        self.commands = QualityActions(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.body)
        self.strip.choose(self.choices.measure)
        self._connect_choices()
        self._connect_squares()
        self.setFocusProxy(self.view)

    def _connect_choices(self) -> None:
        controls, commands = self.controls, self.commands
        controls.form_chosen.connect(self.show_form)
        controls.span_chosen.connect(self.show_span)
        controls.measure_chosen.connect(self.show_measure)
        controls.search.textChanged.connect(lambda _text: self._arrange())
        controls.search.moved.connect(lambda _key: self.view.setFocus())
        controls.search.escaped.connect(self.view.setFocus)
        controls.export.clicked.connect(self.export)
        self.strip.chosen.connect(self.show_measure)
        commands.step_asked.connect(lambda by: self.show_measure(self.choices.step(by)))
        commands.sort_asked.connect(self.turn_order)
        commands.rests_asked.connect(self.show_rests)
        commands.export_asked.connect(self.export)
        commands.open_asked.connect(self.open_current)

    def _connect_squares(self) -> None:
        view = self.view
        view.moved.connect(self._moved)
        view.asked.connect(self.list_behind)
        view.opened.connect(self.open_current)
        view.typed.connect(self.controls.search.type_on)
        view.escaped.connect(self.controls.search.clear)
        self.list.square_asked.connect(self._go_to_square)
        self.list.return_asked.connect(self._open)
        self.list.escaped.connect(self.body.close_drawer)
        self.running.failed.connect(lambda error: self.announced.emit(say_error(self.desk, error)))
        self.running.stopped.connect(
            lambda: self.announced.emit(self.desk.say("Stopped. What was shown before is still here."))
        )
        self.running.over.connect(self._show_standing)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Data quality")

    def subtitle(self) -> str:
        found, say = self.found, self.desk.say
        if found is None:
            return ""
        return say(
            "{count} facilities, {first} to {last}. Sums of parts over sums of wholes",
            count=number(len(found.facilities)),
            first=month_year(say, found.first),
            last=month_year(say, found.period(found.months - 1)),
        )

    def context_widget(self) -> QWidget:
        return self.controls

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return self.commands.listed()

    def retranslate(self) -> None:
        self.controls.retranslate(self.desk.say)
        self.commands.retranslate(self.desk.say)
        self.body.retranslate()
        self._show_all()

    def set_look(self, look: Look) -> None:
        self.controls.set_look(look)
        self.body.set_look(look)

    def set_low(self, low: bool) -> None:
        self.controls.set_low(low)
        self.body.set_low(low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.body.lay_out()

    def refresh(self) -> None:
        """Count again: the place was shown, or data changed elsewhere."""
        service, family, span = self.desk.services.quality, self.choices.family, self.choices.span
        if family:
            last = self.desk.services.worklist.default_period()
            self.running.start(
                Message("Counting"), lambda report: service.look(family, last, span, report), self._counted
            )
            self._show_standing()

    def may_leave(self) -> bool:
        self.running.forget()
        return True

    def start_search(self) -> None:
        self.controls.search.setFocus()
        self.controls.search.selectAll()

    # -- choosing --------------------------------------------------------------------------

    def show_form(self, family: str) -> None:
        if family != self.choices.family:
            self.choices.family = family
            self.refresh()

    def show_span(self, months: int) -> None:
        """Look at so many months; remembered for the next time."""
        if months != self.choices.span:
            self.choices.remember_span(months)
            self.refresh()

    def show_measure(self, measure: Measure) -> None:
        if measure is not self.choices.measure:
            self.choices.measure = measure
            self.list.forget()
            self.strip.choose(measure)
            self.controls.choose(measure)
            self._arrange()

    def turn_order(self) -> None:
        """Worst first, or by name."""
        self.choices.worst_first = not self.choices.worst_first
        self.commands.show_order(worst_first=self.choices.worst_first)
        self._arrange()

    # -- showing ---------------------------------------------------------------------------

    def _counted(self, found: object) -> None:
        assert isinstance(found, QualityMap)
        self.found = found
        self.list.forget()
        self._show_all()

    def _show_all(self) -> None:
        choices, say = self.choices, self.desk.say
        self.controls.show_choices(say, choices.forms(), choices.family, choices.span, choices.measure)
        self.strip.show_sums(say, self.found)
        self._show_standing()
        self._arrange()
        self.heading_changed.emit()

    def _show_standing(self) -> None:
        """The map, or why there is none, and what can be done with it."""
        some = self.found is not None and bool(self.found.facilities)
        nothing = self.found is not None and not some
        self.body.show_emptiness(
            self.desk.say("No facility owes this form. Add a facility, or choose another form.")
            if nothing
            else ""
        )
        self.controls.export.setEnabled(some and not self.running.is_running)
        self.commands.set_enabled(some)

    def _arrange(self) -> None:
        """The map in its order, narrowed by the search; the current square stays where it is."""
        found, measure = self.found, self.choices.measure
        self.pane.show_definition(BY_MEASURE[measure])
        if found is None:
            return
        here = self._here()
        order = self.choices.order(found, self.controls.search.text())
        self.model.show(found, measure, order)
        self.view.fit()
        index = self.model.place(*here) if here else self.model.index(-1, -1)
        if index.isValid():
            self.view.go_to(index)
        else:
            self.view.go_to(self.model.index(min(1, len(order)), found.months - 1))
            self.view.show_newest()
        self._show_list()

    def _here(self) -> Place | None:
        index = self.view.currentIndex()
        if self.model.found is not self.found or not index.isValid():
            return None
        return self.model.at(index)

    def _moved(self) -> None:
        here = self._here()
        self.said.emit(self.model.sentence(*here) if here else "")

    def _show_list(self) -> None:
        if self.found is not None:
            self.list.show_behind(self.found, BY_MEASURE[self.choices.measure], self.model.order)

    # -- what is behind a square -----------------------------------------------------------

    def list_behind(self) -> None:
        """List what makes up the current square, and go there."""
        here, found, measure = self._here(), self.found, self.choices.measure
        if here is None or found is None:
            return
        row, column = here
        if row is None or column is None or measure in OF_RETURNS:
            self._listed(here, ())
            return
        service = self.desk.services.quality
        self.running.start(
            Message("Looking up what makes up the square"),
            lambda _report: service.parts(found, measure, row, column),
            lambda parts: self._listed(here, parts),
        )

    def _listed(self, place: Place, parts: object) -> None:
        assert isinstance(parts, tuple)
        self.list.look_behind(place, parts)
        self._show_list()
        self.body.open_drawer()
        self.list.go_to_first()

    def show_rests(self) -> None:
        """Go to what the measure rests on; where the window is small, its drawer opens."""
        self.body.open_drawer()
        self.list.select(("threshold", 0))
        self.list.setFocus()

    def _go_to_square(self, row: int | None, column: int | None) -> None:
        """One of the squares that a sum is made of."""
        self.body.close_drawer()
        self.view.go_to(self.model.place(row, column))
        self.list_behind()

    def open_current(self) -> None:
        here = self._here()
        if here is not None:
            self._open(*here)

    def _open(self, row: int | None, column: int | None) -> None:
        found = self.found
        if found is None or row is None or column is None:
            return
        square = found.square(self.choices.measure, row, column)
        if square.standing is Standing.NOT_OWED and not (square.whole or square.draft):
            self.announced.emit(self.desk.say("No return is owed for this month."))
            return
        family = found.form.family
        if found.is_derived(row, column):
            family = base_family(found.form, self.desk.services.forms) or family
        self.open_requested.emit(family, found.facilities[row].mfl, found.period(column))

    # -- saving ----------------------------------------------------------------------------

    def export(self) -> None:
        """Choose a name, then write off the GUI thread."""
        if self.found is not None and not self.running.is_running:
            path = choose_file(self, self.desk.say, self.found.period(self.found.months - 1))
            if path is not None:
                self.save(path)

    def save(self, path: Path) -> None:
        found, service, language = self.found, self.desk.services.quality, self.desk.texts.language
        person = self.desk.person
        if found is not None:
            self.running.start(
                Message("Saving"),
                lambda report: service.write(found, path, language, report, person),
                lambda _none: self.announced.emit(self.desk.say("Saved as {name}.", name=str(path))),
                saves=True,
            )
            self._show_standing()
