"""Long work off the GUI thread, with progress, cancelling and one sure ending."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThreadPool, Signal

Report = Callable[..., None]
"""What the work calls to tell how far it is: ``(done, of)`` or ``(step, done, of)``."""

_PATIENCE_MS = 10_000


def wait_for_work() -> bool:
    """Let what still runs come to its end, for closing the office: it reads there. False if it has not."""
    return QThreadPool.globalInstance().waitForDone(_PATIENCE_MS)


class Cancelled(Exception):
    """Raised inside the work once the person has asked to stop."""


class _Wire(QObject):
    """What the work's thread speaks into. It belongs to no window: one that closes takes it from nobody."""

    progressed = Signal(int, int)
    stepped = Signal(str, int, int)
    ended = Signal(object)


class _Run:
    """The half of a task that is used on the work's thread."""

    def __init__(self, work: Callable[[Report], object]) -> None:
        self._work = work
        self.wire = _Wire()
        self.cancel = threading.Event()
        self.over = threading.Event()
        self.gone = threading.Event()

    def __call__(self) -> None:
        try:
            self._do()
        finally:
            del self.wire
            self.gone.set()

    def _do(self) -> None:
        end: tuple[str, tuple[object, ...]] = "cancelled", ()
        try:
            end = "succeeded", (self._work(self._report),)
        except Cancelled:
            pass
        except Exception as error:  # noqa: BLE001 - handed to the GUI thread whole
            end = "failed", (error,)
        finally:
            self.over.set()
            _tell(self.wire.ended, end)

    def _report(self, *how_far: str | int) -> None:
        if self.cancel.is_set():
            raise Cancelled
        _tell(self.wire.stepped if len(how_far) == 3 else self.wire.progressed, *how_far)


class _Wires(QObject):
    """Keeps each wire until the work's thread has let go of it.

    Who lets go last deletes it. If that is the work's thread while the GUI thread takes down the task at the
    wire's other end, Qt asks an object that is half gone, and the program ends. So it is the GUI thread.
    """

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._kept: list[tuple[_Run, _Wire]] = []

    @classmethod
    def of(cls, app: QCoreApplication) -> _Wires:
        found = app.findChild(cls, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return found if found is not None else cls(app)

    def keep(self, run: _Run) -> None:
        """Keep one more; those that no thread speaks into any more are let go here."""
        self._kept = [(run, wire) for run, wire in self._kept if not run.gone.is_set()]
        self._kept.append((run, run.wire))


class Task(QObject):
    """A running piece of work.

    Create it on the GUI thread and keep a reference until ``finished``, which comes exactly
    once, right after ``succeeded``, ``failed`` or ``cancelled``: nothing else happens in between, so that
    what came and what may be done next are seen together. The work is a plain function of a ``Report``;
    it must not touch widgets. Cancelling takes effect at its next report. A window that goes takes its
    task along at any moment: the work ends unheard.
    """

    progressed = Signal(int, int)
    stepped = Signal(str, int, int)
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, work: Callable[[Report], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = _Run(work)
        wire = self._run.wire
        wire.progressed.connect(self.progressed)
        wire.stepped.connect(self.stepped)
        wire.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        app = QCoreApplication.instance()
        if app is not None:  # it is there whenever signals come to anybody
            _Wires.of(app).keep(self._run)
        QThreadPool.globalInstance().start(QRunnable.create(self._run))

    def cancel(self) -> None:
        """Ask the work to stop; it ends at its next report, or runs to its end if it has none left."""
        self._run.cancel.set()

    @property
    def is_over(self) -> bool:
        """Whether the work itself has ended (what it tells may still be on its way)."""
        return self._run.over.is_set()

    def wait(self, seconds: float) -> bool:
        """Block until the work has ended, for closing the program; False if it has not in time."""
        return self._run.over.wait(seconds)

    def _end(self, end: tuple[str, tuple[object, ...]]) -> None:
        how, values = end
        _tell(getattr(self, how), *values)
        _tell(self.finished)


def _tell(signal: object, *values: object) -> None:
    try:
        signal.emit(*values)  # type: ignore[attr-defined]
    except RuntimeError:
        # The window was closed and took the Qt half of this task with it: nobody listens.
        return
