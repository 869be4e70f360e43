"""What the check comes to on one return, while it is written."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.form import Form, Severity
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.trying import Compared, Outcome, Trial
from kmmp_desktop.errors import KmmpError
from ui.faces.equation import OPERATORS, Line
from ui.faces.figures import NOTHING, signed
from ui.faces.finding_card import CardText, FindingCard
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.rules.months import fill_months
from ui.rules.words import SEVERITY_ICONS, cell_words
from ui.style.look import Look
from ui.widgets.fields import ComboBox
from ui.widgets.labels import SectionHeader
from ui.wording import Say

PAIRS = {
    "compulsory_pair": "both or none must be there with",
    "exclusive_pair": "must not be there together with",
}
_WORDS = {
    Outcome.HOLDS: ("passed", "ok", "Holds on this return"),
    Outcome.SKIPPED: ("not-verified", "muted", "Skipped: it cannot be decided on this return"),
    Outcome.DOES_NOT_APPLY: (
        "not-applicable",
        "muted",
        "Not made on this return: its condition does not hold",
    ),
}


_MOST_TERMS, _MOST_LINES = 12, 40


class OneReturn(QWidget):
    """``chosen``: another return is to be tried; ``figures`` has it, or None where there is none."""

    chosen = Signal()

    def __init__(self, desk: Desk, now: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._family = ""
        self._trouble = ""
        self.figures: Figures | None = None
        look = desk.look
        self.head = SectionHeader(look)
        self.facility = ComboBox(look)
        self.month = ComboBox(look, icon_name="month")
        self._now = now
        self.card = FindingCard(look)
        self._row = QHBoxLayout()
        self._row.addWidget(self.facility, 1)
        self._row.addWidget(self.month)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addLayout(self._row)
        self._column.addWidget(self.card, 1)
        self.facility.activated.connect(self._read)
        self.month.activated.connect(self._read)

    def show_facilities(self, facilities: tuple[Facility, ...], family: str) -> None:
        """Fill the list with those that owe the form; the choice stays where it can."""
        kept, self._family = self.facility.currentData(), family
        self.facility.clear()
        for facility in sorted(facilities, key=lambda each: each.name.casefold()):
            if any(span.family == family for span in facility.forms):
                self.facility.addItem(facility.name, facility.mfl)
        self.facility.setCurrentIndex(max(0, self.facility.findData(kept)))
        self._read()

    def choose(self, mfl: str, period: Period) -> None:
        at = self.facility.findData(mfl)
        if at < 0:
            self.facility.addItem(mfl, mfl)
            at = self.facility.count() - 1
        self.facility.setCurrentIndex(at)
        fill_months(self.month, self._desk.say, self._now, period)
        self._read()

    def _read(self) -> None:
        mfl, month = self.facility.currentData(), self.month.currentData()
        self.figures, self._trouble = None, ""
        if mfl and month:
            period = Period.parse(str(month))
            try:
                self.figures = self._desk.services.rehearsal.figures(
                    self._family, str(mfl), period, self._desk.person
                )
            except KmmpError as error:
                self._trouble = say_error(self._desk, error)
        self.chosen.emit()

    def show_trial(self, trial: Trial | None, form: Form | None, severity: Severity) -> None:
        """``None``: the check has a fault, or there is no return to run it on."""
        say = self._desk.say
        if self.figures is None:
            words = self._trouble or say("There is no return to try the check on.")
            self.card.show_card(CardText(title=words))
        elif trial is None or form is None:
            self.card.show_card(CardText(title=say("Not run: the check has a fault.")))
        else:
            self.card.show_card(_card(trial, form, severity, say))

    def retranslate(self) -> None:
        say = self._desk.say
        kept = self.month.currentData()
        fill_months(self.month, say, self._now, Period.parse(str(kept)) if kept else self._now.shift(-1))
        self.head.set_texts(say("On one return"))
        self.facility.setAccessibleName(say("Facility of the return"))
        self.month.setAccessibleName(say("Month of the return"))

    def set_look(self, look: Look) -> None:
        self.head.set_look(look)
        self.facility.set_look(look)
        self.month.set_look(look)
        self.card.set_look(look)
        px = look.px
        self._row.setContentsMargins(px(10), px(6), px(10), px(6))
        self._row.setSpacing(px(8))


def _card(trial: Trial, form: Form, severity: Severity, say: Say) -> CardText:
    if trial.finding is not None:
        icon, ink = SEVERITY_ICONS[severity]
        title = say("Fails: {title}", title=say(trial.finding.title))
    else:
        icon, ink, words = _WORDS[trial.outcome]
        title = say(words)
    lines = [line for compared in trial.compared for line in _lines(compared, say)][:_MOST_LINES]
    facts = tuple(say("Missing: {cell}", cell=cell_words(key, form, say)) for key in trial.missing[:12])
    note = ""
    if trial.outcome is Outcome.SKIPPED and not trial.missing:
        note = say("Nothing of this return is missing: there is no earlier month, or a division by zero.")
    return CardText(icon=icon, ink=ink, title=title, lines=tuple(lines), facts=facts, note=note)


def _lines(compared: Compared, say: Say) -> list[Line]:
    """Both sides with their terms, the operator in words between them, and the difference."""
    lines: list[Line] = []
    for side, ruled in ((compared.left, True), (compared.right, False)):
        many = len(side.terms) > 1
        listed = side.terms if len(side.terms) <= _MOST_TERMS else ()
        for number, term in enumerate(listed):
            label = say(term.label)
            name = label if term.code in label or not label else f"{term.code} {label}"
            shown = say(term.shown) if term.value is not None else NOTHING
            sign = {"-": "\u2212 ", "+": "+ "}.get(term.sign, "")
            lines.append(Line(name, f"{sign}{shown}", ruled=ruled and not number))
        if many or not side.terms:
            shown = say(side.shown) if side.value is not None else NOTHING
            words = side.text if not many else say("Together")
            if many and not listed:
                words = say("{count} parts together", count=len(side.terms))
            lines.append(Line(words, shown, bold=True, ruled=many))
        if ruled:
            word = OPERATORS.get(compared.operator) or PAIRS.get(compared.operator, compared.operator)
            lines.append(Line(say(word), "", bold=True))
    if compared.difference is not None:
        ink = "err_text" if compared.holds is False else "text"
        lines.append(Line(say("Difference"), signed(compared.difference), bold=True, ruled=True, ink=ink))
    return lines
