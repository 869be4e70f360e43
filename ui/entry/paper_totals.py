"""Where the sums of the paper are typed, and how far they are from the sums of the cells."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.values import CellKey, Kind, Limits, ValueType, read_cell
from kmmp_desktop.services.control_totals import MOST, section_place
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.faces import Say, figure, is_total
from ui.entry.reason_bar import LineField
from ui.style.look import SMALL, Look
from ui.widgets.labels import IconLabel, Label

_LENGTH = 20


def read_total(text: str) -> float | None:
    """A typed sum; None where the text is none. Thousands may be apart, as on the paper."""
    plain = "".join(text.split()).replace(",", "")
    value = read_cell(plain, ValueType.NUMBER, Limits(maximum=MOST))
    return value.number if value is not None and value.kind is Kind.NUMBER else None


def total_words(opened: OpenReturn, place: str) -> Message | None:
    """How the cells stand to the paper's sum; None where that was not typed."""
    difference = opened.control_difference(place)
    if difference is None:
        return None
    total = opened.paper.sum_of(place)
    params = {
        "sum": figure(total.value or 0),
        "difference": figure(abs(difference)),
        "counted": total.counted,
        "of": total.of,
    }
    if difference == 0:
        return Message("The cells add up to it.")
    if total.counted < total.of and difference < 0:
        return Message("{sum} so far, in {counted} of {of} cells: {difference} less than the paper.", params)
    if difference < 0:
        return Message("The cells add up to {sum}: {difference} less than the paper.", params)
    return Message("The cells add up to {sum}: {difference} more than the paper.", params)


class TotalField(QWidget):
    """One sum of the paper. ``typed(place, number or None)``; ``left()``: back to the grid.

    Text that is no number changes nothing and stays with its place until it is corrected.
    """

    typed = Signal(str, object)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._place, self._kept = "", ""
        self._drafts: dict[str, str] = {}
        self.name = Label(look, self, points=SMALL, wrap=True)
        self.field = LineField(self)
        self.field.setMaxLength(_LENGTH)
        self._icon = IconLabel(look, "tick", 14, "ok", self)
        self.words = Label(look, self, points=SMALL, wrap=True)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self.name, 0, 0, 1, 2)
        self._grid.addWidget(self.field, 0, 2)
        self._grid.addWidget(self._icon, 1, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.words, 1, 1, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self.field.taken.connect(self._take)
        self.field.given_up.connect(self._give_up)
        self.field.left_behind.connect(self._keep)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.name, self.field, self._icon, self.words):
            part.set_look(look)
        self.field.setFixedWidth(look.metrics(SMALL).horizontalAdvance("0") * 11 + look.px(12))
        self._grid.setContentsMargins(look.px(3), look.px(3), look.px(3), look.px(3))  # the focus ring
        self._grid.setHorizontalSpacing(look.px(6))
        self._grid.setVerticalSpacing(look.px(2))

    def show_place(self, opened: OpenReturn, place: str, name: str) -> None:
        """``name``: what the sum is called."""
        self.name.setText(name)
        self.field.setAccessibleName(name)
        kept = opened.control_totals.get(place)
        self._kept = f"{kept.number:.15g}" if kept else ""
        if place != self._place or not self.field.hasFocus():
            self.field.setText(self._drafts.get(place, self._kept))
        self._place = place
        self.field.setReadOnly(opened.locked_why is not None)
        if place in self._drafts and self._drafts[place] != self._kept:
            self._show_refused(self._drafts[place])
        else:
            said = total_words(opened, place)
            agrees = opened.control_difference(place) == 0
            self._show_words(self._say(said) if said else "", agrees)

    def _show_words(self, said: str, agrees: bool) -> None:
        self.words.setText(said)
        self.words.setVisible(bool(said))
        self.field.setAccessibleDescription(said)
        self._icon.setVisible(bool(said))
        self._icon.show_icon(self._look, "tick" if agrees else "warning", "ok" if agrees else "warn")

    def _show_refused(self, text: str) -> None:
        said = self._say(
            '"{text}" is no number. Type the total as it stands on the paper.', text=text.strip()
        )
        self._show_words(said, agrees=False)

    @property
    def filled(self) -> bool:
        """Whether something stands in the field."""
        return bool(self._kept or self._drafts.get(self._place))

    def write(self, first: str = "") -> None:
        """Put the cursor into the field; ``first`` is the key that led here."""
        if self.field.isReadOnly():
            return
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if first:
            self.field.setText(first)
        else:
            self.field.selectAll()

    def _take(self, text: str) -> None:
        if self._keep(text):
            self.left.emit()

    def _keep(self, text: str) -> bool:
        text = text.strip()
        number = read_total(text) if text else None
        if text and number is None:
            self._drafts[self._place] = text
            self._show_refused(text)
            return False
        self._drafts.pop(self._place, None)
        if text != self._kept:
            self._kept = text
            self.typed.emit(self._place, number)
        return True

    def _give_up(self) -> None:
        self._drafts.pop(self._place, None)
        self.field.setText(self._kept)
        self.left.emit()


class PaperTotals(QWidget):
    """The sum of the row, on its total, and the sum of all counts of the section.

    The section's is shown on totals, and everywhere once it has been typed or asked for.
    """

    typed = Signal(str, object)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._asked = False
        self._section = ""
        self.row, self.section = TotalField(look, say, self), TotalField(look, say, self)
        self._layout = QVBoxLayout(self)
        for part in (self.row, self.section):
            self._layout.addWidget(part)
            part.typed.connect(self.typed)
            part.left.connect(self.left)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self.row.set_look(look)
        self.section.set_look(look)
        self._layout.setContentsMargins(look.px(8), look.px(3), look.px(8), look.px(5))
        self._layout.setSpacing(look.px(2))

    def show_cell(self, opened: OpenReturn, key: CellKey) -> None:
        say, element = self._say, opened.form.elements[key.element]
        on_total = is_total(key) or element.is_calculated
        numbers = element.type.is_numeric
        self.row.setVisible(on_total and numbers)
        if on_total and numbers:
            self.row.show_place(opened, key.element, say("Total on the paper"))
        section = opened.form.section_of[key.element].code
        if section != self._section:
            self._section, self._asked = section, False
        place = section_place(section)
        counts = opened.paper.sum_of(place).of > 0
        if counts:
            self.section.show_place(
                opened, place, say("Sum of all counts of section {section} on the paper", section=section)
            )
        self.section.setVisible(counts and (on_total or self._asked or self.section.filled))
        self.setVisible(not self.row.isHidden() or not self.section.isHidden())

    def write_row(self, first: str = "") -> bool:
        """Type the total of the row; False on a cell that is no total."""
        if self.row.isHidden():
            return False
        self.row.write(first)
        return True

    def write_section(self) -> None:
        """Type the sum of the section."""
        self._asked = True
        self.section.show()
        self.show()
        self.section.write()
