"""My key: how the signing key of the person at the desk stands, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.keys import KeyState
from kmmp_desktop.services.permits import may
from ui.keys.act_row import ActRow
from ui.keys.key_acts import ACTS, KeyActs
from ui.keys.keys import SHORTCUTS
from ui.keys.state_panel import StatePanel
from ui.page import Desk, Page
from ui.people.roles import ROLE_WORDS
from ui.style.look import Dressed, Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label, Line

WIDE = 860
"""Pixels at 100 %: longer lines are hard to read."""


class KeyPage(Page):
    """A state on top, a row for each act below; managers can let somebody else in again at the end."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._state = KeyState(KeyStanding.NONE)
        self.acts = KeyActs(desk, self)
        self.acts.said.connect(self.announced)
        self.acts.failed.connect(self._fail)
        self.acts.changed.connect(self.refresh)
        desk.sitting.changed.connect(self._show)
        self.panel = StatePanel(desk)
        self.rows = {act.name: ActRow(desk, act) for act in ACTS}
        self._lines: list[Line] = []
        self._build_giving()
        self._build_column()
        self._build_actions()

    def _build_column(self) -> None:
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.addWidget(self.panel)
        for row in self.rows.values():
            line = Line(self.desk.look)
            self._lines.append(line)
            column.addWidget(line)
            column.addWidget(row)
            row.wanted.connect(self.acts.run)
        column.addWidget(self._giving)
        column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, 0, 0, 0)
        self._column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        beside.addWidget(self._column, 1)
        beside.addStretch(0)
        self._area.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def _build_giving(self) -> None:
        """Letting in whoever lost everything: for managers and administrators."""
        self._giving = QWidget()
        self._give_title = Label(self.desk.look, bold=True)
        self._give_about = Label(self.desk.look, ink="muted", wrap=True)
        self.who = ComboBox(self.desk.look)
        self.give_button = Button()
        self.give_button.clicked.connect(self._give)
        row = QHBoxLayout()
        row.addWidget(self.who, 1)
        row.addWidget(self.give_button)
        row.setContentsMargins(4, 4, 4, 4)
        line = Line(self.desk.look)
        self._lines.append(line)
        column = QVBoxLayout(self._giving)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (line, self._give_title, self._give_about):
            column.addWidget(part)
        column.addLayout(row)

    def _build_actions(self) -> None:
        self._actions: dict[str, QAction] = {}
        for name, key in SHORTCUTS.items():
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, n=name: self._run(n))
            self.addAction(action)
            self._actions[name] = action

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("My key")

    def subtitle(self) -> str:
        return self.desk.say("What you sign with, and what opens it")

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("tools", action) for action in self._actions.values())

    def retranslate(self) -> None:
        say = self.desk.say
        for row in self.rows.values():
            row.retranslate()
        for name, action in self._actions.items():
            action.setText(say(self.rows[name].act.title))
        self._give_title.setText(say("Let somebody in again"))
        self._give_about.setText(
            say("For whoever has neither passphrase nor recovery sheet. The signing key is then made anew.")
        )
        self.give_button.setText(say("Give a new passphrase…"))
        self.who.setAccessibleName(say("Person"))
        self._show()

    def set_look(self, look: Look) -> None:
        parts: tuple[Dressed, ...] = (
            self.panel,
            *self.rows.values(),
            *self._lines,
            self._give_title,
            self._give_about,
            self.who,
            self.give_button,
        )
        for part in parts:
            part.set_look(look)
        self._column.setMaximumWidth(look.px(WIDE))
        column = self._column.layout()
        assert column is not None
        column.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        column.setSpacing(look.px(4))
        giving = self._giving.layout()
        assert giving is not None
        giving.setSpacing(look.px(8))

    def refresh(self) -> None:
        self._state = self.desk.services.keys.state(self.desk.person)
        self.who.clear()
        for person in self.desk.services.people.people():
            if person.enabled and person.id != self.desk.person.id and not person.username.startswith("key-"):
                self.who.addItem(f"{person.name}, {self.desk.say(ROLE_WORDS[person.role])}", person)
        self._show()

    def person_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.rows["passphrase"].button.setFocus(reason)

    def _show(self) -> None:
        self.panel.show_state(self._state, self.desk.sitting.is_open_for(self.desk.person))
        for row in self.rows.values():
            row.setVisible(row.act.offered(self._state))
        for line, row in zip(self._lines[1:], self.rows.values(), strict=False):
            line.setVisible(row.act.offered(self._state))
        self._giving.setVisible(may(self.desk.person, Action.GIVE_PASSPHRASE) and self.who.count() > 0)

    def _run(self, name: str) -> None:
        if self.rows[name].act.offered(self._state):
            self.acts.run(name)

    def _give(self) -> None:
        person = self.who.currentData()
        if person is not None:
            self.acts.give(person)

    def _fail(self, sentence: str) -> None:
        self.panel.show_problem(sentence)
