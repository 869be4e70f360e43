"""From draft to submitted: who may do what, what is kept, what leaves the office."""

import json
import zipfile
from dataclasses import replace

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, PASSPHRASE, SHORT, ZIWA

from exports.pdf import PdfMaker
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import FileRefusedError, LockedError, RefusedError
from kmmp_desktop.services.checking_files import PlainChecker
from kmmp_desktop.services.demo.flow import FlowOfClients

CLOSING = CellKey("KM_C14", "ANC")


def state(office, mfl=NYOTA):
    return office.open(mfl).state


def approved(office, *codes):
    revisions = [office.complete(mfl).revision.id for mfl in codes]
    office.services.approval.approve(revisions, office.signer("manager"))


def test_a_clean_return_has_nothing_in_the_way(office):
    looked = office.services.completion.look(office.fill())
    assert looked.blockers is None
    of_the_form, added_from_november_2026 = 122, 6
    assert looked.made + len(looked.report.skipped) == looked.of == of_the_form + added_from_november_2026


def test_what_is_in_the_way_is_said_in_one_sentence(office):
    opened = office.fill()
    opened.set(CLOSING, "900")
    opened.set(CellKey("KM_A01"), "")
    looked = office.services.completion.look(opened)
    assert str(looked.blockers).startswith("This return cannot be marked ready yet: correct ")
    assert "fill or code 1 blank cell" in str(looked.blockers)
    with pytest.raises(RefusedError, match="cannot be marked ready"):
        office.services.completion.complete(opened, office.signer())
    assert state(office) is State.DRAFT


def test_an_invalid_draft_blocks(office):
    opened = office.fill()
    opened.set(CellKey("KM_E05"), "12 est")
    items = office.services.completion.look(opened).items
    assert [(i.group, i.needs) for i in items if str(i.key) == "KM_E05"] == [("invalid", "correct")]


def test_a_missing_code_cannot_switch_off_an_error_check_in_silence(office):
    opened = office.fill()
    opened.set(CellKey("KM_C09"), "NR")
    items = [i for i in office.services.completion.look(opened).items if i.group == "skipped"]
    assert "R201" in {i.subject for i in items}
    assert all(i.needs == "reason" and not i.done for i in items)
    with pytest.raises(RefusedError):
        office.services.completion.complete(opened, office.signer())
    for item in items:
        opened.set_reason(item.subject, "The graduation list is with the county team.")
    for item in office.services.completion.look(opened).items:
        if item.needs == "reason" and not item.done:
            opened.set_reason(item.subject, "Follows from C09.")
    office.services.completion.complete(opened, office.signer())
    assert state(office) is State.READY


def test_an_optional_blank_does_not_block(office):
    opened = office.fill()
    opened.set(CellKey("KM_P02"), "")
    assert office.services.completion.look(opened).blockers is None


def test_completion_keeps_two_files_with_the_clerks_signature_over_one_document(office):
    opened = office.complete()
    with office.work() as work:
        files = {kind: work.files.get(opened.revision.id, kind) for kind in ("xlsx", "pdf")}
    data = []
    for file in files.values():
        verdict = office.services.verifying.judge(file.name, file.content)
        assert verdict.intact is Answer.YES
        assert verdict.who is Answer.YES
        assert verdict.complete is Answer.NO, "a clerk's signature alone is no approval"
        data.append(canonical_bytes(verdict.data))
    assert data[0] == data[1]
    assert opened.revision.short_code == json.loads(data[0])["short_code"]


def test_the_derived_form_is_signed_with_the_full_return(office):
    opened = office.complete()
    with office.work() as work:
        file = work.files.get(opened.revision.id, "xlsx")
    data = office.services.verifying.judge(file.name, file.content).data
    [derived] = data["derived"]
    values = {cell["cell"]: cell["value"] for cell in derived["cells"]}
    assert values["KMMP_1"] == opened.total("KM_C02").value
    assert values["KMMP_3b"] == opened.total("KM_B12").value


def test_nobody_approves_what_they_prepared_and_only_managers_approve(office):
    opened = office.complete()
    approval = office.services.approval
    assert "manager" in str(approval.why_not(opened.revision.id, office.person("clerk")))
    own = office.put_in_role("clerk", Role.MANAGER)
    assert "Somebody else" in str(approval.why_not(opened.revision.id, own))
    with pytest.raises(RefusedError):
        approval.approve([opened.revision.id], office.signer("clerk"))
    assert state(office) is State.READY


def test_a_manager_does_not_complete(office):
    with pytest.raises(RefusedError, match="Only a clerk marks"):
        office.services.completion.complete(office.fill(), office.signer("manager"))


