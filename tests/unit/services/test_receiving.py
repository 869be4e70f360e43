"""Receiving: each verdict on real signed files, and what is in the office afterwards."""

import copy
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from office_fixtures import PASSPHRASE, THIRD
from openpyxl import Workbook
from received_office import (  # noqa: F401
    CODES,
    NOVEMBER,
    SMALL,
    facility,
    flipped,
    pin,
    put_form,
    receiver,
    receiver_home,
    sender,
    sender_home,
    sent,
    stranger_home,
)

from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import ReturnDocument, short_code
from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import StorageError
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_replies import replies
from kmmp_desktop.services.receiving_rows import Step, Why, ready, returns_among, to_acknowledge
from kmmp_desktop.storage.exchange import SqlReceived
from kmmp_desktop.storage.unit_of_work import SqlUnitOfWork
from kmmp_desktop.text import Message
from kmmp_desktop.texts.catalogue import Catalogue

FIRST, SECOND, THIRD_CODE = CODES[:3]
UNKNOWN = CODES[-1]
ANC_START = CellKey("SM_A1", "ANC")


def book(folder: Path, mfl: str = FIRST) -> Path:
    return folder / f"{mfl}_202611_SMALL_r1.xlsx"


def look(office, *paths):
    """Every file in its order, as each stands beside the others."""
    return beside(office.services.receiving.look(list(files_in(paths))))


def look_one(office, path):
    [row] = look(office, path)
    return row


def take(office, *paths):
    rows = []
    service, person = office.services.receiving, office.person("mwende")
    for row in ready(look(office, *paths)):
        rows.append(service.take(row, person))
    return rows


def verdict(row):
    return row.step, row.judged.why


def everything(office):
    """What the office holds of returns: nothing may change where nothing is taken in."""
    with office.work() as work:
        months = [work.returns.between(SMALL, Period(2026, 1), Period(2026, 12))]
        cells = [work.returns.cells(r.id) for month in months for r in month]
        return months, cells, work.audit.head("office"), work.received.of_month(SMALL, NOVEMBER)


def stored(office, mfl=FIRST):
    with office.work() as work:
        return work.returns.in_month(SMALL, NOVEMBER), {
            r.key.facility: work.returns.cells(r.id) for r in work.returns.in_month(SMALL, NOVEMBER)
        }


# -- accepted ------------------------------------------------------------------------------


def test_a_good_file_is_taken_in_with_figures_reasons_findings_and_its_bytes(receiver, sent):  # noqa: F811
    row = look_one(receiver, book(sent))
    assert verdict(row) == (Step.TAKE, Why.ACCEPTED)
    [taken] = take(receiver, book(sent))
    assert verdict(taken) == (Step.TAKEN, Why.ACCEPTED)
    with receiver.work() as work:
        [revision] = work.returns.in_month(SMALL, NOVEMBER)
        assert (revision.id, revision.number, revision.state) == (row.revision, 1, State.RECEIVED)
        cells = work.returns.cells(revision.id)
        assert (cells[ANC_START].value, cells[ANC_START].origin.value) == (20, "imported")
        assert work.returns.reasons(revision.id)
        lives = work.finding_steps.of(revision.id)
        assert lives
        assert all(steps[-1].state.value == "accepted" for steps in lives.values())
        assert work.files.get(revision.id, "xlsx").content == book(sent).read_bytes()
        [received] = work.received.of_revision(revision.id)
        assert (received.office_name, received.kind) == ("Ziwa Health Partners, Kisumu", "xlsx")
        assert [s["role"] for s in received.record["signatures"]] == ["clerk", "manager"]
        assert work.audit.first_broken(str(revision.id)) is None
        assert work.audit.entries("office")[-1].action == "received"
    assert not revision.errors
    assert revision.filled <= revision.offered


def test_a_received_return_opens_read_only_and_says_who_wrote_its_figures(receiver, sent):  # noqa: F811
    take(receiver, book(sent))
    opened = receiver.services.entry.open(SMALL, FIRST, NOVEMBER, receiver.person("mwende"))
    assert opened.state is State.RECEIVED
    assert opened.locked_why is not None
    assert opened.value(ANC_START).value == 20
    assert (
        {name for name, _ in opened.last_changed.values()} == {"A. Wanjiru"}
        if hasattr(opened, "last_changed")
        else True
    )
    with receiver.work() as work:
        assert {name for name, _ in work.returns.last_changed(opened.revision.id).values()} == {"A. Wanjiru"}


