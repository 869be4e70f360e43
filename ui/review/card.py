"""What stands beside the review for one exception or one large change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.given_reasons import REPEATED
from kmmp_desktop.services.ports import Thread
from kmmp_desktop.services.review_history import LargestChange, ReviewException
from kmmp_desktop.services.reviews import Review
from kmmp_desktop.text import Message
from ui.faces.equation import OPERATORS, Line
from ui.faces.figures import number, signed
from ui.faces.finding_card import CardText
from ui.review.cell_rows import cell_name, shown
from ui.review.review_rows import place_name, repeated, said_in, standard_of, status_of
from ui.widgets.badge import BADGES
from ui.wording import Say, clock_time, short_date, short_month

_INKS = {"error": ("error", "err"), "warning": ("warning", "warn"), "note": ("info", "muted")}


def exception_card(review: Review, exception: ReviewException, say: Say, language: str) -> CardText:
    """Both sides of the check, what it rests on, the clerk's reason, the last months."""
    finding = exception.finding
    icon, ink = _INKS[finding["severity"]]
    standard = standard_of(review, finding["standard"])
    status = status_of(standard)
    rests = (
        " ".join(part for part in (said_in(standard["statement"], language), standard["source"]) if part)
        if standard
        else ""
    )
    months, note = _months(review, exception.series, exception.now, say)
    return CardText(
        head=place_name(review.form, exception.key, say),
        icon=icon,
        ink=ink,
        title=said_in(finding["title"], language),
        lines=_sides(review, exception, say),
        rests_head=say("Rests on"),
        status=status,
        status_word=say(BADGES[status][0]) if status else "",
        rests_on=rests,
        chart_head=say("Last 12 months"),
        chart_note=note,
        months=months,
        median=exception.median,
        last_ink=ink if ink != "muted" else "accent",
        facts=(
            *_parts(review, exception.key, say),
            *_written(review, exception.key, say),
            *_reason(review, exception, say),
        ),
    )


def cell_card(review: Review, key: CellKey, say: Say) -> CardText:
    """Any cell: the months of its row, its parts, who typed it and what it was before."""
    element = review.form.elements.get(key.element)
    if element is None or not element.type.is_numeric or review.history is None:
        return CardText(head=cell_name(review.form, key, say), facts=_written(review, key, say))
    now, series = review.history.about(element)
    months, note = _months(review, series, now, say)
    known = [value for _, value in series if value is not None]
    return CardText(
        head=cell_name(review.form, key, say),
        chart_head=say("Last 12 months"),
        chart_note=note,
        months=months,
        median=median(known) if known else None,
        facts=(*_parts(review, key, say), *_written(review, key, say)),
    )


def question_card(review: Review, thread: Thread, say: Say) -> CardText:
    """A question that waits: the figure it speaks of; what was said stands under it."""
    card = cell_card(review, thread.key, say)
    return replace(card, icon="not-verified", ink="warn", title=say("A question waits for an answer"))


def change_card(review: Review, change: LargestChange, say: Say) -> CardText:
    """A figure that moved although no check failed."""
    months, note = _months(review, change.series, change.now, say)
    known = [value for _, value in change.series if value is not None]
    return CardText(
        head=place_name(review.form, change.key, say),
        icon="info",
        ink="muted",
        title=say("No check failed here. It is shown for your judgement."),
        lines=(
            Line(say("Last month"), number(change.before)),
            Line(say("This month"), number(change.now), bold=True),
            Line(say("Change"), signed(change.now - change.before), bold=True, ruled=True),
        ),
        chart_head=say("Last 12 months"),
        chart_note=note,
        months=months,
        median=median(known) if known else None,
        facts=(*_parts(review, change.key, say), *_written(review, change.key, say)),
    )


def skipped_card(review: Review, skipped: Mapping[str, Any], say: Say) -> CardText:
    """An error check that a missing code switched off, and the clerk's reason."""
    check = review.form.check_by_code[skipped["check"]]
    keys = [key for key in map(review.form.key, skipped["cells"]) if key is not None]
    return CardText(
        head=place_name(review.form, keys[0], say) if keys else skipped["check"],
        icon="warning",
        ink="warn",
        title=say("This check could not be made, because a figure is coded missing."),
        lines=(Line(check.expression, ""),),
        facts=(say("The clerk wrote: {reason}", reason=skipped["reason"]),),
    )


