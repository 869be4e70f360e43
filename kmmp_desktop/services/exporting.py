"""Sending a month: verify the kept files, copy them whole, sign for the month, record that they left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.export_folder import MANIFEST, Staging, held_by
from kmmp_desktop.services.export_manifest import manifest
from kmmp_desktop.services.export_plan import ExportPlan, ExportPlanner
from kmmp_desktop.services.export_record import SentForm, record, refuse_withdrawn
from kmmp_desktop.services.export_returns import ReturnFiles
from kmmp_desktop.services.month_submission import MonthSubmissions, SignedSubmission
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.permits import permit, permit_named
from kmmp_desktop.services.ports import Clock, FormCatalogue, Signer, Work
from kmmp_desktop.services.submission_document import GatheredReturn, MissingReturn, Month
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.text import ENGLISH

StepProgress = Callable[[str, int, int], None]
"""Called with (step, done, of); steps: gather, verify, write, compile, sign, move, record. May raise
to stop."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    folder: Path
    files: tuple[Path, ...]
    manifest: Path
    included: int
    left_out: int
    signed_by: str = ""
    """Who signed for the whole month; empty where only the returns were written."""
    again: int = 0
    """How many files a run that was stopped had finished already."""


class ExportService:
    """Copies approved returns out of the office (decision 15); a manager's key signs for the month."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        forms: FormCatalogue,
        verifier: VerifyService,
        submissions: MonthSubmissions,
        many: VerifyService | None = None,
    ) -> None:
        """``many`` verifies where there is much to verify, on every core; else ``verifier``."""
        self._work = work
        self._clock = clock
        self._planner = ExportPlanner(work, clock, forms)
        self._returns = ReturnFiles(work, verifier, many)
        self._submissions = submissions

    def plan(self, family: str, period: Period, facilities: Sequence[str] = ()) -> ExportPlan:
        """Say what a month (or some of its facilities) would send; changes nothing."""
        return self._planner.plan(family, period, facilities)

    def audit_head(self) -> str:
        """Head of the office's chain now, 64 hex digits."""
        with self._work() as work:
            return work.audit.head("office")

    def export(
        self,
        plan: ExportPlan | Sequence[ExportPlan],
        folder: Path,
        person: Person | None,
        progress: StepProgress | None = None,
        signer: Signer | None = None,
        language: str = ENGLISH,
    ) -> ExportReport:
        """Write the planned returns into ``folder``: all of them, or none.

        Several forms of a month go in one run, each into a folder of its own within ``folder``. With
        a manager's ``signer`` a signed submission for the whole month is written beside the returns of
        each form, in ``language``; without one only if an earlier one holds the very same. The files
        are staged in a hidden folder beside the target and moved when whole, the lists of files last;
        only then do approved returns become submitted, in one transaction. What a run that was stopped
        had finished is taken over.

        Raises:
            RefusedError: nothing to send, a kept file does not verify, or the signer is no manager.
            FileRefusedError: the folder cannot be written.
        """
        plans = [plan] if isinstance(plan, ExportPlan) else list(plan)
        with self._work() as work:
            permit_named(person, Action.EXPORT, work)
        self._refuse(plans, folder, signer)
        plans = [each for each in plans if each.included]
        run = _Run(folder, len(plans) > 1, progress or (lambda step, done, of: None))
        try:
            staging = Staging(folder)
            try:
                run.again = staging.files
                sent = self._stage(plans, staging, run, signer, language)
                refuse_withdrawn(self._work, sent)
                staging.move(run.names, lambda done, of: run.report("move", done, of), run.stale)
            except (OSError, RefusedError):
                staging.remove()
                raise
        except OSError as error:
            raise FileRefusedError(
                "{folder} cannot be written: {why}.",
                folder=folder,
                why=reason_of(error),
                hint="Nothing was sent. Free space or choose another folder.",
            ) from error
        record(self._work, self._clock, sent, folder, person)
        count = sum(len(each.included) for each in plans)
        run.report("record", count, count)
        signed = {each.submission.signed_by for each in sent if each.submission}
        lists = [folder / name for name in run.names if Path(name).name == MANIFEST]
        return ExportReport(
            folder,
            tuple(folder / name for name in run.names if Path(name).name != MANIFEST),
            lists[0],
            count,
            sum(len(each.left_out) for each in plans),
            ", ".join(sorted(signed)),
            run.again,
        )

    def _refuse(self, plans: Sequence[ExportPlan], folder: Path, signer: Signer | None) -> None:
        if signer is not None:
            permit(signer.person, Action.SIGN_MONTH)
        if not any(plan.included for plan in plans):
            raise RefusedError(
                "No return of {period} is approved: there is nothing to send.",
                period=month_year(plans[0].period),
            )
        several = sum(bool(plan.included) for plan in plans) > 1
        for plan in plans:
            _refuse_other_month(folder / plan.family if several else folder, plan)
        if several and (held := held_by(folder)) is not None:
            raise RefusedError(
                "{folder} holds the submission of {family} for {period} already.",
                folder=folder,
                family=held[0],
                period=held[1],
                hint="Choose another folder: each form and month has its own.",
            )

    def _stage(
        self,
        plans: Sequence[ExportPlan],
        staging: Staging,
        run: _Run,
        signer: Signer | None,
        language: str,
    ) -> list[SentForm]:
        """Bring everything into the hidden folder; returns what has to be recorded."""
        total = sum(len(plan.included) for plan in plans)
        sent, before = [], 0
        for number, plan in enumerate(plans):
            gathered = self._returns.gather(
                [(item.facility, item.revision) for item in plan.included],
                staging,
                run.prefix(plan),
                run.counting(before, total),
                keep_data=signer is not None,
            )
            before += len(gathered)
            sent.append(self._finish(plan, gathered, staging, run, signer, language, (number, len(plans))))
        return sent

    def _finish(
        self,
        plan: ExportPlan,
        gathered: Sequence[GatheredReturn],
        staging: Staging,
        run: _Run,
        signer: Signer | None,
        language: str,
        place: tuple[int, int],
    ) -> SentForm:
        """The submission and the list of files of one form."""
        prefix, at = run.prefix(plan), self._clock.now().replace(microsecond=0)
        missing = tuple(MissingReturn(item.facility, item.state, item.why) for item in plan.left_out)
        month = Month(uuid4(), plan.family, plan.period, tuple(gathered), missing)
        submission = self._submission(month, staging, run, signer, language, place)
        entries = [(name, digest) for each in gathered for _, name, digest in each.files]
        for file in submission.files if submission else ():
            entries.append((file.name, staging.write(prefix + file.name, file.content)))
        run.names += [prefix + name for name, _ in entries]
        if submission is None:
            run.stale += [prefix + name for name in self._submissions.names(month)]
        with self._work() as work:
            office = work.people.office()
        content = manifest(plan, office, at, entries, staging.place / prefix, submission)
        staging.write(prefix + MANIFEST, content)
        run.names.append(prefix + MANIFEST)
        revisions = tuple(each.revision.id for each in gathered)
        return SentForm(month.id, plan.family, plan.period, revisions, submission)

    def _submission(
        self,
        month: Month,
        staging: Staging,
        run: _Run,
        signer: Signer | None,
        language: str,
        place: tuple[int, int],
    ) -> SignedSubmission | None:
        with self._work() as work:
            office = work.people.office()
        if office is None:
            return None
        number, of = place
        each = self._submissions.count

        def report(step: str, done: int, _of: int) -> None:
            run.report(step, number * each + done, of * each)

        prefix = f"{month.family}/" if run.several else ""
        found = self._submissions.kept(
            self._submissions.content(month, office), lambda name: staging.read(prefix + name)
        )
        if found is None and signer is None:
            return None
        if found is None and signer is not None:
            at = self._clock.now().replace(microsecond=0)
            found = self._submissions.make(month, office, signer, at, language, report)
        for step in ("compile", "sign"):
            report(step, each, each)
        return found


@dataclass
class _Run:
    """One export while it goes on."""

    folder: Path
    several: bool
    report: StepProgress
    names: list[str] = field(default_factory=list)
    """Every file below the folder, in the order of writing."""
    stale: list[str] = field(default_factory=list)
    """Files of an earlier run that would say something else than this one."""
    again: int = 0

    def counting(self, before: int, of: int) -> Callable[[str, int], None]:
        """A report of the returns of one form, counted on after those of the forms before."""
        return lambda step, done: self.report(step, before + done, of)

    def prefix(self, plan: ExportPlan) -> str:
        return f"{plan.family}/" if self.several else ""


def _refuse_other_month(folder: Path, plan: ExportPlan) -> None:
    """A folder holds one form and month: writing another would take away its list of files."""
    held = held_by(folder)
    if held is not None and held != (plan.family, str(plan.period)):
        raise RefusedError(
            "{folder} holds the submission of {family} for {period} already.",
            folder=folder,
            family=held[0],
            period=held[1],
            hint="Choose another folder: each form and month has its own.",
        )
