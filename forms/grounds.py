"""Reading what a form rests on: sources, standards, settings, staffing tiers, category sets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.fields import Fields
from forms.problems import did_you_mean
from kmmp_desktop.domain.form import Category, CategorySet, Source, Standard, Status

SOURCE_KEYS = ("title", "address")
STANDARD_KEYS = ("statement", "value", "unit", "status", "source", "where", "note", "valid_from", "valid_to")
SETTING_KEYS = ("value", "standard")
TIERS_KEYS = ("standard", "tiers")
TIER_KEYS = ("min", "max", "staff", "plus_one_per")
CATEGORY_SET_KEYS = ("label", "source", "categories")
CATEGORY_KEYS = ("code", "label", "short")

COLUMN_HEADER = 14
"""What the header of a category column holds, in characters."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Standards and sources that several forms rest on."""

    standards: dict[str, Standard] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


class Grounds:
    """What the rest of the form may name. A form's own standard wins over a shared one."""

    def __init__(self, form: Fields, shared: Shared) -> None:
        self.sources = {**shared.sources, **_sources(form)}
        self.standards = {**shared.standards, **_standards(form, self.sources)}
        self.settings: dict[str, float] = {}
        self.setting_standards: dict[str, str] = {}
        self._read_settings(form)
        self.tiers_standard = ""
        self.tiers = self._read_tiers(form)
        self.category_sets = self._read_category_sets(form)

    def standard(self, fields: Fields, key: str = "standard") -> str:
        """The id of a standard that exists; required."""
        name = fields.string(key, required=True)
        if name and name not in self.standards:
            fields.add(key, f"there is no standard {name}.{did_you_mean(name, tuple(self.standards))}")
        return name

    def source(self, fields: Fields, key: str = "source") -> str:
        return source_ids(fields, self.sources, key)

    def _read_settings(self, form: Fields) -> None:
        for name, node in form.named("settings"):
            fields = Fields(node, f"setting {name}", SETTING_KEYS, form.problems)
            self.settings[name] = fields.number("value", required=True) or 0.0
            self.setting_standards[name] = self.standard(fields)

    def _read_tiers(self, form: Fields) -> tuple[tuple[float, float, float, float], ...]:
        node = form.node("staffing_tiers")
        if node is None:
            return ()
        block = Fields(node, "staffing_tiers", TIERS_KEYS, form.problems)
        self.tiers_standard = self.standard(block)
        tiers: list[tuple[float, float, float, float]] = []
        for number, item in enumerate(block.listed("tiers", required=True), start=1):
            fields = Fields(item, f"tier {number}", TIER_KEYS, form.problems)
            least, most = fields.number("min", required=True) or 0, fields.number("max")
            if tiers and least <= tiers[-1][0]:
                fields.add("min", f"{least:g} is not above the tier before, {tiers[-1][0]:g}.")
            if most is not None and most < least:
                fields.add("max", f"{most:g} is below min, {least:g}.")
            tiers.append((least, math.inf if most is None else most,
                          fields.number("staff", required=True) or 0, fields.number("plus_one_per") or 0))
        return tuple(tiers)

    def _read_category_sets(self, form: Fields) -> dict[str, CategorySet]:
        found = {}
        for name, node in form.named("category_sets"):
            fields = Fields(node, f"category set {name}", CATEGORY_SET_KEYS, form.problems)
            categories: dict[str, Category] = {}
            for item in fields.listed("categories", required=True):
                category = _category(Fields(item, f"category of {name}", CATEGORY_KEYS, form.problems))
                if category.code in categories:
                    form.problems.add(item.place, f"category set {name}: {category.code} stands twice.")
                elif category.code:
                    categories[category.code] = category
            if not categories:
                fields.add("categories", "there is no category.")
            found[name] = CategorySet(name, fields.text("label", required=True), tuple(categories.values()),
                                      self.source(fields))
        return found


def _category(fields: Fields) -> Category:
    code = fields.code()
    label = fields.text("label", required=True)
    short = fields.text("short", most=COLUMN_HEADER)
    if "short" not in fields and len(label.en) > COLUMN_HEADER:
        fields.add("label", f"{label.en!r} is longer than {COLUMN_HEADER} characters: add a short.")
    return Category(code, label, short or label)


def source_ids(fields: Fields, sources: Mapping[str, Source], key: str = "source") -> str:
    """Ids of sources, comma separated; each must exist."""
    text = fields.string(key)
    for name in filter(None, (part.strip() for part in text.split(","))):
        if name not in sources:
            fields.add(key, f"there is no source {name}.{did_you_mean(name, tuple(sources))}")
    return text


def _sources(form: Fields) -> dict[str, Source]:
    found = {}
    for name, node in form.named("sources"):
        fields = Fields(node, f"source {name}", SOURCE_KEYS, form.problems)
        found[name] = Source(name, fields.string("title", required=True), fields.string("address"))
    return found


def _standards(form: Fields, sources: Mapping[str, Source]) -> dict[str, Standard]:
    found = {}
    for name, node in form.named("standards"):
        fields = Fields(node, f"standard {name}", STANDARD_KEYS, form.problems)
        found[name] = Standard(
            id=name, statement=fields.text("statement", required=True),
            status=fields.choice("status", Status, Status.NOT_VERIFIED),
            value=fields.string("value", number_too=True), unit=fields.string("unit"),
            source=source_ids(fields, sources), where=fields.string("where", number_too=True),
            note=fields.string("note"), valid_from=fields.period("valid_from"),
            valid_to=fields.period("valid_to"))
    return found
