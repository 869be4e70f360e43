"""Add one facility, or change one: where it is, what it offers, which forms it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCompleter,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from kmmp_desktop.domain.counties import COUNTIES
from kmmp_desktop.domain.office import Facility, FormSpan, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.facilities import SERVICES
from ui.page import Desk
from ui.widgets.check_box import CheckBox
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.month_box import MonthBox
from ui.widgets.sheet import Sheet

_TWO_LINES = 1.4
"""Text size from which the months stand under the name: beside it they would be wider than the screen."""


@dataclass(frozen=True)
class _SpanRow:
    """A tick and two months."""

    name: str
    tick: CheckBox
    start: MonthBox
    end: MonthBox


class FacilityDialog(Sheet):
    """``facility`` is what was saved, after ``exec`` has returned true."""

    def __init__(self, desk: Desk, facility: Facility | None, parent: QWidget | None = None) -> None:
        say = desk.say
        title = say("Change the facility") if facility else say("Add a facility")
        super().__init__(desk, title, say("Save"), parent)
        self.facility = facility
        self._known = {f.mfl: f for f in desk.services.facilities.all()}
        self._now = desk.services.worklist.default_period()
        self._build_place()
        self._services = self._build_spans(
            say("Services offered"),
            [(name, say(label)) for name, label in SERVICES.items()],
            say("Nothing ticked: nobody has said, so every section is asked."),
        )
        forms = desk.services.forms
        self._forms = self._build_spans(
            say("Forms owed"), [(f, say(forms.newest(f).title)) for f in forms.families()], ""
        )
        self._fill()
        (self.name if facility else self.mfl).setFocus()

    def _build_place(self) -> None:
        say, look = self.desk.say, self.desk.look
        self.mfl, self.name, self.sub_county = QLineEdit(), QLineEdit(), QLineEdit()
        self.name.setMinimumWidth(look.px(320))
        self.county, self.level = ComboBox(look), ComboBox(look)
        self.county.addItem(say("not given"), "")
        for name in sorted(COUNTIES.values()):
            self.county.addItem(name, name)
        self.level.addItem(say("not given"), "")
        for level in "23456":
            self.level.addItem(say("Level {level}", level=level), level)
        self.active = CheckBox(look, say("This facility reports"))
        known = sorted({f.sub_county for f in self._known.values() if f.sub_county})
        completer = QCompleter(known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.sub_county.setCompleter(completer)
        form = QFormLayout()
        form.setSpacing(look.px(8))
        for label, field in (
            ("MFL code", self.mfl),
            ("Facility name", self.name),
            ("County", self.county),
            ("Sub-county", self.sub_county),
            ("Level", self.level),
        ):
            field.setAccessibleName(say(label))
            form.addRow(say(label), field)
        form.addRow("", self.active)
        self.body.addLayout(form)

    def _build_spans(self, title: str, names: Sequence[tuple[str, str]], note: str) -> list[_SpanRow]:
        say, look = self.desk.say, self.desk.look
        head = Label(look, bold=True)
        head.setText(title)
        self.body.addWidget(head)
        if note:
            words = Label(look, ink="muted", wrap=True)
            words.setText(note)
            self.body.addWidget(words)
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(look.px(4), look.px(4), look.px(4), look.px(4))
        grid.setSpacing(look.px(6))
        rows = []
        for at, (name, label) in enumerate(names):
            row = _SpanRow(
                name,
                CheckBox(look, label),
                MonthBox(look, say, self._now, none=say("from the start")),
                MonthBox(look, say, self._now, none=say("until now")),
            )
            row.start.setAccessibleName(f"{label}: {say('from')}")
            row.end.setAccessibleName(f"{label}: {say('to')}")
            for box in (row.start, row.end):
                box.setEnabled(False)
                row.tick.toggled.connect(box.setEnabled)
            if look.scale < _TWO_LINES:
                for column, part in enumerate((row.tick, row.start, row.end)):
                    grid.addWidget(part, at, column)
            else:
                grid.addWidget(row.tick, 2 * at, 0, 1, 3)
                grid.addWidget(row.start, 2 * at + 1, 1)
                grid.addWidget(row.end, 2 * at + 1, 2)
            rows.append(row)
        grid.setColumnStretch(0, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setMinimumHeight(min(page.sizeHint().height() + 4, look.px(150)))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(page.sizeHint().width() + look.px(22))
        self.body.addWidget(area, len(names))
        return rows

    def _fill(self) -> None:
        facility = self.facility
        if facility is None:
            self.active.setChecked(True)
            for row in self._forms[:1]:
                row.tick.setChecked(True)
                row.start.choose(self._now)
            return
        self.mfl.setText(facility.mfl)
        self.mfl.setReadOnly(True)
        self.name.setText(facility.name)
        self.sub_county.setText(facility.sub_county)
        for box, value in ((self.county, facility.county), (self.level, facility.level)):
            if box.findData(value) < 0:
                box.addItem(value, value)
            box.setCurrentIndex(box.findData(value))
        self.active.setChecked(facility.active)
        for row in self._services:
            _show(row, [(s.start, s.end) for s in facility.services if s.service == row.name])
        for row in self._forms:
            _show(row, [(s.start, s.end) for s in facility.forms if s.family == row.name])
            if not row.tick.isChecked():
                # A form that is owed anew is not owed for the past years: that would be overdue at once.
                row.start.choose(self._now)

    def commit(self) -> None:
        say = self.desk.say
        mfl = self.mfl.text().strip()
        if self.facility is None and mfl in self._known:
            self.show_problem(
                say("MFL code {mfl} belongs to {name} already.", mfl=mfl, name=self._known[mfl].name)
            )
            self.mfl.setFocus()
            return
        for row in (*self._services, *self._forms):
            start, end = row.start.period(), row.end.period()
            if row.tick.isChecked() and start and end and end < start:
                self.show_problem(say("{name} ends before it starts.", name=row.tick.text()))
                row.end.setFocus()
                return
        facility = self._read(mfl)
        try:
            self.desk.services.facilities.save(facility, self.desk.person)
        except KmmpError as error:
            self.show_problem(error)
            return
        self.facility = facility
        self.accept()

    def _read(self, mfl: str) -> Facility:
        old = self.facility or Facility(mfl, "")
        services: list[ServiceSpan] = []
        for row in self._services:
            # Only the last span is on the dialog; earlier ones (a service that paused) stay.
            services += [s for s in old.services if s.service == row.name][:-1]
            if row.tick.isChecked():
                services.append(ServiceSpan(row.name, row.start.period(), row.end.period()))
        forms: list[FormSpan] = []
        for row in self._forms:
            forms += [s for s in old.forms if s.family == row.name][:-1]
            if row.tick.isChecked():
                forms.append(FormSpan(row.name, row.start.period(), row.end.period()))
        return Facility(
            mfl=mfl,
            name=self.name.text().strip(),
            county=str(self.county.currentData()),
            sub_county=self.sub_county.text().strip(),
            level=str(self.level.currentData()),
            ownership=old.ownership,
            khis_uid=old.khis_uid,
            services=tuple(services),
            forms=tuple(forms),
            active=self.active.isChecked(),
        )


def _show(row: _SpanRow, spans: Sequence[tuple[Period | None, Period | None]]) -> None:
    row.tick.setChecked(bool(spans))
    if spans:
        row.start.choose(spans[-1][0])
        row.end.choose(spans[-1][1])