def _sides(review: Review, exception: ReviewException, say: Say) -> tuple[Line, ...]:
    finding = exception.finding
    word = OPERATORS.get(finding["operator"])
    form = review.form
    left, right = finding["left"], finding["right"]
    lines = [Line(_side_words(form, left["text"], say), number(left["value"]), bold=True)]
    if word is not None:
        lines.append(Line(say(word), ""))
    if right["text"]:
        lines.append(Line(_side_words(form, right["text"], say), number(right["value"]), bold=True))
    if finding["difference"] is not None:
        lines.append(Line(say("Difference"), signed(finding["difference"]), bold=True, ruled=True))
    return tuple(lines)


def _side_words(form: Form, text: str, say: Say) -> str:
    """A side of a check in words: the standard behind a setting, the label of a cell, or its rows."""
    standard = form.standards.get(form.setting_standards.get(text.removeprefix("@"), ""))
    if text.startswith("@") and standard is not None:
        return say(standard.statement)
    elements = {
        e.code: e for e in map(form.find, re.findall(r"[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*", text)) if e
    }
    if text in elements:
        return f"{text} {say(elements[text].label)}"
    if not elements:
        return text
    return say(Message("Worked out from {codes}", {"codes": ", ".join(elements)}))


def _months(
    review: Review, series: Sequence[tuple[Period, float | None]], now: float | None, say: Say
) -> tuple[tuple[tuple[str, float | None], ...], str]:
    known = [value for _, value in series if value is not None]
    note = say("median {value}", value=number(median(known))) if known else ""
    this_month = short_month(say, review.item.revision.key.period)
    return (*((short_month(say, period), value) for period, value in series[1:]), (this_month, now)), note


def _reason(review: Review, exception: ReviewException, say: Say) -> tuple[str, ...]:
    finding = exception.finding
    if not finding["reason"]:
        return ()
    who = finding["reason_by"]
    wrote = say(Message("{who} wrote: {reason}", {"who": who, "reason": finding["reason"]}))
    again = repeated(exception.repeats, say)
    if not again:
        return (wrote,)
    status = say(BADGES[REPEATED.status][0])
    return wrote, again, say("Shown from {count} times on. {status}.", count=REPEATED.value, status=status)


def _written(review: Review, key: CellKey, say: Say) -> tuple[str, ...]:
    """When the figure was typed, and what it was before: of a row, the cell that was written last."""
    element = review.form.elements.get(key.element)
    cells = [key] if key in review.written else list(element.cells if element else ())
    written = [(review.written[cell], cell) for cell in cells if cell in review.written]
    if not written:
        return ()
    name, at = max((pair for pair, _ in written), key=lambda pair: pair[1])
    moment = f"{short_date(say, at)} {clock_time(at, seconds=False)}"
    keyed = say("Keyed {at} by {name}.", at=moment, name=name)
    changed = next((d for d in review.differences if d.key in cells), None)
    if changed is None or review.earlier is None:
        return (keyed,)
    cell, was = cell_name(review.form, changed.key, say), shown(changed.before, say)
    if review.earlier.returned:
        return keyed, say("{cell} was {value} before.", cell=cell, value=was)
    number_before = review.earlier.number
    return keyed, say("{cell} was {value} in revision {number}.", cell=cell, value=was, number=number_before)


def _parts(review: Review, key: CellKey, say: Say) -> tuple[str, ...]:
    """The categories that make up a total, from the signed data."""
    element = review.form.elements.get(key.element)
    if element is None or element.category_set is None:
        return ()
    signed_cells = {cell["cell"]: cell["value"] for cell in review.document["cells"]}
    parts = []
    for category in element.category_set.categories:
        value = signed_cells.get(str(CellKey(element.full, category.code)))
        shown = number(value) if isinstance(value, int | float) else value or say("blank")
        parts.append(f"{say(category.label)} {shown}")
    return (", ".join(parts),)
