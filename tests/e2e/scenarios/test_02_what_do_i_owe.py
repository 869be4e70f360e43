"""Scenario 2: on the 1st of December Achieng opens the program."""

from datetime import UTC, datetime

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA
from PySide6.QtCore import Qt

from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period

K = Qt.Key
ANTHILL, BAOBAB, CEDAR = "99106", "99107", "99108"
FIRST = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def five(office):
    """Five facilities of November: draft, ready, not started, returned, sent; Cedar has not sent October."""
    office.clock.moment = FIRST
    services, clerk = office.services, office.person("clerk")
    for mfl, name, since in (
        (ANTHILL, "Anthill Dispensary", 11),
        (BAOBAB, "Baobab Health Centre", 11),
        (CEDAR, "Cedar Hospital", 10),
    ):
        spans = (FormSpan(FULL, Period(2026, since)),)
        services.facilities.save(Facility(mfl, name, "Kisumu", "Kisumu East", "3", forms=spans), clerk)
    for mfl in (NYOTA, ZIWA):
        known = next(f for f in services.facilities.all() if f.mfl == mfl)
        services.facilities.save(
            Facility(
                mfl,
                known.name,
                known.county,
                known.sub_county,
                known.level,
                forms=(FormSpan(FULL, NOVEMBER),),
            ),
            clerk,
        )
    draft = office.open(NYOTA)
    cells = draft.enterable()
    counts = [c for c in cells if draft.form.elements[c.element].type.is_numeric]
    draft.set_many(dict.fromkeys(counts[: round(0.62 * len(cells))], "1"))
    draft.leave()
    office.complete(ZIWA)
    returned = office.complete(BAOBAB)
    services.approval.send_back(returned.revision.id, office.person("manager"), "Look at C14 again.")
    return office


def rows_of(desk):
    page = desk.window.page("worklist")
    return {row.facility.mfl: row for row in page._list.rows}, page


def seen(page):
    model = page.model
    spoken = Qt.ItemDataRole.AccessibleTextRole
    cells = ((model.index(r, c) for c in range(model.columnCount())) for r in range(model.rowCount()))
    return ["  ".join(f"{cell.data() or ''} {cell.data(spoken) or ''}" for cell in row) for row in cells]


def test_five_facilities_of_november_with_their_states_and_the_days_left(five, sit):
    desk = sit(five)
    desk.window.show_place("worklist")
    rows, page = rows_of(desk)
    assert page.period == NOVEMBER
    assert set(rows) == {NYOTA, ZIWA, ANTHILL, BAOBAB, CEDAR}
    states = {mfl: row.current.state.value if row.current.state else None for mfl, row in rows.items()}
    assert states == {NYOTA: "draft", ZIWA: "ready", ANTHILL: None, BAOBAB: "returned", CEDAR: None}
    assert abs(rows[NYOTA].percent - 62) <= 1
    assert rows[NYOTA].days_left == 4
    assert desk.says("5 Dec")
    text = "\n".join(seen(page))
    for word in (f"{rows[NYOTA].percent} %", "Ready", "Returned"):
        assert word.casefold() in text.casefold().replace("\u2009", ""), (word, text)


def test_october_of_one_is_overdue_by_26_days_and_has_not_vanished(five, sit):
    desk = sit(five)
    desk.window.show_place("worklist")
    rows, page = rows_of(desk)
    assert rows[CEDAR].overdue == (Period(2026, 10),)
    assert rows[CEDAR].group == 0, "it stands under what needs her first"
    assert "26 days" in str(rows[CEDAR].due)
    assert "26 days" in "\n".join(seen(page))


def test_enter_opens_the_right_form(five, sit, qtbot):
    desk = sit(five)
    desk.window.show_place("worklist")
    _, page = rows_of(desk)
    desk.press("Nyota")
    qtbot.waitUntil(lambda: page.model.rowCount() <= 2)
    desk.press(K.Key_Return)
    assert desk.window.here == "entry"
    assert (desk.opened.key.facility, desk.opened.key.period, desk.opened.key.family) == (
        NYOTA,
        NOVEMBER,
        FULL,
    )
