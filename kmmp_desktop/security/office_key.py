"""The key of an open, protected office, and who may open it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import KmmpError, RefusedError
from kmmp_desktop.security.envelope import USUAL, Cost
from kmmp_desktop.security.key_slots import Slots, damaged, write
from kmmp_desktop.security.recovery import new_code, read_code

Guard = Callable[[], AbstractContextManager[None]]
"""Keeps other programs of this office off the slot file for a moment."""

_LOG = logging.getLogger(__name__)


class OpenOffice:
    """See ``protection_ports.OfficeKey``. The file is made with the first person who is admitted."""

    is_protected = True

    def __init__(self, key: bytes, file: Path, guard: Guard, cost: Cost = USUAL) -> None:
        self._key = key
        self._file = file
        self._guard = guard
        self._cost = cost

    def __repr__(self) -> str:
        return "OpenOffice()"

    def database_key(self) -> bytes:
        """For connections to the database (``database.KeyProvider``)."""
        return self._key

    def derive(self, purpose: str) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256  # late: 45 ms
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), 32, salt=None, info=b"kmmp office: " + purpose.encode()).derive(self._key)

    def slots(self) -> bytes:
        return self._content() or b""

    def has(self, person: Person) -> bool:
        slots = self._read()
        return slots.name_of(person.username) in slots.people

    def takes_new_key(self, person: Person) -> bool:
        slots = self._read()
        return slots.takes_new_key(slots.name_of(person.username))

    def hand_on(self, new: OpenOffice, people: Iterable[Person], to: Path) -> None:
        """Write the slot file of ``new`` under the name ``to``: ``people`` open the office with it as before.

        Left out are the recovery code and who does not take a new key.
        """
        slots = self._read()
        names = {slots.name_of(one.username) for one in people}
        write(to, slots.handed_on(self._key, new.database_key(), names))

    def admit(self, person: Person, passphrase: str) -> None:
        with self.admitting(person, passphrase):
            pass

    @contextmanager
    def admitting(self, person: Person, passphrase: str) -> Iterator[None]:
        known = self._read()
        name = known.name_of(person.username)
        envelope = known.seal(self._key, name, passphrase, self._cost)  # slow: before others have to wait
        with self._guard():
            slots = self._read(known)
            before = slots.people.get(name, ())
            write(self._file, slots.with_person(name, (*before, envelope)))
            try:
                yield
            except BaseException:
                self._put(slots.with_person(name, before))
                raise
            self._put(slots.with_person(name, (envelope,)))

    @contextmanager
    def removing(self, person: Person) -> Iterator[Callable[[], None]]:
        with self._guard():
            slots = self._read()
            name = slots.name_of(person.username)
            left = slots.with_person(name, ())

            def remove() -> None:
                if name not in slots.people:
                    return
                if not left.people:
                    raise RefusedError(
                        "{name} is the last who can open this office.",
                        name=person.name,
                        hint="Let somebody else sign in once before.",
                    )
                write(self._file, left)

            try:
                yield remove
            except BaseException:
                if self._read() != slots:
                    self._put(slots)
                raise

    @property
    def has_recovery(self) -> bool:
        return self._read().recovery is not None

    def new_recovery(self) -> str:
        code = new_code()
        with self._guard():
            write(self._file, self._read().seal_recovery(self._key, read_code(code), self._cost))
        return code

    def settle(
        self, people: Callable[[], Iterable[Person]], person: Person | None = None, passphrase: str = ""
    ) -> None:
        """After opening: what a step that was cut off left behind opens nothing any more.

        ``people`` reads who may open the office, while nobody else can be adding somebody; of
        ``person`` only what ``passphrase`` opens stays.
        """
        with self._guard():
            slots = before = self._read()
            allowed = {slots.name_of(one.username) for one in people()}
            for name in [known for known in slots.people if known not in allowed]:
                slots = slots.with_person(name, ())
            if person is not None:
                name = slots.name_of(person.username)
                kept = slots.people.get(name, ())
                if len(kept) > 1:
                    fitting = tuple(one for one in kept if slots.fits(one, name, passphrase))
                    # none fits where an older database was put back: it is the account that counts
                    fitting = fitting or (slots.seal(self._key, name, passphrase, self._cost),)
                    slots = slots.with_person(name, fitting)
            if slots != before and slots.people:
                write(self._file, slots)

    def _read(self, instead: Slots | None = None) -> Slots:
        content = self._content()
        return Slots.read(content) if content is not None else instead or Slots()

    def _content(self) -> bytes | None:
        """None before the first person is admitted."""
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            raise damaged() from None

    def _put(self, slots: Slots) -> None:
        """The account is changed already, or was not: what stays in the file too much is settled later."""
        try:
            if slots.people or slots.recovery:
                write(self._file, slots)
            else:
                self._file.unlink(missing_ok=True)
        except KmmpError:
            _LOG.warning("%s could not be tidied; it is when the office is opened next", self._file.name)
