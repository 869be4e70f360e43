"""How a return stands on its way to ready: the words of the foot, and what may be pressed."""

from __future__ import annotations

from dataclasses import dataclass

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.completion import Completion
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.permits import why_not as refusal
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class Standing:
    """Icon and token, a sentence, a quieter line, and whether each button works."""

    icon: str
    ink: str
    sentence: str | Message
    detail: str = ""
    may_mark: bool = False
    may_reopen: bool = False


def why_not(opened: OpenReturn, completion: Completion, person: Person) -> Message | None:
    """Why ``person`` cannot mark the return as ready now; ``None`` where they can."""
    if opened.locked_why is not None:
        return opened.locked_why
    if completion.blockers is not None:
        return completion.blockers
    if opened.revision is None:
        return Message("Nothing has been typed into this return yet.")
    return refusal(person, Action.COMPLETE)


def standing(
    opened: OpenReturn, completion: Completion, person: Person, *, signing: bool, not_kept: str = ""
) -> Standing:
    """What the foot says. ``not_kept``: a sentence on something that is not on disk."""
    if not_kept:
        return Standing("error", "err", not_kept)
    if signing:
        return Standing(
            "key",
            "accent",
            "The return is being built and signed.",
            "If you cancel, nothing is kept and the return stays a draft.",
        )
    if opened.state is State.READY and opened.revision is not None:  # a derived form has no revision
        return Standing(
            "state-ready",
            "accent",
            "This return is ready and signed.",
            "The manager can approve it. Taking it back to draft discards the signature.",
            may_reopen=may(person, Action.REOPEN),
        )
    why = why_not(opened, completion, person)
    if why is None:
        return Standing(
            "passed",
            "ok",
            "Nothing is in the way.",
            "Mark the return as ready: you sign it, then the manager approves it.",
            may_mark=True,
        )
    if completion.blockers is not None and opened.locked_why is None:
        return Standing("error", "err", why)
    return Standing("lock", "muted", why)
