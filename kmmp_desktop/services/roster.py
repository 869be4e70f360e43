"""Cards: how an office learns whose key it is that signs packs and returns elsewhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.values import why_unstorable
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.services.pack_files import read_pack, write_whole
from kmmp_desktop.services.people import ADDERS
from kmmp_desktop.services.ports import Clock, Work

VERSION = 1
LONGEST = 120


class RosterService:
    """Writes cards of this office's people and pins those of others, once their fingerprint was read out.

    A card proves nothing by itself: whoever pins it compares the fingerprint with the person's own
    words, over the telephone or face to face (there is no programme authority yet).
    """

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def write_card(self, person: Person, path: Path) -> None:
        """Raises RefusedError where the person has no key, FileRefusedError where nothing can be written."""
        if person.certificate is None:
            raise RefusedError(
                "{name} has no signing key yet.", name=person.name, hint="The first signature makes it."
            )
        with self._work() as work:
            office = work.people.office()
        card = {
            "kmmp_card": VERSION,
            "id": str(person.id),
            "name": person.name,
            "role": person.role.value,
            "office": office.name if office else "",
            "certificate": base64.b64encode(person.certificate).decode(),
        }
        write_whole(path, canonical_bytes(card))

    def pin(self, path: Path, fingerprint: str, by: Person) -> Person:
        """Put the person of a card into the roster; without an account, so that nobody signs in as them.

        Raises:
            RefusedError: not a manager or administrator, or another fingerprint than the one given.
            FileRefusedError: no card.
        """
        if by.role not in ADDERS:
            raise RefusedError("A manager or an administrator adds people.")
        person = _read(path)
        if "".join(fingerprint.split()).upper() != person.fingerprint.replace(" ", ""):
            raise RefusedError(
                'The key in "{name}" has the fingerprint {found}, not {given}.',
                name=path.name,
                found=person.fingerprint,
                given=fingerprint[:40],
                hint="Nobody was added. Have its owner read it out.",
            )
        with self._work() as work:
            known = work.people.get(person.id)
            if known is not None and known.certificate == person.certificate:
                return known
            if known is not None:
                raise RefusedError(
                    "{name} is in the roster with another key already."
                    if known.certificate
                    else "{name} is in the roster of this office and makes a key here.",
                    name=known.name,
                    hint="Nothing was changed.",
                )
            work.people.put(person)
            work.audit.append(
                "office",
                self._clock.now(),
                by.id,
                "person known",
                {"person": str(person.id), "role": person.role.value, "fingerprint": person.fingerprint},
            )
            work.commit()
        return person


def _read(path: Path) -> Person:
    try:
        data: Any = json.loads(read_pack(path))
        certificate = base64.b64decode(data["certificate"], validate=True)
        name = str(data["name"]).strip()
        person_id, role = UUID(data["id"]), Role(data["role"])
        if data["kmmp_card"] != VERSION or not 0 < len(name) <= LONGEST or why_unstorable(name):
            raise ValueError(name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise FileRefusedError('"{name}" is not the card of a person.', name=path.name) from error
    mark = hashlib.sha256(certificate).hexdigest()[:12]
    return Person(person_id, f"key-{mark}", name, role, certificate)
