"""The small dialog that asks the passphrase and hands out the unlocked key."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.ports import Signer
from kmmp_desktop.text import Message
from kmmp_desktop.texts.catalogue import LANGUAGES
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.style.look import SMALL, TITLE
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.secret_line import hide

ENDS = "Until the window is locked, somebody else sits down, or the program is closed."
"""When a sitting ends; a catalogue text."""


@dataclass(frozen=True, slots=True)
class SigningWords:
    """What is about to be signed: a heading, one sentence, and the word on the button."""

    heading: Message
    sentence: Message
    act: Message
    asks_language: bool = False
    """Whether the language of the printed return is chosen here (the clerk's signature)."""


class _Handover:
    """Passes the key from the thread that opens it to the dialog; a key nobody takes is locked."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._signer: Signer | None = None
        self._left = False

    def put(self, signer: Signer) -> None:
        with self._guard:
            if self._left:
                signer.lock()
            else:
                self._signer = signer

    def take(self) -> Signer | None:
        with self._guard:
            signer, self._signer = self._signer, None
            return signer

    def leave(self) -> None:
        """The dialog is closed: whatever was or will be opened is locked again."""
        with self._guard:
            self._left = True
            if self._signer is not None:
                self._signer.lock()
                self._signer = None


class PassphraseDialog(QDialog):
    """Asks once; opening the key takes a second or two and does not freeze the window.

    ``unlocked(Signer, str)`` gives the key and the language chosen. The receiver locks the key.
    The passphrase is kept nowhere. A key that is open for the sitting needs none: the act is still
    asked for, and Enter signs.
    """

    unlocked = Signal(object, str)

    def __init__(self, desk: Desk, words: SigningWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._words = words
        self._task: Task | None = None
        self._handover = _Handover()
        self._state = desk.services.keys.state(desk.person)
        if desk.sitting.is_open_for(desk.person):
            over = self._state.standing is KeyStanding.EXPIRED
            desk.sitting.compare(self._state.fingerprint, is_over=over)
        self._is_open = desk.sitting.is_open_for(desk.person)
        self.finished.connect(self._handover.leave)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("gives up when locked", True)
        self.setWindowTitle(desk.say(words.heading))
        px = desk.look.px
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(16), px(16), px(16), px(16))
        layout.setSpacing(px(12))
        heading = self._label(words.heading, points=TITLE, bold=True)
        heading.setWordWrap(False)
        layout.addWidget(heading)
        layout.addWidget(self._label(words.sentence))
        layout.addLayout(self._build_form())
        layout.addWidget(self._trouble)
        layout.addWidget(self._busy)
        layout.addStretch(1)
        layout.addLayout(self._build_buttons())
        self.setMinimumWidth(px(430))
        (self.sign if self._is_open else self.field).setFocus()

    def _label(
        self, text: str | Message, *, points: float = 9.0, bold: bool = False, ink: str = "text"
    ) -> Label:
        label = Label(self._desk.look, self, points=points, bold=bold, ink=ink, wrap=True)
        label.setText(self._desk.say(text))
        return label

    def _build_form(self) -> QFormLayout:
        desk, person = self._desk, self._desk.person
        form = QFormLayout()
        form.setHorizontalSpacing(desk.look.px(12))
        form.setVerticalSpacing(desk.look.px(8))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        who = Message("{name}, {role}", {"name": person.name, "role": Message(person.role.value)})
        form.addRow(self._label("Signing as", ink="muted"), self._label(who, bold=True))
        key = self._state.fingerprint or desk.say("is made now, before the first signature")
        form.addRow(self._label("Key", ink="muted"), self._label(key))
        warning = desk.services.keys.warning(person)
        if warning is not None:
            form.addRow(QWidget(self), self._label(warning, ink="warn_text"))
        self.language = ComboBox(desk.look, self)
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(desk.texts.language))
        self.language.setVisible(self._words.asks_language)
        if self._words.asks_language:
            self.language.setAccessibleName(desk.say("Language of the printed return"))
            form.addRow(self._label("Printed in", ink="muted"), self.language)
        self._build_field()
        self.keep = CheckBox(desk.look, desk.say("Keep the key open for this sitting"), self)
        self._form = form
        self._open_row = self._label("Your key is open for this sitting.")
        form.addRow(QWidget(self), self._open_row)
        form.addRow(self._label("Passphrase", ink="muted"), self.field)
        form.addRow(QWidget(self), self.keep)
        self._ends = self._label(ENDS, points=SMALL, ink="muted")
        form.addRow(QWidget(self), self._ends)
        self._show_rows()
        if desk.demo_passphrase and not self._is_open:
            form.addRow(
                QWidget(self),
                self._label(
                    Message(
                        "Demo office: the passphrase is {passphrase}", {"passphrase": desk.demo_passphrase}
                    ),
                    points=SMALL,
                    ink="muted",
                ),
            )
        self._trouble = self._label("", ink="err_text")
        self._trouble.hide()
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        kept = self._busy.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # else the words above it are cut off while the key is opened
        self._busy.setSizePolicy(kept)
        self._busy.hide()
        return form

    def _show_rows(self) -> None:
        """What is asked: nothing while the key is open, else the passphrase."""
        self._form.setRowVisible(self._open_row, self._is_open)
        for part in (self.field, self.keep, self._ends):
            self._form.setRowVisible(part, not self._is_open)

    def _build_field(self) -> None:
        self.field = QLineEdit(self)
        self.field.setAccessibleName(self._desk.say("Passphrase"))
        self.field.textChanged.connect(self._typed)
        self._show = hide(self.field, self._desk.say, self._desk.look)

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._desk.look.px(8))
        self.sign = Button(self, kind="primary", icon_name="key")
        self.sign.setText(self._desk.say(self._words.act))
        self.sign.setDefault(True)
        self.sign.setEnabled(self._is_open)
        self.sign.clicked.connect(self._unlock)
        self.cancel = Button(self)
        self.cancel.setText(self._desk.say("Cancel"))
        self.cancel.clicked.connect(self.reject)
        row.addStretch(1)
        for button in (self.cancel, self.sign):
            button.set_look(self._desk.look)
            row.addWidget(button)
        return row

    def _typed(self, text: str) -> None:
        self.sign.setEnabled(bool(text))
        self._trouble.hide()

    def _unlock(self) -> None:
        lent = self._desk.sitting.lend(self._desk.person) if self._is_open else None
        if lent is not None:
            self._handover.put(lent)
            self._take()
            return
        if self._is_open:  # the sitting ended while the dialog stood there
            self._is_open = False
            self._show_rows()
            self.sign.setEnabled(False)
            self.field.setFocus()
            return
        unlock, person, passphrase = self._desk.services.people.unlock, self._desk.person, self.field.text()
        handover = self._handover
        self._set_busy(True)

        def work(_report: Report) -> None:
            handover.put(unlock(person, passphrase))

        self._task = Task(work)
        self._task.succeeded.connect(self._take)
        self._task.failed.connect(self._refuse)
        self._task.start()

    def _take(self) -> None:
        signer = self._handover.take()
        if signer is None:
            return
        language = str(self.language.currentData()) if self._words.asks_language else ""
        self.field.clear()
        if self.keep.isChecked():
            signer = self._desk.sitting.keep(signer)
        self.unlocked.emit(signer, language)
        self.accept()

    def _refuse(self, error: Exception) -> None:
        self._set_busy(False)
        self._trouble.setText(say_error(self._desk, error))
        self._trouble.show()
        self.field.selectAll()
        self.field.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for part in (self.field, self.keep, self.language, self.sign):
            part.setEnabled(not busy)


def ask_passphrase(desk: Desk, words: SigningWords, parent: QWidget) -> PassphraseDialog:
    """Open the dialog over ``parent`` and return it; connect ``unlocked`` to what signs."""
    dialog = PassphraseDialog(desk, words, parent)
    dialog.open()
    return dialog
