"""Whom this office relies on: the programme's trust file as it is, and taking in the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.pack_files import read_pack
from kmmp_desktop.services.trust_files import LookedTrust, TrustState
from kmmp_desktop.services.trust_mail import relied_on
from kmmp_desktop.text import Message
from ui.authority.act_sheet import ActSheet, Asked, Words
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.style.look import Look
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label, SectionHeader
from ui.wording import full_date

_FACTS = ("Programme", "Fingerprint of the root", "Number", "Made on", "Good until", "Offices", "People")

_SOON = timedelta(days=30)
"""Programme setting: offices without network need a while to get the next list."""


class TrustSide(QWidget):
    """``taken(str)`` and ``refused(str)`` say what came of a file in one sentence."""

    taken = Signal(str)
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        look = desk.look
        self.sheet: ActSheet | None = None
        self._looking: Task | None = None
        self._header = SectionHeader(look, self)
        self._mark = IconLabel(look, "info", 16, "muted", self)
        self.sentence = Label(look, self, bold=True, wrap=True)
        self._about = Label(look, self, ink="muted", wrap=True)
        self._heads = [Label(look, self, ink="muted") for _ in _FACTS]
        self._values = [Label(look, self, wrap=True) for _ in _FACTS]
        for value in self._values:
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = Button(self, icon_name="receive")
        self.button.clicked.connect(self.choose)
        said = QHBoxLayout()
        said.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.sentence, 1)
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for head, value in zip(self._heads, self._values, strict=True):
            self._form.addRow(head, value)
        inside = QWidget()
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QVBoxLayout(inside)
        self._inside.addLayout(said)
        self._inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self._inside.addLayout(self._form)
        self._inside.addWidget(self._about)
        self._inside.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._header)
        whole.addWidget(area, 1)

    def retranslate(self) -> None:
        say = self._desk.say
        self._header.set_texts(say("Whom this office relies on"))
        self.button.setText(say("Take in a trust file…"))
        self.button.setToolTip("Ctrl+T")
        for label, text in zip(self._heads, _FACTS, strict=True):
            label.setText(say(text))
        self.show_state()

    def set_look(self, look: Look) -> None:
        self._header.set_look(look)
        self._mark.set_look(look)
        for label in (self.sentence, self._about, *self._heads, *self._values):
            label.set_look(look)
        self.button.set_look(look)
        self._inside.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        self._inside.setSpacing(look.px(12))
        self._form.setHorizontalSpacing(look.px(12))
        self._form.setVerticalSpacing(look.px(6))
        self.show_state()

    def show_state(self) -> None:
        """Read again what this office relies on."""
        try:
            state = self._desk.services.trust.state()
        except KmmpError as error:
            self._show_words("error", "err", say_error(self._desk, error))
            return
        self._show_facts(state)
        say = self._desk.say
        if state is None:
            self._show_words("not-verified", "warn", say("This office relies on no trust file yet."))
        elif state.too_old:
            self._show_words(
                "warning",
                "warn",
                say("The list is past its date: nobody is confirmed by it. Take in a newer one."),
            )
        elif state.summary.valid_until - self._desk.services.clock.now() < _SOON:
            date = full_date(say, state.summary.valid_until)
            self._show_words(
                "clock", "warn", say("The list ends on {date}: ask for the next one.", date=date)
            )
        else:
            self._show_words("passed", "ok", say("Signatures of the programme are recognised."))
        self._about.setText(
            say(
                "A trust file comes from whoever keeps the programme's keys, by e-mail or on a stick. The "
                "first one is believed because its fingerprint was compared; later ones because the same "
                "root signed them."
            )
        )

    def _show_words(self, icon: str, ink: str, words: str) -> None:
        self._mark.show_icon(self._desk.look, icon, ink)
        self.sentence.setText(words)

    def _show_facts(self, state: TrustState | None) -> None:
        for part in (*self._heads, *self._values):
            part.setVisible(state is not None)
        if state is None:
            return
        about, say = state.summary, self._desk.say
        facts = (
            about.programme,
            _two_lines(about.fingerprint),
            str(about.number),
            full_date(say, about.issued_at),
            full_date(say, about.valid_until),
            str(about.offices),
            str(about.people),
        )
        for label, text in zip(self._values, facts, strict=True):
            label.setText(text)

    # -- taking in -------------------------------------------------------------------------

    def choose(self) -> None:
        say = self._desk.say
        name, _ = QFileDialog.getOpenFileName(
            self, say("Take in a trust file"), "", f"{say('Trust files')} (*.kmmp-trust)"
        )
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Take a later file in at once; ask for the fingerprint of the first."""
        desk = self._desk
        try:
            content = read_pack(path)
            looked = desk.services.trust.look(path.name, content)
            if looked.refusal is not None and not looked.is_new_root:
                raise looked.refusal
            if looked.pinned is not None and not looked.is_new_root:
                state = desk.services.trust.take_content(path.name, content, desk.person)
                self._taken(state)
                return
        except KmmpError as error:
            self.refused.emit(say_error(desk, error))
            return
        self._pin(path.name, content, looked)

    def _pin(self, name: str, content: bytes, looked: LookedTrust) -> None:
        desk = self._desk
        words = Words(
            "Another root" if looked.is_new_root else "The first trust file",
            (
                Message(
                    "From then on this office believes whomever this programme certifies. Have the keeper "
                    "of the programme's keys read the fingerprint out, by telephone or face to face, and "
                    "type it."
                ),
                Message("Do not take it from the message that brought the file."),
            ),
            "Take in",
            (("Programme", looked.summary.programme),),
            Message("The programme lost its root: whom the old one certified is not believed any more.")
            if looked.is_new_root
            else None,
        )

        def act(given: Mapping[str, str], ticked: bool, _report: Report) -> object:
            trust = desk.services.trust
            return trust.take_content(name, content, desk.person, given["fingerprint"], new_root=ticked)

        asked = (Asked("fingerprint", "Fingerprint, as read out"),)
        self.sheet = ActSheet(desk, words, asked, act, self.window())
        self.sheet.finished.connect(self._over)
        self.sheet.open()

    def _over(self, _code: int) -> None:
        sheet, self.sheet = self.sheet, None
        if sheet is not None:
            outcome = sheet.outcome
            sheet.deleteLater()
            if isinstance(outcome, TrustState):
                self._taken(outcome)

    def _taken(self, state: TrustState) -> None:
        self.show_state()
        self.taken.emit(self._desk.say(relied_on(state, ())))
        waiting = self._desk.services.doubts.waiting

        def look(_report: Report) -> Message | None:
            found = waiting()
            return relied_on(state, found) if found else None

        self._looking = Task(look)  # no parent: a page that goes must not delete it while it runs
        self._looking.succeeded.connect(self._looked)
        self._looking.start()

    def _looked(self, said: Message | None) -> None:
        """Returns that are here may rest on a key that the new list revokes: said when it is known."""
        if said is not None:
            self.taken.emit(self._desk.say(said))


def _two_lines(fingerprint: str) -> str:
    """Four groups and four: it is read out and compared in halves."""
    groups = fingerprint.split()
    return " ".join(groups[:4]) + "\n" + " ".join(groups[4:])
