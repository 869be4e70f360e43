"""The panel at the right: the current cell, its findings, the paper's sums, its months, what was said."""

from __future__ import annotations

import logging
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kmmp_desktop.domain.values import CellKey, Kind
from kmmp_desktop.errors import StorageError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry import faces
from ui.entry.apart_card import ApartCard
from ui.entry.cell_facts import CellFacts
from ui.entry.cell_words import CellWords
from ui.entry.contest_card import ContestCard
from ui.entry.faces import Marks, Say
from ui.entry.findings_panel import FindingsPanel
from ui.entry.paper_totals import PaperTotals
from ui.entry.reason_bar import ReasonBar
from ui.entry.sheet import Sheet
from ui.entry.trend_box import TrendBox
from ui.entry.wording import short_category
from ui.faces.reason_shelf import ReasonShelf
from ui.style.look import Look
from ui.widgets.labels import Line, SectionHeader

_LOG = logging.getLogger(__name__)

WIDTH = 314
SOON_MS, SLOW_MS = 25, 90
"""Facts and findings follow when the cursor rests this long, then chart, comments and history: fast
typing need not wait for them, and its own paint comes first."""


class CellPanel(QWidget):
    """Follows the cursor, a moment behind it.

    ``totalled(place, number or None)``: a sum of the paper was typed. ``talked()``: others wrote
    something at this return meanwhile. The other signals are those of its parts.
    """

    jumped = Signal(object)
    used = Signal(object)
    reasoned = Signal(str, str)
    commented = Signal(str)
    questioned = Signal(str)
    replied = Signal(object, str)
    answered = Signal(object, bool)
    totalled = Signal(str, object)
    settled = Signal(object, bool, str)
    decided = Signal(object, bool)
    talked = Signal()
    beside_wanted = Signal(object)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._opened: OpenReturn | None = None
        self._key: CellKey | None = None
        self._now: datetime | None = None
        self.header = SectionHeader(look, self)
        self.facts = CellFacts(look, say, self)
        self.missing_reason = ReasonBar(look, say, self)
        self.contest = ContestCard(look, say, self)
        self.apart = ApartCard(look, say, self)
        self.findings = FindingsPanel(look, say, self)
        self.totals = PaperTotals(look, say, self)
        self.trend = TrendBox(look, say, self)
        self.words = CellWords(look, say, self)
        parts = (self.contest, self.apart, self.totals, self.findings, self.trend, self.words)
        self._lines = {part: Line(look, self) for part in parts}
        self._marks = Marks()
        self._wanted: tuple[OpenReturn, CellKey, Message | None, datetime] | None = None
        self._soon, self._later = self._timer(SOON_MS), self._timer(SLOW_MS)
        self._soon.timeout.connect(self._show_wanted)
        self._later.timeout.connect(self._show_slow)
        self._lay_out()
        self._connect()
        self.set_look(look)

    def _timer(self, wait: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        return timer

    def _lay_out(self) -> None:
        body = self._sheet = Sheet(self._look)
        stack = QVBoxLayout(body)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        self._top = QVBoxLayout()
        self._top.addWidget(self.facts)
        self._top.addWidget(self.missing_reason)
        stack.addLayout(self._top)
        for part, line in self._lines.items():
            stack.addWidget(line)
            stack.addWidget(part)
        stack.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidget(body)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.area, 1)

    def _connect(self) -> None:
        self.findings.jumped.connect(self.jumped)
        self.findings.used.connect(self.used)
        self.findings.reasoned.connect(self.reasoned)
        self.findings.beside_wanted.connect(self.beside_wanted)
        self.missing_reason.written.connect(self.reasoned)
        self.apart.settled.connect(self.settled)
        self.totals.typed.connect(self.totalled)
        self.words.commented.connect(self.commented)
        self.words.questioned.connect(self.questioned)
        self.words.replied.connect(self.replied)
        self.words.answered.connect(self.answered)
        self.contest.decided.connect(self.decided)
        for part in (self.contest, self.apart, self.findings, self.missing_reason, self.totals, self.words):
            part.left.connect(self.left)

    def offer_reasons(self, shelf: ReasonShelf) -> None:
        """Offer what the office often writes wherever a reason is written."""
        self.findings.offer_reasons(shelf)
        self.missing_reason.offer(shelf)

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.header, self.facts, self.missing_reason, self._sheet, *self._lines):
            part.set_look(look)
        for line in self._lines.values():
            line.set_look(look)
        self._top.setContentsMargins(look.px(11), look.px(7), look.px(11), look.px(8))
        self._top.setSpacing(look.px(1))

    # -- showing ---------------------------------------------------------------------------

    def show_cell(
        self, opened: OpenReturn, key: CellKey, why_invalid: Message | None, now: datetime, marks: Marks
    ) -> None:
        """Show one cell, once the key that brought the cursor here has been painted."""
        self._marks = marks
        self._wanted = (opened, key, why_invalid, now)
        self._later.stop()  # chart and story of a cell that has been left would come between two keys
        self._soon.start()

    def show_section(self, opened: OpenReturn, code: str) -> None:
        """Show why a section asks nothing of this facility."""
        self._soon.stop()
        self._later.stop()
        self._opened, self._key, self._wanted = opened, None, None
        self.header.set_texts(self._say("Section {section}", section=code))
        self.facts.show_section(opened, code)
        for part in (self.missing_reason, *self._lines):
            part.hide()
        self._show_lines()

    def show_now(self) -> None:
        """Do not wait: somebody wants to act on what the panel says."""
        if self._wanted is not None and self._soon.isActive():
            self._soon.stop()
            self._show(*self._wanted)

    def _show_wanted(self) -> None:
        if self._wanted is not None and self._wanted[0].is_judged:  # else the screen says why not
            self._show(*self._wanted)

    def _show(self, opened: OpenReturn, key: CellKey, why_invalid: Message | None, now: datetime) -> None:
        same = key == self._key and opened is self._opened
        self._opened, self._key, self._now = opened, key, now
        element = opened.form.elements[key.element]
        say = self._say
        where = short_category(element, key, say)
        row = say("row {row}", row=element.row)
        self.header.set_texts(say("This cell"), f"{row}, {where}" if where else row)
        if not same:
            self.area.verticalScrollBar().setValue(0)
        self.facts.show_cell(opened, key, same=same)
        self._show_missing_reason(opened, key)
        self.contest.show_cell(opened, key)
        self.apart.show_cell(opened, key)
        self.findings.show_cell(opened, key, why_invalid, self._marks)
        self.totals.show_cell(opened, key)
        self._show_lines()
        self._later.start()

    def _show_lines(self) -> None:
        for part, line in self._lines.items():
            line.setVisible(not part.isHidden())

    def _show_missing_reason(self, opened: OpenReturn, key: CellKey) -> None:
        value, bar = opened.value(key), self.missing_reason
        missing = value is not None and value.kind is Kind.MISSING
        bar.setVisible(missing)
        if missing:
            reason = opened.reasons.get(str(key))
            bar.show_reason(str(key), reason, editable=opened.locked_why is None)
            if reason is None:
                bar.field.setPlaceholderText(self._say("Why there is no figure"))

    def show_slow(self) -> None:
        """Do not wait for the cursor to rest (a comment is to be written, a picture taken)."""
        self.show_now()
        self._later.stop()
        self._show_slow()

    def _show_slow(self) -> None:
        opened, key = self._opened, self._key
        if opened is None or key is None or self._now is None or not self.isVisible():
            return
        element, news = opened.form.elements[key.element], False
        try:
            history = () if faces.is_total(key) or element.is_calculated else opened.history(key)
            news = opened.conversation.read_again()
        except StorageError:
            # What cannot be read is left away: the trouble itself is said where a figure is saved.
            _LOG.warning("history and comments could not be read", exc_info=True)
            history = ()
        self.facts.show_written(history, self._now)
        self.facts.show_waiting(opened, key)
        self.trend.show_cell(opened, key, self._marks.mark(key))
        at_cell = not faces.is_total(key) and not element.is_calculated
        may_write = opened.locked_why is None and at_cell and opened.offered(key)
        self.words.setVisible(at_cell)
        self.words.show_words(opened.threads(key), history, self._now, editable=may_write)
        self._show_lines()
        if news:
            self.talked.emit()

    # -- writing ---------------------------------------------------------------------------

    def write_reason(self) -> bool:
        """Put the cursor where the reason of this cell is written; False if it wants none."""
        self.show_now()
        found = self.contest.write() or self.apart.write() or self.findings.write_reason()
        if not found and not self.missing_reason.isHidden():
            self.missing_reason.write()
            found = True
        if found:
            self._reveal()
        return found

    def write_comment(self, *, question: bool = False) -> None:
        """Put the cursor where words are written: an answer, where a question waits for one."""
        self.show_slow()
        if self._opened is not None and self._opened.locked_why is None:
            self.words.write(question=question)
            self._reveal()

    def write_control(self, first: str = "") -> bool:
        """Type the paper's total of the row, beginning with ``first``; False on a cell that is none."""
        self.show_now()
        written = self.totals.write_row(first)
        if written:
            self._reveal()
        return written

    def write_section_control(self) -> None:
        """Type the paper's sum of all counts of the section."""
        self.show_now()
        self.totals.write_section()
        self._show_lines()
        self._reveal()

    def turn_question(self) -> bool:
        """The question at the cell is answered, or waits again; False where there is none."""
        self.show_slow()
        return self.words.turn()

    def first_field(self) -> QWidget:
        """Where the focus goes when the panel is chosen: a line to write in, else the panel's scrolling."""
        self.show_now()
        fields = (self.words.field, self.totals.row.field, self.missing_reason.field)
        return next((field for field in fields if field.isVisible()), self.area)

    def _reveal(self) -> None:
        QTimer.singleShot(0, self, self._show_focused)

    def _show_focused(self) -> None:
        """Scroll to the field that has the focus, once the cards have found their places."""
        field = self.focusWidget()
        if field is not None and self._sheet.isAncestorOf(field):
            self.area.ensureWidgetVisible(field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()), 0)
        if pages and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            bar = self.area.verticalScrollBar()
            bar.setValue(bar.value() + pages * bar.pageStep())
        else:
            super().keyPressEvent(event)
