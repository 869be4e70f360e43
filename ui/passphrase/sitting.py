"""A signing key that its owner keeps open for a sitting, and that is forgotten at its end."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.ports import Signer


class _Loan:
    """See ``ports.Signer``: the key of the sitting for one act of signing. ``lock`` gives it back."""

    def __init__(self, signer: Signer, give_back: _Key) -> None:
        self.person = signer.person
        self.certificate = signer.certificate
        self._key: _Key | None = give_back
        self._signer = signer

    def sign(self, data: bytes) -> bytes:
        return self._signer.sign(data)

    def lock(self) -> None:
        key, self._key = self._key, None
        if key is not None:
            key.give_back()


class _Key:
    """An open key and how many acts of signing use it now: what was begun before the end is finished."""

    def __init__(self, signer: Signer) -> None:
        self.signer = signer
        self._guard = threading.Lock()  # acts of signing end on other threads
        self._lent = 0
        self._over = False

    def lend(self) -> Signer:
        with self._guard:
            self._lent += 1
        return _Loan(self.signer, self)

    def give_back(self) -> None:
        with self._guard:
            self._lent -= 1
            self._lock_if_over()

    def end(self) -> None:
        with self._guard:
            self._over = True
            self._lock_if_over()

    def _lock_if_over(self) -> None:
        if self._over and self._lent == 0:
            self.signer.lock()


class Sitting(QObject):
    """One open key at most. Call it on the GUI thread; ``changed`` when the key is kept or forgotten."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: _Key | None = None

    def is_open_for(self, person: Person) -> bool:
        return self._key is not None and self._key.signer.person.id == person.id

    @property
    def is_open(self) -> bool:
        return self._key is not None

    def compare(self, fingerprint: str, *, is_over: bool) -> None:
        """End the sitting of a key that is not the present one any more, or whose certificate is over."""
        if self._key is not None and (is_over or self._key.signer.person.fingerprint != fingerprint):
            self.wipe()

    def keep(self, signer: Signer) -> Signer:
        """Keep an opened key until the sitting ends; returns it for the act of signing at hand."""
        self._end()
        self._key = _Key(signer)
        self.changed.emit()
        return self._key.lend()

    def lend(self, person: Person) -> Signer | None:
        """The open key for one act of signing; ``None`` where ``person`` keeps none open."""
        if self._key is None or not self.is_open_for(person):
            return None
        return self._key.lend()

    def wipe(self) -> None:
        """End the sitting: no further act gets the key. One that is running finishes with it."""
        if self._end():
            self.changed.emit()

    def _end(self) -> bool:
        key, self._key = self._key, None
        if key is not None:
            key.end()
        return key is not None
