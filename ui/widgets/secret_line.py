"""The eye at the end of a line for a passphrase: as large as the text around it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from ui.style.icons import pixmap
from ui.style.look import Look

_ECHO = {True: QLineEdit.EchoMode.Normal, False: QLineEdit.EchoMode.Password}
_EYE = 16
"""Pixels at 100 % text. Qt paints the icons of a line edit at one size whatever the text is."""


def hide(line: QLineEdit, say: Callable[[str], str], look: Look) -> QAction:
    """Type unseen in ``line``, with an eye that shows what is typed. The action is the eye's."""
    line.setEchoMode(QLineEdit.EchoMode.Password)
    show = QAction(say("Show the passphrase"), line)
    show.setCheckable(True)
    show.toggled.connect(lambda on: line.setEchoMode(_ECHO[bool(on)]))
    line.addAction(show)
    _Eye(line, show, look)
    return show


class _Eye(QAbstractButton):
    """Out of the way of Tab, as the eye of Qt is: whoever uses the keyboard types the words once more."""

    def __init__(self, line: QLineEdit, show: QAction, look: Look) -> None:
        super().__init__(line)
        self._line, self._look = line, look
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip(show.text())
        self.setAccessibleName(show.text())
        self.toggled.connect(show.setChecked)
        show.toggled.connect(self.setChecked)
        margins = line.textMargins()
        margins.setRight(self.sizeHint().width())
        line.setTextMargins(margins)
        line.installEventFilter(self)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(_EYE + 8), self._look.px(_EYE + 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False

    def _place(self) -> None:
        wide, high = self.sizeHint().width(), self._line.height()
        self.setGeometry(self._line.width() - wide, 0, wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        ink = "accent" if self.isChecked() else "muted"
        picture = pixmap("review", look, _EYE, ink, ratio=self.devicePixelRatioF())
        side = look.px(_EYE)
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        painter.drawPixmap(QRectF(left, top, side, side), picture, QRectF(picture.rect()))
        if self.isChecked():  # not by colour alone
            painter.fillRect(QRectF(left, top + side, side, max(1, look.px(2))), look.accent)
        painter.end()
