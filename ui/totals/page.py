"""Totals of a month: what was added up, who is not in it, and what every total is made of."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.doubts import said_of
from kmmp_desktop.services.totals import Level, Totals
from kmmp_desktop.text import Message
from ui.doubts.rows import doubt_columns, doubt_rows
from ui.faces.card_splitter import CardSplitter
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.page import CellPlace, Desk, Page
from ui.quality.running import RunningBar
from ui.style.look import Dressed, Look
from ui.totals.actions import actions_of, choose_file
from ui.totals.head import Place, TotalsHead
from ui.totals.parts import PartsReading, cell_at
from ui.totals.rows import (
    LEVELS,
    cell_words,
    kept_columns,
    kept_rows,
    missing_columns,
    missing_rows,
    part_columns,
    part_rows,
    rate_columns,
    rate_rows,
    row_columns,
    told,
    total_rows,
    view_words,
)
from ui.widgets.labels import Label, SectionHeader
from ui.worklist.filters import FilterToggle

_FORM = "worklist.form"
_VIEWS = (("rows", ""), ("rates", ""), ("missing", "state-overdue"), ("kept", "saved"), ("doubts", "key"))
"""Name and icon of each view, in the order of their keys."""
_COLUMNS = {
    "rows": row_columns,
    "rates": rate_columns,
    "missing": missing_columns,
    "kept": kept_columns,
    "doubts": doubt_columns,
}


class TotalsPage(Page):
    """Changes no return. ``finding_requested(family, mfl, period, cell)``: open a return there."""

    finding_requested = Signal(str, str, object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.found: Totals | None = None
        self._reading = PartsReading(desk.services.totals, self)
        self._reading.ready.connect(lambda _key, found: self.parts.show_rows(part_rows(found, desk.say)))
        self._reading.failed.connect(lambda error: self.announced.emit(say_error(desk, error)))
        self._low = False
        self._build()
        self._actions = actions_of(self, self.save, self._splitter.toggle_card, self.show_view)
        self.setFocusProxy(self.tables["rows"])

    # -- building --------------------------------------------------------------------------

    def _build(self) -> None:
        desk, look, say = self.desk, self.desk.look, self.desk.say
        self.head = TotalsHead(look, say, desk.services.worklist.default_period())
        self.head.changed.connect(self.refresh)
        self.head.save.clicked.connect(self.save)
        self.running = RunningBar(desk, self)
        self.running.failed.connect(lambda error: self.announced.emit(say_error(desk, error)))
        self.running.stopped.connect(lambda: self.announced.emit(say("Stopped. Nothing was written.")))
        self.toggles = {name: FilterToggle(look, icon, "muted", self) for name, icon in _VIEWS}
        self._strip = QWidget(self)
        row = QHBoxLayout(self._strip)
        group = QButtonGroup(self)
        for name, toggle in self.toggles.items():
            group.addButton(toggle)
            row.addWidget(toggle)
            toggle.clicked.connect(lambda _=False, view=name: self.show_view(view))
        self._doubted = Label(look, self, ink="warn_text")
        row.addWidget(self._doubted)
        row.addStretch(1)
        self.toggles["rows"].setChecked(True)
        self.tables = {
            name: FaceTable(look, FaceModel(columns(say), self), self) for name, columns in _COLUMNS.items()
        }
        self._views = QStackedWidget(self)
        for table in self.tables.values():
            self._views.addWidget(table)
        self.tables["rows"].row_changed.connect(self._show_parts)
        self.tables["rows"].opened.connect(lambda _key: self._to_parts())
        self.tables["missing"].opened.connect(self._open_missing)
        self.tables["doubts"].opened.connect(self._open_doubted)
        self.parts = FaceTable(look, FaceModel(part_columns(say), self), self)
        self.parts.opened.connect(self._open_part)
        self._parts_head = SectionHeader(look, self)
        self.card = QWidget(self)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._parts_head)
        column.addWidget(self.parts, 1)
        self._splitter = CardSplitter((self._views, self.card), (0, 470), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._strip)
        whole.addWidget(self.running)
        whole.addWidget(self._splitter, 1)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Totals")

    def subtitle(self) -> str:
        return told(self.found, self.desk.say) if self.found is not None else ""

    def context_widget(self) -> QWidget:
        return self.head

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple((menu, action) for menu, _, action in self._actions)

    def retranslate(self) -> None:
        say = self.desk.say
        for _, text, action in self._actions:
            action.setText(say(text))
        self.head.retranslate(say)
        if self.head.family:  # its lists of forms and places are of a language too
            self.head.show_forms(self._forms(self.head.period)[0], self.head.family)
            self._placed(self.head.family, self.head.period)
        self.running.retranslate()
        for name, columns in _COLUMNS.items():
            self.tables[name].show_columns(columns(say))
        self.parts.show_columns(part_columns(say))
        self.tables["rows"].setAccessibleName(say("Totals of the rows"))
        self.tables["rates"].setAccessibleName(say("Indicators"))
        self.tables["missing"].setAccessibleName(say("Who is not in the totals"))
        self.tables["kept"].setAccessibleName(say("Totals made before"))
        self.tables["doubts"].setAccessibleName(say("Returns with a revoked key"))
        self.parts.setAccessibleName(say("What the total is made of"))
        self._show()

    def set_look(self, look: Look) -> None:
        parts: tuple[Dressed, ...] = (
            self.head,
            self.running,
            self.parts,
            self._parts_head,
            self._doubted,
            *self.toggles.values(),
            *self.tables.values(),
        )
        for part in parts:
            part.set_look(look)
        strip = self._strip.layout()
        assert strip is not None
        strip.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        strip.setSpacing(look.px(6))
        self._splitter.arrange(look, self.width(), low=self._low)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.arrange(self.desk.look, self.width(), low=self._low)
        self._fit()

    def _fit(self) -> None:
        """Toggles lose their words where there is no room for them."""
        wide = sum(t.width_for(short=False) + self.desk.look.px(6) for t in self.toggles.values())
        said = said_of(self.found.doubts) if self.found is not None else None
        self._doubted.setText(self.desk.say(said) if said is not None else "")
        room = self.width() - wide - self.desk.look.px(30)
        self._doubted.setVisible(said is not None and self._doubted.sizeHint().width() < room)
        for toggle in self.toggles.values():
            toggle.set_short(wide > self.width() - self.desk.look.px(24))

    def set_low(self, low: bool) -> None:
        self._low = low
        self._splitter.arrange(self.desk.look, self.width(), low=low)

    # -- reading ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Add up again: the place was shown, another month chosen, or data changed elsewhere."""
        services, head = self.desk.services, self.head
        if not head.family:
            head.show_forms(*self._forms(head.period))
        family, period = head.family, head.period
        if not family:
            return
        level, place = self._placed(family, period)

        def work(report: object) -> Totals:
            assert callable(report)
            return services.totals.make(family, period, level, place, report)

        self.running.start(Message("Adding up"), work, self._made)

    def _placed(self, family: str, period: Period) -> Place:
        """Fill the list of counties and partners; what was chosen stays where it still is there."""
        say, chosen = self.desk.say, self.head.chosen
        found = self.desk.services.totals.places(family, period)
        places = [(say(LEVELS[level], place=name), (level, name)) for level in Level for name in found[level]]
        if chosen not in [place for _, place in places]:
            chosen = (Level.NATIONAL, "")
        self.head.show_places(places, chosen)
        return chosen

    def _forms(self, period: Period) -> tuple[list[tuple[str, str]], str]:
        """Forms that are added up themselves, and the one to begin with: that of the worklist, or one that
        has something in the month. A derived form is inside its base, unless it is owed alone."""
        services = self.desk.services
        newest = [services.forms.newest(family) for family in services.forms.families()]
        found = [(f.family, self.desk.say(f.short)) for f in newest if services.totals.adds_up(f.family)]
        last = services.worklist.recall(_FORM) or ""
        wanted = sorted((family for family, _ in found), key=lambda family: family != last)
        return found, next((one for one in wanted if services.totals.is_there(one, period)), last)

    def may_leave(self) -> bool:
        self.running.forget()
        return True

    def _made(self, totals: object) -> None:
        assert isinstance(totals, Totals)
        self.found = totals
        self._show()

    def _show(self) -> None:
        say, totals = self.desk.say, self.found
        kept = self.desk.services.totals.kept(totals.form.family, totals.period) if totals else ()
        for name, (count, word) in view_words(totals, len(kept), say).items():
            self.toggles[name].show_count(count, word)
        self.toggles["doubts"].setVisible(totals is not None and bool(totals.doubts))
        self.head.save.setEnabled(totals is not None and bool(totals.counted))
        if totals is not None:
            self.tables["rows"].show_rows(total_rows(totals, say))
            self.tables["rates"].show_rows(rate_rows(totals, say))
            self.tables["missing"].show_rows(missing_rows(totals, say))
            self.tables["doubts"].show_rows(doubt_rows(totals.doubts, say))
            self.tables["kept"].show_rows(kept_rows(kept, say, self.desk.services.clock.now()))
            self._show_parts(self.tables["rows"].current_key())
        self._fit()
        self.heading_changed.emit()

    def show_view(self, name: str) -> None:
        """Rows, indicators, who is not in it, or totals made before."""
        self.toggles[name].setChecked(True)
        self._views.setCurrentWidget(self.tables[name])
        self.card.setVisible(name == "rows" and not self._splitter.is_drawer)
        self.tables[name].setFocus()

    # -- what a total is made of -----------------------------------------------------------

    def _show_parts(self, key: object) -> None:
        totals, say = self.found, self.desk.say
        if totals is None or not isinstance(key, CellKey):
            self._reading.forget()
            self._parts_head.set_texts(say("What the total is made of"))
            self.parts.show_rows(())
            return
        self._parts_head.set_texts(cell_words(totals, key, say))
        self._reading.ask(totals, key)

    def _to_parts(self) -> None:
        if self._splitter.is_drawer:
            self._splitter.toggle_card()
        self.parts.setFocus()

    def cell_here(self) -> CellPlace:
        return cell_at(self.found, self.tables["rows"].current_key(), self.parts)

    def _open_part(self, mfl: object) -> None:
        key, totals = self.tables["rows"].current_key(), self.found
        if totals is not None and isinstance(key, CellKey):
            self.finding_requested.emit(totals.form.family, str(mfl), totals.period, str(key))

    def _open_missing(self, mfl: object) -> None:
        if self.found is not None:
            self.finding_requested.emit(self.found.form.family, str(mfl), self.found.period, "")

    def _open_doubted(self, revision: object) -> None:
        for doubt in self.found.doubts if self.found else ():
            if doubt.revision == revision:
                self._open_missing(doubt.key.facility)

    def save(self) -> None:
        """Ask where, write what is shown, and remember which revisions were used."""
        say, totals = self.desk.say, self.found
        if totals is None or not totals.counted or self.running.is_running:
            return
        path = choose_file(self, say, totals)
        if path is None:
            return
        services, language, person = self.desk.services, self.desk.texts.language, self.desk.person

        def work(_report: object) -> str:
            services.totals.write(totals, path, language, person)
            return path.name

        self.running.start(Message("Writing the totals"), work, self._saved, saves=True)

    def _saved(self, name: object) -> None:
        self.announced.emit(self.desk.say("The totals are in {file}.", file=name))
        self._show()