def test_approval_adds_to_the_bytes_the_clerk_signed(office):
    opened = office.complete()
    with office.work() as work:
        before = work.files.get(opened.revision.id, "pdf").content
        parts = zipfile.ZipFile(_buffer(work.files.get(opened.revision.id, "xlsx").content))
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    with office.work() as work:
        after = work.files.get(opened.revision.id, "pdf")
        book = zipfile.ZipFile(_buffer(work.files.get(opened.revision.id, "xlsx").content))
    assert after.approved
    assert after.content.startswith(before)
    sheets = [n for n in parts.namelist() if n.startswith("xl/")]
    assert {n: parts.read(n) for n in sheets} == {n: book.read(n) for n in sheets}
    assert state(office) is State.APPROVED


def test_a_kept_file_that_was_changed_is_not_approved(office):
    opened = office.complete()
    with office.work() as work:
        file = work.files.get(opened.revision.id, "pdf")
        content = file.content.replace(b"%PDF-1.", b"%PDF-1.", 1)[:-40] + b"0" * 40
        work.files.put(replace(file, content=content))
        work.commit()
    with pytest.raises(RefusedError, match="not what the clerk signed"):
        office.services.approval.approve([opened.revision.id], office.signer("manager"))
    assert state(office) is State.READY


def test_review_shows_exceptions_with_reasons(office):
    opened = office.fill()
    opened.set(CellKey("KM_A11"), "10")
    for item in office.services.completion.look(opened).items:
        if item.needs == "reason" and not item.done:
            opened.set_reason(item.subject, "One Mentor Mother was ill.")
    office.services.completion.complete(opened, office.signer())
    review = office.services.approval.look(opened.revision.id)
    found = {e.finding["check"]: e.finding["reason"] for e in review.exceptions}
    assert found["W305"] == "One Mentor Mother was ill."


def test_sending_back_discards_the_signed_bytes_and_keeps_the_note(office):
    opened = office.complete()
    office.services.approval.send_back(
        opened.revision.id, office.person("manager"), "C10: which figure is right?"
    )
    assert state(office) is State.RETURNED
    assert office.services.approval.note(opened.revision.id) == "C10: which figure is right?"
    with office.work() as work:
        assert work.files.get(opened.revision.id, "pdf") is None
    assert office.open().locked_why is None


def test_reopening_takes_a_ready_return_back_to_draft(office):
    opened = office.complete()
    office.services.completion.reopen(opened.revision.id, office.person("clerk"))
    assert state(office) is State.DRAFT
    again = office.open()
    again.set(CLOSING, str(int(again.value(CLOSING).value)))
    assert office.services.completion.look(again).blockers is None


def test_export_writes_all_or_nothing_manifest_last_and_locks_for_ever(office, tmp_path):
    approved(office, NYOTA)
    office.fill(ZIWA)
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    assert [i.facility.mfl for i in plan.included] == [NYOTA]
    assert [(i.facility.mfl, i.state) for i in plan.left_out] == [(ZIWA, State.DRAFT)]
    report = office.services.exporting.export(plan, tmp_path / "out", office.person("manager"))
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names == [f"{NYOTA}_202611_KMMP_MFR_r1.pdf", f"{NYOTA}_202611_KMMP_MFR_r1.xlsx", "manifest.json"]
    manifest = json.loads(report.manifest.read_text())
    assert manifest["left_out"] == [
        {"mfl": ZIWA, "name": "Ziwa Dispensary", "why": "Draft", "days_late": 0}
    ]
    assert manifest["submission"] is None
    assert "no manager's key" in manifest["note"]
    assert state(office) is State.SUBMITTED
    assert all(office.services.verifying.verify(path).is_approved for path in report.files)
    with office.work() as work:
        [sent] = work.submissions.of_month(FULL, NOVEMBER)
    assert len(sent.revisions) == 1


def test_exporting_again_copies_the_same_bytes(office, tmp_path):
    approved(office, NYOTA)
    for name in ("one", "two", "two"):
        plan = office.services.exporting.plan(FULL, NOVEMBER)
        office.services.exporting.export(plan, tmp_path / name, None)
    for file in (tmp_path / "one").glob("9*"):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_cancelling_an_export_leaves_nothing_behind(office, tmp_path):
    approved(office, NYOTA, ZIWA)

    def stop(step, done, of):
        if step == "write" and done == 2:
            raise InterruptedError

    plan = office.services.exporting.plan(FULL, NOVEMBER)
    with pytest.raises((InterruptedError, FileRefusedError)):
        office.services.exporting.export(plan, tmp_path / "out", None, stop)
    assert list(tmp_path.glob("out*")) == []
    assert list(tmp_path.glob(".out*")) == []
    assert state(office) is State.APPROVED


def test_a_folder_that_cannot_be_written_is_named(office, tmp_path):
    approved(office, NYOTA)
    (tmp_path / "file").write_text("in the way")
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    with pytest.raises(FileRefusedError, match="cannot be written"):
        office.services.exporting.export(plan, tmp_path / "file" / "out", None)
    assert state(office) is State.APPROVED


