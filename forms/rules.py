"""Reading the checks and indicators of a form."""

from __future__ import annotations

from forms.fields import Fields
from forms.grounds import Grounds
from forms.marked import Mapping, Node, Scalar
from forms.problems import Place, Problems
from kmmp_desktop.domain.explaining import title_fault
from kmmp_desktop.domain.faults import expression_faults
from kmmp_desktop.domain.form import Check, Form, Indicator, MissingRule, Severity
from kmmp_desktop.domain.reach import reach_fault, reaches
from kmmp_desktop.text import Text

CHECK_KEYS = ("code", "check", "severity", "title", "explain", "at", "when", "missing", "standard")
MISSING_KEYS = ("left", "right")
INDICATOR_KEYS = ("code", "label", "numerator", "denominator", "multiplier", "unit", "higher_is_better",
                  "target", "amber", "over_months", "standard")


class RuleReader:
    """Reads checks and indicators; keeps their expressions to be examined with the whole form."""

    def __init__(self, grounds: Grounds, problems: Problems) -> None:
        self._grounds = grounds
        self._problems = problems
        self._expressions: list[tuple[Fields, str]] = []
        self._references: list[tuple[str, Place, str]] = []
        self._codes: dict[str, Place] = {}

    def check(self, node: Node) -> Check:
        fields = Fields(node, "check", CHECK_KEYS, self._problems)
        code = self._code(fields, "check")
        for use in ("check", "when"):
            if use in fields:
                self._expressions.append((fields, use))
        at = fields.strings("at", required=True)
        if "at" in fields and not at:
            fields.add("at", "name at least one cell; it carries the mark.")
        self._references += [(reference, place, f"check {code}, at") for reference, place in at]
        return Check(
            code=code, expression=fields.string("check", required=True, number_too=True),
            severity=fields.choice("severity", Severity, Severity.ERROR), title=_title(fields),
            at=tuple(reference for reference, _ in at), standard=self._grounds.standard(fields),
            missing=self._missing(fields), when=fields.string("when"), explanation=fields.text("explain"))

    def indicator(self, node: Node) -> Indicator:
        fields = Fields(node, "indicator", INDICATOR_KEYS, self._problems)
        code = self._code(fields, "indicator")
        for use in ("numerator", "denominator"):
            if use in fields:
                self._expressions.append((fields, use))
        better = fields.scalar("higher_is_better", required=True)
        if better is not None and better.text not in ("true", "false", "null"):
            fields.add("higher_is_better", f"{better.text!r} is none of true, false, null.")
        over = fields.string("over_months", required=True)
        if over not in ("sum", "last", ""):
            fields.add("over_months", f"{over!r} is unknown. It can be: sum, last.")
        multiplier = fields.number("multiplier")
        return Indicator(
            code=code, label=fields.text("label", required=True),
            numerator=fields.string("numerator", required=True, number_too=True),
            denominator=fields.string("denominator", required=True, number_too=True),
            multiplier=1.0 if multiplier is None else multiplier, unit=fields.string("unit"),
            higher_is_better=None if better is None or better.text not in ("true", "false")
            else better.text == "true",
            target=_number_or_null(fields, "target"), amber=_number_or_null(fields, "amber"),
            end_of_period=over == "last", standard=self._grounds.standard(fields))

    def examine(self, form: Form, calculations: list[tuple[str, Fields]]) -> None:
        """Report what expressions and marks name and the form lacks."""
        known = reaches(form)
        for fields, use in [*((fields, "calculate") for _, fields in calculations), *self._expressions]:
            scalar = fields.scalar(use)
            if scalar is None or not scalar.text or self._problems.full:
                continue
            faults = expression_faults(scalar.text, use, form)
            if not faults and (too_much := reach_fault(scalar.text, form, known)):
                faults = [too_much]
            for fault in faults:
                self._problems.add(inside(scalar, fault.position), f"{fields.what}, {use}: {fault}")
        for reference, place, what in self._references:
            if form.key(reference) is None:
                self._problems.add(place, f"{what}: the form has no cell {reference}.")

    def _code(self, fields: Fields, kind: str) -> str:
        code = fields.code()
        fields.what = f"{kind} {code}" if code else kind
        if code and code in self._codes:
            fields.add("code", f"{code} stands twice; first in line {self._codes[code].line}.")
        elif code:
            self._codes[code] = fields.where("code")
        return code

    def _missing(self, fields: Fields) -> tuple[MissingRule, MissingRule]:
        node = fields.node("missing", required=True)
        if isinstance(node, Mapping):
            sides = Fields(node, f"{fields.what}, missing", MISSING_KEYS, self._problems)
            return (sides.choice("left", MissingRule, MissingRule.SKIP_IF_ANY),
                    sides.choice("right", MissingRule, MissingRule.SKIP_IF_ANY))
        if node is None:
            return (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)
        both = fields.choice("missing", MissingRule, MissingRule.SKIP_IF_ANY)
        return (both, both)


def _title(fields: Fields) -> Text:
    title = fields.text("title", required=True)
    for words in (title.en, title.sw):
        if fault := title_fault(words):
            fields.add("title", f"{fault}.")
    return title


def _number_or_null(fields: Fields, key: str) -> float | None:
    node = fields.node(key)
    if isinstance(node, Scalar) and node.plain and node.text in ("null", "~", ""):
        return None
    return fields.number(key)


def inside(scalar: Scalar, position: int) -> Place:
    """The place of a character of an expression; its start where the text is folded over lines."""
    if not scalar.one_line:
        return scalar.place
    return Place(scalar.place.line, scalar.place.column + position + (0 if scalar.plain else 1))
