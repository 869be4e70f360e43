"""What a check found on a return."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.text import Message, Text


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a side, as the panel lists it: ``+ C02 New clients 18``."""

    sign: str
    """``"+"``, ``"-"`` or ``""`` for the first."""
    label: Text
    code: str
    """Short code with category (``C02[ANC]``), or the expression where it is no single cell."""
    value: float | None
    cells: tuple[CellKey, ...] = ()
    shown: Text = Text("")
    """The value in words: ``12 480``, ``5 Dec 2026``, ``yes``, ``blank``."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a failed comparison. ``value`` is ``None`` where nothing could be computed."""

    text: str
    """As written in the check: ``C01 + C02 - C08``."""
    value: float | None
    terms: tuple[Term, ...] = ()
    shown: Text = Text("")
    """The value in words: a side made of dates is a day number in ``value`` and a date here."""


class SlipKind(StrEnum):
    TRANSPOSED = "transposed"
    LEFT_OUT = "left_out"
    DOUBLED = "doubled"
    EXTRA_ZERO = "extra_zero"
    LAST_MONTH = "last_month"
    SWAPPED = "swapped"
    MISSING_ZERO = "missing_zero"
    LEFT_ZERO = "left_zero"
    """A cell left at 0 that has a figure on the paper."""
    REPEATED = "repeated"
    """The figure of the cell before typed again."""
    SHIFTED = "shifted"
    """A run of figures one cell too far on."""
    SHIFTED_BACK = "shifted_back"


@dataclass(frozen=True, slots=True)
class Slip:
    """A possible slip of the keys that would explain the difference. Never applied by itself."""

    kind: SlipKind
    key: CellKey
    typed: str
    suggested: str
    """Empty where only the paper can tell."""
    message: Message
    other: CellKey | None = None
    """For two cells that changed places: the neighbour, which holds ``suggested``."""
    edits: tuple[tuple[CellKey, str], ...] = ()
    """All cells it would change, with what they would hold: blank where only the paper tells."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold on this return."""

    check: str
    severity: Severity
    at: CellKey
    cells: tuple[CellKey, ...]
    """Every cell that takes part, the marked ones first."""
    marks: tuple[CellKey, ...]
    """Cells that carry the mark (the check's ``at``)."""
    title: Message
    """What does not hold, with values: one plain sentence."""
    left: Side
    operator: str
    right: Side
    difference: float | None
    """left minus right, where both are known."""
    standard: str
    slips: tuple[Slip, ...] = ()
    other_months: tuple[str, ...] = ()
    """Earlier periods (``YYYYMM``) whose figures the check used."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that could not be made, and the cells whose values it misses."""

    check: str
    severity: Severity
    cells: tuple[CellKey, ...]
    """Empty where nothing of this return is missing: no earlier month, a division by zero."""
    other_months: tuple[str, ...] = ()
    """Earlier periods (``YYYYMM``) the check looks at, whether they have a return or not."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of running all checks of a form on a return, in the form's order."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    made: int
    """How many checks ran to a verdict."""

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is severity)
