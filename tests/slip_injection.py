"""Valid returns with one slip put into each: what somebody at the keyboard may have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from form_builders import cells

from forms.reader import read_form
from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.findings import Slip, SlipKind
from kmmp_desktop.domain.form import Form, Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.slips import count_of, neighbours, paper_order, transpositions
from kmmp_desktop.domain.slips_shifted import runs
from kmmp_desktop.domain.values import MAX_NUMBER, CellKey, CellValue, Kind, ValueType
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients

DEFINITIONS = Path(__file__).parents[1] / "forms" / "definitions"
FIRST = Period(2024, 1)

Cells = dict[CellKey, CellValue]
Edits = dict[CellKey, int | None]
"""What was typed instead; ``None``: nothing was."""


@cache
def full_return() -> CompiledForm:
    return CompiledForm(read_form(DEFINITIONS / "kmmp_mfr_1.0.0.yaml"))


def months_of(seed: str, staff: int, anc: int, months: int) -> list[Cells]:
    """A facility's returns, oldest first: all stocks and flows agree."""
    form, flow = full_return().form, FlowOfClients.starting(seed, staff, anc)
    return [cells(form, dict(month_of(flow, FIRST.shift(number)))) for number in range(months)]


def a_month(months: list[Cells], number: int) -> Figures:
    """One of them as checks see it, with up to 12 before it."""
    earlier = {back: months[number - back] for back in range(1, min(12, number) + 1)}
    return Figures(dict(months[number]), earlier, ReturnFacts(FIRST.shift(number)))


@dataclass(frozen=True)
class Injected:
    """A slip as it was made."""

    kind: SlipKind
    cell: CellKey
    """The cell a person should look at."""
    cells: frozenset[CellKey]
    """All that hold something wrong."""
    figures: Figures


