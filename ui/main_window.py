"""The window: menus, places, context bar, the place itself, status bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.period import Period
from kmmp_desktop.texts.catalogue import LANGUAGES
from ui.appearance import Appearance
from ui.context_bar import ContextBar
from ui.following import Following
from ui.idle_lock import IdleLock
from ui.menus import Menus, without_checked
from ui.page import Desk, Page
from ui.people.roles import ROLE_WORDS
from ui.places import PLACES, Place, places_of
from ui.style.icons import icon
from ui.style.look import Look
from ui.tidying import Tidying
from ui.widgets.focus_ring import FocusRing
from ui.widgets.notice import Notice
from ui.widgets.office_corner import OfficeCorner
from ui.widgets.places_bar import PlacesBar, PlacesRow
from ui.widgets.practice_band import PracticeBand
from ui.widgets.status_line import StatusLine
from ui.window_commands import WindowCommands
from ui.window_key import WindowKey
from ui.window_status import WindowStatus
from ui.wishes import Wishes

LOW = 500
"""Effective pixels of height below which the row of places folds into the menu Go."""
SHORT_CORNER = 760
"""Effective pixels of width below which the corner shows the language switch only."""


class MainWindow(QMainWindow):
    """Shows one place at a time. What places ask of one another is in ``ui.wishes``.

    ``protect_requested``: user name and passphrase of who wants the data of this office encrypted.
    """

    protect_requested = Signal(str, str)

    def __init__(self, desk: Desk, appearance: Appearance, settings: QSettings) -> None:
        super().__init__()
        self.setObjectName("main window")
        self.desk, self._appearance, self._settings = desk, appearance, settings
        self._pages: dict[str, Page] = {}
        self._place_actions: list[QAction] = []
        self._here = self._office_name = ""
        self._low = False
        self._build()
        self._status = WindowStatus(desk, self.status, self)
        self.key = WindowKey(self)
        self._wishes = Wishes(self)
        self._tidying = Tidying(self)
        self._following = Following(self)
        self._commands = WindowCommands(self, appearance)
        self._menus = Menus(self, self._commands.handlers())
        self.idle_lock = IdleLock(self, settings, self._menus.menu("tools"))
        self._connect()
        self._retranslate()
        self._set_look(desk.look)
        geometry = settings.value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(1366, 728)

    def _build(self) -> None:
        look = self.desk.look
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._ring = FocusRing(look, app, self)
        self.places = PlacesBar(look)
        self._row = PlacesRow(look, self.places)
        self.context = ContextBar(look)
        self.notice = Notice(look)
        self.band = PracticeBand(look)
        self.stack = QStackedWidget()
        # A place that needs more room than there is gets less: the window never outgrows the screen.
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.status = StatusLine(look)
        self.office_corner = OfficeCorner(look, LANGUAGES)
        self.menuBar().setCornerWidget(self.office_corner)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.band, self._row, self.context, self.notice):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(middle)

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

    def show_place(self, name: str, *, read: bool = True) -> Page | None:
        """Show a place; ``None`` if the present one has to be finished first. ``read``: it reads its
        data again (not, where it is about to be given something else to show)."""
        if name != self._here and not self.may_leave():
            self.places.show_place(PLACES[self._here].tab or self._here)
            return None
        page = self._pages.get(name) or self._make(PLACES[name])
        if name != self._here:
            self.notice.leave_place()
        self._here = name
        self._status.forget_cursor()
        self.stack.setCurrentWidget(page)
        self._show_places()
        self._menus.show_guests(page.page_actions())
        page.setFocus()
        if read:
            page.refresh()
        self.heading_changed()
        self._status.show()
        self._tidying.later()
        self._following.look()
        return page

    def _make(self, place: Place) -> Page:
        page = place.make(self.desk)
        self._pages[place.name] = page
        self.stack.addWidget(page)
        self.listen_to(page)
        page.set_look(self.desk.look)
        page.retranslate()
        page.set_low(self._low)
        return page

    def listen_to(self, page: Page) -> None:
        """Connect what a page says to the parts of the window."""
        page.heading_changed.connect(self.heading_changed)
        page.announced.connect(self.notice.say)
        page.go_requested.connect(self.show_place)
        self._status.listen_to(page)
        self._wishes.listen_to(page)
        self._following.listen_to(page)

    def page(self, name: str) -> Page | None:
        """A place that has been made already."""
        return self._pages.get(name)

    @property
    def here(self) -> str:
        """Name of the place that is shown; empty before the first one is."""
        return self._here

    def may_leave(self) -> bool:
        """Whether the present place lets go; it saves what is half done."""
        return self._here == "" or self._pages[self._here].may_leave()

    def refresh(self) -> None:
        if self._here:
            self._pages[self._here].refresh()

    def start_search(self) -> None:
        if self._here:
            self._pages[self._here].start_search()

    def open_return(self, family: str, mfl: str, period: Period) -> None:
        self._wishes.open_return(family, mfl, period)

    def open_last(self) -> bool:
        """Open what was open when the program was killed; False where there is nothing."""
        return self._wishes.open_last()

    def import_facilities(self) -> None:
        self._commands.import_facilities()

    def edit_facility(self, facility: object) -> None:
        self._commands.edit_facility(facility)

    def switch_person(self) -> None:
        self._commands.switch_person()

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
        for old in self._place_actions:
            self.removeAction(old)
        self._place_actions = []
        for number, place in enumerate(shown, 1):
            action = QAction(say(place.label), self)
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _=False, n=place.name: self.show_place(n))
            self.addAction(action)
            self._place_actions.append(action)
        self._menus.show_places(self._place_actions, in_menu=self._low)

    # Texts and look

    def use_language(self, code: str) -> None:
        """Switch the language of everything at once, and keep it for the next start."""
        self._settings.setValue("language", code)
        self.desk.texts.use(code)

    def _retranslate(self) -> None:
        self.office_corner.switch.show_language(self.desk.texts.language)
        self._menus.retranslate(self.desk.say)
        self.places.setAccessibleName(self.desk.say("Places"))
        self.key.retranslate()
        self._show_person()
        self._show_places()
        for page in self._pages.values():
            page.retranslate()
        self.heading_changed()
        self._status.show()

    def _set_look(self, look: Look) -> None:
        self.desk.look = look
        self.setWindowIcon(icon("state-approved", look, 32, "accent"))
        bars = (self.band, self._row, self.context, self.notice, self.status, self.office_corner)
        for part in (*bars, self._ring, self.idle_lock, self.key):
            part.set_look(look)
        for page in self._pages.values():
            page.set_look(look)
        self._menus.themes[self._appearance.theme].setChecked(True)
        self._menus.sizes[str(self._appearance.percent)].setChecked(True)
        self._fold()
        self.menuBar().setCornerWidget(self.office_corner)  # so that the bar measures it anew
        self.heading_changed()
        self._status.show()

    def person_changed(self) -> None:
        """Read anew who sits at the desk and for which office."""
        self.key.person_changed()
        for page in self._pages.values():
            page.person_changed()
        self._show_person()
        self._show_places()

    def _show_person(self) -> None:
        person, services = self.desk.person, self.desk.services
        # The window is painted before there are services.
        office = services.people.office() if services else None
        self._office_name = office.name if office else ""
        self._show_band(office is not None and office.is_demo)
        role = self.desk.say(ROLE_WORDS[person.role])
        self.office_corner.show_texts(f"{person.name}, {role}" if person.name else "", self._office_name)
        # A menu bar measures its corner only when the corner is set.
        self.menuBar().setCornerWidget(self.office_corner)

    def _show_band(self, practice: bool) -> None:
        """Every place of a made-up office is under it; what is printed here says the same."""
        say, words = self.desk.say, self.desk.demo_passphrase
        passphrase = say("The passphrase of everybody: {words}", words=words) if words else ""
        self.band.say(say("Practice: made-up data") if practice else "", passphrase)

    def show_practice(
        self, practise: Callable[[], None] | None, start_over: Callable[[], None] | None
    ) -> None:
        """What Tools offers: to practise in a real office, to start over in one of practice."""
        for name, act in (("practise", practise), ("start_over", start_over)):
            action = self._menus.actions[name]
            action.setVisible(act is not None)
            action.setEnabled(act is not None)
            if act is not None:
                action.triggered.connect(without_checked(act))

    def heading_changed(self) -> None:
        """Read title, sub-line and context widget of the present place again."""
        page = self._pages.get(self._here)
        if page is None:
            return
        self.context.show_page(page.title(), page.subtitle(), page.context_widget())
        what = self._office_name if self._here == "worklist" else page.title()
        self.setWindowTitle(f"KMMP Desktop: {what}" if what else "KMMP Desktop")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        scale = self.desk.look.scale
        low = self.height() / scale < LOW
        self.office_corner.set_short(low or self.width() / scale < SHORT_CORNER)
        self._row.setVisible(not low)
        if low != self._low:
            self._low = low
            self._menus.show_places(self._place_actions, in_menu=low)
            self.context.set_low(low)
            for page in self._pages.values():
                page.set_low(low)
            self._status.set_low(low)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_leave():
            event.ignore()
            return
        self._settings.setValue("geometry", self.saveGeometry())
        self.desk.sitting.wipe()
        event.accept()
