"""Plays what a damaged office had logged since a backup into the copy that is restored from it.

Figures, reasons, control totals, words at cells, facilities and accounts are in the log with what belongs to
them, and come back; steps that need a signature, and what the log does not hold whole, are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.cell_json import CELL, CELLS, encode_cell, parse_key, read_changes
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.ports import AuditEntry, FormCatalogue, UnitOfWork, Work
from kmmp_desktop.services.replaying_office import QUIET, OfficePlayer
from kmmp_desktop.services.salvage_ports import FollowOn, Salvaged, Tail
from kmmp_desktop.text import Message

OFFICE = "office"
_REASON, _CONTROL, _STARTED, _COMMENT, _RESOLVE = "reason", "control", "started", "comment", "resolve"
_STEPS = ("completed", "approved", "submitted", "received", "recalled", "reopened", "returned", "amended")


@dataclass(frozen=True, slots=True)
class Unplayed:
    """Something that was logged and could not be brought back."""

    chain: str
    number: int
    at: datetime
    place: Message
    """The return by facility and month, or the office."""
    what: str
    """The cell, or the step."""
    value: str
    """What was entered, where it is known."""
    why: Message


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of the log since the backup."""

    figures: int
    """Values brought back, and what was written at them."""
    returns: int
    """Returns that they stand in."""
    left: tuple[Unplayed, ...]
    office: int = 0
    """Facilities and changes of accounts brought back."""


def replay(office: Work, forms: FormCatalogue, found: Salvaged, follow: FollowOn) -> Replay:
    """Bring back what follows the copy's own log; one transaction for the office, and one for each return."""
    figures = returns = changes = 0
    left: list[Unplayed] = []
    of_office: list[Unplayed] = []
    # returns may stand at facilities that came since the backup
    for chain in sorted(found.entries, key=lambda chain: (chain != OFFICE, chain)):
        with office() as work:
            known = work.audit.entries(chain)
            tail = follow(found.entries[chain], len(known), work.audit.head(chain))
            if not tail.proven and not tail.beyond:
                continue
            if chain == OFFICE:
                own = _Office(work)
                own.play(tail)
                of_office = own.left
                changes = own.changes
                work.commit()
                continue
            player = _Player(work, forms, chain)
            player.play(tail)
            left.extend(player.left)
            if player.figures:
                work.commit()
                figures += player.figures
                returns += 1
    return Replay(figures, returns, (*left, *of_office), changes)


