"""The register of findings: what was flagged in the office's returns, and what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.finding_steps import FindingState
from kmmp_desktop.services.finding_ports import FindingsWanted, RegisteredFinding
from kmmp_desktop.services.finding_register import Register
from kmmp_desktop.text import Message
from ui.faces.card_splitter import CardSplitter
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.finding_card import CardText, FindingCard
from ui.faces.trouble import say_error
from ui.page import CellPlace, Desk, Page
from ui.page_action import page_action
from ui.register.filters import RegisterFilters
from ui.register.head import RegisterHead
from ui.register.reading import RegisterReading
from ui.register.register_rows import cell_of, key_of, life_card, register_columns, register_rows
from ui.style.look import Look
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.wording import month_year, number

_FORM = "worklist.form"
_WAIT = 150
"""Milliseconds after the last letter before the list follows: a typist is not held up."""


class RegisterPage(Page):
    """It changes nothing. ``finding_requested(family, mfl, period, cell)``: open the return there."""

    finding_requested = Signal(str, str, object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._register: Register | None = None
        self._rows: dict[object, RegisteredFinding] = {}
        self._trouble = ""
        self._low = False
        self._writing: Task | None = None
        self._now = desk.services.worklist.default_period()
        self._reading = RegisterReading(desk.services.findings.look, self)
        self._reading.ready.connect(self._take)
        self._reading.failed.connect(self._failed)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT)
        self._wait.timeout.connect(self.read)
        self._build()
        self._build_actions()
        self.setFocusProxy(self.table)

    # -- building --------------------------------------------------------------------------

    def _build(self) -> None:
        look, say = self.desk.look, self.desk.say
        self.head = RegisterHead(look, self._forms())
        self.head.search.textChanged.connect(lambda _text: self._wait.start())
        self.head.search.moved.connect(self._key_from_search)
        self.head.search.escaped.connect(self._escape)
        self.head.form.activated.connect(lambda _at: self.read())
        self.head.save.clicked.connect(self.save)
        self.head.open.clicked.connect(self._open_current)
        self.filters = RegisterFilters(look, say, self._now, self)
        self.filters.changed.connect(self.read)
        self._model = FaceModel(register_columns(say), self)
        self.table = FaceTable(look, self._model, self)
        self.table.row_changed.connect(self._show_life)
        self.table.opened.connect(self._open)
        self.card = FindingCard(look, self)
        self.card.place_requested.connect(self._open)
        self._all = Button(kind="primary")
        self._all.clicked.connect(self._show_all)
        self._empty = EmptyState(look, self._all)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._splitter = CardSplitter((self._stack, self.card), (0, 320), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.filters)
        whole.addWidget(self._splitter, 1)

    def _forms(self) -> tuple[tuple[str, str], ...]:
        """Families with their short names, the one of the worklist first."""
        forms, kept = self.desk.services.forms, self.desk.services.worklist.recall(_FORM)
        families = sorted(forms.families(), key=lambda f: (f != kept, -len(forms.newest(f).entry_cells)))
        return tuple((family, self.desk.say(forms.newest(family).short)) for family in families)

    def _build_actions(self) -> None:
        self._actions: list[tuple[str, str, QAction]] = []
        for menu, text, keys, act in (
            ("return", "Open the return at the cell", "", self._open_current),
            ("tools", "Save the findings…", "Ctrl+E", self.save),
            ("view", "Show the life of the finding", "Ctrl+Return", self._splitter.toggle_card),
        ):
            self._actions.append((menu, text, page_action(self, keys, act)))

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Findings")

    def subtitle(self) -> str:
        register, say = self._register, self.desk.say
        if self._trouble or register is None:
            return self._trouble
        first, last = register.wanted.start, register.wanted.end
        months = f"{month_year(say, first)} – {month_year(say, last)}"
        shown = len(register.rows)
        if shown < register.total:
            return say(
                "{months}: the newest {shown} of {count} findings. Narrow the list to see the others.",
                months=months,
                shown=number(shown),
                count=number(register.total),
            )
        count = register.total
        counted = say("1 finding") if count == 1 else say("{count} findings", count=number(count))
        return f"{months}: {counted}"

    def context_widget(self) -> QWidget:
        return self.head

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple((menu, action) for menu, _, action in self._actions)

    def retranslate(self) -> None:
        say = self.desk.say
        for _, text, action in self._actions:
            action.setText(say(text))
        self.head.retranslate(say, self._forms())
        self.filters.retranslate()
        self._all.setText(say("Show all findings"))
        self._model.show_columns(register_columns(say))
        self.table.setAccessibleName(say("Findings"))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (self.head, self.filters, self.table, self.card, self._empty):
            part.set_look(look)
        self._splitter.arrange(look, self.width(), low=self._low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.arrange(self.desk.look, self.width(), low=self._low)

    def set_low(self, low: bool) -> None:
        self._low = low
        self._splitter.arrange(self.desk.look, self.width(), low=low)

    def refresh(self) -> None:
        self.read()

    def start_search(self) -> None:
        self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.head.search.selectAll()

    # -- reading ---------------------------------------------------------------------------

    @property
    def wanted(self) -> FindingsWanted:
        """What is asked for now."""
        start, end = self.filters.months
        return FindingsWanted(
            self.head.family,
            start,
            end,
            self.filters.state,
            self.filters.severity_chosen,
            str(self.filters.check.currentData() or ""),
            str(self.filters.facility.currentData() or ""),
            self.head.search.text().strip(),
        )

    def show_state(self, state: FindingState) -> None:
        """Narrow to one state."""
        self.filters.choose_state(state)
        self.read()

    def read(self) -> None:
        self._wait.stop()
        if self.head.family:
            self._reading.ask(self.wanted)

    def _take(self, register: Register) -> None:
        self._register, self._trouble = register, ""
        self._rows = {key_of(row): row for row in register.rows}
        self._show()

    def _failed(self, error: Exception) -> None:
        self._trouble = say_error(self.desk, error)
        self.announced.emit(self._trouble)
        self.heading_changed.emit()

    def _show(self) -> None:
        say, register = self.desk.say, self._register
        self.filters.show_register(register)
        if register is not None:
            self.table.show_rows(register_rows(register.rows, say, self.desk.services.clock.now()))
            empty = not register.rows
            nothing = (
                say("No finding is like this. Choose less, or other months.")
                if self._narrowed
                else say(
                    "No finding was noted in these months. "
                    "Returns last worked on with an earlier version have none here."
                )
            )
            self._empty.set_sentence(nothing)
            self._all.setVisible(self._narrowed)
            self._stack.setCurrentIndex(1 if empty else 0)
            self._show_life(self.table.current_key())
        self.heading_changed.emit()

    @property
    def _narrowed(self) -> bool:
        wanted = self.wanted
        return any((wanted.state, wanted.severity, wanted.check, wanted.facility, wanted.search))

    def _show_life(self, key: object) -> None:
        row = self._rows.get(key)
        self.head.open.setEnabled(row is not None)
        self._actions[0][2].setEnabled(row is not None)
        if row is None:
            self.card.show_card(CardText())
            return
        services = self.desk.services
        life = services.findings.life(row.revision, row.step.check)
        self.card.show_card(life_card(row, life, self.desk.say, services.clock.now()))

    # -- opening ---------------------------------------------------------------------------

    def _open_current(self) -> None:
        self._open(self.table.current_key())

    def _open(self, key: object) -> None:
        row = self._rows.get(key)
        if row is not None:
            at = row.key
            self.finding_requested.emit(at.family, at.facility, at.period, row.step.place)

    def cell_here(self) -> CellPlace:
        return cell_of(self._rows.get(self.table.current_key()), self.desk.services.forms)

    def _key_from_search(self, key: int) -> None:
        """The list is walked while one types; Enter opens."""
        self.table.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))

    def _escape(self) -> None:
        if self.filters.clear():
            self.read()

    def _show_all(self) -> None:
        self.head.search.clear()
        self.filters.clear()
        self.read()
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.head.search.text():
                self.head.search.clear()
            else:
                self._escape()
            return
        super().keyPressEvent(event)

    # -- saving ----------------------------------------------------------------------------

    def save(self) -> None:
        """Ask where, then write everything that is wanted, also what is not on screen."""
        say = self.desk.say
        if self._writing is not None or self._register is None:
            return
        wanted = self.wanted
        name = f"findings-{wanted.start}-{wanted.end}.csv"
        kinds = f"CSV (*.csv);;{say('Excel workbook')} (*.xlsx)"
        chosen, kind = QFileDialog.getSaveFileName(self, say("Save the findings"), name, kinds)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in (".csv", ".xlsx"):
            path = path.with_name(path.name + (".xlsx" if "xlsx" in kind else ".csv"))
        write, language = self.desk.services.findings.write, self.desk.texts.language
        person = self.desk.person

        def work(_report: Report) -> int:
            return write(wanted, path, language, person)

        self._writing = Task(work, self)
        self._writing.succeeded.connect(lambda count: self._written(count, path))
        self._writing.failed.connect(lambda error: self.announced.emit(say_error(self.desk, error)))
        self._writing.finished.connect(self._write_over)
        self._writing.start()

    def _written(self, count: int, path: Path) -> None:
        text = (
            Message("1 finding is in {file}.", {"file": path.name})
            if count == 1
            else Message("{count} findings are in {file}.", {"count": number(count), "file": path.name})
        )
        self.announced.emit(self.desk.say(text))

    def _write_over(self) -> None:
        self._writing = None
