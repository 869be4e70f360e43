"""DHIS2's evaluation of validation rules, written independently of ours from what its engine does.

Sides are turned into Python by text replacement and evaluated with ``eval``: nothing of our parser, our
tree or our evaluators takes part. Semantics after DataValidationRunner of dhis2-core: a side is null where
its strategy says so, NaN and infinity that come out of it are null (inside they are Java's), a missing item
is 0 otherwise; pairs compare presence; a null side skips the rule unless it is NEVER_SKIP.
"""

from __future__ import annotations

import math
import re

ITEM = re.compile(r"#\{([^}]*)\}")
BARE = re.compile(r"(isNull|isNotNull|firstNonNull)\(([^()]*)\)")


def violated(rule: dict, values: dict[str, float | bool | None]) -> bool:
    """Whether the rule has a violation on these item values (a missing item is absent or None)."""
    left, right = (side_value(rule[name], values) for name in ("leftSide", "rightSide"))
    operator = rule["operator"]
    if operator == "compulsory_pair":
        return (left is None) != (right is None)
    if operator == "exclusive_pair":
        return left is not None and right is not None
    if left is None or right is None:
        return False
    holds = {
        "equal_to": left == right,
        "not_equal_to": left != right,
        "greater_than": left > right,
        "greater_than_or_equal_to": left >= right,
        "less_than": left < right,
        "less_than_or_equal_to": left <= right,
    }[operator]
    return not holds


def side_value(side: dict, values: dict[str, float | bool | None]) -> float | None:
    text = side["expression"]
    counted = ITEM.findall(BARE.sub(lambda m: "", text))
    missing = [values.get(item) is None for item in counted]
    strategy = side["missingValueStrategy"]
    if strategy == "SKIP_IF_ANY_VALUE_MISSING" and any(missing):
        return None
    if strategy == "SKIP_IF_ALL_VALUES_MISSING" and missing and all(missing):
        return None
    value = evaluate(text, values)
    if value is None or not math.isfinite(value):
        return 0.0 if strategy == "NEVER_SKIP" else None
    return value


def evaluate(text: str, values: dict[str, float | bool | None]) -> float | None:
    def get(item: str) -> float:
        found = values.get(item)
        return 0.0 if found is None else float(found)

    def bare(match: re.Match[str]) -> str:
        parts = [p.strip() for p in match[2].split(",")]
        known = [ITEM.fullmatch(p) for p in parts]
        there = [values.get(k[1]) if k else float(p) for k, p in zip(known, parts, strict=True)]
        if match[1] == "firstNonNull":
            first = next((v for v in there if v is not None), None)
            return "(nan)" if first is None else f"({float(first)!r})"
        return str((there[0] is None) == (match[1] == "isNull"))

    text = BARE.sub(bare, text)
    text = ITEM.sub(lambda match: f"({get(match[1])!r})", text)
    text = re.sub(r"\bif\(", "choose(", text)
    text = text.replace("^", "**").replace("&&", " and ").replace("||", " or ").replace("[days]", "31.0")
    text = re.sub(r"!(?!=)", " not ", text)
    names = {
        "choose": lambda condition, then, otherwise: then if condition else otherwise,
        "greatest": lambda *given: math.nan if any(map(math.isnan, given)) else max(given),
        "least": lambda *given: math.nan if any(map(math.isnan, given)) else min(given),
        "nan": math.nan,
    }
    try:
        found = eval(_safe(text), {"__builtins__": {}}, {**names, **OPERATIONS})
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return None if isinstance(found, complex) else float(found)


def _safe(text: str) -> str:
    """``%`` keeps the sign of the dividend, as Java's does."""
    import ast

    class Remainder(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            self.generic_visit(node)
            name = {ast.Mod: "remainder", ast.Div: "quotient", ast.Pow: "raised"}.get(type(node.op))
            if name is None:
                return node
            return ast.Call(ast.Name(name, ast.Load()), [node.left, node.right], [])

    return ast.unparse(Remainder().visit(ast.parse(text.strip(), mode="eval")))


def _quotient(one: float, other: float) -> float:
    """As Java's doubles do it: infinity goes on through the rest of the side."""
    if other != 0 or math.isnan(one):
        return one / other
    return math.nan if one == 0 else math.copysign(math.inf, one) * math.copysign(1.0, other)


def _remainder(one: float, other: float) -> float:
    return math.nan if other == 0 or not math.isfinite(one) else math.fmod(one, other)


def _raised(one: float, other: float) -> float:
    odd = other % 2 == 1
    try:
        return math.pow(one, other)
    except OverflowError:
        return -math.inf if one < 0 and odd else math.inf
    except ValueError:  # 0 to a negative power is infinite, a root of a negative number is none
        return (math.copysign(math.inf, one) if odd else math.inf) if one == 0 else math.nan


OPERATIONS = {"quotient": _quotient, "remainder": _remainder, "raised": _raised}
