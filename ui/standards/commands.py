"""What can be asked of the catalogue: form, search, print, packs; buttons, menus, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import KmmpError, PastMonthsError
from kmmp_desktop.services.pack_files import SUFFIX
from kmmp_desktop.services.packs import Taken
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.ports import Signer
from kmmp_desktop.text import Message
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.page_action import page_action
from ui.passphrase.dialog import SigningWords
from ui.passphrase.signing_run import SigningRun
from ui.sending.month_choice import WORKLIST_FORM
from ui.standards.keys import CHANGE, OPEN, PRINT, TRY
from ui.style.look import Look
from ui.tasks import Task
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox, SearchField


class Commands(QObject):
    """``changed``: a pack was taken in. ``searched``: other words. The rest: a key was pressed."""

    changed = Signal()
    family_chosen = Signal()
    searched = Signal()
    page_asked = Signal()
    trial_asked = Signal()
    change_asked = Signal()

    def __init__(self, desk: Desk, page: Page) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._task: Task | None = None
        self._past: Path | None = None
        self.signing = SigningRun(desk, page)
        self.signing.succeeded.connect(self._issued)
        self.signing.refused.connect(page.announced)
        self.bar = QWidget()
        self.form = ComboBox(desk.look)
        self.form.activated.connect(lambda _: self.family_chosen.emit())
        self.search = SearchField(desk.look)
        self.search.textChanged.connect(lambda _: self.searched.emit())
        self.print_button = Button(icon_name="file")
        self.print_button.clicked.connect(self.choose_print)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        for part in (self.form, self.search, self.print_button):
            row.addWidget(part)
        self._change = page_action(self._page, CHANGE, self.change_asked.emit)
        self._open = page_action(self._page, OPEN, self.page_asked.emit)
        self._try = page_action(self._page, TRY, self.trial_asked.emit)
        self._print = page_action(self._page, PRINT, self.choose_print)
        self._take = page_action(self._page, "", self.choose_pack)
        self._issue = page_action(self._page, "", self.choose_issue)

    def listed(self) -> tuple[tuple[str, QAction], ...]:
        """(menu, action) pairs for ``Page.page_actions``."""
        tools = (self._change, self._open, self._try, self._print, self._take, self._issue)
        return tuple(("tools", action) for action in tools)

    # -- form and search -----------------------------------------------------------------------

    @property
    def family(self) -> str:
        return str(self.form.currentData() or "")

    def fill(self) -> None:
        """Forms by name; the chosen one stays chosen, at first the one of the worklist."""
        services, say = self._desk.services, self._desk.say
        wanted = self.family or services.worklist.recall(WORKLIST_FORM) or ""
        with QSignalBlocker(self.form):
            self.form.clear()
            for family in services.forms.families():
                self.form.addItem(say(services.forms.newest(family).short), family)
            self.form.setCurrentIndex(max(self.form.findData(wanted), 0))
        person = self._desk.person
        self._issue.setEnabled(may(person, Action.PACK_OUT))
        self._take.setEnabled(may(person, Action.PACK_IN))

    def retranslate(self) -> None:
        say = self._desk.say
        self.form.setAccessibleName(say("Form"))
        self.search.setPlaceholderText(say("Find a standard"))
        self.search.setAccessibleName(say("Find a standard"))
        self.print_button.setText(say("Print the catalogue"))
        self.print_button.setToolTip(PRINT)
        self._change.setText(say("&Confirm or change the standard"))
        self._open.setText(say("&Open the page of its source"))
        self._try.setText(say("&Try on the last 12 months"))
        self._print.setText(say("&Print the catalogue…"))
        self._take.setText(say("Take in a &pack…"))
        self._issue.setText(say("&Issue a pack…"))
        if self._desk.services is not None:
            self.fill()

    def set_look(self, look: Look) -> None:
        for part in (self.form, self.search, self.print_button):
            part.set_look(look)
        row = self.bar.layout()
        assert row is not None
        row.setSpacing(look.px(12))

    def may_leave(self) -> bool:
        return not self.signing.is_running

    # -- paper and packs -----------------------------------------------------------------------

    def choose_print(self) -> None:
        say = self._desk.say
        name, _ = QFileDialog.getSaveFileName(
            self._page, say("Print the catalogue"), f"{self.family}_standards.pdf", "PDF (*.pdf)"
        )
        if name:
            self.print_to(Path(name))

    def print_to(self, path: Path) -> None:
        """Set the catalogue as PDF, off the GUI thread."""
        if self._task is not None:
            return
        services, family, say = self._desk.services, self.family, self._desk.say
        period, language = services.standards.earliest, self._desk.texts.language
        person = self._desk.person
        self._task = Task(
            lambda _: services.catalogue_print.write(family, period, path, language, person), self
        )
        self._task.succeeded.connect(
            lambda done: self._page.announced.emit(say("The catalogue is in {file}.", file=done))
        )
        self._task.failed.connect(self._failed)
        self._task.finished.connect(self._over)
        self._task.start()

    def choose_pack(self) -> None:
        say = self._desk.say
        name, _ = QFileDialog.getOpenFileName(
            self._page, say("Take in a pack"), "", f"{say('Packs')} (*{SUFFIX})"
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Take a pack in, or say why not. One that changes months that are over has to be chosen twice."""
        wanted, self._past = self._past == path, None
        try:
            taken = self._desk.services.packs.take(path, self._desk.person, past=wanted)
        except PastMonthsError as error:
            self._past = path
            self._page.announced.emit(say_error(self._desk, error))
            return
        except KmmpError as error:
            self._page.announced.emit(say_error(self._desk, error))
            return
        self._page.announced.emit(taken_words(taken, self._desk.say))
        if taken.added:
            self._page.saved.emit(self._desk.services.clock.now())
            self.changed.emit()

    def choose_issue(self) -> None:
        say = self._desk.say
        name, _ = QFileDialog.getSaveFileName(
            self._page, say("Issue a pack"), f"standards{SUFFIX}", f"{say('Packs')} (*{SUFFIX})"
        )
        if name:
            self.issue(Path(name) if name.endswith(SUFFIX) else Path(name + SUFFIX))

    def issue(self, path: Path) -> None:
        """Ask the passphrase and sign every change of this office into a pack."""
        packs = self._desk.services.packs
        words = SigningWords(
            Message("Issue a pack"),
            Message("Every standard and check that was changed here goes into it, signed with your key."),
            Message("Sign"),
        )

        def work(signer: Signer, _language: str, _report: object) -> Path:
            packs.issue(path, signer)
            return path

        self.signing.start(words, work)

    def _issued(self, path: object) -> None:
        self._page.announced.emit(self._desk.say("The pack is in {file}.", file=path))

    def _failed(self, error: Exception) -> None:
        self._page.announced.emit(say_error(self._desk, error))

    def _over(self) -> None:
        self._task = None


def taken_words(taken: Taken, say: Callable[..., str]) -> str:
    """What came of taking a pack in."""
    if not taken.added:
        return say("Already here: nothing in the pack of {signer} is new.", signer=taken.issued_by)
    return say(
        "Taken in: {count} changes signed by {signer}, {office}.",
        count=taken.added,
        signer=taken.issued_by,
        office=taken.office,
    )