def test_the_worklist_shows_it_as_received(receiver, sent):  # noqa: F811
    take(receiver, book(sent))
    listed = receiver.services.worklist.month(SMALL, NOVEMBER)
    assert listed.counts["received"] == 1
    [row] = [r for r in listed.rows if r.facility.mfl == FIRST]
    assert row.current.state is State.RECEIVED
    assert not row.current.days_late


def test_twice_changes_nothing(receiver, sent):  # noqa: F811
    take(receiver, sent)
    before = everything(receiver)
    rows = look(receiver, sent)
    assert {verdict(r) for r in rows} == {
        (Step.HERE, Why.HERE),
        (Step.HOLD, Why.UNKNOWN_FACILITY),
    }
    assert take(receiver, sent) == []
    assert everything(receiver) == before


def test_a_line_that_was_judged_before_is_not_taken_in_twice(receiver, sent):  # noqa: F811
    row, person = look_one(receiver, book(sent)), receiver.person("mwende")
    receiver.services.receiving.take(row, person)
    before = everything(receiver)
    again = receiver.services.receiving.take(row, person)
    assert verdict(again) == (Step.HERE, Why.HERE)
    assert everything(receiver) == before


def test_looking_changes_nothing(receiver, sent):  # noqa: F811
    before = everything(receiver)
    look(receiver, sent)
    assert everything(receiver) == before


# -- files of one list ---------------------------------------------------------------------


def test_workbook_and_pdf_of_one_revision_go_in_together(receiver, sent):  # noqa: F811
    pdf = book(sent).with_suffix(".pdf")
    rows = look(receiver, pdf, book(sent))
    assert [r.step for r in rows] == [Step.TAKE, Step.TAKE]
    assert str(rows[0].judged.text) == f"With {book(sent).name}: same figures."
    assert returns_among(ready(rows)) == 1
    taken = take(receiver, pdf, book(sent))
    assert [r.kind for r in taken] == ["xlsx", "pdf"]
    with receiver.work() as work:
        assert set(work.files.sizes(rows[0].revision)) == {"xlsx", "pdf"}
    assert len(stored(receiver)[0]) == 1


def test_the_pdf_of_a_revision_that_is_here_is_kept_beside_it(receiver, sent):  # noqa: F811
    take(receiver, book(sent))
    row = look_one(receiver, book(sent).with_suffix(".pdf"))
    assert verdict(row) == (Step.TAKE, Why.OTHER_KIND)


def test_a_copy_under_another_name_is_already_here(receiver, sent, tmp_path):  # noqa: F811
    copy = tmp_path / "again (1).xlsx"
    shutil.copy(book(sent), copy)
    first, second = look(receiver, book(sent), copy)
    assert first.step is Step.TAKE
    assert verdict(second) == (Step.HERE, Why.COPY)
    assert first.path.name in str(second.judged.text)
    assert to_acknowledge([first, second]) == (), "neither is in the office yet"
    take(receiver, book(sent))
    assert str(look_one(receiver, copy).judged.text) == "Same file. Nothing to do."


@pytest.fixture(scope="module")
def amended(sender, tmp_path_factory):  # noqa: F811
    """Revision 1 and 2 of one return; four cells differ."""
    folder, office = tmp_path_factory.mktemp("amended"), sender()
    office.fill(FIRST)
    first, [one] = office.sign(FIRST, folder)
    office.amend(first, A1_ANC=21, A4_ANC=23, B1=31, B3=41)
    _, [two] = office.sign(FIRST, folder)
    return one, two


def test_a_newer_amendment_replaces_the_revision_and_says_how_many_cells_differ(receiver, amended):  # noqa: F811
    one, two = amended
    take(receiver, one)
    row = look_one(receiver, two)
    assert verdict(row) == (Step.TAKE, Why.AMENDMENT)
    assert (row.number, row.differing) == (2, 4)
    assert str(row.judged.text) == "Replaces revision 1, 4 cells differ."
    take(receiver, two)
    with receiver.work() as work:
        revisions = work.returns.revisions(row.key)
        assert [r.number for r in revisions] == [1, 2]
        assert work.returns.cells(revisions[0].id)[ANC_START].value == 20
        assert work.returns.cells(revisions[1].id)[ANC_START].value == 21


def test_an_older_revision_is_kept_for_the_record_and_not_used(receiver, amended):  # noqa: F811
    one, two = amended
    take(receiver, two)
    assert verdict(look_one(receiver, one)) == (Step.KEEP, Why.OLDER)
    take(receiver, one)
    assert stored(receiver)[1][FIRST][ANC_START].value == 21
    assert verdict(look_one(receiver, one)) == (Step.HERE, Why.HERE)


