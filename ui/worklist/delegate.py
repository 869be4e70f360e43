"""Paints the worklist: group headers, state shapes, the bar of a draft, problems, what is late."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.worklist import WorkRow
from ui.style.icons import paint_icon
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.state_icon import paint_state
from ui.worklist.columns import MONTHS, Column
from ui.worklist.model import WorklistModel
from ui.worklist.rows import Group

_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
Index = QModelIndex | QPersistentModelIndex


class WorklistDelegate(QStyledItemDelegate):
    """One look at a time; reads the model's items, never its roles."""

    def __init__(self, look: Look, view: QTableView, model: WorklistModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._text, self._bold = look.font(TEXT), look.font(TEXT, bold=True)
        self._small, self._small_bold = look.font(SMALL), look.font(SMALL, bold=True)
        self._metrics, self._bold_metrics = look.metrics(SMALL), look.metrics(SMALL, bold=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(60), self._look.row(TEXT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._model.item(index.row())
        box: QRect = option.rect
        painter.save()
        if isinstance(item, Group):
            self._paint_group(painter, box, item)
        else:
            chosen = index.row() == self._view.currentIndex().row()
            self._paint_ground(painter, box, index.column(), chosen)
            self._paint_cell(
                painter,
                box.adjusted(self._look.px(7), 0, -self._look.px(4), -1),
                item,
                index.column(),
                chosen,
            )
            if chosen and self._view.hasFocus():
                self._paint_ring(painter, box, index.column())
        painter.restore()

    def _paint_group(self, painter: QPainter, box: QRect, group: Group) -> None:
        look = self._look
        painter.fillRect(box, look.header)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, look.grid)
        bold, plain = self._model.group_words(group)
        left = box.left() + look.px(7)
        painter.setFont(self._small_bold)
        painter.setPen(look.text)
        painter.drawText(QRect(left, box.top(), box.width(), box.height() - 1), _MIDDLE, bold)
        left += self._bold_metrics.horizontalAdvance(bold) + look.px(5)
        painter.setFont(self._small)
        painter.setPen(look.muted)
        painter.drawText(QRect(left, box.top(), box.width(), box.height() - 1), _MIDDLE, plain)

    def _paint_ground(self, painter: QPainter, box: QRect, column: int, chosen: bool) -> None:
        look = self._look
        painter.fillRect(box, look.accent_soft if chosen else look.surface)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, look.grid)
        painter.fillRect(box.right(), box.top(), 1, box.height(), look.grid)

    def _paint_ring(self, painter: QPainter, box: QRect, column: int) -> None:
        """Two pixels of accent round the whole row, the ends closed by its outer cells."""
        look, width = self._look, self._look.px(2)
        painter.fillRect(box.left(), box.top(), box.width(), width, look.accent)
        painter.fillRect(box.left(), box.bottom() - width + 1, box.width(), width, look.accent)
        header = self._view.horizontalHeader()
        shown = [c for c in range(header.count()) if not header.isSectionHidden(c)]
        if column == shown[0]:
            painter.fillRect(box.left(), box.top(), width, box.height(), look.accent)
        if column == shown[-1]:
            painter.fillRect(box.right() - width + 1, box.top(), width, box.height(), look.accent)

    def _paint_cell(self, painter: QPainter, box: QRect, row: WorkRow, column: int, chosen: bool) -> None:
        look, model = self._look, self._model
        match column:
            case Column.FACILITY:
                painter.setFont(self._bold if chosen else self._text)
                painter.setPen(look.text)
                metrics = look.metrics(TEXT, bold=chosen)
                name = metrics.elidedText(row.facility.name, Qt.TextElideMode.ElideMiddle, box.width())
                painter.drawText(box, _MIDDLE, name)
            case Column.MFL | Column.LAST_CHANGE:
                self._write(painter, box, model.words(row, column), muted=True)
            case Column.SUB_COUNTY:
                self._write(painter, box, row.facility.sub_county)
            case Column.CURRENT:
                self._paint_current(painter, box, row, chosen)
            case Column.PROBLEMS:
                self._paint_problems(painter, box, row)
            case Column.DUE:
                self._paint_due(painter, box, row)
            case Column.EARLIER_MONTHS:
                at = model.telling_month(row)
                self._paint_month(painter, box, row, at, model.earlier_words(row), chosen)
            case _:
                at = MONTHS.index(Column(column))
                self._paint_month(painter, box, row, at, model.month_words(row, at), chosen)

    def _write(self, painter: QPainter, box: QRect, words: str, *, muted: bool = False) -> None:
        painter.setFont(self._small)
        painter.setPen(self._look.muted if muted else self._look.text)
        painter.drawText(box, _MIDDLE, words)

    def _paint_month(
        self, painter: QPainter, box: QRect, row: WorkRow, at: int, words: str, chosen: bool
    ) -> None:
        mark = row.months[at]
        if not mark.owed and mark.state is None:
            self._write(painter, box, words, muted=True)
            return
        paint_state(
            painter,
            box.left(),
            box.center().y() + 1,
            self._look,
            mark.state,
            words,
            overdue=bool(mark.days_late),
            quiet=True,
            points=SMALL,
            ground="accent_soft" if chosen else "surface",
        )

    def _paint_current(self, painter: QPainter, box: QRect, row: WorkRow, chosen: bool) -> None:
        look, words = self._look, self._model.current_words(row)
        if not row.current.owed and row.current.state is None:
            self._write(painter, box, words, muted=True)
            return
        paint_state(
            painter,
            box.left(),
            box.center().y() + 1,
            look,
            row.current.state,
            words,
            overdue=bool(row.current.days_late),
            points=SMALL,
            ground="accent_soft" if chosen else "surface",
        )
        if row.current.state not in (State.DRAFT, State.RETURNED):
            return
        # The bar starts where the widest word ends, so that bars stand under one another.
        word = words[: words.rindex(" %") - len(str(row.percent))]
        left = box.left() + look.px(21) + self._metrics.horizontalAdvance(f"{word}88 %") + look.px(7)
        bar = QRectF(
            left + 0.5,
            box.center().y() - look.px(3) + 0.5,
            min(look.px(62), box.right() - left - look.px(3)),
            look.px(6),
        )
        if bar.width() > look.px(16):
            paint_bar(painter, bar, row.percent, look)

    def _paint_problems(self, painter: QPainter, box: QRect, row: WorkRow) -> None:
        left = float(box.left())
        for count, icon, ink in ((row.errors, "error", "err"), (row.warnings, "warning", "warn")):
            if count:
                left += paint_icon(painter, left, box.center().y() + 1, icon, self._look, 14, ink)
                left += self._look.px(4)
                self._write(painter, QRect(round(left), box.top(), box.width(), box.height()), str(count))
                left += self._metrics.horizontalAdvance(str(count)) + self._look.px(8)

    def _paint_due(self, painter: QPainter, box: QRect, row: WorkRow) -> None:
        words, month = self._model.due_words(row)
        left = box.left()
        if row.overdue:
            painter.setFont(self._small_bold)
            painter.setPen(self._look.err_text)
            painter.drawText(box, _MIDDLE, words)
            left += self._bold_metrics.horizontalAdvance(words)
        else:
            self._write(painter, box, words)
            left += self._metrics.horizontalAdvance(words)
        if month:
            self._write(painter, QRect(left, box.top(), box.width(), box.height()), month)


def paint_bar(painter: QPainter, bar: QRectF, percent: int, look: Look) -> None:
    """How much of a draft is filled."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.grid, 1))
    painter.setBrush(look.header)
    painter.drawRoundedRect(bar, look.px(3), look.px(3))
    filled = QRectF(
        bar.left() + 0.5, bar.top() + 0.5, (bar.width() - 1) * min(percent, 100) / 100, bar.height() - 1
    )
    if percent:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.accent)
        painter.drawRoundedRect(filled, look.px(2), look.px(2))
