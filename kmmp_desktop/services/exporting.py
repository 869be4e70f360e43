"""Sending a month: verify the kept files, copy them whole, record that they left."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from kmmp_desktop.domain.document import speaks_of
from kmmp_desktop.domain.office import Facility, Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import FileRefusedError, RefusedError, StorageError
from kmmp_desktop.services.compiled import base_family
from kmmp_desktop.services.completion import digest, record_step
from kmmp_desktop.services.documents import stamp
from kmmp_desktop.services.ports import Clock, FormCatalogue, SignedFile, Submission, Work
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.text import Message

StepProgress = Callable[[str, int, int], None]
"""Called with (step, done, of); steps: gather, verify, write, move, record. May raise to stop."""

MANIFEST = "manifest.json"
KINDS = ("xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class Included:
    facility: Facility
    revision: Revision
    figures: int
    bytes: int

    @property
    def warnings(self) -> int:
        return self.revision.warnings


@dataclass(frozen=True, slots=True)
class LeftOut:
    facility: Facility
    state: State | None
    why: Message


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What would be sent, and by name what would not."""

    family: str
    period: Period
    included: tuple[Included, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def figures(self) -> int:
        return sum(item.figures for item in self.included)

    @property
    def bytes_needed(self) -> int:
        return sum(item.bytes for item in self.included)

    def without(self, facilities: Collection[str]) -> ExportPlan:
        """The plan less some facilities, which are then left out by name."""
        kept = tuple(item for item in self.included if item.facility.mfl not in facilities)
        dropped = tuple(
            LeftOut(item.facility, item.revision.state, NOT_CHOSEN)
            for item in self.included
            if item.facility.mfl in facilities
        )
        return ExportPlan(self.family, self.period, kept, (*self.left_out, *dropped))


@dataclass(frozen=True, slots=True)
class ExportReport:
    folder: Path
    files: tuple[Path, ...]
    manifest: Path
    included: int
    left_out: int


NOT_CHOSEN = Message("Approved, not chosen for this submission")

_WHY = {
    None: Message("Not started"),
    State.DRAFT: Message("Draft"),
    State.RETURNED: Message("Returned to the clerk"),
    State.READY: Message("Ready, not approved"),
    State.RECALLED: Message("Recalled, to be amended"),
    State.BROUGHT_IN: Message("Brought in from earlier records, unsigned"),
}


class ExportService:
    """Copies approved returns out of the office; needs no key (decision 15)."""

    def __init__(self, work: Work, clock: Clock, forms: FormCatalogue, verifier: VerifyService) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._verifier = verifier

    def plan(self, family: str, period: Period, facilities: Sequence[str] = ()) -> ExportPlan:
        """Say what a month (or some of its facilities) would send; changes nothing."""
        included, left_out = [], []
        base = base_family(self._forms.newest(family), self._forms)
        with self._work() as work:
            revisions = {r.key.facility: r for r in work.returns.in_month(family, period)}
            for facility in work.facilities.all():
                revision = revisions.get(facility.mfl)
                if (facilities and facility.mfl not in facilities) or (
                    revision is None and not facility.owes(family, period)
                ):
                    continue
                state = revision.state if revision else None
                if revision is None and base and facility.owes(base, period):
                    left_out.append(LeftOut(facility, None, self._inside(base)))
                elif revision is not None and state in (State.APPROVED, State.SUBMITTED, State.RECEIVED):
                    sizes = work.files.sizes(revision.id)
                    included.append(Included(facility, revision, revision.filled, sum(sizes.values())))
                else:
                    left_out.append(LeftOut(facility, state, _WHY[state]))
        return ExportPlan(family, period, tuple(included), tuple(left_out))

    def _inside(self, base: str) -> Message:
        return Message("Derived: signed and sent inside {form}", {"form": self._forms.newest(base).short})

    def export(
        self, plan: ExportPlan, folder: Path, person: Person | None, progress: StepProgress | None = None
    ) -> ExportReport:
        """Write the planned returns into ``folder``: all of them, or none.

        The files are staged in a hidden folder beside the target and moved when whole, the
        manifest last; only then do approved returns become submitted, in one transaction.

        Raises:
            RefusedError: nothing to send, or a kept file does not verify.
            FileRefusedError: the folder cannot be written.
        """
        report = progress or (lambda step, done, of: None)
        if not plan.included:
            raise RefusedError(
                "No return of {period} is approved: there is nothing to send.", period=plan.period
            )
        _refuse_other_month(folder, plan)
        staging = folder.parent / f".{folder.name}.{uuid4().hex[:8]}.part"
        try:
            files = self._gather(plan, report)
            staging.mkdir(parents=True)
            written = self._stage(plan, files, staging, report)
            self._move(written, staging, folder, report)
        except OSError as error:
            raise FileRefusedError(
                "{folder} cannot be written: {why}.",
                folder=folder,
                why=error.strerror or str(error),
                hint="Nothing was sent. Free space or choose another folder.",
            ) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        self._record(plan, folder, person, files)
        report("record", len(plan.included), len(plan.included))
        return ExportReport(
            folder,
            tuple(folder / name for name in written if name != MANIFEST),
            folder / MANIFEST,
            len(plan.included),
            len(plan.left_out),
        )

    def _gather(self, plan: ExportPlan, report: StepProgress) -> list[SignedFile]:
        files: list[SignedFile] = []
        with self._work() as work:
            for done, item in enumerate(plan.included, start=1):
                for kind in KINDS:
                    file = work.files.get(item.revision.id, kind)
                    verdict = self._verifier.judge(file.name, file.content) if file else None
                    if (
                        file is None
                        or verdict is None
                        or not (verdict.is_approved and speaks_of(verdict.data, item.revision))
                    ):
                        raise RefusedError(
                            "The kept {kind} of {facility} does not verify as approved. Nothing was sent.",
                            kind=kind,
                            facility=item.facility.name,
                            hint="Take the return back to draft and have it signed again.",
                        )
                    files.append(file)
                report("gather", done, len(plan.included))
                report("verify", done, len(plan.included))
        return files

    def _stage(
        self, plan: ExportPlan, files: list[SignedFile], staging: Path, report: StepProgress
    ) -> list[str]:
        for done, file in enumerate(files, start=1):
            _write(staging / file.name, file.content)
            report("write", done, len(files))
        manifest = json.dumps(self._manifest(plan, files), indent=1, ensure_ascii=False, sort_keys=True)
        _write(staging / MANIFEST, manifest.encode("utf-8"))
        return [*(file.name for file in files), MANIFEST]

    def _move(self, names: list[str], staging: Path, folder: Path, report: StepProgress) -> None:
        """Rename within one file system; the manifest comes last, so its presence means whole.

        A folder that is not there yet appears in one step.
        """
        if not folder.exists():
            staging.rename(folder)
            report("move", len(names), len(names))
            return
        (folder / MANIFEST).unlink(missing_ok=True)
        for done, name in enumerate(names, start=1):
            (staging / name).replace(folder / name)
            report("move", done, len(names))

    def _manifest(self, plan: ExportPlan, files: list[SignedFile]) -> dict[str, Any]:
        with self._work() as work:
            office = work.people.office()
        return {
            "kmmp": 1,
            "kind": "manifest",
            "family": plan.family,
            "period": str(plan.period),
            "office": {"id": str(office.id), "name": office.name} if office else None,
            "written_at": stamp(self._clock.now()),
            "files": [{"name": f.name, "sha256": digest(f.content), "bytes": len(f.content)} for f in files],
            "left_out": [
                {"mfl": item.facility.mfl, "name": item.facility.name, "why": str(item.why)}
                for item in plan.left_out
            ],
        }

    def _record(self, plan: ExportPlan, folder: Path, person: Person | None, files: list[SignedFile]) -> None:
        at = self._clock.now()
        by_revision = {f.revision: f for f in files}
        try:
            with self._work() as work:
                for item in plan.included:
                    stored = work.returns.revision(item.revision.id)
                    if stored is None or stored.id not in by_revision:
                        continue
                    if stored.state is State.APPROVED:
                        sent = replace(
                            stored,
                            state=State.SUBMITTED,
                            submitted_at=at,
                            changed_at=at,
                            changed_by=person.id if person else stored.changed_by,
                        )
                        work.returns.save_revision(sent)
                        record_step(work, sent, at, person, "submitted", {"manifest": MANIFEST})
                work.submissions.add(
                    Submission(
                        uuid4(),
                        plan.family,
                        plan.period,
                        str(folder),
                        at,
                        person.id if person else None,
                        tuple(item.revision.id for item in plan.included),
                    )
                )
                work.commit()
        except StorageError as error:
            raise StorageError(
                "The files are in {folder}, but the office could not record that they were sent: {why}",
                folder=folder,
                why=error.message,
                hint="Export once more: the same files are copied.",
            ) from error


def _refuse_other_month(folder: Path, plan: ExportPlan) -> None:
    """A folder holds one form and month: writing another would take away its list of files."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        other = (found["family"], found["period"])
    except (OSError, ValueError, KeyError, TypeError):
        return  # none there, or none of ours
    if other != (plan.family, str(plan.period)):
        raise RefusedError(
            "{folder} holds the submission of {family} for {period} already.",
            folder=folder,
            family=other[0],
            period=other[1],
            hint="Choose another folder: each form and month has its own.",
        )


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
