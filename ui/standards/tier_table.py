"""The table of a standard, tier by tier: each starts right after the one above it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kmmp_desktop.domain.tiers import MOST_TIERS, Tiers
from ui.page import Desk
from ui.standards.keys import ADD_TIER, REMOVE_TIER
from ui.style.look import SMALL, Dressed, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class _Field(QLineEdit):
    """``stepped(int)``: rows down. ``added``, ``removed``: a tier under this one, this one."""

    stepped = Signal(int)
    added = Signal()
    removed = Signal()
    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key == Qt.Key.Key_Insert and not event.modifiers():
            self.added.emit()
        elif key == Qt.Key.Key_Delete and control:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class _Row:
    least: Label
    fields: tuple[_Field, _Field, _Field]
    """Up to, staff, one more per."""


class TierTable(QWidget):
    """A row for each tier; where it starts follows from the row above. ``changed``: something was typed.

    ``entered``: the cursor is in another field, which has to be seen.
    ``rebuilt``: the fields are others; whoever holds the table puts ``fields`` into its tab order.
    """

    changed = Signal()
    entered = Signal()
    rebuilt = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[_Row] = []
        self._at = 0
        self._digits = QRegularExpressionValidator(QRegularExpression("[0-9]{0,7}"), self)
        self._heads = [Label(desk.look, self, points=SMALL, ink="muted", wrap=True) for _ in range(4)]
        self.add, self.remove = Button(self, small=True), Button(self, small=True)
        self.add.clicked.connect(lambda: self._add(self._at))
        self.remove.clicked.connect(lambda: self._remove(self._at))
        self._grid = QGridLayout()
        for column, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignBottom)
            self._grid.setColumnStretch(column, 2 if column else 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addLayout(self._grid)
        self._whole.addLayout(buttons)

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """Everything that takes the focus, in its order."""
        return (*(field for row in self._rows for field in row.fields), self.add, self.remove)

    def show_tiers(self, tiers: Tiers) -> None:
        """Show a table; what was typed goes."""
        self._at = 0
        self._build(
            [
                ("" if math.isinf(most) else f"{most:.0f}", f"{staff:.0f}", f"{per:.0f}" if per else "")
                for _, most, staff, per in tiers
            ]
        )

    def text(self) -> str:
        """The table as it is typed, as ``read_tiers`` reads it."""
        parts = []
        for row, least in zip(self._rows, self._starts(), strict=True):
            most, staff, per = (field.text() for field in row.fields)
            parts.append(f"{least}-{most}: {staff}" + (f" + 1/{per}" if per else ""))
        return "; ".join(parts)

    def go_in(self) -> None:
        """The first field that can be typed in."""
        first = next(field for field in self._rows[0].fields if not field.isReadOnly())
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        first.selectAll()

    # -- rows --------------------------------------------------------------------------------

    def _build(self, texts: list[tuple[str, ...]]) -> None:
        gone = [part for row in self._rows for part in (row.least, *row.fields)]
        for part in gone:
            part.blockSignals(True)  # the focus wanders through what is hidden
        for part in gone:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._rows = [self._row(number, each) for number, each in enumerate(texts)]
        self._name()
        self.set_look(self._desk.look)
        self.rebuilt.emit()
        self._typed()

    def _row(self, number: int, texts: tuple[str, ...]) -> _Row:
        least = Label(self._desk.look, self)
        self._grid.addWidget(least, number + 1, 0)
        fields = (_Field(self), _Field(self), _Field(self))
        for column, (field, text) in enumerate(zip(fields, texts, strict=True), 1):
            field.setValidator(self._digits)
            field.setText(text)
            field.textChanged.connect(self._typed)
            field.entered.connect(lambda: self._note(number))
            field.stepped.connect(lambda step, c=column - 1: self._go(number + step, c))
            field.added.connect(lambda: self._add(number))
            field.removed.connect(lambda: self._remove(number))
            self._grid.addWidget(field, number + 1, column)
            field.show()  # now, not after the next event: it takes the focus at once
        return _Row(least, fields)

    def _note(self, number: int) -> None:
        """The buttons mean the tier that the cursor was in last."""
        self._at = number
        self.entered.emit()

    def _texts(self) -> list[tuple[str, ...]]:
        return [tuple(field.text() for field in row.fields) for row in self._rows]

    def _add(self, after: int) -> None:
        """An empty tier under this one; under the last one, it is the open one."""
        if len(self._rows) >= MOST_TIERS:
            return
        texts = self._texts()
        texts.insert(after + 1, ("", "", ""))
        self._build(texts)
        self._go(after if after + 2 == len(texts) else after + 1, 0)

    def _remove(self, number: int) -> None:
        if len(self._rows) < 2:
            return
        texts = self._texts()
        del texts[number]
        texts[-1] = ("", *texts[-1][1:])
        self._at = min(number, len(texts) - 1)
        self._build(texts)
        self._go(self._at, 0)

    def _go(self, number: int, column: int) -> None:
        if not 0 <= number < len(self._rows):
            return
        fields = self._rows[number].fields
        field = fields[1] if fields[column].isReadOnly() else fields[column]
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def _starts(self) -> list[int]:
        """Where each tier starts; after one without an end anywhere behind it: that one is told first."""
        starts = [0]
        for row in self._rows[:-1]:
            most = row.fields[0].text()
            starts.append(int(most) + 1 if most else starts[-1] + 1)
        return starts[: len(self._rows)]

    def _typed(self, *_: object) -> None:
        known = True
        for row, least in zip(self._rows, self._starts(), strict=True):
            row.least.setText(str(least) if known else "…")
            known = known and bool(row.fields[0].text())
        self.add.setEnabled(len(self._rows) < MOST_TIERS)
        self.remove.setEnabled(len(self._rows) > 1)
        self.changed.emit()

    # -- words and looks ---------------------------------------------------------------------

    def retranslate(self) -> None:
        say = self._desk.say
        words = (say("From"), say("Up to"), say("Staff"), say("1 more per"))
        for head, word in zip(self._heads, words, strict=True):
            head.setText(word)
        self.add.setText(say("Add a tier"))
        self.add.setToolTip(ADD_TIER)
        self.remove.setText(say("Remove the tier"))
        self.remove.setToolTip(REMOVE_TIER)
        self._name()

    def _name(self) -> None:
        say = self._desk.say
        names = (say("Up to"), say("Staff"), say("1 more per"))
        for number, row in enumerate(self._rows, 1):
            for field, name in zip(row.fields, names, strict=True):
                field.setAccessibleName(say("Tier {tier}: {what}", tier=number, what=name))
            last = number == len(self._rows)
            row.fields[0].setReadOnly(last)
            row.fields[0].setFocusPolicy(Qt.FocusPolicy.NoFocus if last else Qt.FocusPolicy.StrongFocus)
            row.fields[0].setPlaceholderText(say("and above") if last else "")

    def set_look(self, look: Look) -> None:
        parts: tuple[Dressed, ...] = (*self._heads, self.add, self.remove, *(row.least for row in self._rows))
        for part in parts:
            part.set_look(look)
        self._grid.setHorizontalSpacing(look.px(6))
        self._grid.setVerticalSpacing(look.px(3))
        self._whole.setSpacing(look.px(4))
        for row in self._rows:
            for field in row.fields:
                field.setMinimumWidth(look.px(48))
