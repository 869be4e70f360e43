"""Narrows the form to the rows somebody looks for, and brings all of them back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry.faces import Say
from ui.entry.filter_bar import FilterBar
from ui.entry.grid_view import GridView
from ui.entry.keeping import Keeping
from ui.entry.row_filter import matching, sections_of
from ui.entry.steering import Steering


class FindingRows(QObject):
    """Keeps the line above the grid, the rows of the grid and the cursor's path in step.

    Where no row matches, all are shown: there is always a cell to type into.
    """

    def __init__(
        self,
        bar: FilterBar,
        view: GridView,
        steering: Steering,
        keeping: Keeping,
        say: Say,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bar, self._view, self._steering, self._keeping, self._say = bar, view, steering, keeping, say
        self._from: CellKey | None = None
        bar.wanted.connect(self._narrow)
        bar.taken.connect(view.setFocus)
        bar.given_up.connect(self._give_up)
        steering.rows_shown.connect(self._shown)

    def act(self, action: str) -> bool:
        if action == "filter" and self._keeping.opened is not None:
            if self._bar.isHidden():
                self._from = self._steering.key
            self._bar.start()
            return True
        if action == "all_rows":
            if not self._bar.isHidden():
                self.show_all()
            return True
        return False

    @property
    def _opened(self) -> OpenReturn:
        assert self._keeping.opened is not None
        return self._keeping.opened

    def _narrow(self, wanted: str) -> None:
        opened, say = self._opened, self._say
        rows = matching(opened.form, wanted, say)
        nothing = not wanted.strip() or not rows
        self._steering.show_only(None if nothing else rows, self._from)
        if not wanted.strip():
            self._bar.say_found("")
        elif not rows:
            self._bar.say_found(say("No row has {text}. All rows are shown.", text=wanted.strip()))
        else:
            where = ", ".join(sections_of(opened.form, rows))
            many = "1 row, in section {where}" if len(rows) == 1 else "{count} rows, in sections {where}"
            self._bar.say_found(say(many, count=len(rows), where=where))

    def show_all(self) -> None:
        """All rows again; the cursor stays."""
        self._view.setFocus()
        self._bar.stop()
        self._steering.show_only(None)

    def _give_up(self) -> None:
        """Esc while the words are being typed: back to where the search began."""
        self.show_all()
        if self._from is not None:
            self._steering.go(self._from)

    def retranslate(self) -> None:
        self._bar.retranslate()
        if not self._bar.isHidden():
            self._narrow(self._bar.field.text())

    def _shown(self, rows: frozenset[str] | None) -> None:
        self._view.measures.show_only(rows)
        if rows is None and not self._bar.field.hasFocus():
            self._bar.stop()  # a jump into a row that was hidden, or another return
