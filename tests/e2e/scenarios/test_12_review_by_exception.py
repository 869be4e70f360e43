"""Scenario 12: Otieno reviews by exception; one return goes back with a question, 31 are approved at once."""

from dataclasses import replace

import pytest
from flow_office import give_passphrase
from office_fixtures import NOVEMBER, NYOTA, SHORT, ZIWA, Office
from PySide6.QtCore import Qt

from kmmp_desktop.domain.office import Facility, FormSpan, Role
from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import RefusedError

K = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = 31
QUESTION = "Were all of them visited?"
ANSWER = "Yes, the log page is 14."


def dispensaries(office: Office) -> None:
    """31 dispensaries with the short form: November as October, and nothing to say about it."""
    spans, clerk = (FormSpan(SHORT, NOVEMBER.shift(-2)),), office.person("clerk")
    for number in range(PLAIN):
        mfl = str(99300 + number)
        facility = Facility(mfl, f"Dispensary {number:02}", "Kisumu", "Nyando", "2", forms=spans)
        office.services.facilities.save(facility, clerk)
        for period in (NOVEMBER.shift(-1), NOVEMBER):
            opened = office.open(mfl, period, SHORT)
            opened.set_many(dict.fromkeys(opened.form.entry_cells, "12"))
            if period != NOVEMBER:
                with office.work() as work:
                    work.returns.save_revision(replace(opened.revision, state=State.BROUGHT_IN))
                    work.commit()
        for item in office.services.completion.look(opened).items:
            assert item.needs != "correct", item
            assert item.needs != "reason", item
        office.services.completion.complete(opened, office.signer("clerk"))


@pytest.fixture
def morning(office, sit, qtbot):
    """Otieno at his window: Nyota and Ziwa have something to say, 31 dispensaries have not."""
    dispensaries(office)
    office.complete(NYOTA)
    office.complete(ZIWA)
    desk = sit(office, username="manager")
    desk.press(K.Key_2, mod=CONTROL)
    desk.page = desk.window.page("review")
    assert desk.window.here == "review"
    desk.wait = lambda done: qtbot.waitUntil(lambda: bool(done()), timeout=120_000)
    desk.wait(lambda: desk.page._review is not None)
    desk.wait(lambda: len(desk.page.side.weights) == PLAIN + 2)
    desk.wait(lambda: not desk.page.side.weighing.is_running)  # and listed by weight
    return desk


def look_at(desk, mfl):
    """Down and up in the queue until the return of this facility is on screen."""
    page = desk.page
    keys = [row.key for row in page.queue.face_rows]
    wanted = next(n for n, key in enumerate(keys) if page.side.items[key].facility.mfl == mfl)
    page.side.setFocus()
    while (here := page.queue.currentIndex().row()) != wanted:
        desk.press(K.Key_Down if here < wanted else K.Key_Up)
    desk.wait(lambda: page._review is not None and page._review.item.facility.mfl == mfl)


def test_a_morning_of_review_by_keys_alone(morning, office, qtbot, sit):
    desk, page = morning, morning.page
    services = office.services

    # Most to look at first; the 31 that have nothing stand apart.
    listed = [page.side.items[row.key].facility.mfl for row in page.queue.face_rows]
    assert set(listed) == {NYOTA, ZIWA}
    assert desk.says("31 returns have no error, no open warning and no large change.")

    # A question at a cell of a signed return, and back it goes.
    look_at(desk, NYOTA)
    nyota = page._review.item.revision
    desk.press(K.Key_Return, "q", QUESTION, K.Key_Return)
    cell = page.beside.spot.cell
    assert desk.says("Return with 1 question", "1 question asked")
    assert not page.foot.approve_button.isEnabled()
    desk.press(K.Key_F8, K.Key_Return)
    assert office.open(NYOTA).state is State.RETURNED

    # A rejection stops the chain: nothing of it can be approved or leave the office.
    with pytest.raises(RefusedError, match="not ready for approval"):
        services.approval.approve([nyota.id], office.signer("manager"))
    with office.work() as work:
        assert work.files.get(nyota.id, "xlsx") is None
    plan = services.exporting.plan(nyota.key.family, NOVEMBER)
    assert nyota.id not in {item.revision.id for item in plan.included}

    # A sample of the others, each of them read; then all of them at once.
    desk.press(K.Key_D, mod=CONTROL)
    sample = services.approval.queue.sample(office.person("manager"))
    assert (len(sample.chosen), len(sample.of)) == (5, PLAIN)
    desk.press(K.Key_D, mod=CONTROL | SHIFT)
    assert page.foot.signing.dialog is None, "nothing is approved before the sample is read"
    for revision in sample.chosen:
        look_at(desk, page.side.items[revision].facility.mfl)
    desk.wait(lambda: desk.shows("The sample of 5 is read.", "Approve 31 together"))
    desk.press(K.Key_D, mod=CONTROL | SHIFT)
    give_passphrase(qtbot, lambda: page.foot.signing.dialog)
    qtbot.waitUntil(lambda: not page.foot.is_running and len(page.side.items) == 1, timeout=600_000)
    with office.work() as work:
        approved = work.returns.in_month(SHORT, NOVEMBER, (State.APPROVED,))
        drawn = [e.body for e in work.audit.entries("office") if e.action == "sample_drawn"]
    assert len(approved) == PLAIN
    assert [len(body["sample"]) for body in drawn] == [5]

    # The question is at the cell for Achieng; she answers it there.
    clerk = sit(office)
    clerk.open(NYOTA)
    clerk.go(str(cell).removeprefix("KM_"))
    clerk.rest()
    assert clerk.says(QUESTION)
    [thread] = clerk.opened.threads(cell)
    card = next(c for c in clerk.entry.panel.words.cards if c.shown.id == thread.id)
    card.write()
    clerk.press(ANSWER, K.Key_Return)
    clerk.press(K.Key_A, mod=CONTROL | SHIFT)
    assert not clerk.opened.waiting
    clerk.opened.set(clerk.opened.form.key("P01"), "The young mothers' group met.")
    services.completion.complete(office.open(NYOTA), office.signer("clerk"))

    # The answer comes back, with what changed.
    page.refresh()
    look_at(desk, NYOTA)
    assert [row.key[1].element for row in page.tables.differences.face_rows] == ["KM_P01"]
    page.tables.go_to(page.tables.exceptions.face_rows[0].key)
    assert desk.says(QUESTION, ANSWER)


def test_nobody_approves_what_they_prepared(office, sit, qtbot):
    office.complete(ZIWA)
    clerk = office.person("clerk")
    with office.work() as work:  # the same person has become a manager since
        work.people.put(replace(clerk, role=Role.MANAGER))
        work.commit()
    desk = sit(office, username="clerk")
    desk.window.show_place("review")
    page = desk.window.page("review")
    qtbot.waitUntil(lambda: page._review is not None, timeout=60_000)
    assert desk.says("A. Wanjiru prepared this return. Somebody else has to approve it.")
    desk.press(K.Key_Return, "a", "q", K.Key_F9)
    assert page.foot.signing.dialog is None
    assert page._review.accepted == {}
    assert page._review.threads == ()
    revision = page._review.item.revision
    office.signers.clear()  # the key is unlocked anew, by the manager
    with pytest.raises(RefusedError, match="prepared this return"):
        office.services.approval.approve([revision.id], office.signer("clerk"))
