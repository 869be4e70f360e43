"""A transaction on the office's database, with a repository for each kind of thing."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from kmmp_desktop.storage.amendments import SqlAmendments
from kmmp_desktop.storage.audit import SqlAudit
from kmmp_desktop.storage.exchange import SqlConsolidations, SqlLetters, SqlReceived, SqlTrust
from kmmp_desktop.storage.facilities import SqlFacilities
from kmmp_desktop.storage.finding_steps import SqlFindingSteps
from kmmp_desktop.storage.keyings import SqlKeyings
from kmmp_desktop.storage.overlays import SqlOverlays
from kmmp_desktop.storage.papers import SqlFiles, SqlSubmissions
from kmmp_desktop.storage.people import SqlPeople
from kmmp_desktop.storage.returns import SqlReturns
from kmmp_desktop.storage.scans import SqlScans
from kmmp_desktop.storage.settings import SqlSettings
from kmmp_desktop.storage.together import SqlTogether
from kmmp_desktop.storage.transaction import Transaction


class SqlUnitOfWork:
    """See ``ports.UnitOfWork``. Each has its own connection, so any thread may open one.

    When ``commit`` has returned, the change is on the disk. After a ``StorageError`` nothing of
    the transaction is kept; leave the block and start anew.
    """

    facilities: SqlFacilities
    people: SqlPeople
    returns: SqlReturns
    files: SqlFiles
    submissions: SqlSubmissions
    audit: SqlAudit
    keyings: SqlKeyings
    settings: SqlSettings
    scans: SqlScans
    finding_steps: SqlFindingSteps
    overlays: SqlOverlays
    trust: SqlTrust
    received: SqlReceived
    letters: SqlLetters
    consolidations: SqlConsolidations
    amendments: SqlAmendments
    together: SqlTogether

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        self._transaction = db = Transaction(self._engine)
        self.facilities = SqlFacilities(db)
        self.people = SqlPeople(db)
        self.returns = SqlReturns(db)
        self.files = SqlFiles(db)
        self.submissions = SqlSubmissions(db)
        self.audit = SqlAudit(db)
        self.keyings = SqlKeyings(db)
        self.settings = SqlSettings(db)
        self.scans = SqlScans(db)
        self.finding_steps = SqlFindingSteps(db)
        self.overlays = SqlOverlays(db)
        self.trust = SqlTrust(db)
        self.received = SqlReceived(db)
        self.letters = SqlLetters(db)
        self.consolidations = SqlConsolidations(db)
        self.amendments = SqlAmendments(db)
        self.together = SqlTogether(db, self.returns)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transaction.close()

    def commit(self) -> None:
        self._transaction.commit()
