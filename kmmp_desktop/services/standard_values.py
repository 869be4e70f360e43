"""What an officer may give a standard as its value: a number, or the whole of its table."""

from __future__ import annotations

import math

from kmmp_desktop.domain.form import Form, Standard
from kmmp_desktop.domain.tiers import Tier, Tiers, is_sound, plain_tiers, read_tiers, tier_words
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.draft import storable
from kmmp_desktop.services.overlays import OverlayKind, number_of
from kmmp_desktop.text import Message

_MOST = 1e9


def table_of(form: Form, standard: Standard) -> Tiers:
    """The tiers that are the standard's value; none where it has no table that can be changed."""
    own = form.tiers_standard == standard.id and number_of(standard.value) is None
    return form.tiers if own and is_sound(form.tiers) else ()


def table_messages(tiers: Tiers) -> tuple[Message, ...]:
    """A table for people: one message for each tier."""
    return tuple(map(_message, tiers))


def _message(tier: Tier) -> Message:
    least, most, staff, per = (f"{figure:.0f}" for figure in tier)
    figures = {"least": least, "most": most, "staff": staff, "per": per}
    match math.isinf(tier[1]), bool(tier[3]):
        case True, True:
            return Message("from {least}: {staff} and 1 more per {per}", figures)
        case True, False:
            return Message("from {least}: {staff}", figures)
        case False, True:
            return Message("{least} to {most}: {staff} and 1 more per {per}", figures)
    return Message("{least} to {most}: {staff}", figures)


def read_value(old: Standard, text: str, tiers: Tiers = ()) -> str:
    """A number as it is kept (``75``, ``3.5``), a table as ``tier_words`` has it; words stay as they are.

    ``tiers``: the table of the standard. Raises RefusedError.
    """
    text = storable(text)
    if tiers:
        return tier_words(tiers if text == old.value else read_tiers(text))
    if number_of(old.value) is None:
        if text != old.value:
            raise RefusedError(
                "This value is words of the form file: it can be confirmed, not changed here.",
                hint="A new version of the form can change it.",
            )
        return text
    number = number_of(text.replace(",", "."))
    if number is None or not 0 <= number <= _MOST:
        raise RefusedError('"{value}" is not a number from 0 up.', value=text[:40], hint="Type 75 or 3.5.")
    if old.unit == "%" and number > 100:
        raise RefusedError("{value} % is more than 100 %.", value=text[:40])
    return f"{number:.10g}"


def what_goes_with(form: Form, old: Standard, value: str) -> list[tuple[OverlayKind, str, dict[str, object]]]:
    """Kind, code and body of what changes with a standard: settings that have its value, or its table."""
    if table_of(form, old):
        return [(OverlayKind.TABLE, old.id, {"tiers": plain_tiers(read_tiers(value))})]
    before = number_of(old.value)
    if before is None:
        return []
    return [
        (OverlayKind.SETTING, name, {"value": float(value)})
        for name, rests_on in form.setting_standards.items()
        if rests_on == old.id and form.settings[name] == before
    ]
