"""Entry workbooks that come back: what each would bring into the office, and taking it in, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import Origin
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.entry_book_files import EntryBook
from kmmp_desktop.services.entry_books import source_of
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.proposals import Offered, Proposal, propose
from kmmp_desktop.text import Message


class Books(Protocol):
    """What reads entry workbooks; both methods raise ``KmmpError`` by name for what cannot be used."""

    def read(self, path: Path) -> EntryBook: ...
    def check(self, book: EntryBook, opened: OpenReturn) -> None: ...


class Returns(Protocol):
    """What opens returns."""

    def open(self, family: str, mfl: str, period: Period, person: Person) -> OpenReturn: ...


class Step(StrEnum):
    """What is to be done with a file."""

    TAKE = "take"
    SAME = "same"
    """Its figures are here already."""
    FIX = "fix"
    """Some cells cannot be taken: nothing of the file is, until they are corrected."""
    TWICE = "twice"
    """Another file of the list is for the same return."""
    REFUSE = "refuse"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class BookFile:
    """One file of a list and what it would bring. Holds its texts, not the return: lists are long."""

    path: Path
    step: Step
    why: Message | None = None
    """Why it is refused, or which other file stands in its way."""
    hint: Message | None = None
    key: ReturnKey | None = None
    facility: str = ""
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    offered: tuple[Offered, ...] = ()
    notes: tuple[Message, ...] = ()
    source: Mapping[str, object] = field(default_factory=dict)
    """Name and SHA-256 of the file as it was read, for the audit entry."""


class TakingIn:
    """Reads entry workbooks and takes them in: a file wholly or not at all."""

    def __init__(self, books: Books, returns: Returns) -> None:
        self._books = books
        self._returns = returns

    def look(self, path: Path, person: Person) -> BookFile:
        """Read a file and say what it would bring. Nothing is written; what is wrong is in the answer."""
        try:
            book = self._books.read(path)
            key = ReturnKey(book.family, book.mfl, book.period)
            opened = self._returns.open(*_place(key), person)
        except KmmpError as error:
            return BookFile(path, Step.REFUSE, error.message, error.hint)
        found = BookFile(
            path,
            Step.REFUSE,
            key=key,
            facility=opened.facility.name,
            notes=tuple(book.notes),
            source=source_of(book),
        )
        try:
            self._books.check(book, opened)
        except KmmpError as error:
            return replace(found, why=error.message, hint=error.hint)
        return self._judged(replace(found, offered=tuple(book.offered)), opened)

    def proposal(self, file: BookFile, person: Person) -> tuple[Proposal, Form]:
        """What the file would do to its return as it stands now, and the form of that return.

        Raises ``KmmpError`` where it cannot be opened.
        """
        assert file.key is not None
        opened = self._returns.open(*_place(file.key), person)
        return propose(opened, file.offered), opened.form

    def again(self, file: BookFile, person: Person) -> BookFile:
        """The file judged against its return as it stands now; what was refused or taken stays so."""
        if file.key is None or file.step in (Step.REFUSE, Step.TAKEN):
            return file
        try:
            return self._judged(file, self._returns.open(*_place(file.key), person))
        except KmmpError as error:
            return replace(file, step=Step.REFUSE, why=error.message, hint=error.hint)

    def corrected(self, file: BookFile, proposal: Proposal) -> BookFile:
        """The file after a text of its proposal was corrected."""
        return counted(replace(file, offered=tuple(i.offered for i in proposal.items)), proposal)

    def take(self, file: BookFile, person: Person) -> BookFile:
        """Take a file in: one transaction, its own entry in the audit chain. Judged again before.

        A file that cannot be taken whole comes back with what is in the way, and has changed nothing.
        Raises ``StorageError`` where it could not be written.
        """
        if file.key is None or file.step is Step.REFUSE:
            return file
        try:
            permit(person, Action.BOOKS_IN)
            opened = self._returns.open(*_place(file.key), person)
        except KmmpError as error:
            return replace(file, step=Step.REFUSE, why=error.message, hint=error.hint)
        proposal = propose(opened, file.offered)
        judged = self._judged(file, opened, proposal)
        if judged.step is not Step.TAKE:
            return judged
        opened.set_many(proposal.edits(), Origin.IMPORTED, file.source)
        return replace(judged, step=Step.TAKEN, why=None)

    @staticmethod
    def _judged(file: BookFile, opened: OpenReturn, proposal: Proposal | None = None) -> BookFile:
        if opened.locked_why is not None:
            return replace(file, step=Step.REFUSE, why=opened.locked_why)
        return counted(file, proposal or propose(opened, file.offered))


def counted(file: BookFile, proposal: Proposal) -> BookFile:
    """The file with the counts and the step that a proposal gives it."""
    new = sum(1 for item in proposal.changes if item.now is None)
    step = Step.FIX if proposal.rejected else Step.TAKE if proposal.changes else Step.SAME
    return replace(
        file,
        step=step,
        why=None,
        hint=None,
        new=new,
        changed=len(proposal.changes) - new,
        same=len(proposal.same),
        rejected=len(proposal.rejected),
    )


def without_rivals(files: Iterable[BookFile]) -> tuple[BookFile, ...]:
    """Files of one list, where two that would change the same return stand in each other's way.

    Files with the very same texts do not: the second finds everything here. A rival that is gone frees the
    other one.
    """
    listed = tuple(files)
    groups: dict[ReturnKey, list[BookFile]] = {}
    for file in listed:
        if file.key is not None and file.step in (Step.TAKE, Step.TWICE, Step.FIX):
            groups.setdefault(file.key, []).append(file)
    rival: dict[Path, BookFile] = {}
    for group in groups.values():
        if len(group) > 1:
            rival.update(_rivals(group))
    return tuple(_beside(file, rival.get(file.path)) for file in listed)


def _rivals(group: Iterable[BookFile]) -> dict[Path, BookFile]:
    """For each file for one return, the first one that brings other texts."""
    texts = {file.path: frozenset((o.key, o.text) for o in file.offered) for file in group}
    first = {texts[file.path]: file for file in reversed(tuple(group))}
    found: dict[Path, BookFile] = {}
    for file in group:
        other = next((there for known, there in first.items() if known != texts[file.path]), None)
        if other is not None:
            found[file.path] = other
    return found


def _beside(file: BookFile, rival: BookFile | None) -> BookFile:
    if file.step not in (Step.TAKE, Step.TWICE):
        return file
    if rival is None:
        return replace(file, step=Step.TAKE, why=None) if file.step is Step.TWICE else file
    why = Message("{file} is for the same return.", {"file": rival.path.name})
    return replace(file, step=Step.TWICE, why=why)


def _place(key: ReturnKey) -> tuple[str, str, Period]:
    return key.family, key.facility, key.period
