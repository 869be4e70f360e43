"""What differs between two returns of the same facility and month: live on the one that is open."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Check, Form, Severity
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.domain.values import TOTAL, CellKey, CellValue
from kmmp_desktop.services.likeness import Compared, Likeness, missed
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.ports import UnitOfWork, Work
from kmmp_desktop.text import Message

STATES = {
    State.DRAFT: Message("draft"),
    State.READY: Message("ready"),
    State.RETURNED: Message("sent back"),
    State.APPROVED: Message("approved"),
    State.SUBMITTED: Message("submitted"),
    State.RECEIVED: Message("received"),
    State.RECALLED: Message("recalled"),
    State.BROUGHT_IN: Message("brought in, unsigned"),
}


@dataclass(frozen=True, slots=True)
class OtherReturn:
    """The latest revision of another form, in whatever state, as it stood when it was read."""

    key: ReturnKey
    form: Form = field(compare=False)
    cells: Mapping[CellKey, CellValue]
    state: State
    number: int
    revision: UUID
    short_code: str
    offered: Callable[[CellKey], bool] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """A check between two returns that does not hold."""

    finding: Finding
    """Marks and cells are those of both forms, its place (``at``) is of the open one."""
    form: Form
    """Holds check, standard, sources and the cells of both forms (``domain.between``)."""
    returns: Message
    """Both returns in one sentence: form, month, state, revision."""
    other: OtherReturn
    own: Finding
    """The finding with only the cells of the open return's form."""

    @property
    def check(self) -> Check:
        return self.form.check_by_code[self.finding.check]


class Opened(Protocol):
    """As much of an open return as is looked at here."""

    @property
    def key(self) -> ReturnKey: ...
    @property
    def form(self) -> Form: ...
    @property
    def facility(self) -> Facility: ...
    @property
    def cells(self) -> Mapping[CellKey, CellValue]: ...
    @property
    def state(self) -> State | None: ...
    @property
    def number(self) -> int: ...
    def offered(self, key: CellKey) -> bool: ...


class Pair:
    """The open return beside one other, with the checks of one file."""

    def __init__(self, opened: Opened, other: OtherReturn, compiled: CompiledForm) -> None:
        self.other, self._opened, self._compiled = other, opened, compiled
        own = opened.form.elements

        def offered(key: CellKey) -> bool:
            return opened.offered(key) if key.element in own else other.offered(key)

        both = ChainMap(dict(other.cells), opened.cells)  # type: ignore[arg-type]  # it is only read
        self._figures = Figures(both, {}, ReturnFacts(opened.key.period, offered=offered))
        self.watched = tuple(key for key in compiled.form.entry_cells if key.element in own)
        self.codes = tuple(compiled.form.check_by_code)
        found = (compiled.form.key(r) for check in compiled.form.checks for r in check.at)
        marks = tuple(key for key in found if key is not None)
        self.marks = tuple(key for key in marks if key.element not in own)
        """Where the other return carries marks."""
        self.own_marks = tuple(key for key in marks if key.element in own)
        self._seen: tuple[CellValue | None, ...] | None = None
        self._found: tuple[Difference, ...] = ()
        self._not_made: dict[CellKey, Message] = {}

    @property
    def not_made(self) -> Mapping[CellKey, Message]:
        """Marks of the other return whose check is skipped now, and why: the first figure it misses."""
        self.differences()
        return self._not_made

    def differences(self) -> tuple[Difference, ...]:
        """What does not hold now; worked out again only where a figure that takes part has changed."""
        now = tuple(map(self._opened.cells.get, self.watched))
        if now != self._seen:
            self._seen, self._found = now, self._differences()
        return self._found

    def _differences(self) -> tuple[Difference, ...]:
        opened, other = self._opened, self.other
        said = Message(
            "{one}; {other}",
            {
                "one": named(opened.form, opened.key, opened.state, opened.number),
                "other": named(other.form, other.key, other.state, other.number),
            },
        )
        report = self._compiled.run(self._figures)
        form = self._compiled.form
        self._not_made = {
            key: missed(skipped, opened, other)
            for skipped in report.skipped
            for key in map(form.key, form.check_by_code[skipped.check].at)
            if key in self.marks
        }
        return tuple(Difference(f, form, said, other, _own(f, opened.form)) for f in report.findings)

    def used(self) -> dict[str, Any]:
        """The other return's figures that the checks look at, for the signed data."""
        other = self.other
        keys = (key for key in self._compiled.form.entry_cells if key in other.cells)
        return {
            "family": other.key.family,
            "title": {"en": other.form.title.en, "sw": other.form.title.say("sw")},
            "period": str(other.key.period),
            "form_version": other.form.version,
            "revision": str(other.revision),
            "number": other.number,
            "state": other.state.value,
            "short_code": other.short_code,
            "rules": self._compiled.form.digest,
            "cells": {
                str(key): encode_cell(other.cells[key]) for key in keys if key.element in other.form.elements
            },
        }


