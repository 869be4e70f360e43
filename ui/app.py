"""Starts the window: first paint first, then the office, then who sits at the desk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import KmmpError, ServerPasswordError
from kmmp_desktop.texts.catalogue import LANGUAGES, Catalogue
from ui.appearance import Appearance
from ui.backup.opening import rescued, watch_backups
from ui.crash import CrashHook
from ui.main_window import MainWindow
from ui.messages import sentence, show_error
from ui.page import Desk
from ui.support_dialog import details
from ui.tasks import Report, wait_for_work
from ui.unusable_forms import tell_at_start

if TYPE_CHECKING:
    # Only for the type: the services pull in the database, which waits until the window is painted.
    from kmmp_desktop.domain.period import Period
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.founding import Founding
    from kmmp_desktop.services.protection_ports import Door
    from kmmp_desktop.services.rescue import Rescue
    from kmmp_desktop.services.server_office import ServerOffice
    from ui.first_run.wizard import FirstRun
    from ui.self_test import SelfTest

AGAIN = -1
"""Instead of an exit code: a backup was restored, and the window is to be opened on what lies there now."""

PREPARING_DEMO = "Making the demo office, once. Nothing in it is real."
"""Catalogue text."""

NOBODY = Person(UUID(int=0), "", "", Role.CLERK)


class Program(QObject):
    """One run of the window. ``ended(code)`` comes where the program itself ends the run."""

    ended = Signal(int)

    def __init__(
        self,
        app: QApplication,
        services_maker: Callable[[], Services],
        home: Path,
        texts: Catalogue,
        *,
        demo: bool = False,
        demo_passphrase: str = "",
        prepare: Callable[[Report], object] | None = None,
        settle: Callable[[Founding, Report], Services] | None = None,
        practise: Callable[[], None] | None = None,
        start_over: Callable[[], None] | None = None,
        closed: Callable[[], Door | None] = lambda: None,
        protect: Callable[[str, str], None] = lambda _user, _passphrase: None,
        wait_for: str = PREPARING_DEMO,
        server: Callable[[], ServerOffice] | None = None,
        rescue: Callable[[], Rescue] | None = None,
    ) -> None:
        super().__init__()
        self._closed, self._protect, self._wait_for = closed, protect, wait_for
        self._home, self._settle, self._practise = home, settle, practise
        self._first: tuple[str, str, Period] | None = None
        self._app, self._make_services, self._demo = app, services_maker, demo
        self._prepare = prepare
        self._settings = QSettings(str(home / "screen.ini"), QSettings.Format.IniFormat)
        language = str(self._settings.value("language", texts.language))
        if language in LANGUAGES:
            texts.use(language)
        self.crash = CrashHook(texts.say, lambda: details(self.desk))
        self.appearance = Appearance(app, self._settings)
        nothing_yet = cast("Services", None)
        self.desk = Desk(nothing_yet, texts, self.appearance.look, NOBODY, demo_passphrase)
        self.desk.server = server
        self.desk.rescue = rescue
        self.window = MainWindow(self.desk, self.appearance, self._settings)
        self.window.protect_requested.connect(self._start_anew)
        self.crash.cannot.connect(lambda e: self.window.notice.say(sentence(self.desk, e), "error"))
        self._start_over = start_over
        self.window.show_practice(practise, self._begin_again if start_over is not None else None)
        self.self_test: SelfTest | None = None

    def _begin_again(self) -> None:
        """Practice is made anew: this run ends, and the next one starts with a new office."""
        if self._start_over is not None and self.window.may_leave():
            self._start_over()
            self._leave(0)

    def _start_anew(self, username: str, passphrase: str) -> None:
        """Nothing may have the database open while it is encrypted: this run ends, the next one does it."""
        self._protect(username, passphrase)
        self._leave(0)

    def show(self) -> None:
        """Show the empty window; the rest follows once it has been painted."""
        self.window.show()
        QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        self._app.processEvents()
        try:
            person = self._somebody() if self._wait_for_preparation() else None
        except KmmpError as error:
            if self.self_test is None and rescued(self.desk, self._home, self.window, error):
                QTimer.singleShot(0, self._after_first_paint)
            else:
                self._refuse(error)
            return
        if person is None:
            self._leave(0)
            return
        self.desk.person = person
        services = self.desk.services
        if services.protection.is_protected or services.entry.delivery is not None:
            self._settings.remove("person")  # the file lies in the clear: a copy of it names nobody
        else:
            self._settings.setValue("person", person.username)
        self.window.person_changed()
        if self._first is not None or not self.window.open_last():
            self.window.show_place("worklist")
        if self._first is not None:
            self.window.open_return(*self._first)
        tell_at_start(self.window)
        watch_backups(self.window, self.desk)
        if self.self_test is not None:
            self._leave(self.self_test.run())

    def _wait_for_preparation(self) -> bool:
        """False where the person has cancelled it."""
        if self._prepare is None:
            return True
        from ui.preparing import Preparing

        # only what is made up may be left half made: the next start makes it anew
        dialog = Preparing(
            self.desk, self._prepare, self.window, self._wait_for, may_cancel=self._wait_for == PREPARING_DEMO
        )
        if (error := dialog.run()) is not None:
            raise error
        return not dialog.cancelled

    def _somebody(self) -> Person | None:
        """Open the office, or make the first one in this folder; who works on, or None to leave."""
        if self._settle is not None:
            run = self._first_run(self._settle)
            if run.outcome not in ("restored", "connected"):
                return run.person
        door, signed_in = self._closed(), None
        if door is not None:
            signed_in = self._open_protected(door)
            if signed_in is None:
                return None
        else:
            self.desk.services = self._open_services()
        self._learn_demo_passphrase()
        self.window.person_changed()
        people = self.desk.services.people
        if people.office() is None or not people.people():
            from ui.first_run.wizard import found_here

            return self._first_run(found_here(self.desk)).person
        person = signed_in or self._who()
        if person is not None:
            self._go_on(person)
        return person

    def _open_services(self) -> Services:
        """Open the office; the password of its server is asked where none is known."""
        while True:
            try:
                return self._make_services()
            except ServerPasswordError as error:
                from ui.server.password_dialog import PasswordDialog

                if self.desk.server is None or not PasswordDialog(self.desk, error, self.window).exec():
                    raise

    def _open_protected(self, door: Door) -> Person | None:
        """Asked before the database is opened, and not asked again: the same passphrase signs in."""
        from ui.people.opening_dialog import OpeningDialog

        dialog = OpeningDialog(self.desk, door, self._make_services, self.window)
        dialog.exec()
        if dialog.error is not None:
            raise dialog.error
        if dialog.person is None or dialog.services is None:
            return None
        self.desk.services = dialog.services
        return dialog.person

    def _first_run(self, settle: Callable[[Founding, Report], Services]) -> FirstRun:
        from ui.first_run.wizard import FirstRun, Ways

        run = FirstRun(self.desk, self._home, Ways(settle, self._practise), self.window)
        if not run.exec() or run.outcome != "founded":
            run.person = None
        self._first = run.first
        return run

    def _go_on(self, person: Person) -> None:
        """A first run that was closed halfway goes on; closing it again leaves the rest for later."""
        from kmmp_desktop.services.first_steps import standing

        if standing(self.desk.services).step != "done":
            from ui.first_run.wizard import go_on

            self.desk.person = person
            self._first = go_on(self.desk, self.window).first

    def _who(self) -> Person | None:
        """Who works here: the demo's clerk, or whoever signs in."""
        people = self.desk.services.people
        if self._demo:
            return next((p for p in people.people() if p.role is Role.CLERK), None)
        from ui.people.sign_in_dialog import SignInDialog

        dialog = SignInDialog(self.desk, self.window, username=str(self._settings.value("person", "")))
        return dialog.person if dialog.exec() else None

    def _learn_demo_passphrase(self) -> None:
        """The demo office shows its passphrase where one is asked for; it protects nothing."""
        office = self.desk.services.people.office()
        if self._demo and office is not None and office.is_demo and not self.desk.demo_passphrase:
            from kmmp_desktop.services.demo.people import DEMO_PASSPHRASE

            self.desk.demo_passphrase = DEMO_PASSPHRASE

    def _refuse(self, error: KmmpError) -> None:
        say = self.desk.say
        if self.self_test is not None:
            sys.stderr.write(" ".join(filter(None, (say(error.message), say(error.hint)))) + "\n")
            self._leave(1)
            return
        show_error(self.window, self.desk, error)
        self._leave(1)

    def _leave(self, code: int) -> None:
        self.window.close()
        self.ended.emit(code)


