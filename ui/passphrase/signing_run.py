"""From a passphrase to signed bytes: ask, unlock, run off the GUI thread, lock the key again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.services.ports import Signer
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.passphrase.dialog import PassphraseDialog, SigningWords, ask_passphrase
from ui.tasks import Report, Task

Signing = Callable[[Signer, str, Report], object]
"""The work: gets the unlocked key, the language chosen (or ``""``) and a report."""


class SigningRun(QObject):
    """One act of signing at a time.

    ``started`` once the passphrase was right; then ``progressed(done, of)``; then one of
    ``succeeded(object)``, ``refused(str)`` (a sentence) or neither (cancelled); last ``finished``.
    The key is locked again whatever happens.
    """

    started = Signal()
    progressed = Signal(int, int)
    succeeded = Signal(object)
    refused = Signal(str)
    finished = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = parent
        self._task: Task | None = None
        self._signing: Signing | None = None
        self.dialog: PassphraseDialog | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def start(self, words: SigningWords, signing: Signing) -> None:
        """Ask the passphrase over the parent; ``signing`` runs when it is right."""
        if self.is_running:
            return
        self._signing = signing
        self.dialog = ask_passphrase(self._desk, words, self._window)
        self.dialog.unlocked.connect(self._run)
        self.dialog.destroyed.connect(self._dialog_gone)

    def cancel(self) -> None:
        """Ask the running work to stop at its next report."""
        if self._task is not None:
            self._task.cancel()

    def _dialog_gone(self) -> None:
        self.dialog = None

    def _run(self, signer: Signer, language: str) -> None:
        signing = self._signing
        assert signing is not None

        def work(report: Report) -> object:
            try:
                return signing(signer, language, report)
            finally:
                signer.lock()

        self._task = Task(work, self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(self.succeeded)
        self._task.failed.connect(self._failed)
        self._task.finished.connect(self._over)
        self.started.emit()
        self._task.start()

    def _failed(self, error: Exception) -> None:
        self.refused.emit(say_error(self._desk, error))

    def _over(self) -> None:
        self._task = None
        self._signing = None
        self.finished.emit()
