"""The whole log: all chains as one by time, a page at a time, narrowed by what one looks for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.services.audit_log import PAGE, AuditCounts, cell_of
from kmmp_desktop.services.audit_ports import AuditLine, AuditWanted, Spot
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.log.entry_rows import VALUES, whole_columns, whole_rows
from ui.log.keys import NEWER, OLDER
from ui.log.reading import Reading
from ui.log.whole_filters import WholeFilters
from ui.page import Desk
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import SearchField
from ui.widgets.labels import Label
from ui.wording import number

_WAIT = 250
"""Milliseconds after the last letter before the list follows."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One page as it was read. ``before``: how many entries are newer, -1 where that is not known."""

    lines: tuple[AuditLine, ...]
    wanted: AuditWanted
    before: int
    has_older: bool


class WholeView(QWidget):
    """``story_wanted(ReturnKey, CellKey)``; ``told(str)``: a sentence over the page; ``moved``."""

    story_wanted = Signal(object, object)
    told = Signal(str)
    moved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._lines: tuple[AuditLine, ...] = ()
        self._before = 0
        """Entries that are newer than those on screen; -1: not known."""
        self._has_older = self._low = False
        self._counts: AuditCounts | None = None
        self._shown_for: AuditWanted | None = None
        self._pages, self._counting = Reading(self), Reading(self)
        self._pages.ready.connect(self._take)
        self._pages.failed.connect(self._failed)
        self._counting.failed.connect(self._failed)
        self._counting.ready.connect(self._counted)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT)
        self._wait.timeout.connect(self.read)
        look, say = desk.look, desk.say
        self.search = SearchField(look)
        self.search.textChanged.connect(lambda _text: self._wait.start())
        self.search.moved.connect(self._key_from_search)
        self.search.escaped.connect(self._escape)
        self.filters = WholeFilters(look, say, desk.services.worklist.default_period(), self)
        self.filters.changed.connect(self.read)
        self.table = FaceTable(look, FaceModel(whole_columns(say), self), self)
        self.table.opened.connect(lambda _key: self.tell_story())
        self._empty = EmptyState(look, parent=self)
        self._standing = Label(look, self, points=SMALL, ink="muted")
        self.newer, self.older = Button(small=True, key_hint=NEWER), Button(small=True, key_hint=OLDER)
        self.newer.clicked.connect(self.show_newer)
        self.older.clicked.connect(self.show_older)
        foot = QHBoxLayout()
        foot.addWidget(self._standing, 1)
        foot.addWidget(self.newer)
        foot.addWidget(self.older)
        self._foot = foot
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.filters)
        whole.addWidget(self.table, 1)
        whole.addWidget(self._empty, 1)
        whole.addLayout(foot)
        self._empty.hide()
        self.setFocusProxy(self.table)

    # -- reading ---------------------------------------------------------------------------

    @property
    def wanted(self) -> AuditWanted:
        return self.filters.wanted(self.search.text().strip())

    @property
    def is_reading(self) -> bool:
        return self._wait.isActive() or self._pages.is_reading or self._counting.is_reading

    @property
    def was_asked(self) -> bool:
        """Whether the log has been read, or is being read."""
        return self._shown_for is not None or self.is_reading

    def refresh(self) -> None:
        """Read what can be chosen, then the newest entries."""
        services, say = self.desk.services, self.desk.say
        people = [(name, person) for person, name in services.audit.people(self.desk.person)]
        facilities = [(facility.name, facility.mfl) for facility in services.facilities.all()]
        forms = [(say(services.forms.newest(f).short), f) for f in services.forms.families()]
        self.filters.offer(people, facilities, forms)
        self.read()

    def read(self) -> None:
        """The newest entries as wanted, then how many there are."""
        self._wait.stop()
        if self.filters.wrong_day:
            self.told.emit(
                self.desk.say('"{text}" is no day: type it as 05122026.', text=self.filters.wrong_day)
            )
            return
        wanted, person, audit = self.wanted, self.desk.person, self.desk.services.audit
        if wanted != self._shown_for:
            self._counts = None
        self._show_page(None, newer=False, before=0)
        self._counting.ask(lambda: audit.counts(wanted, person))

    def show_older(self) -> None:
        if self._has_older and self._lines:
            before = self._before + len(self._lines) if self._before >= 0 else -1
            self._show_page(self._lines[-1].spot, newer=False, before=before)

    def show_newer(self) -> None:
        if self._lines and self._before != 0:
            before = max(0, self._before - PAGE) if self._before >= 0 else -1
            self._show_page(self._lines[0].spot, newer=True, before=before)

    def show_newest(self) -> None:
        self._show_page(None, newer=False, before=0)

    def show_oldest(self) -> None:
        total = self._counts.total if self._counts else -1
        self._show_page(None, newer=True, before=max(0, total - PAGE) if total >= 0 else -1)

    def _show_page(self, spot: Spot | None, *, newer: bool, before: int) -> None:
        wanted, person, audit = self.wanted, self.desk.person, self.desk.services.audit

        def read() -> _Leaf:
            found = audit.page(wanted, person, spot, newer=newer, limit=PAGE)
            if newer and spot is not None and len(found) < PAGE:  # a whole page, which begins with the newest
                found = audit.page(wanted, person, limit=PAGE)
                return _Leaf(found, wanted, 0, len(found) == PAGE)
            return _Leaf(found, wanted, before, spot is not None if newer else len(found) == PAGE)

        self._pages.ask(read)

    def _take(self, leaf: object) -> None:
        assert isinstance(leaf, _Leaf)
        found = leaf.lines
        self._lines, self._shown_for, self._before = found, leaf.wanted, leaf.before
        self._has_older = leaf.has_older
        self._show()
        self.table.scrollToTop()
        if found:
            self.table.select(found[0].spot)

    def _counted(self, counts: object) -> None:
        assert isinstance(counts, AuditCounts)
        self._counts = counts
        self.filters.show_counts(counts)
        self._say_standing()

    def _failed(self, error: Exception) -> None:
        self.told.emit(say_error(self.desk, error))

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        say = self.desk.say
        self.table.show_rows(whole_rows(self._lines, self.desk.services.audit, say, low=self._low))
        empty = not self._lines and self._shown_for is not None
        self.table.setVisible(not empty)
        self._empty.setVisible(empty)
        self._empty.set_sentence(say("No entry is like this. Choose less, or other days."))
        self._say_standing()

    def _say_standing(self) -> None:
        say, shown, counts = self.desk.say, len(self._lines), self._counts
        if self._shown_for is None:
            text = say("Reading the log")
        elif counts is None or self._before < 0:
            text = say("{shown} entries shown", shown=number(shown))
        else:
            text = say(
                "Entries {first} to {last} of {total}, the newest first",
                first=number(min(self._before + 1, counts.total)),
                last=number(self._before + shown),
                total=number(counts.total),
            )
        self._standing.setText(text)
        self.newer.setEnabled(self._before != 0)
        self.older.setEnabled(self._has_older)
        self.moved.emit()

    @property
    def standing(self) -> str:
        """How much of the log is shown."""
        return self._standing.text()

    def current(self) -> AuditLine | None:
        key = self.table.current_key()
        return next((line for line in self._lines if line.spot == key), None)

    def tell_story(self) -> None:
        """The story of the cell that the chosen entry is about."""
        line = self.current()
        if line is None:
            return
        cell = cell_of(self.desk.services.audit.tell(line).cell)
        if line.key is None or cell is None:
            self.told.emit(self.desk.say("This entry is about no cell."))
            return
        self.story_wanted.emit(line.key, cell)

    def retranslate(self) -> None:
        say = self.desk.say
        self.search.setPlaceholderText(say("Search"))
        self.search.setAccessibleName(say("Words, figures or cells in the log"))
        self.search.setToolTip(say("Words, figures or cells in the log"))
        self.filters.retranslate()
        self.filters.show_counts(self._counts)
        self.newer.setText(say("Newer"))
        self.older.setText(say("Older"))
        self.table.show_columns(whole_columns(say, low=self._low))
        self.table.setAccessibleName(say("The whole log"))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (self.search, self.filters, self.table, self._empty, self._standing):
            part.set_look(look)
        for button in (self.newer, self.older):
            button.set_look(look)
        self._foot.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(4))
        self._foot.setSpacing(look.px(8))

    def set_low(self, low: bool) -> None:
        """A low screen: the boxes fold away, and what the subtitle says is not said again."""
        self.filters.set_low(low)
        if low != self._low:
            self._low = low
            self.table.setColumnHidden(VALUES, low)
            self.table.show_columns(whole_columns(self.desk.say, low=low))
            self._show()
        for part in (self._standing, self.newer, self.older):
            part.setVisible(not low)

    def forget(self) -> None:
        """Nothing that is still being read is shown."""
        for reading in (self._pages, self._counting):
            reading.forget()

    # -- keys ------------------------------------------------------------------------------

    def _key_from_search(self, key: int) -> None:
        """The list is walked while one types."""
        self.table.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))

    def _escape(self) -> None:
        if self.filters.clear():
            self.read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
            else:
                self._escape()
            return
        super().keyPressEvent(event)
