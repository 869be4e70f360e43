"""Packs of checks and issued certificates among files that came, read like any small signed file."""

from __future__ import annotations

import json

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.key_files import read_certificate
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.own_certificates import ROOT_FIRST, OwnCertificates
from kmmp_desktop.services.packs import PackService
from kmmp_desktop.services.ports import Work
from kmmp_desktop.services.practice_files import is_practice
from kmmp_desktop.services.receiving_ports import Looked
from kmmp_desktop.services.sealed_files import SignatureCheck, open_sealed
from kmmp_desktop.services.sealed_files import kind_of as sealed_kind
from kmmp_desktop.text import Message

PACK, CERTIFICATE = "pack", "certificate"
_MARK = b'"kmmp_pack":'


def kind_of(content: bytes) -> str | None:
    """Which kind of small signed file these bytes say they are, packs of checks among them."""
    return sealed_kind(content) or (PACK if _is_pack(content) else None)


def _is_pack(content: bytes) -> bool:
    if _MARK not in content:
        return False
    try:
        outer = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(outer, dict) and "kmmp_pack" in outer


class PackMail:
    """See ``receiving_ports.Mail``."""

    def __init__(self, packs: PackService) -> None:
        self._packs = packs

    def look(self, name: str, content: bytes) -> Looked:
        looked = self._packs.look(name, content)
        text = Message(
            "{count} changes of standards and checks, signed by {name}.",
            {"count": looked.added + looked.present, "name": looked.issued_by},
        )
        if not looked.added:
            return Looked(PACK, LetterStanding.ALREADY, text, Message("Already here: nothing is to be done."))
        step = Message("Take in: {count} of them are new here.", {"count": looked.added})
        return Looked(PACK, LetterStanding.NEW, text, step)

    def take(self, name: str, content: bytes, person: Person) -> Message:
        taken = self._packs.take_content(name, content, person)
        return Message("{count} changes of standards and checks came in.", {"count": taken.added})


class CertificateMail:
    """See ``receiving_ports.Mail``."""

    def __init__(self, certificates: OwnCertificates, work: Work, signed: SignatureCheck) -> None:
        self._certificates, self._work, self._signed = certificates, work, signed

    def look(self, name: str, content: bytes) -> Looked:
        sealed = open_sealed(name, content, self._signed, CERTIFICATE, practice=is_practice(self._work))
        issued = read_certificate(name, sealed.data)
        with self._work() as work:
            person = work.people.get(issued.person)
            own = work.people.account(issued.person) is not None
        if person is None or not own:
            return Looked(
                CERTIFICATE,
                LetterStanding.REFUSED,
                Message("The certificate is for somebody who has no account in this office."),
                Message("It belongs to the office that asked for it."),
            )
        text = Message("An issued certificate for {name}.", {"name": person.name})
        if issued.chain[0] == person.certificate:
            step = Message("Already here: nothing is to be done.")
            return Looked(CERTIFICATE, LetterStanding.ALREADY, text, step)
        held = self._certificates.why_held()
        if held is not None:
            return Looked(CERTIFICATE, LetterStanding.HELD, held, ROOT_FIRST)
        step = Message("Take in: {name} signs with it from then on.", {"name": person.name})
        return Looked(CERTIFICATE, LetterStanding.NEW, text, step)

    def take(self, name: str, content: bytes, person: Person) -> Message:
        return self._certificates.take(name, content)
