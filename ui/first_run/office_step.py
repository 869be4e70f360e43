"""First run, the office: its name, its implementing partner, its county."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.counties import COUNTIES
from ui.first_run.step import Field, Step
from ui.page import Desk
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label


class OfficeStep(Step):
    """What stands at the head of every paper."""

    name = "office"

    def __init__(self, desk: Desk, place: str) -> None:
        super().__init__(desk)
        say, look = desk.say, desk.look
        self.head(
            say("The office"),
            say("These names stand on every return and every paper that leaves the office."),
            say("Everything is kept in {folder}.", folder=place),
        )
        self.office = Field(desk, say("Office"), note=say("For example: Ziwa Health Partners, Kisumu office"))
        self.partner = Field(desk, say("Implementing partner"))
        self.county = ComboBox(look)
        self.county.addItem(say("several counties"), "")
        for county in sorted(COUNTIES.values()):
            self.county.addItem(county, county)
        self.county.setAccessibleName(say("County"))
        head = Label(look)
        head.setText(say("County"))
        head.setBuddy(self.county)
        for field in (self.office, self.partner):
            self.column.addWidget(field)
        box = QWidget()
        inside = QVBoxLayout(box)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.px(2))
        inside.addWidget(head)
        inside.addWidget(self.county)
        self.column.addWidget(box)
        self.column.addStretch(1)
        self.office.line.returnPressed.connect(self._from_office)
        self.partner.line.returnPressed.connect(self._to_county)

    def _from_office(self) -> None:
        if self.partner.text:
            self._to_county()
        else:
            self.partner.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _to_county(self) -> None:
        """Enter goes through every field; on the last one it is the dialog's."""
        self.county.setFocus(Qt.FocusReason.TabFocusReason)

    def enter(self) -> None:
        self.office.line.setFocus()

    @property
    def given(self) -> tuple[str, str, str]:
        return self.office.text, self.partner.text, str(self.county.currentData())

    def wrong(self) -> QWidget | None:
        say = self.desk.say
        self.office.say("" if self.office.text else say("Type the name of the office."))
        self.partner.say("" if self.partner.text else say("Type the name of the implementing partner."))
        return next((field.line for field in (self.office, self.partner) if not field.text), None)