class Between:
    """What an open return is compared with in the same month. Empty where nothing is to be compared.

    Without ``pairs`` the other returns are read when they are first asked for, in a transaction of
    their own, which then may raise StorageError.
    """

    def __init__(
        self,
        pairs: tuple[Pair, ...] | None = (),
        read: Callable[[UnitOfWork], tuple[Pair, ...]] | None = None,
        work: Work | None = None,
    ) -> None:
        self._known, self._read, self._work = pairs, read, work

    @property
    def is_read(self) -> bool:
        """Whether the other returns have been read, or there are none to read."""
        return self._known is not None

    @property
    def _pairs(self) -> tuple[Pair, ...]:
        if self._known is None:
            assert self._read is not None
            assert self._work is not None
            with self._work() as work:
                self._known = self._read(work)
        return self._known

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Checks between the returns that do not hold now, in the order of their files."""
        return tuple(difference for pair in self._pairs for difference in pair.differences())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The same with the cells of this return alone."""
        return tuple(difference.own for difference in self.differences)

    def touched_by(self, keys: Iterable[CellKey]) -> frozenset[CellKey]:
        """Cells of this return whose marks may come or go when figures of ``keys`` change."""
        changed = {key.element for key in keys}
        near = (p for p in self._pairs if changed.intersection(key.element for key in p.watched))
        return frozenset(key for pair in near for key in pair.own_marks)

    def compared(self, other: ReturnKey) -> Mapping[CellKey, Compared]:
        """Cells and totals of the other return that take part in a check, and what became of it.

        Of several checks one that fails counts before one that is skipped, and that before those that hold.
        """
        found: dict[CellKey, Compared] = {}
        for pair in (pair for pair in self._pairs if pair.other.key == other):
            differing = {key for d in pair.differences() for key in d.finding.marks}
            for key in pair.marks:
                known = found.get(key)
                if key in differing:
                    found[key] = Compared(Likeness.DIFFERS)
                elif known is not None and known.likeness is not Likeness.AGREES:
                    continue
                elif key in pair.not_made:
                    found[key] = Compared(Likeness.NOT_COMPARED, pair.not_made[key])
                else:
                    found[key] = Compared(Likeness.AGREES)
        return found

    @property
    def others(self) -> tuple[OtherReturn, ...]:
        return tuple({pair.other.key: pair.other for pair in self._pairs}.values())

    @property
    def codes(self) -> frozenset[str]:
        """The checks that are made between this return and others, whether they hold or not."""
        return frozenset(code for pair in self._pairs for code in pair.codes)

    def at(self, key: CellKey) -> tuple[Difference, ...]:
        """Differences that a cell, or the total of its row, takes part in."""
        return tuple(d for d in self.differences if any(_same_place(key, cell) for cell in d.finding.cells))

    def frozen(self) -> list[dict[str, Any]]:
        """What ``between`` of the canonical document holds."""
        return [pair.used() for pair in self._pairs]

    def read_again(self) -> None:
        """The other returns as they stand on disk now. Raises StorageError."""
        if self._read is None or self._work is None:
            return
        with self._work() as work:
            pairs = self._read(work)
        if self._known is None or [pair.other for pair in pairs] != [pair.other for pair in self._known]:
            self._known = pairs

    def is_as_stored(self, work: UnitOfWork) -> bool:
        """Whether the other returns still stand on disk as they were read."""
        if self._read is None:
            return True
        return [pair.other for pair in self._read(work)] == [pair.other for pair in self._pairs]


def warnings_of(differences: Iterable[Difference]) -> int:
    """How many of them want a reason."""
    return sum(1 for d in differences if d.finding.severity is Severity.WARNING)


def _own(finding: Finding, form: Form) -> Finding:
    return replace(
        finding,
        cells=tuple(key for key in finding.cells if key.element in form.elements),
        marks=tuple(key for key in finding.marks if key.element in form.elements),
        slips=tuple(slip for slip in finding.slips if slip.key.element in form.elements),
    )


def named(form: Form, key: ReturnKey, state: State | None, number: int) -> Message:
    """A return in a few words: form, month, state, revision."""
    return Message(
        "{form}, {month}: {state}, revision {number}",
        {
            "form": form.short,
            "month": month_year(key.period),
            "state": STATES[state] if state is not None else Message("not started"),
            "number": number,
        },
    )


def _same_place(key: CellKey, cell: CellKey) -> bool:
    return key == cell or (key.element == cell.element and key.category == TOTAL)