def test_a_changed_cell_or_byte_is_refused(office, tmp_path):
    approved(office, NYOTA)
    report = office.services.exporting.export(
        office.services.exporting.plan(FULL, NOVEMBER), tmp_path / "out", None
    )
    for path in report.files:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        assert office.services.verifying.judge(path.name, bytes(content)).intact is not Answer.YES


def test_a_stranger_sees_intact_but_who_cannot_be_said(office, tmp_path):
    approved(office, NYOTA)
    report = office.services.exporting.export(
        office.services.exporting.plan(FULL, NOVEMBER), tmp_path / "out", None
    )
    from kmmp_desktop.services.verifying import VerifyService

    stranger = VerifyService(PlainChecker((WorkbookMaker(), PdfMaker())), None)
    verdict = stranger.verify(report.files[0])
    assert (verdict.intact, verdict.who, verdict.complete) == (Answer.YES, Answer.CANNOT_SAY, Answer.YES)
    assert not verdict.is_approved


def test_every_step_stands_in_the_audit_chain(office):
    opened = office.complete()
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    with office.work() as work:
        actions = [e.action for e in work.audit.entries(str(opened.revision.id))]
        steps = [e.action for e in work.audit.entries("office")]
        assert work.audit.first_broken(str(opened.revision.id)) is None
        assert work.audit.first_broken("office") is None
    assert actions[0] == "started"
    assert actions[-2:] == ["completed", "approved"]
    assert steps[-2:] == ["completed", "approved"]


def test_the_right_passphrase_is_needed_to_sign(office):
    from kmmp_desktop.errors import WrongPassphraseError

    with pytest.raises(WrongPassphraseError):
        office.services.people.unlock(office.person("clerk"), PASSPHRASE + "x")


def _buffer(content):
    import io

    return io.BytesIO(content)


def test_figures_of_other_months_are_frozen_into_the_signed_data(office):
    october = office.open(period=Period(2026, 10))
    start = FlowOfClients.starting(NYOTA, 2, 12)
    closing = {"ANC": start.anc, "PN0_6": sum(start.stages), "PN6_12": 0, "PN12_24": 0}
    october.set_many({CellKey("KM_C14", band): str(figure) for band, figure in closing.items()})
    october.set_many({CellKey("KM_J13"): str(start.open_defaulters), CellKey("KM_E11"): "4"})
    opened = office.complete()
    with office.work() as work:
        file = work.files.get(opened.revision.id, "xlsx")
    [month] = office.services.verifying.judge(file.name, file.content).data["inputs"]
    assert month["period"] == "202610"
    assert month["cells"]["KM_C14[ANC]"]["value"] == start.anc
    assert "KM_E11" not in month["cells"], "no check looks at it"


def test_an_approved_return_that_was_not_chosen_is_named_in_the_manifest(office, tmp_path):
    approved(office, NYOTA, ZIWA)
    plan = office.services.exporting.plan(FULL, NOVEMBER).without({ZIWA})
    report = office.services.exporting.export(plan, tmp_path / "out", None)
    left_out = json.loads(report.manifest.read_text())["left_out"]
    assert [(item["mfl"], "not chosen" in item["why"]) for item in left_out] == [(ZIWA, True)]
    assert state(office, ZIWA) is State.APPROVED


def test_a_derived_form_is_said_to_travel_inside_its_base(office):
    approved(office, NYOTA)
    plan = office.services.exporting.plan(SHORT, NOVEMBER)
    assert plan.included == ()
    assert all("inside Monthly return" in str(item.why) for item in plan.left_out)


def test_a_completed_return_on_the_desk_takes_no_more_figures(office):
    opened = office.complete()
    with pytest.raises(LockedError):
        opened.set(CLOSING, "1")


def test_a_folder_that_holds_another_month_is_refused(office, tmp_path):
    approved(office, NYOTA)
    (tmp_path / "out").mkdir()
    other = {"family": FULL, "period": "202610"}
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(other))
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    with pytest.raises(RefusedError, match="202610"):
        office.services.exporting.export(plan, tmp_path / "out", None)
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == other
    assert state(office) is State.APPROVED


def test_review_shows_the_row_that_has_the_figure_where_a_check_is_about_several(office):
    opened = office.fill()
    opened.set(CellKey("KM_O09"), "6")
    opened.set_reason("W331", "The county store was empty.")
    office.services.completion.complete(opened, office.signer())
    review = office.services.approval.look(opened.revision.id)
    [exception] = [e for e in review.exceptions if e.finding["check"] == "W331"]
    assert (exception.key, exception.now) == (CellKey("KM_O09"), 6)
