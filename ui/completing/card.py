"""What stands beside the completion list for one of its lines."""

from __future__ import annotations

from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.completion import CompletionItem
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.completing.list_rows import cell_name, icon_of
from ui.faces.equation import write_out
from ui.faces.figures import number
from ui.faces.finding_card import CardText
from ui.widgets.badge import BADGES
from ui.wording import Say, short_month

_MOST_PLACES = 3
_INKS = {Severity.ERROR: "err", Severity.WARNING: "warn"}


def card_for(item: CompletionItem, opened: OpenReturn, say: Say) -> CardText:
    """The finding written out, the possible slip, what it rests on and the last months."""
    form = opened.form
    icon, ink, _ = icon_of(item)
    series = opened.series(item.key)
    middle = opened.median(item.key)
    finding = item.finding
    standard = form.standards[finding.standard] if finding else None
    titles = (
        [form.sources[s.strip()].title for s in standard.source.split(",") if s.strip() in form.sources]
        if standard
        else []
    )
    return CardText(
        head=cell_name(form, item.key, say),
        icon=icon,
        ink=ink,
        title=say(item.what),
        lines=write_out(finding, say) if finding else (),
        slip_head=say("Possible slip"),
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
        note=say(
            "After it is marked as ready the return can still be read. The manager can approve it or "
            "return it to the clerk."
        ),
    )


def _now(opened: OpenReturn, key: CellKey) -> float | None:
    element = opened.form.elements[key.element]
    if key == element.total and (element.category_set is not None or element.is_calculated):
        return opened.total(key.element).value
    value = opened.value(key)
    return value.number if value else None


def _places(item: CompletionItem, opened: OpenReturn, say: Say) -> tuple[tuple[str, object], ...]:
    others = _other_cells(item.finding) if item.finding else ()
    first = say(Message("Go to {code}", {"code": _code(opened, item.key)}))
    return (
        (f"{first}  {say('Enter')}", item.key),
        *((say("Go to {code}", code=_code(opened, key)), key) for key in others),
    )


def _other_cells(finding: Finding) -> tuple[CellKey, ...]:
    """A few other cells of the check, the suspected slip first."""
    keys = [slip.key for slip in finding.slips[:1]] + list(finding.cells)
    return tuple(dict.fromkeys(k for k in keys if k.element != finding.at.element))[:_MOST_PLACES]


def _code(opened: OpenReturn, key: CellKey) -> str:
    return opened.form.elements[key.element].code
