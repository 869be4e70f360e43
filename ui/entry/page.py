"""The place Entry: puts the parts together and keeps them in step with one open return."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.open_return import OpenReturn, Saved
from kmmp_desktop.text import Message
from ui.entry import faces
from ui.entry.acts import Acts
from ui.entry.ask_bar import AskBar
from ui.entry.cell_panel import CellPanel
from ui.entry.context_bar import EntryContext
from ui.entry.findings_panel import findings_of
from ui.entry.grid_view import GridView
from ui.entry.hint_line import HintLine
from ui.entry.keeping import Keeping
from ui.entry.keys import Where, action_of
from ui.entry.menu_actions import menu_actions
from ui.entry.return_model import ReturnModel
from ui.entry.section_list import SectionList
from ui.entry.standing import standing_of
from ui.entry.steering import Steering
from ui.entry.wording import place_name, short_category
from ui.entry.workspace import Workspace
from ui.page import Desk, Page
from ui.style.look import Look
from ui.widgets.labels import Label


class EntryPage(Page):
    """The clerk types a return here. ``complete_requested(OpenReturn)``: on to Check and complete."""

    complete_requested = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, settings: QSettings | None = None) -> None:
        super().__init__(desk, parent)
        look, say = desk.look, desk.say
        self.opened: OpenReturn | None = None
        self.keeping = Keeping(self)
        self.model = ReturnModel(say, self.keeping.commit, self.keeping.unsaved, self)
        self.view = GridView(self.model, look, say)
        self.steering = Steering(self.view, self.model, self)
        self.sections = SectionList(look, say)
        self.panel = CellPanel(look, say)
        self.ask = AskBar(look, say)
        self.hint = HintLine(look, say)
        self.space = Workspace(self.sections, self.view, self.panel, self.ask, self.hint, look, settings, self)
        self.acts = Acts(self.view, self.steering, self.keeping, self.panel, self.ask, self.space, say, self)
        self.context = EntryContext(look, say)
        self._empty = Label(look, self, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.space, 1)
        self.space.hide()
        self.setFocusProxy(self.view)
        self._actions = menu_actions(self, self.act)
        self._connect()

    def _connect(self) -> None:
        self.view.acted.connect(self.act)
        self.view.typed.connect(self._typing)
        self.view.barred.connect(self._say_barred)
        self.view.selected.connect(self._say_selected)
        self.steering.stood.connect(self._on_stood)
        self.steering.told.connect(self.tell)
        self.steering.section_shown.connect(self._on_section)
        self.keeping.kept.connect(self._on_kept)
        self.keeping.held.connect(self._on_held)
        self.keeping.refused.connect(self._on_refused)
        self.acts.told.connect(self.tell)
        self.acts.worded.connect(self._on_worded)
        self.panel.jumped.connect(self.go_to_cell)
        self.panel.left.connect(self._to_grid)
        self.ask.left.connect(self._to_grid)
        self.sections.rows.chosen.connect(self._section_chosen)
        self.context.section_requested.connect(self._section_chosen)
        self.context.problem_requested.connect(lambda: self.act("next_problem"))
        self.context.complete_requested.connect(self._complete)
        self.context.month_requested.connect(self._other_month)

    # -- what is open ----------------------------------------------------------------------

    def open_return(self, family: str, mfl: str, period: Period) -> None:
        """Open a return at its first blank cell. Raises NotFoundError."""
        if self.opened is not None and not self.may_leave():
            return
        self._show(self.desk.services.entry.open(family, mfl, period, self.desk.person))

    def reopen_last(self) -> bool:
        """After a power cut: the same return, cell and half-typed text. False where there is none."""
        last = self.desk.services.entry.last_position(self.desk.person)
        if last is None:
            return False
        key, cell, draft = last
        opened = self.desk.services.entry.open(key.family, key.facility, key.period, self.desk.person)
        self._show(opened, cell)
        count = opened.counts()[0]
        if draft:
            row = opened.form.elements[cell.element].row
            self.view.edit_here(draft)
            self.tell(Message("Opened where you stopped. All {count} figures are here. You were typing {draft} "
                              "in row {row}.", {"count": count, "draft": draft, "row": row}))
        else:
            self.tell(Message("Opened where you stopped. All {count} figures are here.", {"count": count}))
        return True

    def _show(self, opened: OpenReturn, at: CellKey | None = None, *, again: bool = False) -> None:
        self.opened = opened
        self.keeping.open(opened, keep_trail=again)
        self.model.just_saved = frozenset()
        self.ask.hide()
        self._empty.hide()
        self.space.show()
        self.sections.rows.show_sections(opened.form.sections)
        self.context.show_sections(opened.form.sections)
        self.steering.open(opened, at)
        self.space.fit()
        self._show_standing()
        self.heading_changed.emit()
        self.view.setFocus()

    def go_to_cell(self, key: CellKey) -> None:
        """Put the cursor on a cell (from another place, or from a finding)."""
        self.view.finish()
        self.steering.go(key)
        self.view.setFocus()

    def _other_month(self, period: Period) -> None:
        if self.opened is not None:
            self.open_return(self.opened.key.family, self.opened.key.facility, period)

    # -- keys and acts ---------------------------------------------------------------------

    def act(self, action: str) -> None:
        """Do what a key of the table says."""
        if self.opened is None:
            return
        self.view.finish()
        self.hint.tell("")
        if self.steering.act(action) or self.acts.act(action):
            if self.view.missing_menu.isHidden() and action in _MOVES:
                self.view.setFocus()
        elif action == "panel":
            if not self.space.toggle_panel():
                self.view.setFocus()
        elif action == "next_area":
            self._next_area()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = action_of(event, Where.PAGE)
        if action:
            self.act(action)
        elif event.key() == Qt.Key.Key_Escape and not self.view.hasFocus():
            self._to_grid()
        else:
            super().keyPressEvent(event)

    def _next_area(self) -> None:
        areas: list[QWidget] = [self.view]
        if not self.panel.isHidden():
            areas.append(self.panel.words.field)
        if not self.sections.isHidden():
            areas.append(self.sections.rows)
        here = next((n for n, area in enumerate(areas) if area.hasFocus()), 0)
        areas[(here + 1) % len(areas)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _section_chosen(self, number: int) -> None:
        self.view.finish()
        self.hint.tell("")
        self.steering.go_to_section(number)
        self.view.setFocus()

    def _to_grid(self) -> None:
        self.view.setFocus()

    def _complete(self) -> None:
        self.view.finish()
        if self.opened is not None and self.keeping.retry():
            self.complete_requested.emit(self.opened)

    # -- staying in step -------------------------------------------------------------------

    def _on_stood(self, key: CellKey) -> None:
        opened = self.opened
        if opened is None:
            return
        self.hint.tell("")
        self.keeping.stand_on(key)
        self._show_cell(key)

    def _show_cell(self, key: CellKey) -> None:
        opened = self.opened
        assert opened is not None
        if not self.panel.isHidden():
            self.panel.show_cell(opened, key, self.model.why_invalid(key), self.desk.services.clock.now())
        self.hint.show_finding(next(iter(findings_of(opened, key)), None))
        element, say = opened.form.elements[key.element], self.desk.say
        where = ", ".join(w for w in (place_name(element, say), short_category(element, key, say)) if w)
        face = self.model.face(*_place(self.model, key))
        self.said.emit(f"{where}: {face.text or say('blank')}")

    def _on_section(self, number: int) -> None:
        self.space.fit()
        self._show_standing()

    def _on_kept(self, saved: Saved) -> None:
        self.model.just_saved = frozenset(saved.changed)
        self.ask.clear()
        self._after_change()
        if saved.at is not None:
            self.saved.emit(saved.at)

    def _after_change(self) -> None:
        self.model.refresh()
        self._show_standing()
        key = self.view.key
        if key is not None:
            self._show_cell(key)

    def _on_held(self, error: KmmpError) -> None:
        self.model.refresh()
        count = len(self.keeping.unsaved)
        say = self.desk.say
        self.not_saved.emit(say("Not saved: 1 cell. Do not close the program.") if count == 1 else
                            say("Not saved: {count} cells. Do not close the program.", count=count))
        self.ask.warn(self._sentence(error), self._try_again)

    def _try_again(self) -> None:
        self.keeping.retry()
        self.view.setFocus()

    def _on_refused(self, error: KmmpError) -> None:
        self.model.refresh()
        self.tell(self._sentence(error))

    def _sentence(self, error: KmmpError) -> str:
        say = self.desk.say
        return f"{say(error.message)} {say(error.hint) if error.hint else ''}".rstrip()

    def _on_worded(self) -> None:
        self._after_change()
        if self.keeping.last_saved is not None:
            self.saved.emit(self.keeping.last_saved)

    def _typing(self, text: str) -> None:
        key = self.view.key
        if key is not None:
            self.keeping.typing(key, text)

    def _say_barred(self, key: CellKey) -> None:
        opened = self.opened
        if opened is None:
            return
        if opened.locked_why is not None:
            self.tell(opened.locked_why)
        elif faces.is_total(key) or opened.form.elements[key.element].is_calculated:
            self.tell(Message("This figure is calculated from the cells of the return: change those."))

    def _say_selected(self, count: int) -> None:
        self.noted.emit(self.desk.say("Selected: 1 cell") if count == 1
                        else self.desk.say("Selected: {count} cells", count=count))

    def tell(self, message: str | Message) -> None:
        """Say a sentence under the grid until the next move."""
        self.hint.tell(self.desk.say(message))

    def _show_standing(self) -> None:
        opened = self.opened
        if opened is None:
            return
        counts = opened.section_counts()
        number = self.steering.section
        following = self.steering.walk.section_from(number, 1)
        self.sections.show_state(counts, number,
                                 opened.form.sections[following] if following is not None else None)
        self.context.show_standing(standing_of(opened, counts, number, self.desk.services.clock.now()))

    # -- the window's questions ------------------------------------------------------------

    def title(self) -> str:
        return self.opened.facility.name if self.opened else self.desk.say("Entry")

    def subtitle(self) -> str:
        opened, say = self.opened, self.desk.say
        if opened is None:
            return ""
        return say("MFL {mfl}, {place}. {form}, form {version}, revision {number}", mfl=opened.facility.mfl,
                   place=opened.facility.sub_county or opened.facility.county, form=say(opened.form.short),
                   version=opened.form.version, number=opened.number)

    def context_widget(self) -> QWidget | None:
        return self.context if self.opened else None

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return self._actions

    def retranslate(self) -> None:
        self._empty.setText(self.desk.say("No return is open. Choose one in the worklist and press Enter."))
        for _, action in self._actions:
            action.setText(f"{self.desk.say(action.property('english'))}\t{action.property('keys')}")
        self.view.setAccessibleName(self.desk.say("Figures of the return"))
        self.sections.retranslate()
        self.context.retranslate()
        if self.opened is not None:
            self.model.refresh()
            self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
            self.view.fit()
            self._after_change()

    def set_look(self, look: Look) -> None:
        for part in (self.view, self.sections, self.panel, self.ask, self.hint, self.context, self.space,
                     self._empty):
            part.set_look(look)
        if self.opened is not None:
            self._after_change()

    def set_low(self, low: bool) -> None:
        self.space.set_low(low)
        self.hint.set_low(low)
        self.context.set_low(low)

    def refresh(self) -> None:
        """Read the return again: another place may have completed or reopened it."""
        opened = self.opened
        if opened is None:
            return
        self.view.finish()
        if self.keeping.unsaved:
            return
        key = opened.key
        again = self.desk.services.entry.open(key.family, key.facility, key.period, self.desk.person)
        self._show(again, self.view.key, again=again.locked_why is None and opened.locked_why is None)

    def may_leave(self) -> bool:
        self.view.finish()
        if self.keeping.leave():
            return True
        self.tell(Message("Some cells are not on disk yet. Stay here until they are saved."))
        return False

    def person_changed(self) -> None:
        self.opened = None
        self.keeping.forget()
        self.space.hide()
        self._empty.show()
        self.heading_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.view.setFocus(event.reason())


def _place(model: ReturnModel, key: CellKey) -> tuple[int, int]:
    """Row and column of a cell of the section on the grid."""
    index = model.place(key)
    return index.row(), index.column()


_MOVES = frozenset({"next", "previous", "next_section", "previous_section", "next_problem", "previous_problem",
                    "undo", "redo"})
