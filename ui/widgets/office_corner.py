"""The right corner of the menu bar: who works here, for which office, in which language."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.style.look import SMALL, Look
from ui.widgets.labels import IconLabel, Label
from ui.widgets.language_switch import LanguageSwitch


class OfficeCorner(QWidget):
    """Person, office and the language switch; only the switch is left where there is no room."""

    def __init__(self, look: Look, languages: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(look, "user", 14, "muted")
        self._person = Label(look, points=SMALL, ink="muted")
        self._office = Label(look, points=SMALL, ink="muted")
        self.switch = LanguageSwitch(look, languages)
        layout = QHBoxLayout(self)
        for part in (self._icon, self._person, self._office, self.switch):
            layout.addWidget(part)
        self.set_look(look)

    def show_texts(self, person: str, office: str) -> None:
        self._person.setText(person)
        self._office.setText(office)

    @property
    def person_text(self) -> str:
        return self._person.text()

    def set_short(self, short: bool) -> None:
        for part in (self._icon, self._person, self._office):
            part.setVisible(not short)

    def set_look(self, look: Look) -> None:
        for part in (self._icon, self._person, self._office, self.switch):
            part.set_look(look)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(0, look.px(4), look.px(8), look.px(2))
        layout.setSpacing(look.px(10))
