"""Verify on real files: three answers for each, in words, and what to do."""

import shutil
import threading
import zipfile
from types import SimpleNamespace

import pytest
from flow_office import desk_of, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.text import Message
from ui.verifying.batch import files_in
from ui.verifying.page import VerifyingPage
from ui.widgets.labels import Label

Key = Qt.Key


@pytest.fixture
def folder(office, tmp_path):  # noqa: F811
    """An approved return as sent, one with the clerk's signature only, a changed one, a stranger."""
    opened = office.complete(NYOTA)
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    place = tmp_path / "inbox"
    office.services.exporting.export(
        office.services.exporting.plan(FULL, NOVEMBER), place, office.person("manager")
    )
    pending = office.complete(ZIWA)
    with office.work() as work:
        file = work.files.get(pending.revision.id, "pdf")
    (place / file.name).write_bytes(file.content)
    whole = next(place.glob("*.pdf"))
    content = bytearray(next(p for p in place.glob("*.pdf") if NYOTA in p.name).read_bytes())
    at = content.index(b"/MediaBox")
    content[at + 1 : at + 6] = b"media"
    (place / "changed.pdf").write_bytes(bytes(content))
    with zipfile.ZipFile(place / "plain.xlsx", "w") as archive:
        archive.writestr("hello.txt", "no return")
    (place / "letter.pdf").write_bytes(b"not even a PDF")
    (place / "notes.txt").write_text("not looked at in a folder")
    assert whole.exists()
    return place


@pytest.fixture
def page(office, dressed, look, qtbot):  # noqa: F811
    return show(qtbot, VerifyingPage(desk_of(office, "manager", look)))


def row_of(page, part):
    [row] = [r for r in page.table.model().rows if part in r.faces[0].text]
    return [face.text for face in row.faces[4:]]


def spoken(page):
    return " ".join(label.text() for label in page.answers.widget().findChildren(Label))


def judged(page, qtbot, path):
    page.verify(path)
    wait(qtbot, lambda: page._task is None)


def test_an_empty_page_says_what_to_do(page):
    assert page._empty._sentence.text().startswith("Drop files or a folder here.")
    assert not page.foot.isVisible()


def test_a_folder_gives_three_answers_for_each_file(page, folder, qtbot):
    judged(page, qtbot, folder)
    assert len(page.table.model().rows) == 6
    approved = f"{NYOTA}_202611_KMMP_MFR_r1"
    for suffix in (".xlsx", ".pdf"):
        assert row_of(page, approved + suffix) == [
            "unchanged",
            "A. Wanjiru, P. Otieno",
            "clerk and manager",
        ]
    assert row_of(page, ZIWA) == ["unchanged", "A. Wanjiru", "manager missing"]
    changed = row_of(page, "changed.pdf")
    assert changed[1:] == ["cannot say", "cannot say"]
    assert changed[0] in ("changed", "not as signed")
    assert row_of(page, "letter.pdf") == ["not signed", "cannot say", "cannot say"]


def test_no_answer_is_only_a_colour(page, folder, qtbot):
    judged(page, qtbot, folder)
    answers = [face for row in page.table.model().rows for face in row.faces[4:]]
    assert all(face.text for face in answers)
    shapes = {face.ink: face.icon for face in answers}
    assert len(shapes) == 3, "yes, no and cannot say are all there"
    assert len(set(shapes.values())) == 3, "each has a shape of its own"


def test_the_answers_name_signer_role_time_key_and_what_to_do(page, folder, qtbot, office):  # noqa: F811
    judged(page, qtbot, folder)
    page.table.select(str(folder / f"{NYOTA}_202611_KMMP_MFR_r1.pdf"))
    words = spoken(page)
    assert "Intact? Yes" in words
    assert "A. Wanjiru, clerk" in words
    assert "P. Otieno, manager" in words
    assert "3 December 2026, 10:42:07 EAT" in words
    assert office.person("manager").fingerprint in words
    assert "It can be used" in words
    page.table.select(str(folder / f"{ZIWA}_202611_KMMP_MFR_r1.pdf"))
    assert "Send it back. The manager has to approve it before it counts." in spoken(page)
    page.table.select(str(folder / "changed.pdf"))
    assert "Intact? No" in spoken(page)
    assert "Complete? Cannot be said" in spoken(page)


