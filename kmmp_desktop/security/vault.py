"""Signing keys put into new envelopes: another passphrase, a keyring, a recovery code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.errors import WrongPassphraseError
from kmmp_desktop.security.accounts import AccountSecurity, private, wipe
from kmmp_desktop.security.certificates import make_certificate
from kmmp_desktop.security.recovery import new_code, read_code


class AccountVault:
    """See ``key_ports.KeyVault``. The opened key is in memory only while a method runs."""

    def __init__(self, accounts: AccountSecurity) -> None:
        self._accounts = accounts

    def seal_again(
        self,
        person: Person,
        private_key: bytes,
        passphrase: str,
        new_passphrase: str,
        *,
        wrapping: bytes | None = None,
        new_wrapping: bytes | None = None,
    ) -> bytes:
        with _wiped(self._accounts.open(person, private_key, passphrase, wrapping)) as plain:
            return self._accounts.close(person, plain, new_passphrase, new_wrapping)

    def make_recovery(
        self, person: Person, private_key: bytes, passphrase: str, wrapping: bytes | None = None
    ) -> tuple[str, bytes]:
        with _wiped(self._accounts.open(person, private_key, passphrase, wrapping)) as plain:
            code = new_code()
            # no wrapping key: the sheet is for the day when the computer is gone
            return code, self._accounts.close(person, plain, read_code(code))

    def reset(
        self,
        person: Person,
        recovery_key: bytes,
        code: str,
        new_passphrase: str,
        wrapping: bytes | None = None,
    ) -> bytes:
        typed = read_code(code)
        try:
            opened = self._accounts.open(person, recovery_key, typed)
        except WrongPassphraseError:
            raise WrongPassphraseError(
                "This recovery code does not open the key of {name}.",
                name=person.name,
                hint="See whose name and which date stand on the sheet: a newer sheet ends the older ones.",
            ) from None
        with _wiped(opened) as plain:
            return self._accounts.close(person, plain, new_passphrase, wrapping)

    def renew(
        self,
        person: Person,
        office: Office,
        private_key: bytes,
        passphrase: str,
        now: datetime,
        wrapping: bytes | None = None,
    ) -> bytes:
        with _wiped(self._accounts.open(person, private_key, passphrase, wrapping)) as plain:
            return make_certificate(person, office, private(plain), now)


@contextmanager
def _wiped(plain: bytearray) -> Iterator[bytearray]:
    try:
        yield plain
    finally:
        wipe(plain)
