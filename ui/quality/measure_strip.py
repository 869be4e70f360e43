"""The measures side by side: name, sum, distance to the threshold, and what that rests on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from kmmp_desktop.domain.quality import DEFINITIONS, Definition, Measure
from kmmp_desktop.services.quality_map import QualityMap, Square
from ui.quality.words import distance, share_words, target_words
from ui.style.icons import paint_icon
from ui.style.look import CARD, SMALL, SMALLEST, Look
from ui.widgets.badge import BADGES, badge_size, paint_badge
from ui.wording import Say

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class MeasureCard(QAbstractButton):
    """One measure; the chosen one has a bar above it and a tinted ground."""

    def __init__(self, look: Look, definition: Definition, parent: QWidget) -> None:
        super().__init__(parent)
        self.definition = definition
        self._look = look
        self._name = self._value = self._off = self._target = self._status = ""
        self._icon, self._ink = "info", "muted"
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_sum(self, say: Say, square: Square | None) -> None:
        definition = self.definition
        self._name = say(definition.name)
        self._target = target_words(say, definition)
        self._status = say(BADGES[definition.target.status][0])
        self._value = "\u2013" if square is None or square.share is None else share_words(definition, square)
        self._icon, self._ink, self._off = (
            ("info", "muted", "") if square is None else distance(say, definition, square)
        )
        self.setAccessibleName(
            ", ".join(
                part for part in (self._name, self._value, self._off, self._target, self._status) if part
            )
        )
        self.setToolTip(say(definition.counts))
        self.updateGeometry()
        self.update()

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def least_width(self) -> int:
        """What the words need side by side."""
        look = self._look
        badge = badge_size(look, self.definition.target.status, self._status).width()
        lines = (
            look.metrics(SMALL).horizontalAdvance(self._name),
            look.metrics(CARD, bold=True).horizontalAdvance(self._value)
            + look.metrics(SMALL).horizontalAdvance(self._off)
            + look.px(28),
            look.metrics(SMALLEST).horizontalAdvance(self._target) + badge + look.px(8),
        )
        return max(lines) + look.px(18)

    def sizeHint(self) -> QSize:
        look = self._look
        high = look.metrics(SMALL).height() + look.metrics(CARD, bold=True).height()
        high += badge_size(look, self.definition.target.status, self._status).height() + look.px(15)
        return QSize(self.least_width(), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.accent_soft if self.isChecked() else look.surface)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), look.grid)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.grid)
        if self.isChecked():
            painter.fillRect(0, 0, self.width() - 1, look.px(3), look.accent)
        left, top, room = look.px(9), float(look.px(7)), self.width() - look.px(12)
        top = self._line(painter, left, top, room, self._name, SMALL, "text")
        tall = look.metrics(CARD, bold=True).height()
        painter.setFont(look.font(CARD, bold=True))
        painter.setPen(look.text)
        painter.drawText(QRectF(left, top, room, tall), _LEFT, self._value)
        if self._off:
            at = left + look.metrics(CARD, bold=True).horizontalAdvance(self._value) + look.px(7)
            at += paint_icon(painter, at, top + tall / 2, self._icon, look, 12, self._ink) + look.px(3)
            painter.setFont(look.font(SMALL))
            painter.setPen(look.colour(self._ink))
            painter.drawText(QRectF(at, top, self.width() - at, tall), _LEFT, self._off)
        status = self.definition.target.status
        badge = badge_size(look, status, self._status)
        top += tall
        lower = (badge.height() - look.metrics(SMALLEST).height()) / 2
        self._line(painter, left, top + lower, room, self._target, SMALLEST, "muted")
        at = self.width() - badge.width() - look.px(8)
        paint_badge(painter, at, top + badge.height() / 2, look, status, self._status)
        if self.hasFocus():
            painter.setPen(QPen(look.accent, look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(look.px(2), look.px(4), -look.px(3), -look.px(3)))
        painter.end()

    def _line(
        self, painter: QPainter, left: int, top: float, room: int, text: str, points: float, ink: str
    ) -> float:
        look = self._look
        high = look.metrics(points).height()
        painter.setFont(look.font(points))
        painter.setPen(look.colour(ink))
        painter.drawText(QRectF(left, top, room, high), _LEFT, text)
        return top + high


class MeasureStrip(QWidget):
    """``chosen(Measure)``; the arrow keys walk the cards, which wrap where the window is narrow."""

    chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across = 0
        self.cards = {d.measure: MeasureCard(look, d, self) for d in DEFINITIONS}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        group = QButtonGroup(self)
        for card in self.cards.values():
            group.addButton(card)
            card.toggled.connect(partial(self._toggled, card.definition.measure))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._place()

    def _toggled(self, measure: Measure, on: bool) -> None:
        if on:
            self.chosen.emit(measure)

    def show_sums(self, say: Say, found: QualityMap | None) -> None:
        for measure, card in self.cards.items():
            card.show_sum(say, None if found is None else found.whole(measure))
        self._place()

    def choose(self, measure: Measure) -> None:
        self.cards[measure].setChecked(True)

    def set_look(self, look: Look) -> None:
        for card in self.cards.values():
            card.set_look(look)
        self._place()

    def _place(self) -> None:
        cards = list(self.cards.values())
        least = max(card.least_width() for card in cards)
        across = max(1, min(len(cards), self.width() // max(least, 1)))
        across = -(-len(cards) // -(-len(cards) // across))  # rows of even length
        if across == self._across:
            return
        self._across = across
        for card in cards:
            self._grid.removeWidget(card)
        for number, card in enumerate(cards):
            self._grid.addWidget(card, *divmod(number, across))
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
