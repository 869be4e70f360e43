"""The 2 px ring around whatever has the focus, one pixel outside it, after mouse and key alike."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from ui.style.look import Look

RINGED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit)
MOVES = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange}
)


class FocusRing(QWidget):
    """One ring for the application. It lies over the focused control's parent and follows it.

    A widget with the property ``ringless`` (an editor in a cell, which has the grid's ring) gets none.
    """

    def __init__(self, look: Look, app: QApplication) -> None:
        super().__init__()
        self._look = look
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app.focusChanged.connect(self._follow)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._place()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._target is not None:
            self._target.removeEventFilter(self)
            self._target.destroyed.disconnect(self._lost)
        self._target = None
        self.hide()
        if isinstance(new, RINGED) and not new.property("ringless") and new.parentWidget() is not None:
            self._target = new
            new.installEventFilter(self)
            new.destroyed.connect(self._lost)
            self.setParent(new.parentWidget())
            self._place()

    def _lost(self) -> None:
        self._target = None
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._target and event.type() in MOVES:
            self._place()
        return False

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisible():
            self.hide()
            return
        out = self._look.px(3)
        self.setGeometry(target.geometry().adjusted(-out, -out, out, out))
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._look.px(2)
        painter.setPen(QPen(self._look.accent, width))
        half = width / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(half, half, -half, -half), self._look.px(4), self._look.px(4)
        )
        painter.end()
