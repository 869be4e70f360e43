"""Whose certificate it is, by the roster of this office."""

from __future__ import annotations

from datetime import datetime

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.ports import Work
from kmmp_desktop.text import Message


class RosterTrust:
    """See ``ports.TrustCheck``. A certificate is known byte for byte or not at all.

    People who were shut out are still known, and so are their earlier certificates: what they signed
    before stays theirs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def known(self, certificate: bytes) -> Person | None:
        with self._work() as work:
            return work.people.holder(certificate)

    def identify(
        self, certificate: bytes, signed_at: datetime | None, seen_at: datetime | None = None
    ) -> Identity:
        with self._work() as work:
            person = work.people.holder(certificate)
            office = work.people.office()
            own = person is not None and work.people.account(person.id) is not None
        if person is None:
            return Identity(
                Standing.UNKNOWN,
                "",
                None,
                None,
                None,
                "",
                Message("The key is not in this office's roster."),
            )
        return Identity(
            Standing.ROSTER,
            person.name,
            person.role,
            person.id,
            office.id if own and office else None,
            office.name if own and office else "",
            Message("{name} is in this office's roster.", {"name": person.name}),
        )
