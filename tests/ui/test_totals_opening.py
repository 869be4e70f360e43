"""Totals opens on a form that somebody owes in the month."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flow_office import desk_of, show, wait
from office_fixtures import FULL, SHORT, Office, office, office_template

from kmmp_desktop.domain.office import FormSpan
from kmmp_desktop.domain.period import Period
from ui.style.look import Look
from ui.totals.page import TotalsPage

__all__ = ["office", "office_template"]


def opened(qtbot: Any, office: Office, look: Look) -> TotalsPage:
    page = TotalsPage(desk_of(office, "manager", look))
    show(qtbot, page)
    page.refresh()
    wait(qtbot, lambda: page.found is not None and not page.running.is_running)
    return page


def test_where_only_the_short_form_is_owed_it_is_the_one_that_is_added_up(
    qtbot: Any, office: Office, look: Look
) -> None:
    for known in office.services.facilities.all():
        short = (FormSpan(SHORT, Period(2026, 9)),)
        office.services.facilities.save(replace(known, forms=short), office.person("manager"))
    page = opened(qtbot, office, look)
    assert page.head.family == SHORT
    assert page.found is not None
    assert page.found.owed == len(office.services.facilities.all())


def test_where_both_are_owed_it_is_the_monthly_return(qtbot: Any, office: Office, look: Look) -> None:
    assert opened(qtbot, office, look).head.family == FULL


def test_a_month_of_which_nothing_is_counted_says_so_instead_of_empty_rows(
    qtbot: Any, office: Office, look: Look
) -> None:
    page = opened(qtbot, office, look)
    for view in ("rows", "rates"):
        [row] = page.tables[view].face_rows
        assert row.faces[0].text.startswith("No return of this month is in the totals yet.")
        assert page.toggles[view].accessibleName().startswith("0 ")
    assert page.tables["rows"].current_key() is None
    assert page.cell_here() is None
    assert page.tables["missing"].face_rows
