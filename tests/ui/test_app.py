"""Starting the program: paint first, then the office, then who works here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from kmmp_desktop.domain.office import Facility, FormSpan, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import StorageError
from kmmp_desktop.security.journal_seal import JournalSeal
from kmmp_desktop.services.delivery import Delivery
from kmmp_desktop.storage.journal import FileJournal
from kmmp_desktop.texts.catalogue import Catalogue
from ui.app import Program
from ui.first_run.wizard import FirstRun
from ui.people.sign_in_dialog import SignInDialog

WORDS = "boat maize lantern"


@pytest.fixture
def start(
    qtbot: Any, dressed: QApplication, texts: Catalogue, tmp_path: Path
) -> Iterator[Callable[..., Program]]:
    made: list[Program] = []

    def begin(services_maker: Callable[[], Any], **how: Any) -> Program:
        program = Program(dressed, services_maker, tmp_path, texts, **how)
        qtbot.addWidget(program.window)
        program.window.resize(1366, 728)
        made.append(program)
        program.codes = []
        program.ended.connect(program.codes.append)
        program.show()
        return program

    yield begin
    for program in made:
        program.crash.remove()


def when_open(kind: type[Any], act: Callable[[Any], None]) -> None:
    """Do something with a dialog once it is open (``exec`` runs its own loop)."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, kind):
            act(found)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def found_office(services: Any) -> None:
    services.people.found_office("Ziwa, Kisumu office", "Ziwa Health Partners")
    services.people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)


def test_a_form_file_with_faults_is_named_at_the_start(qtbot: Any, start: Any, real_services: Any) -> None:
    found_office(real_services)
    folder = real_services.home / "forms"
    folder.mkdir(exist_ok=True)
    (folder / "broken.yaml").write_text("versio: 1\n", encoding="utf-8")
    real_services.forms.reload()
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: "broken.yaml" in program.window.notice.sentence, timeout=20_000)
    assert "left out" in program.window.notice.sentence


def test_figures_of_a_killed_program_that_cannot_be_read_are_said_in_the_window(
    qtbot: Any, start: Any, real_services: Any, tmp_path: Path
) -> None:
    found_office(real_services)
    (tmp_path / "journals").mkdir()
    (tmp_path / "journals" / "left.journal").write_bytes(b"bm90IG91cnM=\n")
    journal = FileJournal(tmp_path / "journals", JournalSeal(bytes(32)))
    real_services.entry.delivery = Delivery(lambda: None, journal)
    real_services.entry.delivery.take_up(journal.take_up())
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: "left.journal" in program.window.notice.sentence, timeout=20_000)
    assert "cannot be read here" in program.window.notice.sentence


def test_the_window_is_painted_before_the_office_is_opened(
    qtbot: Any, start: Any, real_services: Any
) -> None:
    found_office(real_services)
    visible_when_asked = []

    def open_office() -> Any:
        visible_when_asked.append(
            any(w.isVisible() for w in QApplication.topLevelWidgets() if w.objectName() == "main window")
        )
        return real_services

    program = start(open_office, demo=True)
    qtbot.waitUntil(lambda: program.window.here == "worklist")
    assert visible_when_asked == [True]


def test_a_demo_signs_its_clerk_in(qtbot: Any, start: Any, real_services: Any) -> None:
    found_office(real_services)
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: program.window.here == "worklist")
    assert program.window.office_corner.person_text == "A. Wanjiru, clerk"


def test_a_real_office_asks_who_you_are(qtbot: Any, start: Any, real_services: Any) -> None:
    found_office(real_services)

    def sign_in(dialog: SignInDialog) -> None:
        QTest.keyClicks(dialog.passphrase, WORDS)
        QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)

    when_open(SignInDialog, sign_in)
    program = start(lambda: real_services)
    qtbot.waitUntil(lambda: program.window.here == "worklist", timeout=20_000)
    assert program.desk.person.username == "wanjiru"


def test_whoever_does_not_sign_in_sees_nothing(qtbot: Any, start: Any, real_services: Any) -> None:
    found_office(real_services)
    when_open(SignInDialog, lambda dialog: dialog.reject())
    program = start(lambda: real_services)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert program.window.here == ""
    assert program.codes == [0]


def test_an_empty_folder_starts_with_the_first_run(qtbot: Any, start: Any, real_services: Any) -> None:
    opened = []
    when_open(FirstRun, lambda dialog: (opened.append(True), dialog.reject()))
    program = start(lambda: real_services)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert opened == [True]


