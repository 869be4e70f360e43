"""One finding in the panel: both sides, the difference, a possible slip, and what it rests on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.findings import Finding, Slip
from kmmp_desktop.domain.form import Form, Severity, Status
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import Reason
from kmmp_desktop.text import Message
from ui.entry.faces import Say, figure
from ui.entry.keys import use_of
from ui.entry.reason_bar import ReasonBar
from ui.entry.terms_label import TermsLabel
from ui.entry.wording import place_name, short_category
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.badge import BADGES, Badge
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label

_SEVERITIES = {
    Severity.ERROR: ("error", "err"),
    Severity.WARNING: ("warning", "warn"),
    Severity.NOTE: ("info", "muted"),
}


class SlipBox(QWidget):
    """A possible slip and the button that corrects it. ``used(Slip)``."""

    used = Signal(object)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._slip: Slip | None = None
        self._text = Label(look, self, points=SMALL, wrap=True)
        self.button = Button(self, small=True)
        self.button.clicked.connect(self._use)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.button)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._text.set_look(look)
        self.button.set_look(look)
        self._row.setContentsMargins(look.px(7), look.px(5), look.px(7), look.px(5))
        self._row.setSpacing(look.px(8))

    def show_slip(self, slip: Slip, what: str, *, editable: bool) -> None:
        self._slip = slip
        self._text.setText(what)
        many = len(slip.edits)
        self.button.setText(
            self._say("Correct {count} cells", count=many)
            if many > 1
            else self._say("Use {value}", value=slip.suggested)
        )
        self.button.setVisible(
            editable and bool(slip.edits or slip.suggested)
        )  # else only the paper can tell

    def _use(self) -> None:
        if self._slip is not None:
            self.used.emit(self._slip)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.warn_soft)
        painter.end()


class FindingCard(QWidget):
    """Shows one finding; ``jumped(CellKey)``, ``used(Slip)``; its ``reason`` bar writes the reason.

    ``beside_wanted()``: the other return of a finding between two is to be opened beside the grid.
    """

    jumped = Signal(object)
    used = Signal(object)
    beside_wanted = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._ink = "err"
        self._icon = IconLabel(look, "error", 16, "err", self)
        self._title = Label(look, self, points=TEXT, bold=True, wrap=True)
        self._sides = [(TermsLabel(self), Label(look, self, points=TEXT, bold=True)) for _ in range(2)]
        self._rule = QWidget(self)
        self._difference = (
            Label(look, self, points=SMALL),
            Label(look, self, points=TEXT, bold=True, ink="err_text"),
        )
        self._note = Label(look, self, points=SMALL, wrap=True)
        self.returns = Label(look, self, points=SMALL, wrap=True)
        self.beside = Button(self, small=True, key_hint=use_of("other_return").label)
        self.beside.clicked.connect(self.beside_wanted)
        self.slip = SlipBox(look, say, self)
        self._badge = Badge(look, self)
        self._rests = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self._source = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.reason = ReasonBar(look, say, self)
        self._lay_out()
        self.slip.used.connect(self.used)
        for terms, _ in self._sides:
            terms.jumped.connect(self.jumped)
        self.set_look(look)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self._grid = QGridLayout()
        for number, (terms, value) in enumerate(self._sides):
            self._grid.addWidget(terms, number, 0)
            self._grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._rule.setFixedHeight(1)
        self._rule.setAutoFillBackground(True)
        self._grid.addWidget(self._rule, 2, 0, 1, 2)
        self._grid.addWidget(self._difference[0], 3, 0)
        self._grid.addWidget(self._difference[1], 3, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(0, 1)
        rests = QHBoxLayout()
        rests.addWidget(self._badge)
        rests.addWidget(self._rests, 1)
        self._head, self._rests_row = head, rests
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addWidget(self._note)
        layout.addWidget(self.returns)
        layout.addWidget(self.beside, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.slip)
        layout.addLayout(rests)
        layout.addWidget(self._source)
        layout.addWidget(self.reason)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.beside.set_look(look)
        for label in (self._title, self._note, self.returns, self._rests, self._source, *self._difference):
            label.set_look(look)
        for _, value in self._sides:
            value.set_look(look)
        self._icon.set_look(look)
        self.slip.set_look(look)
        self._badge.set_look(look)
        self.reason.set_look(look)
        palette = QPalette(self._rule.palette())
        palette.setColor(QPalette.ColorRole.Window, look.edge)
        self._rule.setPalette(palette)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(look.px(12), look.px(6), look.px(9), look.px(7))
        layout.setSpacing(look.px(5))
        self._head.setSpacing(look.px(6))
        self._rests_row.setSpacing(look.px(5))
        self._grid.setVerticalSpacing(look.px(2))

    def show_finding(
        self,
        finding: Finding,
        form: Form,
        home: str,
        reason: Reason | None,
        *,
        editable: bool,
        explainable: bool,
        returns: str = "",
    ) -> None:
        """``home``: code of the section on screen; ``returns``: both, of a finding between two."""
        say, look = self._say, self._look
        icon, self._ink = _SEVERITIES[finding.severity]
        self._icon.show_icon(look, icon, self._ink)
        self._title.setText(say(finding.title))
        compared = finding.difference is not None and bool(finding.left.terms or finding.right.terms)
        for (terms, value), side in zip(self._sides, (finding.left, finding.right), strict=True):
            terms.setVisible(compared)
            value.setVisible(compared)
            if compared:
                terms.show_side(side, form, look, say, home)
                value.setText(figure(side.value))
        self._rule.setVisible(compared)
        for label in self._difference:
            label.setVisible(compared)
        if compared and finding.difference is not None:
            self._difference[0].setText(say("Difference"))
            self._difference[1].setText(signed(finding.difference))
        explanation = form.check_by_code[finding.check].explanation
        self._note.setText(say(explanation))
        self._note.setVisible(bool(explanation) and not compared)
        self.setToolTip(say(explanation))
        self._show_standard(finding, form)
        self._show_returns(returns)
        wanted = explainable or reason is not None
        self.reason.setVisible(wanted)
        if wanted:
            self.reason.show_reason(finding.check, reason, editable=editable)
        self.setAccessibleName(say(finding.title))
        self.update()

    def _show_returns(self, returns: str) -> None:
        self.returns.setText(returns)
        self.beside.setText(self._say("Open side by side"))
        for part in (self.returns, self.beside):
            part.setVisible(bool(returns))

    def show_slip(self, slip: Slip | None, here: CellKey, form: Form, *, editable: bool) -> None:
        """The likeliest slip; one of another cell than ``here`` says where it is."""
        self.slip.setVisible(slip is not None)
        if slip is None:
            return
        say, element = self._say, form.elements[slip.key.element]
        what = say(slip.message)
        if slip.key != here:
            part = short_category(element, slip.key, say)
            where = ", ".join(w for w in (place_name(element, say), part) if w)
            what = f"{where}: {what}"
        self.slip.show_slip(slip, what, editable=editable)

    def show_invalid(self, why: Message) -> None:
        """The text in the cell is no value."""
        self._ink = "err"
        self._icon.show_icon(self._look, "error", "err")
        self._title.setText(self._say(why))
        self.setAccessibleName(self._say(why))
        for part in (
            *(w for pair in self._sides for w in pair),
            self._rule,
            *self._difference,
            self._note,
            self.returns,
            self.beside,
            self.slip,
            self._badge,
            self._rests,
            self._source,
            self.reason,
        ):
            part.setVisible(False)
        self.update()

    def _show_standard(self, finding: Finding, form: Form) -> None:
        say = self._say
        standard = form.standards.get(finding.standard)
        status = standard.status if standard else Status.NOT_VERIFIED
        arithmetic = standard is None or status is Status.ARITHMETIC
        self._badge.setVisible(not arithmetic)
        self._badge.show_status(status, say(BADGES[status][0]))
        self._rests.setVisible(True)
        self._source.setVisible(False)
        if standard is None or arithmetic:
            self._rests.setText(say("Rests on: arithmetic of the return, rule {check}", check=finding.check))
            return
        source = form.sources.get(standard.source)
        where = ", ".join(part for part in (source.title if source else "", standard.where) if part)
        value = f"{standard.value} {say(standard.unit)}".strip()
        statement = say(standard.statement).rstrip(".")
        if value and status is Status.NOT_VERIFIED:
            statement = say("{statement}. Working value: {value}", statement=statement, value=value)
        said = {say(term.label) for side in (finding.left, finding.right) for term in side.terms}
        self._note.setText(statement + ".")
        self._note.setVisible(statement not in said)
        self._rests.setText(finding.check if where else say("no source yet") + ", " + finding.check)
        self._source.setText(where)
        self._source.setVisible(bool(where))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.alt)
        painter.setPen(QPen(look.grid, 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.fillRect(0, 0, look.px(4), self.height(), look.colour(self._ink))
        painter.end()


def signed(value: float) -> str:
    """``+ 27`` or ``− 8``, with a true minus."""
    return f"{'+' if value >= 0 else chr(0x2212)} {figure(abs(value))}"
