"""What every letter goes through: opened strictly, its signer identified, kept before it is written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Office
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.errors import FileRefusedError, NotFoundError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.exchange_ports import Letter
from kmmp_desktop.services.letter_contents import Sender
from kmmp_desktop.services.looked_letters import KINDS, LetterStanding, LookedLetter
from kmmp_desktop.services.pack_files import digest, write_whole
from kmmp_desktop.services.ports import Clock, Signer, TrustCheck, UnitOfWork, Work
from kmmp_desktop.services.practice_files import is_practice
from kmmp_desktop.services.sealed_files import Sealed, SignatureCheck, open_sealed, seal
from kmmp_desktop.services.travelling_words import Source
from kmmp_desktop.text import Message

Along = Callable[[UnitOfWork, bytes], None]
"""What else belongs into the transaction that keeps a letter; gets the bytes of the letter."""

_MAY_STILL = (Standing.UNKNOWN, Standing.NO_OFFICE, Standing.LIST_TOO_OLD, Standing.NOT_YET)
"""A newer trust file, a card for the roster, or the right time may still confirm these."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A letter whose signer this office knows."""

    name: str
    sealed: Sealed
    sender: Sender
    identity: Identity

    @property
    def office(self) -> str:
        """As its certificate, or the card in the roster, calls it."""
        return self.identity.office_name or self.sender.office_name

    @property
    def source(self) -> Source:
        """The office whose people speak in it."""
        return Source(self.sender.office, self.office, self.sender.office_name)


class LetterBox:
    """Opens letters of others, and keeps and writes those of this office."""

    def __init__(self, work: Work, clock: Clock, trust: TrustCheck, signed: SignatureCheck) -> None:
        self.work = work
        self.clock = clock
        self._trust = trust
        self._signed = signed

    def open(self, name: str, content: bytes) -> Sealed:
        """Raises FileRefusedError: no letter, damaged, changed, of a newer program, or of practice."""
        sealed = open_sealed(name, content, self._signed, practice=is_practice(self.work))
        if sealed.kind not in KINDS:
            raise FileRefusedError('"{name}" is not a letter from another office.', name=name)
        return sealed

    def confirm(self, name: str, sealed: Sealed, sender: Sender, at: datetime) -> Confirmed | LookedLetter:
        """The letter with its signer, or what is to be said where nobody can rely on it."""
        with self.work() as work:
            own = work.people.office()
        if own is not None and sender.office == own.id:
            return _judged(
                name,
                sealed,
                LetterStanding.REFUSED,
                Message("This letter was written in this office: it is meant for another one."),
                Message("Send it to the office it speaks to."),
            )
        identity = self._trust.identify(sealed.certificate, at)
        if not identity.confirmed:
            held = identity.standing in _MAY_STILL
            return _judged(
                name,
                sealed,
                LetterStanding.HELD if held else LetterStanding.REFUSED,
                Message(
                    "The letter says that it is from {name}, {office}. That is not confirmed: {why}",
                    {"name": sender.name, "office": sender.office_name, "why": identity.text},
                ),
                Message(
                    "Hold it: take in a new card of {name}, then read the letter again.",
                    {"name": sender.name},
                )
                if identity.standing is Standing.NO_OFFICE
                else Message("Hold it: take in the newest trust file, then read the letter again.")
                if held
                else Message("Ask {office} for a letter that is signed by somebody else.", _office(sender)),
            )
        if identity.office != sender.office or identity.person != sender.person:
            return _judged(
                name,
                sealed,
                LetterStanding.REFUSED,
                Message(
                    "Signed by {signer}, but the letter speaks for {name}, {office}.",
                    {"signer": identity.name, "name": sender.name, "office": sender.office_name},
                ),
                Message("Ask {office} for the letter once more.", _office(sender)),
            )
        return Confirmed(name, sealed, sender, identity)

    def read_row(self, letter: Confirmed, revision: UUID | None, at: datetime) -> Letter:
        """The letter as it is kept where it was read."""
        sealed, identity = letter.sealed, letter.identity
        return Letter(
            uuid4(),
            sealed.kind,
            False,
            revision,
            sealed.digest,
            letter.name,
            sealed.content,
            at,
            identity.person or letter.sender.person,
            identity.name or letter.sender.name,
            letter.office,
        )

    def was_read(self, work: UnitOfWork, sealed: Sealed) -> bool:
        return any(not letter.sent for letter in work.letters.by_digest(sealed.digest))

    def post(
        self,
        kind: str,
        data: Mapping[str, Any],
        signer: Signer,
        path: Path,
        revisions: tuple[UUID, ...],
        along: Along,
    ) -> Path:
        """Sign a letter, keep it with ``along`` in one transaction, and write it out.

        Where it cannot be written nothing is kept. Whoever stops in between finds it kept: writing it
        again gives the same bytes.

        Raises:
            FileRefusedError: the file cannot be written; nothing was kept, unless its name alone is taken.
            StorageError: nothing was kept, and no file is there.
        """
        content = seal(kind, data, signer)
        part = path.with_name(f".{path.name}.unsent")
        write_whole(part, content)
        try:
            with self.work() as work:
                office = own_office(work)
                at = self.clock.now()
                for revision in revisions:
                    work.letters.add(
                        Letter(
                            uuid4(),
                            kind,
                            True,
                            revision,
                            digest(content),
                            path.name,
                            content,
                            at,
                            signer.person.id,
                            signer.person.name,
                            office.name,
                        )
                    )
                along(work, content)
                work.commit()
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        try:
            part.replace(path)
        except OSError as error:  # the letter is kept: writing it again gives the same bytes
            part.unlink(missing_ok=True)
            raise FileRefusedError(
                "{file} was not written: {why}", file=path, why=reason_of(error)
            ) from error
        return path


def own_office(work: UnitOfWork) -> Office:
    """Raises NotFoundError: nobody has founded it."""
    office = work.people.office()
    if office is None:
        raise NotFoundError("This office has no name yet.")
    return office


def facility_name(work: UnitOfWork, revision: Revision) -> str:
    facility = work.facilities.get(revision.key.facility)
    return facility.name if facility else revision.key.facility


def is_foreign(work: UnitOfWork, revision: UUID) -> bool:
    """Whether a revision was taken in from another office."""
    return bool(work.received.of_revision(revision))


def _office(sender: Sender) -> dict[str, object]:
    return {"office": sender.office_name}


def _judged(
    name: str, sealed: Sealed, standing: LetterStanding, text: Message, step: Message
) -> LookedLetter:
    return LookedLetter(name, sealed.kind, standing, text, step)
