"""A clerk at the whole window over a real office: keys go to whatever has the focus, as from a keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from entry_typist import Typist
from office_fixtures import FULL, NOVEMBER, NYOTA, Office
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.exceptions import TimeoutError as NeverCame

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.texts.catalogue import Catalogue
from ui.appearance import Appearance
from ui.entry.open_findings import weighed
from ui.entry.page import EntryPage
from ui.main_window import MainWindow
from ui.page import Desk

NO, CONTROL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class AtTheDesk:
    """The window of one person, and that person's hands and eyes."""

    def __init__(
        self,
        office: Office,
        qtbot: Any,
        app: QApplication,
        settings: QSettings,
        *,
        username: str = "clerk",
        size: tuple[int, int] = (1366, 728),
    ) -> None:
        self.office, self.bot = office, qtbot
        self._app, self._settings = app, settings
        appearance = Appearance(app, settings)
        language = str(settings.value("language", "en"))
        desk = Desk(office.services, Catalogue(language), appearance.look, office.person(username))
        self.appearance = appearance
        self.window = MainWindow(desk, appearance, settings)
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.person_changed()
        self.window.activateWindow()

    def another(self, office: Office) -> AtTheDesk:
        """The same person before the program started again, on the same computer."""
        return AtTheDesk(office, self.bot, self._app, self._settings)

    # -- hands -------------------------------------------------------------------------------

    def press(self, *keys: Qt.Key | str, mod: Qt.KeyboardModifier = NO) -> None:
        window = self.window.windowHandle()
        for key in keys:
            for stroke in key if isinstance(key, str) else (key,):
                QTest.keyClick(window, stroke, mod)

    def keypad(self, text: str) -> None:
        """Digits and signs as the numeric keypad sends them; a line break is its Enter."""
        Typist(self.entry).keypad(text)

    def rest(self) -> None:
        """Fingers off the keys until the screen has said all it has to say: slips follow a moment later."""
        entry = self.window.page("entry")
        if isinstance(entry, EntryPage) and entry.opened is not None:
            opened = entry.opened
            self.bot.waitUntil(lambda: weighed(opened, entry.model.marks), timeout=10_000)
            entry.panel.show_slow()
        for _ in range(3):
            QApplication.processEvents()

    # -- where one is ------------------------------------------------------------------------

    def open(self, mfl: str = NYOTA, period: Period = NOVEMBER, family: str = FULL) -> EntryPage:
        self.window.open_return(family, mfl, period)
        return self.entry

    @property
    def entry(self) -> EntryPage:
        page = self.window.page("entry")
        assert isinstance(page, EntryPage)
        return page

    @property
    def opened(self) -> OpenReturn:
        assert self.entry.opened is not None
        return self.entry.opened

    @property
    def key(self) -> CellKey | None:
        return self.entry.view.key

    def cell(self, reference: str) -> CellKey:
        key = self.opened.form.key(reference)
        assert key is not None, reference
        return key

    def go(self, reference: str) -> None:
        """Ctrl+G, the section and the paper's row, Enter; then to the right as often as it takes."""
        key = self.cell(reference)
        section, row = next(
            (s.code, n)
            for s in self.opened.form.sections
            for n, element in enumerate(s.elements, 1)
            if element.full == key.element
        )
        self.press(Qt.Key.Key_G, mod=CONTROL)
        self.press(f"{section}{row}", Qt.Key.Key_Return)
        cells = self.opened.form.elements[key.element].cells
        for _ in range(cells.index(key) if key in cells else 0):
            self.press(Qt.Key.Key_Right)
        assert self.key == key, (self.key, key)

    def text(self, reference: str) -> str:
        value = self.opened.value(self.cell(reference))
        return "" if value is None else value.raw

    # -- eyes --------------------------------------------------------------------------------

    def says(self, *words: str) -> bool:
        """Whether all of this stands somewhere on the window, once Qt has shown what it was told to show.

        A label put into a layout that is on screen becomes visible only when the events have run.
        """
        try:
            self.bot.waitUntil(lambda: self.shows(*words))
        except NeverCame:
            return False
        return True

    def shows(self, *words: str) -> bool:
        """Whether all of this stands somewhere on the window at this moment."""
        seen = "\n".join(texts_of(self.window))
        return all(word in seen for word in words)

    def face(self, reference: str) -> Any:
        index = self.entry.model.place(self.cell(reference))
        return self.entry.model.face(index.row(), index.column())

    def hears(self, reference: str) -> str:
        """What a screen reader says of a cell."""
        from ui.entry.return_model import ACCESSIBLE

        return str(self.entry.model.data(self.entry.model.place(self.cell(reference)), ACCESSIBLE))

    def picture(self, path: Path) -> None:
        self.rest()
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self.window.grab().save(str(path))


def texts_of(top: QWidget) -> list[str]:
    """What labels, buttons and their accessible names say, as far as they are shown."""
    found = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel):
            found.append(widget.text())
        elif hasattr(widget, "text") and callable(widget.text):
            found.append(str(widget.text()))
        found.append(widget.accessibleName())
        answer = QAccessible.queryAccessibleInterface(widget)
        if answer is not None and answer.isValid():
            found.append(answer.text(QAccessible.Text.Name))
    return found
