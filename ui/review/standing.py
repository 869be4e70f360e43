"""How a review stands: the words of the foot, and which button works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.review_queue import Weight
from kmmp_desktop.services.reviews import Review, ReviewItem, Tally
from kmmp_desktop.text import Message
from ui.page import Desk


@dataclass(frozen=True, slots=True)
class Standing:
    """Icon and token, a sentence, a quieter line, and whether each button works."""

    icon: str
    ink: str
    sentence: str | Message
    detail: str | Message = ""
    may_approve: bool = False
    may_return: bool = False


def standing(
    chosen: Sequence[ReviewItem],
    desk: Desk,
    *,
    review: Review | None,
    weights: Mapping[UUID, Weight],
    running: bool,
    trouble: str,
) -> Standing:
    """What the foot says about the chosen returns. ``review``: the current one, verified and shown."""
    if running:
        return Standing(
            "key",
            "accent",
            "The returns are being signed.",
            "If you cancel, those that are signed stay approved; the others wait.",
        )
    if not chosen:
        return Standing("info", "muted", "Choose a return.")
    manager = may(desk.person, Action.APPROVE)
    one = len(chosen) == 1
    if trouble:
        return Standing("error", "err", trouble, may_return=manager and one)
    if one and review is not None and review.foreign and may(desk.person, Action.ASK_OFFICE):
        return _one(review.tally, foreign=True)
    refusal = _refusal(chosen, desk)
    if refusal is not None:
        return Standing("forbidden", "muted", refusal, may_return=manager and one)
    if not one:
        return _several(chosen, weights)
    if review is None:
        return Standing(
            "clock", "muted", "The signed workbook is being read and verified.", may_return=manager
        )
    return _one(review.tally, foreign=review.foreign)


def _one(tally: Tally, *, foreign: bool) -> Standing:
    asked, left = tally.asked, tally.open
    if foreign:
        detail = Message("It was approved by its own office. Questions go there as a signed file.")
        if not asked:
            return Standing("review", "accent", "Ask at a cell, or leave it as it is.", detail)
        return Standing("comment", "accent", _counted_questions(asked), detail, may_return=True)
    if asked:
        sentence = (
            Message("{asked} and {open}.", {"asked": _counted_questions(asked), "open": _to_decide(left)})
            if left
            else Message("{asked}.", {"asked": _counted_questions(asked)})
        )
        detail = (
            Message("Approve after the answer, or accept instead.")
            if tally.exceptions == 1
            else Message("Approve after the answer, or accept all {count}.", {"count": tally.exceptions})
        )
        return Standing("comment", "accent", sentence, detail, may_return=True)
    if left:
        return Standing(
            "review",
            "accent",
            Message("{open}.", {"open": _to_decide(left)}),
            "A accepts the one you stand on, Q asks. Approve when all are accepted.",
            may_return=True,
        )
    accepted = (
        Message("Nothing to explain")
        if not tally.accepted
        else Message("1 exception is accepted")
        if tally.accepted == 1
        else Message("{count} exceptions are accepted", {"count": tally.accepted})
    )
    return Standing(
        "sign",
        "accent",
        Message("{explained}. You can approve this return.", {"explained": accepted}),
        "Your signature is added to the very files the clerk signed.",
        may_approve=True,
        may_return=True,
    )


def _counted_questions(count: int) -> Message:
    return Message("1 question asked") if count == 1 else Message("{count} questions asked", {"count": count})


def _to_decide(count: int) -> Message:
    return (
        Message("1 exception to decide")
        if count == 1
        else Message("{count} exceptions to decide", {"count": count})
    )


def _several(chosen: Sequence[ReviewItem], weights: Mapping[UUID, Weight]) -> Standing:
    still = sum(_is_open(weights.get(item.revision.id)) for item in chosen)
    sentence = Message("{count} returns are chosen.", {"count": len(chosen)})
    if still:
        return Standing(
            "review",
            "accent",
            sentence,
            Message("{count} of them have something to decide: look at each by itself.", {"count": still}),
        )
    return Standing("sign", "accent", sentence, "Each is verified and signed by itself.", may_approve=True)


def _is_open(weight: Weight | None) -> bool:
    """Whether something of a return was not decided yet; one that is not weighed yet counts as such."""
    return weight is None or bool(weight.questions) or weight.decided < weight.explained


def _refusal(chosen: Sequence[ReviewItem], desk: Desk) -> Message | None:
    """The first reason why this person may not approve one of them."""
    for item in chosen:
        why = desk.services.approval.why_not(item.revision.id, desk.person)
        if why is not None:
            return (
                why
                if len(chosen) == 1
                else Message("{facility}: {why}", {"facility": item.facility.name, "why": why})
            )
    return None
