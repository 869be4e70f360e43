"""What can be asked of received files: add, take in, receipts, replies; buttons, menus and keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ui.page import Desk
from ui.page_action import page_action
from ui.receiving import keys
from ui.receiving.drop_target import DropTarget
from ui.style.look import Look
from ui.widgets.buttons import Button

_ACTIONS = (
    ("files", keys.FILES, "&Add files…"),
    ("folder", keys.FOLDER, "Add a &folder…"),
    ("take", keys.TAKE, "&Take in all that can be"),
    ("take_one", "Shift+F9", "Take in the &chosen file only"),
    ("receipts", keys.RECEIPTS, "&Make receipts…"),
    ("replies", keys.REPLIES, "Write &replies to senders"),
    ("detail", keys.DETAIL, "Show technical &detail"),
    ("facilities", keys.FACILITIES, "Add the facilities that files &wait for"),
    ("doubts", keys.DOUBTS, "Returns with a revoked key…"),
    ("clear", keys.CLEAR, "&Clear the list"),
    ("verify", "", "&Verify files without taking them in"),
)
"""Name, key and menu text of each, in the order of the menu."""


class Commands(QObject):
    """``asked(str)``: one of the actions by name. ``paths_chosen(list[Path])``: files or a folder."""

    asked = Signal(str)
    paths_chosen = Signal(object)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        self.target = DropTarget(desk.look)
        self.files = Button(icon_name="plus")
        self.empty_files, self.empty_folder = Button(kind="primary", icon_name="plus"), Button()
        row.addWidget(self.target)
        row.addWidget(self.files)
        for button in (self.files, self.empty_files):
            button.clicked.connect(self.choose_files)
        for other in (self.target, self.empty_folder):
            other.clicked.connect(self.choose_folder)
        self.target.dropped.connect(self.paths_chosen)
        own: dict[str, Callable[[], None]] = {"files": self.choose_files, "folder": self.choose_folder}
        self.actions = {
            name: page_action(self._page, key, own.get(name) or partial(self.asked.emit, name))
            for name, key, _ in _ACTIONS
        }

    def listed(self) -> tuple[tuple[str, QAction], ...]:
        """(menu, action) pairs for ``Page.page_actions``."""
        return tuple(("tools", action) for action in self.actions.values())

    def enable(self, **can: bool) -> None:
        """Which actions can be asked for now."""
        for name, on in can.items():
            self.actions[name].setEnabled(on)

    def retranslate(self) -> None:
        say = self._desk.say
        for name, _, text in _ACTIONS:
            self.actions[name].setText(say(text))
        for button in (self.files, self.empty_files):
            button.setText(say("Add files…"))
            button.setToolTip(keys.FILES)
        self.target.setText(say("Drop files or a folder here"))
        self.empty_folder.setText(say("Choose a folder…"))
        for other in (self.target, self.empty_folder):
            other.setToolTip(keys.FOLDER)

    def set_look(self, look: Look) -> None:
        for part in (self.files, self.target, self.empty_files, self.empty_folder):
            part.set_look(look)

    def choose_files(self) -> None:
        say = self._desk.say
        names, _ = QFileDialog.getOpenFileNames(
            self._page,
            say("Choose files to receive"),
            "",
            f"{say('Returns and letters')} (*.xlsx *.pdf *.kmmp-*);;{say('All files')} (*)",
        )
        if names:
            self.paths_chosen.emit([Path(name) for name in names])

    def choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self._page, self._desk.say("Choose a folder to receive"))
        if name:
            self.paths_chosen.emit([Path(name)])

    def choose_place(self, title: str) -> Path | None:
        """A folder to write into."""
        name = QFileDialog.getExistingDirectory(self._page, title)
        return Path(name) if name else None
