"""A proposal in sentences: how much can be taken, what cannot and why."""

from __future__ import annotations

from kmmp_desktop.services.proposals import Proposal, Proposed
from ui import wording
from ui.entry.faces import Say

_NAMED = 3
"""So many refused texts the sentence names; all of them are in the list."""


def taken_sentence(proposal: Proposal, say: Say, outside: int = 0) -> str:
    """``58 of 60 cells can be taken. 2 cannot: D7 "=5+" is not a number, …``"""
    refused = len(proposal.rejected) + outside
    count = len(proposal.items) + outside
    if count == 1:
        return say("The cell can be taken.") if not refused else _refused(proposal, say, outside, alone=True)
    if not refused:
        return say("All {count} cells can be taken.", count=wording.number(count))
    first = say(
        "{taken} of {count} cells can be taken.",
        taken=wording.number(count - refused),
        count=wording.number(count),
    )
    return f"{first} {_refused(proposal, say, outside)}"


def _refused(proposal: Proposal, say: Say, outside: int, *, alone: bool = False) -> str:
    named = [_reason(item, say) for item in proposal.rejected[:_NAMED]]
    if len(proposal.rejected) > _NAMED:
        named.append(say("{count} more in the list", count=wording.number(len(proposal.rejected) - _NAMED)))
    if outside:
        named.append(
            say("1 falls outside the section")
            if outside == 1
            else say("{count} fall outside the section", count=wording.number(outside))
        )
    what = ", ".join(named)
    refused = len(proposal.rejected) + outside
    if alone:
        return say("The cell cannot be taken: {what}.", what=what)
    if refused == 1:
        return say("1 cannot: {what}.", what=what)
    return say("{count} cannot: {what}.", count=wording.number(refused), what=what)


def _reason(item: Proposed, say: Say) -> str:
    why = say(item.why).split(". ")[0].rstrip(".") if item.why else ""
    quoted = why.startswith('"')  # the reason begins with the text itself
    return f"{item.offered.address}{' ' if quoted else ': '}{why}"


def note_sentence(proposal: Proposal, say: Say, totals: int = 0) -> str:
    """What is not in the list: cells that hold their text already, totals that are left out."""
    parts: list[str] = []
    changed = sum(1 for item in proposal.changes if item.now is not None)
    if changed:
        parts.append(
            say("1 changes a figure that stands there.")
            if changed == 1
            else say("{count} change figures that stand there.", count=wording.number(changed))
        )
    if proposal.same:
        count = len(proposal.same)
        parts.append(
            say("1 cell stays the same.")
            if count == 1
            else say("{count} cells stay the same.", count=wording.number(count))
        )
    if totals:
        parts.append(
            say("1 total is left out: it is calculated.")
            if totals == 1
            else say("{count} totals are left out: they are calculated.", count=wording.number(totals))
        )
    return " ".join(parts)
