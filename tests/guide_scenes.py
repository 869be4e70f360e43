"""The screens that the guide shows, each built through the real window with invented figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from first_day_scenes import FIRST_DAY
from office_fixtures import NYOTA, ZIWA, Office, open_copy
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication
from scenario_desk import CONTROL, SHIFT, AtTheDesk

from kmmp_desktop.domain.form import Form
from kmmp_desktop.errors import StorageError

K = Qt.Key
Paper = dict[str, str]
FULL = "The disk is full: {place} could not be written, and this change was not stored."
FULL_HINT = "Free some space on the disk, then do it again. Everything that was saved before is still there."
UNTYPED = ("J", "K", "L", "M", "N", "O", "P")
"""Sections of the paper that are still to be typed in most pictures."""


def typed(office: Office, paper: Paper, *, all_of_it: bool = False) -> None:
    """Nyota's November as far as it is typed."""
    opened = office.open(NYOTA)
    texts = {code: text for code, text in paper.items() if all_of_it or not code.startswith(UNTYPED)}
    opened.set_many({opened.form.key(code): text for code, text in texts.items()})
    opened.leave()


def slip(desk: AtTheDesk) -> None:
    """Two digits of the client stage 0-6 months change places, and the cursor goes back there."""
    desk.open()
    desk.go("C14[PN0_6]")
    desk.keypad(f"{desk.text('C14[PN0_6]')[::-1]}\n")
    desk.rest()
    desk.go("C14[PN0_6]")


def worklist(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    ziwa = office.open(ZIWA)
    ziwa.set_many({ziwa.form.key("A01"): "2", ziwa.form.key("A02"): "2"})
    ziwa.leave()
    desk.window.show_place("worklist")


def first_cell(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    desk.open()
    desk.keypad("2\n2\n1\n")


def section_end(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("A01")
    desk.press(K.Key_End, mod=CONTROL)
    desk.keypad("20\n")


def missing(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("C15")
    desk.press("m")


def fill_zero(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("J01")
    desk.press(K.Key_0, mod=CONTROL)


def legend(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("C01[ANC]")
    desk.press(K.Key_F1, mod=SHIFT)


def possible_slip(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    slip(desk)


def reason(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("B01")
    desk.keypad("412\n")
    desk.go("B01")
    desk.press(K.Key_F8)
    desk.press("Outreach week in four villages")


def invalid(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("C05[ANC]")
    desk.press("12 est", K.Key_Return)
    desk.go("C05[ANC]")


def question(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("C16")
    desk.press(K.Key_F, mod=CONTROL | SHIFT)
    desk.press("Does this count the women of the outreach too?", K.Key_Return)
    desk.go("C16")


def paste(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    desk.open()
    desk.go("C01[ANC]")
    QGuiApplication.clipboard().setText("46\t93\n14\t4\n2\t6\n=5+\t4\n12 (est.)\t3")
    desk.press(K.Key_V, mod=CONTROL)


def complete(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper, all_of_it=True)
    slip(desk)
    desk.go("B01")
    desk.keypad("412\n")
    desk.entry._complete()


def second_keying(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper, all_of_it=True)
    desk.open()
    desk.press(K.Key_K, mod=CONTROL)


def scan(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    from ui.entry.scan_beside import ScanBeside

    typed(office, paper)
    desk.open()
    desk.go("C01[ANC]")
    picture = folder / "nyota-november.png"
    assert paper_page(desk.opened.form, paper).save(str(picture))
    beside = desk.entry.findChild(ScanBeside)
    desk.press(K.Key_F7)
    beside.add((picture,))
    desk.bot.waitUntil(lambda: bool(office.services.scans.of(desk.opened.key)), timeout=20_000)
    desk.bot.waitUntil(
        lambda: bool(beside._paper) and "Reading" not in beside.panel.title and beside._drawings._task is None
    )
    desk.entry.view.setFocus()


def reopened(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> AtTheDesk:
    """The window goes without a word in the middle of a figure; the program is started again."""
    typed(office, paper)
    desk.open()
    desk.go("C07")
    desk.press("1")
    clerk = office.person("clerk")
    desk.bot.waitUntil(lambda: (office.services.entry.last_position(clerk) or ("", "", ""))[2] == "1")
    desk.window.hide()
    again = desk.another(open_copy(office.home, office.clock))
    assert again.window.open_last()
    return again


def disk_full(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.go("C07")

    def refuse(*_: Any, **__: Any) -> None:
        raise StorageError(FULL, hint=FULL_HINT, place="office.db")

    desk.opened.set_many = refuse
    desk.keypad("12\n")
    assert desk.entry.keeping.unsaved


def dark(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.appearance.set_theme("dark")
    desk.appearance.set_percent(150)
    slip(desk)


def locked(desk: AtTheDesk, office: Office, paper: Paper, folder: Path) -> None:
    typed(office, paper)
    desk.open()
    desk.window.idle_lock.lock()


SCENES: dict[str, Callable[[AtTheDesk, Office, Paper, Path], AtTheDesk | None]] = {
    "worklist": worklist,
    "first-cell": first_cell,
    "section-end": section_end,
    "missing": missing,
    "fill-zero": fill_zero,
    "legend": legend,
    "possible-slip": possible_slip,
    "reason": reason,
    "invalid": invalid,
    "question": question,
    "paste": paste,
    "complete": complete,
    "second-keying": second_keying,
    "scan": scan,
    "reopened": reopened,
    "disk-full": disk_full,
    "dark": dark,
    "locked": locked,
    **FIRST_DAY,
}
"""Name of the picture in ``docs/guide/pictures``, and how it comes about; it may end at another desk."""


def taken(desk: AtTheDesk) -> QImage:
    """The window as it is now, without a caret that blinks."""
    QApplication.setCursorFlashTime(0)
    desk.rest()
    window = desk.window.grab()
    painter = QPainter(window)
    for sheet in QApplication.topLevelWidgets():
        if sheet.isVisible() and sheet is not desk.window and sheet.isWindow():
            middle = desk.window.rect().center() - sheet.rect().center()
            painter.drawPixmap(middle, sheet.grab())
    painter.end()
    return window.toImage()


def paper_page(form: Form, paper: Paper) -> QImage:
    """Something like the scan of a page filled in by hand, invented like all the rest."""
    page = QImage(1000, 1400, QImage.Format.Format_RGB32)
    page.fill(QColor("#f4f1e8"))
    pen = QPainter(page)
    pen.setPen(QPen(QColor("#444444"), 2))
    pen.setFont(QFont(QApplication.font().family(), 20, QFont.Weight.Bold))
    pen.drawText(60, 70, "Monthly return, Nyota Health Centre, November 2026")
    top = 120
    for section in form.sections:
        if section.code != "C":
            continue
        pen.drawText(60, top, f"{section.code}  {section.title.en}")
        for number, element in enumerate(section.elements, 1):
            top += 56
            pen.setFont(QFont(QApplication.font().family(), 13))
            pen.setPen(QPen(QColor("#444444"), 1))
            pen.drawLine(60, top + 18, 940, top + 18)
            pen.drawText(60, top, f"{number}  {element.label.en[:52]}")
            pen.setPen(QPen(QColor("#1c3a8a"), 2))
            hand = QFont(QApplication.font().family(), 18)
            hand.setItalic(True)
            pen.setFont(hand)
            for at, key in enumerate(element.cells):
                code = f"{element.code}[{key.category}]" if key.category else element.code
                pen.drawText(600 + 90 * at, top, paper.get(code, ""))
    pen.end()
    return page
