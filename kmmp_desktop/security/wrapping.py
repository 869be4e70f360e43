"""A random key in the keyring of the computer, without which a signing key does not open.

The keyring holds these 32 bytes and nothing else: Windows gives an entry 2,560 bytes, a signing key
does not fit. The backend is named by system instead of being looked for, so that no backend
which somebody configured (there are some that write plain files) takes its place.
"""

from __future__ import annotations

import base64
import binascii
import logging
import secrets
import sys
from typing import Any

from kmmp_desktop.errors import KmmpError, RefusedError, StorageError

SERVICE = "KMMP Desktop {name}"
"""What an entry is called in the keyring of the system: one each, since Windows keeps one per service."""
SIZE = 32
_NAME = "signing-key-"

log = logging.getLogger(__name__)


class SystemKeyring:
    """See ``ports.WrappingKeys``: Credential Manager, Keychain or the Secret Service."""

    def __init__(self, platform: str = sys.platform) -> None:
        self._platform = platform

    def why_not(self) -> KmmpError | None:
        try:
            self._backend()
        except RefusedError as error:
            return error
        return None

    def make(self) -> str:
        backend, name = self._backend(), _NAME + secrets.token_hex(8)
        kept = secrets.token_bytes(SIZE)
        try:
            backend.set_password(SERVICE.format(name=name), name, base64.b64encode(kept).decode())
        except Exception as error:  # noqa: BLE001 - every backend has kinds of its own
            raise _closed(error) from None
        if self.get(name) != kept:
            self.drop(name)
            raise RefusedError(
                "The keyring of this computer does not give back what was put into it.",
                hint="Nothing was changed. The key stays protected by its passphrase alone.",
            )
        return name

    def get(self, name: str) -> bytes:
        try:
            kept = self._backend().get_password(SERVICE.format(name=name), name)
        except RefusedError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            raise _closed(error) from None
        if kept is None:
            raise RefusedError(
                "This signing key is tied to the keyring of another computer or another user.",
                hint="Sign there, or choose Switch person, Forgot the passphrase, "
                "and type the recovery code.",
            )
        try:
            found = base64.b64decode(kept, validate=True)
        except (ValueError, binascii.Error):
            found = b""
        if len(found) != SIZE:
            raise StorageError(
                "The entry for this signing key in the keyring of this computer is damaged.",
                hint="Choose Switch person, Forgot the passphrase, and type the recovery code.",
            )
        return found

    def drop(self, name: str) -> None:
        try:
            self._backend().delete_password(SERVICE.format(name=name), name)
        except Exception as error:  # noqa: BLE001 - an entry that stays behind opens nothing any more
            log.warning("an entry stays in the keyring: %s", type(error).__name__)

    def _backend(self) -> Any:
        """The keyring of this system, ready to be used. Raises RefusedError."""
        try:
            made = _make(self._platform)
            made.priority  # noqa: B018 - asking it tells whether it can be used at all
        except Exception as error:  # noqa: BLE001 - as above; loading it may fail in any way too
            log.info("no keyring here: %s", type(error).__name__)
            raise RefusedError(
                "This computer has no keyring that the program can use.",
                hint="The key stays protected by its passphrase alone.",
            ) from None
        return made


def system_backend(platform: str = sys.platform) -> Any:
    """The keyring of the system, for secrets of another kind; raises whatever its library raises."""
    return _make(platform)


def _make(platform: str) -> Any:
    # late: 0.1 s, needed only by whoever ties a key to a computer
    if platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        windows: Any = WinVaultKeyring()  # type: ignore[no-untyped-call]
        windows.persist = "local machine"  # never roams to other computers of a domain
        return windows
    if platform == "darwin":
        from keyring.backends.macOS import Keyring as Keychain

        return Keychain()  # type: ignore[no-untyped-call]
    from keyring.backends.SecretService import Keyring

    return Keyring()  # type: ignore[no-untyped-call]


def _closed(error: Exception) -> RefusedError:
    log.info("the keyring refuses: %s", type(error).__name__)
    return RefusedError(
        "The keyring of this computer is locked or does not answer.",
        hint="Unlock it as your system asks for it, and try again.",
    )
