"""What lies over a window while it is locked: opaque, with the field for the passphrase."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.domain.office import Person
from ui.page import Desk
from ui.people.roles import ROLE_WORDS
from ui.style.look import TITLE, Look
from ui.widgets.buttons import Button
from ui.widgets.fields import ComboBox
from ui.widgets.labels import IconLabel, Label

WIDTH = 420
"""Of the column in the middle."""


class LockCover(QWidget):
    """Shows nothing of what it covers, not even the name of the facility.

    ``tried(username, passphrase)``; ``other_wanted()``: somebody else wants to take over.
    """

    tried = Signal(str, str)
    other_wanted = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        look = desk.look
        self._icon = IconLabel(look, "lock", 24, "text", self)
        self._heading = Label(look, self, points=TITLE, bold=True)
        self._sentence = Label(look, self, wrap=True)
        self._name = Label(look, self, bold=True, wrap=True)
        self.who = ComboBox(look, self)
        self.who.hide()
        self.field = QLineEdit(self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.returnPressed.connect(self._try)
        self._hint = Label(look, self, ink="muted", wrap=True)
        self._problem = Label(look, self, ink="err_text", wrap=True)
        self._mark = IconLabel(look, "error", 16, "err", self)
        self.unlock = Button(self, kind="primary")
        self.unlock.clicked.connect(self._try)
        self.other = Button(self, kind="flat")
        self.other.clicked.connect(self.other_wanted)
        self._parts = (self._icon, self._heading, self._sentence, self._name, self.who, self._hint,
                       self._problem, self._mark, self.unlock, self.other)  # fmt: skip
        self._build()
        self.set_look(look)
        self.retranslate()
        self.say("")
        self.fit()

    def _build(self) -> None:
        column = QWidget()
        self._column = layout = QVBoxLayout(column)
        head = QHBoxLayout()
        head.addWidget(self._icon)
        head.addWidget(self._heading, 1)
        wrong = QHBoxLayout()
        wrong.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        wrong.addWidget(self._problem, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.unlock)
        layout.addLayout(head)
        for part in (self._sentence, self._name, self.who, self.field, self._hint):
            layout.addWidget(part)
        layout.addLayout(wrong)
        layout.addLayout(foot)
        column.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        page = QWidget()
        middle = QGridLayout(page)
        middle.addWidget(column, 1, 1)
        for edge in (0, 2):
            middle.setRowStretch(edge, 1)
            middle.setColumnStretch(edge, 1)
        self._middle = column
        # A dialog may be smaller than the column at 200 % text.
        area = QScrollArea(self)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.setAutoFillBackground(True)
        self.setFocusProxy(self.field)

    def set_look(self, look: Look) -> None:
        for part in self._parts:
            part.set_look(look)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, look.window)
        self.setPalette(palette)
        self.field.setFont(look.font())
        self._column.setSpacing(look.px(10))
        self._middle.setMinimumWidth(min(look.px(WIDTH), max(100, self._room().width() - look.px(24))))

    def retranslate(self) -> None:
        say, desk = self._desk.say, self._desk
        self._heading.setText(say("Locked"))
        self._sentence.setText(
            say("Everything stays as it is, also what is half typed. Type your passphrase to go on.")
        )
        self._name.setText(f"{desk.person.name}, {say(ROLE_WORDS[desk.person.role])}")
        self.field.setPlaceholderText(say("Passphrase"))
        self.field.setAccessibleName(say("Passphrase of {name}", name=desk.person.name))
        self.who.setAccessibleName(say("Person"))
        self.unlock.setText(say("Unlock"))
        self.other.setText(say("Switch person…"))
        self._hint.setText(
            say("Demo office: the passphrase is {words}", words=desk.demo_passphrase)
            if desk.demo_passphrase
            else ""
        )
        self._hint.setVisible(bool(desk.demo_passphrase))
        self.setAccessibleName(say("Locked"))

    def _room(self) -> QRect:
        window = self.parentWidget()
        return window.rect() if window is not None else QRect()

    def fit(self) -> None:
        """Cover the whole window, menu bar and status bar with it."""
        self.setGeometry(self._room())
        self._middle.setMinimumWidth(
            min(self._desk.look.px(WIDTH), max(100, self._room().width() - self._desk.look.px(24)))
        )
        self.raise_()

    def offer_people(self, people: tuple[Person, ...]) -> None:
        """Somebody else takes over: who?"""
        say = self._desk.say
        self.who.clear()
        for person in people:
            self.who.addItem(f"{person.name}, {say(ROLE_WORDS[person.role])}", person.username)
        self._name.hide()
        self.who.show()
        self.other.hide()
        self._sentence.setText(
            say("What is typed so far is kept for {name}. Choose who you are.", name=self._desk.person.name)
        )
        self.who.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def say(self, problem: str) -> None:
        """What is wrong; empty takes it away."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._mark.setVisible(bool(problem))
        if problem:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, problem))

    @property
    def problem(self) -> str:
        return self._problem.text()

    def set_busy(self, busy: bool) -> None:
        """The passphrase is being weighed: slow on purpose."""
        for part in (self.unlock, self.other, self.who):
            part.setEnabled(not busy)
        self.field.setReadOnly(busy)

    def _try(self) -> None:
        passphrase = self.field.text()
        if self.field.isReadOnly():
            return
        if not passphrase:
            self.say(self._desk.say("Type your passphrase."))
            return
        self.field.clear()
        self.say("")
        username = str(self.who.currentData()) if not self.who.isHidden() else self._desk.person.username
        self.tried.emit(username, passphrase)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.field.clear()
            self.say("")
        # Nothing goes on to the window below.
        event.accept()
