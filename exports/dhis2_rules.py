"""Checks to and from DHIS2's ``validationRules`` JSON, and what does not travel, rule by rule."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from exports.dhis2_infinity import refuse_lost_infinity, refuse_lost_infinity_in_guard
from exports.dhis2_mapping import read_mapping
from exports.dhis2_reading import DhisReader
from exports.dhis2_writing import DhisWriter, NotConvertedError, refuse_what_may_not_be_looked_at
from kmmp_desktop.domain.expressions import And, Call, Compare, Node, Not, Number, Or, Reference, parse
from kmmp_desktop.domain.form import Check, Form, MissingRule, Severity
from kmmp_desktop.domain.kinds import FUNCTIONS, Group
from kmmp_desktop.domain.references import walk
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import ExpressionError, FileRefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.plain_file import refuse_no_file
from kmmp_desktop.services.practice_files import IsPractice, is_marked, never, refuse_practice, said_of
from kmmp_desktop.services.rule_exchange import MappingTable, ReadRules, Untold, WrittenRules
from kmmp_desktop.text import Message, Text

STRATEGY = {
    MissingRule.SKIP_IF_ANY: "SKIP_IF_ANY_VALUE_MISSING",
    MissingRule.SKIP_IF_ALL: "SKIP_IF_ALL_VALUES_MISSING",
    MissingRule.NEVER_SKIP: "NEVER_SKIP",
}
OPERATOR = {
    "=": "equal_to",
    "!=": "not_equal_to",
    ">": "greater_than",
    ">=": "greater_than_or_equal_to",
    "<": "less_than",
    "<=": "less_than_or_equal_to",
    "compulsory_pair": "compulsory_pair",
    "exclusive_pair": "exclusive_pair",
}
IMPORTANCE = {Severity.ERROR: "HIGH", Severity.WARNING: "MEDIUM", Severity.NOTE: "LOW"}

MAX_BYTES = 20 << 20
MAX_WORDS = 1_000

_RULE_OF = {name: rule for rule, name in STRATEGY.items()}
_SIGN_OF = {name: sign for sign, name in OPERATOR.items()}
_SEVERITY_OF = {name: severity for severity, name in IMPORTANCE.items()}
_HELD_BY_ZEROS = frozenset({"=", "<=", ">="})


class DhisRules:
    """See ``ports`` of ``services.rule_exchange``. ``practice``: whether an office of practice asks."""

    def __init__(self, practice: IsPractice = never) -> None:
        self._practice = practice

    def mapping(self, path: Path, form: Form) -> MappingTable:
        return read_mapping(path, form)

    def write(
        self, form: Form, mapping: MappingTable, checks: Iterable[str] | None = None, language: str = "en"
    ) -> WrittenRules:
        return write_rules(form, mapping, checks, language, practice=self._practice())

    def read(self, path: Path, form: Form, mapping: MappingTable, standard: str) -> ReadRules:
        refuse_no_file(path)
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise FileRefusedError("{file} cannot be read: {why}", file=path, why=reason_of(error)) from error
        if len(content) > MAX_BYTES:
            raise FileRefusedError("{file} is larger than {most} MB.", file=path.name, most=MAX_BYTES >> 20)
        return read_rules(content, form, mapping, standard, "" if self._practice() else path.name)


def references(mapping: MappingTable, form: Form) -> tuple[dict[str, str], frozenset[str]]:
    """Operand -> our reference, and the operands that are totals over categories."""
    operands = mapping.operands
    known: dict[str, str] = {}
    parts: dict[str, set[CellKey]] = {}
    for key, operand in operands.items():
        known[operand] = str(key)
        parts.setdefault(operand.partition(".")[0], set()).add(key)
    totals: set[str] = set()
    for element in form:
        names = {operands[key].partition(".")[0] for key in element.cells if key in operands}
        if len(element.cells) > 1 and len(names) == 1 and parts[name := names.pop()] == {*element.cells}:
            known[name] = element.full
            totals.add(name)
    return known, frozenset(totals)


def write_rules(
    form: Form,
    mapping: MappingTable,
    checks: Iterable[str] | None = None,
    language: str = "en",
    *,
    practice: bool = False,
) -> WrittenRules:
    """Write checks of a form as DHIS2 rules. One of several parts joined with *and* becomes several."""
    writer = DhisWriter(form, mapping.operands)
    wanted = None if checks is None else frozenset(checks)
    rules: list[Mapping[str, Any]] = []
    left_out: list[Untold] = []
    for check in form.checks:
        if wanted is not None and check.code not in wanted:
            continue
        try:
            rules += _rules_of(check, writer, form, language)
        except NotConvertedError as error:
            left_out.append(Untold(check.code, error.message))
    data = {**said_of(practice), "validationRules": rules}
    content = json.dumps(data, ensure_ascii=False, indent=2).encode()
    return WrittenRules(tuple(rules), tuple(left_out), content)


def _rules_of(check: Check, writer: DhisWriter, form: Form, language: str) -> list[Mapping[str, Any]]:
    parts = list(_parts(parse(check.expression)))
    if not all(any(_named(part)) for part in parts):
        raise NotConvertedError("It names no cell of this form.")
    title = _plain(check.title.say(language)) or check.code
    guard = parse(check.when) if check.when else None
    made: list[Mapping[str, Any]] = []
    for number, part in enumerate(parts, 1):
        operator, left, right = _sides(part)
        for side, rule in zip((left, right), check.missing, strict=True):
            refuse_what_may_not_be_looked_at(side, rule, form)
            refuse_lost_infinity(side, form)
        sides = [writer.side(left), writer.side(right)]
        if guard is not None:
            refuse_lost_infinity_in_guard(guard, form)
            sides = _guarded(guard, operator, sides, check, writer)
        code = check.code if len(parts) == 1 else f"{check.code}_{number}"
        made.append(
            {
                "code": code,
                "name": f"{code} {title}",
                "description": title,
                "instruction": check.explanation.say(language) or title,
                "importance": IMPORTANCE[check.severity],
                "periodType": "Monthly",
                "operator": OPERATOR[operator],
                **{
                    name: {
                        "expression": text,
                        "description": text,
                        "missingValueStrategy": STRATEGY[rule],
                        "slidingWindow": False,
                    }
                    for name, text, rule in zip(("leftSide", "rightSide"), sides, check.missing, strict=True)
                },
            }
        )
    return made


def _named(node: Node) -> Iterable[tuple[str, str]]:
    return ((part.code, part.category) for part in walk(node) if isinstance(part, Reference))


def _plain(title: str) -> str:
    """The title without what is only known of one finding: figures in brackets and behind a colon at the end
    go, others leave an ellipsis. A rule of DHIS2 has one name, with no places for figures."""
    without = re.sub(r"\s*\(\{\w+\}\)", "", title)
    cut = re.sub(r"\s*[:;,(]\s*\{\w+\}(\s*\{\w+\})*\s*$", "", without)
    plain = re.sub(r"\{\w+\}(\s*\{\w+\})*", "…", cut)
    return plain if plain.strip(" …%") else ""


def _parts(node: Node) -> Iterable[Node]:
    if isinstance(node, And):
        for part in node.operands:
            yield from _parts(part)
    else:
        yield node


def _sides(node: Node) -> tuple[str, Node, Node]:
    match node:
        case Compare():
            return node.operator, node.left, node.right
        case Call() if FUNCTIONS[node.name].group is Group.PAIR:
            return node.name, node.arguments[0], node.arguments[1]
        case Not() if isinstance(node.operand, Compare):
            opposite = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
            inner = node.operand
            return opposite[inner.operator], inner.left, inner.right
        case Or() | Not():
            raise NotConvertedError(
                "It is decided by one part alone even where another is missing; a DHIS2 rule is skipped then."
            )
    return "=", node, Number(1.0)


def _guarded(guard: Node, operator: str, sides: list[str], check: Check, writer: DhisWriter) -> list[str]:
    """``when g: a = b`` as ``if(g, a, 0) = if(g, b, 0)``: the same findings, where 0 and 0 hold."""
    exact = operator in _HELD_BY_ZEROS and set(check.missing) == {MissingRule.SKIP_IF_ANY}
    if not exact or any(isinstance(part, Or | Not) for part in walk(guard)):
        raise NotConvertedError("It has a guard (when:) that DHIS2 cannot express with the same meaning.")
    condition = writer.condition(guard)
    return [f"if({condition}, {text}, 0)" for text in sides]


def read_rules(content: bytes, form: Form, mapping: MappingTable, standard: str, real: str = "") -> ReadRules:
    """Read DHIS2 rules as checks of ``form`` that rest on ``standard``.

    Raises FileRefusedError where the content is no ``validationRules`` JSON, or, for a file of the name
    ``real``, where it comes from practice.
    """
    try:
        rules, marked = (data := json.loads(content))["validationRules"], is_marked(data)
        assert isinstance(rules, list)
    except (ValueError, KeyError, TypeError, AssertionError, RecursionError) as error:
        raise FileRefusedError(
            "This is no JSON with validationRules.",
            hint="Save the answer of /api/validationRules?fields=:owner as a file and take that.",
        ) from error
    refuse_practice(real, marked, not real)
    reader = DhisReader(*references(mapping, form))
    checks: list[Check] = []
    left_out: list[Untold] = []
    differing: list[Untold] = []
    for number, rule in enumerate(rules, 1):
        code = (
            _clean(rule.get("code") or rule.get("id") or number)[:60]
            if isinstance(rule, dict)
            else str(number)
        )
        try:
            if not isinstance(rule, dict):
                raise NotConvertedError("It is no rule.")
            check, notes = _check_of(rule, code, reader, form, standard)
        except (NotConvertedError, ExpressionError) as error:  # too long, too deep: ours has limits
            left_out.append(Untold(code, error.message))
            continue
        checks.append(check)
        differing += [Untold(code, note) for note in notes]
    return ReadRules(tuple(checks), tuple(left_out), tuple(differing))


def _check_of(
    rule: Mapping[str, Any], code: str, reader: DhisReader, form: Form, standard: str
) -> tuple[Check, list[Message]]:
    period = rule.get("periodType", "Monthly")
    if period != "Monthly":
        raise NotConvertedError(
            "Its period is {period}; returns here are monthly.", period=_clean(period)[:40]
        )
    sign = _SIGN_OF.get(str(rule.get("operator", "")))
    if sign is None:
        raise NotConvertedError(
            "Its operator {operator} is not known.", operator=_clean(rule.get("operator"))[:40]
        )
    sides, rules, notes = [], [], []
    for name in ("leftSide", "rightSide"):
        side = rule.get(name)
        if not isinstance(side, dict) or not isinstance(side.get("expression"), str):
            raise NotConvertedError("It has no {side}.", side=name)
        strategy = side.get("missingValueStrategy", "SKIP_IF_ALL_VALUES_MISSING")
        if not isinstance(strategy, str) or strategy not in _RULE_OF:
            raise NotConvertedError(
                "Its missing value strategy {name} is not known.", name=_clean(strategy)[:40]
            )
        read = reader.read(side["expression"])
        sides.append(read.text)
        rules.append(_RULE_OF[strategy])
        if read.totals and rules[-1] is MissingRule.SKIP_IF_ANY:
            notes.append(
                Message(
                    "Differs where some categories of {totals} are blank: here the total is missing then.",
                    {"totals": ", ".join(read.totals)},
                )
            )
    if rule.get("organisationUnitLevels"):
        notes.append(Message("Applied here to facilities only, whatever levels it names."))
    pair = sign in ("compulsory_pair", "exclusive_pair")
    expression = f"{sign}({sides[0]}, {sides[1]})" if pair else f"{sides[0]} {sign} {sides[1]}"
    at = next((str(form.key(word)) for word in _references(expression) if form.key(word)), "")
    if not at:
        raise NotConvertedError("It names no cell of this form.")
    title = (
        _clean(rule.get("description") or rule.get("name") or code)[:MAX_WORDS]
        .replace("{", "(")
        .replace("}", ")")
    )
    return Check(
        code=re.sub(r"[^A-Za-z0-9_]+", "_", code)[:40],
        expression=expression,
        severity=_SEVERITY_OF.get(str(rule.get("importance", "MEDIUM")), Severity.WARNING),
        title=Text(title, title),
        at=(at,),
        standard=standard,
        missing=(rules[0], rules[1]),
        explanation=Text(_clean(rule.get("instruction") or "")[:MAX_WORDS], ""),
    ), notes


def _clean(text: object) -> str:
    """Words of another system on one line, without what no printer and no YAML takes.

    Control characters, halves of surrogate pairs and marks that turn the direction of writing go.
    """
    kept = (c if unicodedata.category(c) not in ("Cc", "Cs", "Cf", "Zl", "Zp") else " " for c in str(text))
    return " ".join("".join(kept).split())


def _references(expression: str) -> list[str]:
    return [
        f"{part.code}[{part.category}]" if part.category else part.code
        for part in walk(parse(expression))
        if isinstance(part, Reference)
    ]
