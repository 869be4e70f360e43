"""KMMP Desktop: the way in, and the only place that knows every part of the house."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kmmp_desktop import __version__, paths
from kmmp_desktop.commands.arguments import WRONG_USE, parser
from kmmp_desktop.errors import KmmpError, NotFoundError, RefusedError
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.texts.catalogue import Catalogue

if TYPE_CHECKING:
    # The services take a while to import, and the window is painted before it needs them.
    import argparse

    from kmmp_desktop.domain.form import Form
    from kmmp_desktop.services.authority import AuthorityService
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.checking_files import FileChecker
    from kmmp_desktop.services.exporting import ExportService
    from kmmp_desktop.services.history_runs import HistoryRuns
    from kmmp_desktop.services.ports import Clock, FormCatalogue, Work
    from kmmp_desktop.services.quality import QualityFigures
    from kmmp_desktop.services.rule_exchange import RuleExchange
    from kmmp_desktop.services.trust_files import TrustSummary
    from kmmp_desktop.services.verifying import VerifyService
    from kmmp_desktop.storage.home import OfficeHome

UNFINISHED = "demo-unfinished"
"""Marks a demo that is being made; only ever beside made-up data."""
VERIFY_WORKER = "--verify-worker"
"""The program starts itself with this to check files of strangers; not for people."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, or run the command that the arguments name."""
    if list(sys.argv[1:] if arguments is None else arguments) == [VERIFY_WORKER]:
        return _verify_worker()
    given = parser(__version__, paths.default_home()).parse_args(arguments)
    texts = Catalogue(getattr(given, "language", "en"))
    home = getattr(given, "home", None)
    if given.command is None:
        return _window(home, texts, demo=given.demo, self_test=given.self_test)
    return _command(given, (home or paths.default_home()).absolute(), texts)


def _command(given: argparse.Namespace, home: Path, texts: Catalogue) -> int:
    from kmmp_desktop.commands.answers import FULL_RETURN, Desk
    from kmmp_desktop.commands.running import run
    from kmmp_desktop.storage.home import COMMAND_BUSY_MS

    with ExitStack() as at_end:

        @cache
        def office() -> Services:
            if not paths.database(home).exists():
                raise NotFoundError(
                    "There is no office in {home}.",
                    home=home,
                    hint="Make one by opening the program, or with the demo command.",
                )
            services, store = open_office(home, SystemClock(), texts, COMMAND_BUSY_MS)
            at_end.callback(store.close)
            return services

        def demo(passphrase: str, report: Callable[[str, int, int], None]) -> Services:
            _make_demo(home, passphrase, report, texts)
            return office()

        def verifier(trust: Path | None) -> VerifyService:
            if trust is None and paths.database(home).exists():
                return office().verifying
            return _stranger(trust)

        desk = Desk(
            home,
            getattr(given, "form", FULL_RETURN),
            office,
            verifier,
            _read_form,
            demo,
            _passphrase,
            texts.say,
            _rule_exchange,
            lambda: _authority(SystemClock()),
            _read_trust,
            SystemClock().now,
        )
        return run(given, desk)


def _window(home: Path | None, texts: Catalogue, *, demo: bool, self_test: bool) -> int:
    from kmmp_desktop.screen_libraries import why_no_window

    why = why_no_window()
    if why:
        sys.stderr.write(why + "\n")
        return WRONG_USE
    usual = Path(tempfile.gettempdir()) / "kmmp-demo" if demo else paths.default_home()
    place = (home or usual).absolute()
    from ui.app import run  # Qt: only where a window is wanted

    with ExitStack() as at_end:

        @cache
        def hold() -> None:
            """Keep other windows off this folder until the end; raises RefusedError."""
            from kmmp_desktop.logs import start_log, stop_log
            from kmmp_desktop.storage.lock import WindowLock

            lock = WindowLock(paths.window_lock(place))
            lock.take(getpass.getuser(), SystemClock().now())
            at_end.callback(lock.release)
            at_end.callback(stop_log, start_log(place))

        def prepare(report: Callable[[str, int, int], None]) -> None:
            hold()
            _make_demo(place, _demo_passphrase(), report, texts)

        def open_services() -> Services:
            hold()
            services, store = open_office(place, SystemClock(), texts)
            at_end.callback(store.close)
            return services

        missing = demo and not _is_whole(place)
        return run(
            open_services,
            home=place,
            texts=texts,
            demo=demo,
            demo_passphrase=_demo_passphrase() if demo else "",
            prepare=prepare if missing else None,
            self_test=self_test,
        )


def _demo_passphrase() -> str:
    from kmmp_desktop.services.demo.people import DEMO_PASSPHRASE

    return os.environ.get("KMMP_PASSPHRASE") or DEMO_PASSPHRASE


