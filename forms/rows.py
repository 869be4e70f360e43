"""Reading the sections of a form and the elements in them."""

from __future__ import annotations

from forms.fields import Fields
from forms.grounds import Grounds
from forms.marked import Node
from forms.problems import Place, Problems, did_you_mean
from kmmp_desktop.domain.form import CategorySet, Element, Section, Status
from kmmp_desktop.domain.tokens import KEYWORDS
from kmmp_desktop.domain.values import Limits, ValueType

SECTION_KEYS = ("code", "title", "short", "note", "services", "columns", "elements")
ELEMENT_KEYS = ("code", "row", "paper_code", "label", "short", "type", "unit", "categories", "band",
                "required", "copy_from", "help", "maps_to", "calculate", "derive", "minimum", "maximum",
                "max_length", "multiline", "source", "status", "services")

LIST_ENTRY = 28
"""What a list of sections holds, in characters."""


class SectionReader:
    """Reads sections; keeps where each code was first used."""

    def __init__(self, prefix: str, grounds: Grounds, problems: Problems) -> None:
        self.calculations: list[tuple[str, Fields]] = []
        """Calculated elements, to be examined once all codes are known."""
        self._prefix = prefix
        self._grounds = grounds
        self._problems = problems
        self._elements: dict[str, Place] = {}
        self._sections: dict[str, Place] = {}

    def read(self, nodes: tuple[Node, ...]) -> tuple[Section, ...]:
        return tuple(self._section(node) for node in nodes)

    def _section(self, node: Node) -> Section:
        fields = Fields(node, "section", SECTION_KEYS, self._problems)
        code = fields.code()
        fields.what = f"section {code}" if code else "section"
        self._first(code, fields, self._sections)
        title = fields.text("title", required=True)
        short = fields.text("short", most=LIST_ENTRY)
        if "short" not in fields and len(title.en) > LIST_ENTRY:
            fields.add("title", f"{title.en!r} is longer than {LIST_ENTRY} characters: add a short.")
        items = fields.listed("elements", required=True)
        if "elements" in fields and not items:
            fields.add("elements", "there is no element.")
        return Section(code, title, short or title,
                       tuple(self._element(item, row) for row, item in enumerate(items, start=1)),
                       fields.text("note"), _words(fields, "services"), fields.whole("columns", 1, 4, 1))

    def _element(self, node: Node, row: int) -> Element:
        fields = Fields(node, "element", ELEMENT_KEYS, self._problems)
        code = fields.code()
        fields.what = f"element {code}" if code else "element"
        self._first(code, fields, self._elements)
        if code in KEYWORDS:
            fields.add("code", f"{code} is a word of the check language.")
        kind = fields.choice("type", ValueType, ValueType.INTEGER)
        category_set = self._category_set(fields)
        calculate = fields.string("calculate", number_too=True)
        if calculate:
            self.calculations.append((code, fields))
            if category_set is not None:
                fields.add("categories", "a calculated element has no categories.")
            if not kind.is_numeric:
                fields.add("type", f"a calculated element is a number, not {kind.value}.")
        return Element(
            code=code, full=f"{self._prefix}_{code}",
            row=fields.string("row", number_too=True, default=str(row)),
            label=fields.text("label", required=True), type=kind, required=fields.boolean("required", True),
            paper_code=fields.string("paper_code", number_too=True), short=fields.text("short"),
            unit=fields.text("unit"), category_set=None if calculate else category_set,
            band=fields.text("band"), copy_from=fields.text("copy_from"), help=fields.text("help"),
            maps_to=_words(fields, "maps_to"), calculate=calculate, derive=fields.string("derive"),
            limits=_limits(fields, kind), source=self._grounds.source(fields),
            status=fields.choice("status", Status, Status.NOT_VERIFIED), services=_words(fields, "services"),
            multiline=fields.boolean("multiline", False))

    def _category_set(self, fields: Fields) -> CategorySet | None:
        name = fields.string("categories")
        known = self._grounds.category_sets
        if name and name not in known:
            fields.add("categories", f"there is no category set {name}.{did_you_mean(name, tuple(known))}")
        return known.get(name)

    def _first(self, code: str, fields: Fields, seen: dict[str, Place]) -> None:
        if code and code in seen:
            fields.add("code", f"{code} stands twice; first in line {seen[code].line}. Codes are for ever.")
        elif code:
            seen[code] = fields.where("code")


def _limits(fields: Fields, kind: ValueType) -> Limits:
    least, most = fields.number("minimum"), fields.number("maximum")
    for key in ("minimum", "maximum"):
        if key in fields and not kind.is_numeric:
            fields.add(key, f"{kind.value} has no {key}.")
    for key in ("max_length", "multiline"):
        if key in fields and kind is not ValueType.TEXT:
            fields.add(key, f"{kind.value} has no {key}; only text has.")
    if least is not None and most is not None and most < least:
        fields.add("maximum", f"{most:g} is below minimum, {least:g}.")
    return Limits(least, most, fields.whole("max_length", 1, 20_000, Limits().max_length))


def _words(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(word for word, _ in fields.strings(key))
