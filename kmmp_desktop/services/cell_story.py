"""One cell's story, told by the log alone: every entry that touched it, across all revisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.cell_json import CELL, CELLS, read_changes
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.audit_facts import Known
from kmmp_desktop.services.audit_ports import AuditKind
from kmmp_desktop.services.audit_words import NOT_WRITTEN, Told, cells_not_written, kind_of, tell
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.ports import AuditEntry, UnitOfWork, Work

_AT_CELL = ("reason", "comment", "resolve", "control", "decided", "second keying cell")
"""Entries that name the cell, its row, or a check that reads it."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One entry of the story."""

    revision: int
    number: int
    """Of the entry in the chain of its revision."""
    digest: str
    at: datetime
    by: str
    """Name; empty for the program itself or somebody whom the office does not know."""
    told: Told
    holds: bool
    """Whether the chain is whole up to this entry."""
    chain: str


@dataclass(frozen=True, slots=True)
class CellStory:
    """What the log tells of one cell, oldest first."""

    key: ReturnKey
    cell: CellKey
    lines: tuple[StoryLine, ...]
    revisions: int
    first_broken: Mapping[int, int]
    """Revision number -> the first entry of its chain that is not as it was written."""

    @property
    def holds(self) -> bool:
        return not self.first_broken

    @property
    def changes(self) -> int:
        """How often the figure itself was changed."""
        return sum(line.told.wrote for line in self.lines)


class CellStories:
    """Reads the chains of one return; changes nothing. Every chain is checked while it is read."""

    def __init__(self, work: Work, forms: CompiledForms) -> None:
        self._work = work
        self._forms = forms

    def tell(self, key: ReturnKey, cell: CellKey) -> CellStory:
        """The story of a cell; without lines where the log knows nothing of it. Raises StorageError."""
        lines: list[StoryLine] = []
        broken: dict[int, int] = {}
        with self._work() as work:
            revisions = work.returns.revisions(key)
            names = _Names(work)
            for revision in revisions:
                first = work.audit.first_broken(str(revision.id))
                if first is not None:
                    broken[revision.number] = first.number
                until = first.number if first is not None else None
                checks = self._checks(revision, cell)
                for entry in work.audit.entries(str(revision.id)):
                    if _is_about(entry, cell, checks):
                        lines.append(_line(revision, entry, cell, names, until))
        return CellStory(key, cell, tuple(lines), len(revisions), broken)

    def _checks(self, revision: Revision, cell: CellKey) -> frozenset[str]:
        """The checks that read the cell; none where the form of the revision is not there any more."""
        at = revision.key
        try:
            form = self._forms.version(at.family, revision.form_version, at.period)
            return frozenset(form.checks_touching(cell))
        except (KmmpError, KeyError):
            return frozenset()


class _Names:
    """Names of people, each looked up once."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._known: dict[UUID, str] = {}
        self.known = Known(self._known)

    def __call__(self, person: UUID | None) -> str:
        if person is None:
            return ""
        if person not in self._known:
            found = self._work.people.get(person) or self._work.people.outside(person)
            self._known[person] = found.name if found else ""
        return self._known[person]


def _is_about(entry: AuditEntry, cell: CellKey, checks: frozenset[str]) -> bool:
    if kind_of(entry.action) is AuditKind.STEPS:
        return True
    body = entry.body
    if entry.action in (CELL, CELLS):
        return str(cell) in _cells(entry)
    if entry.action in NOT_WRITTEN:
        return any(one.get("cell") == str(cell) for one in cells_not_written(body))
    if entry.action in _AT_CELL or "cell" in body or "subject" in body:
        named = {str(body.get(place, "")) for place in ("cell", "subject", "check", "place")} - {""}
        return bool(named & {str(cell), cell.element, *checks})
    return False


def _cells(entry: AuditEntry) -> Iterator[str]:
    try:
        yield from (str(key) for key, _, _ in read_changes(entry.body))
    except (KeyError, TypeError, ValueError, AttributeError):
        return  # somebody has written into the table by hand: the first broken entry names it


def _line(
    revision: Revision, entry: AuditEntry, cell: CellKey, names: _Names, until: int | None
) -> StoryLine:
    told = tell(entry, names.known, str(cell))
    holds = until is None or entry.number < until
    return StoryLine(
        revision.number, entry.number, entry.digest, entry.at, names(entry.by), told, holds, entry.chain
    )
