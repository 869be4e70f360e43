"""A field for one line of the check language: completion while typing, the fault marked in the text."""

from __future__ import annotations

import re

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from kmmp_desktop.domain.tokens import MAX_LENGTH
from ui.rules.completion_list import CompletionList
from ui.rules.completions import Completions, Offer
from ui.style.look import FIGURES, Look

_WORD = re.compile(r"@?\w+")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}


class ExpressionField(QPlainTextEdit):
    """Holds one expression; line ends are spaces in it. ``too_long(int)``: so many characters were
    about to be put in, and were not."""

    too_long = Signal(int)

    def __init__(self, look: Look, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lines = lines
        self._completions: Completions | None = None
        self._popup: CompletionList | None = None
        self._position: int | None = None
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cursorPositionChanged.connect(self._leave_list)
        self.set_look(look)

    # -- what it holds ---------------------------------------------------------------------

    def text(self) -> str:
        return self.toPlainText().replace("\n", " ")

    def set_text(self, text: str) -> None:
        if text != self.text():
            self.setPlainText(text)
        self.hide_offers()

    def set_completions(self, completions: Completions | None) -> None:
        self._completions = completions

    def show_fault(self, position: int | None) -> None:
        """Mark the word at ``position`` (characters from 0), the last one where it is behind the end."""
        self._position = position
        marks: list[QTextEdit.ExtraSelection] = []
        text = self.toPlainText()
        if position is not None and text:
            start = min(position, len(text) - 1)
            found = _WORD.match(text, start)
            cursor = self.textCursor()
            cursor.setPosition(start)
            cursor.setPosition(found.end() if found else start + 1, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format = self._mark_format()
            marks.append(mark)
        self.setExtraSelections(marks)

    def go_to_fault(self) -> None:
        self.setFocus()
        if self._position is not None:
            cursor = self.textCursor()
            cursor.setPosition(min(self._position, len(self.toPlainText())))
            self.setTextCursor(cursor)

    def _mark_format(self) -> QTextCharFormat:
        mark = QTextCharFormat()
        mark.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.setUnderlineColor(QColor(self._look.err))
        mark.setBackground(self._look.err_soft)
        mark.setForeground(self._look.err_text)
        return mark

    # -- lengths ---------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        self._look = look
        self.setFont(look.font(FIGURES))
        self.document().setDocumentMargin(look.px(5))
        self.show_fault(self._position)
        if self._popup is not None:
            self._popup.set_look(look)
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        line = self._look.metrics(FIGURES).lineSpacing()
        return QSize(self._look.px(300), self._lines * line + 2 * self._look.px(5) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(120), self.sizeHint().height())

    # -- keys ------------------------------------------------------------------------------

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What would make the text longer than is ever read is not taken: laying it out takes minutes."""
        text = source.text()
        if len(text) + self.document().characterCount() > MAX_LENGTH:
            self.too_long.emit(len(text))
            return
        self.textCursor().insertText(" ".join(text.split()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, popup = Qt.Key(event.key()), self._popup
        if popup is not None and popup.isVisible():
            if key in _STEPS:
                popup.step(_STEPS[key])
                return
            if key in _ENTER:
                self._take()
                return
            if key == Qt.Key.Key_Escape:
                popup.hide()
                return
        if key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._offer(asked=True)
            return
        if key in _ENTER:
            event.ignore()  # one line: Enter is for whoever is around
            return
        if event.text().isprintable() and event.text() and self.document().characterCount() > MAX_LENGTH:
            self.too_long.emit(1)
            return
        before = self.toPlainText()
        super().keyPressEvent(event)
        if self.toPlainText() != before:
            self._offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide_offers()

    # -- completion ------------------------------------------------------------------------

    @property
    def offers(self) -> tuple[Offer, ...]:
        return self._popup.offers if self._popup is not None else ()

    def hide_offers(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def _leave_list(self) -> None:
        if self._popup is not None and self._popup.isVisible() and not self.hasFocus():
            self._popup.hide()

    def _offer(self, *, asked: bool = False) -> None:
        if self._completions is None or self.isReadOnly():
            return
        before = self.toPlainText()[: self.textCursor().position()]
        offers = self._completions.offers(before, asked=asked)
        if not offers:
            self.hide_offers()
            return
        popup = self._the_list()
        box = self.cursorRect()
        under = self.viewport().mapTo(self.window(), QPoint(box.left(), box.bottom() + self._look.px(3)))
        popup.offer(offers, under, box.height() + self._look.px(6))

    def _the_list(self) -> CompletionList:
        if self._popup is None or self._popup.parentWidget() is not self.window():
            self._popup = CompletionList(self._look, self.window())
            self._popup.set_look(self._look)
            self._popup.chosen.connect(self._take)
        return self._popup

    def _take(self) -> None:
        offer = self._popup.current() if self._popup is not None else None
        self.hide_offers()
        if offer is None:
            return
        cursor = self.textCursor()
        end = cursor.position()
        insert = offer.insert
        if insert.endswith("]") and self.toPlainText()[end : end + 1] == "]":
            end += 1
        cursor.setPosition(offer.start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(insert)
        self.setTextCursor(cursor)