def test_both_revisions_in_one_list_go_in_oldest_first(receiver, amended):  # noqa: F811
    one, two = amended
    rows = {r.path: r for r in look(receiver, two, one)}
    assert verdict(rows[one]) == (Step.KEEP, Why.OLDER)
    assert verdict(rows[two]) == (Step.TAKE, Why.AMENDMENT)
    assert rows[two].differing == 4
    taken = take(receiver, two, one)
    assert [(r.number, r.step) for r in taken] == [(1, Step.TAKEN), (2, Step.TAKEN)]
    assert stored(receiver)[1][FIRST][ANC_START].value == 21


def test_two_revisions_of_one_number_wait_for_an_answer(receiver, sender, tmp_path, sent):  # noqa: F811
    other = sender().send(FIRST, tmp_path, B1=33)
    rows = look(receiver, book(sent), other)
    assert {verdict(r) for r in rows} == {(Step.HOLD, Why.CONFLICT)}
    take(receiver, book(sent))
    assert verdict(look_one(receiver, other)) == (Step.HOLD, Why.CONFLICT)


# -- signatures ----------------------------------------------------------------------------


def refused(office, path, expected):
    before = everything(office)
    row = look_one(office, path)
    assert verdict(row) == expected, str(row.judged.text)
    assert not row.can_be_taken
    assert str(row.judged.to_do)
    assert take(office, path) == []
    assert everything(office) == before
    return row


def test_changed_after_signing(receiver, sent, tmp_path):  # noqa: F811
    refused(receiver, flipped(book(sent), tmp_path / "x.xlsx"), (Step.REFUSE, Why.CHANGED))
    pdf = flipped(book(sent).with_suffix(".pdf"), tmp_path / "x.pdf")
    row = refused(receiver, pdf, (Step.REFUSE, Why.CHANGED))
    assert row.facility == ""
    assert row.key is None, "nothing is read from a changed file"


def test_only_the_clerk_has_signed(receiver, sender, tmp_path):  # noqa: F811
    office = sender()
    office.fill(SECOND)
    _, [path] = office.sign(SECOND, tmp_path, approve=False)
    refused(receiver, path, (Step.SEND_BACK, Why.NOT_APPROVED))


def test_an_unknown_key(receiver, sender, stranger_home, tmp_path):  # noqa: F811
    path = sender(stranger_home).send(SECOND, tmp_path)
    row = refused(receiver, path, (Step.HOLD, Why.UNKNOWN_KEY))
    assert "not in this office's roster" in str(row.judged.notes[0])


def test_a_wrong_role(receiver, sent, sender):  # noqa: F811
    pin(receiver, sender().office, {"manager": Role.OFFICER})
    refused(receiver, book(sent), (Step.REFUSE, Why.WRONG_ROLE))


class Standings:
    """The real verifier, with other words on who stands behind the manager's key."""

    def __init__(self, real, standing):
        self._real, self._standing = real, standing

    def steady(self, work=None):
        return self

    def check_many(self, paths, progress=None):
        return self._real.check_many(paths, progress)

    def verdict(self, name, found, seen_at=None):
        said = self._real.verdict(name, found, seen_at)
        identity = Identity(self._standing, "P. Otieno", Role.MANAGER, None, None, "", Message("so it is"))
        return replace(said, who=Answer.NO, identities=(*said.identities[:1], identity))


@pytest.mark.parametrize(
    ("standing", "step", "why"),
    [
        (Standing.REVOKED, Step.REFUSE, Why.REVOKED),
        (Standing.EXPIRED, Step.REFUSE, Why.EXPIRED),
        (Standing.NOT_YET, Step.REFUSE, Why.EXPIRED),
        (Standing.LIST_TOO_OLD, Step.HOLD, Why.LIST_TOO_OLD),
        (Standing.BROKEN, Step.REFUSE, Why.UNKNOWN_KEY),
        (Standing.UNKNOWN, Step.HOLD, Why.UNKNOWN_KEY),
    ],
)
def test_how_a_certificate_stands_decides(receiver, sent, standing, step, why):  # noqa: F811
    service = receiver.services.receiving
    service._verifier = Standings(service._verifier, standing)
    refused(receiver, book(sent), (step, why))


# -- where it belongs ----------------------------------------------------------------------


