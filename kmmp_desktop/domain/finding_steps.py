"""The life of a finding: its steps, and which step follows from how things stand now."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.text import Text

QUICK = timedelta(minutes=1)
"""What one person takes back within this time is no step of a life: fingers that were on their way."""


class FindingState(StrEnum):
    """Where a finding stands. A finding that comes back after ``FIXED`` is ``OPEN`` again."""

    OPEN = "open"
    FIXED = "fixed"
    EXPLAINED = "explained"
    ACCEPTED = "accepted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class FindingStep:
    """One step in the life of a finding of a revision."""

    check: str
    number: int
    """Counts from 1 within the finding."""
    state: FindingState
    severity: Severity
    place: str
    """The cell its mark stands at, as a full code."""
    words: Text
    """What did not hold, with the figures of that moment."""
    reason: str
    """The reason that stood at that moment; empty where there was none."""
    by: UUID | None
    at: datetime
    note: str = ""
    """What the manager wrote, where the return was sent back because of it."""

    @property
    def lives(self) -> bool:
        """Whether the check still does not hold."""
        return self.state is not FindingState.FIXED


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as it is now, as far as its life is concerned."""

    severity: Severity
    place: str
    words: Text


@dataclass(frozen=True, slots=True)
class Turn:
    """What has to be written: steps that are new or say something else, and steps that go."""

    put: tuple[FindingStep, ...] = ()
    drop: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.put or self.drop)


Lives = Mapping[str, Sequence[FindingStep]]
"""Steps by check, oldest first, never empty."""


def seen(finding: Finding) -> Seen:
    """A finding of a run as its life keeps it."""
    title = finding.title.params.get("title")
    words = title if isinstance(title, Text) else Text(str(finding.title))
    return Seen(finding.severity, str(finding.at), words)


def follow(
    lives: Lives,
    now: Mapping[str, Seen],
    reasons: Mapping[str, str],
    judged: Container[str],
    by: UUID,
    at: datetime,
    *,
    whole: bool = False,
) -> Turn:
    """What to write so that the lives say how the findings stand ``now``.

    ``judged`` are the checks that were made: one that is not among them stays as it was. ``whole``:
    the whole return was looked at, so the words are brought up to date too.
    """
    put: list[FindingStep] = []
    drop: list[tuple[str, int]] = []
    for check in (*now, *(c for c in lives if c not in now and c in judged)):
        steps = lives.get(check, ())
        step = _next(check, steps, now.get(check), reasons.get(check, ""), by, at)
        if isinstance(step, FindingStep):
            put.append(step)
        elif step is not None:
            drop.append((check, step))
        elif whole and steps and check in now and steps[-1].words != now[check].words:
            put.append(replace(steps[-1], words=now[check].words, place=now[check].place))
    return Turn(tuple(put), tuple(drop))


def agrees(step: FindingStep, found: Seen | None, reason: str) -> bool:
    """Whether the newest step of a draft's finding says how it stands."""
    if found is None:
        return step.state is FindingState.FIXED
    match step.state:
        case FindingState.OPEN:
            return not reason
        case FindingState.EXPLAINED | FindingState.RETURNED:
            return step.reason == reason
    return False


def _next(
    check: str, steps: Sequence[FindingStep], found: Seen | None, reason: str, by: UUID, at: datetime
) -> FindingStep | int | None:
    """The step to put, the number of the one to drop, or nothing."""
    last, before = (steps[-1] if steps else None), (steps[-2] if len(steps) > 1 else None)
    if last is None:
        return _step(check, 1, found, reason, by, at) if found else None
    if agrees(last, found, reason):
        return None
    quick = last.by == by and timedelta(0) <= at - last.at <= QUICK
    if found is None:
        new = replace(last, state=FindingState.FIXED, number=last.number + 1, by=by, at=at, note="")
        if not (quick and last.state is FindingState.OPEN):
            return new
        return last.number if before is None or not before.lives else replace(new, number=last.number)
    new = _step(check, last.number + 1, found, reason, by, at)
    taken_back = last.state is FindingState.FIXED or last.state is FindingState.EXPLAINED
    if not (quick and taken_back):
        return new
    if before is not None and agrees(before, found, reason):
        return last.number
    if last.state is FindingState.EXPLAINED or before is not None:
        return replace(new, number=last.number)
    return new


def _step(check: str, number: int, found: Seen, reason: str, by: UUID, at: datetime) -> FindingStep:
    state = FindingState.EXPLAINED if reason else FindingState.OPEN
    return FindingStep(check, number, state, found.severity, found.place, found.words, reason, by, at)


def stood_by(lives: Lives, by: UUID, at: datetime) -> Turn:
    """The clerk signs again without another word to what was returned: the reason stands."""
    return _turned(lives, (FindingState.RETURNED,), None, by, at)


def accepted(lives: Lives, by: UUID, at: datetime) -> Turn:
    """The manager approves the return with everything that is still in it."""
    alive = (FindingState.OPEN, FindingState.EXPLAINED, FindingState.RETURNED)
    return _turned(lives, alive, FindingState.ACCEPTED, by, at)


def reopened(lives: Lives, by: UUID, at: datetime) -> Turn:
    """An approval was given up: what was accepted is as it was before."""
    return _turned(lives, (FindingState.ACCEPTED,), None, by, at)


def returned(lives: Lives, because: Container[str], note: str, by: UUID, at: datetime) -> Turn:
    """The manager sends the return back because of these checks."""
    chosen = {check: steps for check, steps in lives.items() if check in because}
    alive = tuple(state for state in FindingState if state is not FindingState.FIXED)
    turn = _turned(chosen, alive, FindingState.RETURNED, by, at)
    return Turn(tuple(replace(step, note=note) for step in turn.put))


def _turned(
    lives: Lives, states: Sequence[FindingState], into: FindingState | None, by: UUID, at: datetime
) -> Turn:
    """Findings that stand in one of ``states`` go ``into`` one; with None where their reason puts them."""
    steps = []
    for last in (life[-1] for life in lives.values()):
        if last.state in states:
            own = FindingState.EXPLAINED if last.reason else FindingState.OPEN
            steps.append(replace(last, number=last.number + 1, state=into or own, by=by, at=at, note=""))
    return Turn(tuple(steps))
