"""All checks over 120,000 returns in columns, beside the same arithmetic written in plain numpy.

Both work on the same arrays, eight blocks of 256 facilities x 60 months; reading them from a database is
measured apart. The plain version is what somebody would write for these checks without an engine: one
line for each, totals and last month worked out once, and only *failed or not*.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from forms.reader import read_form
from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.history import FIGURE, History
from kmmp_desktop.domain.expressions import (
    And,
    Call,
    Compare,
    Negate,
    Not,
    Number,
    Or,
    Power,
    Product,
    Reference,
    Setting,
    Sum,
    parse,
)
from kmmp_desktop.domain.form import MissingRule
from kmmp_desktop.domain.kinds import FUNCTIONS, Group
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey

FULL = Path(__file__).parents[2] / "forms" / "definitions" / "kmmp_mfr_1.0.0.yaml"
FACILITIES, MONTHS, BLOCKS = 256, 60, 8
ROUNDS = {"rounds": 5, "warmup_rounds": 1}


@pytest.fixture(scope="module")
def form():
    return read_form(FULL)


@pytest.fixture(scope="module")
def block(form):
    chance = np.random.default_rng(20261122)
    shape = (FACILITIES, MONTHS)
    numbers, codes = {}, {}
    for key in form.entry_cells:
        most = 2 if form.elements[key.element].type.value == "yes_no" else 30
        there = chance.random(shape) > 0.03
        numbers[key] = np.where(there, chance.integers(0, most, shape).astype(float), np.nan)
        codes[key] = np.where(there, FIGURE, 0).astype(np.uint8)
    names = tuple(map(str, range(FACILITIES)))
    return History(form, names, Period(2021, 12), MONTHS, np.ones(shape, bool), numbers, codes)


OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Plain:
    """The checks as plain numpy. ``source`` is one Python expression per check, true where it fails."""

    def __init__(self, form):
        self.form = form
        self.left_out = []
        self.lines = {}
        for check in form.checks:
            try:
                if set(check.missing) != {MissingRule.SKIP_IF_ANY}:
                    raise NotImplementedError
                fails = self.fails(parse(check.expression))
                if check.when:
                    fails = f"({fails}) & ({self.holds(parse(check.when))})"
                self.lines[check.code] = compile(fails, check.code, "eval")
            except NotImplementedError:
                self.left_out.append(check.code)

    def number(self, node):  # noqa: C901  # one case for each kind of node
        match node:
            case Number():
                return repr(node.value)
            case Setting():
                return repr(float(self.form.settings[node.name]))
            case Reference():
                element = self.form.find(node.code)
                if element.calculate:
                    return f"({self.number(parse(element.calculate))})"
                if node.category or not element.category_set:
                    return f"c[{str(CellKey(element.full, node.category))!r}]"
                return f"t[{element.full!r}]"
            case Negate():
                return f"(-{self.number(node.operand)})"
            case Sum():
                return "(" + "".join(f"{sign}{self.number(term)}" for sign, term in node.terms) + ")"
            case Product():
                first, *others = node.factors
                text = self.number(first[1])
                for sign, factor in others:
                    by = self.number(factor)
                    text = f"({text} * {by})" if sign == "*" else f"ratio({text}, {by})"
                return text
            case Power():
                return f"({self.number(node.base)}**{self.number(node.exponent)})"
            case Call() if FUNCTIONS[node.name].group is Group.MONTHS:
                months = int(node.arguments[1].value) if len(node.arguments) > 1 else 1
                return f"{node.name}({self.number(node.arguments[0])}, {months})"
            case Call() if node.name in ("greatest", "least", "abs"):
                name = {"greatest": "np.maximum", "least": "np.minimum", "abs": "np.abs"}[node.name]
                return f"{name}({', '.join(map(self.number, node.arguments))})"
        raise NotImplementedError

    def compare(self, operator, node):
        left, right = self.number(node.left), self.number(node.right)
        if operator != "!=":
            return f"({left} {'==' if operator == '=' else operator} {right})"  # never true for NaN
        return f"unequal({left}, {right})"

    def holds(self, node):
        match node:
            case Compare():
                return self.compare(node.operator, node)
            case And() | Or():
                sign = " & " if isinstance(node, And) else " | "
                return "(" + sign.join(map(self.holds, node.operands)) + ")"
            case Not():
                return self.fails(node.operand)
            case Reference():
                return f"({self.number(node)} == 1)"
        raise NotImplementedError

    def fails(self, node):
        match node:
            case Compare():
                return self.compare(OPPOSITE[node.operator], node)
            case And() | Or():
                sign = " | " if isinstance(node, And) else " & "
                return "(" + sign.join(map(self.fails, node.operands)) + ")"
            case Not():
                return self.holds(node.operand)
            case Reference():
                return f"({self.number(node)} == 0)"
        raise NotImplementedError

    def run(self, history):
        c = {str(key): column for key, column in history.numbers.items()}
        t = {
            e.full: sum((history.numbers[k] for k in e.cells[1:]), history.numbers[e.cells[0]])
            for e in self.form
            if e.category_set and not e.calculate
        }
        known = {"c": c, "t": t, "np": np, **TOOLS}
        with np.errstate(all="ignore"):
            return {code: eval(line, known) for code, line in self.lines.items()}


def previous(column, months):
    moved = np.full_like(column, np.nan)
    moved[:, months:] = column[:, :-months]
    return moved


def back(column, months):
    return np.stack([previous(column, n) for n in range(1, months + 1)])


def middle(series):
    series = np.sort(series, axis=0)
    count = (~np.isnan(series)).sum(axis=0)[np.newaxis]
    one = np.take_along_axis(series, np.maximum((count - 1) // 2, 0), 0)[0]
    return (one + np.take_along_axis(series, np.minimum(count // 2, len(series) - 1), 0)[0]) / 2


def modified_z(column, months):
    series = back(column, months)
    centre = middle(series)
    spread = middle(np.abs(series - centre))
    enough = (~np.isnan(series)).sum(axis=0) >= 6
    return np.where(enough & (spread > 0), 0.6745 * (column - centre) / spread, np.nan)


def z(column, months):
    series = back(column, months)
    there = ~np.isnan(series)
    count = there.sum(axis=0)
    centre = np.where(there, series, 0).sum(axis=0) / count
    spread = np.sqrt(np.where(there, (series - centre) ** 2, 0).sum(axis=0) / count)
    return np.where((count >= 6) & (spread > 0), (column - centre) / spread, np.nan)


def mean(column, months):
    series = back(column, months)
    there = ~np.isnan(series)
    count = there.sum(axis=0)
    return np.where(count >= (months + 1) // 2, np.where(there, series, 0).sum(axis=0) / count, np.nan)


def median(column, months):
    series = back(column, months)
    return np.where((~np.isnan(series)).sum(axis=0) >= (months + 1) // 2, middle(series), np.nan)


def ratio(one, other):
    return np.where(other == 0, np.nan, one / other)


def unequal(one, other):
    return (one < other) | (one > other)


TOOLS = {f.__name__: f for f in (previous, modified_z, z, mean, median, unequal, ratio)}


@pytest.fixture(scope="module")
def plain(form, block):
    """The plain version, and a proof that it finds the same wherever both look."""
    made = Plain(form)
    engine = ColumnarForm(form).run(block)
    for code, fails in made.run(block).items():
        assert np.array_equal(fails, engine[code].failed), code
    assert len(made.lines) >= 100
    return made


@pytest.mark.benchmark(group="checks: 120,000 returns")
def test_bench_the_columnar_evaluator(benchmark, form, block, plain):
    """The same checks as the plain version has."""
    columnar = ColumnarForm(form)
    wanted = tuple(plain.lines)
    benchmark.pedantic(lambda: [columnar.run(block, wanted) for _ in range(BLOCKS)], **ROUNDS)


@pytest.mark.benchmark(group="checks: 120,000 returns")
def test_bench_floor_plain_numpy(benchmark, block, plain):
    benchmark.pedantic(lambda: [plain.run(block) for _ in range(BLOCKS)], **ROUNDS)


@pytest.mark.benchmark(group="checks: 120,000 returns, all of them")
def test_bench_the_columnar_evaluator_with_every_check(benchmark, form, block):
    columnar = ColumnarForm(form)
    benchmark.pedantic(lambda: [columnar.run(block) for _ in range(BLOCKS)], **ROUNDS)


@pytest.mark.benchmark(group="checks: growth with the number of returns")
@pytest.mark.parametrize("thousand", [1, 10, 100])
def test_bench_a_run_grows_with_the_number_of_returns(benchmark, form, block, thousand):
    """Blocks come one after another, so that memory holds one of them."""
    columnar = ColumnarForm(form)
    facilities, rest = divmod(thousand * 1000, MONTHS)
    sizes = [FACILITIES] * (facilities // FACILITIES) + [facilities % FACILITIES + bool(rest)]
    parts = {size: part_of(block, size) for size in set(sizes) if size}
    benchmark.extra_info["returns"] = sum(sizes) * MONTHS
    benchmark.pedantic(
        lambda: [columnar.run(parts[size]) for size in sizes if size], rounds=3, warmup_rounds=1
    )


def part_of(block, size):
    """The first facilities of the block."""
    return replace(
        block,
        facilities=block.facilities[:size],
        exists=block.exists[:size].copy(),
        numbers={key: column[:size].copy() for key, column in block.numbers.items()},
        codes={key: column[:size].copy() for key, column in block.codes.items()},
    )
