"""Every public method of the services: the acts with the line of the table that guards them, and the rest.

A new method has to be entered here: the test that reads it fails until somebody has decided who may.
"""

from kmmp_desktop.domain.permissions import Action as A

GUARDED = {
    "PeopleService.add": A.PEOPLE,
    "StaffService.change_role": A.PEOPLE,
    "StaffService.rename": A.PEOPLE,
    "StaffService.disable": A.PEOPLE,
    "StaffService.enable": A.PEOPLE,
    "StaffService.hand_over": A.PEOPLE,
    "StaffService.end_waiting": A.GIVE_PASSPHRASE,
    "KeyService.give_passphrase": A.GIVE_PASSPHRASE,
    "ProtectionService.make_sheet": A.PROTECT,
    "TrustFileService.take": A.TRUST_FILE,
    "TrustFileService.take_content": A.TRUST_FILE,
    "FacilityService.apply": A.FACILITIES,
    "FacilityService.save": A.FACILITIES,
    "ReceiveService.add_facilities": A.FACILITIES,
    "ReceiveService.take": A.RECEIVE,
    "ReceiveService.take_all": A.RECEIVE,
    "LetterService.take": A.LETTERS,
    "LetterService.expect": A.LETTERS,
    "LetterService.ask": A.ASK_OFFICE,
    "QuestionService.ask": A.ASK_OFFICE,
    "ReceiptService.make": A.RECEIPT,
    "RecallService.recall": A.RECALL,
    "AmendService.begin": A.AMEND,
    "CompletionService.complete": A.COMPLETE,
    "CompletionService.reopen": A.REOPEN,
    "ApprovalService.approve": A.APPROVE,
    "ApprovalService.send_back": A.SEND_BACK,
    "ReviewDecisions.accept": A.DECIDE,
    "ReviewDecisions.take_back": A.DECIDE,
    "ReviewDecisions.ask": A.DECIDE,
    "ReviewDecisions.withdraw": A.DECIDE,
    "ReviewQueue.draw": A.DECIDE,
    "ReviewQueue.mark_read": A.DECIDE,
    "ExportService.export": A.EXPORT,
    "ScanService.add": A.SCAN,
    "ScanService.anchor": A.SCAN,
    "ScanService.remove": A.SCAN,
    "EntryBookService.write": A.BOOKS_OUT,
    "EntryBookService.write_month": A.BOOKS_OUT,
    "EntryBookService.apply": A.BOOKS_IN,
    "TakingIn.take": A.BOOKS_IN,
    "FindingRegister.write": A.SAVE_LISTS,
    "QualityService.write": A.SAVE_LISTS,
    "StandardService.confirm": A.STANDARDS,
    "StandardService.change_check": A.CHECKS,
    "CataloguePrinter.write": A.PRINT_CATALOGUE,
    "PackService.issue": A.PACK_OUT,
    "PackService.take": A.PACK_IN,
    "PackService.take_content": A.PACK_IN,
    "RosterService.pin": A.PIN,
    "DoubtService.accept": A.STAND_FOR,
    "ConsolidationService.keep": A.KEEP_TOTALS,
    "ConsolidationService.write": A.SAVE_TOTALS,
    "BackupService.make": A.BACKUP,
    "BackupService.restore": A.RESTORE,
    "BackupService.set_plan": A.SETTINGS,
    "AuditLogService.write": A.EXPORT_LOG,
    "AuditLogService.write_story": A.EXPORT_LOG,
    "KeyingService.start": A.KEY_AGAIN,
    "SecondKeying.key_in": A.KEY_AGAIN,
    "SecondKeying.leave_open": A.KEY_AGAIN,
    "SecondKeying.finish": A.KEY_AGAIN,
    "OpenReturn.set": A.ENTER,
    "OpenReturn.set_many": A.ENTER,
    "OpenReturn.restore": A.ENTER,
    "OpenReturn.correct": A.ENTER,
    "OpenReturn.fill_with_zero": A.ENTER,
    "OpenReturn.settle_conflict": A.ENTER,
    "OpenReturn.set_reason": A.ENTER,
    "OpenReturn.set_control_total": A.ENTER,
    "OpenReturn.add_comment": A.COMMENT,
    "OpenReturn.drop_comment": A.COMMENT,
    "OpenReturn.resolve": A.COMMENT,
    "ServerOffice.connect": A.CONNECT,
    "ServerOffice.move": A.CONNECT,
    "ServerOffice.disconnect": A.CONNECT,
}