def run(
    services_maker: Callable[[], Services],
    *,
    home: Path,
    texts: Catalogue,
    demo: bool = False,
    demo_passphrase: str = "",
    prepare: Callable[[Report], object] | None = None,
    settle: Callable[[Founding, Report], Services] | None = None,
    practise: Callable[[], None] | None = None,
    start_over: Callable[[], None] | None = None,
    closed: Callable[[], Door | None] = lambda: None,
    protect: Callable[[str, str], None] = lambda _user, _passphrase: None,
    wait_for: str = PREPARING_DEMO,
    server: Callable[[], ServerOffice] | None = None,
    rescue: Callable[[], Rescue] | None = None,
    self_test: bool = False,
) -> int:
    """Run the window until it is closed; returns the exit code, or ``AGAIN``.

    ``prepare`` is long work to be done before, off the GUI thread, with progress shown.
    ``settle`` makes an office on disk and opens it; given only where there is none yet.
    ``practise`` opens the practice office in a window of its own; ``start_over`` keeps that practice is
    to be made anew once this run has ended. Each is given only where it can be done.
    ``protect`` keeps who wants the office protected, for after this run has ended.
    ``wait_for`` is what ``prepare`` does, as a sentence.
    ``closed`` gives what opens a protected office; None where its data lie in the clear.
    ``self_test`` opens the first return, saves a figure, and closes: 0 where all of it worked.

    ``services_maker`` is called after the first paint: it may import heavily and raise KmmpError.
    ``home`` is the data folder, locked by the caller; the window keeps its looks there.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("KMMP Desktop")
    app.setApplicationDisplayName("")
    program = Program(
        app,
        services_maker,
        home,
        texts,
        demo=demo,
        demo_passphrase=demo_passphrase,
        prepare=prepare,
        settle=settle,
        practise=practise,
        start_over=start_over,
        closed=closed,
        protect=protect,
        wait_for=wait_for,
        server=server,
        rescue=rescue,
    )
    # Queued: it may come before the event loop runs, which would then start all the same.
    program.ended.connect(app.exit, Qt.ConnectionType.QueuedConnection)
    program.crash.install()
    if self_test:
        from ui.self_test import SelfTest

        program.self_test = SelfTest(app, program.window)
    try:
        program.show()
        code = app.exec()
        return AGAIN if program.window.property("restored") else code
    finally:
        program.crash.remove()
        wait_for_work()
