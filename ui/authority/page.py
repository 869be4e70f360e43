"""Programme: left whom this office relies on, right the programme's keys for whoever keeps them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ui.authority import keys
from ui.authority.keys_side import KeysSide
from ui.authority.trust_side import TrustSide
from ui.page import Desk, Page
from ui.style.look import Look
from ui.widgets.buttons import Button

_TRUST_WIDE = 400
_NARROW = 900
"""Effective pixels of width below which one of the two parts is shown at a time."""


class AuthorityPage(Page):
    """``with_office`` False: on a computer of the programme's keys alone, without an office."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, with_office: bool = True) -> None:
        super().__init__(desk, parent)
        self._with_office = with_office
        self._narrow = False
        self._at_keys = not with_office
        self.trust, self.keys = TrustSide(desk, self), KeysSide(desk, self)
        self.trust.taken.connect(self.announced)
        self.trust.refused.connect(self.announced)
        self.keys.told.connect(self.announced)
        self.keys.folder_opened.connect(self._show_keys)
        self._take = QAction(self)
        self._take.setShortcut(QKeySequence(keys.TAKE))
        self._take.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._take.triggered.connect(self.trust.choose)
        self._context = QWidget()
        row = QHBoxLayout(self._context)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        self.other_button = Button()
        self.other_button.clicked.connect(self._show_other)
        row.addWidget(self.other_button)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(self.trust)
        self._splitter.addWidget(self.keys)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)
        for action in (*([self._take] if with_office else []), *self.keys.commands):
            self.addAction(action)
        self._arrange()

    def title(self) -> str:
        return self.desk.say("Programme")

    def subtitle(self) -> str:
        return self.desk.say("Who is believed, and who says so")

    def context_widget(self) -> QWidget:
        return self._context

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("tools", action) for action in self.actions())

    def retranslate(self) -> None:
        self._take.setText(self.desk.say("Take in a trust file…"))
        if self._with_office:
            self.trust.retranslate()
        self.keys.retranslate()
        self._arrange()

    def set_look(self, look: Look) -> None:
        if self._with_office:
            self.trust.set_look(look)
        self.keys.set_look(look)
        self.other_button.set_look(look)
        self._splitter.setSizes([look.px(_TRUST_WIDE), max(self.width() - look.px(_TRUST_WIDE), 1)])

    def refresh(self) -> None:
        if self._with_office:
            self.trust.show_state()
        if self.keys.folder is not None:
            self.keys.show_folder(self.keys.folder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._narrow = self.width() < self.desk.look.px(_NARROW)
        self._arrange()
        if not self._narrow:
            wide = self.desk.look.px(_TRUST_WIDE)
            self._splitter.setSizes([wide, max(self.width() - wide, 1)])

    def _show_keys(self) -> None:
        self._at_keys = True
        self._arrange()

    def _show_other(self) -> None:
        self._at_keys = not self._at_keys
        self._arrange()

    def _arrange(self) -> None:
        """Both parts side by side, or one of them where there is no room."""
        self.trust.setVisible(self._with_office and not (self._narrow and self._at_keys))
        self.keys.setVisible(self._at_keys or not self._narrow)
        self.keys.set_brief(self._narrow)
        self.other_button.setVisible(self._with_office and self._narrow)
        words = "Whom this office relies on" if self._at_keys else "The programme's keys"
        self.other_button.setText(self.desk.say(words))
