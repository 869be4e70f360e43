"""Whose certificate it is: by this office's roster, else by the programme's newest trust file."""

from __future__ import annotations

import threading
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.identity import Identity, KeyEnd, Standing
from kmmp_desktop.domain.office import Person
from kmmp_desktop.security.steady import steady
from kmmp_desktop.security.trust import RosterTrust
from kmmp_desktop.security.trust_list import TrustList, read_trust
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
from kmmp_desktop.text import Message


class ProgrammeTrust:
    """See ``ports.TrustCheck``. What the programme revoked stays refused, whoever pinned it."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._roster = RosterTrust(work)
        self._list: TrustList | None = None
        self._guard = threading.Lock()

    def known(self, certificate: bytes) -> Person | None:
        return self._roster.known(certificate)

    def steady(self, work: UnitOfWork | None = None) -> ProgrammeTrust:
        found = ProgrammeTrust(steady(self._work, work), self._clock)
        with self._guard:
            found._list = self._list  # its number is asked
        return found

    def identify(
        self, certificate: bytes, signed_at: datetime | None, seen_at: datetime | None = None
    ) -> Identity:
        now = self._clock.now()
        trusted = self._newest()
        if trusted is None:
            return self._roster.identify(certificate, signed_at, seen_at)
        by_list = trusted.identify(certificate, signed_at, seen_at or now, now)
        if by_list is not None and by_list.standing in (Standing.REVOKED, Standing.CHAIN):
            return by_list
        by_roster = self._roster.identify(certificate, signed_at, seen_at)
        if not by_roster.confirmed:
            return by_list or by_roster
        # this office saw its own people sign: of them the time of first sight is that of the signature
        seen = signed_at if signed_at is not None and self._roster.is_own(certificate) else seen_at or now
        if by_list is not None and trusted.had_left(certificate, signed_at, seen):
            return by_list
        if by_roster.person is not None and trusted.withdrawn(by_roster.person, certificate, signed_at, seen):
            return Identity(
                Standing.REVOKED,
                by_roster.name,
                by_roster.role,
                by_roster.person,
                by_roster.office,
                by_roster.office_name,
                Message("The key of {name} was withdrawn by the programme.", {"name": by_roster.name}),
            )
        return by_roster

    def ended(
        self, certificate: bytes, person: UUID | None, signed_at: datetime | None, seen_at: datetime
    ) -> KeyEnd | None:
        """See ``services.doubts.KeyEnds``."""
        trusted = self._newest()
        return trusted.ended(certificate, person, signed_at, seen_at) if trusted is not None else None

    def partner_of(self, office: UUID) -> str:
        """The implementing partner of an office by the newest trust file; empty where it does not say."""
        trusted = self._newest()
        return trusted.partner_of(office) if trusted is not None else ""

    def _newest(self) -> TrustList | None:
        """Read anew only where another file was taken in, by whichever window or command."""
        with self._guard, self._work() as work:
            number = work.trust.number()
            if number != (self._list.summary.number if self._list else 0):
                stored = work.trust.newest()
                self._list = read_trust(f"trust-{number}", stored.content) if stored else None
            return self._list


class FileTrust:
    """See ``ports.TrustCheck``: for somebody who has a trust file and no office."""

    def __init__(self, name: str, content: bytes, clock: Clock) -> None:
        """Raises FileRefusedError where it is no whole trust file."""
        self.list = read_trust(name, content)
        self._clock = clock

    def known(self, certificate: bytes) -> Person | None:
        return None

    def steady(self, work: UnitOfWork | None = None) -> FileTrust:
        return self

    def identify(
        self, certificate: bytes, signed_at: datetime | None, seen_at: datetime | None = None
    ) -> Identity:
        now = self._clock.now()
        found = self.list.identify(certificate, signed_at, seen_at or now, now)
        return found or Identity(
            Standing.UNKNOWN,
            "",
            None,
            None,
            None,
            "",
            Message("The key was not issued by the programme of this trust file."),
        )
