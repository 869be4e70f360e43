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
from shiboken6 import isValid

from ui.style.look import Look

RINGED = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit)
MOVES = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange}
)


class FocusRing(QObject):
    """Follows the focus of the application and draws one ring beside the focused control.

    A widget with the property ``ringless`` (an editor in a cell, which has the grid's ring) gets
    none. The ring belongs to the control's parent and dies with it, so each control gets its own.
    """

    def __init__(self, look: Look, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._target: QWidget | None = None
        self._ring: _Ring | None = None
        app.focusChanged.connect(self._follow)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._place()

    @property
    def ring(self) -> QWidget | None:
        """The ring that is shown now."""
        return self._ring if self._ring is not None and isValid(self._ring) else None

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._target is not None and isValid(self._target):
            self._target.removeEventFilter(self)
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._target = self._ring = None
        parent = new.parentWidget() if new is not None else None
        if isinstance(new, RINGED) and parent is not None and not new.property("ringless"):
            self._target = new
            self._ring = _Ring(parent)
            new.installEventFilter(self)
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._target and event.type() in MOVES:
            self._place()
        return False

    def _place(self) -> None:
        target, ring = self._target, self._ring
        if target is None or ring is None or not (isValid(target) and isValid(ring)):
            return
        if not target.isVisible():
            ring.hide()
            return
        if ring.parentWidget() is not target.parentWidget():
            ring.setParent(target.parentWidget())
        ring.look = self._look
        out = self._look.px(3)
        ring.setGeometry(target.geometry().adjusted(-out, -out, out, out))
        ring.raise_()
        ring.show()


class _Ring(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look: Look | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self.look
        if look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = look.px(2)
        painter.setPen(QPen(look.accent, width))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        painter.end()
