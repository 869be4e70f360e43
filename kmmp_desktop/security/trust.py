"""Whose certificate it is, by the roster of this office (decided: no programme authority yet)."""

from __future__ import annotations

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.ports import Work


class RosterTrust:
    """See ``ports.TrustCheck``. A certificate is known byte for byte or not at all.

    People who were shut out are still known: what they signed before stays theirs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def known(self, certificate: bytes) -> Person | None:
        with self._work() as work:
            return next((p for p in work.people.all() if p.certificate == certificate), None)
