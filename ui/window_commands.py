"""What the menus do that belongs to no place: dialogs of facilities, people and help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from kmmp_desktop import __version__
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.permits import permit
from ui.appearance import Appearance
from ui.messages import tell

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class WindowCommands:
    """Dialogs are imported when they are first asked for: start-up need not wait for them."""

    def __init__(self, window: MainWindow, appearance: Appearance) -> None:
        self._window, self._appearance = window, appearance

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command of ``ui.actions.COMMANDS`` does, by its name."""
        window, appearance = self._window, self._appearance
        return {
            "import_facilities": self.import_facilities,
            "add_facility": lambda: self.edit_facility(None),
            "take_in_books": lambda: window.show_place("taking_in"),
            "switch_person": self.switch_person,
            "quit": window.close,
            "find": window.start_search,
            "refresh": window.refresh,
            "larger": lambda: appearance.step(1),
            "smaller": lambda: appearance.step(-1),
            "normal_size": lambda: appearance.set_percent(100),
            "totals": lambda: window.show_place("totals"),
            "verify_file": self._verify_file,
            "verify_log": lambda: window.show_place("log"),
            "cell_story": self._cell_story,
            "backups": lambda: window.show_place("backups"),
            "programme": lambda: window.show_place("programme"),
            "server": self._connect,
            "protection": self._protection,
            "my_key": lambda: window.show_place("my_key"),
            "people": lambda: window.show_place("people"),
            "lock_key": lambda: window.key.lock(),
            "first_steps": self._first_steps,
            "practise": lambda: None,  # connected where practice can be opened (MainWindow.show_practice)
            "start_over": lambda: None,
            "lock": lambda: window.idle_lock.lock(),
            "keys": self._show_keys,
            "support": self._support,
            "about": self._about,
        }

    def import_facilities(self) -> None:
        from ui.facilities.import_dialog import ImportDialog

        ImportDialog(self._window.desk, self._window).exec()
        self._window.refresh()

    def edit_facility(self, facility: object) -> None:
        """Change a facility, or add one where there is none to change."""
        from ui.facilities.facility_dialog import FacilityDialog

        known = facility if isinstance(facility, Facility) else None
        FacilityDialog(self._window.desk, known, self._window).exec()
        self._window.refresh()

    def _connect(self) -> None:
        """The office on a server; an office that has moved there is opened by the next start."""
        from ui.server.connect_dialog import ConnectDialog

        window = self._window
        desk = window.desk
        if desk.server is None or not window.may_leave():
            return
        try:
            permit(desk.person, Action.CONNECT)
        except RefusedError as error:
            window.notice.say(desk.say(error.message), "error")
            return
        if ConnectDialog(desk, desk.services.home, window).exec():
            window.close()

    def _first_steps(self) -> None:
        """What the first run left for later, such as the manager of a clerk who began alone."""
        from ui.first_run.wizard import go_on

        window = self._window
        if window.may_leave():
            run = go_on(window.desk, window)
            window.person_changed()
            window.show_place("worklist")
            if run.first is not None:
                window.open_return(*run.first)

    def switch_person(self) -> None:
        """Somebody else sits down: what is half done is saved first, and every place starts anew."""
        from ui.people.sign_in_dialog import SignInDialog

        window = self._window
        if not window.may_leave():
            return
        dialog = SignInDialog(window.desk, window)
        if dialog.exec() and dialog.person is not None:
            window.desk.person = dialog.person
            window.person_changed()
            window.show_place("worklist")

    def _protection(self) -> None:
        """How the data are protected; to protect them the program starts anew."""
        from ui.people.protection_dialog import ProtectionDialog

        window = self._window
        if not window.may_leave():
            return
        dialog = ProtectionDialog(window.desk, window)
        if dialog.exec() and dialog.protect_with:
            window.protect_requested.emit(window.desk.person.username, dialog.protect_with)

    def _verify_file(self) -> None:
        window, say = self._window, self._window.desk.say
        name, _ = QFileDialog.getOpenFileName(
            window, say("Verify a file"), "", say("Signed returns") + " (*.xlsx *.pdf)"
        )
        page = window.show_place("verifying") if name else None
        if page is not None:
            page.verify(Path(name))  # type: ignore[attr-defined]  # see the table in ui.page

    def _cell_story(self) -> None:
        """What the log tells of the cell that one stands on; without one, the whole log."""
        window = self._window
        here = window.page(window.here)
        cell = here.cell_here() if here is not None else None
        page = window.show_place("log", read=cell is None)
        if page is not None and cell is not None:
            page.show_story(*cell)  # type: ignore[attr-defined]  # see the table in ui.page

    def _support(self) -> None:
        from ui.support_dialog import SupportDialog

        SupportDialog(self._window.desk, self._window).exec()

    def _show_keys(self) -> None:
        from ui.keys_dialog import KeysDialog

        page = self._window.page(self._window.here)
        first = type(page).__module__.rpartition(".")[0] if page is not None else ""
        KeysDialog(self._window.desk, self._window, first).exec()

    def _about(self) -> None:
        tell(
            self._window,
            self._window.desk,
            f"KMMP Desktop {__version__}",
            "Monthly facility returns of the Kenya Mentor Mother Program: enter, check, sign, send.",
        )