def open_office(
    home: Path, clock: Clock, texts: Catalogue, busy_timeout_ms: int | None = None
) -> tuple[Services, OfficeHome]:
    """Open the office in ``home``: its services, and what to close at the end. Raises StorageError."""
    from exports.catalogue_pages import CataloguePdf
    from exports.entry_book import EntryBookFiles
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
    from kmmp_desktop.services.between import BetweenService
    from kmmp_desktop.services.bundle import Services
    from kmmp_desktop.services.catalogue_print import CataloguePrinter
    from kmmp_desktop.services.checking_files import PlainChecker
    from kmmp_desktop.services.compiled import CompiledForms
    from kmmp_desktop.services.completion import CompletionService
    from kmmp_desktop.services.consolidation import ConsolidationService
    from kmmp_desktop.services.documents import DocumentBuilder
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
    from kmmp_desktop.services.quality import QualityService
    from kmmp_desktop.services.receiving import ReceiveService
    from kmmp_desktop.services.receiving_mail import CERTIFICATE, PACK, CertificateMail, PackMail, kind_of
    from kmmp_desktop.services.receiving_ports import Mail, MailRoom
    from kmmp_desktop.services.recovery_sheets import RecoverySheets
    from kmmp_desktop.services.rehearsal import RehearsalService
    from kmmp_desktop.services.roster import RosterService
    from kmmp_desktop.services.scans import ScanService
    from kmmp_desktop.services.standard_trials import StandardTrials
    from kmmp_desktop.services.standards import StandardService
    from kmmp_desktop.services.trust_files import TrustFileService
    from kmmp_desktop.services.trust_mail import TrustMail
    from kmmp_desktop.services.verifying import VerifyService
    from kmmp_desktop.services.worklist import WorklistService
    from kmmp_desktop.storage.home import WINDOW_BUSY_MS, open_home
    from kmmp_desktop.storage.quality import SqlQualityRecords
    from kmmp_desktop.storage.scans import ScanFolder

    store = open_home(home, busy_timeout_ms=busy_timeout_ms or WINDOW_BUSY_MS, clock=clock)
    work: Work = store.work
    forms = OverlaidForms(_forms(home), work)
    compiled = CompiledForms(forms)
    makers = (WorkbookMaker(texts.say_in), PdfMaker(texts.say_in))
    trust, trust_files = ProgrammeTrust(work, clock), TrustFileService(work, clock, summary_of)
    accounts = AccountSecurity(Attempts(paths.attempts(home), clock))
    certificates, wrapping, vault = CertificateReader(), SystemKeyring(), AccountVault(accounts)
    people = PeopleService(work, accounts, clock, certificates, wrapping)
    around_keys = (work, clock, people, accounts, vault, certificates, wrapping)
    standards = StandardService(work, clock, forms)
    strangers = VerifyService(_checker(), trust, PageComparer(forms, makers[1]))
    own = VerifyService(PlainChecker(makers), trust)
    between = BetweenService(work, office_rules(forms, home), forms, compiled)
    entry = EntryService(work, forms, compiled, clock, between)
    facilities = FacilityService(work, clock)
    letters = letter_service(work, clock, forms, trust, signed_by)
    packs = PackService(work, clock, forms, trust, signed_by)
    own_certificates = OwnCertificates(*around_keys, signed_by, trust, trust_files.root)
    readers: dict[str, Mail] = {"trust": TrustMail(trust_files), PACK: PackMail(packs)}
    readers[CERTIFICATE] = CertificateMail(own_certificates, work, signed_by)
    mail = MailRoom(kind_of, {**dict.fromkeys(KINDS, letters), **readers})
    services = Services(
        home=home,
        clock=clock,
        forms=forms,
        tables=FileTableReader(),
        people=people,
        keys=KeyService(*around_keys),
        certificates=own_certificates,
        sheets=RecoverySheets(RecoverySheetPdf(texts.say_in)),
        trust=trust_files,
        authority=_authority(clock),
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
        scans=ScanService(work, clock, ScanFolder(paths.scans(home)), ScanPages()),
        books=EntryBookService(work, clock, forms, entry, EntryBookFiles(texts.say_in)),
        findings=FindingRegister(work, forms, FindingFiles(texts.say_in)),
        standards=standards,
        catalogue_print=CataloguePrinter(work, clock, standards, CataloguePdf(texts.say_in)),
        standard_trials=StandardTrials(lambda: _history_runs(store)),
        packs=packs,
        roster=RosterService(work, clock),
        quality=QualityService(
            work,
            forms,
            clock,
            lambda: _quality_figures(store),
            SqlQualityRecords(store.engine),
            QualityTables(texts.say_in),
        ),
        rehearsal=RehearsalService(forms, entry, clock, lambda: _history_runs(store)),
        totals=ConsolidationService(work, clock, forms, compiled, TotalsWriter(texts.say_in)),
        log=LogService(work, strangers),
    )
    return services, store


