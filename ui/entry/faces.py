"""What one place of the grid shows, worked out once and painted many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from kmmp_desktop.domain.findings import Finding, Slip
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import TOTAL, CellKey, CellValue, Kind, Missing, Origin, write_cell
from kmmp_desktop.text import Message

Say = Callable[..., str]

THIN_SPACE = "\u2009"


class Shape(Enum):
    """How a place is painted before any mark is put on it."""

    ROW_NUMBER = auto()
    LABEL = auto()
    BAND = auto()
    BAND_CAPTION = auto()
    CELL = auto()
    TEXT = auto()
    MISSING = auto()
    BULK_ZERO = auto()
    INVALID = auto()
    TOTAL = auto()
    EARLIER = auto()
    HATCH = auto()
    NOTHING = auto()


class Mark(Enum):
    """The worst thing to say about a place."""

    NONE = auto()
    EXPLAINED = auto()
    WARNING = auto()
    SECOND = auto()
    ERROR = auto()
    CONTESTED = auto()


@dataclass(frozen=True, slots=True)
class Face:
    """Everything the painter needs; equal faces look alike, so nothing is repainted for them."""

    shape: Shape
    text: str = ""
    mark: Mark = Mark.NONE
    locked: bool = False
    saved: bool = False
    commented: bool = False
    question: bool = False
    """One of the comments is a question that waits for an answer."""
    changed: bool = False
    off_paper: bool = False
    """Its sum is not the one that the paper states."""
    unsaved: bool = False
    other: str = ""
    """First letters of who else is at the cell."""
    proposed: bool = False
    """A paste or a workbook that is being looked at would change it."""
    enters: bool = False
    stands: bool = False


NOTHING = Face(Shape.NOTHING)
HATCH = Face(Shape.HATCH)

MISSING_WORDS = {
    Missing.NOT_REPORTED: "not reported",
    Missing.NOT_OFFERED: "not offered",
    Missing.UNKNOWN: "not readable",
}
_GRADE = {Severity.ERROR: Mark.ERROR, Severity.WARNING: Mark.WARNING}


@dataclass(frozen=True, slots=True)
class Marks:
    """The open findings by the cells they point at. A suspected slip points at its cell too."""

    by_cell: Mapping[CellKey, tuple[Finding, ...]] = field(default_factory=dict)
    explained: frozenset[str] = frozenset()
    slips: Mapping[str, tuple[Slip, ...]] = field(default_factory=dict)
    """Per check the slips that may explain its finding, the likeliest first."""
    findings: tuple[Finding, ...] = ()
    """All of them, as they were when the slips were weighed."""

    @classmethod
    def of(
        cls,
        findings: tuple[Finding, ...],
        is_open: Callable[[Finding], bool],
        slips: Mapping[str, tuple[Slip, ...]],
        weighed: tuple[Finding, ...],
    ) -> Marks:
        by_cell: dict[CellKey, tuple[Finding, ...]] = {}
        told: set[str] = set()
        for finding in findings:
            if not is_open(finding):
                told.add(finding.check)
            suspects = tuple(slip.key for slip in slips.get(finding.check, ())[:1])
            for key in dict.fromkeys((*finding.marks, *suspects)):
                by_cell[key] = (*by_cell.get(key, ()), finding)
        return cls(by_cell, frozenset(told), slips, weighed)

    def slip(self, finding: Finding) -> Slip | None:
        """The likeliest slip that explains a finding."""
        return next(iter(self.slips.get(finding.check, ())), None)

    def at(self, key: CellKey) -> tuple[Finding, ...]:
        return self.by_cell.get(key, ())

    def mark(self, key: CellKey) -> Mark:
        """Error over warning; what has its reason written speaks softly."""
        worst = Mark.NONE
        for finding in self.by_cell.get(key, ()):
            grade = _GRADE.get(finding.severity, Mark.NONE)
            if grade is not Mark.NONE and finding.check in self.explained:
                grade = Mark.EXPLAINED
            if grade.value > worst.value:
                worst = grade
        return worst


def figure(value: float | None) -> str:
    """A figure as it is read: thin spaces in thousands, a true minus, up to 2 decimals."""
    if value is None:
        return ""
    whole = f"{value:,.2f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
    return whole.replace(",", THIN_SPACE).replace("-", "\u2212")


def shown(value: CellValue | None, say: Say) -> str:
    """A value as the grid shows it."""
    if value is None:
        return ""
    if value.kind is Kind.NUMBER and isinstance(value.value, int | float):
        return figure(value.value)
    if value.kind is Kind.YES_NO:
        return say("Yes") if value.value else say("No")
    if value.kind is Kind.DATE and isinstance(value.value, date):
        return f"{value.value:%d/%m/%Y}"
    return write_cell(value)


def cell_shape(value: CellValue | None, text_cell: bool) -> Shape:
    if value is not None:
        if value.kind is Kind.MISSING:
            return Shape.MISSING
        if value.kind is Kind.INVALID:
            return Shape.INVALID
        if value.origin is Origin.BULK_ZERO:
            return Shape.BULK_ZERO
    return Shape.TEXT if text_cell else Shape.CELL


def state_words(
    face: Face,
    value: CellValue | None,
    findings: Iterable[Finding],
    why_not: Message | None,
    explained: frozenset[str],
) -> tuple[Message, ...]:
    """What is to be said of a cell after its value, worst first (screen readers, tooltips)."""
    words: list[Message] = []
    if face.unsaved:
        words.append(Message("not saved yet"))
    if face.proposed:
        words.append(Message("would be changed"))
    if face.mark is Mark.CONTESTED:
        words.append(Message("two people changed it"))
    if value is not None and value.kind is Kind.INVALID and why_not is not None:
        words.append(Message("not valid: {why}", {"why": why_not}))
    words += _finding_words(findings, explained)
    if value is not None and value.kind is Kind.MISSING and isinstance(value.value, Missing):
        words.append(Message(MISSING_WORDS[value.value]))
    if face.shape is Shape.BULK_ZERO:
        words.append(Message("zero by fill"))
    if face.question:
        words.append(Message("a question waits for an answer"))
    elif face.commented:
        words.append(Message("has a comment"))
    if face.locked:
        words.append(Message("locked"))
    return tuple(words)


def _finding_words(findings: Iterable[Finding], explained: frozenset[str]) -> list[Message]:
    words: list[Message] = []
    for finding in sorted(findings, key=lambda f: f.severity is not Severity.ERROR):
        if finding.severity is Severity.ERROR:
            template = "error, reason written: {what}" if finding.check in explained else "error: {what}"
            words.append(Message(template, {"what": finding.title}))
        elif finding.severity is Severity.WARNING:
            words.append(
                Message(
                    "warning, reason written: {what}"
                    if finding.check in explained
                    else "warning, needs a reason: {what}",
                    {"what": finding.title},
                )
            )
    return words


def is_total(key: CellKey) -> bool:
    return key.category == TOTAL
