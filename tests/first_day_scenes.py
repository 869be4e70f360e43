"""The screens of the first day that the guide shows: the first run, and the practice office."""

from pathlib import Path

from office_fixtures import Office
from scenario_desk import AtTheDesk

from ui.first_run.wizard import FirstRun, Ways
from ui.page import Desk

WORDS = "maize lantern lake"


def _first_run(desk: AtTheDesk) -> FirstRun:
    """The wizard over a window in which nothing is yet."""
    window = desk.window
    window.centralWidget().hide()
    window.menuBar().hide()
    nothing = Desk(None, window.desk.texts, window.desk.look, None)  # type: ignore[arg-type]
    run = FirstRun(nothing, Path("KMMP Desktop"), Ways(lambda *_: None), window)  # type: ignore[arg-type, return-value]
    desk.bot.addWidget(run)
    with desk.bot.waitExposed(run):
        run.show()
    return run


def doors(desk: AtTheDesk, _office: Office, _paper: object, _folder: Path) -> None:
    _first_run(desk)


def people(desk: AtTheDesk, _office: Office, _paper: object, _folder: Path) -> None:
    run = _first_run(desk)
    run.office.office.line.setText("Ziwa, Kisumu office")
    run.office.partner.line.setText("Ziwa Health Partners")
    run._show("people")
    clerk = run.people.clerk
    for field, text in ((clerk.name, "A. Wanjiru"), (clerk.passphrase, WORDS), (clerk.again, WORDS)):
        field.line.setText(text)
        field.changed.emit()


def practice(desk: AtTheDesk, office: Office, _paper: object, _folder: Path) -> None:
    office.services.people.found_office("Ziwa, Kisumu", "Ziwa Health Partners", is_demo=True)
    desk.window.desk.demo_passphrase = WORDS
    desk.window.person_changed()


FIRST_DAY = {"first-day-doors": doors, "first-day-people": people, "practice": practice}
