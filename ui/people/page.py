"""People: who works in this office, how their accounts stand, and what is done with them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.staff import Member
from ui.faces.card_splitter import CardSplitter
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.people.keys import SHORTCUTS
from ui.people.person_acts import ACTS, PersonActs
from ui.people.person_rows import person_columns, person_rows, state_of, work_words
from ui.people.roles import ROLE_WORDS
from ui.style.look import Look
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label
from ui.wording import full_date

CARD = 330


class PeoplePage(Page):
    """A list, and beside it the chosen account with its acts; clerks and officers only read."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._members: dict[UUID, Member] = {}
        self._task: Task | None = None
        self._again = self._low = False
        self._trouble = ""
        self.acts = PersonActs(desk, self)
        self.acts.said.connect(self._tell)
        self.acts.failed.connect(self._tell)
        self.acts.changed.connect(self.refresh)
        self._model = FaceModel(person_columns(desk.say), self)
        self.table = FaceTable(desk.look, self._model, self)
        self.table.row_changed.connect(lambda _key: self._show_card())
        self.table.opened.connect(lambda _key: self._enter())
        self._build_card()
        self._splitter = CardSplitter((self.table, self.card), (0, CARD), self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)
        self._build_actions()
        self.setFocusProxy(self.table)

    def _build_card(self) -> None:
        look = self.desk.look
        self._name = Label(look, bold=True, wrap=True)
        self._mark = IconLabel(look, "info", 16, "muted")
        self._state = Label(look, wrap=True)
        self._facts = Label(look, ink="muted", wrap=True)
        self._told = Label(look, wrap=True)
        self.buttons = {name: Button(key_hint=SHORTCUTS[name]) for name, _ in ACTS}
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        standing = QHBoxLayout()
        standing.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        standing.addWidget(self._state, 1)
        self._column.addWidget(self._name)
        self._column.addLayout(standing)
        for part in (self._facts, *self.buttons.values(), self._told):
            self._column.addWidget(part)
        self._column.addStretch(1)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, n=name: self.run(n))
        self.card = QScrollArea(self)
        self.card.setFrameShape(QFrame.Shape.NoFrame)
        self.card.setWidgetResizable(True)
        self.card.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.card.setWidget(inner)

    def _build_actions(self) -> None:
        self._actions: dict[str, QAction] = {}
        for name, _text in ACTS:
            action = QAction(self)
            action.setShortcut(QKeySequence(SHORTCUTS[name]))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, n=name: self.run(n))
            self.addAction(action)
            self._actions[name] = action

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("People")

    def subtitle(self) -> str:
        if self._trouble:
            return self._trouble
        accounts = [m for m in self._members.values() if m.has_account]
        closed = sum(not m.person.enabled for m in accounts)
        return self.desk.say(
            "{open} accounts are open, {closed} are closed", open=len(accounts) - closed, closed=closed
        )

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("edit", action) for action in self._actions.values())

    def retranslate(self) -> None:
        say = self.desk.say
        for name, text in ACTS:
            self._actions[name].setText(say(text))
            self.buttons[name].setText(say(text))
        self._model.show_columns(person_columns(say))
        self.table.setAccessibleName(say("People"))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (self.table, self._name, self._mark, self._state, self._facts, self._told):
            part.set_look(look)
        for button in self.buttons.values():
            button.set_look(look)
        margin = look.px(16)
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(look.px(8))
        self._splitter.arrange(look, self.width(), low=self._low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.arrange(self.desk.look, self.width(), low=self._low)

    def set_low(self, low: bool) -> None:
        self._low = low
        self._splitter.arrange(self.desk.look, self.width(), low=low)

    def person_changed(self) -> None:
        if self.isVisible():
            self._told.setText("")
            self.refresh()

    # -- reading ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the people anew, off the GUI thread."""
        if self._task is not None:
            self._again = True
            return
        members = self.desk.services.staff.members

        def read(_report: Report) -> tuple[Member, ...]:
            return members()

        self._task = Task(read, self)
        self._task.succeeded.connect(self._take)
        self._task.failed.connect(self._fail)
        self._task.finished.connect(self._over)
        self._task.start()

    def _take(self, members: tuple[Member, ...]) -> None:
        self._trouble = ""
        self.acts.members = members
        self._members = {member.person.id: member for member in members}
        self._show()

    def _fail(self, error: Exception) -> None:
        self._trouble = say_error(self.desk, error)
        self.announced.emit(self._trouble)
        self.heading_changed.emit()

    def _over(self) -> None:
        self._task = None
        if self._again:
            self._again = False
            self.refresh()

    # -- showing ---------------------------------------------------------------------------

    @property
    def _now(self) -> datetime:
        return self.desk.services.clock.now()

    @property
    def chosen(self) -> Member | None:
        key = self.table.current_key()
        return self._members.get(key) if isinstance(key, UUID) else None

    def _show(self) -> None:
        self.table.show_rows(person_rows(tuple(self._members.values()), self.desk.say, self._now))
        self._show_card()
        self.heading_changed.emit()

    def _show_card(self) -> None:
        say, member = self.desk.say, self.chosen
        for name, _ in ACTS:
            offered = self.acts.offered(name, member)
            self._actions[name].setEnabled(offered)
            self.buttons[name].setVisible(offered)
        for part in (self._name, self._mark, self._state, self._facts):
            part.setVisible(member is not None)
        if member is None:
            return
        word, detail, icon, ink = state_of(member, say)
        self._name.setText(f"{member.person.name}, {say(ROLE_WORDS[member.person.role])}")
        self._mark.show_icon(self.desk.look, icon, ink)
        self._state.setText(f"{word}: {detail}" if detail else word)
        self._facts.setText("\n".join(self._known(member)))

    def _known(self, member: Member) -> tuple[str, ...]:
        say, person = self.desk.say, member.person
        facts = []
        if person.fingerprint:
            facts.append(say("Fingerprint: {fingerprint}", fingerprint=person.fingerprint))
        if member.certificate_ends:
            facts.append(say("Certificate until {day}", day=full_date(say, member.certificate_ends)))
        begun, asked = work_words(member.work)
        facts += [say(each) for each in (begun, asked) if each is not None]
        revoke = self.desk.services.staff.revocation(person) if member.has_account else None
        if revoke is not None:
            facts.append(say(revoke))
        if person.id == self.desk.person.id:
            facts.append(say("This is your own account: another manager or administrator changes it."))
        elif not may(self.desk.person, Action.PEOPLE):
            facts.append(say("A manager or an administrator changes accounts."))
        return tuple(facts)

    def _tell(self, sentence: str) -> None:
        self._told.setText(sentence)
        self.announced.emit(sentence)

    # -- acting ----------------------------------------------------------------------------

    def run(self, name: str) -> None:
        self._told.setText("")
        self.acts.run(name, self.chosen)

    def _enter(self) -> None:
        if self._splitter.is_drawer:
            self._splitter.toggle_card()
            return
        first = next((button for button in self.buttons.values() if button.isVisible()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
