"""What a form asks: sections, elements, categories, checks, standards, as read from its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import TOTAL, CellKey, Limits, ValueType
from kmmp_desktop.text import Text


class Status(StrEnum):
    """How sure we are of a standard (decision 10)."""

    SOURCED = "sourced"
    BENCHMARK = "benchmark"
    PROGRAMME_SETTING = "programme_setting"
    NOT_VERIFIED = "not_verified"
    ARITHMETIC = "arithmetic"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class MissingRule(StrEnum):
    """What a side of a check does when a value it needs is missing (DHIS2's strategies)."""

    SKIP_IF_ANY = "skip_if_any"
    SKIP_IF_ALL = "skip_if_all"
    NEVER_SKIP = "never_skip"


@dataclass(frozen=True, slots=True)
class Source:
    """A document that something rests on. ``address`` may name several places."""

    id: str
    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """What a check or target rests on. ``value`` is a working value while not verified."""

    id: str
    statement: Text
    status: Status
    value: str = ""
    unit: str = ""
    source: str = ""
    """Id of a ``Source``; empty where nothing has been read."""
    where: str = ""
    """Place in the source: item, page, table."""
    note: str = ""
    valid_from: Period | None = None
    valid_to: Period | None = None


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    label: Text
    short: Text
    """What the column header shows (at most 14 characters)."""


@dataclass(frozen=True, slots=True)
class CategorySet:
    """A disaggregation; ``label`` is the caption of its band row."""

    id: str
    label: Text
    categories: tuple[Category, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One row of the form. ``code`` is short (``C02``), ``full`` is for ever (``KM_C02``)."""

    code: str
    full: str
    row: str
    """Row number as printed on the paper form."""
    label: Text
    type: ValueType
    required: bool = True
    paper_code: str = ""
    short: Text = Text("")
    unit: Text = Text("")
    category_set: CategorySet | None = None
    band: Text = Text("")
    """Caption of a band row that starts at this element; empty: the category set's label."""
    copy_from: Text = Text("")
    """The register or record that the figure is copied from."""
    help: Text = Text("")
    maps_to: tuple[str, ...] = ()
    calculate: str = ""
    """Expression of a calculated, read-only element; else empty."""
    derive: str = ""
    """Full code (of another form) this element is derived from where both forms are owed."""
    limits: Limits = Limits()
    source: str = ""
    status: Status = Status.NOT_VERIFIED
    services: tuple[str, ...] = ()
    multiline: bool = False
    cells: tuple[CellKey, ...] = field(init=False, repr=False, compare=False)
    """Every cell of the element in paper order, without the total."""

    def __post_init__(self) -> None:
        codes = [category.code for category in self.category_set.categories] if self.category_set else [""]
        object.__setattr__(self, "cells", tuple(CellKey(self.full, code) for code in codes))

    @property
    def is_calculated(self) -> bool:
        return bool(self.calculate)

    @property
    def total(self) -> CellKey:
        """The cell that holds the element's one figure: its total, or its only cell."""
        return CellKey(self.full, TOTAL) if self.category_set else CellKey(self.full)


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: Text
    short: Text
    """At most 28 characters, for lists."""
    elements: tuple[Element, ...]
    note: Text = Text("")
    services: tuple[str, ...] = ()
    """A facility must offer one of these for the section to apply; empty: always."""
    columns: int = 1
    """On paper: 2 sets a section of single figures in two columns."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: a readable line, and how it behaves."""

    code: str
    expression: str
    severity: Severity
    title: Text
    """What does not hold, in a few words, shown when it fails. May use {left} {right}
    {difference} (difference without sign)."""
    at: tuple[str, ...]
    """References (``C14``, ``C14[PN0_6]``) where the mark stands; the first is jumped to."""
    standard: str
    missing: tuple[MissingRule, MissingRule] = (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)
    """For the left and the right side."""
    when: str = ""
    """Guard: the check is only made where this holds."""
    explanation: Text = Text("")
    """Longer sentence: why it must hold, what to look at."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A ratio of two sums; over months and facilities: sum of numerators / sum of denominators."""

    code: str
    label: Text
    numerator: str
    denominator: str
    multiplier: float
    unit: str
    higher_is_better: bool | None
    target: float | None
    amber: float | None
    end_of_period: bool
    """True: over several months the last month counts, not the sum."""
    standard: str


@dataclass(frozen=True)
class Form:
    """One version of one form, as its file says; immutable once published."""

    family: str
    prefix: str
    version: str
    title: Text
    short: Text
    programme: Text
    notice: Text
    """What kind of form it is, printed top right."""
    valid_from: Period
    valid_to: Period | None
    due_day: int
    languages: tuple[str, ...]
    unreviewed: tuple[str, ...]
    """Languages whose labels nobody has reviewed."""
    sections: tuple[Section, ...]
    checks: tuple[Check, ...]
    indicators: tuple[Indicator, ...]
    standards: Mapping[str, Standard]
    sources: Mapping[str, Source]
    settings: Mapping[str, float]
    setting_standards: Mapping[str, str] = field(default_factory=dict)
    tiers: tuple[tuple[float, float, float, float], ...] = ()
    """Staffing tiers for ``staff_required``: (minimum, maximum or inf, staff, plus one per)."""
    tiers_standard: str = ""
    """Id of the standard that the tiers are the value of."""
    category_sets: Mapping[str, CategorySet] = field(default_factory=dict)
    file: str = ""
    digest: str = ""
    """SHA-256 of the form file and what is laid over it, hex: the check-pack version a revision records."""
    base_digest: str = ""
    """SHA-256 of the form file alone, where something is laid over it."""
    order: int = 100
    """Where the form stands among others: smaller first."""

    @property
    def file_digest(self) -> str:
        """SHA-256 of the form file: what cells there are, whatever is laid over it."""
        return self.base_digest or self.digest

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """Every element by full code, in paper order."""
        return {element.full: element for section in self.sections for element in section.elements}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of each element, by full code."""
        return {element.full: section for section in self.sections for element in section.elements}

    @cached_property
    def entry_cells(self) -> tuple[CellKey, ...]:
        """Every cell that can be entered, in paper order (calculated elements left out)."""
        return tuple(
            cell for element in self.elements.values() if not element.is_calculated for cell in element.cells
        )

    @cached_property
    def check_by_code(self) -> Mapping[str, Check]:
        return {check.code: check for check in self.checks}

    @property
    def max_categories(self) -> int:
        """How many category columns the grid needs."""
        return max((len(s.categories) for s in self.category_sets.values()), default=0)

    def full_code(self, code: str) -> str:
        """Return the full code for a short or full one (unknown codes come back prefixed)."""
        if code in self.elements:
            return code
        return f"{self.prefix}_{code}"

    def find(self, code: str) -> Element | None:
        """Return the element with this short or full code."""
        return self.elements.get(self.full_code(code))

    def __iter__(self) -> Iterator[Element]:
        return iter(self.elements.values())

    def key(self, reference: str) -> CellKey | None:
        """Return the cell that ``C02``, ``KM_C02[ANC]``… names; ``None`` if there is none.

        A bare code of an element with categories names its total.
        """
        code, bracket, rest = reference.partition("[")
        element = self.find(code.strip())
        if element is None or (bracket and not rest.endswith("]")):
            return None
        if not bracket:
            return element.total
        wanted = CellKey(element.full, rest[:-1].strip())
        return wanted if wanted in element.cells else None

    def in_force(self, period: Period) -> bool:
        return self.valid_from <= period and (self.valid_to is None or period <= self.valid_to)

    def standard_of(self, check: Check) -> Standard:
        return self.standards[check.standard]