def test_a_stranger_s_roster_cannot_say_who_signed(page, folder, qtbot, office, monkeypatch):  # noqa: F811
    unknown = Identity(Standing.UNKNOWN, "", None, None, None, "", Message("The key is not in the roster."))
    nobody = SimpleNamespace(identify=lambda *_: unknown)
    nobody.steady = lambda *_: nobody
    monkeypatch.setattr(office.services.verifying, "_trust", nobody)
    path = folder / f"{NYOTA}_202611_KMMP_MFR_r1.xlsx"
    judged(page, qtbot, path)
    assert row_of(page, NYOTA)[1] == "not confirmed"
    assert "fingerprint" in spoken(page)
    assert page._verdicts[str(path)].who is Answer.CANNOT_SAY


def test_dropped_files_are_read(page, folder, qtbot):
    path = folder / f"{NYOTA}_202611_KMMP_MFR_r1.pdf"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    page.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    wait(qtbot, lambda: page._task is None)
    assert len(page.table.model().rows) == 1


def test_a_file_that_is_gone_is_said_in_its_row(page, folder, qtbot):
    judged(page, qtbot, folder / "gone.pdf")
    assert row_of(page, "gone.pdf") == ["not signed", "cannot say", "cannot say"]
    assert "gone.pdf cannot be read" in spoken(page)


def test_delete_takes_a_line_away_and_leaves_the_file(page, folder, qtbot):
    path = folder / f"{NYOTA}_202611_KMMP_MFR_r1.pdf"
    judged(page, qtbot, path)
    press(page, Key.Key_Delete)
    assert page._verdicts == {}
    assert path.exists()


def test_cancelling_keeps_the_verdicts_so_far(page, folder, qtbot, monkeypatch):
    verify_many, go_on = page.desk.services.verifying.verify_many, threading.Event()

    def held(paths, report):
        for verdict in verify_many(paths, report):
            yield verdict
            assert go_on.wait(600)  # files are judged faster than anybody can stop

    monkeypatch.setattr(page.desk.services.verifying, "verify_many", held)
    for number in range(30):
        shutil.copy(folder / "plain.xlsx", folder / f"plain {number}.xlsx")
    page.verify(folder)
    page._stop()
    go_on.set()
    wait(qtbot, lambda: page._task is None)
    assert len(page._verdicts) < 36


def test_a_folder_is_searched_for_workbooks_and_pdfs_only(folder, tmp_path):
    (folder / "~$open.xlsx").write_text("lock file of a spreadsheet program")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.pdf").write_text("")
    assert {p.suffix for p in files_in([folder])} == {".xlsx", ".pdf"}
    assert not any(p.name.startswith(("~$", "x")) for p in files_in([folder]))


def test_the_page_fits_into_a_low_window_with_large_text(office, folder, dressed, look, qtbot):  # noqa: F811
    page = show(qtbot, VerifyingPage(desk_of(office, "manager", look.scaled(2.0), "sw")), 1366, 500)
    judged(page, qtbot, folder)
    assert page.minimumSizeHint().height() <= 500
    assert page.minimumSizeHint().width() <= 1366


def test_the_pages_of_a_printed_return_are_compared_with_its_figures(page, folder, qtbot):
    path = folder / f"{NYOTA}_202611_KMMP_MFR_r1.pdf"
    judged(page, qtbot, path)
    page.table.select(str(path))
    assert "Made again from its figures, the pages are the same." in spoken(page)
    judged(page, qtbot, folder / f"{NYOTA}_202611_KMMP_MFR_r1.xlsx")
    page.table.select(str(folder / f"{NYOTA}_202611_KMMP_MFR_r1.xlsx"))
    assert "Made again" not in spoken(page)
