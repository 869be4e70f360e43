"""From when to when a signing key may be used: refused outside, warned of before the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.key_ports import CertificateFacts
from kmmp_desktop.services.month_words import day_of

WARNED = timedelta(days=60)
"""Programme setting: a request has to reach the authority and come back, by hand if need be."""


class KeyStanding(StrEnum):
    """How the dates of a key stand today."""

    NONE = "none"
    """No key has been made yet."""
    FINE = "fine"
    RUNS_OUT = "runs out"
    EXPIRED = "expired"
    NOT_YET = "not yet"


def standing(facts: CertificateFacts | None, now: datetime) -> KeyStanding:
    if facts is None:
        return KeyStanding.NONE
    # where the key itself signed it, nobody looks at its beginning
    if facts.issuer and now < facts.begins:
        return KeyStanding.NOT_YET
    if now > facts.ends:
        return KeyStanding.EXPIRED
    return KeyStanding.RUNS_OUT if facts.ends - now <= WARNED else KeyStanding.FINE


def days_left(facts: CertificateFacts, now: datetime) -> int:
    """Days of East Africa Time until the last one; 0 on that day."""
    return (east_africa(facts.ends).date() - east_africa(now).date()).days


def check_in_force(person: Person, facts: CertificateFacts, now: datetime) -> None:
    """Raises RefusedError where nothing may be signed with it now."""
    found = standing(facts, now)
    if found is KeyStanding.EXPIRED:
        raise RefusedError(
            "The certificate of {name} ended on {day}: what is signed now would be refused.",
            name=person.name,
            day=day_of(facts.ends),
            hint="Renew it under Tools, My key.",
        )
    if found is KeyStanding.NOT_YET:
        raise RefusedError(
            "The certificate of {name} begins on {day}, and this computer says it is {today}.",
            name=person.name,
            day=day_of(facts.begins),
            today=day_of(now),
            hint="Set the clock of the computer.",
        )
