"""The office put together: which part fits which port. Only main asks for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kmmp_desktop import paths
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.starting import program
from kmmp_desktop.texts.catalogue import LANGUAGES, Catalogue
from opening import door, key_here, lock_pictures_for, scan_folder
from serving import backups, history_runs, open_store, quality_figures

if TYPE_CHECKING:
    # The services take a while to import, and the window is painted before it needs them.
    from kmmp_desktop.security.office_key import OpenOffice
    from kmmp_desktop.services.authority import AuthorityService
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.checking_files import FileChecker
    from kmmp_desktop.services.exporting import ExportService
    from kmmp_desktop.services.ports import Clock, FormCatalogue, Work
    from kmmp_desktop.services.practice_files import IsPractice
    from kmmp_desktop.services.protection_ports import OfficeKey
    from kmmp_desktop.services.rescue import Rescue
    from kmmp_desktop.services.server_office import ServerOffice
    from kmmp_desktop.services.verifying import VerifyService
    from kmmp_desktop.storage.home import OfficeHome

VERIFY_WORKER = "--verify-worker"
"""The program starts itself with this to check files of strangers; not for people."""


def open_office(
    home: Path,
    clock: Clock,
    texts: Catalogue,
    busy_timeout_ms: int | None = None,
    key: OpenOffice | None = None,
    server: ServerOffice | None = None,
) -> tuple[Services, OfficeHome]:
    """Open the office in ``home``: its services, and what to close at the end. Raises StorageError.

    ``key``: of a protected office (``door``); an office that is not there yet is made with it.
    """
    from exports.audit_files import AuditTables
    from exports.catalogue_pages import CataloguePdf
    from exports.entry_book import EntryBookFiles
    from exports.office_sheet import OfficeSheetPdf
    from exports.page_compare import PageComparer
    from exports.pdf import PdfMaker
    from exports.quality_files import QualityTables
    from exports.recovery_sheet import RecoverySheetPdf
    from exports.register_files import FindingFiles
    from exports.scan_pages import ScanPages
    from exports.tables import FileTableReader
    from exports.totals_files import TotalsWriter
    from exports.xlsx import WorkbookMaker
    from forms.across import office_rules
    from kmmp_desktop.security.accounts import AccountSecurity
    from kmmp_desktop.security.attempts import Attempts
    from kmmp_desktop.security.facts import CertificateReader
    from kmmp_desktop.security.programme_trust import ProgrammeTrust
    from kmmp_desktop.security.signed import signed_by
    from kmmp_desktop.security.trust_list import summary_of
    from kmmp_desktop.security.vault import AccountVault
    from kmmp_desktop.security.wrapping import SystemKeyring
    from kmmp_desktop.services.amending import AmendService
    from kmmp_desktop.services.approval import ApprovalService
    from kmmp_desktop.services.audit_log import AuditLogService
    from kmmp_desktop.services.between import BetweenService
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.catalogue_print import CataloguePrinter
    from kmmp_desktop.services.cell_story import CellStories
    from kmmp_desktop.services.checking_files import PlainChecker
    from kmmp_desktop.services.compiled import CompiledForms
    from kmmp_desktop.services.completion import CompletionService
    from kmmp_desktop.services.consolidation import ConsolidationService
    from kmmp_desktop.services.documents import DocumentBuilder
    from kmmp_desktop.services.doubts import DoubtService
    from kmmp_desktop.services.entry import EntryService
    from kmmp_desktop.services.entry_books import EntryBookService
    from kmmp_desktop.services.facilities import FacilityService
    from kmmp_desktop.services.finding_register import FindingRegister
    from kmmp_desktop.services.keying import KeyingService
    from kmmp_desktop.services.keys import KeyService
    from kmmp_desktop.services.letters import KINDS, letter_service
    from kmmp_desktop.services.log_check import LogService
    from kmmp_desktop.services.overlays import OverlaidForms
    from kmmp_desktop.services.own_certificates import OwnCertificates
    from kmmp_desktop.services.packs import PackService
    from kmmp_desktop.services.people import PeopleService
    from kmmp_desktop.services.practice_files import MARK, is_practice
    from kmmp_desktop.services.protection import ProtectionService
    from kmmp_desktop.services.protection_ports import ClearOffice
    from kmmp_desktop.services.quality import QualityService
    from kmmp_desktop.services.receiving import ReceiveService
    from kmmp_desktop.services.receiving_mail import CERTIFICATE, PACK, CertificateMail, PackMail, kind_of
    from kmmp_desktop.services.receiving_ports import Mail, MailRoom
    from kmmp_desktop.services.recovery_sheets import RecoverySheets
    from kmmp_desktop.services.rehearsal import RehearsalService
    from kmmp_desktop.services.roster import RosterService
    from kmmp_desktop.services.scans import ScanService
    from kmmp_desktop.services.staff import StaffService
    from kmmp_desktop.services.standard_trials import StandardTrials
    from kmmp_desktop.services.standards import StandardService
    from kmmp_desktop.services.support import SupportService
    from kmmp_desktop.services.trust_files import TrustFileService
    from kmmp_desktop.services.trust_mail import TrustMail
    from kmmp_desktop.services.verifying import VerifyService, seen_in
    from kmmp_desktop.services.worklist import WorklistService
    from kmmp_desktop.storage.facts import database_facts
    from kmmp_desktop.storage.office_seal import known_seals
    from kmmp_desktop.storage.quality import SqlQualityRecords

    store, delivery = open_store(home, clock, busy_timeout_ms, key, server)
    work: Work = store.work
    pictures = scan_folder(home, key, store.seal, lambda: known_seals(store.engine))
    if delivery is not None:
        delivery.later("pictures", pictures.lock_clear)

    practice = partial(is_practice, work)  # asked anew each time, since a new office has no name yet
    forms = OverlaidForms(forms_of(home), work)
    compiled = CompiledForms(forms)
    makers = (WorkbookMaker(texts.say_in), PdfMaker(texts.say_in))
    trust, trust_files = ProgrammeTrust(work, clock), TrustFileService(work, clock, summary_of)
    accounts = AccountSecurity(Attempts(paths.attempts(home), clock))
    certificates, wrapping, vault = CertificateReader(), SystemKeyring(), AccountVault(accounts)
    protection: OfficeKey = key or ClearOffice()
    people = PeopleService(work, accounts, clock, certificates, wrapping, protection)
    protecting = ProtectionService(work, clock, people, accounts, protection)
    around_keys = (work, clock, people, accounts, vault, certificates, wrapping)
    standards = StandardService(work, clock, forms)
    strangers = VerifyService(_checker(), trust, PageComparer(forms, makers[1]), seen_in(work))
    own = VerifyService(PlainChecker(makers), trust, seen=seen_in(work))
    between = BetweenService(work, office_rules(forms, home), forms, compiled)
    entry = EntryService(work, forms, compiled, clock, between, delivery)
    facilities = FacilityService(work, clock)
    letters = letter_service(work, clock, forms, trust, signed_by)
    packs = PackService(work, clock, forms, trust, signed_by)
    own_certificates = OwnCertificates(*around_keys, signed_by, trust, trust_files.root)
    doubts = DoubtService(work, clock, trust, strangers)
    readers: dict[str, Mail] = {"trust": TrustMail(trust_files, doubts.waiting), PACK: PackMail(packs)}
    readers[CERTIFICATE] = CertificateMail(own_certificates, work, signed_by)
    mail = MailRoom(kind_of, {**dict.fromkeys(KINDS, letters), **readers})
    services = Services(
        home=home,
        clock=clock,
        forms=forms,
        tables=FileTableReader((texts.say_in(one, MARK) for one in LANGUAGES), practice),
        people=people,
        staff=StaffService(work, clock, forms, accounts, certificates, wrapping, protection),
        keys=KeyService(*around_keys),
        protection=protection,
        protecting=protecting,
        certificates=own_certificates,
        sheets=RecoverySheets(RecoverySheetPdf(texts.say_in), OfficeSheetPdf(texts.say_in)),
        trust=trust_files,
        authority=authority(clock, practice),
        facilities=facilities,
        worklist=WorklistService(work, forms, clock),
        entry=entry,
        keying=KeyingService(work, entry, clock),
        completion=CompletionService(work, clock, makers, DocumentBuilder(forms, compiled)),
        approval=ApprovalService(work, clock, forms, compiled, makers),
        exporting=_exporting(work, clock, forms, texts, own, strangers),
        verifying=strangers,
        receiving=ReceiveService(work, clock, forms, strangers, facilities, mail, letters),
        letters=letters,
        amending=AmendService(work, clock),
        scans=ScanService(work, clock, pictures, ScanPages()),
        books=EntryBookService(work, clock, forms, entry, EntryBookFiles(texts.say_in, practice)),
        findings=FindingRegister(work, forms, FindingFiles(texts.say_in, practice)),
        standards=standards,
        catalogue_print=CataloguePrinter(work, clock, standards, CataloguePdf(texts.say_in, practice)),
        standard_trials=StandardTrials(lambda: history_runs(store)),
        packs=packs,
        roster=RosterService(work, clock, certificates),
        quality=QualityService(
            work,
            forms,
            clock,
            lambda: quality_figures(store),
            SqlQualityRecords(store.engine),
            QualityTables(texts.say_in, practice),
        ),
        rehearsal=RehearsalService(forms, entry, clock, lambda: history_runs(store)),
        doubts=doubts,
        totals=ConsolidationService(
            *(work, clock, forms, compiled, TotalsWriter(texts.say_in, practice)),
            trust.partner_of,
            doubts.of_month,
        ),
        log=LogService(work, strangers),
        backups=backups(home, clock, people, protection, store, forms.families(), practice),
        audit=AuditLogService(work, clock, forms, AuditTables(texts.say_in), texts.say_in),
        stories=CellStories(work, compiled),
        support=SupportService(
            home, lambda: database_facts(store.engine), lambda: protection.is_protected, practice
        ),
    )
    if key is not None:
        protecting.note_tries(door(home, clock))
    return services, store


def rescue(home: Path, clock: Clock) -> Rescue:
    """What can be done for a home whose office is not there, or cannot be opened any more."""
    from kmmp_desktop.security.backup_slots import backup_seal
    from kmmp_desktop.security.raw_pages import page_opener
    from kmmp_desktop.services.rescue import Rescue
    from kmmp_desktop.services.restoring import Restorer
    from kmmp_desktop.storage.backup_copies import SqlCopies
    from kmmp_desktop.storage.restoring import finish_swap
    from kmmp_desktop.storage.salvage import Salvager, tail

    copies = SqlCopies(home, clock)
    restorer = Restorer(home, clock, backup_seal(), copies, ())
    return Rescue(
        home,
        clock,
        restorer,
        copies,
        forms_of(home),
        Salvager(page_opener),
        tail,
        finish_swap,
        partial(key_here, home),
        lock_pictures_for,
    )


def authority(clock: Clock, practice: IsPractice | None = None) -> AuthorityService:
    """Works without any office: its folder is chosen by whoever keeps the programme's keys."""
    from kmmp_desktop.security.authority_keys import AuthoritySecurity
    from kmmp_desktop.security.signed import signed_by
    from kmmp_desktop.services.authority import AuthorityService

    return AuthorityService(AuthoritySecurity(clock), signed_by, clock, practice)


