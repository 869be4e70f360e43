"""How one run of the program gets into its office: asked once, and the key kept until the end."""

from __future__ import annotations

from collections.abc import Callable

from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.security.office_door import OfficeDoor
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.services.bundle import Services


class Entrance:
    """See ``protection_ports.Door``. ``key`` is the key once somebody opened; None for data in the clear."""

    def __init__(self, door: OfficeDoor, is_protected: Callable[[], bool]) -> None:
        self._door = door
        self._is_protected = is_protected
        self.key: OpenOffice | None = None

    @property
    def is_closed(self) -> bool:
        """Whether a passphrase or the office's code has to be given before the database can be opened."""
        return self.key is None and self._is_protected()

    def where_closed(self) -> Entrance | None:
        return self if self.is_closed else None

    @property
    def is_protected(self) -> bool:
        """Whether the data lie encrypted, opened or not."""
        return self.key is not None or self._is_protected()

    def open(self, username: str, passphrase: str) -> None:
        self.key = self._door.open(username, passphrase)

    def open_by_code(self, code: str) -> None:
        self.key = self._door.open_by_code(code)

    def sign_in(self, services: Services, username: str, passphrase: str) -> Person:
        """Whoever opened the office signs in with the same passphrase; what a cut left behind is tidied."""
        person = services.people.sign_in(username, passphrase)
        if self.key is not None:
            self.key.settle(services.protecting.may_open, person, passphrase)
        return person

    def admit_command(self, username: str, ask: Callable[[str], str]) -> None:
        """Open for a command that says who runs it, where it has to be opened. Raises RefusedError."""
        if not self.is_closed:
            return
        if not username:
            raise RefusedError(
                "This office is protected: it opens only with the passphrase of one of its people.",
                hint="Say whose with --as USER; the passphrase comes from KMMP_PASSPHRASE or a prompt.",
            )
        self.open(username, ask(username))
