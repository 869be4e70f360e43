"""Controls of the register in the context bar: form, search, save, open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox, SearchField
from ui.wording import Say


class RegisterHead(QWidget):
    """Holds no state but what its fields show."""

    def __init__(self, look: Look, forms: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.form = ComboBox(look)
        for family, name in forms:
            self.form.addItem(name, family)
        self.search = SearchField(look)
        self.save = Button(key_hint="Ctrl+E")
        self.open = Button(kind="primary", key_hint="Enter")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        for part in (self.form, self.search, self.save, self.open):
            row.addWidget(part)
        self._row = row
        # It folds by itself, so that it never makes the window wider than the screen.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_look(look)

    @property
    def family(self) -> str:
        return str(self.form.currentData() or "")

    def retranslate(self, say: Say, forms: Sequence[tuple[str, str]]) -> None:
        with QSignalBlocker(self.form):
            for family, name in forms:
                self.form.setItemText(self.form.findData(family), name)
        self.form.setAccessibleName(say("Form"))
        self.search.setPlaceholderText(say("Search"))
        self.search.setAccessibleName(say("Facility, check, words or reason"))
        self.search.setToolTip(say("Facility, check, words or reason"))
        self.save.setText(say("Save…"))
        self.open.setText(say("Open return"))
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.form, self.search, self.save, self.open):
            part.set_look(look)
        self._row.setSpacing(look.px(10))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The form goes first where there is no room, then saving, which has its key."""
        look = self._look
        gap, least = look.px(10), look.px(110)
        left = self.width() - self.open.sizeHint().width() - least - gap
        for part, wanted in ((self.save, True), (self.form, self.form.count() > 1)):
            wide = part.sizeHint().width() + gap
            shown = wanted and left >= wide
            part.setVisible(shown)
            left -= wide if shown else 0
        self.search.setFixedWidth(max(look.px(80), min(look.px(240), left + least)))
