"""Whether the log still says what happened: its chains, the figures beside it, and heads on paper.

The log is tamper-evident, not tamper-proof: whoever rewrites it whole, with every chain, is found out only
by a head that left the office before, on a PDF or in a file (``compare``, ``find``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kmmp_desktop.domain.cell_json import CELL, CELLS, read_changes
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.domain.verdict import Answer, Verdict
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.letter_box import is_foreign
from kmmp_desktop.services.log_files import files_changed
from kmmp_desktop.services.log_reasons import reason_changed, reason_differing
from kmmp_desktop.services.log_states import SignedReturn, foreign_states_changed, states_changed
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.ports import AuditEntry, Progress, SignedFile, UnitOfWork, Work
from kmmp_desktop.services.receiving_data import Arrived, arrived
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.text import Message

OFFICE = "office"
SHORTEST_HEAD = 12
"""Digits of a head as it is printed at the foot of a page."""
_AMENDED = "amended"
_STEPS = (
    *("completed", "approved", "submitted", "received", "recalled", "reopened", "returned"),
    "signer stood for",
)
"""Steps of a return; the office chain takes in the head of each."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first thing in one chain that does not hold."""

    chain: str
    number: int
    """Of the entry; 0 where it is not about one."""
    at: datetime | None
    place: Message
    """What the chain is about: the office, or a return by facility and month."""
    text: Message


@dataclass(frozen=True, slots=True)
class LogReport:
    """The whole log looked through."""

    chains: int
    entries: int
    head: str
    """Newest digest of the office chain, 64 hex digits."""
    broken: tuple[Broken, ...]

    @property
    def holds(self) -> bool:
        return not self.broken


@dataclass(frozen=True, slots=True)
class HeadProof:
    """Whether the log still holds a head that left the office."""

    answer: Answer
    text: Message


class LogService:
    """Reads the log; changes nothing."""

    def __init__(self, work: Work, verifier: VerifyService) -> None:
        self._work = work
        self._verifier = verifier

    def check(self, progress: Progress | None = None) -> LogReport:
        """Look through every chain. ``progress`` is told chains done and may raise to stop.

        Named per chain: the first entry that was changed, added or taken out; figures and signed files that
        are not those of the log; a chain that is shorter than the office chain says.
        """
        broken: list[Broken] = []
        entries = 0
        with self._work() as work:
            chains = work.audit.chains()
            heads = _heads_taken(work)
            head = work.audit.head(OFFICE)
        for number, chain in enumerate(chains, 1):
            with self._work() as work:  # one chain in memory at a time
                found = work.audit.entries(chain)
                entries += len(found)
                first = next(_faults(work, chain, found, heads.get(chain, ()), self._signed), None)
            if first is not None:
                broken.append(first)
            if progress:
                progress(number, len(chains))
        with self._work() as work:
            for chain in sorted(heads.keys() - set(chains)):
                at, _ = heads[chain][-1]
                broken.append(Broken(chain, 0, at, _place(work, chain), _GONE))
            for chain in work.audit.unheard_of():
                if chain not in heads:
                    broken.append(Broken(chain, 0, None, _place(work, chain), _UNKNOWN))
        return LogReport(len(chains), entries, head, tuple(broken))

    def compare(self, path: Path) -> HeadProof:
        """Whether the log still holds the head that a signed file carries. Raises FileRefusedError."""
        verdict = self._verifier.verify(path)
        if verdict.data is None or "audit_head" not in verdict.data:
            return HeadProof(Answer.CANNOT_SAY, verdict.intact_text)
        return self._proof(str(verdict.data["audit_head"]))

    def find(self, printed: str) -> HeadProof:
        """Whether the log holds a head as it is printed: ``4C1E 88D0 A37B``.

        Raises RefusedError for anything that is not at least so many hexadecimal digits.
        """
        digits = re.sub(r"\s", "", printed).lower()
        if not re.fullmatch(f"[0-9a-f]{{{SHORTEST_HEAD},64}}", digits):
            raise RefusedError(
                '"{text}" is not the head of a log: it has {least} to 64 digits 0 to 9 and A to F.',
                text=printed[:80],
                least=SHORTEST_HEAD,
                hint="It stands at the foot of every printed page.",
            )
        return self._proof(digits)

    def _signed(self, file: SignedFile) -> tuple[Arrived, Verdict] | None:
        """What a kept file of another office says; ``None`` where it does not verify."""
        verdict = self._verifier.judge(file.name, file.content)
        try:
            return (arrived(verdict.data), verdict) if verdict.data is not None else None
        except ValueError:
            return None

    def _proof(self, head: str) -> HeadProof:
        with self._work() as work:
            if set(head) == {"0"}:
                return HeadProof(Answer.YES, Message("The file was signed before the log had an entry."))
            found = work.audit.holders(head)
            if not found:
                return HeadProof(Answer.NO, _REWRITTEN)
            entry = found[0]
            broken = work.audit.first_broken(entry.chain)
            if broken is not None and broken.number <= entry.number:
                return HeadProof(Answer.NO, _REWRITTEN)
            return HeadProof(
                Answer.YES,
                Message(
                    "The log still holds it: entry {number} of {place}.",
                    {"number": entry.number, "place": _place(work, entry.chain)},
                ),
            )


_GONE = Message("The whole log of this return was taken out.")
_UNKNOWN = Message("The log knows nothing of this return: it was written into the database by hand.")
_REWRITTEN = Message(
    "The log does not hold this head: it was written anew after the file was signed, or the file is of "
    "another office."
)


