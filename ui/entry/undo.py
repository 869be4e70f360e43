"""Undo and redo of everything done to an open return: one trail, whatever kind of act it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.errors import KmmpError, LockedError, NotFoundError, RefusedError

Values = Mapping[CellKey, CellValue | None]
Keys = tuple[CellKey, ...]
Write = Callable[[Values], bool]
"""Writes exact values to disk; False where that failed (and was said)."""


class Act(Protocol):
    """Something that is on disk, how it is taken back there, and how it is done again.

    ``back`` and ``forth`` return the cells it stands at once that is on disk, and ``None`` where it
    failed and was said already. They raise ``RefusedError`` or ``NotFoundError`` where there is
    nothing left to take back, since somebody else changed it; other ``KmmpError`` leave the trail
    as it was.
    """

    @property
    def text(self) -> str: ...
    def back(self) -> Keys | None: ...
    def forth(self) -> Keys | None: ...
    def touches(self, keys: Set[CellKey]) -> bool: ...


class Figures:
    """Figures that were written together."""

    def __init__(self, text: str, before: Values, after: Values, write: Write) -> None:
        self.text = text
        self._before, self._after, self._write = dict(before), dict(after), write

    def back(self) -> Keys | None:
        return tuple(self._before) if self._write(self._before) else None

    def forth(self) -> Keys | None:
        return tuple(self._after) if self._write(self._after) else None

    def touches(self, keys: Set[CellKey]) -> bool:
        return not keys.isdisjoint(self._before)


class Step(QUndoCommand):
    """An act on the stack. Passive: ``Trail`` writes first and moves the stack only after that."""

    def __init__(self, act: Act) -> None:
        super().__init__(act.text)
        self.act = act


class Trail(QObject):
    """A ``QUndoStack`` whose steps reach the disk before they count.

    ``write`` puts figures back; ``failed`` is told of an act that could not be taken back or done again.
    """

    def __init__(
        self, write: Write, failed: Callable[[KmmpError], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._write, self._failed = write, failed

    def record(self, text: str, before: Values, after: Values) -> None:
        """Remember figures that are already on disk."""
        self.record_act(Figures(text, before, after, self._write))

    def record_act(self, act: Act) -> None:
        """Remember an act that is already on disk."""
        self.stack.push(Step(act))

    def undo(self) -> Keys:
        """Take the last act back; returns the cells it stood at (none where it failed)."""
        if not self.stack.canUndo():
            return ()
        return self._go(self.stack.command(self.stack.index() - 1), forth=False)

    def redo(self) -> Keys:
        """Do the act again that was taken back last."""
        if not self.stack.canRedo():
            return ()
        return self._go(self.stack.command(self.stack.index()), forth=True)

    def _go(self, step: QUndoCommand, *, forth: bool) -> Keys:
        assert isinstance(step, Step)
        done: Keys | None = None
        try:
            done = step.act.forth() if forth else step.act.back()
            if done is None:
                return ()
        except LockedError as error:
            self._failed(error)
            return ()
        except (RefusedError, NotFoundError) as error:
            step.setObsolete(True)  # else every later press would meet it again
            self._failed(error)
        except KmmpError as error:
            self._failed(error)
            return ()
        if forth:
            self.stack.redo()
        else:
            self.stack.undo()
        return done or ()

    def touches(self, keys: Set[CellKey]) -> bool:
        """Whether an act of the trail changed one of these cells."""
        steps = [self.stack.command(at) for at in range(self.stack.count())]
        return any(isinstance(step, Step) and step.act.touches(keys) for step in steps)

    def forget(self) -> None:
        """Another return was opened."""
        self.stack.clear()
