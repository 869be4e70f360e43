"""The commands of the rule editor: their words, their keys, what they do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

Act = tuple[str, str, Callable[[], object]]
"""Catalogue text, key, what it does."""


def make_actions(page: QWidget, acts: tuple[Act, ...]) -> dict[str, QAction]:
    """Actions that obey their keys anywhere in ``page``, by their catalogue text."""
    made = {}
    for text, keys, act in acts:
        action = QAction(page)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(act)
        page.addAction(action)
        made[text] = action
    return made
