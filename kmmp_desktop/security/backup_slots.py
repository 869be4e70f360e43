"""The key of an office out of the slots that a backup carries."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from kmmp_desktop.errors import WrongPassphraseError
from kmmp_desktop.security.backup_seal import StreamSeal
from kmmp_desktop.security.key_slots import Slots
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.security.recovery import read_code
from kmmp_desktop.services.backup_ports import Secret


def backup_seal() -> StreamSeal:
    """Backups as this program writes and opens them."""
    return StreamSeal(open_slots, derive)


def open_slots(content: bytes, secret: Secret) -> bytes:
    """The database key. Nothing is counted: whoever has a backup can try as often as he likes anyway.

    Raises:
        WrongPassphraseError: no slot opens with it.
        RefusedError: what was typed cannot be a recovery code.
        StorageError: the slots are damaged.
    """
    slots = Slots.read(content)
    if secret.username:
        key = slots.open(slots.name_of(secret.username), secret.text)
        if key is None:
            raise WrongPassphraseError(
                "This user name and passphrase do not open the backup.",
                hint="The passphrase is the one of the day the backup was made. "
                "The office recovery code opens it too.",
            )
        return key
    key = slots.open_recovery(read_code(secret.text))
    if key is None:
        raise WrongPassphraseError(
            "This recovery code does not open the backup.",
            hint="It has to be the code of the office, as it was on the day the backup was made.",
        )
    return key


def derive(key: bytes, purpose: str) -> bytes:
    """As ``OfficeKey.derive`` of an open office."""
    return OpenOffice(key, Path(), nullcontext).derive(purpose)  # no file is looked at
