"""The key of the office's database: what services may ask of it. Implemented by ``security.office_key``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.errors import RefusedError

if TYPE_CHECKING:
    from kmmp_desktop.services.bundle import Services  # the bundle names what stands here


class OfficeKey(Protocol):
    """The database key while an office is open; ``repr`` shows nothing of it.

    What changes slots writes the slot file ``office.keys`` whole, and is slow (scrypt): off the GUI thread.
    """

    @property
    def is_protected(self) -> bool:
        """False: the data of this office lie in the clear (an older office, the demo, a server's)."""
        ...

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose, by HKDF-SHA256 of the database key. RefusedError where not protected."""
        ...

    def slots(self) -> bytes:
        """The slot file as it is now, to be carried in a backup; empty where not protected."""
        ...

    def has(self, person: Person) -> bool:
        """Whether some passphrase of the person opens the office; False where not protected."""
        ...

    def takes_new_key(self, person: Person) -> bool:
        """Whether the person goes on opening the office when its key is changed by somebody else.

        Not with a slot that an earlier program made; the next sign-in makes another.
        """
        ...

    def admit(self, person: Person, passphrase: str) -> None:
        """From now on this passphrase of the person opens the office, and none of theirs before."""
        ...

    def admitting(self, person: Person, passphrase: str) -> AbstractContextManager[None]:
        """The same around a transaction: inside, the new passphrase opens the office and so do those before.

        Afterwards only the new one does; where the block raised, only those before. Cut off in between, both
        open the file, and the account says which of them signs in.
        """
        ...

    def removing(self, person: Person) -> AbstractContextManager[Callable[[], None]]:
        """Around a transaction that closes an account: nobody else is at the slot file inside.

        What is given out is called inside: from then on no passphrase of the person opens the office.
        It raises RefusedError for the last who can. Where the block raises, everything is as before.
        """
        ...

    @property
    def has_recovery(self) -> bool:
        """Whether there is an office recovery code that opens it."""
        ...

    def new_recovery(self) -> str:
        """A new office recovery code as it is written; the one before opens nothing any more."""
        ...


class Sealer(Protocol):
    """Locks files that lie beside the database: implemented by ``security.sealing``."""

    def is_sealed(self, content: bytes) -> bool: ...
    def seal(self, name: str, content: bytes) -> bytes: ...
    def open(self, name: str, content: bytes) -> bytes:
        """Content that is not sealed comes back as it is. Raises StorageError for damaged content."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class OfficeSheet:
    """What is printed on the recovery sheet of the office. ``repr`` shows nothing of the code."""

    office: Office
    code: str
    made_at: datetime

    def __repr__(self) -> str:
        return f"OfficeSheet({self.made_at:%Y-%m-%d})"


@dataclass(frozen=True, slots=True)
class Refusals:
    """Wrong tries to open the office since it was last open."""

    count: int
    first: datetime
    last: datetime
    people: Mapping[str, int]
    """By id of the person whose name was given."""
    strangers: int
    """With names that nobody has here; which, is kept nowhere."""
    codes: int
    """With the wrong recovery code."""


class Door(Protocol):
    """A protected office from outside, before its database is open: implemented in ``main``.

    All of it is slow and belongs off the GUI thread. Wrong ones raise WrongPassphraseError and cost waiting.
    """

    def open(self, username: str, passphrase: str) -> None: ...
    def open_by_code(self, code: str) -> None:
        """Raises RefusedError for what cannot be a code, before it costs anything."""
        ...

    def sign_in(self, services: Services, username: str, passphrase: str) -> Person:
        """Once the database is open: whoever opened it signs in with the same passphrase."""
        ...


class ClearOffice:
    """See ``OfficeKey``: an office whose data lie in the clear. There is nothing to admit anybody to."""

    is_protected = False
    has_recovery = False

    def derive(self, purpose: str) -> bytes:
        raise _clear()

    def slots(self) -> bytes:
        return b""

    def has(self, person: Person) -> bool:
        return False

    def takes_new_key(self, person: Person) -> bool:
        return False

    def admit(self, person: Person, passphrase: str) -> None:
        return None

    def admitting(self, person: Person, passphrase: str) -> AbstractContextManager[None]:
        return nullcontext()

    def removing(self, person: Person) -> AbstractContextManager[Callable[[], None]]:
        return nullcontext(lambda: None)

    def new_recovery(self) -> str:
        raise _clear()


def _clear() -> RefusedError:
    return RefusedError(
        "The data of this office lie in the clear: there is no key to them.",
        hint="A manager or an administrator can protect the office under Tools.",
    )
