"""KMMP Desktop: the way in. What it opens is put together in ``wiring``."""

from __future__ import annotations

import getpass
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kmmp_desktop import __version__, paths
from kmmp_desktop.commands.arguments import WRONG_USE, parser
from kmmp_desktop.commands.asking import passphrase_of
from kmmp_desktop.errors import NotFoundError, ServerPasswordError
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.starting import start_practice
from kmmp_desktop.texts.catalogue import Catalogue
from opening import encrypt_office, entrance, found_protected, is_practice_home, ways
from serving import server_office
from wiring import VERIFY_WORKER, authority, open_office, rescue, stranger, verify_worker

if TYPE_CHECKING:
    # The services take a while to import, and the window is painted before it needs them.
    import argparse

    from kmmp_desktop.domain.form import Form
    from kmmp_desktop.security.entrance import Entrance
    from kmmp_desktop.security.office_key import OpenOffice
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.founding import Founding
    from kmmp_desktop.services.ports import Clock, Work
    from kmmp_desktop.services.practice_files import IsPractice
    from kmmp_desktop.services.rule_exchange import RuleExchange
    from kmmp_desktop.services.server_office import ServerOffice
    from kmmp_desktop.services.trust_files import TrustSummary
    from kmmp_desktop.services.verifying import VerifyService
    from kmmp_desktop.storage.home import OfficeHome

PROTECTING = "Protecting the office: its data are encrypted."
"""Catalogue text."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, or run the command that the arguments name."""
    if list(sys.argv[1:] if arguments is None else arguments) == [VERIFY_WORKER]:
        return verify_worker()
    given = parser(__version__, paths.default_home()).parse_args(arguments)
    texts = Catalogue(getattr(given, "language", "en"))
    home = getattr(given, "home", None)
    if given.command is None:
        if given.practice:
            return _practice((home or paths.default_home()).absolute(), texts)
        return _window(home, texts, demo=given.demo, self_test=given.self_test)
    return _command(given, (home or paths.default_home()).absolute(), texts)


def _command(given: argparse.Namespace, home: Path, texts: Catalogue) -> int:
    from kmmp_desktop.commands.answers import FULL_RETURN, Desk
    from kmmp_desktop.commands.running import run
    from kmmp_desktop.storage.home import COMMAND_BUSY_MS
    from kmmp_desktop.storage.temp_folder import private_temp

    _finish_restore(home)
    into, ask = entrance(home, SystemClock()), cache(passphrase_of)
    with ExitStack() as at_end:

        @cache
        def office() -> Services:
            if not _has_office(home):
                raise NotFoundError(
                    "There is no office in {home}.",
                    home=home,
                    hint="Make one by opening the program, or with the demo command.",
                )
            at_end.enter_context(private_temp(home))
            username = getattr(given, "person", None) or os.environ.get("KMMP_USER", "")
            into.admit_command(username, ask)
            at_server = server()
            _ask_server_password(at_server)
            services, store = open_office(home, SystemClock(), texts, COMMAND_BUSY_MS, into.key, at_server)
            at_end.callback(store.close)
            if into.key is not None:
                into.sign_in(services, username, ask(username))
            return services

        @cache
        def server() -> ServerOffice:
            username = getattr(given, "person", None) or os.environ.get("KMMP_USER", "")
            if username and into.key is None and into.is_closed and not paths.connection(home).exists():
                into.admit_command(username, ask)
            return server_office(home, into.key)

        def demo(passphrase: str, report: Callable[[str, int, int], None]) -> Services:
            _make_demo(home, passphrase, report, texts)
            return office()

        def settle(founding: Founding, report: Callable[..., None]) -> Services:
            key = found_protected(home, SystemClock(), founding, partial(_opened, texts, home), report)
            services, store = open_office(home, SystemClock(), texts, COMMAND_BUSY_MS, key)
            at_end.callback(store.close)
            return services

        def verifier(trust: Path | None) -> VerifyService:
            if trust is None and _has_office(home):
                return office().verifying
            return stranger(trust)

        desk = Desk(
            home,
            getattr(given, "form", FULL_RETURN),
            office,
            verifier,
            _read_form,
            demo,
            ask,
            texts.say,
            partial(_rule_exchange, partial(is_practice_home, home, into, office)),
            lambda: authority(SystemClock()),
            _read_trust,
            SystemClock().now,
            server,
            protection=ways(
                home, into, at_end, lambda key: open_office(home, SystemClock(), texts, COMMAND_BUSY_MS, key)
            ),
            rescue=lambda: rescue(home, SystemClock()),
            settle=settle,
        )
        return run(given, desk)


