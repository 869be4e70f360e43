"""What one page of the first run is, and a field that says at its own place what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.page import Desk
from ui.style.look import TITLE, Look
from ui.tasks import Report
from ui.widgets.labels import IconLabel, Label
from ui.widgets.secret_line import hide

_KINDS = {
    "error": ("error", "err", "err_text"),
    "good": ("tick", "ok", "ok_text"),
    "": ("info", "muted", "muted"),
}


class Told(QWidget):
    """A sentence at the place it is about; its mark differs in shape, not in colour alone."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._mark = IconLabel(look, "info", 13)
        self._words = Label(look, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def say(self, words: str, kind: str = "") -> None:
        """``kind``: ``error``, ``good`` or empty for a plain note. No words hide it."""
        name, mark, ink = _KINDS[kind]
        self._mark.show_icon(self._look, name, mark)
        self._words.set_ink(ink, self._look)
        self._words.setText(words)
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        return self._words.text()


class _Line(QLineEdit):
    """Enter is spent here: the dialog's own button would go on a second time."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class Field(QWidget):
    """A label, a line under it, and under that what is wrong with it or what is good."""

    changed = Signal()

    def __init__(self, desk: Desk, label: str, *, of: str = "", secret: bool = False, note: str = "") -> None:
        """``label`` and ``note`` are said already; ``of`` stands before the label for screen readers."""
        super().__init__()
        look = desk.look
        head = Label(look)
        head.setText(label)
        self.label = label
        self.line = _Line()
        self.line.setMinimumWidth(look.px(240))
        self.line.setAccessibleName(f"{of}: {label}" if of else label)
        self.line.textEdited.connect(lambda _text: self._edited())
        head.setBuddy(self.line)
        if secret:
            hide(self.line, desk.say, look)
        self._note = note
        self.told = Told(look)
        column = QVBoxLayout(self)
        ring = look.px(4)  # room for the focus ring
        column.setContentsMargins(ring, 0, ring, ring)
        column.setSpacing(look.px(3))
        for part in (head, self.line, self.told):
            column.addWidget(part)
        self.setFocusProxy(self.line)
        self.say("")

    @property
    def text(self) -> str:
        return self.line.text().strip()

    def say(self, words: str, kind: str = "error") -> None:
        """A sentence under the line; without words its usual note is back."""
        self.told.say(words or self._note, kind if words else "")
        self.line.setAccessibleDescription(words or self._note)

    def _edited(self) -> None:
        self.say("")
        self.changed.emit()


class Step(QWidget):
    """One page. ``commit`` of the wizard asks ``wrong``, then runs ``work``, then tells ``done``."""

    name = ""
    """As in ``services.first_steps.STEPS``."""

    moved_on = Signal()
    """The page itself asks for the next one (Enter in its last field)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.column = QVBoxLayout(self)
        ring = desk.look.px(4)
        self.column.setContentsMargins(ring, ring, ring, ring)
        self.column.setSpacing(desk.look.px(8))

    def head(self, title: str, *sentences: str) -> None:
        """Title and what the page is for."""
        words = Label(self.desk.look, points=TITLE, bold=True, wrap=True)
        words.setText(title)
        self.column.addWidget(words)
        for sentence in sentences:
            self.add_words(sentence)

    def add_words(self, sentence: str, *, ink: str = "muted") -> Label:
        told = Label(self.desk.look, ink=ink, wrap=True)
        told.setText(sentence)
        self.column.addWidget(told)
        return told

    def go_text(self) -> str:
        """What the primary button says."""
        return self.desk.say("Next")

    def enter(self) -> None:
        """The page is shown: read what it needs, put the cursor where typing starts."""

    def wrong(self) -> QWidget | None:
        """Say at each field what is wrong with it; return the first of them, or None."""
        return None

    def advance(self) -> bool:
        """Whether the page has something more of its own to show before the next one."""
        return False

    def work(self) -> Callable[[Report], object] | None:
        """What is done off the window's thread before the next page; None: nothing."""
        return None

    def done(self, result: object) -> None:
        """The work is over."""

    def failed(self) -> None:
        """The work has ended with an error, which is said over the buttons."""

    def chain(self, *fields: Field) -> None:
        """Enter goes to the next blank field, from the last one on."""
        for at, field in enumerate(fields):
            field.line.returnPressed.connect(lambda at=at: self._enter_pressed(fields, at))

    def _enter_pressed(self, fields: tuple[Field, ...], at: int) -> None:
        following = fields[at + 1] if at + 1 < len(fields) else None
        if fields[at].line.text() and following is not None and following.isVisible() and not following.text:
            following.line.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.moved_on.emit()
