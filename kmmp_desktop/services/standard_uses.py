"""What rests on a standard of a form: checks, indicators, and the settings between."""

from __future__ import annotations

from dataclasses import dataclass

from kmmp_desktop.domain.expressions import Call, Node, Setting, children, parse
from kmmp_desktop.domain.form import Check, Form, Indicator, Standard


@dataclass(frozen=True, slots=True)
class Use:
    """What rests on a standard."""

    checks: tuple[Check, ...]
    indicators: tuple[Indicator, ...]

    def __bool__(self) -> bool:
        return bool(self.checks or self.indicators)


def source_words(standard: Standard, form: Form) -> str:
    """Titles of the standard's sources; empty where nothing has been read."""
    names = (name.strip() for name in standard.source.split(","))
    return "; ".join(form.sources[name].title for name in names if name in form.sources)


def uses(form: Form) -> dict[str, Use]:
    checks: dict[str, list[Check]] = {name: [] for name in form.standards}
    indicators: dict[str, list[Indicator]] = {name: [] for name in form.standards}
    for check in form.checks:
        texts = [text for text in (check.expression, check.when) if text]
        nodes = [parse(text) for text in texts]
        settings = {name for node in nodes for name in settings_of(node)}
        standards = {form.setting_standards[name] for name in settings if name in form.setting_standards}
        if form.tiers_standard and any(map(_asks_tiers, nodes)):
            standards.add(form.tiers_standard)
        for name in {check.standard, *standards}:
            checks[name].append(check)
    for indicator in form.indicators:
        indicators[indicator.standard].append(indicator)
    return {name: Use(tuple(checks[name]), tuple(indicators[name])) for name in form.standards}


def settings_of(node: Node) -> frozenset[str]:
    """Names of the settings an expression reads."""
    own = {node.name} if isinstance(node, Setting) else set()
    return frozenset(own.union(*(settings_of(each) for each in children(node))))


def _asks_tiers(node: Node) -> bool:
    asks = isinstance(node, Call) and node.name == "staff_required"
    return asks or any(map(_asks_tiers, children(node)))


def section_of(form: Form, use: Use) -> str | None:
    """The first section, in paper order, that a check of this standard marks or an indicator counts."""
    order = {section.code: number for number, section in enumerate(form.sections)}
    marks = [key for check in use.checks for key in map(form.key, check.at[:1]) if key is not None]
    found = [form.section_of[key.element].code for key in marks]
    for indicator in use.indicators:
        element = form.find(indicator.numerator.split("[")[0].split()[0])
        if element is not None:
            found.append(form.section_of[element.full].code)
    return min(found, key=lambda code: order[code], default=None)
