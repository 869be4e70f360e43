"""Trust files of the programme: pinned once by a person's word, then only newer ones of the same root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.authority import root_fingerprint, same_fingerprint
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.exchange_ports import StoredTrust
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.pack_files import digest, read_pack
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.services.practice_files import is_practice, refuse_practice

_SKEW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TrustSummary:
    """What a trust file says of itself, once its signature and every part of it held."""

    authority: UUID
    programme: str
    root: bytes
    """DER."""
    number: int
    issued_at: datetime
    valid_until: datetime
    offices: int
    people: int
    practice: bool = False
    """Made by an authority that was founded in practice."""

    @property
    def fingerprint(self) -> str:
        """Of the root: eight groups of four, which two people compare by telephone."""
        return root_fingerprint(self.root)


TrustReader = Callable[[str, bytes], TrustSummary]
"""Reads a trust file strictly; raises FileRefusedError. Implemented in ``security``."""


@dataclass(frozen=True, slots=True)
class LookedTrust:
    """A trust file beside the one this office relies on."""

    summary: TrustSummary
    pinned: TrustSummary | None
    """None: this office relies on no root yet; the fingerprint has to be compared."""
    is_known: bool
    """These very bytes are relied on already."""
    refusal: RefusedError | None
    """Why it will not be taken in as the next one."""
    is_new_root: bool = False
    """It could replace the root: where somebody says so, and compares the new fingerprint."""


@dataclass(frozen=True, slots=True)
class TrustState:
    """The trust file that this office relies on."""

    summary: TrustSummary
    too_old: bool
    """Past its date: nobody is confirmed by it any more."""
    taken_at: datetime

    @property
    def root(self) -> bytes:
        return self.summary.root


class TrustFileService:
    """Takes trust files in. The first one is believed because somebody compared its fingerprint."""

    def __init__(self, work: Work, clock: Clock, read: TrustReader) -> None:
        self._work = work
        self._clock = clock
        self._read = read
        self._last: tuple[bytes, TrustSummary] | None = None

    def state(self) -> TrustState | None:
        """What this office relies on; None before the first trust file."""
        stored = self._newest()
        if stored is None:
            return None
        summary = self._summary(stored)
        return TrustState(summary, self._clock.now() > summary.valid_until, stored.taken_at)

    def root(self) -> bytes | None:
        """The programme's root (DER) that this office relies on."""
        state = self.state()
        return state.root if state else None

    def look(self, name: str, content: bytes) -> LookedTrust:
        """Judge a file; changes nothing. Raises FileRefusedError: no whole trust file, or of practice."""
        summary, stored = self._read(name, content), self._newest()
        refuse_practice(name, summary.practice, is_practice(self._work))
        pinned = None if stored is None else self._summary(stored)
        known = stored is not None and stored.content == content
        refusal = None if known else self._refusal(name, summary, pinned)
        new_root = (
            pinned is not None
            and summary.root != pinned.root
            and summary.number > pinned.number
            and not self._is_from_tomorrow(summary)
        )
        return LookedTrust(summary, pinned, known, refusal, new_root)

    def take(
        self, path: Path, person: Person, fingerprint: str = "", *, new_root: bool = False
    ) -> TrustState:
        """Take a file in, as ``take_content``."""
        return self.take_content(path.name, read_pack(path), person, fingerprint, new_root=new_root)

    def take_content(
        self, name: str, content: bytes, person: Person, fingerprint: str = "", *, new_root: bool = False
    ) -> TrustState:
        """Rely on this file from now on; taking the same one again changes nothing.

        ``fingerprint``: of the root as the authority read it out. The first file needs it, and a manager,
        officer or administrator; later ones need the same root and a higher number. ``new_root``: the
        programme lost its root and has another one; then as with the first file, and the number counts on.

        Raises:
            FileRefusedError: no whole trust file.
            RefusedError: another root, an older number, no or another fingerprint; nothing was changed.
        """
        permit(person, Action.TRUST_FILE)
        looked = self.look(name, content)
        summary = looked.summary
        replaces = new_root and looked.is_new_root
        if looked.refusal is not None and not replaces:
            raise looked.refusal
        if looked.pinned is None or replaces:
            self._compare(name, summary, person, fingerprint)
        if not looked.is_known:
            now = self._clock.now()
            with self._work() as work:
                permit(person, Action.TRUST_FILE, work)
                work.trust.add(StoredTrust(summary.number, content, now, person.id))
                work.audit.append(
                    "office",
                    now,
                    person.id,
                    "trust taken",
                    {
                        "number": summary.number,
                        "sha256": digest(content).hex(),
                        "root": digest(summary.root).hex(),
                        "replaces": bool(replaces),
                    },
                )
                work.commit()
        state = self.state()
        assert state is not None
        return state

    def _compare(self, name: str, summary: TrustSummary, person: Person, fingerprint: str) -> None:
        permit(person, Action.FIRST_ROOT)
        if not fingerprint.strip():
            raise RefusedError(
                'The root in "{name}" is not known here yet.',
                name=name,
                hint="Have the authority read its fingerprint out, and enter it.",
            )
        if not same_fingerprint(fingerprint, summary.fingerprint):
            raise RefusedError(
                'The root in "{name}" has another fingerprint than the one given.',
                name=name,
                hint="Nothing was taken in. Read it again, group by group; if it stays different, "
                "the file is not the programme's.",
            )

    def _refusal(self, name: str, summary: TrustSummary, pinned: TrustSummary | None) -> RefusedError | None:
        if self._is_from_tomorrow(summary):
            return RefusedError(
                '"{name}" says that it was made on {date}, which has not come yet.',
                name=name,
                date=day_of(summary.issued_at),
                hint="Look at the clock of this computer.",
            )
        if pinned is None:
            return None
        if summary.root != pinned.root:
            return RefusedError(
                '"{name}" comes from another root than the programme\'s.',
                name=name,
                hint="Nothing was taken in. Ask the authority of {programme} about it: only where it lost "
                "its root does a manager replace it, with the fingerprint of the new one read out.",
                programme=pinned.programme,
            )
        if summary.number < pinned.number:
            return RefusedError(
                '"{name}" is number {number}; this office has number {known} already.',
                name=name,
                number=summary.number,
                known=pinned.number,
                hint="An older list could hide who was revoked since. Nothing was changed.",
            )
        if summary.number == pinned.number:
            return RefusedError(
                '"{name}" has the number {number} like the list of this office, and says something else.',
                name=name,
                number=summary.number,
                hint="Tell the authority: it never publishes one number twice.",
            )
        return None

    def _is_from_tomorrow(self, summary: TrustSummary) -> bool:
        return summary.issued_at > self._clock.now() + _SKEW

    def _summary(self, stored: StoredTrust) -> TrustSummary:
        """Read once: the parts of a large programme take a while to be held against one another."""
        if self._last is None or self._last[0] != stored.content:
            self._last = stored.content, self._read(f"trust-{stored.number}", stored.content)
        return self._last[1]

    def _newest(self) -> StoredTrust | None:
        with self._work() as work:
            return work.trust.newest()