def _exporting(
    work: Work,
    clock: Clock,
    forms: FormCatalogue,
    texts: Catalogue,
    verifier: VerifyService,
    many: VerifyService,
) -> ExportService:
    from exports.submission_pdf import SubmissionBooklet
    from exports.submission_xlsx import SubmissionWorkbook
    from kmmp_desktop.services.exporting import ExportService
    from kmmp_desktop.services.month_submission import MonthSubmissions
    from kmmp_desktop.services.submission_document import SubmissionBuilder

    makers = (SubmissionWorkbook(texts.say_in), SubmissionBooklet(texts.say_in))
    submissions = MonthSubmissions(work, SubmissionBuilder(forms, texts.say_in), makers, verifier)
    return ExportService(work, clock, forms, verifier, submissions, many)


def forms_of(home: Path) -> FormCatalogue:
    from forms.additions import office_forms

    return office_forms(home)


def stranger(trust: Path | None) -> VerifyService:
    from kmmp_desktop.security.programme_trust import FileTrust
    from kmmp_desktop.services.pack_files import read_pack
    from kmmp_desktop.services.verifying import VerifyService

    known = FileTrust(trust.name, read_pack(trust), SystemClock()) if trust is not None else None
    return VerifyService(_checker(), known)


def _checker() -> FileChecker:
    """Processes that start this very program again; none starts before there is a file to check."""
    from exports.verify_pool import WorkerChecker

    return WorkerChecker([*program(), VERIFY_WORKER])


def verify_worker() -> int:
    from exports.pdf import PdfMaker
    from exports.verify_worker import Limits, serve
    from exports.xlsx import WorkbookMaker

    texts = Catalogue()
    return serve((WorkbookMaker(texts.say_in), PdfMaker(texts.say_in)), Limits())
