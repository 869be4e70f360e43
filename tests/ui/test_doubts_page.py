"""Returns with a revoked key on the screen: the strip over Receive, the list, letting one count."""

from __future__ import annotations

from typing import Any

import pytest
from authority_fixtures import programme, programme_template
from flow_office import desk_of, press, show, wait
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from received_office import CODES, NOVEMBER, SMALL, receiver_home, sender, sender_home
from revoked_office import Revoking, revoking
from two_offices import signing_receiver, two

from kmmp_desktop.domain.office import Role
from ui.doubts.page import DoubtsPage
from ui.receiving.page import ReceivePage
from ui.style.look import Look
from ui.totals.page import TotalsPage

__all__ = [
    "programme",
    "programme_template",
    "receiver_home",
    "revoking",
    "sender",
    "sender_home",
    "signing_receiver",
    "two",
]
FIRST, SECOND = CODES[:2]


@pytest.fixture
def doubted(revoking: Revoking) -> Revoking:
    """Two returns of an office whose manager's key was revoked after they had been taken in."""
    for mfl in (FIRST, SECOND):
        _, files = revoking.two.send(mfl)
        revoking.two.take_in(*files)
    revoking.revoke()
    return revoking


def test_receive_says_how_many_and_leads_to_the_list(
    qtbot: Any, dressed: Any, doubted: Revoking, look: Look
) -> None:
    page = ReceivePage(desk_of(doubted.two.there, "mwende", look))
    assert not page.strip.isVisible()
    show(qtbot, page)
    page.refresh()
    wait(qtbot, page.strip.isVisible)
    assert "2 returns rest on a signature whose key was revoked since" in page.strip.sentence.text()
    asked: list[str] = []
    page.go_requested.connect(asked.append)
    page.strip.button.click()
    assert asked == ["doubts"]


def test_the_list_names_each_and_lets_one_count_with_a_reason(
    qtbot: Any, dressed: Any, doubted: Revoking, look: Look
) -> None:
    page = DoubtsPage(desk_of(doubted.two.there, "mwende", look))
    show(qtbot, page)
    page.refresh()
    wait(qtbot, lambda: page.table.face_rows and not page.is_reading)
    page.table.setFocus()
    first = page.table.face_rows[0].faces
    assert [face.text for face in first[:4]] == [
        f"Facility {FIRST}",
        "November 2026",
        "1",
        "P. Otieno (manager)",
    ]
    assert first[4].text == "Revoked on 3 December 2026"
    assert "The figures are what was signed" in page.foot.sentence.text()
    page.accept()
    sheet = page.sheet
    assert sheet is not None
    QTest.keyClicks(sheet.fields["why"], "Compared with the paper.")
    press(sheet, Qt.Key.Key_Return)
    wait(qtbot, lambda: page.table.face_rows[0].faces[5].text == "Counts knowingly")
    assert page.table.face_rows[0].faces[5].sub == "Compared with the paper."
    assert page.table.face_rows[1].faces[5].text == "To be looked at"
    page.table.selectAll()
    page.copy_button.click()
    said = QGuiApplication.clipboard().text()
    assert f"MFL {FIRST}, November 2026, revision 1, signed by P. Otieno" in said
    assert SECOND in said


def test_a_clerk_sees_the_list_and_does_not_decide(
    qtbot: Any, dressed: Any, doubted: Revoking, look: Look
) -> None:
    doubted.two.there.put_in_role("mwende", Role.CLERK)
    page = DoubtsPage(desk_of(doubted.two.there, "mwende", look))
    show(qtbot, page)
    page.refresh()
    wait(qtbot, lambda: page.table.face_rows and not page.is_reading)
    page.accept()
    assert page.sheet is None
    assert not page.accept_button.isEnabled()
    assert "A manager or a programme officer decides." in page.foot.detail.text()


def test_totals_say_it_list_it_and_mark_the_returns_that_a_total_is_made_of(
    qtbot: Any, dressed: Any, doubted: Revoking, look: Look
) -> None:
    page = TotalsPage(desk_of(doubted.two.there, "mwende", look))
    show(qtbot, page)
    page.refresh()
    wait(qtbot, lambda: page.found is not None and not page.running.is_running)
    assert page.found is not None
    assert page.subtitle().startswith("2 returns rest on a signature whose key was revoked since.")
    assert page.toggles["doubts"].accessibleName() == "2 with a revoked key"
    page.show_view("doubts")
    assert [row.faces[0].text for row in page.tables["doubts"].face_rows] == [
        f"Facility {FIRST}",
        f"Facility {SECOND}",
    ]
    asked: list[tuple[Any, ...]] = []
    page.finding_requested.connect(lambda *where: asked.append(where))
    page.tables["doubts"].opened.emit(page.tables["doubts"].current_key())
    assert asked == [(SMALL, FIRST, NOVEMBER, "")]
    page.show_view("rows")
    page.tables["rows"].select(page.found.form.key("A1[ANC]"))
    wait(qtbot, lambda: page.parts.face_rows)
    assert "Revoked on 3 December 2026" in page.parts.face_rows[0].faces[2].sub
