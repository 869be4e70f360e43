"""The pages of the scanned paper under one another: scrolled, made larger, turned; never takes the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.entry.faces import Say
from ui.entry.scan_drawing import Drawings
from ui.style.look import SMALL, Look

SMALLEST, LARGEST, STEP = 0.25, 6.0, 1.25
READING = 0.25
"""Share of the height at which the row being typed is laid, and where a section is said to begin."""
CALM = (0.06, 0.72)
"""While the row is in this share of the height nothing moves: the eye finds its place again."""
GAP = 8


class ScanView(QAbstractScrollArea):
    """``scrolled()``: by hand. ``clicked(float)``: a place on the paper, while places are asked for."""

    scrolled = Signal()
    clicked = Signal(float)

    def __init__(self, drawings: Drawings, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawings, self._look, self._say = drawings, look, say
        self._sizes: tuple[tuple[int, int], ...] = ()
        self._turns: list[int] = []
        self._zoom = 1.0
        self._mark: float | None = None
        self._drag: QPoint | None = None
        self._moved_by_hand = True
        self.asking = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        drawings.changed.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._measure()

    def show_pages(self, sizes: Sequence[tuple[int, int]], turns: Sequence[int]) -> None:
        """Sizes of the pages as they were scanned, and quarter turns to the right of each."""
        self._sizes, self._turns = tuple(sizes), list(turns)
        self._mark = None
        self._measure()
        self.viewport().update()

    # -- geometry --------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """1.0: a page is as wide as the view."""
        return self._zoom

    def _page_width(self) -> int:
        return max(40, round((self.viewport().width() - 2 * self._look.px(GAP)) * self._zoom))

    def _page_height(self, page: int) -> int:
        wide, high = self._sizes[page]
        if self._turns[page] % 2:
            wide, high = high, wide
        return max(1, round(self._page_width() * high / wide))

    def _tops(self) -> list[int]:
        gap = self._look.px(GAP)
        tops = [gap]
        for page in range(len(self._sizes)):
            tops.append(tops[-1] + self._page_height(page) + gap)
        return tops

    def _measure(self) -> None:
        tops, view = self._tops(), self.viewport().size()
        wide = self._page_width() + 2 * self._look.px(GAP)
        self._moved_by_hand = False
        up, along = self.verticalScrollBar(), self.horizontalScrollBar()
        up.setRange(0, max(0, tops[-1] - view.height()))
        up.setPageStep(view.height())
        up.setSingleStep(self._look.px(40))
        along.setRange(0, max(0, wide - view.width()))
        along.setPageStep(view.width())
        self._moved_by_hand = True

    def _y_of(self, place: float) -> int:
        """Of a place on the paper, from the upper edge of the first page."""
        if not self._sizes:
            return 0
        page = min(int(place), len(self._sizes) - 1)
        return self._tops()[page] + round((place - page) * self._page_height(page))

    def _place_at(self, y: int) -> float:
        tops = self._tops()
        for page in range(len(self._sizes)):
            if y < tops[page + 1] or page == len(self._sizes) - 1:
                inside = (y - tops[page]) / self._page_height(page)
                return page + min(max(inside, 0.0), 0.9999)
        return 0.0

    @property
    def reading_place(self) -> float:
        """The place on the paper that lies at the reading height."""
        return self._place_at(self.verticalScrollBar().value() + round(self.viewport().height() * READING))

    @property
    def page_in_view(self) -> int:
        return int(self.reading_place)

    # -- moving ----------------------------------------------------------------------------

    def follow(self, place: float, *, anew: bool = False) -> None:
        """Mark a place, and bring it into view where it is not (``anew``: to the reading height)."""
        self._mark = place
        bar, high = self.verticalScrollBar(), self.viewport().height()
        y = self._y_of(place)
        if anew or not CALM[0] * high <= y - bar.value() <= CALM[1] * high:
            self._moved_by_hand = False
            bar.setValue(y - round(high * READING))
            self._moved_by_hand = True
        self.viewport().update()

    def _on_scrolled(self) -> None:
        self.viewport().update()
        if self._moved_by_hand:
            self.scrolled.emit()

    def move_by(self, steps: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + steps * round(self.viewport().height() * 0.2))

    def enlarge(self, steps: int) -> None:
        """Larger (or smaller) around the reading height."""
        self.zoom_to(self._zoom * STEP**steps)

    def zoom_to(self, zoom: float) -> None:
        place = self.reading_place
        self._zoom = min(max(zoom, SMALLEST), LARGEST)
        self._measure()
        self._moved_by_hand = False
        self.verticalScrollBar().setValue(self._y_of(place) - round(self.viewport().height() * READING))
        self._moved_by_hand = True
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        place = self._mark if self._mark is not None else self.reading_place
        self._measure()
        if self._mark is not None:
            self.follow(place)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # -- keys and mouse --------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.enlarge(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: 4, Qt.Key.Key_PageUp: -4, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and not event.modifiers():
            self.move_by(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.enlarge(1)
        elif event.key() == Qt.Key.Key_Minus:
            self.enlarge(-1)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.asking and self._sizes:
            self.clicked.emit(self._place_at(round(event.position().y()) + self.verticalScrollBar().value()))
            return
        self._drag = event.position().toPoint()
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        by = event.position().toPoint() - self._drag
        self._drag = event.position().toPoint()
        for bar, way in ((self.verticalScrollBar(), by.y()), (self.horizontalScrollBar(), by.x())):
            bar.setValue(bar.value() - way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.ask(self.asking)

    def ask(self, asking: bool) -> None:
        """Whether a click names a place now."""
        self.asking = asking
        shape = Qt.CursorShape.CrossCursor if asking else Qt.CursorShape.OpenHandCursor
        self.viewport().setCursor(shape)

    # -- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), look.header)
        tops, wide = self._tops(), self._page_width()
        down, along = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        left = max(look.px(GAP), (self.viewport().width() - wide) // 2) - along
        for page in range(len(self._sizes)):
            sheet = QRect(left, tops[page] - down, wide, self._page_height(page))
            if sheet.intersects(self.viewport().rect()):
                self._paint_page(painter, page, sheet)
        if self._mark is not None and self._sizes:
            self._paint_mark(painter, self._y_of(self._mark) - down)
        if self.asking or self.hasFocus():
            painter.setPen(QPen(look.accent, look.px(2)))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, sheet: QRect) -> None:
        look, turn = self._look, self._turns[page] % 4
        ratio = self.devicePixelRatioF()
        drawn = self._drawings.page(page, round((sheet.height() if turn % 2 else sheet.width()) * ratio))
        if drawn is None:
            painter.fillRect(sheet, look.surface)
            painter.setPen(look.muted)
            painter.setFont(look.font(SMALL))
            failed = self._drawings.trouble(page) is not None
            words = "Page {number} cannot be shown." if failed else "Page {number} is being drawn."
            painter.drawText(
                sheet,
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop,
                self._say(words, number=page + 1),
            )
        else:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(QRectF(sheet).center())
            painter.rotate(90 * turn)
            size = sheet.size().transposed() if turn % 2 else sheet.size()
            target = QRectF(-size.width() / 2, -size.height() / 2, size.width(), size.height())
            painter.drawPixmap(target, drawn, QRectF(drawn.rect()))
            painter.restore()
        painter.setPen(QPen(look.edge, 1))
        painter.drawRect(sheet.adjusted(0, 0, -1, -1))

    def _paint_mark(self, painter: QPainter, y: int) -> None:
        """Where the row being typed should be: a wedge at the left edge, which hides nothing."""
        look = self._look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.on_accent, 1))
        painter.setBrush(look.accent)
        half, tip = look.px(7), look.px(11)
        painter.drawPolygon(QPolygonF([QPointF(0, y - half), QPointF(tip, y), QPointF(0, y + half)]))
