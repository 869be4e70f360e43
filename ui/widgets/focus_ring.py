"""The 2 px ring around whatever has the focus, one pixel outside it, after mouse and key alike."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
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
    none. The ring belongs to the control's parent and dies with it, so each control gets its own. Where
    that parent is too tight (the row of buttons of a message), it is drawn on the one around it.
    """

    def __init__(self, look: Look, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        """The control and what it stands in, up to whatever the ring is drawn on."""
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
        self._watch([])
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._target = self._ring = None
        parent = new.parentWidget() if new is not None else None
        if isinstance(new, RINGED) and parent is not None and not new.property("ringless"):
            self._target = new
            self._ring = _Ring(parent)
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES and watched in self._watched:
            self._place()
        return False

    def _place(self) -> None:
        target, ring = self._target, self._ring
        if target is None or ring is None or not (isValid(target) and isValid(ring)):
            return
        if not target.isVisible():
            self._watch([target])
            ring.hide()
            return
        out = self._look.px(3)
        box = target.geometry().adjusted(-out, -out, out, out)
        ground, inside = target.parentWidget(), [target]
        if ground is None:
            return
        while not ground.rect().contains(box) and (wider := _around(ground)) is not None:
            box.translate(ground.pos())
            inside.append(ground)
            ground = wider
        self._watch(inside)
        if ring.parentWidget() is not ground:
            ring.setParent(ground)
        ring.look = self._look
        ring.setGeometry(box)
        ring.raise_()
        ring.show()

    def _watch(self, widgets: list[QWidget]) -> None:
        for old in self._watched:
            if isValid(old):
                old.removeEventFilter(self)
        self._watched = widgets
        for widget in widgets:
            widget.installEventFilter(self)


def _around(ground: QWidget) -> QWidget | None:
    """What holds ``ground``, where a ring too wide for it can be drawn: nothing outside of what scrolls."""
    parent = ground.parentWidget()
    if parent is None or ground.isWindow():
        return None
    scrolls = isinstance(parent, QAbstractScrollArea) or isinstance(
        parent.parentWidget(), QAbstractScrollArea
    )
    return None if scrolls else parent


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
