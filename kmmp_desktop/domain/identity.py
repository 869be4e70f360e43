"""Who stands behind a certificate, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kmmp_desktop.domain.office import Role
from kmmp_desktop.text import Message


class Standing(StrEnum):
    """How a certificate stands. Only the first two say who signed."""

    ROSTER = "roster"
    """Of a person whom this office knows itself, byte for byte."""
    CHAIN = "chain"
    """Issued under the programme's root, and not revoked by the newest list."""
    UNKNOWN = "unknown"
    """Neither: the signature may be anybody's."""
    NO_OFFICE = "no_office"
    """In the roster by a card that did not say the office: for which one this person signs is not known."""
    REVOKED = "revoked"
    """Withdrawn by the authority: refused, whatever time the signature claims."""
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    """Signed before the certificate began, or at a time that is not come."""
    LIST_TOO_OLD = "list_too_old"
    """Issued by the programme, but the list of revoked certificates is past its date."""
    BROKEN = "broken"
    """It claims the programme's root and does not hold: a wrong use, office or role."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The answer to "whose certificate is this?"."""

    standing: Standing
    name: str
    role: Role | None
    person: UUID | None
    office: UUID | None
    office_name: str
    text: Message
    """The same in a sentence, for the person who reads the verdict."""

    @property
    def confirmed(self) -> bool:
        """Whether this office may rely on the name."""
        return self.standing in (Standing.ROSTER, Standing.CHAIN)


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """From when on, by the programme's newest list, nobody can rely on whose a signature is.

    It says nothing of the content, which is what was signed.
    """

    at: datetime
    """Of the revocation, or of leaving; of the list, where that says no date."""
    left: bool
    """The holder had left when the file was signed or first seen here; otherwise the key was revoked, and
    may have been in other hands: the list says no date from which on, so that no signature is excepted."""
