"""The panel at the right: the current cell, its findings, its last twelve months, comments, history."""

from __future__ import annotations

import logging
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Element
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, Kind
from kmmp_desktop.errors import StorageError
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry import faces
from ui.entry.cell_words import CellWords
from ui.entry.faces import Mark, Marks, Say, figure, shown
from ui.entry.findings_panel import FindingsPanel
from ui.entry.reason_bar import ReasonBar
from ui.entry.sheet import Sheet
from ui.entry.trend_chart import TrendChart
from ui.entry.wording import category_name, moment_name, short_category
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.labels import Label, Line, SectionHeader

_LOG = logging.getLogger(__name__)

WIDTH = 314
SOON_MS, SLOW_MS = 25, 90
"""Facts and findings follow when the cursor rests this long, then chart, comments and history: fast
typing need not wait for them, and its own paint comes first."""


class CellPanel(QWidget):
    """Follows the cursor, a moment behind it."""

    jumped = Signal(object)
    used = Signal(object)
    reasoned = Signal(str, str)
    commented = Signal(str)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._opened: OpenReturn | None = None
        self._key: CellKey | None = None
        self._now: datetime | None = None
        self.header = SectionHeader(look, self)
        self._label = Label(look, self, points=TEXT, bold=True, wrap=True)
        self._value = Label(look, self, points=TEXT, wrap=True)
        self._help = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self._facts = [
            (Label(look, self, points=SMALL, ink="muted"), Label(look, self, points=SMALL, wrap=True))
            for _ in range(2)
        ]
        self.missing_reason = ReasonBar(look, say, self)
        self.findings = FindingsPanel(look, say, self)
        self._chart_title = Label(look, self, points=SMALL, bold=True)
        self._chart_note = Label(look, self, points=SMALL, ink="muted")
        self.chart = TrendChart(look, say, self)
        self.words = CellWords(look, say, self)
        self._lines = [Line(look, self), Line(look, self), Line(look, self)]
        self._marks = Marks()
        self._wanted: tuple[OpenReturn, CellKey, Message | None, datetime] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._show_wanted)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SLOW_MS)
        self._later.timeout.connect(self._show_slow)
        self._lay_out()
        self._connect()
        self.set_look(look)

    def _lay_out(self) -> None:
        body = self._sheet = Sheet(self._look)
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._top = QVBoxLayout()
        self._top.addWidget(self._label)
        self._top.addWidget(self._value)
        self._grid = QGridLayout()
        for number, (name, value) in enumerate(self._facts):
            self._grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)
        self._grid.setColumnStretch(1, 1)
        self._top.addLayout(self._grid)
        self._top.addWidget(self._help)
        self._top.addWidget(self.missing_reason)
        self._chart_head = QHBoxLayout()
        self._chart_head.addWidget(self._chart_title)
        self._chart_head.addStretch(1)
        self._chart_head.addWidget(self._chart_note)
        self._chart_box = QWidget()
        self._chart_layout = QVBoxLayout(self._chart_box)
        self._chart_layout.addLayout(self._chart_head)
        self._chart_layout.addWidget(self.chart)
        self._body.addLayout(self._top)
        self._body.addWidget(self._lines[0])
        self._body.addWidget(self.findings)
        self._body.addWidget(self._lines[1])
        self._body.addWidget(self._chart_box)
        self._body.addWidget(self._lines[2])
        self._body.addWidget(self.words)
        self._body.addStretch(1)
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
        self.findings.left.connect(self.left)
        self.missing_reason.written.connect(self.reasoned)
        self.missing_reason.left.connect(self.left)
        self.words.commented.connect(self.commented)
        self.words.left.connect(self.left)

    def set_look(self, look: Look) -> None:
        self._look = look
        for label in (
            self._label,
            self._value,
            self._help,
            self._chart_title,
            self._chart_note,
            *(w for pair in self._facts for w in pair),
        ):
            label.set_look(look)
        self.header.set_look(look)
        self.missing_reason.set_look(look)
        self.findings.set_look(look)
        self.chart.set_look(look)
        self.words.set_look(look)
        for line in self._lines:
            line.set_look(look)
        self._sheet.set_look(look)
        self._top.setContentsMargins(look.px(11), look.px(7), look.px(11), look.px(8))
        self._top.setSpacing(look.px(1))
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(1))
        self._grid.setContentsMargins(0, look.px(4), 0, 0)
        self._grid.setColumnMinimumWidth(0, look.px(74))
        self._chart_layout.setContentsMargins(look.px(11), look.px(7), look.px(11), look.px(4))
        self._chart_layout.setSpacing(look.px(2))

    # -- showing ---------------------------------------------------------------------------

    def show_cell(
        self, opened: OpenReturn, key: CellKey, why_invalid: Message | None, now: datetime, marks: Marks
    ) -> None:
        """Show one cell, once the key that brought the cursor here has been painted."""
        self._marks = marks
        self._wanted = (opened, key, why_invalid, now)
        self._soon.start()

    def show_now(self) -> None:
        """Do not wait: somebody wants to act on what the panel says."""
        if self._wanted is not None and self._soon.isActive():
            self._soon.stop()
            self._show(*self._wanted)

    def _show_wanted(self) -> None:
        if self._wanted is not None:
            self._show(*self._wanted)

    def _show(self, opened: OpenReturn, key: CellKey, why_invalid: Message | None, now: datetime) -> None:
        same = key == self._key and opened is self._opened
        self._opened, self._key, self._now = opened, key, now
        element = opened.form.elements[key.element]
        say = self._say
        where = short_category(element, key, say)
        row = say("row {row}", row=element.row)
        self.header.set_texts(say("This cell"), f"{row}, {where}" if where else row)
        self._label.setText(say(element.label))
        self._value.setText(self._value_words(opened, element, key))
        self._help.setText(say(element.help))
        self._help.setVisible(bool(element.help))
        self._facts[0][0].setText(say("Copy from"))
        self._facts[0][1].setText(say(element.copy_from))
        for widget in self._facts[0]:
            widget.setVisible(bool(element.copy_from))
        if not same:
            self.area.verticalScrollBar().setValue(0)
            for widget in self._facts[1]:
                widget.setVisible(False)
        value = opened.value(key)
        missing = value is not None and value.kind is Kind.MISSING
        self.missing_reason.setVisible(missing)
        if missing:
            self.missing_reason.show_reason(
                str(key), opened.reasons.get(str(key)), editable=opened.locked_why is None
            )
            if str(key) not in opened.reasons:
                self.missing_reason.field.setPlaceholderText(say("Why there is no figure"))
        self.findings.show_cell(opened, key, why_invalid, self._marks)
        self._lines[1].setVisible(not self.findings.isHidden())
        self._later.start()

    def _value_words(self, opened: OpenReturn, element: Element, key: CellKey) -> str:
        say = self._say
        name = say("Total") if faces.is_total(key) else category_name(element, key, say)
        if faces.is_total(key) or element.is_calculated:
            total = opened.total(key.element)
            said = figure(total.value) or say("no figure yet")
            if total.counted < total.of:
                said += ", " + say("sum of {counted} of {of}", counted=total.counted, of=total.of)
            said += ". " + say("Calculated, not typed")
        else:
            said = shown(opened.value(key), say) or say("blank")
        return f"{name}: {said}" if name else said

    def show_slow(self) -> None:
        """Do not wait for the cursor to rest (a comment is to be written, a picture taken)."""
        self.show_now()
        self._later.stop()
        self._show_slow()

    def _show_slow(self) -> None:
        opened, key = self._opened, self._key
        if opened is None or key is None or self._now is None or not self.isVisible():
            return
        say, element = self._say, opened.form.elements[key.element]
        try:
            history = () if faces.is_total(key) or element.is_calculated else opened.history(key)
            comments = opened.comments(key)
        except StorageError:
            # What cannot be read is left away: the trouble itself is said where a figure is saved.
            _LOG.warning("history and comments could not be read", exc_info=True)
            history, comments = (), ()
        if history:
            self._facts[1][0].setText(say("Typed"))
            self._facts[1][1].setText(
                say("{when} by {name}", when=moment_name(history[-1].at, self._now, say), name=history[-1].by)
            )
        for widget in self._facts[1]:
            widget.setVisible(bool(history))
        self._show_chart(opened, element, key)
        may_write = opened.locked_why is None and not faces.is_total(key)
        self.words.show_words(comments, history, self._now, editable=may_write)

    def _show_chart(self, opened: OpenReturn, element: Element, key: CellKey) -> None:
        say = self._say
        if not element.type.is_numeric:
            points: tuple[tuple[Period, float | None], ...] = ()
        else:
            value = opened.value(key)
            now = (
                opened.total(key.element).value
                if faces.is_total(key) or element.is_calculated
                else value.number
                if value
                else None
            )
            points = (*opened.series(key, 11), (opened.key.period, now))
        ink = {Mark.ERROR: "err", Mark.WARNING: "warn"}.get(self._marks.mark(key), "accent")
        median = opened.median(key) if points else None
        self.chart.show_points(points, median, ink)
        self._chart_box.setVisible(self.chart.has_points)
        self._lines[2].setVisible(self.chart.has_points)
        self._chart_title.setText(say("Last 12 months"))
        last = opened.last_month(key)
        self._chart_note.setText(
            say("median {median}, last month {last}", median=figure(median), last=figure(last) or say("none"))
        )

    def write_reason(self) -> bool:
        """Put the cursor where the reason of this cell is written; False if it wants none."""
        self.show_now()
        found = self.findings.write_reason()
        if not found and not self.missing_reason.isHidden():
            self.missing_reason.write()
            found = True
        if found:
            QTimer.singleShot(0, self, self._show_focused)
        return found

    def _show_focused(self) -> None:
        """Scroll to the field that has the focus, once the cards have found their places."""
        field = self.focusWidget()
        if field is not None and self._sheet.isAncestorOf(field):
            self.area.ensureWidgetVisible(field)
