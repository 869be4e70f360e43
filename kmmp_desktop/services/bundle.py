"""Everything a screen or a command may ask of the office, handed over in one piece."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kmmp_desktop.services.amending import AmendService
from kmmp_desktop.services.approval import ApprovalService
from kmmp_desktop.services.audit_log import AuditLogService
from kmmp_desktop.services.authority import AuthorityService
from kmmp_desktop.services.backups import BackupService
from kmmp_desktop.services.catalogue_print import CataloguePrinter
from kmmp_desktop.services.cell_story import CellStories
from kmmp_desktop.services.completion import CompletionService
from kmmp_desktop.services.consolidation import ConsolidationService
from kmmp_desktop.services.doubts import DoubtService
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.services.entry_books import EntryBookService
from kmmp_desktop.services.exporting import ExportService
from kmmp_desktop.services.facilities import FacilityService
from kmmp_desktop.services.finding_register import FindingRegister
from kmmp_desktop.services.keying import KeyingService
from kmmp_desktop.services.keys import KeyService
from kmmp_desktop.services.letters import LetterService
from kmmp_desktop.services.log_check import LogService
from kmmp_desktop.services.own_certificates import OwnCertificates
from kmmp_desktop.services.packs import PackService
from kmmp_desktop.services.people import PeopleService
from kmmp_desktop.services.ports import Clock, FormCatalogue, TableReader
from kmmp_desktop.services.protection import ProtectionService
from kmmp_desktop.services.protection_ports import OfficeKey
from kmmp_desktop.services.quality import QualityService
from kmmp_desktop.services.receiving import ReceiveService
from kmmp_desktop.services.recovery_sheets import RecoverySheets
from kmmp_desktop.services.rehearsal import RehearsalService
from kmmp_desktop.services.roster import RosterService
from kmmp_desktop.services.scans import ScanService
from kmmp_desktop.services.staff import StaffService
from kmmp_desktop.services.standard_trials import StandardTrials
from kmmp_desktop.services.standards import StandardService
from kmmp_desktop.services.support import SupportService
from kmmp_desktop.services.trust_files import TrustFileService
from kmmp_desktop.services.verifying import VerifyService
from kmmp_desktop.services.worklist import WorklistService


@dataclass(frozen=True, slots=True)
class Services:
    """Made once in main and passed on; holds no state of its own."""

    home: Path
    clock: Clock
    forms: FormCatalogue
    tables: TableReader
    people: PeopleService
    staff: StaffService
    keys: KeyService
    protection: OfficeKey
    """Of the database. ``is_protected`` is False where the data lie in the clear."""
    protecting: ProtectionService
    certificates: OwnCertificates
    sheets: RecoverySheets
    trust: TrustFileService
    authority: AuthorityService
    facilities: FacilityService
    worklist: WorklistService
    entry: EntryService
    keying: KeyingService
    completion: CompletionService
    approval: ApprovalService
    exporting: ExportService
    verifying: VerifyService
    receiving: ReceiveService
    letters: LetterService
    amending: AmendService
    scans: ScanService
    books: EntryBookService
    findings: FindingRegister
    standards: StandardService
    catalogue_print: CataloguePrinter
    standard_trials: StandardTrials
    packs: PackService
    roster: RosterService
    quality: QualityService
    rehearsal: RehearsalService
    doubts: DoubtService
    totals: ConsolidationService
    log: LogService
    backups: BackupService
    audit: AuditLogService
    stories: CellStories
    support: SupportService
