"""The commands of a page: keys of the window that rest while the page is hidden."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def page_action(page: QWidget, keys: str, run: Callable[[], object]) -> QAction:
    """A command with its key, empty where it has none; its text is set in ``retranslate``."""
    action = QAction(page)
    action.setShortcut(QKeySequence(keys))
    # search and buttons stand in the context bar, outside the page: only a key of the window reaches both
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.triggered.connect(lambda _=False: run())
    page.addAction(action)
    return action
