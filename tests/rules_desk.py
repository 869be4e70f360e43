"""The place Rules on an office with a short history, for tests of the rule editor."""

import pytest
from flow_office import desk_of, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, PASSPHRASE, THIRD, ZIWA, open_copy
from office_fixtures import office_template as office_template
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.office import SetClock
from ui.rules.page import RulesPage
from ui.widgets.labels import Label

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SEPTEMBER, OCTOBER, DECEMBER, JANUARY = Period(2026, 9), Period(2026, 10), Period(2026, 12), Period(2027, 1)
REASON = "MOH 731 summary tool 2024, page 3"


def put(office, mfl, period, **cells):
    opened = office.open(mfl, period)
    opened.set_many({opened.form.key(code): text for code, text in cells.items()})


@pytest.fixture(scope="module")
def template(office_template, tmp_path_factory):
    """An officer, and A02 of A01: 4 of 4, 5 of 4, 3 of 4 at Nyota, one without A01 at Ziwa."""
    import shutil

    home = tmp_path_factory.mktemp("rules") / "home"
    shutil.copytree(office_template, home)
    office = open_copy(home, SetClock(THIRD))
    office.services.people.add("officer", "M. Achieng", Role.OFFICER, PASSPHRASE)
    put(office, NYOTA, SEPTEMBER, A01="4", A02="4")
    put(office, NYOTA, OCTOBER, A01="4", A02="5")
    put(office, NYOTA, NOVEMBER, A01="4", A02="3")
    put(office, ZIWA, NOVEMBER, A02="2")
    return home


@pytest.fixture
def office(template, tmp_path):
    import shutil

    home = tmp_path / "home"
    shutil.copytree(template, home)
    return open_copy(home, SetClock(THIRD))


def page_of(office, qtbot, look, who="officer", language="en", width=1366, height=571):
    page = show(qtbot, RulesPage(desk_of(office, who, look, language)), width, height)
    page.refresh()
    QApplication.processEvents()
    return page


@pytest.fixture
def page(office, qtbot, dressed, look):
    return page_of(office, qtbot, look)


def type_check(page, text, code="R101"):
    """Choose a check by searching, and type over it."""
    page.start_search()
    press(page, code, Key.Key_Return)
    field = page.fields.expression
    assert field.hasFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if field.offers:
        press(page, Key.Key_Escape)
    page.examine()


def verdict(page):
    return " ".join(label.text() for label in page.one.card.widget().findChildren(Label))


def counts(page):
    return [[face.text for face in row.faces] for row in page.past.facilities.model().rows]


def tried(page, qtbot):
    press(page, Key.Key_F9)
    wait(qtbot, lambda: not page.run.is_on)


def publish(page, qtbot, reason=REASON):
    tried(page, qtbot)
    page.parts.go_to(4)
    page.foot.reason.setFocus()
    QTest.keyClicks(page.foot.reason, reason)
    QTest.keyClick(page.foot.reason, Key.Key_Return, CONTROL)


def expression(office, period, code="R101"):
    check = office.services.forms.for_period(FULL, period).check_by_code.get(code)
    return check.expression if check else None
