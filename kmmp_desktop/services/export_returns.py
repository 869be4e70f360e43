"""The kept files of returns: read from the office, verified, written once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from kmmp_desktop.domain.document import speaks_of
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.submission import AMENDS, RETURN_PARTS
from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.completion import digest
from kmmp_desktop.services.export_folder import Staging
from kmmp_desktop.services.ports import SignedFile, Work
from kmmp_desktop.services.submission_document import GatheredReturn
from kmmp_desktop.services.verifying import VerifyService

KINDS = ("xlsx", "pdf")
Report = Callable[[str, int], None]
"""Called with (step, done); steps: gather, verify, write. May raise to stop."""

_MANY = 8
"""From so many returns on it is worth starting processes that verify on every core."""
_HEAD = ("form", "facility", "revision", "short_code", "completed_at", "audit_head", "prepared_by")


class _Waiting(NamedTuple):
    """A return whose files are being verified."""

    facility: Facility
    revision: Revision
    files: tuple[SignedFile, ...]
    digests: tuple[str, ...]
    verdicts: tuple[Future[Verdict] | None, ...]
    """None: written and verified by the run that was stopped."""


class ReturnFiles:
    """Gathers returns one after the other, verifying some ahead; holds few files at a time."""

    def __init__(self, work: Work, verifier: VerifyService, many: VerifyService | None) -> None:
        self._work = work
        self._verifier = verifier
        self._many = many or verifier

    def gather(
        self,
        returns: Sequence[tuple[Facility, Revision]],
        staging: Staging,
        prefix: str,
        report: Report,
        *,
        keep_data: bool,
    ) -> list[GatheredReturn]:
        """Bring both files of every return into ``staging`` below ``prefix``.

        ``keep_data``: the figures are wanted, so the workbook is read even where a stopped run had
        finished it. Raises RefusedError where a kept file is not what clerk and manager signed.
        """
        verifier = self._many if len(returns) >= _MANY else self._verifier
        workers = max(2, os.cpu_count() or 2)
        pool = ThreadPoolExecutor(workers, thread_name_prefix="verify")
        done: list[GatheredReturn] = []
        waiting: list[_Waiting] = []
        try:
            for number, (facility, revision) in enumerate(returns, start=1):
                waiting.append(self._begin(facility, revision, staging, prefix, pool, verifier, keep_data))
                report("gather", number)
                if len(waiting) > workers:
                    done.append(self._end(waiting.pop(0), staging, prefix, report, len(done) + 1))
            for rest in self._rest(waiting):
                done.append(self._end(rest, staging, prefix, report, len(done) + 1))
        finally:
            pool.shutdown(cancel_futures=True)
        return done

    @staticmethod
    def _rest(waiting: list[_Waiting]) -> Iterator[_Waiting]:
        while waiting:
            yield waiting.pop(0)

    def _begin(
        self,
        facility: Facility,
        revision: Revision,
        staging: Staging,
        prefix: str,
        pool: ThreadPoolExecutor,
        verifier: VerifyService,
        keep_data: bool,
    ) -> _Waiting:
        with self._work() as work:
            kept = [work.files.get(revision.id, kind) for kind in KINDS]
        files = tuple(file for file in kept if file is not None)
        if len(files) < len(KINDS):
            missing = next(kind for kind, file in zip(KINDS, kept, strict=True) if file is None)
            raise _unverified(missing, facility)
        digests = tuple(digest(file.content) for file in files)
        verdicts = tuple(
            None
            if staging.has(prefix + file.name, one) and not (keep_data and file.kind == "xlsx")
            else pool.submit(verifier.judge, file.name, file.content)
            for file, one in zip(files, digests, strict=True)
        )
        return _Waiting(facility, revision, files, digests, verdicts)

    def _end(
        self, item: _Waiting, staging: Staging, prefix: str, report: Report, number: int
    ) -> GatheredReturn:
        """Wait for the verdicts, then write what is not there yet."""
        data: dict[str, Any] | None = None
        approved_by = ""
        for file, future in zip(item.files, item.verdicts, strict=True):
            if future is None:
                continue
            verdict = future.result()
            if not (verdict.is_approved and speaks_of(verdict.data, item.revision)):
                raise _unverified(file.kind, item.facility)
            assert verdict.data is not None
            data = {name: verdict.data[name] for name in (*_HEAD, *RETURN_PARTS)}
            data |= {AMENDS: verdict.data[AMENDS]} if AMENDS in verdict.data else {}
            approved_by = verdict.signatures[-1].name
        report("verify", number)
        for file, one in zip(item.files, item.digests, strict=True):
            if not staging.has(prefix + file.name, one):
                staging.write(prefix + file.name, file.content)
        report("write", number)
        named = zip(item.files, item.digests, strict=True)
        files = tuple((file.kind, file.name, one) for file, one in named)
        return GatheredReturn(item.facility, item.revision, data, approved_by, files)


def _unverified(kind: str, facility: Facility) -> RefusedError:
    return RefusedError(
        "The kept {kind} of {facility} does not verify as approved. Nothing was sent.",
        kind=kind,
        facility=facility.name,
        hint="Take the return back to draft and have it signed again.",
    )