def _authority(clock: Clock) -> AuthorityService:
    """Works without any office: its folder is chosen by whoever keeps the programme's keys."""
    from kmmp_desktop.security.authority_keys import AuthoritySecurity
    from kmmp_desktop.security.signed import signed_by
    from kmmp_desktop.services.authority import AuthorityService

    return AuthorityService(AuthoritySecurity(clock), signed_by, clock)


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


def _history_runs(store: OfficeHome) -> HistoryRuns:
    from kmmp_desktop.columns.runs import ColumnarRuns  # numpy: only where a history is run
    from kmmp_desktop.storage.histories import SqlHistories

    return ColumnarRuns(SqlHistories(store.engine), at_once=32)


def _quality_figures(store: OfficeHome) -> QualityFigures:
    from kmmp_desktop.columns.quality import ColumnarQuality  # numpy, as above
    from kmmp_desktop.storage.histories import SqlHistories

    return ColumnarQuality(SqlHistories(store.engine))


def _forms(home: Path) -> FormCatalogue:
    from forms.additions import office_forms

    return office_forms(home)


def _read_form(path: Path) -> Form:
    from forms.reader import read_form

    return read_form(path)


def _rule_exchange() -> RuleExchange:
    from exports.dhis2_rules import DhisRules

    return DhisRules()


def _stranger(trust: Path | None) -> VerifyService:
    from kmmp_desktop.security.programme_trust import FileTrust
    from kmmp_desktop.services.pack_files import read_pack
    from kmmp_desktop.services.verifying import VerifyService

    known = FileTrust(trust.name, read_pack(trust), SystemClock()) if trust is not None else None
    return VerifyService(_checker(), known)


def _read_trust(path: Path) -> TrustSummary:
    from kmmp_desktop.security.trust_list import summary_of
    from kmmp_desktop.services.pack_files import read_pack

    return summary_of(path.name, read_pack(path))


def _checker() -> FileChecker:
    """Processes that start this very program again; none starts before there is a file to check."""
    from exports.verify_pool import WorkerChecker

    program = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(Path(__file__).resolve())]
    )
    return WorkerChecker([*program, VERIFY_WORKER])


def _verify_worker() -> int:
    from exports.pdf import PdfMaker
    from exports.verify_worker import Limits, serve
    from exports.xlsx import WorkbookMaker

    texts = Catalogue()
    return serve((WorkbookMaker(texts.say_in), PdfMaker(texts.say_in)), Limits())


def _make_demo(
    home: Path, passphrase: str, report: Callable[[str, int, int], None], texts: Catalogue
) -> None:
    """Make the demo office; one that was stopped halfway (its marker stands) is made anew."""
    from kmmp_desktop.services.demo.office import DemoOffice, SetClock

    if _is_whole(home):
        raise RefusedError(
            "This data folder holds an office already: {home}.",
            home=home,
            hint="Choose an empty folder for the demo: --home FOLDER.",
        )
    marker = home / UNFINISHED
    left = [*home.glob("office.db*"), *home.glob("sent")]
    if left and not marker.exists():  # no demo has been here: these are somebody's own
        raise RefusedError(
            "The demo would replace {found}.",
            found=left[0],
            hint="Choose an empty folder for the demo: --home FOLDER.",
        )
    home.mkdir(parents=True, exist_ok=True)
    for found in left:
        shutil.rmtree(found) if found.is_dir() else found.unlink()
    marker.touch()
    clock = SetClock(SystemClock().now())
    services, store = open_office(home, clock, texts)
    try:
        DemoOffice(services, store.work, clock, report).build(passphrase)
    finally:
        store.close()
    marker.unlink()


def _is_whole(home: Path) -> bool:
    return paths.database(home).exists() and not (home / UNFINISHED).exists()


def _passphrase(username: str) -> str:
    """From KMMP_PASSPHRASE or a prompt; never an argument, which others could read."""
    known = os.environ.get("KMMP_PASSPHRASE")
    if known:
        return known
    if not sys.stdin.isatty():
        raise KmmpError(
            "The passphrase of {username} is needed.",
            username=username,
            hint="Set KMMP_PASSPHRASE, or run the command in a terminal.",
        )
    return getpass.getpass(f"Passphrase of {username}: ")


if __name__ == "__main__":
    raise SystemExit(main())