class Fingers:
    """Makes one slip of a kind at a random place; ``None`` where the return has no such place."""

    def __init__(self, form: Form, rng: Random) -> None:
        self.form, self.rng = form, rng
        self.counts = [
            key for key in form.entry_cells if form.elements[key.element].type is ValueType.INTEGER
        ]
        self.pairs = list(neighbours(form))
        self.before = paper_order(form)
        self.runs = [run for section in form.sections for run in runs(section)]
        self.sums = [
            check
            for check in form.checks
            if check.expression.count("=") == 1
            and " = " in check.expression
            and "previous" not in check.expression
        ]

    def slip(self, kind: SlipKind, valid: Figures) -> Injected | None:
        made = self._makers[kind](self, valid)
        if made is None:
            return None
        cell, edits = made
        for key, count in edits.items():
            limits = self.form.elements[key.element].limits
            most = MAX_NUMBER if limits.maximum is None else limits.maximum
            if count is not None and not 0 <= count <= most:
                return None
        typed = dict(valid.values)
        for key, count in edits.items():
            if count is None:
                typed.pop(key, None)
            else:
                typed[key] = CellValue(Kind.NUMBER, count, str(count))
        wrong = frozenset(key for key in edits if typed.get(key) != valid.values.get(key))
        return Injected(kind, cell, wrong, valid.with_values(typed)) if wrong else None

    def _some(self, valid: Figures, wanted: Callable[[CellKey, int], object]) -> tuple[CellKey, int] | None:
        fit = [
            (key, count)
            for key in self.counts
            if (count := count_of(key, valid, self.form)) is not None and wanted(key, count)
        ]
        return self.rng.choice(fit) if fit else None

    def _transposed(self, valid: Figures):
        found = self._some(valid, lambda _, count: transpositions(count))
        return found and (found[0], {found[0]: self.rng.choice(transpositions(found[1]))})

    def _extra_zero(self, valid: Figures):
        found = self._some(valid, lambda _, count: count)
        return found and (found[0], {found[0]: found[1] * 10})

    def _missing_zero(self, valid: Figures):
        found = self._some(valid, lambda _, count: count and count % 10 == 0)
        return found and (found[0], {found[0]: found[1] // 10})

    def _left_zero(self, valid: Figures):
        found = self._some(valid, lambda _, count: count >= 3)
        return found and (found[0], {found[0]: 0})

    def _repeated(self, valid: Figures):
        found = self._some(
            valid,
            lambda key, count: (
                (other := self.before.get(key)) is not None
                and (there := count_of(other, valid, self.form)) is not None
                and there >= 3
                and there != count
            ),
        )
        return found and (found[0], {found[0]: count_of(self.before[found[0]], valid, self.form)})

    def _last_month(self, valid: Figures):
        last = valid.earlier.get(1, {})
        found = self._some(
            valid,
            lambda key, count: (
                key in last
                and last[key].value != count
                and isinstance(last[key].value, int)
                and last[key].value >= 10
            ),
        )
        return found and (found[0], {found[0]: last[found[0]].value})

    def _swapped(self, valid: Figures):
        fit = [
            (one, other, a, b)
            for one, other in self.pairs
            if (a := count_of(one, valid, self.form)) is not None
            and (b := count_of(other, valid, self.form)) is not None
            and a != b
        ]
        one, other, a, b = self.rng.choice(fit)
        return one, {one: b, other: a}

    def _sum(self, valid: Figures, *, twice: bool):
        """The total as somebody writes it who adds the parts up and misses one, or takes one twice."""
        fit = []
        for check in self.sums:
            total, parts = check.expression.split(" = ")
            key = self.form.key(total)
            if key is None or (len(self.form.elements[key.element].cells) > 1 and not key.category):
                continue
            if key not in self.counts:
                continue
            for part in parts.replace("- ", "+ -").split(" + "):
                element = self.form.find(part.lstrip("-").partition("[")[0])
                assert element is not None
                keys = [self.form.key(part.lstrip("-"))] if "[" in part else element.cells
                share = sum(count_of(k, valid, self.form) or 0 for k in keys)
                typed = count_of(key, valid, self.form) or 0
                change = share if part.startswith("-") is not twice else -share
                if share >= 3 and typed + change >= 0:
                    fit.append((key, {key: typed + change}))
        return self.rng.choice(fit) if fit else None

    def _shifted(self, valid: Figures, *, on: bool):
        """From some cell on, each figure one cell further on (or back), until the section ends or soon."""
        fit = [run for run in self.runs if sum(bool(count_of(k, valid, self.form)) for k in run) >= 4]
        run = self.rng.choice(fit)
        length = self.rng.randint(4, len(run)) if len(run) > 4 else 4
        start = self.rng.randint(0, len(run) - length)
        part = run[start : start + length]
        held = [count_of(key, valid, self.form) for key in part]
        gap = self.rng.choice(("blank", "zero", "twice"))
        if on:
            filler = {"blank": None, "zero": 0, "twice": held[0]}[gap]
            typed = [filler, *held[:-1]]
        else:
            filler = {"blank": None, "zero": 0, "twice": held[-1]}[gap]
            typed = [*held[1:], filler]
        edits = dict(zip(part, typed, strict=True))
        moved = [key for key in part if edits[key] != count_of(key, valid, self.form)]
        return (moved[0], edits) if len(moved) >= 3 else None

    _makers: ClassVar[dict[SlipKind, Callable[..., Any]]] = {
        SlipKind.TRANSPOSED: _transposed,
        SlipKind.EXTRA_ZERO: _extra_zero,
        SlipKind.MISSING_ZERO: _missing_zero,
        SlipKind.LEFT_ZERO: _left_zero,
        SlipKind.LEFT_OUT: lambda self, valid: self._sum(valid, twice=False),
        SlipKind.DOUBLED: lambda self, valid: self._sum(valid, twice=True),
        SlipKind.REPEATED: _repeated,
        SlipKind.LAST_MONTH: _last_month,
        SlipKind.SWAPPED: _swapped,
        SlipKind.SHIFTED: lambda self, valid: self._shifted(valid, on=True),
        SlipKind.SHIFTED_BACK: lambda self, valid: self._shifted(valid, on=False),
    }


def named(slips: dict[str, tuple[Slip, ...]], errors: set[str], new: set[str]) -> list[Slip]:
    """What the return says, first come first: the slips of errors, then of warnings, each cell once."""
    ordered = [
        slip
        for place in range(3)
        for code in sorted(new, key=lambda c: (c not in errors, c))
        for slip in slips.get(code, ())[place : place + 1]
    ]
    return list({slip.key: slip for slip in reversed(ordered)}.values())[::-1]


def outcome(compiled: CompiledForm, valid: Figures, made: Injected) -> tuple[str, list[Slip]]:
    """``unseen``, ``first``, ``among``, ``silent`` or ``wrong``; and what was said."""
    before = {finding.check for finding in compiled.run(valid).findings}
    report = compiled.run(made.figures)
    new = {f.check for f in report.findings} - before
    if not new:
        return "unseen", []
    errors = {f.check for f in report.of(Severity.ERROR)}
    said = named({f.check: f.slips for f in report.findings}, errors, new)
    if not said:
        return "silent", said
    right = [points_at(slip, made) for slip in said[:3]]
    return ("first" if right[0] else "among" if any(right) else "wrong"), said


def points_at(slip: Slip, made: Injected) -> bool:
    """Whether it sends the reader to the right cell; of a shifted run, to half of it or more."""
    if slip.kind is made.kind and made.kind in (SlipKind.SHIFTED, SlipKind.SHIFTED_BACK):
        named = {key for key, text in slip.edits if text} & made.cells
        return slip.key in made.cells or 2 * len(named) >= len(made.cells)
    return slip.key in made.cells


CALM, UNEVEN, NEW = "calm", "uneven", "new"
"""Months before: as the demo office has them; swinging by a half; none, the first month of a facility."""


def make_valid(history: str, rng: Random, seed: str) -> Figures:
    """A return without errors, with the months before it."""
    months = facility(f"{seed}/{rng.randint(0, 39)}")
    valid = a_month(months, rng.randint(12, len(months) - 1))
    if history == NEW:
        return Figures(valid.values, {}, valid.facts)
    if history == UNEVEN:
        return Figures(
            valid.values, {back: swinging(month, rng) for back, month in valid.earlier.items()}, valid.facts
        )
    return valid


def swinging(month: Cells, rng: Random) -> Cells:
    """A month with every count moved by up to a half, save those that the next month starts with."""
    return {
        key: CellValue(Kind.NUMBER, moved, str(moved))
        if isinstance(value.value, int)
        and value.kind is Kind.NUMBER
        and not key.element.endswith(("C14", "J13", "A01"))
        and (moved := round(value.value * rng.uniform(0.5, 1.5))) >= 0
        else value
        for key, value in month.items()
    }


def count(kind: SlipKind, sample: int, seed: str, history: str = CALM) -> Counter[str]:
    """What became of ``sample`` slips of one kind."""
    compiled, counted = full_return(), Counter()
    rng = Random(f"{seed}/{kind.value}")
    fingers = Fingers(compiled.form, rng)
    while sum(counted.values()) < sample:
        valid = make_valid(history, rng, seed)
        made = fingers.slip(kind, valid)
        if made is not None:
            counted[outcome(compiled, valid, made)[0]] += 1
    return counted


@cache
def facility(seed: str) -> list[Cells]:
    rng = Random(seed)
    return months_of(seed, rng.randint(1, 5), rng.randint(12, 60), 24)
