"""What managers and administrators do with accounts, and what no trick with accounts gets past."""

from dataclasses import replace

import pytest

from kmmp_desktop.domain.keying import Scope
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import RefusedError, WrongPassphraseError
from kmmp_desktop.services.permits import Standing
from tests.office_fixtures import PASSPHRASE

WHY = "Left the office."


@pytest.fixture
def staffed(office):
    """The usual two, and a second clerk, a second manager and an administrator."""
    people, manager = office.services.people, office.person("manager")
    people.add("second", "B. Achieng", Role.CLERK, PASSPHRASE, manager)
    people.add("deputy", "C. Mutua", Role.MANAGER, PASSPHRASE, manager)
    people.add("admin", "D. Kamau", Role.ADMINISTRATOR, PASSPHRASE, manager)
    return office


def staff(office):
    return office.services.staff


def log(office, action):
    with office.work() as work:
        return [entry.body for entry in work.audit.entries("office") if entry.action == action]


def test_a_closed_account_cannot_sign_in_and_is_told_why_only_with_the_right_passphrase(staffed):
    closed = staff(staffed).disable(staffed.person("second"), WHY, staffed.person("admin"))
    assert not closed.enabled
    assert closed.disabled_at == staffed.clock.now()
    people = staffed.services.people
    with pytest.raises(RefusedError, match="is closed"):
        people.sign_in("second", PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        people.sign_in("second", "another one entirely")
    assert log(staffed, "account closed") == [{"person": str(closed.id), "why": WHY}]
    opened = staff(staffed).enable(closed, staffed.person("manager"))
    assert opened.disabled_at is None
    assert people.sign_in("second", PASSPHRASE) == opened


def test_nobody_gives_a_passphrase_to_a_closed_account_which_would_open_a_protected_office(staffed):
    admin, keys = staffed.person("admin"), staffed.services.keys
    closed = staff(staffed).disable(staffed.person("second"), WHY, admin)
    with pytest.raises(RefusedError, match="is closed"):
        keys.give_passphrase(closed, "maize lantern lake nyanza", admin, PASSPHRASE)
    opened = staff(staffed).enable(closed, admin)
    assert staffed.services.people.sign_in("second", PASSPHRASE) == opened


def test_an_account_that_somebody_else_closes_at_this_moment_is_not_opened_by_a_new_role(staffed):
    admin, manager, second = (staffed.person(name) for name in ("admin", "manager", "second"))

    def act(_work, known):
        staff(staffed).disable(second, WHY, admin)
        return replace(known, role=Role.OFFICER), {}

    with pytest.raises(RefusedError, match="at this moment"):
        staff(staffed)._act("role changed", second, manager, act)
    assert not staffed.person("second").enabled


def test_who_closes_accounts_is_a_manager_or_administrator_and_never_touches_the_own_one(staffed):
    second, admin = staffed.person("second"), staffed.person("admin")
    for username in ("clerk",):
        with pytest.raises(RefusedError, match="manager or an administrator"):
            staff(staffed).disable(second, WHY, staffed.person(username))
    for act in (
        lambda: staff(staffed).disable(admin, WHY, admin),
        lambda: staff(staffed).change_role(admin, Role.CLERK, admin),
        lambda: staff(staffed).hand_over(admin, second, WHY, admin),
    ):
        with pytest.raises(RefusedError, match="own account"):
            act()
    with pytest.raises(RefusedError, match="why"):
        staff(staffed).disable(second, "  ", admin)
    assert all(person.enabled for person in staffed.services.people.people())


def test_two_who_close_each_other_leave_one(staffed):
    manager, deputy, admin = (staffed.person(name) for name in ("manager", "deputy", "admin"))
    staff(staffed).disable(admin, WHY, manager)
    staff(staffed).disable(deputy, WHY, manager)
    with pytest.raises(RefusedError, match="is closed"):  # the deputy still sits there, as read before
        staff(staffed).disable(manager, WHY, deputy)
    assert staffed.person("manager").enabled


def test_a_closed_account_ends_a_session_at_the_next_act_and_entry_within_seconds(staffed):
    opened = staffed.open()
    key = opened.form.entry_cells[0]
    opened.set(key, "4")
    staff(staffed).disable(staffed.person("clerk"), WHY, staffed.person("manager"))
    staffed.clock.moment += Standing.FRESH
    with pytest.raises(RefusedError, match=r"A\. Wanjiru is closed"):
        opened.set(key, "5")
    assert opened.cells[key].raw == "4"
    staff(staffed).change_role(staffed.person("deputy"), Role.OFFICER, staffed.person("manager"))


def test_a_manager_whose_role_was_taken_in_mid_session_cannot_approve(staffed):
    opened = staffed.complete()
    signer = staffed.signer("deputy")
    staff(staffed).change_role(staffed.person("deputy"), Role.OFFICER, staffed.person("manager"))
    with pytest.raises(RefusedError, match="Only a manager approves"):
        staffed.services.approval.approve([opened.revision.id], signer)
    with staffed.work() as work:
        assert work.returns.revision(opened.revision.id).state is State.READY


def test_signatures_of_the_old_role_stay_good_and_the_new_role_has_a_key_of_its_own(staffed, tmp_path):
    opened = staffed.complete()
    before = staffed.person("clerk").certificate
    staff(staffed).change_role(staffed.person("clerk"), Role.MANAGER, staffed.person("admin"))
    assert staffed.person("clerk").certificate is None
    staffed.services.approval.approve([opened.revision.id], staffed.signer("manager"))
    with staffed.work() as work:
        file = work.files.get(opened.revision.id, "pdf")
    path = tmp_path / file.name
    path.write_bytes(file.content)
    verdict = staffed.services.verifying.verify(path)
    assert verdict.who.name == "YES", verdict
    signer = staffed.services.people.unlock(staffed.person("clerk"), PASSPHRASE)
    assert signer.certificate != before
    assert signer.person.role is Role.MANAGER


# -- four eyes ---------------------------------------------------------------------------------


def approve(office, opened, username):
    return office.services.approval.approve([opened.revision.id], office.signer(username))


def refused(office, opened, username, match="entered something|prepared this"):
    office.signers.pop(username, None)
    person = office.person(username)
    assert office.services.approval.why_not(opened.revision.id, person) is not None
    with pytest.raises(RefusedError, match=match):
        approve(office, opened, username)
    with office.work() as work:
        assert work.returns.revision(opened.revision.id).state is State.READY


def one_cell_by(office, username):
    """A complete return in which ``username`` put one cell right; completed by the clerk."""
    office.fill()
    opened = office.services.entry.open(
        "KMMP_MFR", "99104", office.open().key.period, office.person(username)
    )
    key = next(k for k, v in opened.cells.items() if v.raw not in ("0", "1"))
    before = opened.cells[key].raw
    opened.set(key, "1")
    opened.set(key, before)
    again = office.open()
    office.services.completion.complete(again, office.signer("clerk"))
    return again


def test_a_manager_who_changed_one_cell_does_not_approve_the_return_and_another_does(staffed):
    opened = one_cell_by(staffed, "deputy")
    refused(staffed, opened, "deputy")
    assert approve(staffed, opened, "manager")[0].state is State.APPROVED


def test_a_clerk_who_became_manager_approves_nothing_of_before(staffed):
    opened = one_cell_by(staffed, "second")
    staff(staffed).change_role(staffed.person("second"), Role.MANAGER, staffed.person("admin"))
    staff(staffed).change_role(staffed.person("clerk"), Role.MANAGER, staffed.person("admin"))
    refused(staffed, opened, "second")
    refused(staffed, opened, "clerk", match="prepared this return")


def test_a_new_name_or_an_account_closed_and_opened_again_is_still_the_same_hand(staffed):
    opened = one_cell_by(staffed, "deputy")
    with staffed.work() as work:
        work.people.put(replace(staffed.person("deputy"), username="other", name="E. Njoroge"))
        work.commit()
    refused(staffed, opened, "other")
    closed = staff(staffed).disable(staffed.person("other"), WHY, staffed.person("admin"))
    staff(staffed).enable(closed, staffed.person("admin"))
    refused(staffed, opened, "other")


def test_who_takes_an_account_over_does_not_approve_what_that_one_entered(staffed):
    opened = one_cell_by(staffed, "second")
    staff(staffed).hand_over(staffed.person("second"), staffed.person("deputy"), WHY, staffed.person("admin"))
    refused(staffed, opened, "deputy")
    assert approve(staffed, opened, "manager")


def test_cells_of_a_second_keying_count_as_entered(staffed):
    opened = staffed.fill()
    mine = staffed.services.entry.open("KMMP_MFR", "99104", opened.key.period, staffed.person("deputy"))
    keying = staffed.services.keying.start(mine, Scope.WHOLE)
    key = keying.cells[0]
    keying.key_in(key, opened.cells[key].raw)
    keying.finish()
    again = staffed.open()
    staffed.services.completion.complete(again, staffed.signer("clerk"))
    refused(staffed, again, "deputy")


def test_an_amendment_carries_the_hands_of_the_revision_before(staffed, tmp_path):
    opened = one_cell_by(staffed, "deputy")
    approve(staffed, opened, "manager")
    plan = staffed.services.exporting.plan("KMMP_MFR", opened.key.period)
    staffed.services.exporting.export(plan, tmp_path / "out", staffed.person("manager"))
    staffed.services.amending.begin(opened.revision.id, staffed.person("clerk"), "A slip in one cell.")
    second = staffed.open()
    key = next(k for k, v in second.cells.items() if v.raw not in ("0", "1"))
    second.set_reason(str(key), "Counted again.")
    staffed.services.completion.complete(second, staffed.signer("clerk"))
    refused(staffed, second, "deputy")


def test_two_accounts_with_one_certificate_are_one_person(staffed):
    opened = one_cell_by(staffed, "second")
    staffed.signer("second")
    with staffed.work() as work:
        work.people.put(replace(staffed.person("deputy"), certificate=staffed.person("second").certificate))
        work.commit()
    assert "holds the certificate" in str(
        staffed.services.approval.why_not(opened.revision.id, staffed.person("deputy"))
    )


# -- handing over ------------------------------------------------------------------------------


def test_open_work_goes_to_the_one_chosen_and_nothing_is_rewritten(staffed):
    mine = staffed.services.entry.open(
        "KMMP_MFR", "99104", staffed.open().key.period, staffed.person("second")
    )
    key = mine.form.entry_cells[0]
    mine.set(key, "4")
    mine.add_comment(key, "Is this right?", question=True)
    keying = staffed.services.keying.start(mine, Scope.WHOLE).keying
    waiting = staff(staffed).open_work(staffed.person("second"))
    assert (len(waiting.drafts), waiting.keyings, waiting.questions) == (1, 1, 1)
    clerk = staffed.person("clerk")
    assert staff(staffed).open_work(clerk).is_none
    closed = staff(staffed).hand_over(staffed.person("second"), clerk, WHY, staffed.person("manager"))
    assert closed.handed_to == clerk.id
    assert staff(staffed).open_work(clerk).drafts == waiting.drafts
    assert staffed.services.keying.unfinished(staffed.open()).id == keying.id
    assert staffed.services.keying.resume(keying.id, clerk).keying.by == closed.id
    (body,) = log(staffed, "account handed over")
    assert body["to"] == str(clerk.id)
    assert body["drafts"] == [str(mine.revision.id)]
    with staffed.work() as work:
        assert work.returns.changes(mine.revision.id, key)[0].by == "B. Achieng"


def test_work_goes_to_nobody_whose_account_is_closed(staffed):
    admin, second = staffed.person("admin"), staffed.person("second")
    closed = staff(staffed).disable(staffed.person("deputy"), WHY, admin)
    with pytest.raises(RefusedError, match="cannot go to"):
        staff(staffed).hand_over(second, closed, WHY, admin)
    with pytest.raises(RefusedError, match="cannot go to"):
        staff(staffed).hand_over(second, second, WHY, admin)
    assert staffed.person("second").enabled


# -- signing in --------------------------------------------------------------------------------


def test_sign_ins_are_logged_with_the_account_and_refused_ones_without_what_was_typed(staffed):
    people = staffed.services.people
    people.sign_in("second", PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        people.sign_in("second", "S3cret typed by mistake")
    with pytest.raises(WrongPassphraseError):
        people.sign_in("my passphrase in the wrong field", "x")
    second = staffed.person("second")
    assert log(staffed, "sign-in refused") == [
        {"person": str(second.id), "why": "wrong passphrase"},
        {"person": None, "why": "unknown name"},
    ]
    assert len(log(staffed, "signed in")) == 1
    member = next(m for m in staff(staffed).members() if m.person == second)
    assert member.signed_in == staffed.clock.now()
    assert member.wrong_tries == 1


def test_five_wrong_ones_show_the_waiting_time_which_a_manager_can_end(staffed):
    people = staffed.services.people
    for _ in range(4):
        with pytest.raises(WrongPassphraseError) as told:
            people.sign_in("second", "wrong")
    assert "4 times in a row" in str(told.value)
    with pytest.raises(RefusedError, match="The next try is possible in 2 s"):
        people.sign_in("second", PASSPHRASE)
    with pytest.raises(RefusedError, match="manager or an administrator"):
        staff(staffed).end_waiting(staffed.person("second"), staffed.person("clerk"))
    staff(staffed).end_waiting(staffed.person("second"), staffed.person("manager"))
    assert people.sign_in("second", PASSPHRASE)
    assert log(staffed, "waiting ended") == [{"person": str(staffed.person("second").id), "wrong": 4}]


def test_a_name_that_nobody_has_costs_waiting_too(staffed):
    people = staffed.services.people
    for number in range(4):
        with pytest.raises(WrongPassphraseError):
            people.sign_in(f"nobody{number}", "wrong")
    with pytest.raises(RefusedError, match="next try"):
        people.sign_in("nobody9", "wrong")
    assert people.sign_in("second", PASSPHRASE)


# -- another name ------------------------------------------------------------------------------


def test_another_name_gives_the_key_up_and_what_was_signed_keeps_the_earlier_name(staffed, tmp_path):
    opened = staffed.complete()
    approve(staffed, opened, "manager")
    manager = staffed.person("manager")
    with pytest.raises(RefusedError, match="called so already"):
        staff(staffed).rename(staffed.person("clerk"), " A.  Wanjiru ", manager)
    with pytest.raises(RefusedError, match="needs a name"):
        staff(staffed).rename(staffed.person("clerk"), "  ", manager)
    before = staffed.person("clerk")
    staff(staffed).rename(before, "A. Wanjiru Otieno", manager)
    now = staffed.person("clerk")
    assert (now.id, now.name, now.certificate) == (before.id, "A. Wanjiru Otieno", None)
    assert log(staffed, "name changed") == [
        {
            "person": str(now.id),
            "from": "A. Wanjiru",
            "to": "A. Wanjiru Otieno",
            "key given up": before.fingerprint,
        }
    ]
    with staffed.work() as work:
        file = work.files.get(opened.revision.id, "pdf")
    path = tmp_path / file.name
    path.write_bytes(file.content)
    verdict = staffed.services.verifying.verify(path)
    assert verdict.who.name == "YES", verdict
    assert "A. Wanjiru" in [signature.name for signature in verdict.signatures]
    staffed.signers.pop("clerk", None)
    assert staffed.signer("clerk").person.name == "A. Wanjiru Otieno"


def test_the_worklist_says_whose_work_it_was_until_somebody_goes_on_with_it(staffed):
    opened = staffed.open()
    first, second = opened.form.entry_cells[:2]
    opened.set(first, "4")
    opened.leave()
    staff(staffed).hand_over(
        staffed.person("clerk"), staffed.person("second"), WHY, staffed.person("manager")
    )

    def due():
        rows = staffed.services.worklist.month(opened.key.family, opened.key.period).rows
        return str(next(row.due for row in rows if row.facility.mfl == opened.key.facility))

    assert due().endswith(", from A. Wanjiru")
    key = opened.key
    goes_on = staffed.services.entry.open(key.family, key.facility, key.period, staffed.person("second"))
    goes_on.set(second, "5")
    goes_on.leave()
    assert "Wanjiru" not in due()
