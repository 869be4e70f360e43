"""The two sides of every comparison: our entry screen on a real office, and a bare table of Qt's own."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.big_form import BIG, write_big_form
from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, Office
from PySide6.QtCore import QEvent
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.page import EntryPage
from ui.entry.paper import plans
from ui.page import Desk
from ui.style import palette
from ui.style.look import Look

SIZE = (1366, 571)
"""The entry screen in a window of 1366 x 768."""


@dataclass
class Measured:
    """A form under measurement. ``section`` is the one that is typed in: the third."""

    office: Office
    family: str
    form: Form
    rows: int
    """Rows of the whole form on the grid, bands included."""
    columns: int
    section: int = 2


def furnish(folder: Path, family: str) -> Measured:
    """An office with twelve months of figures before November, and November without section C."""
    write_big_form(folder / "forms")
    office = Office(folder / "home", extra_forms=folder / "forms")
    office.settle(families=(FULL, BIG))
    form = office.forms.newest(family)
    for back in range(12, 0, -1):
        month = NOVEMBER.shift(-back)
        office.put(family, month, figures_of(form, month), State.BROUGHT_IN)
    here = {code for element in form.sections[2].elements for code in (element.code, element.full)}
    now = figures_of(form, NOVEMBER)
    office.put(family, NOVEMBER, {k: v for k, v in now.items() if k.partition("[")[0] not in here})
    sections = plans(form)
    rows, columns = sum(len(plan.rows) for plan in sections), max(plan.columns for plan in sections)
    return Measured(office, family, form, rows, columns)


def figures_of(form: Form, month: Period) -> dict[str, str]:
    """A month as a facility would report it, whole and without contradictions."""
    if form.family == FULL:
        flow = FlowOfClients.starting(NYOTA, 2, 24)
        return {code: str(value) for code, value in month_of(flow, month).items()}
    return {
        str(key): str(60 + month.month - number % 20 - number // 20 % 5)
        for number, key in enumerate(form.entry_cells)
    }


def screen_on(services: object, app: QApplication, person: Person = WANJIRU) -> EntryPage:
    """The entry screen, shown and dressed, with nothing open."""
    look = Look.light()
    palette.apply(app, look)
    page = EntryPage(Desk(services, Catalogue("en"), look, person))  # type: ignore[arg-type]
    page.set_look(look)
    page.retranslate()
    page.resize(*SIZE)
    page.show()
    app.processEvents()
    return page


def stand_in(page: EntryPage, measured: Measured, app: QApplication) -> None:
    """Open November and put the cursor on the first cell of the third section."""
    page.open_return(measured.family, NYOTA, NOVEMBER)
    key = page.steering.walk.first(measured.section)
    assert key is not None
    page.go_to_cell(key)
    painted(app, lambda: None)


def throw_away(widget: QWidget, app: QApplication) -> None:
    """Close a widget and let Qt delete it now, not in the middle of the next measurement."""
    widget.close()
    widget.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def bare_table(measured: Measured, app: QApplication) -> QTableView:
    """Make, fill, show and paint a table of the same rows and columns, with nothing behind it."""
    model = QStandardItemModel(measured.rows, measured.columns)
    for row in range(measured.rows):
        for column in range(measured.columns):
            model.setItem(row, column, QStandardItem(str(row * column)))
    view = QTableView()
    model.setParent(view)
    view.setModel(model)
    view.setEditTriggers(QTableView.EditTrigger.AnyKeyPressed)
    view.resize(810, SIZE[1])
    view.show()
    app.processEvents()
    return view


def figures_painted(page: EntryPage, app: QApplication, act: Callable[[], None]) -> None:
    """Do it, and paint: the figures stand on the grid. What waits for the paint is still to come."""
    act()
    app.sendPostedEvents()
    assert page.opened is not None


def painted(app: QApplication, act: Callable[[], None]) -> None:
    """Do it, and let Qt do all that follows, the paint among it."""
    act()
    app.processEvents()
