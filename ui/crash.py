"""The last resort: a fault of the program is logged whole and told once, with what is safe."""

from __future__ import annotations

import logging
import platform
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QPushButton

from kmmp_desktop import __version__
from kmmp_desktop.errors import StorageError
from kmmp_desktop.logs import told

Say = Callable[..., str]
_log = logging.getLogger(__name__)


class CrashHook(QObject):
    """Takes over ``sys.excepthook`` and ``threading.excepthook`` while installed.

    Every fault is logged; the first one is shown. Later ones tend to follow from it, and a
    dialog per repaint would lock the person out.
    """

    _met = Signal(str)
    _refused = Signal(object)
    cannot = Signal(object)
    """A StorageError that nobody took: no fault of the program, but a disk or a server that refuses.

    Told as often as it comes, in the window and not in a dialog: what was typed stays as it is.
    """

    def __init__(self, say: Say, more: Callable[[], str] = lambda: "") -> None:
        """``more``: what else is known of program and office; asked when there is a fault."""
        super().__init__()
        self._say, self._more = say, more
        self._told = False
        self._before = (sys.excepthook, threading.excepthook)
        self.details = ""
        # Queued: a fault may be met in any thread, or inside a paint event.
        self._met.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self.cannot, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self.catch
        threading.excepthook = self._catch_thread

    def remove(self) -> None:
        sys.excepthook, threading.excepthook = self._before

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if issubclass(kind, StorageError):
            _log.warning("a step could not read or write", exc_info=(kind, error, trace))
            self._refused.emit(error)
            return
        _log.critical("Fault of the program", exc_info=(kind, error, trace))
        if not self._told:
            self._told = True
            self._met.emit(report(error))

    def _catch_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.catch(args.exc_type, args.exc_value, args.exc_traceback)

    def _tell(self, details: str) -> None:
        self.details = "\n\n".join(part for part in (details, self._known()) if part)
        say = self._say
        box = QMessageBox(
            QMessageBox.Icon.Critical,
            "KMMP Desktop",
            say("The program has met a fault of its own."),
            parent=QApplication.activeWindow(),
        )
        box.setInformativeText(
            say(
                'Every figure up to the last "All saved" is on disk. Copy the details, send them to your '
                "office, and start the program again."
            )
        )
        box.setDetailedText(self.details)
        for button in box.buttons():  # Qt's own, with words of its own that are English everywhere
            _in_our_words(button, say)
        copy = box.addButton(say("Copy details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.disconnect()  # copying must not close the dialog
        copy.clicked.connect(self._copy)
        box.addButton(say("Close"), QMessageBox.ButtonRole.RejectRole)
        box.setModal(True)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.box = box
        box.open()

    def _known(self) -> str:
        """What helps beside the fault itself; a second fault must not hide the first."""
        try:
            return self._more()
        except Exception:  # noqa: BLE001 - the dialog comes whatever else is broken
            _log.exception("the details for support could not be read")
            return ""

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.details)


def report(error: BaseException) -> str:
    """Versions, and of the fault its kind and its places.

    Never its words: they quote what was typed (``invalid literal for int(): '4711'``).
    """
    head = (
        f"KMMP Desktop {__version__}, Python {platform.python_version()}, PySide6 {pyside_version}, "
        f"{platform.system()} {platform.release()}"
    )
    return f"{head}\n\n{told(error)}"


def _in_our_words(details: QAbstractButton, say: Say) -> None:
    """What opens and closes the details of a message, in the language of the screen."""
    shown = [False]

    def name() -> None:
        details.setText(say("Hide the details") if shown[0] else say("Show the details"))

    def turn() -> None:
        shown[0] = not shown[0]
        name()  # after Qt has written its own

    details.clicked.connect(turn)
    name()
    # Qt measures this button by its own words, and ours are longer.
    ours = QPushButton()
    for words in (say("Hide the details"), say("Show the details")):
        ours.setText(words)
        details.setMinimumWidth(max(details.minimumWidth(), ours.sizeHint().width()))
