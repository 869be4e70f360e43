"""The parts of the entry screen put together, and what the window asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry import faces
from ui.entry.acts import Acts
from ui.entry.amending import Amending
from ui.entry.ask_bar import AskBar
from ui.entry.books import Books
from ui.entry.cell_panel import CellPanel
from ui.entry.context_bar import EntryContext
from ui.entry.filling import Filling
from ui.entry.filter_bar import FilterBar
from ui.entry.finding_rows import FindingRows
from ui.entry.grid_view import GridView
from ui.entry.habits import Habits
from ui.entry.hint_line import HintLine
from ui.entry.keeping import Keeping
from ui.entry.menu_actions import menu_actions
from ui.entry.news_line import NewsLine
from ui.entry.other_beside import OtherBeside
from ui.entry.proposal_view import ProposalView
from ui.entry.reason_bar import LineField
from ui.entry.return_model import ReturnModel
from ui.entry.scan_beside import ScanBeside
from ui.entry.section_list import SectionList
from ui.entry.steering import Steering
from ui.entry.switches import SWITCHES, Switches
from ui.entry.taking import Taking
from ui.entry.together import Together
from ui.entry.workspace import Workspace
from ui.faces.reason_shelf import ReasonShelf
from ui.page import Desk, Page
from ui.style.look import Look
from ui.widgets.labels import Label

if TYPE_CHECKING:
    from ui.entry.legend import Legend


class EntryScreen(Page):
    """Widgets, texts and looks. What happens between them is ``ui.entry.page``'s."""

    complete_requested = Signal(object)

    def __init__(
        self, desk: Desk, parent: QWidget | None = None, *, settings: QSettings | None = None
    ) -> None:
        super().__init__(desk, parent)
        look, say = desk.look, desk.say
        if settings is None:  # the window keeps its own there, too
            settings = QSettings(str(desk.services.home / "screen.ini"), QSettings.Format.IniFormat)
        self.opened: OpenReturn | None = None
        self.keeping = Keeping(self)
        self.model = ReturnModel(say, self.keeping.commit, self.keeping.unsaved, self)
        self.view = GridView(self.model, look, say)
        self.steering = Steering(self.view, self.model, self)
        self.sections = SectionList(look, say)
        self.panel = CellPanel(look, say)
        self.panel.offer_reasons(ReasonShelf(desk, lambda: self.opened, self))
        self.ask = AskBar(look, say)
        self.hint = HintLine(look, say)
        self.space = Workspace(
            self.sections, self.view, self.panel, self.ask, self.hint, look, settings, self
        )
        self.acts = Acts(self.view, self.steering, self.keeping, self.panel, self.ask, self.space, say, self)
        self.preview = ProposalView(look, say)
        self.space.lay_below_grid(self.preview)
        self.taking = Taking(self.view, self.model, self.steering, self.keeping, self.preview, self)
        self.books = Books(desk, self.keeping, self.taking, self)
        self.filling = Filling(self.view, self.steering, self.keeping, self.ask, say, self)
        self.filter = FilterBar(look, say)
        self.space.lay_above_grid(self.filter)
        self.news = NewsLine(look, say)
        self.space.lay_above_grid(self.news)
        self.amending = Amending(desk, self.keeping, self.ask, self.news, self)
        self.rows = FindingRows(self.filter, self.view, self.steering, self.keeping, say, self)
        self.habits = Habits(settings, self)
        self.switches = Switches(self.habits, self.steering, self.space, self)
        self.habits.changed.connect(self._show_switches)
        self.paper = ScanBeside(desk, self.space, self.steering, self.ask, settings, self)
        self.other = OtherBeside(desk, self.space, self)
        self.together = Together(self)
        self.together.typing = self._typed_into
        self._legend: Legend | None = None
        self.context = EntryContext(look, say)
        self.nothing_open = Label(look, self, wrap=True)
        self.nothing_open.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.nothing_open, 1)
        layout.addWidget(self.space, 1)
        self.space.hide()
        self.setFocusProxy(self.view)
        self._actions = menu_actions(self, self.act)
        self._show_switches()

    def act(self, action: str) -> None:
        """Do what a key of the table says."""
        raise NotImplementedError

    def act_beside(self, action: str) -> bool:
        """An act of what lies beside the grid: neither ends what is being typed."""
        return self.paper.act(action) or self.other.act(action)

    def show_again(self) -> None:
        """Figures, findings or words changed: show them."""
        raise NotImplementedError

    def _show_switches(self, _name: str = "") -> None:
        """The ticks in the menu follow the keys."""
        for _, action in self._actions:
            habit = SWITCHES.get(str(action.property("action")))
            if habit is not None:
                action.setCheckable(True)
                action.setChecked(self.habits.has(habit))

    def tell(self, message: str | Message) -> None:
        """Say a sentence under the grid until the next move."""
        self.hint.tell(self.desk.say(message))

    def show_legend(self) -> None:
        """Open the window that says what the marks mean, or close it."""
        from ui.entry.legend import Legend  # few ever ask: entry need not wait for it

        if self._legend is not None and self._legend.isVisible():
            self._legend.close()
            return
        if self._legend is None:
            self._legend = Legend(self.desk.look, self.desk.say, self)
        self._legend.open_beside(self.window())

    def _typed_into(self) -> frozenset[CellKey]:
        """Cells whose text is on the screen only."""
        key = self.view.key if self.view.is_typing else None
        return frozenset(self.keeping.unsaved) | ({key} if key is not None else frozenset())

    def say_barred(self, key: CellKey, typed: str = "") -> None:
        """Somebody typed where nothing can be typed: a digit on a total is the paper's; else say why."""
        opened = self.opened
        if opened is None:
            return
        why = opened.why_not_offered(key)
        if why is not None:
            self.tell(why)
            self.panel.show_cell(opened, key, None, self.desk.services.clock.now(), self.model.marks)
        elif opened.locked_why is not None:
            self.tell(opened.locked_why)
        elif typed.isdecimal() and self.acts.write_control(typed):
            return
        elif faces.is_total(key) or opened.form.elements[key.element].is_calculated:
            self.tell(Message("This figure is calculated from the cells of the return: change those."))

    def say_selected(self, count: int) -> None:
        """How many cells are selected, for the status bar; the cursor alone is no selection."""
        self.noted.emit(self.desk.say("Selected: {count} cells", count=count) if count > 1 else "")

    def next_area(self) -> None:
        """Grid, panel, sections, and round again."""
        areas: list[QWidget] = [self.view]
        if not self.preview.isHidden():
            areas.append(self.preview.list)
        if not self.panel.isHidden():
            areas.append(self.panel.first_field())
        if self.paper.is_shown:
            areas.append(self.paper.panel.view)
        if self.other.is_shown:
            areas.append(self.other.panel.list)
        if not self.sections.isHidden():
            areas.append(self.sections.rows)
        here = next((n for n, area in enumerate(areas) if area.hasFocus()), 0)
        areas[(here + 1) % len(areas)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sentence(self, error: KmmpError) -> str:
        """What went wrong and what to do, in the person's language."""
        say = self.desk.say
        return f"{say(error.message)} {say(error.hint) if error.hint else ''}".rstrip()

    # -- the lock --------------------------------------------------------------------------

    def hold_still(self) -> None:
        """The half-typed text is on disk before the window is covered; the editor stays open."""
        self.keeping.remember_now()

    def hand_over(self) -> bool:
        """Half a figure is no figure: whoever typed it is offered it again, nobody else commits it."""
        self.keeping.remember_now()
        if not self.keeping.retry():
            return False
        self.view.abandon()
        for field in self.panel.findChildren(LineField):
            if field.text().strip():
                field.left_behind.emit(field.text())  # a comment is kept by the person who wrote it
        return True

    # -- the window's questions ------------------------------------------------------------

    def title(self) -> str:
        return self.opened.facility.name if self.opened else self.desk.say("Entry")

    def subtitle(self) -> str:
        opened, say = self.opened, self.desk.say
        if opened is None:
            return ""
        return say(
            "MFL {mfl}, {place}. {form}, form {version}, revision {number}",
            mfl=opened.facility.mfl,
            place=opened.facility.sub_county or opened.facility.county,
            form=say(opened.form.short),
            version=opened.form.version,
            number=opened.number,
        )

    def context_widget(self) -> QWidget | None:
        return self.context if self.opened else None

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return self._actions

    def retranslate(self) -> None:
        self.nothing_open.setText(
            self.desk.say("No return is open. Choose one in the worklist and press Enter.")
        )
        for _, action in self._actions:
            action.setText(f"{self.desk.say(action.property('english'))}\t{action.property('keys')}")
        self.view.setAccessibleName(self.desk.say("Figures of the return"))
        self.hint.tell("")  # what was said, was said in the other language
        self.rows.retranslate()
        self.amending.follow()
        if self._legend is not None:
            self._legend.retranslate()
        self.preview.retranslate()
        self.other.refresh()
        self.sections.retranslate()
        self.context.retranslate()
        self.paper.retranslate()
        if self.opened is not None:
            self.model.refresh()
            self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
            self.view.fit()
            self.show_again()

    def set_look(self, look: Look) -> None:
        self.view.set_look(look)
        self.sections.set_look(look)
        self.panel.set_look(look)
        self.ask.set_look(look)
        self.hint.set_look(look)
        self.filter.set_look(look)
        self.news.set_look(look)
        if self._legend is not None:
            self._legend.set_look(look)
        self.preview.set_look(look)
        self.context.set_look(look)
        self.paper.panel.set_look(look)
        self.other.panel.set_look(look)
        self.space.set_look(look)
        self.nothing_open.set_look(look)
        if self.opened is not None:
            self.show_again()

    def set_low(self, low: bool) -> None:
        self.space.set_low(low)
        self.preview.set_low(low)
        self.hint.set_low(low)
        self.context.set_low(low)
