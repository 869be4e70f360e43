"""The lives of one open return's findings, kept beside the worklist's counts."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.finding_steps import FindingStep, Lives, Seen, Turn, agrees, follow, seen, stood_by
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.services.ports import Reason, UnitOfWork


class FindingLives:
    """What the newest step of each finding says, and what to write when that is no longer true.

    ``lives`` are read once, when the return is opened; they are read again in the transaction that
    writes, so that what somebody else wrote meanwhile is carried on.
    """

    def __init__(self, lives: Lives, judged: Container[str]) -> None:
        self._newest = {check: steps[-1] for check, steps in lives.items()}
        self._live = judged

    def newest(self, check: str) -> FindingStep | None:
        """The newest step of a check's finding; None where it never was found."""
        return self._newest.get(check)

    def differ(self, findings: Mapping[str, Finding], reasons: Mapping[str, Reason]) -> bool:
        """Whether there is anything to write; ``findings`` are those of the checks made while typing."""
        for check in findings:
            last = self._newest.get(check)
            if last is None or not last.lives:
                return True
        for check, last in self._newest.items():
            found = findings.get(check)
            if last.lives and check in self._live and found is None:
                return True
            if last.lives and last.reason != (reasons[check].text if check in reasons else ""):
                return True
        return False

    def note(
        self,
        work: UnitOfWork,
        revision: UUID,
        findings: Mapping[str, Finding],
        reasons: Mapping[str, Reason],
        by: UUID,
        at: datetime,
    ) -> Mapping[str, FindingStep]:
        """Write what changed while typing; hand the result to ``keep`` when it is on disk."""
        lives = work.finding_steps.recent(revision)
        now = {check: seen(finding) for check, finding in findings.items()}
        for check, steps in lives.items():
            if steps[-1].lives and check not in self._live:  # only a look at the whole return ends it
                now[check] = Seen(steps[-1].severity, steps[-1].place, steps[-1].words)
        return _write(work, revision, lives, follow(lives, now, _texts(reasons), self._live, by, at))

    def note_whole(
        self,
        work: UnitOfWork,
        revision: UUID,
        findings: Iterable[Finding],
        reasons: Mapping[str, Reason],
        by: UUID,
        at: datetime,
        *,
        signed: bool = False,
    ) -> Mapping[str, FindingStep]:
        """Write what a look at the whole return found. ``signed``: the clerk stands by what was returned."""
        lives = work.finding_steps.recent(revision)
        now = {finding.check: seen(finding) for finding in findings}
        turn = follow(lives, now, _texts(reasons), {*lives, *now}, by, at, whole=True)
        newest = _write(work, revision, lives, turn)
        if not signed:
            return newest
        lives = {check: (step,) for check, step in newest.items()}
        return _write(work, revision, lives, stood_by(lives, by, at))

    def whole_differs(self, findings: Iterable[Finding], reasons: Mapping[str, Reason]) -> bool:
        """Whether a look at the whole return found anything that is not written yet."""
        now = {finding.check: seen(finding) for finding in findings}
        if any(check not in self._newest for check in now):
            return True
        texts = _texts(reasons)
        return any(
            not agrees(last, now.get(check), texts.get(check, ""))
            or (check in now and now[check].words != last.words)
            for check, last in self._newest.items()
        )

    def keep(self, newest: Mapping[str, FindingStep]) -> None:
        """The commit returned: these are the newest steps."""
        self._newest = dict(newest)


def _texts(reasons: Mapping[str, Reason]) -> dict[str, str]:
    return {subject: reason.text for subject, reason in reasons.items()}


def _write(work: UnitOfWork, revision: UUID, lives: Lives, turn: Turn) -> Mapping[str, FindingStep]:
    newest = {check: steps[-1] for check, steps in lives.items()}
    if not turn:
        return newest
    work.finding_steps.write(revision, turn)
    for check, number in turn.drop:
        rest = [step for step in lives[check] if step.number != number]
        if rest:
            newest[check] = rest[-1]
        else:
            del newest[check]
    return newest | {step.check: step for step in turn.put}
