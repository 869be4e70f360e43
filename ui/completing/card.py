"""What stands beside the completion list for one of its lines."""

from __future__ import annotations

from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.completion_items import CompletionItem
from kmmp_desktop.services.open_return import OpenReturn
from ui.completing.list_rows import cell_name, icon_of
from ui.faces.equation import write_out
from ui.faces.figures import number
from ui.faces.finding_card import CardText
from ui.widgets.badge import BADGES
from ui.wording import Say, short_month

_MOST_PLACES = 3
_EARLIER = 11
"""Months before this one: twelve on the chart with it."""
_INKS = {Severity.ERROR: "err", Severity.WARNING: "warn"}


def card_for(item: CompletionItem, opened: OpenReturn, say: Say, asked: str = "") -> CardText:
    """The finding written out, the possible slip, what it rests on and the last months.

    ``asked`` is the manager's note on a return that came back.
    """
    form = opened.form
    icon, ink, _ = icon_of(item)
    series = opened.series(item.key, _EARLIER)
    middle = opened.median(item.key)
    finding = item.finding
    grounds = item.form or form
    standard = grounds.standards[finding.standard] if finding else None
    titles = (
        [grounds.sources[s.strip()].title for s in standard.source.split(",") if s.strip() in grounds.sources]
        if standard
        else []
    )
    return CardText(
        head=cell_name(form, item.key, say),
        icon=icon,
        ink=ink,
        title=say(item.what),
        lines=write_out(finding, say) if finding else (),
        slip=say(finding.slips[0].message) if finding and finding.slips else "",
        places=_places(item, opened, say),
        rests_head=say("Rests on"),
        status=standard.status if standard else None,
        status_word=say(BADGES[standard.status][0]) if standard else "",
        rests_on=". ".join([say(standard.statement), *titles]) if standard else "",
        chart_head=say("Last 12 months"),
        chart_note=say("median {value}", value=number(middle)) if middle is not None else "",
        months=(
            *((short_month(say, period), value) for period, value in series),
            (short_month(say, opened.key.period), _now(opened, item.key)),
        ),
        median=middle,
        last_ink=_INKS.get(finding.severity, "accent") if finding else "accent",
        facts=_facts(item, say, asked),
        note=say(
            "After it is marked as ready the return can still be read. The manager can approve it or "
            "return it to the clerk."
        ),
    )


def _facts(item: CompletionItem, say: Say, asked: str) -> tuple[str, ...]:
    """What the manager asks, and of a check between forms which two returns it is about."""
    told = (say("The manager asks: {note}", note=asked),) if asked else ()
    return (*told, say(item.detail)) if item.form is not None else told


def _now(opened: OpenReturn, key: CellKey) -> float | None:
    element = opened.form.elements[key.element]
    if key == element.total and (element.category_set is not None or element.is_calculated):
        return opened.total(key.element).value
    value = opened.value(key)
    return value.number if value else None


def _places(item: CompletionItem, opened: OpenReturn, say: Say) -> tuple[tuple[str, object], ...]:
    first = say("Go to {code}", code=_code(opened, item.key, say))
    others = _other_cells(item) if item.finding else ()
    slips = {slip.key for slip in item.finding.slips[:1]} if item.finding else set()
    return (
        (first, item.key),
        *(
            (say("Go to {code}", code=_code(opened, key, say if key in slips else None)), key)
            for key in others
        ),
    )


def _other_cells(item: CompletionItem) -> tuple[CellKey, ...]:
    """The cell of the possible slip, then one cell of each other row of the check; a few."""
    finding = item.finding
    assert finding is not None
    slips = [slip.key for slip in finding.slips[:1]]
    rows = {key.element: key for key in reversed(finding.cells)}
    rest = [rows[key.element] for key in finding.cells if key.element != item.key.element]
    chosen = dict.fromkeys(key for key in [*slips, *rest] if key != item.key)
    named = {key.element for key in slips}
    return tuple(k for k in chosen if k in slips or k.element not in named)[:_MOST_PLACES]


def _code(opened: OpenReturn, key: CellKey, say: Say | None) -> str:
    """``C14``; with ``say`` also its category where the cell is one of several."""
    element = opened.form.elements[key.element]
    if say is None or element.category_set is None or key == element.total:
        return element.code
    shorts = [say(c.short or c.label) for c in element.category_set.categories if c.code == key.category]
    return ", ".join((element.code, *shorts))
