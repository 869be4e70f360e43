"""The cells of a return under review: those that changed, all of them, or beside what they said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, CellValue, Kind
from kmmp_desktop.services.review_changes import CellDifference
from kmmp_desktop.services.reviews import Review
from ui.faces.face import Column, Face, Row
from ui.faces.figures import number, signed
from ui.wording import Say, short_month


def cell_name(form: Form, key: CellKey, say: Say) -> str:
    """``C14 Active, 0-6 months``: the row and its category."""
    element = form.elements.get(key.element)
    if element is None:
        return str(key)
    categories = element.category_set.categories if element.category_set else ()
    named = [say(c.label) for c in categories if c.code == key.category]
    return ", ".join([f"{element.code} {say(element.short or element.label)}", *named])


def shown(value: CellValue | None, say: Say) -> str:
    """A value as the tables have it; ``blank`` where there is none."""
    if value is None:
        return say("blank")
    if value.kind is Kind.MISSING:
        return str(value.value)
    if isinstance(value.value, bool):
        return say("Yes") if value.value else say("No")
    if isinstance(value.value, int | float):
        return number(value.value)
    if isinstance(value.value, date):
        return f"{value.value:%d.%m.%Y}"
    return str(value.value)


def before_word(review: Review, say: Say) -> str:
    """``Rev 1``, or ``Returned``: head of the column with what was said before."""
    earlier = review.earlier
    if earlier is None or earlier.returned:
        return say("Returned")
    return say("Rev {number}", number=earlier.number)


def difference_columns(review: Review | None, say: Say) -> tuple[Column, ...]:
    before = before_word(review, say) if review is not None else ""
    now = say("Rev {number}", number=review.item.revision.number) if review is not None else ""
    if review is not None and (review.earlier is None or review.earlier.returned):
        now = say("Now")
    return (
        Column(say("Cell"), 40, 20),
        Column(before, 0, 7, right=True),
        Column(now, 0, 7, right=True),
        Column(say("Change"), 0, 9, right=True),
        Column(say("Reason"), 46, 24),
    )


def difference_rows(review: Review, say: Say) -> tuple[Row, ...]:
    """The cells that say something else than before, each with its reason."""
    return tuple(
        Row(("cell", d.key), (_changed_place(review, d, say), *_pair(d, say), _reason(d, say)))
        for d in review.differences
    )


def _pair(difference: CellDifference, say: Say) -> tuple[Face, Face, Face]:
    before, after = difference.before, difference.after
    return (
        Face(_short(before, say), right=True, ink="muted"),
        Face(_short(after, say), right=True, bold=True),
        Face(_change(before, after), right=True),
    )


def _short(value: CellValue | None, say: Say) -> str:
    """Words have no room in a column of figures: they stand under the name of the cell."""
    return say("words") if value is not None and value.kind is Kind.TEXT else shown(value, say)


def _changed_place(review: Review, difference: CellDifference, say: Say) -> Face:
    place = _place(review, difference.key, say, changed=True)
    texts = [v.value for v in (difference.before, difference.after) if v is not None and v.kind is Kind.TEXT]
    return replace(place, sub="\n".join(f"“{text}”" for text in texts)) if texts else place


def _change(before: CellValue | None, after: CellValue | None) -> str:
    was, now = _number(before), _number(after)
    return signed(now - was) if was is not None and now is not None and was != now else ""


def _number(value: CellValue | None) -> float | None:
    plain = value.value if value is not None else None
    return float(plain) if isinstance(plain, int | float) and not isinstance(plain, bool) else None


def _reason(difference: CellDifference, say: Say) -> Face:
    if difference.reason:
        return Face(difference.reason, small=True)
    if difference.answer:
        return Face(say("Answer to the question: {answer}", answer=difference.answer), small=True)
    return Face(say("No reason written."), small=True, ink="muted")


def _place(review: Review, key: CellKey, say: Say, *, changed: bool) -> Face:
    waits = any(thread.key == key for thread in review.questions)
    said = any(told.thread.key == key for told in review.threads)
    name = cell_name(review.form, key, say)
    spoken = ", ".join(
        part
        for part, wanted in (
            (name, True),
            (say("changed"), changed),
            (say("a question waits"), waits),
            (say("has a comment"), said and not waits),
        )
        if wanted
    )
    return Face(
        name,
        icon="comment" if said else "",
        icon_ink="accent" if waits else "muted",
        edge="changed" if changed else "",
        spoken=spoken if changed or said else "",
    )


# -- every cell ------------------------------------------------------------------------------------


def whole_columns(period: Period, say: Say) -> tuple[Column, ...]:
    now, before = short_month(say, period), short_month(say, period.shift(-1))
    return (
        Column(say("Cell"), 60, 24),
        Column(now, 0, 12, right=True),
        Column(before, 0, 12, right=True),
        Column(say("Change"), 0, 9, right=True),
        Column(say("Remark"), 30, 16),
    )


def whole_rows(review: Review, say: Say) -> tuple[Row, ...]:
    """Every cell with what it was the month before, section by section."""
    flagged = _flagged(review)
    return tuple(_rows(review, say, review.last_month, flagged, None))


def side_rows(review: Review, say: Say) -> tuple[Row, ...]:
    """Every cell beside what it said before; those that changed have a bar and their reason."""
    earlier = review.earlier
    if earlier is None:
        return ()
    changed = {d.key: d for d in review.differences}
    return tuple(_rows(review, say, earlier.cells, _flagged(review), changed))


def _flagged(review: Review) -> Mapping[str, str]:
    """What does not hold, by cell."""
    found: dict[str, str] = {}
    for exception in review.exceptions:
        found.setdefault(str(exception.key), str(exception.finding["check"]))
        for cell in exception.finding["cells"]:
            found.setdefault(str(cell), str(exception.finding["check"]))
    return found


def _rows(
    review: Review,
    say: Say,
    before: Mapping[CellKey, CellValue],
    flagged: Mapping[str, str],
    changed: Mapping[CellKey, CellDifference] | None,
) -> Iterator[Row]:
    """``changed``: beside what was said before, which stands first; None for the month before."""
    totals = {str(t["cell"]): t["value"] for t in review.document["totals"]}
    differs = {d.key for d in review.differences}
    offered = {str(c["cell"]): not c.get("derived") for c in review.document["cells"]}
    for section in review.form.sections:
        yield Row(("section", section.code), (Face(f"{section.code}  {say(section.title)}"),), group=True)
        for element in section.elements:
            if element.is_calculated:
                face = Face(number(totals.get(str(element.total))), right=True, bold=True)
                name = Face(cell_name(review.form, element.total, say), aside=say("calculated"))
                blank = Face()
                pair = (face, blank) if changed is None else (blank, face)
                yield Row(("cell", element.total), (name, *pair, Face(), Face()))
                continue
            for key in element.cells:
                was, now = before.get(key), review.cells.get(key)
                asked = offered.get(str(key), True)
                remark = Face(
                    flagged.get(str(key), ""),
                    icon="warning" if str(key) in flagged else "",
                    icon_ink="warn",
                    small=True,
                )
                difference = (changed or {}).get(key)
                marked = key in differs
                yield Row(
                    ("cell", key),
                    (
                        _with_words(_place(review, key, say, changed=marked), was, now, changed),
                        *_values(was, now, say, before_first=changed is not None),
                        Face(_change(was, now), right=True),
                        _reason(difference, say) if difference is not None else remark,
                    )
                    if asked
                    else (_place(review, key, say, changed=False), Face(say("not asked here"), ink="muted")),
                )


def _values(
    was: CellValue | None, now: CellValue | None, say: Say, *, before_first: bool
) -> tuple[Face, Face]:
    old = Face(_short(was, say), right=True, ink="muted")
    new = Face(_short(now, say), right=True, bold=True)
    return (old, new) if before_first else (new, old)


def _with_words(place: Face, was: CellValue | None, now: CellValue | None, changed: object) -> Face:
    """Words of a cell under its name: now, and before where that is what one looks for."""
    values = [v for v in ((was, now) if changed is not None else (now,)) if v is not None]
    texts = dict.fromkeys(str(v.value) for v in values if v.kind is Kind.TEXT)
    return replace(place, sub="\n".join(f"“{text}”" for text in texts)) if texts else place
