"""What can be asked of the entry workbooks: choose files, a folder, save a month; buttons, menus, keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ui.page import Desk
from ui.page_action import page_action
from ui.style.look import Look
from ui.widgets.buttons import Button

FILES, FOLDER, TAKE = "Ctrl+O", "Ctrl+Shift+O", "F9"


class Commands(QObject):
    """``paths_chosen(list[Path])``: files or a folder. ``take_asked``: all that can be."""

    paths_chosen = Signal(object)
    take_asked = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        self.files, self.folder = Button(icon_name="plus"), Button()
        self.empty_files, self.empty_folder = Button(kind="primary", icon_name="plus"), Button()
        for button in (self.folder, self.files):
            row.addWidget(button)
        for button in (self.files, self.empty_files):
            button.clicked.connect(self.choose_files)
        for button in (self.folder, self.empty_folder):
            button.clicked.connect(self.choose_folder)
        self._files = page_action(self._page, FILES, self.choose_files)
        self._folder = page_action(self._page, FOLDER, self.choose_folder)
        self._take = page_action(self._page, TAKE, self.take_asked.emit)

    def listed(self) -> tuple[tuple[str, QAction], ...]:
        """(menu, action) pairs for ``Page.page_actions``."""
        return (("tools", self._files), ("tools", self._folder), ("tools", self._take))

    def show_ready(self, ready: bool) -> None:
        self._take.setEnabled(ready)

    def retranslate(self) -> None:
        say = self._desk.say
        for button in (self.files, self.empty_files):
            button.setText(say("Choose files…"))
            button.setToolTip(FILES)
        for button in (self.folder, self.empty_folder):
            button.setText(say("Choose a folder…"))
            button.setToolTip(FOLDER)
        self._files.setText(say("Choose entry &workbooks…"))
        self._folder.setText(say("Choose a &folder of entry workbooks…"))
        self._take.setText(say("&Take in all that can be"))

    def set_look(self, look: Look) -> None:
        for button in (self.files, self.folder, self.empty_files, self.empty_folder):
            button.set_look(look)

    def choose_files(self) -> None:
        say = self._desk.say
        names, _ = QFileDialog.getOpenFileNames(
            self._page, say("Choose entry workbooks"), "", f"{say('Entry workbooks')} (*.xlsx)"
        )
        if names:
            self.paths_chosen.emit([Path(name) for name in names])

    def choose_folder(self) -> None:
        say = self._desk.say
        name = QFileDialog.getExistingDirectory(self._page, say("Choose a folder of entry workbooks"))
        if name:
            self.paths_chosen.emit([Path(name)])
