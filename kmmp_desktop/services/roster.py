"""Cards: how an office learns whose key it is that signs packs and returns elsewhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.values import why_unstorable
from kmmp_desktop.errors import FileRefusedError, NotFoundError, RefusedError, StorageError
from kmmp_desktop.services.key_ports import Certificates
from kmmp_desktop.services.pack_files import read_pack, write_whole
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
from kmmp_desktop.services.practice_files import is_marked, is_practice, refuse_practice, said_by
from kmmp_desktop.services.staff import role_setting
from kmmp_desktop.text import Message

VERSION = 2
_WITHOUT_OFFICE = 1
"""Cards that did not say of which office their person is."""
LONGEST = 120


@dataclass(frozen=True, slots=True)
class LookedCard:
    """A card beside the roster."""

    person: Person
    known: Person | None
    """The same person with another key, which has to be explained; ``None``: nobody of that number."""
    is_here: bool
    """With this very key: nothing is to be done."""


class RosterService:
    """Writes cards of this office's people and pins those of others, once their fingerprint was read out.

    A card proves nothing by itself: whoever pins it compares the fingerprint with the person's own
    words, over the telephone or face to face. The office stands in the certificate too, so that the
    fingerprint covers it; a person of a card signs for that office and for no other.
    """

    def __init__(self, work: Work, clock: Clock, certificates: Certificates) -> None:
        self._work = work
        self._clock = clock
        self._certificates = certificates

    def write_card(self, person: Person, path: Path) -> None:
        """Raises RefusedError where the person has no key, FileRefusedError where nothing can be written."""
        if person.certificate is None:
            raise RefusedError(
                "{name} has no signing key yet.", name=person.name, hint="The first signature makes it."
            )
        with self._work() as work:
            office = work.people.office()
        if office is None:
            raise NotFoundError("This office has no name yet.")
        card = {
            "kmmp_card": VERSION,
            "id": str(person.id),
            "name": person.name,
            "role": person.role.value,
            "office": {"id": str(office.id), "name": office.name},
            **said_by(office),
            "certificate": base64.b64encode(person.certificate).decode(),
        }
        write_whole(path, canonical_bytes(card))

    def look(self, path: Path) -> LookedCard:
        """Read a card; changes nothing. Raises FileRefusedError and RefusedError as ``pin``."""
        person = self._read(path, is_practice(self._work))
        with self._work() as work:
            known = work.people.get(person.id)
            if known is None:
                _check_name(work, person)
            elif known.certificate != person.certificate:
                _check_key(work, known, person, new_key=True)
                _check_name(work, person)
                return LookedCard(person, known, False)
            here = known is not None and (
                known.office is not None or work.people.account(known.id) is not None
            )
        return LookedCard(person, None, here)

    def pin(
        self, path: Path, fingerprint: str, by: Person, *, new_key: bool = False, why: str = ""
    ) -> Person:
        """Put the person of a card into the roster; without an account, so that nobody signs in as them.

        ``new_key``: the person is here with another key, and has said in words why it changed (``why``, for
        the log). What the earlier key signed still counts, in the role it had; only the programme can
        withdraw a key.

        Raises:
            RefusedError: not a manager or administrator, another fingerprint than the one given, or an
                office that is known here by another name.
            FileRefusedError: no card, one that does not say the office, or one of practice in a real office.
        """
        permit(by, Action.PIN)
        person = self._read(path, is_practice(self._work))
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
                if known.office is not None or work.people.account(known.id) is not None:
                    return known
                person = replace(known, office=person.office, office_name=person.office_name)
            elif known is not None:
                _check_key(work, known, person, new_key)
                assert known.certificate is not None
                work.settings.put(role_setting(known.certificate), known.role.value)
            _check_name(work, person)
            work.people.put(person)
            before = known.fingerprint if known is not None and known.certificate else ""
            work.audit.append(
                "office",
                self._clock.now(),
                by.id,
                "person known",
                {
                    "person": str(person.id),
                    "role": person.role.value,
                    "fingerprint": person.fingerprint,
                    "office": str(person.office),
                    **({"key_before": before} if before not in ("", person.fingerprint) else {}),
                    **({"why": " ".join(why.split())[:200]} if new_key and why.strip() else {}),
                },
            )
            work.commit()
        return person

    def _read(self, path: Path, practice: bool) -> Person:
        person = _card(path, practice)
        assert person.certificate is not None
        try:
            said = self._certificates.facts(person.certificate)
        except StorageError as error:
            raise _no_card(path) from error
        if (said.office, said.person) != (person.office, person.id):
            raise FileRefusedError(
                'The card "{name}" names another person or office than the certificate in it.',
                name=path.name,
                hint="Nobody was added. Ask for a new card.",
            )
        return person


def _check_key(work: UnitOfWork, known: Person, person: Person, new_key: bool) -> None:
    """Whether another key may take the place of the known one."""
    if known.certificate is None or work.people.account(known.id) is not None:
        raise RefusedError(
            "{name} is in the roster of this office and makes a key here.",
            name=known.name,
            hint="Nothing was changed.",
        )
    if known.office not in (None, person.office):
        raise RefusedError(
            "{name} is in the roster with another key already, for {office}.",
            name=known.name,
            office=known.office_name,
            hint="Nothing was changed. A person of two offices has a card, and a number, of each.",
        )
    if person.certificate in work.people.certificates(known.id):
        raise RefusedError(
            "The card has a key that {name} has given up.",
            name=known.name,
            hint="Nothing was changed. Ask for a new card.",
        )
    if not new_key:
        raise RefusedError(
            "{name} is in the roster with another key already: {known}. The card has {found}.",
            name=known.name,
            known=known.fingerprint,
            found=person.fingerprint,
            hint=Message(
                "Nothing was changed. A new key may be a stolen name: call {name} on a number that you "
                "had before, ask why it is new, and have the new fingerprint read out. Then pin the card "
                "with --new-key. What the old key signed still counts; if it was stolen, the programme has "
                "to withdraw it.",
                {"name": known.name},
            ),
        )


def _check_name(work: UnitOfWork, person: Person) -> None:
    """One office has one name here: else a card could speak for an office that somebody trusts already."""
    own = work.people.office()
    known = {own.id: own.name} if own is not None else {}
    known |= {p.office: p.office_name for p in work.people.all() if p.office is not None}
    name = known.get(person.office, person.office_name) if person.office else ""
    if name != person.office_name:
        raise RefusedError(
            "The card of {name} says {office}, but that office is known here as {known}.",
            name=person.name,
            office=person.office_name,
            known=name,
            hint="Nobody was added. Ask the office for which office {name} signs.",
        )


def _card(path: Path, practice: bool) -> Person:
    try:
        data: Any = json.loads(read_pack(path))
        certificate = base64.b64decode(data["certificate"], validate=True)
        name = _name(data["name"])
        person_id, role = UUID(data["id"]), Role(data["role"])
        if data["kmmp_card"] == _WITHOUT_OFFICE:
            raise FileRefusedError(
                'The card "{name}" does not say of which office {person} is.',
                name=path.name,
                person=name,
                hint="Ask for a new card, written with the present version of the program.",
            )
        if data["kmmp_card"] != VERSION:
            raise ValueError(data["kmmp_card"])
        office, office_name = UUID(data["office"]["id"]), _name(data["office"]["name"])
        refuse_practice(path.name, is_marked(data), practice)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise _no_card(path) from error
    mark = hashlib.sha256(certificate).hexdigest()[:12]
    return Person(person_id, f"key-{mark}", name, role, certificate, office=office, office_name=office_name)


def _name(text: object) -> str:
    found = str(text).strip()
    if not 0 < len(found) <= LONGEST or why_unstorable(found):
        raise ValueError(found)
    return found


def _no_card(path: Path) -> FileRefusedError:
    return FileRefusedError('"{name}" is not the card of a person.', name=path.name)
