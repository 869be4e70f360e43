"""Verify log: does the log still say what happened, and does it hold the heads that left the office?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.log_check import HeadProof, LogReport
from kmmp_desktop.text import Message
from ui.faces.face import Column, Face, Row
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.quality.running import RunningBar
from ui.style.look import TITLE, Look
from ui.tasks import Report
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label, SectionHeader
from ui.wording import number, when

_ANSWERS = {
    Answer.YES: ("passed", "ok"),
    Answer.NO: ("error", "err"),
    Answer.CANNOT_SAY: ("info", "muted"),
}
_HEAD_LETTERS = 90


class VerifyView(Page):
    """A view of the audit place. The whole log is looked through when it is asked for, never by itself."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.report: LogReport | None = None
        self._proofs: list[tuple[str, HeadProof]] = []
        self._build()
        self.setFocusProxy(self.head_field)

    def _build(self) -> None:
        look = self.desk.look
        self.check = Button(kind="primary", key_hint="F9")
        self.check.clicked.connect(self.verify)
        self.running = RunningBar(self.desk, self)
        self.running.failed.connect(lambda error: self.announced.emit(say_error(self.desk, error)))
        self._icon = IconLabel(look, "info", 20, "muted")
        self._sentence = Label(look, points=TITLE, wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._what = Label(look, ink="muted", wrap=True)
        self._broken_head = SectionHeader(look, self)
        self.broken = FaceTable(look, FaceModel(self._broken_columns(), self), self)
        self._paper_head = SectionHeader(look, self)
        self._paper = Label(look, ink="muted", wrap=True)
        self.head_field = QLineEdit()
        self.head_field.setMaxLength(_HEAD_LETTERS)
        self.head_field.returnPressed.connect(self.find_head)
        self.find_button = Button()
        self.find_button.clicked.connect(self.find_head)
        self.files_button = Button(key_hint="Ctrl+O")
        self.files_button.clicked.connect(self.choose)
        self.proofs = FaceTable(look, FaceModel(self._proof_columns(), self), self)
        self._aside = QWidget()
        aside = QHBoxLayout(self._aside)
        aside.setContentsMargins(0, 0, 0, 0)
        aside.addStretch(1)
        aside.addWidget(self.check)
        said = QHBoxLayout()
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._sentence, 1)
        asking = QHBoxLayout()
        for part, stretch in ((self.head_field, 1), (self.find_button, 0), (self.files_button, 0)):
            asking.addWidget(part, stretch)
        self._top, self._bottom = QVBoxLayout(), QVBoxLayout()
        self._top.addLayout(said)
        self._top.addWidget(self._what)
        self._bottom.addWidget(self._paper)
        self._bottom.addLayout(asking)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.running)
        whole.addLayout(self._top)
        whole.addWidget(self._broken_head)
        whole.addWidget(self.broken, 3)
        whole.addWidget(self._paper_head)
        whole.addLayout(self._bottom)
        whole.addWidget(self.proofs, 2)
        whole.addStretch(1)  # while there is nothing to list, the sentences stay together at the top
        self._compare = QAction(self)
        self._compare.setShortcut(QKeySequence("Ctrl+O"))
        self._compare.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._compare.triggered.connect(lambda _=False: self.choose())
        self.addAction(self._compare)

    def _broken_columns(self) -> tuple[Column, ...]:
        say = self.desk.say
        return (
            Column(say("Where"), 40, 24),
            Column(say("What does not hold"), 60, 30),
            Column(say("When"), 0, 14),
        )

    def _proof_columns(self) -> tuple[Column, ...]:
        say = self.desk.say
        return (Column(say("File or head"), 30, 20), Column(say("Does the log still hold it?"), 70, 34))

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Verify log")

    def subtitle(self) -> str:
        return self.desk.say(
            "Tamper-evident, not tamper-proof: a head on paper shows what a whole rewrite would hide"
        )

    def context_widget(self) -> QWidget:
        return self._aside

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return (("tools", self._compare),)

    def retranslate(self) -> None:
        say = self.desk.say
        self._compare.setText(say("Compare with signed files…"))
        self.check.setText(say("Verify log"))
        self.find_button.setText(say("Look for this head"))
        self.files_button.setText(say("Compare with files…"))
        self.head_field.setPlaceholderText(say("Head at the foot of a printed page: 4C1E 88D0 A37B"))
        self.head_field.setAccessibleName(say("Head at the foot of a printed page: 4C1E 88D0 A37B"))
        self._broken_head.set_texts(say("What does not hold"))
        self._paper_head.set_texts(say("Heads that left the office"))
        self._paper.setText(
            say("Every printed page and every signed file carries the head of the log as it was then.")
        )
        self.running.retranslate()
        self.broken.show_columns(self._broken_columns())
        self.proofs.show_columns(self._proof_columns())
        self.broken.setAccessibleName(say("What does not hold"))
        self.proofs.setAccessibleName(say("Heads that left the office"))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (
            self.check,
            self.running,
            self._icon,
            self._sentence,
            self._what,
            self._broken_head,
            self.broken,
            self._paper_head,
            self._paper,
            self.find_button,
            self.files_button,
            self.proofs,
        ):
            part.set_look(look)
        for column in (self._top, self._bottom):
            column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
            column.setSpacing(look.px(6))

    def may_leave(self) -> bool:
        self.running.forget()
        return True

    # -- looking ---------------------------------------------------------------------------

    def verify(self) -> None:
        """Look through every chain of the office."""
        check = self.desk.services.log.check

        self.running.start(Message("Looking through the log"), check, self._checked)

    def _checked(self, report: object) -> None:
        assert isinstance(report, LogReport)
        self.report = report
        self._show()

    def choose(self) -> None:
        """Ask for signed files and compare the heads they carry."""
        say = self.desk.say
        names, _ = QFileDialog.getOpenFileNames(
            self, say("Compare with files…"), "", f"{say('Signed files')} (*.xlsx *.pdf)"
        )
        if names:
            self.compare([Path(name) for name in names])

    def compare(self, paths: list[Path]) -> None:
        """Compare signed files with the log, off the window's thread."""
        log = self.desk.services.log

        def work(report: Report) -> list[tuple[str, HeadProof]]:
            found = []
            for done, path in enumerate(paths, 1):
                found.append((path.name, log.compare(path)))
                report(done, len(paths))
            return found

        self.running.start(Message("Comparing"), work, self._compared)

    def _compared(self, found: object) -> None:
        assert isinstance(found, list)
        self._proofs = [*found, *self._proofs]
        self._show()

    def find_head(self) -> None:
        """Look for the head that was typed."""
        printed = self.head_field.text().strip()
        try:
            proof = self.desk.services.log.find(printed)
        except KmmpError as error:
            self.announced.emit(say_error(self.desk, error))
            return
        self._proofs.insert(0, (printed.upper(), proof))
        self.head_field.clear()
        self._show()

    def _show(self) -> None:
        say, report = self.desk.say, self.report
        if report is None:
            icon, ink, sentence = "info", "muted", say("The log has not been looked through yet.")
            what = say(
                "Every entry is sealed with the one before it. Looking through the log finds entries that "
                "were changed or taken out, and figures and signed files that were changed without it."
            )
        elif report.holds:
            icon, ink = "passed", "ok"
            sentence = say("The log holds: every entry is as it was written.")
            what = self._counted(report)
        else:
            icon, ink = "error", "err"
            sentence = (
                say("The log does not hold in 1 place.")
                if len(report.broken) == 1
                else say("The log does not hold in {count} places.", count=len(report.broken))
            )
            what = self._counted(report)
        self._icon.show_icon(self.desk.look, icon, ink)
        self._sentence.setText(sentence)
        self._what.setText(what)
        broken = report.broken if report else ()
        for part in (self._broken_head, self.broken):
            part.setVisible(bool(broken))
        now = self.desk.services.clock.now()
        self.broken.show_rows(
            [
                Row(
                    each.chain,
                    (
                        Face(say(each.place), icon="error", icon_ink="err"),
                        Face(say(each.text)),
                        Face(when(say, each.at, now) if each.at else ""),
                    ),
                )
                for each in broken
            ]
        )
        self.proofs.setVisible(bool(self._proofs))
        self.proofs.show_rows(
            [
                Row(
                    place,
                    (
                        Face(name, path=True),
                        Face(
                            say(proof.text),
                            icon=_ANSWERS[proof.answer][0],
                            icon_ink=_ANSWERS[proof.answer][1],
                        ),
                    ),
                )
                for place, (name, proof) in enumerate(self._proofs)
            ]
        )

    def _counted(self, report: LogReport) -> str:
        head = report.head[:12].upper()
        return self.desk.say(
            "{entries} entries in {chains} chains. Head of the office's log: {head}",
            entries=number(report.entries),
            chains=number(report.chains),
            head=" ".join(head[i : i + 4] for i in range(0, 12, 4)),
        )