def test_a_month_that_has_not_begun(receiver, sender, tmp_path):  # noqa: F811
    path = sender().send(SECOND, tmp_path, Period(2027, 1))
    row = refused(receiver, path, (Step.SEND_BACK, Why.WRONG_MONTH))
    assert "January 2027 has not begun" in str(row.judged.text)


def test_a_month_before_the_facility_owed_the_form(receiver, sender, tmp_path):  # noqa: F811
    path = sender().send(SECOND, tmp_path, Period(2026, 7))
    row = refused(receiver, path, (Step.SEND_BACK, Why.WRONG_MONTH))
    assert "owed from October 2026 on" in str(row.judged.text)


def test_a_facility_that_does_not_owe_the_form_here(receiver, sent):  # noqa: F811
    receiver.services.facilities.save(replace(facility(FIRST), forms=()), None)
    row = refused(receiver, book(sent), (Step.HOLD, Why.WRONG_FACILITY))
    receiver.services.receiving.add_facilities([row], receiver.person("mwende"))
    assert look_one(receiver, book(sent)).step is Step.TAKE


def test_an_unknown_facility_is_added_when_asked_and_then_taken_in(receiver, sent):  # noqa: F811
    row = refused(receiver, book(sent, UNKNOWN), (Step.HOLD, Why.UNKNOWN_FACILITY))
    service, person = receiver.services.receiving, receiver.person("mwende")
    assert service.add_facilities([row, row], person) == 1
    again = service.again(row)
    assert verdict(again) == (Step.TAKE, Why.ACCEPTED)
    assert service.take(again, person).step is Step.TAKEN
    with receiver.work() as work:
        assert work.facilities.get(UNKNOWN).name == f"Facility {UNKNOWN}"


def test_an_older_version_of_the_form(receiver, sender, tmp_path):  # noqa: F811
    path = sender(change=lambda home: put_form(home, "1.1.0")).send(SECOND, tmp_path)
    row = refused(receiver, path, (Step.SEND_BACK, Why.OLDER_FORM))
    assert "1.1.0" in str(row.judged.text)
    assert "1.2.0" in str(row.judged.text)


def test_a_newer_version_of_the_form_waits(receiver, sender, tmp_path):  # noqa: F811
    path = sender(change=lambda home: put_form(home, "1.10.0")).send(SECOND, tmp_path)
    refused(receiver, path, (Step.HOLD, Why.UNKNOWN_FORM))


def test_made_with_another_pack_of_checks_is_taken_in_and_says_so(receiver, sender, tmp_path):  # noqa: F811
    office = sender()
    services, clock = office.office.services, office.office.clock
    clock.moment = THIRD - timedelta(days=20)  # a month that is over keeps its standards
    officer = replace(services.people.find("manager"), id=uuid4(), role=Role.OFFICER)
    services.standards.confirm(
        SMALL, "STD_LOAD", "80", "clients", Status.PROGRAMME_SETTING, "Circular 4 of 2026", NOVEMBER, officer
    )
    clock.moment = THIRD
    path = office.send(SECOND, tmp_path)
    row = look_one(receiver, path)
    assert verdict(row) == (Step.TAKE, Why.OTHER_CHECKS)
    assert str(row.judged.text) == "Checked by other standards than ours."
    assert [r.step for r in take(receiver, path)] == [Step.TAKEN]


def test_a_practice_file_is_refused_by_a_real_office(receiver, sender, tmp_path):  # noqa: F811
    office = sender()
    with office.office.work() as work:
        work.people.set_office(replace(work.people.office(), is_demo=True))
        work.commit()
    refused(receiver, office.send(SECOND, tmp_path), (Step.REFUSE, Why.PRACTICE))


def test_a_return_of_this_very_office_is_already_here(sender, tmp_path):  # noqa: F811
    office = sender()
    path = office.send(SECOND, tmp_path)
    [row] = office.office.services.receiving.look([path])
    assert verdict(row) == (Step.HERE, Why.OWN)


def test_a_return_that_this_office_types_itself_waits(receiver, sent):  # noqa: F811
    clerk = receiver.services.people.add("clerk", "N. Clerk", Role.CLERK, PASSPHRASE)
    opened = receiver.services.entry.open(SMALL, FIRST, NOVEMBER, clerk)
    opened.set(ANC_START, "7")
    refused(receiver, book(sent), (Step.HOLD, Why.OWN))
    assert stored(receiver)[1][FIRST][ANC_START].value == 7


