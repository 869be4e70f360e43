"""The lines of totals as they are painted: rows, indicators, who is missing, totals made before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kmmp_desktop.domain.form import Element, Indicator
from kmmp_desktop.domain.values import TOTAL, CellKey, ValueType
from kmmp_desktop.services.doubts import said_of
from kmmp_desktop.services.exchange_ports import Consolidation
from kmmp_desktop.services.totals import Change, Contribution, Level, Totals
from kmmp_desktop.text import Message
from ui.doubts.rows import key_words
from ui.faces.face import Column, Face, Row
from ui.style.icons import STATE_ICONS
from ui.wording import Say, month_year, number, when

LEVELS = {
    Level.NATIONAL: Message("All facilities"),
    Level.COUNTY: Message("County: {place}"),
    Level.PARTNER: Message("Partner: {place}"),
}


def told(totals: Totals, say: Say) -> str:
    """What was added up, in a line; first how many returns rest on a revoked key."""
    doubted = said_of(totals.doubts)
    line = say(
        "{place}, {month}: {counted} of {owed} returns, {late} late, {returned} returned. "
        "Sums over sums, never means of percentages",
        place=say(LEVELS[totals.level], place=totals.place),
        month=month_year(say, totals.period),
        counted=len(totals.counted),
        owed=totals.owed,
        late=totals.late,
        returned=totals.returned,
    )
    return f"{say(doubted)} {line}" if doubted is not None else line


def view_words(totals: Totals | None, kept: int, say: Say) -> dict[str, tuple[int, str]]:
    """How many lines each view has, and what they are called."""
    sums, rates, missing, doubts = (
        (
            len(totals.sums) if totals.counted else 0,
            len(totals.rates) if totals.counted else 0,
            len(totals.not_counted),
            len(totals.doubts),
        )
        if totals
        else (0, 0, 0, 0)
    )
    return {
        "rows": (sums, say("total") if sums == 1 else say("totals")),
        "rates": (rates, say("indicator") if rates == 1 else say("indicators")),
        "missing": (missing, say("not in it")),
        "kept": (kept, say("made before")),
        "doubts": (doubts, say("with a revoked key")),
    }


def row_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Row"), 60, 24),
        Column(say("Category"), 20, 12),
        Column(say("Total"), 0, 9, right=True),
        Column(say("Returns"), 0, 9, right=True),
    )


def rate_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Indicator"), 60, 24),
        Column(say("Numerator"), 0, 10, right=True),
        Column(say("Denominator"), 0, 11, right=True),
        Column(say("Value"), 0, 15, right=True),
        Column(say("Returns"), 0, 9, right=True),
    )


def missing_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Facility"), 30, 18),
        Column(say("Sub-county"), 14, 10),
        Column(say("Why it is not in the totals"), 40, 24),
        Column(say("Deadline"), 0, 13),
    )


def kept_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Made"), 0, 16),
        Column(say("Added up for"), 24, 16),
        Column(say("Returns"), 0, 8, right=True),
        Column(say("What has changed since"), 60, 30),
    )


def part_columns(say: Say) -> tuple[Column, ...]:
    return (
        Column(say("Facility"), 30, 14),
        Column(say("Figure"), 0, 7, right=True),
        Column(say("Revision and signers"), 34, 16),
    )


def figure(value: float | None) -> str:
    """A sum as it is printed; empty where nothing is known."""
    if value is None:
        return ""
    return number(int(value)) if float(value).is_integer() else number(round(value, 2))


def total_rows(totals: Totals, say: Say) -> tuple[Row, ...]:
    return tuple(_total_rows(totals, say)) if totals.counted else (_none_yet(say),)


def _none_yet(say: Say) -> Row:
    """Instead of hundreds of empty rows."""
    words = say("No return of this month is in the totals yet. Alt+3 shows whose are missing, and why.")
    return Row(("none",), (Face(words),), group=True)


def _total_rows(totals: Totals, say: Say) -> Iterator[Row]:
    for section in totals.form.sections:
        elements = [e for e in section.elements if e.total in totals.sums]
        if not elements:
            continue
        head = Face(f"{section.code}. {say(section.title)}", bold=True)
        yield Row(("section", section.code), (head,), group=True)
        for element in elements:
            names = (
                {c.code: say(c.label) for c in element.category_set.categories}
                if element.category_set
                else {}
            )
            keys = [k for k in dict.fromkeys((*element.cells, element.total)) if k in totals.sums]
            for place, key in enumerate(keys):
                one, whole = totals.sums[key], key.category == TOTAL
                label = f"{element.row} {say(element.label)}"
                short = one.counted < one.of
                counted = say("{counted} of {of}", counted=one.counted, of=one.of)
                name = say("Total") if whole else names.get(key.category, "")
                yield Row(
                    key,
                    (
                        Face(label if place == 0 else "", spoken=label),
                        Face(name, bold=whole),
                        Face(_yes(figure(one.value), element, say), right=True, bold=whole or len(keys) == 1),
                        Face(
                            counted,
                            right=True,
                            icon="warning" if short else "",
                            icon_ink="warn",
                            ink="text" if short else "muted",
                        ),
                    ),
                )


def _yes(words: str, element: Element, say: Say) -> str:
    """A row that is answered with yes or no is counted, not added."""
    return say("{count} yes", count=words) if words and element.type is ValueType.YES_NO else words


def rate_rows(totals: Totals, say: Say) -> tuple[Row, ...]:
    if not totals.counted:
        return (_none_yet(say),)
    by_code = {i.code: i for i in totals.form.indicators}
    rows = []
    for rate in totals.rates:
        one = by_code[rate.code]
        value = "" if rate.value is None else f"{rate.value:.1f} {one.unit}".strip()
        rows.append(
            Row(
                rate.code,
                (
                    Face(say(one.label), rate.code, small=True),
                    Face(figure(rate.numerator), right=True),
                    Face(figure(rate.denominator), right=True),
                    _judged(value, rate.value, one),
                    Face(say("{counted} of {of}", counted=rate.counted, of=rate.of), right=True, ink="muted"),
                ),
            )
        )
    return tuple(rows)


def _judged(words: str, value: float | None, one: Indicator) -> Face:
    if value is None or one.target is None or one.higher_is_better is None:
        return Face(words, right=True, bold=True)
    good = value >= one.target if one.higher_is_better else value <= one.target
    icon = "above-target" if good else "below-target"
    return Face(words, right=True, bold=True, icon=icon, icon_ink="ok" if good else "warn")


def missing_rows(totals: Totals, say: Say) -> tuple[Row, ...]:
    rows = []
    for left in totals.not_counted:
        icon, ink, _ = STATE_ICONS[left.state]
        late = say("{days} days late", days=left.days_late) if left.days_late else say("not due yet")
        rows.append(
            Row(
                left.facility.mfl,
                (
                    Face(left.facility.name, f"MFL {left.facility.mfl}", small=True),
                    Face(left.facility.sub_county, left.facility.county, small=True),
                    Face(say(left.why), icon=icon, icon_ink=ink),
                    Face(late, icon="state-overdue" if left.days_late else "", icon_ink="err"),
                ),
            )
        )
    return tuple(rows)


def kept_rows(
    found: Sequence[tuple[Consolidation, Sequence[Change]]], say: Say, now: datetime
) -> tuple[Row, ...]:
    rows = []
    for kept, changes in found:
        said = [say(change.text) for change in changes]
        words = "; ".join(said[:4]) + (say(" and {count} more", count=len(said) - 4) if len(said) > 4 else "")
        rows.append(
            Row(
                kept.id,
                (
                    Face(when(say, kept.made_at, now)),
                    Face(say(LEVELS[Level(kept.level)], place=kept.place)),
                    Face(str(len(kept.revisions)), right=True),
                    Face(
                        words or say("Nothing: it still stands"),
                        icon="warning" if said else "tick",
                        icon_ink="warn" if said else "ok",
                    ),
                ),
            )
        )
    return tuple(rows)


def part_rows(found: Sequence[Contribution], say: Say) -> tuple[Row, ...]:
    rows = []
    for one in found:
        revision = say("revision {number}", number=one.revision.number)
        ends = " ".join(f"{s.name}: {key_words(s, say)}." for s in one.doubt.signers) if one.doubt else ""
        rows.append(
            Row(
                one.facility.mfl,
                (
                    Face(one.facility.name, f"MFL {one.facility.mfl}", small=True),
                    Face(_shown(one, say), right=True, ink="text" if one.value is not None else "muted"),
                    Face(
                        f"{revision} · {one.revision.short_code}",
                        f"{one.signed_by}. {ends}" if ends else one.signed_by,
                        icon="key" if ends else "",
                        icon_ink="warn",
                        small=True,
                    ),
                ),
            )
        )
    return tuple(rows)


def _shown(one: Contribution, say: Say) -> str:
    if one.value is not None:
        return figure(one.value)
    if not one.offered:
        return "NA"
    return str(one.cell.value) if one.cell is not None and one.cell.value is not None else say("blank")


def cell_words(totals: Totals, key: CellKey, say: Say) -> str:
    """A total by its labels: ``2 New clients, antenatal``."""
    element = totals.form.elements[key.element]
    names = {c.code: say(c.label) for c in element.category_set.categories} if element.category_set else {}
    label = f"{element.row} {say(element.label)}"
    return f"{label}, {names[key.category]}" if key.category in names else label
