"""Signed files and submissions in the database."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, insert, select

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.exchange_ports import SubmissionFile
from kmmp_desktop.services.ports import SignedFile, Submission
from kmmp_desktop.storage.tables import SIGNED_FILE, SUBMISSION, SUBMISSION_FILE, SUBMISSION_ITEM
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_PUT = replacing(SIGNED_FILE)
_PUT_OF_MONTH = replacing(SUBMISSION_FILE)


class SqlFiles:
    """See ``ports.FileRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def get(self, revision: UUID, kind: str) -> SignedFile | None:
        row = self._db.read(
            select(SIGNED_FILE).where(SIGNED_FILE.c.revision == revision, SIGNED_FILE.c.kind == kind)
        ).first()
        return (
            None if row is None else SignedFile(row.revision, row.kind, row.name, row.content, row.approved)
        )

    def put(self, file: SignedFile) -> None:
        self._db.write(
            _PUT[self._db.dialect],
            {
                "revision": file.revision,
                "kind": file.kind,
                "name": file.name,
                "content": file.content,
                "approved": file.approved,
            },
        )

    def sizes(self, revision: UUID) -> dict[str, int]:
        """Bytes of each kept file by kind; the contents stay where they are."""
        rows = self._db.read(
            select(SIGNED_FILE.c.kind, func.length(SIGNED_FILE.c.content)).where(
                SIGNED_FILE.c.revision == revision
            )
        )
        return {kind: int(size) for kind, size in rows}

    def discard(self, revision: UUID) -> None:
        self._db.write(delete(SIGNED_FILE).where(SIGNED_FILE.c.revision == revision))


class SqlSubmissions:
    """See ``ports.SubmissionRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def add(self, submission: Submission) -> None:
        self._db.write(
            insert(SUBMISSION),
            {
                "id": submission.id,
                "family": submission.family,
                "period": int(str(submission.period)),
                "folder": submission.folder,
                "at": submission.at,
                "by": submission.by,
            },
        )
        items = [
            {"submission": submission.id, "revision": revision, "place": place}
            for place, revision in enumerate(submission.revisions)
        ]
        if items:
            self._db.write(insert(SUBMISSION_ITEM), items)

    def of_month(self, family: str, period: Period) -> tuple[Submission, ...]:
        """Submissions of a form and month, oldest first."""
        month = (SUBMISSION.c.family == family, SUBMISSION.c.period == int(str(period)))
        rows = self._db.read(select(SUBMISSION).where(*month).order_by(SUBMISSION.c.at)).all()
        sent: dict[UUID, list[UUID]] = {row.id: [] for row in rows}
        items = (
            select(SUBMISSION_ITEM.c.submission, SUBMISSION_ITEM.c.revision)
            .join(SUBMISSION, SUBMISSION.c.id == SUBMISSION_ITEM.c.submission)
            .where(*month)
        )
        for submission, revision in self._db.read(items.order_by(SUBMISSION_ITEM.c.place)):
            sent[submission].append(revision)
        return tuple(
            Submission(row.id, row.family, period, row.folder, row.at, row.by, tuple(sent[row.id]))
            for row in rows
        )

    def put_file(self, file: SubmissionFile) -> None:
        self._db.write(
            _PUT_OF_MONTH[self._db.dialect],
            {
                "submission": file.submission,
                "kind": file.kind,
                "name": file.name,
                "content": file.content,
            },
        )

    def files(self, submission: UUID) -> tuple[SubmissionFile, ...]:
        """The signed files of a whole month, by kind."""
        rows = self._db.read(
            select(SUBMISSION_FILE)
            .where(SUBMISSION_FILE.c.submission == submission)
            .order_by(SUBMISSION_FILE.c.kind)
        )
        return tuple(SubmissionFile(row.submission, row.kind, row.name, bytes(row.content)) for row in rows)
