"""The window: menus, places, context bar, the place itself, status bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop import __version__
from kmmp_desktop.domain.office import Facility, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.texts.catalogue import LANGUAGES
from ui import wording
from ui.appearance import Appearance
from ui.context_bar import ContextBar
from ui.menus import Menus
from ui.messages import tell
from ui.page import Desk, Page
from ui.people.roles import ROLE_WORDS
from ui.places import PLACES, Place, exists, places_of
from ui.style.icons import icon
from ui.style.look import Look
from ui.widgets.focus_ring import FocusRing
from ui.widgets.notice import Notice
from ui.widgets.office_corner import OfficeCorner
from ui.widgets.places_bar import PlacesBar, PlacesRow
from ui.widgets.status_line import StatusLine

LOW = 500
"""Effective pixels of height below which the row of places folds into the menu Go."""


class MainWindow(QMainWindow):
    """Shows one place at a time and carries wishes between them. Knows no service of any place."""

    def __init__(self, desk: Desk, appearance: Appearance, settings: QSettings) -> None:
        super().__init__()
        self.setObjectName("main window")
        self.desk, self._appearance, self._settings = desk, appearance, settings
        self._pages: dict[str, Page] = {}
        self._here = ""
        self._low = False
        self._saved: datetime | None = None
        self._trouble = self._said = self._noted = ""
        self._build()
        self._menus = Menus(self, self._handlers())
        self._connect()
        self._show_person()
        self._retranslate()
        self._set_look(desk.look)
        geometry = settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1366, 728)

    def _build(self) -> None:
        look = self.desk.look
        self.places = PlacesBar(look)
        self.context = ContextBar(look)
        self.notice = Notice(look)
        self.stack = QStackedWidget()
        self.status = StatusLine(look)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._ring = FocusRing(look, app, self)
        self.office_corner = OfficeCorner(look, LANGUAGES)
        self.menuBar().setCornerWidget(self.office_corner)
        self._row = PlacesRow(look, self.places)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._row, self.context, self.notice):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "import_facilities": self.import_facilities,
            "add_facility": self.add_facility,
            "switch_person": self.switch_person,
            "quit": self.close,
            "find": self._find,
            "refresh": self._refresh,
            "larger": lambda: self._appearance.step(1),
            "smaller": lambda: self._appearance.step(-1),
            "normal_size": lambda: self._appearance.set_percent(100),
            "verify_file": self._verify_file,
            "keys": self._show_keys,
            "about": self._about,
        }

    def _connect(self) -> None:
        self.places.chosen.connect(self._place_chosen)
        self.office_corner.switch.chosen.connect(self.use_language)
        self._appearance.changed.connect(self._set_look)
        self.desk.texts.on_change(self._retranslate)
        for theme, action in self._menus.themes.items():
            action.triggered.connect(lambda _=False, t=theme: self._appearance.set_theme(t))
        for size, action in self._menus.sizes.items():
            action.triggered.connect(lambda _=False, s=int(size): self._appearance.set_percent(s))

    # Places

    def show_place(self, name: str) -> Page | None:
        """Show a place; ``None`` if the present one has to be finished first or this build lacks it."""
        if not exists(name):
            return None
        present = self._pages.get(self._here)
        if name != self._here and present is not None and not present.may_leave():
            self.places.show_place(PLACES[self._here].tab or self._here)
            return None
        page = self._pages.get(name) or self._make(PLACES[name])
        self._here = name
        self._said = self._noted = ""
        self.stack.setCurrentWidget(page)
        self._show_places()
        self._menus.show_guests(page.page_actions())
        page.setFocus()
        page.refresh()
        self._show_heading()
        self._show_status()
        return page

    def _make(self, place: Place) -> Page:
        page = place.make(self.desk)
        self._pages[place.name] = page
        self.stack.addWidget(page)
        page.heading_changed.connect(self._show_heading)
        page.saved.connect(self._on_saved)
        page.not_saved.connect(self._on_not_saved)
        page.said.connect(self._on_said)
        page.noted.connect(self._on_noted)
        page.announced.connect(self.notice.say)
        page.go_requested.connect(self.show_place)
        for signal, wish in (
            ("open_requested", self.open_return),
            ("review_requested", self._review),
            ("complete_requested", self._complete),
            ("cell_requested", self._go_to_cell),
            ("back_requested", self._back_to_entry),
            ("completed", self._completed),
            ("import_requested", self.import_facilities),
            ("facility_requested", self.edit_facility),
        ):
            if hasattr(page, signal):
                getattr(page, signal).connect(wish)
        page.set_look(self.desk.look)
        page.retranslate()
        page.set_low(self._low)
        return page

    def page(self, name: str) -> Page | None:
        """A place that has been made already."""
        return self._pages.get(name)

    @property
    def here(self) -> str:
        return self._here

    def _place_chosen(self, name: str) -> None:
        if name != self._here:
            self.show_place(name)

    def _show_places(self) -> None:
        """The places of the role; Entry joins them for a manager while a return is open."""
        shown = list(places_of(self.desk.person.role))
        here = PLACES.get(self._here)
        tab = PLACES[here.tab or here.name] if here else None
        if tab is not None and tab not in shown:
            shown.insert(1, tab)
        say = self.desk.say
        self.places.set_places([(p.name, p.icon, say(p.label)) for p in shown])
        if tab is not None:
            self.places.show_place(tab.name)
        for old in getattr(self, "_place_actions", []):
            self.removeAction(old)
        self._place_actions = []
        for number, place in enumerate(shown, 1):
            action = QAction(say(place.label), self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _=False, n=place.name: self.show_place(n))
            self.addAction(action)
            self._place_actions.append(action)
        self._menus.show_places(self._place_actions, in_menu=self._low)

    # Wishes of the places

    def open_return(self, family: str, mfl: str, period: Period) -> None:
        page = self.show_place("entry")
        if page is not None:
            page.open_return(family, mfl, period)  # type: ignore[attr-defined]
            self._show_heading()

    def open_last(self) -> bool:
        """Open what was open when the program was killed; False where there is nothing."""
        if self.desk.person.role is not Role.CLERK or not exists("entry"):
            return False
        if self.desk.services.entry.last_position(self.desk.person) is None:
            return False
        page = self.show_place("entry")
        return page is not None and bool(page.reopen_last())  # type: ignore[attr-defined]

    def _review(self, revision: object) -> None:
        page = self.show_place("review")
        if page is not None:
            page.look_at(revision)  # type: ignore[attr-defined]

    def _complete(self, opened: object) -> None:
        page = self.show_place("completing")
        if page is not None:
            page.look_at(opened)  # type: ignore[attr-defined]
            self._show_heading()

    def _go_to_cell(self, key: object) -> None:
        page = self.show_place("entry")
        if page is not None:
            page.go_to_cell(key)  # type: ignore[attr-defined]

    def _back_to_entry(self) -> None:
        self.show_place("entry")

    def _completed(self, _revision: object) -> None:
        self.show_place("entry")

    # Texts, look, status

    def use_language(self, code: str) -> None:
        self._settings.setValue("language", code)
        self.desk.texts.use(code)

    def _retranslate(self) -> None:
        self.office_corner.switch.show_language(self.desk.texts.language)
        self._menus.retranslate(self.desk.say)
        self.places.setAccessibleName(self.desk.say("Places"))
        self._show_person()
        self._show_places()
        for page in self._pages.values():
            page.retranslate()
        self._show_heading()
        self._show_status()

    def _set_look(self, look: Look) -> None:
        self.desk.look = look
        self.setWindowIcon(icon("state-approved", look, 32, "accent"))
        for part in (self._row, self.context, self.notice, self.status, self.office_corner, self._ring):
            part.set_look(look)
        for page in self._pages.values():
            page.set_look(look)
        self._menus.themes[self._appearance.theme].setChecked(True)
        self._menus.sizes[str(self._appearance.percent)].setChecked(True)
        self._fold()
        self._show_heading()
        self._show_status()

    def person_changed(self) -> None:
        """Read anew who sits at the desk and for which office."""
        for page in self._pages.values():
            page.person_changed()
        self._show_person()
        self._show_places()

    def _show_person(self) -> None:
        person, services = self.desk.person, self.desk.services
        # The window is painted before there are services.
        office = services.people.office() if services else None
        self._office_name = office.name if office else ""
        role = self.desk.say(ROLE_WORDS[person.role])
        self.office_corner.show_texts(f"{person.name}, {role}" if person.name else "", self._office_name)

    def _show_heading(self) -> None:
        page = self._pages.get(self._here)
        if page is None:
            return
        self.context.show_page(page.title(), page.subtitle(), page.context_widget())
        what = self._office_name if self._here == "worklist" else page.title()
        self.setWindowTitle(f"KMMP Desktop: {what}" if what else "KMMP Desktop")

    def _on_saved(self, moment: datetime) -> None:
        self._saved, self._trouble = moment, ""
        self._show_status()

    def _on_not_saved(self, text: str) -> None:
        self._trouble = text
        self._show_status()

    def _on_said(self, text: str) -> None:
        self._said = text
        self._show_status()

    def _on_noted(self, text: str) -> None:
        self._noted = text
        self._show_status()

    def _show_status(self) -> None:
        say, look = self.desk.say, self.desk.look
        if self._trouble:
            self.status.show_saved(self._trouble, proven=False, look=look, trouble=True)
        elif self._saved is not None:
            self.status.show_saved(
                say("All saved {time}", time=wording.clock_time(self._saved)), proven=True, look=look
            )
        else:
            self.status.show_saved(say("Nothing to save yet"), proven=False, look=look)
        network = "" if self._low else say("Working without network: nothing is waiting for it")
        self.status.show_texts(self._said, network, "" if self._low else self._noted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        low = self.height() / self.desk.look.scale < LOW
        self.office_corner.set_short(low or self.width() / self.desk.look.scale < 760)
        self._row.setVisible(not low)
        if low != self._low:
            self._low = low
            self._menus.show_places(self._place_actions, in_menu=low)
            self.context.set_low(low)
            for page in self._pages.values():
                page.set_low(low)
            self._show_status()

    # Commands

    def _refresh(self) -> None:
        if self._here:
            self._pages[self._here].refresh()

    def _find(self) -> None:
        page = self._pages.get(self._here)
        if page is not None:
            page.start_search()

    def import_facilities(self) -> None:
        from ui.facilities.import_dialog import ImportDialog

        ImportDialog(self.desk, self).exec()
        self._refresh()

    def add_facility(self) -> None:
        self.edit_facility(None)

    def edit_facility(self, facility: object) -> None:
        from ui.facilities.facility_dialog import FacilityDialog

        known = facility if isinstance(facility, Facility) else None
        FacilityDialog(self.desk, known, self).exec()
        self._refresh()

    def switch_person(self) -> None:
        """Somebody else sits down: what is half done is saved first, and every place starts anew."""
        from ui.people.sign_in_dialog import SignInDialog

        if self._here and not self._pages[self._here].may_leave():
            return
        dialog = SignInDialog(self.desk, self)
        if dialog.exec() and dialog.person is not None:
            self.desk.person = dialog.person
            self.person_changed()
            self.show_place("worklist")

    def _verify_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.desk.say("Verify a file"), "", self.desk.say("Signed returns") + " (*.xlsx *.pdf)"
        )
        page = self.show_place("verifying") if name else None
        if page is not None:
            page.verify(Path(name))  # type: ignore[attr-defined]

    def _show_keys(self) -> None:
        from ui.keys_dialog import KeysDialog

        KeysDialog(self.desk, self).exec()

    def _about(self) -> None:
        tell(
            self,
            self.desk,
            f"KMMP Desktop {__version__}",
            "Monthly facility returns of the Kenya Mentor Mother Program: enter, check, sign, send.",
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self._pages.get(self._here)
        if page is not None and not page.may_leave():
            event.ignore()
            return
        self._settings.setValue("geometry", self.saveGeometry())
        event.accept()
