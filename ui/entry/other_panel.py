"""Another return of the same month, to be read beside the grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Element, Section
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.differences import OtherReturn
from kmmp_desktop.services.likeness import Compared, Likeness
from kmmp_desktop.text import Message
from ui.entry.faces import Say, shown
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

SIGNS = {Likeness.AGREES: "=", Likeness.DIFFERS: "\u2260", Likeness.NOT_COMPARED: "\u2013"}
"""Before a row that is compared with this return, or would be."""

_WORDS = {
    Likeness.AGREES: Message("agrees"),
    Likeness.DIFFERS: Message("differs"),
    Likeness.NOT_COMPARED: Message("not compared"),
}

_ROW, _LABEL, _VALUE = range(3)
_PLACE = int(Qt.ItemDataRole.UserRole)


class OtherPanel(QWidget):
    """Nothing in it can be changed. ``closed()``: Esc, or the button."""

    closed = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._title = Label(look, self, points=SMALL, bold=True, wrap=True)
        self._legend = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.list = QTreeWidget(self)
        self.list.setColumnCount(3)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(False)
        self.list.setWordWrap(True)
        self.list.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_ROW, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_LABEL, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_VALUE, QHeaderView.ResizeMode.ResizeToContents)
        self.close_button = Button(self, small=True, key_hint="Esc")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self.closed)
        self._stack = QVBoxLayout(self)
        self._stack.addWidget(self._title)
        self._stack.addWidget(self._legend)
        self._stack.addWidget(self.list, 1)
        self._stack.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._title.set_look(look)
        self._legend.set_look(look)
        self.close_button.set_look(look)
        self.list.setFont(look.font(TEXT))
        self.list.header().setFont(look.font(SMALL))
        self._stack.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(6))
        self._stack.setSpacing(look.px(5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(180), self._look.px(120))

    def show_return(self, other: OtherReturn, title: str, compared: Mapping[CellKey, Compared]) -> None:
        """The sections of ``other`` in which something is compared.

        ``compared``: its cells, and what became of them.
        """
        say = self._say
        scrolled = self.list.verticalScrollBar().value() if title == self._title.text() else None
        self._title.setText(title)
        self._legend.setText(
            say("To be read only")
            + ".  "
            + ",  ".join(
                f"{SIGNS[likeness]} {say(_WORDS[likeness])}"
                for likeness in (Likeness.DIFFERS, Likeness.AGREES, Likeness.NOT_COMPARED)
            )
        )
        self.close_button.setText(say("Close"))
        self.list.setHeaderLabels([say("Row"), say("Figure"), say("Value")])
        self.list.setAccessibleName(title)
        self.list.clear()
        named = {key.element for key in compared}
        first: QTreeWidgetItem | None = None
        for section in other.form.sections:
            if not named.intersection(element.full for element in section.elements):
                continue
            self._head(section)
            for key, row, label, value in _lines(section, other, say):
                found = compared.get(key)
                sign = SIGNS[found.likeness] if found else ""
                why = say(found.why) if found and found.why else ""
                item = QTreeWidgetItem([f"{sign} {row}".strip(), f"{label}\n{why}".rstrip("\n"), value])
                if found:
                    spoken = f"{row} {why or say(_WORDS[found.likeness])}"
                    item.setData(_ROW, int(Qt.ItemDataRole.AccessibleTextRole), spoken.strip())
                item.setData(0, _PLACE, str(key))
                item.setTextAlignment(_VALUE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
                if sign:
                    for column in range(3):
                        item.setFont(column, self._look.font(TEXT, bold=True))
                self.list.addTopLevelItem(item)
                if first is None and found and found.likeness is Likeness.DIFFERS:
                    first = item
        if first is not None:
            self.list.setCurrentItem(first)
        if scrolled is not None:
            self.list.verticalScrollBar().setValue(scrolled)
        else:
            QTimer.singleShot(0, self, self._show_current)  # once the list has its room

    def _show_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.scrollToItem(item, QTreeWidget.ScrollHint.PositionAtCenter)

    def text_of(self, key: CellKey) -> tuple[str, str] | None:
        """Sign with row, and value, as they stand at a cell; ``None`` where it is not shown."""
        for item in self.rows():
            if item.data(0, _PLACE) == str(key):
                return item.text(_ROW), item.text(_VALUE)
        return None

    def rows(self) -> Iterator[QTreeWidgetItem]:
        """Every line, as it is shown."""
        for number in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(number)
            if item is not None:
                yield item

    def _head(self, section: Section) -> None:
        item = QTreeWidgetItem([f"{section.code}. {self._say(section.title)}", "", ""])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFont(0, self._look.font(SMALL, bold=True))
        self.list.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _lines(section: Section, other: OtherReturn, say: Say) -> Iterator[tuple[CellKey, str, str, str]]:
    """Each row with its figure, and each of its categories; a total only where all of it is there."""
    for element in section.elements:
        label = say(element.short or element.label)
        if element.category_set is None:
            yield element.cells[0], element.row, label, _shown(element.cells[0], other, say)
            continue
        yield element.total, element.row, label, _sum(element, other)
        for category, key in zip(element.category_set.categories, element.cells, strict=True):
            yield key, "", f"    {say(category.label)}", _shown(key, other, say)


def _shown(key: CellKey, other: OtherReturn, say: Say) -> str:
    return shown(other.cells.get(key), say) if other.offered(key) else "NA"


def _sum(element: Element, other: OtherReturn) -> str:
    values = [other.cells.get(key) for key in element.cells]
    numbers = [value.number for value in values if value is not None and value.number is not None]
    return f"{sum(numbers):g}" if len(numbers) == len(values) else ""
