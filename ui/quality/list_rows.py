"""Lines of the list beside the heat map: what a square is made of, and what the measure rests on."""

from __future__ import annotations

from collections.abc import Sequence

from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.quality import OF_RETURNS, Definition, Measure, Threshold
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.services.quality import Part
from kmmp_desktop.services.quality_map import QualityMap, Square
from kmmp_desktop.services.quality_words import printed
from kmmp_desktop.text import Message
from ui.faces.face import Column, Face, Row
from ui.faces.figures import number, signed
from ui.quality.words import share_words, standing_words, threshold_figure
from ui.widgets.badge import BADGES
from ui.wording import Say, month_year

_KINDS = {
    "blank": "blank",
    "NR": "not reported",
    "UNK": "not readable",
    "invalid": "not a figure",
}
_INKS = {"ok": "ok_text", "miss": "miss_text", "warn": "warn_text", "edge": "muted"}


def columns(say: Say) -> tuple[Column, ...]:
    return (Column("", 1, 14), Column(say("Figure"), 0, 7, right=True), Column(say("Status"), 0, 12))


def rests_on(say: Say, definition: Definition) -> list[Row]:
    """The thresholds of a measure, each with its status and source."""
    rows = [Row("rests", (Face(say("What it rests on"), bold=True),), group=True)]
    for place, threshold in enumerate((definition.target, *definition.rests_on)):
        rows.append(Row(("threshold", place), _threshold(say, threshold)))
    return rows


def _threshold(say: Say, threshold: Threshold) -> tuple[Face, ...]:
    word, icon, edge, *_ = BADGES[threshold.status]
    return (
        Face(say(threshold.what), say(threshold.source)),
        Face(threshold_figure(threshold), right=True),
        Face(
            say(word), icon=icon, icon_ink=_INKS.get(edge, "muted"), ink=_INKS.get(edge, "muted"), small=True
        ),
    )


def sum_rows(
    say: Say,
    found: QualityMap,
    definition: Definition,
    row: int | None,
    column: int | None,
    order: Sequence[int],
) -> list[Row]:
    """What a sum is made of: months of one facility, or facilities of one month (or of all)."""
    rows = []
    if row is not None:
        for month in reversed(range(found.months)):
            square = found.square(definition.measure, row, month)
            rows.append(_sum_row(say, definition, (row, month), month_year(say, found.period(month)), square))
    else:
        for one in order:
            square = (
                found.of_facility(definition.measure, one)
                if column is None
                else found.square(definition.measure, one, column)
            )
            rows.append(_sum_row(say, definition, (one, column), found.facilities[one].name, square))
    return rows


def _sum_row(
    say: Say, definition: Definition, place: tuple[int | None, int | None], name: str, square: Square
) -> Row:
    told = None if place[1] is None else standing_words(definition, square)
    one = printed(definition, square) if place[1] is not None else None
    word = say(one.word) if one is not None and one.word else ""
    value = share_words(definition, square) if square.share is not None else ""
    of = (
        say("{part} of {whole}", part=number(square.part), whole=number(square.whole)) if square.whole else ""
    )
    return Row(
        ("square", *place),
        (Face(name, say(told) if told else ""), Face(of, right=True), Face(value or word)),
    )


def part_rows(
    say: Say, found: QualityMap, definition: Definition, row: int, column: int, parts: Sequence[Part]
) -> list[Row]:
    """What one square is made of. A return by itself is one line."""
    if definition.measure in OF_RETURNS or not parts:
        square = found.square(definition.measure, row, column)
        told = standing_words(definition, square) or Message("nothing to judge")
        return [Row(("return", 0), (Face(say(told)), Face(), Face()))]
    return [Row(("part", place), _part(say, found, definition, part)) for place, part in enumerate(parts)]


def _part(say: Say, found: QualityMap, definition: Definition, part: Part) -> tuple[Face, ...]:
    match definition.measure:
        case Measure.FILLED:
            return Face(_label(say, found, part.key)), Face(), Face(say(_KINDS[part.word]))
        case Measure.CHECKS | Measure.REASONS:
            return _check(say, found, part)
    usual = number(round(part.usual or 0.0, 1))
    away = round(part.score or 0.0, 1)
    if definition.measure is Measure.CHANGE:
        sub = say("mean before {usual}, {away}", usual=usual, away=signed(away, "%"))
    elif definition.measure is Measure.MODIFIED:
        sub = say("median before {usual}, modified z {away}", usual=usual, away=signed(away))
    else:
        sub = say("mean before {usual}, {away}", usual=usual, away=signed(away, "SD"))
    state = (
        Face(say("counted"), icon="warning", icon_ink="warn")
        if part.counted
        else Face(say("within"), ink="muted")
    )
    return Face(_label(say, found, part.key), sub), Face(number(part.value), right=True), state


def _check(say: Say, found: QualityMap, part: Part) -> tuple[Face, ...]:
    check = found.form.check_by_code.get(part.check)
    title = _label(say, found, part.key)
    sub = f"{part.check}: {part.word}" if part.word else part.check
    error = part.severity is Severity.ERROR
    kind = Face(
        say("Error") if error else say("Warning"),
        "" if part.word else say("no reason"),
        icon="error" if error else "warning",
        icon_ink="err" if error else "warn",
    )
    words = say(check.explanation) if check is not None and check.explanation else title
    return Face(words, sub), Face(), kind


def _label(say: Say, found: QualityMap, key: CellKey | None) -> str:
    """Row number, label and category of a cell."""
    element = found.form.elements.get(key.element) if key is not None else None
    if key is None or element is None:
        return ""
    section = found.form.section_of[element.full].code
    words = f"{section} {element.row} {say(element.short or element.label)}".replace("  ", " ")
    if element.category_set and key.category not in ("", TOTAL):
        names = {category.code: category.label for category in element.category_set.categories}
        words += f", {say(names[key.category])}" if key.category in names else ""
    return words
