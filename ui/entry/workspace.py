"""How the parts of the entry screen share the room: list, grid, panel or drawer, the lines below."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.entry.ask_bar import AskBar
from ui.entry.cell_panel import WIDTH as PANEL_WIDTH
from ui.entry.cell_panel import CellPanel
from ui.entry.grid_measures import LAST_WIDTH, MEDIAN_WIDTH
from ui.entry.grid_view import GridView
from ui.entry.habits import LAST_MONTH, LAST_YEAR, MEDIAN
from ui.entry.hint_line import HintLine
from ui.entry.section_list import LETTERS_WIDTH, SectionList
from ui.entry.section_list import WIDTH as LIST_WIDTH
from ui.entry.shrinking import Room, Shown, shrink
from ui.style.look import Look

DRAWER_SHARE = 0.45
BELOW_SHARE, LOW_SHARE = 0.5, 0.62
"""What a part below the grid gets at most; more where the window is low."""
PAPER_SHARE = 0.36
PAPER_BESIDE = 1000
"""Effective pixels of width from which the scan of the paper stands beside the grid, not under it."""
COMFORTABLE_LABEL = 250


class Workspace(QWidget):
    """Owns the splitters. ``fitted(Shown)``: another arrangement is on screen;
    ``panel_shown()``: the panel was hidden and has to catch up."""

    fitted = Signal(object)
    panel_shown = Signal()

    def __init__(
        self,
        sections: SectionList,
        view: GridView,
        panel: CellPanel,
        ask: AskBar,
        hint: HintLine,
        look: Look,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._settings = look, settings
        self._low = False
        self._wanted_panel = True
        self._drawer_open = False
        self.sections, self.view, self.panel = sections, view, panel
        self._below: QWidget | None = None
        self._beside: list[QWidget] = []
        self._columns = frozenset({LAST_MONTH, MEDIAN})
        self.shown = Shown(True, False, True, True, True)
        middle = QWidget(self)
        column = self._column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.across = QSplitter(Qt.Orientation.Vertical, middle)
        self.across.setChildrenCollapsible(False)
        self.across.setHandleWidth(1)
        self.beside = QSplitter(Qt.Orientation.Horizontal, self.across)
        self.beside.setChildrenCollapsible(False)
        self.beside.setHandleWidth(1)
        self.beside.addWidget(view)
        column.addWidget(self.across, 1)
        column.addWidget(ask)
        column.addWidget(hint)
        self.along = QSplitter(Qt.Orientation.Horizontal, self)
        self.along.setChildrenCollapsible(False)
        self.along.setHandleWidth(1)
        for part in (sections, middle, panel):
            self.along.addWidget(part)
        self.along.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.along)
        self.along.splitterMoved.connect(self._moved)
        self.beside.splitterMoved.connect(self._paper_moved)

    def lay_below_grid(self, part: QWidget) -> None:
        """Give a part the room under the grid while it is shown: as much as it asks for, and at most half."""
        self._below = part
        column = self._column
        column.insertWidget(column.indexOf(self.across) + 1, part)

    def lay_beside_grid(self, part: QWidget) -> None:
        """Give a part a place right of the grid, or under it where the window is narrow or low."""
        self._beside.append(part)
        self.beside.addWidget(part)

    def want_columns(self, columns: frozenset[str]) -> None:
        """The comparing columns that are to stand beside the figures where there is room."""
        self._columns = columns
        self.fit()

    def shows_column(self, name: str) -> bool:
        """Whether there is room for a column that is wanted."""
        shown = {LAST_MONTH: self.shown.last, MEDIAN: self.shown.median, LAST_YEAR: self.shown.year}
        return shown[name]

    def lay_above_grid(self, part: QWidget) -> None:
        """Give a part a line of its own above the grid."""
        self._column.insertWidget(0, part)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.fit()

    def set_low(self, low: bool) -> None:
        self._low = low
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Decide what is shown in this width, and give each part its share."""
        plan = self.view.cells.plan
        if plan is None or self.width() < 10:
            return
        if self._below is not None:
            self._below.setMaximumHeight(round(self.height() * (LOW_SHARE if self._low else BELOW_SHARE)))
        px, least = self._look.px, self.view.measures.least_width
        paper = self._paper_room()
        room = Room(
            self.width() - paper,
            self._low,
            px(LIST_WIDTH),
            px(LETTERS_WIDTH),
            px(PANEL_WIDTH),
            least(plan, last=False, median=False, label=COMFORTABLE_LABEL),
            px(LAST_WIDTH) if LAST_MONTH in self._columns else 0,
            px(MEDIAN_WIDTH) if MEDIAN in self._columns else 0,
            px(LAST_WIDTH) if LAST_YEAR in self._columns else 0,
        )
        shown = shrink(room)
        before, self.shown = self.shown, shown
        self.sections.setVisible(shown.sections)
        self.sections.set_letters_only(shown.letters)
        self._place_panel(docked=shown.panel)
        hidden = self.panel.isHidden()
        self.panel.setVisible(self._wanted_panel if shown.panel else self._drawer_open)
        if hidden and not self.panel.isHidden():
            self.panel_shown.emit()
        self.view.measures.hide(last=not shown.last, median=not shown.median, year=not shown.year)
        self._share(shown)
        self._share_paper(paper)
        index = self.view.currentIndex()
        if index.isValid():
            self.view.scrollTo(index)
        if before != shown:
            self.fitted.emit(shown)

    def _place_panel(self, *, docked: bool) -> None:
        home = self.along if docked else self.across
        if self.panel.parentWidget() is not home:
            home.addWidget(self.panel)

    def _share(self, shown: Shown) -> None:
        px = self._look.px
        list_width = px(LETTERS_WIDTH) if shown.letters else self._stored("list", px(LIST_WIDTH))
        panel = self._stored("panel", px(PANEL_WIDTH)) if shown.panel and self._wanted_panel else 0
        left = list_width if shown.sections else 0
        sizes = [left, max(1, self.width() - left - panel - 2), panel]
        self.sections.setMaximumWidth(px(LETTERS_WIDTH) if shown.letters else 16_777_215)
        self.along.setSizes(sizes[: self.along.count()])
        if not shown.panel and self._drawer_open:
            height = self.across.height()
            drawer = round(height * DRAWER_SHARE)
            self.across.setSizes([height - drawer, drawer])

    def _paper_room(self) -> int:
        """Width the paper takes from everything else; 0 where it is hidden or lies under the grid."""
        if not self._lies_beside:
            return 0
        narrow = self._low or self.width() < self._look.px(PAPER_BESIDE)
        self.beside.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        return 0 if narrow else self._stored("paper", round(self.width() * PAPER_SHARE))

    def _share_paper(self, wide: int) -> None:
        shown = [not part.isHidden() for part in self._beside]
        if not any(shown):
            return
        if wide:
            whole = self.beside.width()
            self.beside.setSizes([whole - wide, *(wide // sum(shown) if s else 0 for s in shown)])
        else:
            whole = self.beside.height()
            high = min(self._stored("paper high", round(whole * DRAWER_SHARE)), whole // 2)
            self.beside.setSizes([whole - high, *(high // sum(shown) if s else 0 for s in shown)])

    @property
    def _lies_beside(self) -> bool:
        return any(not part.isHidden() for part in self._beside)

    def _paper_moved(self) -> None:
        if self._settings is not None and len(self.beside.sizes()) > 1:
            flat = self.beside.orientation() is Qt.Orientation.Vertical
            name = "entry/paper high" if flat else "entry/paper"
            self._settings.setValue(name, round(sum(self.beside.sizes()[1:]) / self._look.scale))

    def _stored(self, name: str, usual: int) -> int:
        if self._settings is None:
            return usual
        kept = self._settings.value(f"entry/{name}", 0)
        width = round(float(str(kept or 0)) * self._look.scale)
        return width if width > 0 and width < self.width() / 2 else usual

    def _moved(self) -> None:
        if self._settings is None:
            return
        sizes = self.along.sizes()
        if self.shown.sections and not self.shown.letters:
            self._settings.setValue("entry/list", round(sizes[0] / self._look.scale))
        if self.shown.panel and self._wanted_panel and len(sizes) > 2:
            self._settings.setValue("entry/panel", round(sizes[2] / self._look.scale))

    # -- panel and drawer ------------------------------------------------------------------

    @property
    def panel_is_open(self) -> bool:
        return self._wanted_panel if self.shown.panel else self._drawer_open

    def toggle_panel(self) -> bool:
        """Show or hide the panel (the drawer on a small window); returns whether it is shown now."""
        self.open_panel(not self.panel_is_open)
        return self.panel_is_open

    def open_panel(self, wanted: bool = True) -> None:
        if self.shown.panel:
            self._wanted_panel = wanted
        else:
            self._drawer_open = wanted
        self.fit()