def test_recalled(receiver, sent):  # noqa: F811
    class Recalls:
        def recall_of(self, revision, office=None, work=None):
            return {"office": "Ziwa Health Partners", "why": "Wrong register."}

    receiver.services.receiving._recalls = Recalls()
    row = refused(receiver, book(sent), (Step.REFUSE, Why.RECALLED))
    assert "Wrong register." in str(row.judged.to_do)


def test_not_ours_and_unreadable(receiver, tmp_path):  # noqa: F811
    (tmp_path / "letter.pdf").write_bytes(b"not even a PDF")
    refused(receiver, tmp_path / "letter.pdf", (Step.LEAVE, Why.NOT_OURS))
    refused(receiver, tmp_path / "gone.pdf", (Step.REFUSE, Why.UNREADABLE))
    book_of_somebody = Workbook()
    book_of_somebody.save(tmp_path / "Returns November FINAL.xlsx")
    refused(receiver, tmp_path / "Returns November FINAL.xlsx", (Step.LEAVE, Why.NOT_OURS))


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_cut_short_is_told_as_that_and_asked_for_again(receiver, sent, tmp_path, kind, share):  # noqa: F811
    path = tmp_path / f"half.{kind}"
    whole = book(sent).with_suffix(f".{kind}").read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    row = refused(receiver, path, (Step.REFUSE, Why.CUT_OFF))
    assert str(row.judged.text) == "The file ends too early: only a part of it arrived."
    assert "once more" in str(row.judged.to_do)
    [(_, verdict)] = receiver.services.verifying.verify_many([path])
    assert (verdict.intact, str(verdict.intact_text)) == (Answer.NO, str(row.judged.text))


def test_an_empty_file_is_told_as_that_and_asked_for_again(receiver, tmp_path):  # noqa: F811
    path = tmp_path / "empty.xlsx"
    path.touch()
    row = refused(receiver, path, (Step.REFUSE, Why.EMPTY))
    assert str(row.judged.text) == "The file is empty: nothing of it arrived."
    assert "once more" in str(row.judged.to_do)
    [(_, verdict)] = receiver.services.verifying.verify_many([path])
    assert (verdict.intact, str(verdict.intact_text)) == (Answer.CANNOT_SAY, str(row.judged.text))


def test_a_return_with_the_identity_of_another_takes_nothing_from_it(receiver, sender, sent, tmp_path):  # noqa: F811
    [first] = take(receiver, book(sent))
    office, maker = sender().office, WorkbookMaker(Catalogue().say_in)
    said = copy.deepcopy(dict(maker.check(book(sent, SECOND).read_bytes()).data))
    said["revision"]["id"] = str(first.revision)
    said["short_code"] = short_code(said)
    content = maker.build(ReturnDocument(said, office.services.forms.for_period(SMALL, NOVEMBER)))
    for role in ("clerk", "manager"):
        content = maker.sign(content, office.signer(role), role, THIRD.replace(microsecond=0))
    path = tmp_path / "other.xlsx"
    path.write_bytes(content)
    before = everything(receiver)
    row = refused(receiver, path, (Step.REFUSE, Why.CONFLICT))
    assert "identity of another return" in str(row.judged.text)
    assert everything(receiver) == before


# -- all or nothing ------------------------------------------------------------------------


def test_another_file_under_the_name_since_is_judged_and_not_taken_in_unseen(receiver, sent, tmp_path):  # noqa: F811
    path = tmp_path / "x.xlsx"
    shutil.copy(book(sent), path)
    row = look_one(receiver, path)
    shutil.copy(book(sent, SECOND), path)
    again = receiver.services.receiving.take(row, receiver.person("mwende"))
    assert (again.step, again.key.facility) == (Step.TAKE, SECOND)
    assert stored(receiver)[0] == ()


def test_a_disk_that_is_full_halfway_leaves_nothing_of_the_file(receiver, sent, monkeypatch):  # noqa: F811
    before = everything(receiver)
    row = look_one(receiver, book(sent))

    def full(self, received):
        raise StorageError("The disk is full.")

    monkeypatch.setattr(SqlReceived, "add", full)
    again = receiver.services.receiving.take(row, receiver.person("mwende"))
    assert verdict(again) == (Step.HOLD, Why.DISK)
    assert everything(receiver) == before


def test_a_facility_that_went_away_meanwhile_stops_the_taking(receiver, sent):  # noqa: F811
    row = look_one(receiver, book(sent))
    receiver.services.facilities.save(replace(facility(FIRST), active=False), None)
    again = receiver.services.receiving.take(row, receiver.person("mwende"))
    assert verdict(again) == (Step.HOLD, Why.WRONG_FACILITY)
    assert stored(receiver)[0] == ()


