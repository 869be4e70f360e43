"""How a review stands: the words of the foot, and which button works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kmmp_desktop.domain.office import Role
from kmmp_desktop.services.reviews import ReviewItem
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
    chosen: Sequence[ReviewItem], desk: Desk, *, read: bool, running: bool, trouble: str
) -> Standing:
    """What the foot says about the chosen returns. ``read``: the current one has been verified and shown."""
    if running:
        return Standing(
            "key",
            "accent",
            "The returns are being signed.",
            "If you cancel, those that are signed stay approved; the others wait.",
        )
    if not chosen:
        return Standing("info", "muted", "Choose a return.")
    manager = desk.person.role is Role.MANAGER
    one = len(chosen) == 1
    if trouble:
        return Standing("error", "err", trouble, may_return=manager and one)
    refusal = _refusal(chosen, desk)
    if refusal is not None:
        return Standing("forbidden", "muted", refusal, may_return=manager and one)
    if one and not read:
        return Standing(
            "clock", "muted", "The signed workbook is being read and verified.", may_return=True
        )
    warnings = sum(item.warnings for item in chosen)
    explained = (
        Message("Nothing to explain")
        if not warnings
        else Message("1 warning is explained")
        if warnings == 1
        else Message("{count} warnings are explained", {"count": warnings})
    )
    if one:
        return Standing(
            "sign",
            "accent",
            Message("{explained}. You can approve this return.", {"explained": explained}),
            "Your signature is added to the very files the clerk signed.",
            may_approve=True,
            may_return=True,
        )
    return Standing(
        "sign",
        "accent",
        Message("{count} returns are chosen. {explained}.", {"count": len(chosen), "explained": explained}),
        "Each is verified and signed by itself.",
        may_approve=True,
    )


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
