"""Controls of the audit place in the context bar: its three views, search, save, verify."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.log.keys import SAVE, STORY, VERIFY, WHOLE
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.fields import SearchField
from ui.wording import Say

_KEYS = (WHOLE, STORY, VERIFY)
_NAMES = ("Whole log", "One cell", "Verify log")
_SHORT = ("All", "Cell", "Verify")


class AuditHead(QWidget):
    """``views``: the buttons that choose what is shown. It holds no state but which of them is down."""

    def __init__(self, look: Look, say: Say, search: SearchField, aside: QWidget) -> None:
        super().__init__()
        self._look, self._say = look, say
        self._search, self._aside = search, aside
        self._view = 0
        self.views = tuple(Button(kind="flat", key_hint=key) for key in _KEYS)
        self.save = Button(key_hint=SAVE)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for head in self.views:
            head.setCheckable(True)
            self._row.addWidget(head)
        self._row.addStretch(1)
        for part in (search, self.save, aside):
            self._row.addWidget(part)
        # It folds by itself, so that it never makes the window wider than the screen.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_view(self, number: int, *, may_save: bool) -> None:
        """0: the whole log, 1: one cell, 2: verify."""
        self._view = number
        for at, head in enumerate(self.views):
            head.setChecked(at == number)
        self.save.setEnabled(may_save)
        self._search.setVisible(number == 0)
        self._aside.setVisible(number == 2)
        self._fit()

    def retranslate(self) -> None:
        self.save.setText(self._say("Save…"))
        self._fit()

    def set_look(self, look: Look) -> None:
        self._look = look
        for button in (*self.views, self.save):
            button.set_look(look)
        self._row.setSpacing(look.px(6))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room keys go from the buttons, then long names, then saving (it has its key)."""
        look, say = self._look, self._say
        room, gap = self.width(), look.px(6)
        right = (look.px(110), 0, self._aside.sizeHint().width())[self._view]
        self.save.setVisible(self._view != 2)
        for names, keys in ((_NAMES, True), (_NAMES, False), (_SHORT, False)):
            for head, name, key in zip(self.views, names, _KEYS, strict=True):
                head.setText(say(name))
                head.setToolTip(say(name))
                head.set_key_hint(key if keys else "")
            left = sum(head.sizeHint().width() + gap for head in self.views)
            save = self.save.sizeHint().width() + gap if self._view != 2 else 0
            if left + right + save + gap <= room:
                break
        else:
            self.save.setVisible(self._view != 2 and left + right + save <= room)
        spare = room - left - (self.save.sizeHint().width() + gap if self.save.isVisibleTo(self) else 0) - gap
        self._search.setFixedWidth(max(look.px(70), min(look.px(240), spare)))