def test_an_office_that_cannot_be_opened_is_told_and_ends_with_1(qtbot: Any, start: Any) -> None:
    told = []

    def read(box: QMessageBox) -> None:
        told.append(f"{box.text()} {box.informativeText()}")
        box.defaultButton().click()

    def refuse() -> None:
        raise StorageError("The database is damaged.", hint="Put back the last copy.")

    when_open(QMessageBox, read)
    program = start(refuse)
    qtbot.waitUntil(lambda: program.codes == [1])
    assert told == ["The database is damaged. Put back the last copy."]


def test_language_and_size_of_the_last_run_come_back(
    qtbot: Any, start: Any, real_services: Any, texts: Catalogue
) -> None:
    found_office(real_services)
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: program.window.here == "worklist")
    program.window.use_language("sw")
    program.appearance.set_percent(125)
    program.window.close()
    texts.use("en")
    again = start(lambda: real_services, demo=True)
    assert texts.language == "sw"
    assert again.appearance.percent == 125
    again.appearance.set_percent(100)


def test_switching_person_changes_places_and_rights(
    qtbot: Any, start: Any, real_services: Any
) -> None:
    found_office(real_services)
    real_services.people.add("otieno", "P. Otieno", Role.MANAGER, "river stone mango")
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: program.window.here == "worklist")

    def sign_in(dialog: SignInDialog) -> None:
        dialog.who.setCurrentIndex(dialog.who.findData("otieno"))
        QTest.keyClicks(dialog.passphrase, "river stone mango")
        QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)

    when_open(SignInDialog, sign_in)
    program.window.switch_person()
    assert program.desk.person.role is Role.MANAGER
    shown = [program.window.places.tabText(at) for at in range(program.window.places.count())]
    assert shown[:3] == ["Worklist", "Review", "Sign and send"]
    assert "Receive" in shown
    assert "Entry" not in shown


# From the worklist into a return, and back after a power cut


def an_office_with_a_return_to_fill(services: Any) -> None:
    found_office(services)
    services.facilities.save(
        Facility("10101", "Nyota Health Centre", "Kisumu", "Kisumu East", "3",
                 forms=(FormSpan("KMMP_MFR", Period(2026, 1)),)),
        None,
    )  # fmt: skip


def type_the_first_figure(qtbot: Any, program: Program) -> None:
    page = program.window.page("worklist")
    QTest.keyClick(page.controls.search, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert program.window.here == "entry"
    program.window.activateWindow()
    QApplication.processEvents()
    for key in (Qt.Key.Key_3, Qt.Key.Key_Enter, Qt.Key.Key_4):
        QTest.keyClick(QApplication.focusWidget() or program.window, key, Qt.KeyboardModifier.KeypadModifier)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: program.window.status.saved_text.startswith("All saved"))


def test_enter_opens_the_return_and_a_figure_is_on_disk(qtbot: Any, start: Any, real_services: Any) -> None:
    an_office_with_a_return_to_fill(real_services)
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: program.window.here == "worklist")
    type_the_first_figure(qtbot, program)
    assert program.window.status.saved_text == "All saved 10:42:07"
    opened = real_services.entry.open("KMMP_MFR", "10101", Period(2026, 11), program.desk.person)
    assert opened.counts()[0] == 1
    program.window.show_place("worklist")
    row = program.window.page("worklist").current()
    assert row.current.state is State.DRAFT, "the list knows at once"


def test_after_a_power_cut_the_window_opens_where_it_stopped(
    qtbot: Any, start: Any, real_services: Any
) -> None:
    an_office_with_a_return_to_fill(real_services)
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: program.window.here == "worklist")
    type_the_first_figure(qtbot, program)
    # Also what was typed but not entered yet is kept.
    qtbot.waitUntil(lambda: real_services.entry.last_position(program.desk.person)[2] == "4")
    again = start(lambda: real_services, demo=True)  # nothing was left properly
    qtbot.waitUntil(lambda: again.window.here == "entry")
    assert again.window.context.title == "Nyota Health Centre"


def test_after_leaving_properly_it_starts_on_the_worklist(
    qtbot: Any, start: Any, real_services: Any
) -> None:
    an_office_with_a_return_to_fill(real_services)
    program = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: program.window.here == "worklist")
    type_the_first_figure(qtbot, program)
    assert program.window.show_place("worklist") is not None
    again = start(lambda: real_services, demo=True)
    qtbot.waitUntil(lambda: again.window.here == "worklist")
