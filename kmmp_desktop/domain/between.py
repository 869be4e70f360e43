"""Checks between two forms of the same facility and month, and the form they are run on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kmmp_desktop.domain.expressions import Call, Reference, Setting, parse
from kmmp_desktop.domain.faults import expression_faults
from kmmp_desktop.domain.form import Check, Element, Form, Section, Source, Standard
from kmmp_desktop.domain.kinds import FUNCTIONS, Group
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.references import walk
from kmmp_desktop.text import Text


@dataclass(frozen=True)
class BetweenRules:
    """One file of checks between forms. Checks name cells by their full codes."""

    families: tuple[str, ...]
    checks: tuple[Check, ...]
    valid_from: Period | None = None
    valid_to: Period | None = None
    standards: Mapping[str, Standard] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    settings: Mapping[str, float] = field(default_factory=dict)
    setting_standards: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    digest: str = ""
    """SHA-256 of the file, hex."""

    def in_force(self, period: Period) -> bool:
        after = self.valid_from is None or self.valid_from <= period
        return after and (self.valid_to is None or period <= self.valid_to)


def joint_form(rules: BetweenRules, forms: Sequence[Form]) -> Form:
    """One form of all cells that the checks name in ``forms``, under their full codes.

    The checks are those that make sense on these forms: a version that lacks a cell has no check of it.
    Marks of the first form come first. Its sections keep their codes, those of others carry the prefix.
    """
    whole = _joined(rules, forms)
    checks = tuple(_turned(check, forms[0]) for check in rules.checks if _fits(check, whole, forms))
    named = {code for check in checks for code in _codes(check, whole)}
    sections = tuple(
        replace(section, elements=elements)
        for section in whole.sections
        if (elements := tuple(e for e in section.elements if e.full in named))
    )
    return replace(whole, sections=sections, checks=checks)


def whole_joint(rules: BetweenRules, forms: Sequence[Form]) -> Form:
    """Every cell of ``forms`` and every check of the file, whether it makes sense or not: to be examined."""
    return replace(_joined(rules, forms), checks=rules.checks)


def forms_named(check: Check, forms: Sequence[Form]) -> tuple[str, ...]:
    """Families whose cells a check names, in the order of ``forms``. Raises ExpressionError."""
    codes = {part.code for part in walk(parse(check.expression)) if isinstance(part, Reference)}
    return tuple(form.family for form in forms if any(code in form.elements for code in codes))


def unfit_calls(text: str) -> Iterator[Call]:
    """Functions that cannot stand between forms: those over months and about the whole return."""
    for part in walk(parse(text)):
        group = FUNCTIONS[part.name].group if isinstance(part, Call) and part.name in FUNCTIONS else None
        if isinstance(part, Call) and (
            group in (Group.MONTHS, Group.RETURN) or part.name == "staff_required"
        ):
            yield part


def _joined(rules: BetweenRules, forms: Sequence[Form]) -> Form:
    first = forms[0]
    sections = tuple(
        _section(section, form, own=form is first) for form in forms for section in form.sections
    )
    return Form(
        family="+".join(form.family for form in forms),
        prefix="",
        version="+".join(form.version for form in forms),
        title=first.title,
        short=first.short,
        programme=first.programme,
        notice=Text(""),
        valid_from=rules.valid_from or first.valid_from,
        valid_to=rules.valid_to,
        due_day=first.due_day,
        languages=first.languages,
        unreviewed=(),
        sections=sections,
        checks=(),
        indicators=(),
        standards=rules.standards,
        sources=rules.sources,
        settings=rules.settings,
        setting_standards=rules.setting_standards,
        file=rules.file,
        digest=rules.digest,
    )


def _section(section: Section, form: Form, *, own: bool) -> Section:
    elements = tuple(made for e in section.elements if (made := _element(e, form)) is not None)
    code = section.code if own else f"{form.prefix} {section.code}"
    return replace(section, code=code, elements=elements)


def _element(element: Element, form: Form) -> Element | None:
    """Under its full code; ``None`` where its calculation needs more than cells."""
    calculate = element.calculate
    if calculate:
        parts = tuple(walk(parse(calculate)))
        if any(isinstance(part, Setting) for part in parts) or any(unfit_calls(calculate)):
            return None
        for part in sorted((p for p in parts if isinstance(p, Reference)), key=lambda p: -p.span[0]):
            code = form.full_code(part.code) + (f"[{part.category}]" if part.category else "")
            calculate = calculate[: part.span[0]] + code + calculate[part.span[1] :]
    return replace(element, code=element.full, calculate=calculate)


def _fits(check: Check, whole: Form, forms: Sequence[Form]) -> bool:
    texts = [("check", check.expression), *([("when", check.when)] if check.when else [])]
    if any(expression_faults(text, use, whole) for use, text in texts):
        return False
    known = all(whole.key(reference) is not None for reference in check.at)
    return known and len(forms_named(check, forms)) > 1


def _turned(check: Check, first: Form) -> Check:
    """Its marks, those of the first form first."""
    at = sorted(check.at, key=lambda reference: reference.partition("[")[0] not in first.elements)
    return replace(check, at=tuple(at))


def _codes(check: Check, whole: Form) -> set[str]:
    """Full codes of the elements a check rests on, those under a calculated one too."""
    waiting = [check.expression, *([check.when] if check.when else []), *check.at]
    found: set[str] = set()
    while waiting:
        for part in walk(parse(waiting.pop())):
            if isinstance(part, Reference) and part.code not in found:
                found.add(part.code)
                calculate = whole.elements[part.code].calculate
                waiting += [calculate] if calculate else []
    return found
