"""The first rows of a list, each column under its name in the file and what it is taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from ui.style.look import SMALL, Look


class PreviewTable(QTableWidget):
    """Read only; a handful of rows, so that plain items are enough."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setFont(look.font(SMALL))
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setDefaultSectionSize(look.row(SMALL, 22))
        self.verticalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumHeight(look.px(120))

    def show_rows(
        self, header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], taken_for: Mapping[int, str]
    ) -> None:
        """``taken_for``: column number -> what it is imported as (translated)."""
        self.clear()
        self.setColumnCount(len(header))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(
            [f"{name} → {taken_for[at]}" if at in taken_for else name for at, name in enumerate(header)]
        )
        self.setVerticalHeaderLabels([str(number) for number, _ in rows])
        for at, (_, cells) in enumerate(rows):
            for column, text in enumerate(cells[: len(header)]):
                item = QTableWidgetItem(text)
                if column not in taken_for:
                    item.setForeground(self._look.muted)
                self.setItem(at, column, item)
        self.resizeColumnsToContents()