OTHERWISE = {
    "PeopleService.found_office": "founding: there is nobody yet",
    "PeopleService.confirm": "asks for the passphrase",
    "PeopleService.sign_in": "asks for the passphrase",
    "PeopleService.unlock": "asks for the passphrase: one's own key",
    "KeyService.change_passphrase": "asks for the passphrase: one's own",
    "KeyService.make_recovery": "asks for the passphrase: one's own",
    "KeyService.reset": "asks for the code of one's own recovery sheet",
    "KeyService.tie": "asks for the passphrase: one's own",
    "KeyService.untie": "asks for the passphrase: one's own",
    "OwnCertificates.new_key": "asks for the passphrase: one's own",
    "OwnCertificates.renew": "asks for the passphrase: one's own",
    "OwnCertificates.request": "asks for the passphrase: one's own",
    "OwnCertificates.take": "believed for its issuer's signature, and only for the key it was asked for",
    "OwnCertificates.take_file": "as take",
    "RosterService.write_card": "public facts, with one's own certificate",
    "RecoverySheets.write": "a sheet that was just made, for whoever made it",
    "RecoverySheets.write_office": "a sheet that was just made, for whoever made it",
    "ProtectionService.rescue": "asks for the recovery code of the office",
    "ProtectionService.first_sheet": "part of founding: only where the office has no sheet yet",
    "ProtectionService.note_tries": "what the door counted goes into the log",
    "OfficeKey.admit": "called by acts that are guarded or asked for the passphrase",
    "OfficeKey.admitting": "as admit",
    "OfficeKey.removing": "around closing an account",
    "OfficeKey.new_recovery": "called by make_sheet",
    "AuthorityService.create": "the authority's own folder, with a passphrase of its own",
    "ReceiptService.take": "called by LetterService.take",
    "ReceiptService.expect": "called by LetterService.expect",
    "QuestionService.take": "called by LetterService.take",
    "RecallService.take": "called by LetterService.take",
    "WorklistService.remember": "how a screen was left",
    "OpenReturn.remember": "where one stands; never a figure",
    "OpenReturn.leave": "where one stands",
    "OpenReturn.note_findings": "follows from the figures; what locks them locks it",
    "OpenReturn.note_report": "follows from the figures; what locks them locks it",
    "OpenReturn.transact": "asks the table itself, for each act",
    "OpenReturn.take_in": "what others wrote comes onto the screen",
    "OpenReturn.take_reasons": "what others wrote comes onto the screen",
    "OpenReturn.say": "asks the table itself, for each act",
    "OpenReturn.delivered": "what this person typed here comes to the server",
    "SecondKeying.remember": "where one stands",
    "SecondKeying.leave": "where one stands",
    "ServerOffice.give_password": "the password of the server on this computer",
}

READS = """
PeopleService.find PeopleService.office PeopleService.people StaffService.members StaffService.open_work
StaffService.revocation KeyService.state KeyService.warning KeyService.why_no_keyring OfficeKey.derive
OfficeKey.has OfficeKey.slots OfficeKey.takes_new_key ProtectionService.may_open
ProtectionService.have_to_sign_in ProtectionService.closed_since_key ProtectionService.who_may_be_rescued
OwnCertificates.wanted OwnCertificates.why_held TrustFileService.look TrustFileService.root
TrustFileService.state AuthorityService.ask AuthorityService.is_here AuthorityService.look
AuthorityService.unlock AuthorityService.why_not FacilityService.all FacilityService.plan
WorklistService.default_period WorklistService.month WorklistService.recall EntryService.last_position
EntryService.open KeyingService.choice KeyingService.done KeyingService.last KeyingService.line
KeyingService.own_rates KeyingService.resume KeyingService.unfinished CompletionService.look
ApprovalService.again ApprovalService.asks_at ApprovalService.item ApprovalService.look
ApprovalService.may_ask ApprovalService.note ApprovalService.waiting ApprovalService.why_not
ExportService.audit_head ExportService.plan VerifyService.check_many VerifyService.close
VerifyService.judge VerifyService.steady VerifyService.verdict VerifyService.verify
VerifyService.verify_many ReceiveService.again ReceiveService.around_in ReceiveService.in_office
ReceiveService.judged_now ReceiveService.look ReceiveService.look_again ReceiveService.trusted_by
LetterService.look LetterService.recall_of AmendService.latest AmendService.used AmendService.why_not
ScanService.check ScanService.draw ScanService.lay ScanService.of EntryBookService.check
EntryBookService.file_name EntryBookService.import_folder EntryBookService.read FindingRegister.form
FindingRegister.frequent_reasons FindingRegister.life FindingRegister.look StandardService.catalogue
StandardService.form StandardService.proposed StandardService.value_fault
StandardService.why_not StandardTrials.compare StandardTrials.failed_in PackService.look
QualityService.look QualityService.parts QualityService.worst_first RehearsalService.figures
RehearsalService.published RehearsalService.rehearse RehearsalService.rehearse_form
RehearsalService.this_month ConsolidationService.adds_up ConsolidationService.contributions
ConsolidationService.kept ConsolidationService.make ConsolidationService.places LogService.check
RosterService.look DoubtService.look DoubtService.of_month DoubtService.waiting
LogService.compare LogService.find BackupService.check BackupService.due BackupService.found
BackupService.is_beside BackupService.left_in_clear
BackupService.look BackupService.secret_for BackupService.state BackupService.check_whole
BackupService.whole_check_wanted ConsolidationService.is_there AuditLogService.counts
AuditLogService.label AuditLogService.page AuditLogService.people AuditLogService.place CellStories.tell
AuditLogService.form AuditLogService.row_of AuditLogService.tell AuditLogService.where
SupportService.details OpenReturn.changed_since_signed OpenReturn.comments OpenReturn.control_difference
OpenReturn.counts OpenReturn.enterable OpenReturn.explained OpenReturn.history OpenReturn.judge
OpenReturn.last_month OpenReturn.look OpenReturn.marks OpenReturn.median OpenReturn.offered
OpenReturn.reading OpenReturn.refuse_locked OpenReturn.same_month_last_year OpenReturn.section_counts
OpenReturn.sections_filled OpenReturn.series OpenReturn.threads OpenReturn.total OpenReturn.value
OpenReturn.why_not_offered OpenReturn.written SecondKeying.asks SecondKeying.count SecondKeying.may_key
SecondKeying.next_after SecondKeying.outcome SecondKeying.step SecondKeying.typed ReviewQueue.check
ReviewQueue.may_join ReviewQueue.sample ReviewQueue.weigh ReceiptService.given ReceiptService.judge
ReceiptService.of ReceiptService.owed QuestionService.judge QuestionService.note RecallService.judge
RecallService.name_of RecallService.of RecallService.why_not TakingIn.again TakingIn.corrected
TakingIn.look TakingIn.proposal ServerOffice.look
ServerOffice.url
""".split()  # noqa: SIM905 - a list of words
