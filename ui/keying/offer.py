"""What can be keyed a second time of a return: counted before anything is begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kmmp_desktop.domain.keying import Chosen, Scope
from kmmp_desktop.services.keying import KeyingService
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class Offer:
    """``begun``: (done, count) of one that was not finished. ``why_not``: nothing can be keyed again."""

    facility: str
    month: str
    chosen: Sequence[Chosen] = ()
    whole: Sequence[Chosen] = ()
    begun: tuple[int, int] | None = None
    why_not: Message | None = None


def offer_of(keying: KeyingService, opened: OpenReturn, month: str) -> Offer:
    """What ``opened`` offers; ``month`` as it is said."""
    offer = Offer(opened.facility.name, month)
    if opened.locked_why is not None:
        return replace(offer, why_not=opened.locked_why)
    chosen, whole = (keying.choice(opened, scope) for scope in (Scope.CHOSEN, Scope.WHOLE))
    if not whole:
        nothing = Message("No figure is in this return yet: there is nothing to key a second time.")
        return replace(offer, why_not=nothing)
    unfinished = keying.unfinished(opened)
    begun = (keying.done(unfinished), len(unfinished.cells)) if unfinished else None
    return replace(offer, chosen=chosen, whole=whole, begun=begun)
