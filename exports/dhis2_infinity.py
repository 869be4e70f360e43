"""Checks that mean something else in DHIS2 because it goes on computing with infinity."""

from __future__ import annotations

from exports.dhis2_writing import NotConvertedError
from kmmp_desktop.domain.expressions import (
    Call,
    Compare,
    Node,
    Number,
    Power,
    Product,
    Reference,
    Setting,
    children,
    parse,
)
from kmmp_desktop.domain.form import Form

_MOST_EXPONENT = 10
"""Figures have at most 15 digits: to this power they stay far from infinity."""


def refuse_lost_infinity(side: Node, form: Form) -> None:
    """Refuse a side in which a division by zero would not make the side missing.

    Here it makes everything around it missing. DHIS2 computes with Java's doubles: ``1 / (a / b)`` is 0
    where b is 0, ``if(a / b > 5, …)`` is decided, ``least(a / b, 3)`` is 3. What comes out as infinity or as
    no number is missing there too, so that sums and products of quotients travel.
    """
    _may_break(side, form)


def refuse_lost_infinity_in_guard(guard: Node, form: Form) -> None:
    """The same for a condition: nothing that may break can stand in it."""
    if _may_break(guard, form):
        raise _refusal()


def _may_break(node: Node, form: Form) -> bool:
    """Whether the value may be infinite or no number; raises where that would be lost."""
    if isinstance(node, Reference):
        element = form.find(node.code)
        return element is not None and bool(element.calculate) and _may_break(parse(element.calculate), form)
    broken = [_may_break(part, form) for part in children(node)]
    match node:
        case Compare():
            _hold(any(broken))
            return False
        case Product():
            divisors = [
                (part, breaks)
                for (sign, part), breaks in zip(node.factors, broken, strict=True)
                if sign != "*"
            ]
            _hold(any(breaks for _, breaks in divisors))
            return any(broken) or not all(_is_never_zero(part, form) for part, _ in divisors)
        case Power():
            _hold(any(broken))
            exponent = node.exponent.value if isinstance(node.exponent, Number) else -1.0
            plain = isinstance(node.base, Reference | Number | Setting)
            return not (plain and exponent.is_integer() and 0 <= exponent <= _MOST_EXPONENT)
        case Call() if node.name == "if":
            _hold(broken[0])
        case Call() if node.name in ("greatest", "least"):
            _hold(any(broken))
    return any(broken)


def _is_never_zero(node: Node, form: Form) -> bool:
    if isinstance(node, Setting):
        return form.settings[node.name] != 0
    return isinstance(node, Number) and node.value != 0


def _hold(lost: bool) -> None:
    if lost:
        raise _refusal()


def _refusal() -> NotConvertedError:
    return NotConvertedError(
        "Where it divides by zero inside, the side is missing here; DHIS2 goes on with infinity."
    )
