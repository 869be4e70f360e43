"""The office submission of a run: an earlier one that says the same, or a new one that is signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.office import Office
from kmmp_desktop.domain.submission import SubmissionDocument, same_content
from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.exchange_ports import SubmissionFile
from kmmp_desktop.services.ports import Signer, Work
from kmmp_desktop.services.submission_document import Month, SubmissionBuilder, SubmissionMaker
from kmmp_desktop.services.verifying import VerifyService

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SignedSubmission:
    """The two files of a month, signed."""

    files: tuple[SubmissionFile, ...]
    signed_by: str
    is_new: bool
    """Signed in this run; else the bytes of an earlier one."""


class MonthSubmissions:
    """Finds or makes the files of a whole month."""

    def __init__(
        self,
        work: Work,
        builder: SubmissionBuilder,
        makers: Sequence[SubmissionMaker],
        verifier: VerifyService,
    ) -> None:
        self._work = work
        self._builder = builder
        self._makers = makers
        self._verifier = verifier

    @property
    def count(self) -> int:
        """How many files a submission has."""
        return len(self._makers)

    def content(self, month: Month, office: Office) -> Mapping[str, Any]:
        """What a submission of this month has to hold, as far as earlier ones are compared by it."""
        return self._builder.content(month, office)

    def names(self, month: Month) -> tuple[str, ...]:
        """What the files of a month are called."""
        which = {"submission": {"family": month.family, "period": str(month.period)}}
        return tuple(f"{self._builder.name(which)}.{maker.kind}" for maker in self._makers)

    def kept(
        self, wanted: Mapping[str, Any], read: Callable[[str], bytes | None] | None = None
    ) -> SignedSubmission | None:
        """Files that were signed before and hold the same: in the office, or where ``read`` finds them.

        Whoever got the first ones then gets the very same bytes again.
        """
        for files in self._candidates(wanted, read):
            found = [self._verified(file) for file in files]
            verified = [verdict for verdict in found if verdict is not None]
            if len(verified) < len(self._makers):
                continue
            same = {canonical_bytes(verdict.data or {}) for verdict in verified}
            if len(same) == 1 and same_content(verified[0].data, wanted):
                return SignedSubmission(files, verified[0].signatures[0].name, False)
        return None

    def _candidates(
        self, wanted: Mapping[str, Any], read: Callable[[str], bytes | None] | None
    ) -> Iterator[tuple[SubmissionFile, ...]]:
        family, period = wanted["submission"]["family"], wanted["submission"]["period"]
        with self._work() as work:
            earlier = sorted(work.submissions.of_month(family, period), key=lambda s: s.at, reverse=True)
            stored = [files for s in earlier if (files := work.submissions.files(s.id))]
        order = [maker.kind for maker in self._makers]
        for files in stored:
            if all(file.kind in order for file in files):
                yield tuple(sorted(files, key=lambda file: order.index(file.kind)))
        found = []
        for maker in self._makers:
            name = f"{self._builder.name(wanted)}.{maker.kind}"
            content = read(name) if read is not None else None
            if content is not None:
                found.append(SubmissionFile(UUID(int=0), maker.kind, name, content))
        yield tuple(found)

    def _verified(self, file: SubmissionFile) -> Verdict | None:
        """What the program's own verifier says, where it says yes to all three questions."""
        verdict = self._verifier.judge(file.name, file.content)
        return verdict if verdict.is_approved and verdict.data is not None else None

    def make(
        self, month: Month, office: Office, signer: Signer, at: datetime, language: str, report: Report
    ) -> SignedSubmission:
        """Build, sign and read back both files.

        Raises RefusedError where a file that was just signed does not verify.
        """
        with self._work() as work:
            head = work.audit.head("office")
        document = self._builder.build(month, office, signer.person, head, at, language)
        built = []
        for done, maker in enumerate(self._makers, start=1):
            built.append(maker.build(document))
            report("compile", done, self.count)
        files = []
        for done, (maker, content) in enumerate(zip(self._makers, built, strict=True), start=1):
            files.append(self._signed(maker, content, document, signer, at, month.id))
            report("sign", done, self.count)
        return SignedSubmission(tuple(files), signer.person.name, True)

    def _signed(
        self,
        maker: SubmissionMaker,
        content: bytes,
        document: SubmissionDocument,
        signer: Signer,
        at: datetime,
        submission: UUID,
    ) -> SubmissionFile:
        name = f"{document.name}.{maker.kind}"
        file = SubmissionFile(submission, maker.kind, name, maker.sign(content, signer, at))
        verdict = self._verified(file)
        if verdict is None or canonical_bytes(verdict.data or {}) != document.canonical:
            raise RefusedError(
                "The {kind} of the whole month does not verify after signing. Nothing was sent.",
                kind=maker.kind,
                hint="Send the returns alone, and report this.",
            )
        return file