def _heads_taken(work: UnitOfWork) -> dict[str, tuple[tuple[datetime, str], ...]]:
    """By chain: the heads that the office chain took in, and when."""
    heads: dict[str, tuple[tuple[datetime, str], ...]] = {}
    for entry in work.audit.entries(OFFICE):
        chain, head = entry.body.get("revision"), entry.body.get("head")
        if isinstance(chain, str) and isinstance(head, str):
            heads[chain] = (*heads.get(chain, ()), (entry.at, head))
    return heads


def _faults(
    work: UnitOfWork,
    chain: str,
    entries: tuple[AuditEntry, ...],
    heads: tuple[tuple[datetime, str], ...],
    signed: SignedReturn,
) -> Iterator[Broken]:
    place = _place(work, chain)
    broken = work.audit.first_broken(chain)
    if broken is not None:
        yield Broken(
            chain,
            broken.number,
            broken.at,
            place,
            Message('Entry {number} ("{action}") is not as it was written.', _named(broken)),
        )
        return
    digests = {entry.digest for entry in entries}
    for at, head in heads:
        if head not in digests:
            yield Broken(chain, 0, at, place, Message("Entries were taken out at the end of the log."))
    if chain == OFFICE:
        return
    taken = {head for _, head in heads}
    for entry in (e for e in entries if e.action in _STEPS and e.digest not in taken):
        said = Message('The log of the office does not know entry {number} ("{action}").', _named(entry))
        yield Broken(chain, entry.number, entry.at, place, said)
    try:
        revision = work.returns.revision(UUID(chain))
    except ValueError:  # a chain that somebody made by hand
        revision = None
    if revision is None:
        yield Broken(chain, 0, None, place, Message("The return that this log is about is gone."))
        return
    yield from _of_return(work, revision, entries, place, signed)


def _of_return(
    work: UnitOfWork,
    revision: Revision,
    entries: tuple[AuditEntry, ...],
    place: Message,
    signed: SignedReturn,
) -> Iterator[Broken]:
    """The return itself beside its log."""
    if is_foreign(work, revision.id):
        yield from _foreign(work, revision, entries, place, signed)
    else:
        yield from _figures(work, revision, entries, place)
        if (subject := reason_changed(work, revision, entries)) is not None:
            yield _reason(revision, place, subject)
        for said in states_changed(revision, entries):
            yield Broken(str(revision.id), 0, None, place, said)
    for entry, said in files_changed(work, revision, entries):
        yield Broken(str(revision.id), entry.number, entry.at, place, said)


def _figures(
    work: UnitOfWork, revision: Revision, entries: tuple[AuditEntry, ...], place: Message
) -> Iterator[Broken]:
    """The log played back gives the figures as they are stored."""
    if revision.state is State.BROUGHT_IN:
        return  # they came as a whole, without an entry for each
    played: dict[CellKey, CellValue] = {}
    for entry in entries:
        if entry.action == _AMENDED:  # its figures were those of the revision that it amends
            played = work.returns.cells(UUID(entry.body["revision"]))
        if entry.action in (CELL, CELLS):
            for key, _, after in read_changes(entry.body):
                if after is None:
                    played.pop(key, None)
                else:
                    played[key] = after
    stored = work.returns.cells(revision.id)
    for key in dict.fromkeys((*stored, *played)):
        if stored.get(key) != played.get(key):
            yield _changed(revision, place, key)
            return


def _foreign(
    work: UnitOfWork,
    revision: Revision,
    entries: tuple[AuditEntry, ...],
    place: Message,
    signed: SignedReturn,
) -> Iterator[Broken]:
    """Figures, reasons, dates and signers of another office's return are those that its signatures cover."""
    kept = [file for kind in ("xlsx", "pdf") if (file := work.files.get(revision.id, kind)) is not None]
    found = signed(kept[0]) if kept else None
    if found is None:
        return  # ``files_changed`` says what is wrong with the file
    said, verdict = found
    stored = work.returns.cells(revision.id)
    for key in dict.fromkeys((*stored, *said.cells)):
        here, there = stored.get(key), said.cells.get(key)
        if (here and (here.kind, here.value)) != (there and (there.kind, there.value)):
            yield _changed(revision, place, key)
            return
    if (subject := reason_differing(work, revision, said.reasons)) is not None:
        yield _reason(revision, place, subject)
    for text in foreign_states_changed(revision, entries, said, verdict):
        yield Broken(str(revision.id), 0, None, place, text)


def _reason(revision: Revision, place: Message, subject: str) -> Broken:
    said = Message("The reason at {subject} was changed without the log.", {"subject": subject})
    return Broken(str(revision.id), 0, None, place, said)


def _changed(revision: Revision, place: Message, key: CellKey) -> Broken:
    said = Message("The figure in {cell} was changed without the log.", {"cell": str(key)})
    return Broken(str(revision.id), 0, None, place, said)


def _place(work: UnitOfWork, chain: str) -> Message:
    if chain == OFFICE:
        return Message("the office")
    try:
        revision = work.returns.revision(UUID(chain))
    except ValueError:
        return Message("{chain}", {"chain": chain[:60]})
    if revision is None:
        return Message("a return that is gone")
    facility = work.facilities.get(revision.key.facility)
    return Message(
        "{facility}, {month}, revision {number}",
        {
            "facility": facility.name if facility else revision.key.facility,
            "month": month_year(revision.key.period),
            "number": revision.number,
        },
    )


def _named(entry: AuditEntry) -> dict[str, object]:
    return {"number": entry.number, "action": entry.action[:60]}
