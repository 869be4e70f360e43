"""Parts side by side, or one at a time where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from ui.style.look import Look
from ui.widgets.buttons import Button

_NARROW = 1100
"""Effective pixels of width below which one part is shown at a time."""


class Parts(QWidget):
    """``stops`` are what F6 walks through, each the widgets that are seen at it where it is narrow.

    ``columns`` stand side by side, ``below`` under them; where it is narrow, one stop is shown.
    ``folded(bool)``: it became narrow, or wide again.
    """

    folded = Signal(bool)

    def __init__(
        self,
        look: Look,
        columns: tuple[QWidget, ...],
        below: QWidget,
        stops: tuple[tuple[QWidget, ...], ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._stops = stops
        self._all = tuple(dict.fromkeys(widget for stop in stops for widget in stop))
        self._narrow = False
        self._here = 0
        self._arranging = False
        self._buttons: list[Button] = []
        self._bar = QWidget()
        self._row = QHBoxLayout(self._bar)
        for number in range(len(stops)):
            button = Button(kind="flat", small=True)
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, n=number: self.go_to(n))
            self._row.addWidget(button)
            self._buttons.append(button)
        self._row.addStretch(1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for part in columns:
            self._splitter.addWidget(part)
        self._below = below
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._splitter, 1000)
        column.addWidget(below)
        column.addStretch(1)
        self._bar.hide()
        # In a narrow window a part may ask for more than there is: it scrolls, the window does not grow.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def set_words(self, *words: str) -> None:
        for button, text in zip(self._buttons, words, strict=True):
            button.setText(text)

    def set_shares(self, *shares: int) -> None:
        """How the columns share the width."""
        for number, share in enumerate(shares):
            self._splitter.setStretchFactor(number, share)
        self._splitter.setSizes([share * 1000 for share in shares])

    @property
    def here(self) -> int:
        return self._here

    @property
    def is_narrow(self) -> bool:
        return self._narrow

    def go_to(self, number: int) -> None:
        """Go to a stop and put the focus into it."""
        self.show_part(number % len(self._stops))
        part = self._stops[self._here][-1]
        wanted = part.focusProxy() or _first(part)
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.TabFocusReason)

    def show_part(self, number: int) -> None:
        """Show a stop where only one is shown; the focus stays where it can."""
        self._here = number
        self._arrange()

    def _follow(self, _old: QObject | None, new: QObject | None) -> None:
        if self._arranging or not isinstance(new, QWidget) or not self.isVisible():
            return  # hiding what has the focus moves it somewhere
        for number, stop in enumerate(self._stops):
            if stop[-1] is new or stop[-1].isAncestorOf(new):
                self._here = number
                self._arrange()
                return

    def _arrange(self) -> None:
        self._arranging = True
        shown = self._stops[self._here] if self._narrow else self._all
        self._splitter.setVisible(not self._narrow or self._below not in shown)
        for widget in sorted(self._all, key=lambda each: each not in shown):
            widget.setVisible(widget in shown)
        self._arranging = False
        for number, button in enumerate(self._buttons):
            button.setChecked(number == self._here)
        self._bar.setVisible(self._narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self.width() < self._look.px(_NARROW)
        if narrow is not self._narrow:
            self._narrow = narrow
            self._arrange()
            self.folded.emit(narrow)

    def set_look(self, look: Look) -> None:
        self._look = look
        for button in self._buttons:
            button.set_look(look)
        px = look.px
        self._row.setContentsMargins(px(8), px(3), px(8), px(3))
        self._fold()


def _first(part: QWidget) -> QWidget | None:
    """The first control that takes the focus by Tab."""
    controls = part.findChildren(QWidget)
    return next((w for w in controls if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled()), None)
