"""Differences between two returns of the same facility and month: live on the one that is open."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID

from kmmp_desktop.domain.between import BetweenRules, joint_form
from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Check, Form, Severity
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.domain.values import TOTAL, CellKey, CellValue
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.compiled import CompiledForms, base_family
from kmmp_desktop.services.figures import derived_cells
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.offer import Offer, frozen_services
from kmmp_desktop.services.ports import FormCatalogue, UnitOfWork
from kmmp_desktop.text import Message

STATES = {
    State.DRAFT: Message("draft"),
    State.READY: Message("ready"),
    State.APPROVED: Message("approved"),
    State.SUBMITTED: Message("submitted"),
    State.RECEIVED: Message("received"),
    State.BROUGHT_IN: Message("brought in, unsigned"),
}


class RulesBetween(Protocol):
    """Where checks between forms come from: implemented by ``forms.across``."""

    def involving(self, family: str) -> tuple[BetweenRules, ...]: ...


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

    @property
    def check(self) -> Check:
        return self.form.check_by_code[self.finding.check]

    def own(self, form: Form) -> Finding:
        """The finding with only the cells of the open return's form."""
        finding = self.finding
        return replace(
            finding,
            cells=tuple(key for key in finding.cells if key.element in form.elements),
            marks=tuple(key for key in finding.marks if key.element in form.elements),
            slips=tuple(slip for slip in finding.slips if slip.key.element in form.elements),
        )


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


class _Pair:
    """The open return beside one other, with the checks of one file."""

    def __init__(self, opened: Opened, other: OtherReturn, compiled: CompiledForm) -> None:
        self.other, self._opened, self._compiled = other, opened, compiled
        own = opened.form.elements

        def offered(key: CellKey) -> bool:
            return opened.offered(key) if key.element in own else other.offered(key)

        both = ChainMap(dict(other.cells), opened.cells)  # type: ignore[arg-type]  # it is only read
        self._figures = Figures(both, {}, ReturnFacts(opened.key.period, offered=offered))
        self._watched = tuple(key for key in compiled.form.entry_cells if key.element in own)
        self.codes = tuple(compiled.form.check_by_code)
        self._seen: tuple[CellValue | None, ...] | None = None
        self._found: tuple[Finding, ...] = ()

    def findings(self) -> tuple[Finding, ...]:
        """What does not hold now; worked out again only where a figure that takes part has changed."""
        now = tuple(map(self._opened.cells.get, self._watched))
        if now != self._seen:
            self._seen, self._found = now, self._compiled.run(self._figures).findings
        return self._found

    def differences(self) -> tuple[Difference, ...]:
        opened, other = self._opened, self.other
        said = Message(
            "{one}; {other}",
            {
                "one": _named(opened.form, opened.key, opened.state, opened.number),
                "other": _named(other.form, other.key, other.state, other.number),
            },
        )
        return tuple(Difference(f, self._compiled.form, said, other) for f in self.findings())

    def used(self) -> dict[str, Any]:
        """The other return's figures that the checks look at, for the signed data."""
        other = self.other
        keys = (key for key in self._compiled.form.entry_cells if key in other.cells)
        return {
            "family": other.key.family,
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
    """What an open return is compared with in the same month. Empty where nothing is to be compared."""

    def __init__(
        self, pairs: tuple[_Pair, ...] = (), read: Callable[[UnitOfWork], tuple[_Pair, ...]] | None = None
    ) -> None:
        self._pairs, self._read = pairs, read

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Checks between the returns that do not hold now, in the order of their files."""
        return tuple(difference for pair in self._pairs for difference in pair.differences())

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

    def read_again(self, work: UnitOfWork) -> None:
        """The other returns as they stand on disk now."""
        if self._read is not None and not self.is_as_stored(work):
            self._pairs = self._read(work)

    def is_as_stored(self, work: UnitOfWork) -> bool:
        """Whether the other returns still stand on disk as they were read."""
        if self._read is None:
            return True
        return [pair.other for pair in self._read(work)] == [pair.other for pair in self._pairs]


class BetweenService:
    """Finds the other returns of a facility and month, and the checks between them and an open one."""

    def __init__(self, rules: RulesBetween, forms: FormCatalogue, compiled: CompiledForms) -> None:
        self._rules, self._forms, self._compiled = rules, forms, compiled
        self._kept: dict[tuple[str, ...], CompiledForm] = {}

    def around(self, work: UnitOfWork, opened: Opened) -> Between:
        """What ``opened`` is compared with. Its own figures are read live."""

        def read(again: UnitOfWork) -> tuple[_Pair, ...]:
            return tuple(self._pairs(again, opened))

        pairs = read(work)
        return Between(pairs, read if self._others(opened) else None)

    def _others(self, opened: Opened) -> tuple[tuple[BetweenRules, str], ...]:
        """The files in force that name this form, each with the other families the facility owes."""
        key = opened.key
        return tuple(
            (rules, family)
            for rules in self._rules.involving(key.family)
            if rules.in_force(key.period)
            for family in rules.families
            if family != key.family and opened.facility.owes(family, key.period)
        )

    def _pairs(self, work: UnitOfWork, opened: Opened) -> Iterable[_Pair]:
        for rules, family in self._others(opened):
            key = replace(opened.key, family=family)
            other = self._other(work, key, opened.facility)
            if other is None:
                continue
            compiled = self._joint(rules, opened.form, other.form)
            if compiled.form.checks:
                yield _Pair(opened, other, compiled)

    def _joint(self, rules: BetweenRules, own: Form, other: Form) -> CompiledForm:
        name = (rules.digest, own.family, own.version, other.family, other.version)
        if name not in self._kept:
            self._kept[name] = CompiledForm(joint_form(rules, (own, other)))
        return self._kept[name]

    def _other(self, work: UnitOfWork, key: ReturnKey, facility: Facility) -> OtherReturn | None:
        """A return as it is stored, or as it is derived; ``None`` where nothing has been typed."""
        try:
            form = self._forms.for_period(key.family, key.period)
        except NotFoundError:
            return None
        base = base_family(form, self._forms)
        if base is not None and facility.owes(base, key.period):
            source = self._other(work, replace(key, family=base), facility)
            if source is None:
                return None
            facts = ReturnFacts(key.period, offered=source.offered)
            compiled = self._compiled.of(source.form)
            cells = derived_cells(form, compiled, Figures(source.cells, {}, facts))
            return replace(source, key=key, form=form, cells=cells, offered=lambda _key: True)
        revision = work.returns.latest(key)
        if revision is None:
            return None
        form = self._forms.version(key.family, revision.form_version, key.period)
        offer = Offer(form, facility, key, frozen_services(revision))
        return OtherReturn(
            key,
            form,
            work.returns.cells(revision.id),
            revision.state,
            revision.number,
            revision.id,
            revision.short_code or "",
            offer,
        )


def warnings_of(differences: Iterable[Difference]) -> int:
    """How many of them want a reason."""
    return sum(1 for d in differences if d.finding.severity is Severity.WARNING)


def _named(form: Form, key: ReturnKey, state: State | None, number: int) -> Message:
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