def changed_in_the_roster(receiving, **changes):
    """What the clerk who signed is in the receiving office's roster from now on."""
    with receiving.work() as work:
        clerk = next(p for p in work.people.all() if p.role is Role.CLERK and p.username.startswith("key-"))
        work.people.put(replace(clerk, **changes))
        work.commit()


def test_a_signer_whose_role_was_changed_after_the_look_is_judged_anew_when_it_is_taken_in(receiver, sent):  # noqa: F811
    row = look_one(receiver, book(sent))
    changed_in_the_roster(receiver, role=Role.OFFICER)
    before = everything(receiver)
    again = receiver.services.receiving.take(row, receiver.person("mwende"))
    assert verdict(again) == (Step.REFUSE, Why.WRONG_ROLE)
    assert again.verdict.who is Answer.NO
    assert everything(receiver) == before


def test_a_signer_who_is_of_another_office_since_is_refused_among_files_that_are_taken_in(receiver, sent):  # noqa: F811
    rows = ready(look(receiver, book(sent), book(sent, SECOND)))
    changed_in_the_roster(receiver, office=uuid4())
    taken = []
    receiver.services.receiving.take_all(rows, receiver.person("mwende"), taken.append)
    assert {verdict(row) for row in taken} == {(Step.REFUSE, Why.WRONG_ROLE)}
    assert stored(receiver)[0] == ()


def test_a_file_that_waits_is_judged_anew_by_the_roster_as_it_stands_now(receiver, sent):  # noqa: F811
    row = look_one(receiver, book(sent))
    changed_in_the_roster(receiver, role=Role.OFFICER)
    assert verdict(receiver.services.receiving.again(row)) == (Step.REFUSE, Why.WRONG_ROLE)


def test_files_share_commits_and_a_fault_in_one_stops_it_alone(receiver, sent, monkeypatch):  # noqa: F811
    rows = ready(look(receiver, sent))
    bad, add, commits = rows[-1].digest, SqlReceived.add, []

    def faulty(self, received):
        if received.digest == bad:
            raise StorageError("The disk is full.")
        add(self, received)

    monkeypatch.setattr(SqlReceived, "add", faulty)
    real = SqlUnitOfWork.commit
    monkeypatch.setattr(SqlUnitOfWork, "commit", lambda self: commits.append(1) or real(self))
    taken = []
    receiver.services.receiving.take_all(rows, receiver.person("mwende"), taken.append)
    assert [row.path for row in taken] == [row.path for row in rows], "each is told once, in its order"
    assert [verdict(row) for row in taken if row.digest == bad] == [(Step.HOLD, Why.DISK)]
    assert all(row.step is Step.TAKEN for row in taken if row.digest != bad)
    assert len(commits) < len(rows)


def test_seen_first_is_remembered_from_the_first_look(receiver, sent):  # noqa: F811
    first = receiver.clock.now()
    look(receiver, book(sent))
    receiver.clock.moment += timedelta(days=9)
    [taken] = take(receiver, book(sent))
    assert taken.seen_at == first
    assert stored(receiver)[0][0].submitted_at == first


# -- replies -------------------------------------------------------------------------------


def test_a_reply_for_each_sender_names_file_fault_and_what_to_send(receiver, sender, sent, tmp_path):  # noqa: F811
    office = sender()
    office.fill(SECOND)
    _, [pending] = office.sign(SECOND, tmp_path, approve=False)
    early = office.send(THIRD_CODE, tmp_path, Period(2027, 1))
    changed = flipped(book(sent).with_suffix(".pdf"), tmp_path / "changed.pdf")
    rows = look(receiver, book(sent), pending, early, changed)
    written = replies(rows, "National programme", receiver.clock.now(), Catalogue().say)
    assert [(r.sender, r.files) for r in written] == [("Ziwa Health Partners, Kisumu", 2), ("", 1)]
    text = written[0].text
    assert text.startswith("To Ziwa Health Partners, Kisumu\nFrom National programme, 3 December 2026\n")
    assert "2 files cannot be used as they are. 1 return is in order." in text
    assert pending.name in text
    assert "Only the clerk has signed. Have your manager approve the return, and send it again." in text
    assert f"Facility {THIRD_CODE} ({THIRD_CODE}), January 2027, revision 1" in text
    assert "the signatures name A. Wanjiru, P. Otieno" in written[1].text
