"""A line above the hint line that asks or warns without a dialog: fill with 0, go to a row, disk trouble."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.entry.faces import Say
from ui.entry.reason_bar import LineField
from ui.style.look import TEXT, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


class AskBar(QWidget):
    """Asks one thing at a time. Esc gives up; ``left()`` says that the grid may have the focus back."""

    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._ink = "accent"
        self._wide = False
        self._do: Callable[[], None] | None = None
        self._take: Callable[[str], bool] | None = None
        self._icon = IconLabel(look, "info", 16, "accent", self)
        self.text = Label(look, self, points=TEXT, wrap=True)
        self.field = LineField(self)
        self.yes = Button(self, small=True)
        self.no = Button(self, small=True, key_hint="Esc")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.text, 1)
        for part in (self.field, self.yes, self.no):
            self._row.addWidget(part)
        self.field.taken.connect(self._taken)
        self.field.given_up.connect(self.close_bar)
        self.yes.clicked.connect(self._yes)
        self.no.clicked.connect(self.close_bar)
        self.set_look(look)
        self.hide()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._icon, self.text, self.field, self.yes, self.no):
            part.set_look(look)
        self._row.setContentsMargins(look.px(12), look.px(4), look.px(8), look.px(4))
        self._row.setSpacing(look.px(8))
        self._fit_field()

    def _fit_field(self) -> None:
        px = self._look.px
        self.field.setMaximumWidth(px(900) if self._wide else px(120))
        self.field.setMinimumWidth(px(160) if self._wide else 0)
        self._row.setStretchFactor(self.field, 2 if self._wide else 0)

    def ask(self, question: str, yes: str, do: Callable[[], None]) -> None:
        """A question; ``do`` runs if the answer is yes (Enter or Space on the button)."""
        self._open(question, "info", "accent")
        self._do = do
        self.yes.setText(yes)
        self.yes.set_key_hint("Enter")
        self.yes.show()
        self.no.show()
        self.yes.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_text(self, question: str, take: Callable[[str], bool], *, wide: bool = False) -> None:
        """A short text (``wide``: a sentence); ``take`` says whether it was good: then the bar closes."""
        self._open(question, "info", "accent")
        self._wide = wide
        self._fit_field()
        self._take = take
        self.field.clear()
        self.field.setAccessibleName(question)
        self.field.show()
        self.no.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def warn(self, sentence: str, again: Callable[[], None] | None = None) -> None:
        """Something is wrong: no focus is taken. What can be tried ``again`` stays until ``clear``.

        Anything else (a file that is refused) was only to be read: Close or Esc puts it away, and so
        does an empty sentence.
        """
        if not sentence:
            self.put_away()
            return
        self._open(sentence, "error", "err")
        self._do = again
        if again is not None:
            self.yes.setText(self._say("Try again"))
            self.yes.set_key_hint("")  # it has not the focus
            self.yes.show()
        else:
            self.no.setText(self._say("Close"))
            self.no.show()

    def put_away(self) -> bool:
        """Hide a refusal that was read; False if there is none."""
        read = self.is_warning and self._do is None
        if read:
            self.hide()
        return read

    @property
    def is_warning(self) -> bool:
        return not self.isHidden() and self._ink == "err"

    def clear(self) -> None:
        """What was wrong is over."""
        if self.is_warning:
            self.hide()

    def close_bar(self) -> None:
        self.left.emit()  # the focus goes back before the bar does
        self.hide()

    def _open(self, text: str, icon: str, ink: str) -> None:
        self._ink, self._do, self._take = ink, None, None
        self._icon.show_icon(self._look, icon, ink)
        self.text.setText(text)
        self.setAccessibleName(text)
        self.no.setText(self._say("Cancel"))
        for part in (self.field, self.yes, self.no):
            part.hide()
        self.show()
        self.update()

    def _yes(self) -> None:
        do = self._do
        if not self.is_warning:
            self.close_bar()
        if do is not None:
            do()

    def _taken(self, text: str) -> None:
        if self._take is not None and text.strip() and not self._take(text):
            self.field.selectAll()
            return
        self.close_bar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.is_warning:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.yes.hasFocus():
            self._yes()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.err_soft if self._ink == "err" else look.accent_soft)
        painter.fillRect(0, 0, look.px(4), self.height(), look.colour(self._ink))
        painter.end()
