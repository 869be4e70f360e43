"""A window and a command on the same return: nobody signs or overwrites what they have not read."""

import sqlite3
from dataclasses import replace
from types import SimpleNamespace

import pytest
from office_fixtures import NYOTA, ZIWA

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.domain.verdict import Answer, FileCheck, FoundSignature
from kmmp_desktop.errors import LockedError, RefusedError
from kmmp_desktop.services.checking_files import PlainChecker
from kmmp_desktop.services.verifying import VerifyService

ANC = CellKey("KM_C14", "ANC")
STAFF = CellKey("KM_A01")
WORDS = CellKey("KM_P02")


def state_on_disk(office, opened):
    with office.work() as work:
        return work.returns.revision(opened.revision.id).state


def test_figures_changed_elsewhere_since_they_were_read_are_not_signed_as_they_were(office):
    window = office.fill()
    office.open().set(STAFF, "9")
    with pytest.raises(RefusedError, match="changed"):
        office.services.completion.complete(window, office.signer())
    assert state_on_disk(office, window) is State.DRAFT


def test_a_reason_changed_elsewhere_since_it_was_read_is_not_signed_as_it_was(office):
    window = office.fill()
    subject = next(iter(window.reasons))
    office.open().set_reason(subject, "Another reason.")
    with pytest.raises(RefusedError, match="changed"):
        office.services.completion.complete(window, office.signer())


def test_counting_findings_never_takes_a_signed_return_back_to_draft(office):
    window = office.fill()
    office.services.completion.complete(office.open(), office.signer())
    window.findings.clear()
    window.revision = replace(window.revision, errors=5)
    window.note_findings()
    assert state_on_disk(office, window) is State.READY


def test_typing_into_a_return_that_was_returned_meanwhile_keeps_its_state(office):
    window = office.fill()
    ready = office.open()
    office.services.completion.complete(ready, office.signer())
    office.services.approval.send_back(ready.revision.id, office.person("manager"), "Look at A01.")
    window.set(STAFF, "9")
    assert state_on_disk(office, window) is State.RETURNED


def test_reasons_and_comments_of_a_signed_return_stay_as_they_were_signed(office):
    window = office.fill()
    subject = next(iter(window.reasons))
    office.services.completion.complete(office.open(), office.signer())
    with pytest.raises(LockedError):
        window.set_reason(subject, "Another reason.")
    with pytest.raises(LockedError):
        window.add_comment(ANC, "Another comment.")
    assert office.open().reasons[subject].text != "Another reason."


def swap_files(office, kept, other, kind):
    with sqlite3.connect(office.home / "office.db") as db:
        db.execute(
            "update signed_file set content = (select content from signed_file"
            " where revision = ? and kind = ?) where revision = ? and kind = ?",
            (other.bytes, kind, kept.bytes, kind),
        )


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_the_manager_never_signs_the_file_of_another_return_in_its_place(office, kind):
    one, other = office.complete(NYOTA), office.complete(ZIWA)
    swap_files(office, one.revision.id, other.revision.id, kind)
    with pytest.raises(RefusedError, match="not what the clerk signed"):
        office.services.approval.approve([one.revision.id], office.signer("manager"))


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_the_file_of_another_return_does_not_leave_the_office_in_its_place(office, tmp_path, kind):
    ids = [office.complete(mfl).revision.id for mfl in (NYOTA, ZIWA)]
    office.services.approval.approve(ids, office.signer("manager"))
    swap_files(office, *ids, kind)
    plan = office.services.exporting.plan("KMMP_MFR", office.open().key.period)
    with pytest.raises(RefusedError, match="does not verify"):
        office.services.exporting.export(plan, tmp_path / "out", None)
    assert not (tmp_path / "out").exists()


def test_a_return_signed_anew_while_the_manager_signs_is_not_approved_with_the_old_bytes(office, monkeypatch):
    opened = office.complete()
    approval = office.services.approval
    maker = approval._makers["pdf"]

    class Slow:
        kind = "pdf"
        check = staticmethod(maker.check)

        def sign(self, content, *rest):
            office.services.completion.reopen(opened.revision.id, office.person("clerk"))
            again = office.open()
            again.set(CellKey("KM_P02"), "")
            office.services.completion.complete(again, office.signer())
            return maker.sign(content, *rest)

    monkeypatch.setitem(approval._makers, "pdf", Slow())
    with pytest.raises(RefusedError, match=r"meantime|changed"):
        approval.approve([opened.revision.id], office.signer("manager"))
    assert state_on_disk(office, opened) is State.READY


def test_stopping_at_the_last_report_still_leaves_a_draft(office):
    window = office.fill()

    def stop_at_the_end(done, total):
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.services.completion.complete(window, office.signer(), "en", stop_at_the_end)
    assert state_on_disk(office, window) is State.DRAFT
    assert window.locked_why is None


def test_the_manager_never_signs_figures_that_came_after_the_look(office):
    opened = office.complete()
    [item] = office.services.approval.waiting()
    office.services.completion.reopen(opened.revision.id, office.person("clerk"))
    again = office.open()
    again.set(CellKey("KM_P02"), "")
    office.services.completion.complete(again, office.signer())
    with pytest.raises(RefusedError, match="signed anew"):
        office.services.approval.approve([item.revision.id], office.signer("manager"), seen=[item.revision])
    assert state_on_disk(office, opened) is State.READY


def test_signed_data_without_a_clerk_are_a_no_and_not_a_fault(office):
    signatures = tuple(
        FoundSignature(role, role, role.encode(), "AAAA", None, True) for role in ("clerk", "manager")
    )
    check = FileCheck("pdf", signatures, Answer.YES, (), {"kmmp": 1, "kind": "return"})
    verifier = VerifyService(PlainChecker((SimpleNamespace(kind="pdf", check=lambda content: check),)), None)
    assert verifier.judge("a.pdf", b"%PDF-1.7").complete is Answer.NO


def test_a_return_with_a_contested_cell_is_not_signed_before_somebody_decided(office):
    window, other = office.fill(), office.open()
    window.set(WORDS, "One.")
    assert other.set(WORDS, "Two.").conflicts == (WORDS,)
    with pytest.raises(RefusedError, match="nobody has decided"):
        office.services.completion.complete(window, office.signer())
    other.settle_conflict(WORDS, late=False)
    office.services.completion.complete(office.open(), office.signer())
    assert state_on_disk(office, window) is State.READY
