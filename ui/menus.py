"""Builds menus and their actions from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.actions import COMMANDS, MENUS
from ui.appearance import THEMES
from ui.style.look import TEXT_SIZES

Say = Callable[..., str]


class Menus:
    """The menu bar of the window. Texts are set by ``retranslate`` only."""

    def __init__(self, window: QMainWindow, handlers: Mapping[str, Callable[[], object]]) -> None:
        self._window = window
        self._menus: dict[str, QMenu] = {name: QMenu(window) for name, _ in MENUS}
        self.actions: dict[str, QAction] = {}
        self._guests: list[tuple[str, QAction]] = []
        for name, _ in MENUS:
            window.menuBar().addMenu(self._menus[name])
        self._appearance = QMenu(window)
        self._sizes = QMenu(window)
        self.themes = self._choices(self._appearance, [name for name, _ in THEMES])
        self.sizes = self._choices(self._sizes, [str(size) for size in TEXT_SIZES])
        self._menus["view"].addMenu(self._appearance)
        self._menus["view"].addMenu(self._sizes)
        for command in COMMANDS:
            if command.separated:
                self._menus[command.menu].addSeparator()
            action = QAction(window)
            action.setShortcut(QKeySequence(command.keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(without_checked(handlers[command.name]))
            action.setMenuRole(
                QAction.MenuRole.QuitRole if command.name == "quit" else QAction.MenuRole.NoRole
            )
            self._menus[command.menu].addAction(action)
            window.addAction(action)
            self.actions[command.name] = action
        self._ends = {name: self._menus[name].addSeparator() for name, _ in MENUS}

    def _choices(self, menu: QMenu, names: Iterable[str]) -> dict[str, QAction]:
        group = QActionGroup(menu)
        made = {}
        for name in names:
            made[name] = QAction(menu)
            made[name].setCheckable(True)
            group.addAction(made[name])
            menu.addAction(made[name])
        return made

    def show_guests(self, guests: Iterable[tuple[str, QAction]]) -> None:
        """Show the actions of the present place; those of the last one go."""
        for menu, action in self._guests:
            self._menus[menu].removeAction(action)
        self._guests = list(guests)
        for menu, action in self._guests:
            own = [a for a in self._menus[menu].actions() if a in self.actions.values()]
            if own:
                self._menus[menu].insertAction(own[0], action)
            else:
                self._menus[menu].addAction(action)
        self._hide_empty()

    def show_places(self, actions: Iterable[QAction], *, in_menu: bool) -> None:
        """List the places in Go; the menu itself is shown where the row of places is not."""
        self._menus["go"].clear()
        self._menus["go"].addActions(list(actions))
        self._menus["go"].menuAction().setVisible(in_menu)
        self._hide_empty()

    def _hide_empty(self) -> None:
        for name in ("return", "month", "edit", "tools"):
            shown = any(not a.isSeparator() for a in self._menus[name].actions())
            self._menus[name].menuAction().setVisible(shown)

    def retranslate(self, say: Say) -> None:
        for name, title in MENUS:
            self._menus[name].setTitle(say(title))
        for command in COMMANDS:
            self.actions[command.name].setText(say(command.text))
        self._appearance.setTitle(say("&Appearance"))
        self._sizes.setTitle(say("&Text size"))
        for name, title in THEMES:
            self.themes[name].setText(say(title))
        for size, action in self.sizes.items():
            action.setText(f"{size} %")

    def menu(self, name: str) -> QMenu:
        return self._menus[name]


def without_checked(handler: Callable[[], object]) -> Callable[..., None]:
    def run(*_checked: bool) -> None:
        handler()

    return run