def _window(
    home: Path | None,
    texts: Catalogue,
    *,
    demo: bool,
    self_test: bool,
    protect: tuple[str, str] | None = None,
    months: int = 0,
    start_over: Callable[[], None] | None = None,
) -> int:
    from kmmp_desktop.screen_libraries import why_no_window

    why = why_no_window()
    if why:
        sys.stderr.write(why + "\n")
        return WRONG_USE
    place = (home or _usual_home(demo)).absolute()
    from kmmp_desktop.services.demo.practice import is_whole
    from ui.app import AGAIN, PREPARING_DEMO, run  # Qt: only where a window is wanted

    opened = partial(_opened, texts, place)
    wanted: list[tuple[str, str]] = []

    _finish_restore(place)
    into = entrance(place, SystemClock())
    with ExitStack() as at_end:

        @cache
        def hold() -> None:
            """Keep other windows off this folder until the end; raises RefusedError."""
            from kmmp_desktop.logs import start_log, stop_log
            from kmmp_desktop.storage.lock import WindowLock
            from kmmp_desktop.storage.temp_folder import private_temp

            lock = WindowLock(paths.window_lock(place))
            lock.take(getpass.getuser(), SystemClock().now())
            at_end.callback(lock.release)
            at_end.enter_context(private_temp(place))
            at_end.callback(stop_log, start_log(place))

        def prepare(report: Callable[[str, int, int], None]) -> None:
            hold()
            if protect is None:
                _make_demo(place, _demo_passphrase(), report, texts, months)
            else:
                encrypt_office(place, *protect, SystemClock(), opened, partial(report, "protect"))

        def open_services() -> Services:
            hold()
            services, store = open_office(place, SystemClock(), texts, key=into.key, server=server())
            at_end.callback(store.close)
            return services

        @cache
        def server() -> ServerOffice:
            return server_office(place, into.key)

        def closed() -> Entrance | None:
            hold()
            return into.where_closed()

        def settle(founding: Founding, report: Callable[..., None]) -> Services:
            hold()
            into.key = found_protected(place, SystemClock(), founding, opened, report)
            return open_services()

        missing = demo and not is_whole(place)
        new = not (demo or _has_office(place))
        code = run(
            open_services,
            home=place,
            texts=texts,
            demo=demo,
            demo_passphrase=_shown_passphrase(demo),
            prepare=prepare if missing or protect else None,
            wait_for=PROTECTING if protect else PREPARING_DEMO,
            protect=lambda *who: wanted.append(who),
            closed=closed,
            settle=settle if new else None,
            practise=None if demo else partial(start_practice, place),
            start_over=start_over,
            server=server,
            rescue=partial(rescue, place, SystemClock()),
            self_test=self_test,
        )
    if wanted or code == AGAIN:
        later = wanted.pop() if wanted else None
        return _window(home, texts, demo=demo, self_test=False, protect=later, start_over=start_over)
    return code


def _opened(
    texts: Catalogue, place: Path, key: OpenOffice | None, home: Path | None = None
) -> tuple[Services, OfficeHome]:
    return open_office(home or place, SystemClock(), texts, key=key)


def _practice(office: Path, texts: Catalogue) -> int:
    """The practice office beside ``office``; anew as often as somebody starts over."""
    from kmmp_desktop.services.demo import practice

    place, again = paths.practice_home(office), [True]
    while again:
        again.clear()
        practice.prepare_home(office, place)
        anew = partial(again.append, True)
        code = _window(place, texts, demo=True, self_test=False, months=practice.MONTHS, start_over=anew)
        if again:
            practice.start_over(place)
    return code


def _usual_home(demo: bool) -> Path:
    return Path(tempfile.gettempdir()) / "kmmp-demo" if demo else paths.default_home()


def _demo_passphrase() -> str:
    from kmmp_desktop.services.demo.people import DEMO_PASSPHRASE

    return os.environ.get("KMMP_PASSPHRASE") or DEMO_PASSPHRASE


def _shown_passphrase(demo: bool) -> str:
    return _demo_passphrase() if demo else ""


def _read_form(path: Path) -> Form:
    from forms.reader import read_form

    return read_form(path)


def _rule_exchange(practice: IsPractice) -> RuleExchange:
    from exports.dhis2_rules import DhisRules

    return DhisRules(practice)


def _read_trust(path: Path) -> TrustSummary:
    from kmmp_desktop.security.trust_list import summary_of
    from kmmp_desktop.services.pack_files import read_pack

    return summary_of(path.name, read_pack(path))


def _make_demo(
    home: Path,
    passphrase: str,
    report: Callable[[str, int, int], None],
    texts: Catalogue,
    months: int = 0,
) -> None:
    from kmmp_desktop.services.demo.making import make_demo

    def open_at(home: Path, clock: Clock) -> tuple[Services, Work, Callable[[], None]]:
        services, store = open_office(home, clock, texts)
        return services, store.work, store.close

    make_demo(home, passphrase, report, open_at, months)


def _finish_restore(home: Path) -> None:
    """A restore that a power cut has stopped left no office.db; that is not an empty folder."""
    if (home / "restore.json").exists():
        rescue(home, SystemClock()).finish()


def _has_office(home: Path) -> bool:
    return paths.database(home).exists() or paths.connection(home).exists()


def _ask_server_password(server: ServerOffice) -> None:
    """In a terminal, ask for the password of the office's server where none is known or it is wrong."""
    connection = server.connection
    if connection is None or not sys.stdin.isatty():
        return
    try:
        server.look(connection.url)
    except ServerPasswordError:
        server.give_password(getpass.getpass(f"Password of {connection.user} on {connection.place}: "))


if __name__ == "__main__":
    raise SystemExit(main())