class _Player:
    """One return."""

    def __init__(self, work: UnitOfWork, forms: FormCatalogue, chain: str) -> None:
        self._work, self._forms, self._chain = work, forms, chain
        try:
            self._revision = work.returns.revision(UUID(chain))
        except ValueError:
            self._revision = None
        self.figures = 0
        self.left: list[Unplayed] = []
        self._exact = True
        """Until a step is left out, entries keep their numbers and digests."""

    def play(self, tail: Tail) -> None:
        for entry in tail.proven:
            self._one(entry)
        if self.figures and self._revision is not None:
            self._settle()
        gap = Message(
            "Entry {number} of the log of this return could not be read, so nothing behind it is proven.",
            {"number": tail.missing or 0},
        )
        for entry in tail.beyond:
            self._leave(entry, gap)

    def _one(self, entry: AuditEntry) -> None:
        if entry.action == _STARTED and self._revision is None:
            why = self._begin(entry)
        elif entry.action in (CELL, CELLS, _REASON, _CONTROL, _COMMENT):
            why = self._locked() or self._put(entry)
        elif entry.action == _RESOLVE:
            why = self._missing() or self._put(entry)
        elif entry.action in _STEPS:
            why = Message("Signatures and steps cannot be made again by a program: do this step again.")
        else:
            why = Message("The log does not hold everything that belongs to it: do it again.")
        if why is not None:
            self._exact = False
            self._leave(entry, why)

    def _missing(self) -> Message | None:
        if self._revision is None:
            return Message("The return is not in the backup, and how it began could not be read.")
        return None

    def _locked(self) -> Message | None:
        if why := self._missing():
            return why
        assert self._revision is not None
        if self._revision.state.is_locked:
            return Message("The return is signed in the backup. Take it back to draft, then enter it again.")
        return None

    def _begin(self, entry: AuditEntry) -> Message | None:
        body = entry.body
        try:
            key = ReturnKey(str(body["family"]), str(body["facility"]), Period.parse(str(body["period"])))
            version = str(body["form_version"])
        except (KeyError, ValueError):
            return Message("The log does not say which return this was.")
        facility = self._work.facilities.get(key.facility)
        if facility is None:
            return Message("The facility {mfl} is not in the backup: add it first.", {"mfl": key.facility})
        if self._work.returns.revisions(key):
            return Message("There is such a return in the backup already.")
        self._revision = self._new(entry, key, version, facility)
        self._work.returns.add_revision(self._revision)
        self._append(entry)
        return None

    def _new(self, entry: AuditEntry, key: ReturnKey, version: str, facility: Facility) -> Revision:
        try:
            form = self._forms.version(key.family, version, key.period)
            digest, offered = form.digest, len(form.entry_cells)
        except KmmpError:
            digest, offered = "", 0
        return Revision(
            UUID(self._chain),
            key,
            1,
            State.DRAFT,
            version,
            digest,
            facility.services_in(key.period),
            entry.at,
            entry.at,
            entry.by,
            offered=offered,
        )

    def _put(self, entry: AuditEntry) -> Message | None:
        """Write the values of an entry; the reason where it holds none."""
        returns, body, by = self._work.returns, entry.body, entry.by
        revision = self._revision
        assert revision is not None
        if by is None:
            return Message("The log does not say who did it.")
        try:
            if entry.action == _REASON:
                returns.put_reason(revision.id, str(body["subject"]), str(body["text"]), by, entry.at)
                count = 1
            elif entry.action == _CONTROL:
                returns.put_control_total(revision.id, str(body["place"]), body["after"], by, entry.at)
                count = 1
            elif entry.action in (_COMMENT, _RESOLVE):
                if not self._say(revision.id, entry, by):
                    return Message("The words that it speaks of could not be read.")
                count = 1
            else:
                changes = {key: after for key, _before, after in read_changes(body)}
                returns.put_cells(revision.id, changes, by, entry.at)
                count = len(changes)
        except (KeyError, ValueError, TypeError):
            return Message("The log does not hold a value that this program can read.")
        self._append(entry)
        self.figures += count
        return None

    def _say(self, revision: UUID, entry: AuditEntry, by: UUID) -> bool:
        """Words at a cell, taken back or answered too; False where they are not there."""
        returns, body = self._work.returns, entry.body
        thread = UUID(str(body["thread"]))
        if entry.action == _COMMENT and not body.get("taken_back"):
            key = parse_key(str(body["subject"]))
            returns.add_comment(
                revision, key, str(body["text"]), by, entry.at, thread, bool(body.get("question"))
            )
            return True
        if not any(known.id == thread for known in returns.threads(revision)):
            return False
        if entry.action == _RESOLVE:
            done = bool(body["done"])
            returns.resolve(revision, thread, by if done else None, entry.at if done else None)
            return True
        said = [c for c in returns.comments(revision) if (c.thread, c.text) == (thread, body["text"])]
        if said:
            returns.drop_comment(revision, said[-1].number)
        return bool(said)

    def _append(self, entry: AuditEntry) -> None:
        body: dict[str, Any] = dict(entry.body)
        if not self._exact:
            body["salvaged"] = entry.digest
        self._work.audit.append(self._chain, entry.at, entry.by, entry.action, body)

    def _settle(self) -> None:
        revision = self._revision
        assert revision is not None
        last = self._work.audit.entries(self._chain)[-1]
        self._work.returns.save_revision(
            replace(
                revision,
                filled=len(self._work.returns.cells(revision.id)),
                changed_at=last.at,
                changed_by=last.by or revision.changed_by,
            )
        )

    def _leave(self, entry: AuditEntry, why: Message) -> None:
        for what, value in _said(entry):
            place = self._place(entry)
            self.left.append(Unplayed(self._chain, entry.number, entry.at, place, what, value, why))

    def _place(self, entry: AuditEntry) -> Message:
        key = self._revision.key if self._revision else None
        if key is None:
            return Message("a return that the backup does not have")
        facility = self._work.facilities.get(key.facility)
        return Message(
            "{facility}, {month}",
            {"facility": facility.name if facility else key.facility, "month": month_year(key.period)},
        )


def _said(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    if entry.action in (CELL, CELLS):
        try:
            for key, _, after in read_changes(entry.body):
                data = encode_cell(after)
                yield str(key), "" if data is None else str(data["value"])
        except (KeyError, ValueError, TypeError):
            yield entry.action, ""
    elif entry.action in (_REASON, _COMMENT):
        yield str(entry.body.get("subject", ""))[:60], str(entry.body.get("text", ""))
    else:
        yield entry.action, ""


class _Office:
    """The office's own log."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work, self._player = work, OfficePlayer(work)
        self.left: list[Unplayed] = []
        self._exact = True

    @property
    def changes(self) -> int:
        return self._player.changes

    def play(self, tail: Tail) -> None:
        for entry in tail.proven:
            if entry.action in _STEPS or "revision" in entry.body:  # listed with their return
                self._exact = False
                continue
            why = self._player.play(entry)
            if why is not None:
                self._exact = False
                self._leave(entry, why)
                continue
            body = dict(entry.body) if self._exact else {**entry.body, "salvaged": entry.digest}
            self._work.audit.append(OFFICE, entry.at, entry.by, entry.action, body)
        for entry, why in self._player.told:
            self._leave(entry, why)
        gap = Message(
            "Entry {number} of the log of the office could not be read, so nothing behind it is proven.",
            {"number": tail.missing or 0},
        )
        for entry in tail.beyond:
            if entry.action not in (*QUIET, *_STEPS) and "revision" not in entry.body:
                self._leave(entry, gap)

    def _leave(self, entry: AuditEntry, why: Message) -> None:
        what = str(entry.body.get("name") or entry.body.get("mfl") or "")
        self.left.append(
            Unplayed(OFFICE, entry.number, entry.at, Message("the office"), entry.action, what, why)
        )
