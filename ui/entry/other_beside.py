"""Opens the other return of a difference beside the grid, follows the cursor, closes it again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import StorageError
from kmmp_desktop.services.differences import OtherReturn, named
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.other_panel import OtherPanel
from ui.entry.workspace import Workspace
from ui.page import Desk


class OtherBeside(QObject):
    """``told(Message)``: why nothing can be shown. ``left()``: it was closed, the grid takes the keys."""

    told = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, space: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._space = desk, space
        self._opened: OpenReturn | None = None
        self._at: CellKey | None = None
        self._shown: ReturnKey | None = None
        self.panel = OtherPanel(desk.look, desk.say)
        self.panel.hide()
        self.panel.closed.connect(self.close)
        space.lay_beside_grid(self.panel)

    @property
    def is_shown(self) -> bool:
        return not self.panel.isHidden()

    def act(self, action: str) -> bool:
        """Show or hide it, or Esc on the grid while it is shown; False for anything else."""
        if action == "other_return":
            self.close() if self.is_shown else self.open()
            return True
        if action == "all_rows" and self.is_shown:
            self.close()
            return True
        return False

    def follow(self, opened: OpenReturn) -> None:
        """Another return is on the desk, or the same one read again."""
        same = self._opened is not None and self._opened.key == opened.key
        self._opened = opened
        if not same:
            self._hide()
        elif self.is_shown:
            self._show(self._shown)

    def stand(self, key: CellKey) -> None:
        self._at = key

    def refresh(self) -> None:
        """A figure of this return changed: what agrees with it now?"""
        if self.is_shown:
            self._show(self._shown)

    def open(self, key: ReturnKey | None = None) -> None:
        """Show the other return ``key``; of several the one that differs at the cursor, else the first."""
        opened = self._opened
        if opened is None:
            return
        try:
            opened.between.read_again()
        except StorageError as error:
            self.told.emit(error.message)
            return
        if key is None:
            here = opened.between.at(self._at) if self._at is not None else ()
            found = (*(d.other for d in (*here, *opened.between.differences)), *opened.between.others)
            key = found[0].key if found else None
        if key is None:
            self.told.emit(
                Message(
                    "This return is compared with no other: none is owed, or nothing has been typed there."
                )
            )
            return
        self.panel.show()
        self._show(key)
        self._space.fit()

    def close(self) -> None:
        """Hide it; the cursor goes back to the grid."""
        self._hide()
        self.left.emit()

    def forget(self) -> None:
        """Nothing is open any more."""
        self._opened = self._at = None
        self._hide()

    def _hide(self) -> None:
        self._shown = None
        if self.is_shown:
            self.panel.hide()
            self._space.fit()

    def _show(self, key: ReturnKey | None) -> None:
        opened = self._opened
        assert opened is not None
        other = self._other(key)
        if other is None:
            self._hide()
            return
        self._shown = other.key
        title = self._desk.say(named(other.form, other.key, other.state, other.number))
        self.panel.show_return(other, title, opened.between.compared(other.key))

    def _other(self, key: ReturnKey | None) -> OtherReturn | None:
        assert self._opened is not None
        return next((other for other in self._opened.between.others if other.key == key), None)
