"""How the office of a data folder is opened and protected, put together. Only main and wiring ask for it."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmmp_desktop import paths

if TYPE_CHECKING:
    # Security takes a while to import, and the window is painted before it needs it.
    from kmmp_desktop.commands.answers import Ways
    from kmmp_desktop.security.entrance import Entrance
    from kmmp_desktop.security.office_door import OfficeDoor
    from kmmp_desktop.security.office_key import OpenOffice
    from kmmp_desktop.services.backup_ports import Secret
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.founding import Founding
    from kmmp_desktop.services.ports import Clock
    from kmmp_desktop.storage.home import OfficeHome
    from kmmp_desktop.storage.scans import ScanFolder

_EARLIER = "key of before"
"""What the key of before a change is sealed for, under the new one."""

OpenIn = Callable[["OpenOffice | None", Path], "tuple[Services, OfficeHome]"]
"""Opens an office with its key in the folder given."""
OpenIt = Callable[["OpenOffice | None"], "tuple[Services, OfficeHome]"]
"""Opens the office of the folder with its key, or in the clear."""


def door(home: Path, clock: Clock) -> OfficeDoor:
    """What opens the office in ``home`` where it is protected, and makes the key of a new one."""
    from kmmp_desktop.security.attempts import Attempts
    from kmmp_desktop.security.office_door import OfficeDoor

    file, attempts = paths.office_keys(home), Attempts(paths.attempts(home), clock)
    return OfficeDoor(file, _guard(home), attempts, paths.tries(home), clock)


def entrance(home: Path, clock: Clock) -> Entrance:
    """How this run gets into the office in ``home``, whether it is protected or not.

    A protecting that was cut off is brought to one side first, unless a window is at it just now.
    """
    from kmmp_desktop.security.entrance import Entrance
    from kmmp_desktop.storage import protecting, rekeying
    from kmmp_desktop.storage.connecting import is_encrypted
    from kmmp_desktop.storage.lock import is_held_by_another

    def is_protected() -> bool:
        if not is_held_by_another(paths.window_lock(home)):
            protecting.settle_names(home)
            rekeying.settle_names(home)
        if paths.connection(home).exists():  # the office is on a server, whatever lies here from before
            return False
        return paths.office_keys(home).exists() and is_encrypted(paths.database(home))

    return Entrance(door(home, clock), is_protected)


def is_practice_home(home: Path, into: Entrance, office: Callable[[], Services]) -> bool:
    """Whether an office of practice lies here; that is always in the clear, and no other is opened to ask."""
    if not paths.database(home).exists() or into.is_closed or paths.connection(home).exists():
        return False
    found = office().people.office()
    return found is not None and found.is_demo


def scan_folder(
    home: Path,
    key: OpenOffice | None,
    seal: bytes | None = None,
    earlier: Callable[[], Iterable[bytes]] = tuple,
) -> ScanFolder:
    """The pictures of the paper, locked where the office is protected; the rest of a cut-off protecting.

    ``seal``: the key of an office on a server; ``earlier``: keys of the time when one lay on another.
    """
    from kmmp_desktop.security.backup_slots import derive
    from kmmp_desktop.security.sealing import ClearFiles, FileSealer
    from kmmp_desktop.storage.lock import is_held_by_another
    from kmmp_desktop.storage.protecting import finish
    from kmmp_desktop.storage.scans import ScanFolder

    def before() -> list[bytes]:
        return [derive(one, "scans") for one in earlier()]

    if seal is not None:
        return ScanFolder(paths.scans(home), FileSealer(derive(seal, "scans"), before))
    sealer = FileSealer(key.derive("scans"), before) if key is not None else ClearFiles(before)
    folder = ScanFolder(paths.scans(home), sealer)
    if key is not None and not is_held_by_another(paths.window_lock(home)):
        finish(home, folder)
        _finish_new_key(home, key)
    return folder


def _finish_new_key(home: Path, key: OpenOffice) -> None:
    """Pictures are locked with the new key where a change of it was cut off, or has just been made."""
    from kmmp_desktop.security.backup_slots import derive
    from kmmp_desktop.security.sealing import FileSealer
    from kmmp_desktop.storage.rekeying import finish
    from kmmp_desktop.storage.scans import ScanFolder

    def pictures(sealed: bytes) -> ScanFolder:
        earlier = FileSealer(key.derive(_EARLIER)).open(_EARLIER, sealed)
        return ScanFolder(paths.scans(home), FileSealer(derive(earlier, "scans")))

    finish(home, pictures, FileSealer(key.derive("scans")))


def key_here(home: Path, secret: Secret) -> bytes | None:
    """The key in the slot file of ``home``, where the secret opens it."""
    from kmmp_desktop.errors import KmmpError
    from kmmp_desktop.security.backup_slots import open_slots

    try:
        return open_slots(paths.office_keys(home).read_bytes(), secret)
    except (OSError, KmmpError):
        return None


def lock_pictures_for(folder: Path, key: bytes, new_key: bytes) -> None:
    """Pictures that the office with ``key`` locked, locked anew for the one with ``new_key``."""
    from kmmp_desktop.security.backup_slots import derive
    from kmmp_desktop.security.sealing import FileSealer
    from kmmp_desktop.storage.rekeying import Lenient
    from kmmp_desktop.storage.scans import ScanFolder

    before = ScanFolder(folder, FileSealer(derive(key, "scans")))
    before.lock_anew(Lenient(FileSealer(derive(new_key, "scans"))))


def change_key(
    home: Path, username: str, passphrase: str, clock: Clock, open_it: OpenIt, report: Callable[..., Any]
) -> OpenOffice:
    """Give the protected office of ``home``, which nobody has open, another key, and return it.

    The caller holds the window lock. Whoever opened the office before goes on doing so with the same
    passphrase, but for slots of an earlier program: those have to sign in once where it is open. The
    recovery sheet is over. Raises RefusedError and StorageError as ``protect_office``.
    """
    from kmmp_desktop.domain.permissions import Action
    from kmmp_desktop.security.sealing import FileSealer
    from kmmp_desktop.services.permits import permit
    from kmmp_desktop.services.protection import KEY_CHANGED
    from kmmp_desktop.storage.rekeying import rekey

    key = door(home, clock).open(username, passphrase)
    new = door(home, clock).new_office()
    services, store = open_it(key)
    try:
        person = permit(services.people.sign_in(username, passphrase), Action.PROTECT)
        people = services.protecting.may_open()
        left = [str(one.id) for one in people if not key.takes_new_key(one)]
        with store.work() as work:
            work.audit.append("office", clock.now(), person.id, "office key change begun", {})
            work.commit()
    finally:
        store.close()
    if str(person.id) in left:
        raise _no_slot(person.name)
    earlier = FileSealer(new.derive(_EARLIER)).seal(_EARLIER, key.database_key())
    rekey(
        home,
        key.database_key(),
        new.database_key(),
        lambda file: key.hand_on(new, people, file),
        earlier,
        report,
    )
    services, store = open_it(new)
    try:
        with store.work() as work:
            now, body = clock.now(), {"let in again": left}
            work.audit.append("office", now, person.id, "office key changed", body)
            work.settings.put(KEY_CHANGED, now.isoformat())
            work.commit()
    finally:
        store.close()
    return new


def protect_office(
    home: Path, username: str, passphrase: str, clock: Clock, open_it: OpenIt, report: Callable[..., Any]
) -> OpenOffice:
    """Encrypt the office of ``home``, which nobody has open; the caller holds its window lock.

    Returns its key. ``username`` opens it from now on; everybody else does once they have signed in where it
    was opened. Raises RefusedError (role, another program) and StorageError, with the office as it was.
    """
    from kmmp_desktop.domain.permissions import Action
    from kmmp_desktop.security.office_key import OpenOffice
    from kmmp_desktop.services.permits import permit
    from kmmp_desktop.storage.protecting import protect

    services, store = open_it(None)
    try:
        person = permit(services.people.sign_in(username, passphrase), Action.PROTECT)
        if (office := services.people.office()) is not None and office.is_demo:
            raise _made_up()
    finally:
        store.close()
    key = door(home, clock).new_office()
    folder = scan_folder(home, key)

    def write_slots(file: Path) -> None:
        OpenOffice(key.database_key(), file, _guard(home)).admit(person, passphrase)

    protect(home, key.database_key(), write_slots, folder, report)
    services, store = open_it(key)
    try:
        with store.work() as work:
            work.audit.append("office", clock.now(), person.id, "office protected", {})
            work.commit()
    finally:
        store.close()
    return key


def encrypt_office(
    home: Path, username: str, passphrase: str, clock: Clock, open_it: OpenIt, report: Callable[..., Any]
) -> OpenOffice:
    """Protect an office in the clear (``protect_office``), or give a protected one another key."""
    is_protected = entrance(home, clock).is_protected
    return (change_key if is_protected else protect_office)(
        home, username, passphrase, clock, open_it, report
    )


def found_protected(
    home: Path, clock: Clock, founding: Founding, open_it: OpenIn, report: Callable[..., Any]
) -> OpenOffice:
    """Make a new office in ``home``, protected from the start, and return its key."""
    from kmmp_desktop.services.founding import found_whole

    key = door(home, clock).new_office()
    found_whole(home, founding, lambda part: open_it(door(part, clock).with_key(key), part), report)
    return key


def ways(home: Path, into: Entrance, at_end: ExitStack, open_it: OpenIt) -> Ways:
    """Protecting and rescuing, for commands; what is opened is closed ``at_end``."""
    from kmmp_desktop.commands.answers import Ways
    from kmmp_desktop.errors import NotFoundError
    from kmmp_desktop.services.clock import SystemClock
    from kmmp_desktop.storage.lock import WindowLock

    def encrypt(username: str, passphrase: str) -> None:
        if not paths.database(home).exists():
            raise NotFoundError("There is no office in {home}.", home=home)
        lock = WindowLock(paths.window_lock(home))
        lock.take(getpass.getuser(), SystemClock().now())
        try:
            into.key = encrypt_office(home, username, passphrase, SystemClock(), open_it, lambda *_: None)
        finally:
            lock.release()

    def open_by_code(code: str) -> Services:
        into.open_by_code(code)
        services, store = open_it(into.key)
        at_end.callback(store.close)
        return services

    return Ways(lambda: into.is_protected, encrypt, open_by_code)


def _no_slot(name: str) -> Exception:
    from kmmp_desktop.errors import StorageError

    return StorageError(
        "The file office.keys could not be written for {name}. Nothing was changed.",
        name=name,
        hint="See whether the disk is full or may be written to, then do it again.",
    )


def _made_up() -> Exception:
    from kmmp_desktop.errors import RefusedError

    return RefusedError(
        "The data of this office are made up; they stay in the clear.", hint="Nothing was changed."
    )


def _guard(home: Path) -> Callable[[], AbstractContextManager[None]]:
    from kmmp_desktop.storage.lock import short_lock

    file = paths.office_keys(home)
    return partial(short_lock, file.with_name(f"{file.name}.lock"))
