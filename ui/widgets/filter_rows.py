"""What a list is narrowed by: counts of which one is chosen, and boxes beside or under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from ui.style.look import Dressed, Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.wording import Say
from ui.worklist.filters import FilterToggle

ALL = "all"
Named = Iterable[tuple[str, object]]


class FilterRows(QWidget):
    """``changed()`` when another choice was made. On a low screen the boxes fold away behind a button.

    Subclasses fill ``choices`` with their boxes, and say in ``fit_choices`` what gives way first.
    """

    changed = Signal()

    def __init__(
        self, look: Look, say: Say, faces: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """``faces``: name, icon and ink of each count after the one for all."""
        super().__init__(parent)
        self.look, self.say = look, say
        self.toggles = {
            name: FilterToggle(look, icon, ink, self) for name, icon, ink in ((ALL, "", ""), *faces)
        }
        self.more = Button(small=True)
        self.more.setCheckable(True)
        self.more.clicked.connect(lambda _on: self._fold())
        self.more.hide()
        self.counts = QWidget(self)
        self.counts_row = QHBoxLayout(self.counts)
        group = QButtonGroup(self)
        for toggle in self.toggles.values():
            self.counts_row.addWidget(toggle)
            group.addButton(toggle)
            toggle.clicked.connect(self.changed)
        self.counts_row.addStretch(1)
        self.counts_row.addWidget(self.more)
        self.toggles[ALL].setChecked(True)
        self.choices = QWidget(self)
        self.choices_row = QHBoxLayout(self.choices)
        for row in (self.counts_row, self.choices_row):
            row.setContentsMargins(0, 0, 0, 0)
        self.grid = QGridLayout(self)
        self.grid.addWidget(self.counts, 0, 0)
        self.grid.addWidget(self.choices, 1, 0)
        self._low = False
        # It folds by itself, so that it never makes the window wider than the screen.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)

    @property
    def chosen(self) -> str:
        """Name of the count that is chosen; ``ALL`` where none is."""
        return next(name for name, toggle in self.toggles.items() if toggle.isChecked())

    @property
    def is_narrowed(self) -> bool:
        """Whether a box, not a count, narrows the list: then the boxes stay in sight."""
        return False

    # -- room ------------------------------------------------------------------------------

    def set_low(self, low: bool) -> None:
        """A low screen: the list is worth more than the boxes."""
        self._low = low
        self._fold()

    def _fold(self) -> None:
        self.more.setVisible(self._low)
        self.choices.setVisible(not self._low or self.more.isChecked() or self.is_narrowed)
        self.fit()

    def fit(self) -> None:
        """Words of the counts go first where there is no room."""
        gaps = self.look.px(6) * len(self.toggles) + self.look.px(30)
        aside = self.more.sizeHint().width() if self._low else 0
        long = sum(t.width_for(short=False) for t in self.toggles.values()) + gaps + aside
        for toggle in self.toggles.values():
            toggle.set_short(long > self.width())
        self.fit_choices(min(long, self.width()))

    def fit_choices(self, counts: int) -> None:
        """Let boxes go that find no room. ``counts``: pixels that the counts take."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # -- words and look --------------------------------------------------------------------

    def retranslate(self) -> None:
        self.more.setText(self.say("Narrow…"))
        self.more.setToolTip(self.say("Facility, form, month and the like"))
        self.fit()

    def set_look(self, look: Look) -> None:
        self.look = look
        parts: tuple[Dressed, ...] = (*self.toggles.values(), self.more)
        for part in parts:
            part.set_look(look)
        for layout in (self.counts_row, self.choices_row):
            layout.setSpacing(look.px(6))
        self.grid.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        self.grid.setSpacing(look.px(6))
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self.look.grid)
        painter.end()


def fill(box: ComboBox, all_word: str, entries: Named, longest: int, *, kept: bool = False) -> None:
    """New entries after the word for all; what was chosen stays chosen.

    ``kept``: also where nothing of it is left; ``longest``: letters of an entry.
    """
    with QSignalBlocker(box):
        chosen = str(box.currentData() or "")
        box.clear()
        if all_word:
            box.addItem(all_word, "")
        for label, value in entries:
            box.addItem(label if len(label) <= longest else label[: longest - 1] + "…", str(value))
        if kept and chosen and box.findData(chosen) < 0:
            box.addItem(f"{chosen} (0)", chosen)
        box.setCurrentIndex(max(0, box.findData(chosen)))
    box.updateGeometry()
