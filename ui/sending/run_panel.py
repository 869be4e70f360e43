"""The right side of sign and send: who sends, where to, and how far the run is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.permits import may
from kmmp_desktop.text import Message
from ui.faces.figures import megabytes
from ui.faces.ground import lay_ground
from ui.page import Desk
from ui.sending.cards import FactCard, FolderField
from ui.sending.plan_tables import StepTable
from ui.sending.sending_rows import Far, total_share
from ui.sending.target import Room
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label, SectionHeader


class RunPanel(QScrollArea):
    """``folder_typed`` when the path changed; ``base_chosen(Path)`` when a folder was chosen to
    make the month's folder in."""

    folder_typed = Signal()
    base_chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        look = desk.look
        self._body = QWidget(self)
        self._head = SectionHeader(look, self._body)
        self._by_whom = FactCard(look, 4)
        self.folder = FolderField(look)
        self.folder.line.textChanged.connect(self.folder_typed)
        self.folder.choose.clicked.connect(self._choose)
        self._target = FactCard(look, 4, self.folder)
        self._progress_head = SectionHeader(look, self._body)
        self.progress = QProgressBar(self._body)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.steps = StepTable(look, desk.say, self._body)
        self._promise = Label(look, self._body, points=SMALL, ink="muted", wrap=True)
        self._build_layout()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._body)

    def _build_layout(self) -> None:
        self._cards = QHBoxLayout()
        self._cards.addWidget(self._by_whom, 2)
        self._cards.addWidget(self._target, 3)
        self._bar = QHBoxLayout()
        self._bar.addWidget(self.progress)
        self._words = QHBoxLayout()
        self._words.addWidget(self._promise)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._cards)
        column.addWidget(self._progress_head)
        column.addLayout(self._bar)
        column.addWidget(self.steps)
        column.addLayout(self._words)
        column.addStretch(1)

    def retranslate(self) -> None:
        say = self._desk.say
        self.folder.choose.setText(say("Choose…"))
        self.folder.line.setAccessibleName(say("Folder to write to"))
        self._head.set_texts(say("Signing as"))
        self._show_promise(0)
        self.steps.retranslate()

    def set_look(self, look: Look) -> None:
        for part in (
            self._head,
            self._by_whom,
            self._target,
            self._progress_head,
            self.steps,
            self._promise,
        ):
            part.set_look(look)
        self.folder.choose.set_look(look)
        lay_ground(self._body, look)
        px = look.px
        self._cards.setContentsMargins(px(12), px(10), px(12), px(10))
        self._cards.setSpacing(px(12))
        self._bar.setContentsMargins(px(12), px(10), px(12), px(8))
        self._words.setContentsMargins(px(12), px(8), px(12), px(8))
        self.progress.setFixedHeight(px(14))

    def show_facts(self, plans: Sequence[ExportPlan], office: Office | None, space: Room) -> None:
        """Who signs, and what the folder has to take."""
        say, person = self._desk.say, self._desk.person
        count = sum(len(plan.included) for plan in plans)
        months = sum(bool(plan.included) for plan in plans)
        who = Message("{name}, {role}", {"name": person.name, "role": Message(person.role.value)})
        self._by_whom.show_fact(0, say("Name"), say(who))
        self._by_whom.show_fact(1, say("Office"), office.name if office else "")
        self._by_whom.show_fact(2, say("Certificate"), say(self._certificate(person)))
        self._by_whom.show_fact(3, say("Key"), person.fingerprint or say("none yet"))
        self._target.show_fact(0, say("Write to"))
        parts = {"count": count, "months": months}
        files = Message("{count} Excel, {count} PDF, {months} list", parts)
        if may(person, Action.SIGN_MONTH):
            files = Message("{count} Excel, {count} PDF, {months} of the month in both, {months} list", parts)
        self._target.show_fact(1, say("Files"), say(files))
        free = megabytes(space.free) if space.free is not None else say("not known")
        needed = megabytes(sum(plan.bytes_needed for plan in plans))
        self._target.show_fact(2, say("Space"), say("{needed} needed, {free} free", needed=needed, free=free))
        late = sum(plan.late for plan in plans)
        self._target.show_fact(
            3, say("Late"), say("{count} approved after the due date", count=late) if late else say("none")
        )

    def _certificate(self, person: Person) -> Message:
        """Who issued it and until when it holds."""
        state = self._desk.services.keys.state(person)
        if state.ends is None:
            return Message("none yet")
        until = day_of(state.ends)
        if state.issuer:
            return Message("issued by {issuer}, valid until {day}", {"issuer": state.issuer, "day": until})
        return Message("made by this office, valid until {day}", {"day": until})

    def show_far(self, far: Far, *, final: bool, returns: int = 0, seconds: int | None = None) -> None:
        """How far each step is; ``final``: files are being moved, it is too late to cancel.

        ``returns``: how many are in the run; ``seconds``: how long the rest takes, where that is known.
        """
        say = self._desk.say
        self.steps.show_far(far)
        self.progress.setValue(total_share(far)[0])
        written = far.get("write", (0, 0))[0]
        note = say("{done} of {of} returns", done=written, of=returns) if far and returns else ""
        if final:
            note = say("too late to cancel: the files are being moved")
        elif note and seconds is not None:
            note = say("{done}, {left}", done=note, left=say(time_left(seconds)))
        self._progress_head.set_texts(say("Progress"), note)
        self._show_promise(written if written < returns else 0)

    def _show_promise(self, written: int) -> None:
        say = self._desk.say
        kept = (
            say("Start again and it goes on from return {number}.", number=written + 1)
            if written
            else say("Start again and it goes on where it stopped.")
        )
        nothing = say(
            "If you cancel, or the power goes, nothing appears in the folder and no return is marked as "
            "submitted."
        )
        self._promise.setText(f"{nothing} {kept}")

    def _choose(self) -> None:
        title = self._desk.say("Choose where the month's folder is made")
        name = QFileDialog.getExistingDirectory(self, title, str(Path(self.folder.text).parent))
        if name:
            self.base_chosen.emit(Path(name))


def time_left(seconds: int) -> Message:
    """``about 40 seconds left``, in steps that do not flicker."""
    if seconds >= 90:
        return Message("about {count} minutes left", {"count": round(seconds / 60)})
    rounded = seconds if seconds < 10 else round(seconds / 10) * 10
    return Message("about {count} seconds left", {"count": rounded})
