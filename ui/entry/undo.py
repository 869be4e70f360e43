"""Undo and redo of what was committed, one trail per open return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from kmmp_desktop.domain.values import CellKey, CellValue

Values = Mapping[CellKey, CellValue | None]
Write = Callable[[Values], bool]
"""Writes exact values to disk; False where that failed (and was said)."""


class Change(QUndoCommand):
    """One act of the clerk. Passive: ``Trail`` writes first and moves the stack only after that."""

    def __init__(self, text: str, before: Values, after: Values) -> None:
        super().__init__(text)
        self.before = dict(before)
        self.after = dict(after)


class Trail(QObject):
    """A ``QUndoStack`` whose steps reach the disk before they count."""

    def __init__(self, write: Write, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._write = write

    def record(self, text: str, before: Values, after: Values) -> None:
        """Remember an act that is already on disk."""
        self.stack.push(Change(text, before, after))

    def undo(self) -> tuple[CellKey, ...]:
        """Take the last act back; returns the cells that changed (none where it failed)."""
        if not self.stack.canUndo():
            return ()
        change = self.stack.command(self.stack.index() - 1)
        assert isinstance(change, Change)
        if not self._write(change.before):
            return ()
        self.stack.undo()
        return tuple(change.before)

    def redo(self) -> tuple[CellKey, ...]:
        """Do the act again that was taken back last."""
        if not self.stack.canRedo():
            return ()
        change = self.stack.command(self.stack.index())
        assert isinstance(change, Change)
        if not self._write(change.after):
            return ()
        self.stack.redo()
        return tuple(change.after)

    def touches(self, keys: Set[CellKey]) -> bool:
        """Whether an act of the trail changed one of these cells."""
        acts = [self.stack.command(at) for at in range(self.stack.count())]
        return any(isinstance(act, Change) and not keys.isdisjoint(act.before) for act in acts)

    def forget(self) -> None:
        """Another return was opened."""
        self.stack.clear()
