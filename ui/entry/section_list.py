"""The sections at the left: letter, short title, how many are filled, the worst mark."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from kmmp_desktop.domain.form import Section, Severity
from ui.entry.faces import Say
from ui.style.icons import paint_icon
from ui.style.look import SMALL, TEXT, Look
from ui.widgets.fields import paint_key_cap
from ui.widgets.labels import SectionHeader

WIDTH, LETTERS_WIDTH, ROW_HEIGHT = 242, 44, 28

Counts = Mapping[str, tuple[int, int, Severity | None]]


class SectionRows(QWidget):
    """The list itself. ``chosen(int)``: a section was clicked or chosen by key."""

    chosen = Signal(int)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._sections: tuple[Section, ...] = ()
        self._counts: Counts = {}
        self._why_not: dict[str, str] = {}
        self.current = 0
        self.letters_only = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        self._sections = sections
        self.updateGeometry()
        self.update()

    def show_not_asked(self, why: Mapping[str, str]) -> None:
        """Why a section asks nothing of this facility, by its code."""
        self._why_not = dict(why)

    def show_counts(self, counts: Counts, current: int) -> None:
        if counts == self._counts and current == self.current:
            return
        old, before = self._counts, self.current
        self._counts, self.current = dict(counts), current
        for number, section in enumerate(self._sections):
            if old.get(section.code) != counts.get(section.code) or number in (before, current):
                self.update(0, number * self._row(), self.width(), self._row())
        if self._sections:
            self.setAccessibleName(self._spoken(current))

    def _row(self) -> int:
        return self._look.row(TEXT, ROW_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._row() * max(1, len(self._sections)))

    def _spoken(self, number: int) -> str:
        section = self._sections[number]
        filled, of, _ = self._counts.get(section.code, (0, 0, None))
        said = self._say(
            "Section {code}, {title}, {filled} of {of} filled",
            code=section.code,
            title=self._say(section.short),
            filled=filled,
            of=of,
        )
        why = self._why_not.get(section.code, "")
        return f"{said}. {why}" if why else said

    def top_of(self, number: int) -> int:
        return number * self._row()

    # -- events ----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            number = event.pos().y() // self._row()
            known = 0 <= number < len(self._sections)
            QToolTip.showText(event.globalPos(), self._spoken(number) if known else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y()) // self._row()
        if 0 <= number < len(self._sections):
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        number = self.current + step
        if step and 0 <= number < len(self._sections):
            self.chosen.emit(number)
            self.setFocus()
        elif not step:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._look.surface)
        row = self._row()
        for number, section in enumerate(self._sections):
            box = QRect(0, number * row, self.width(), row)
            if box.intersects(event.rect()):
                self._paint_row(painter, box, number, section)
        if self.hasFocus():
            painter.setPen(self._look.accent)
            painter.drawRect(0, self.current * row, self.width() - 1, row - 1)
        painter.end()

    def _paint_row(self, painter: QPainter, box: QRect, number: int, section: Section) -> None:
        look, current = self._look, number == self.current
        filled, of, worst = self._counts.get(section.code, (0, 0, None))
        if current:
            painter.fillRect(box, look.accent_soft)
            painter.fillRect(box.left(), box.top(), look.px(3), box.height(), look.accent)
        middle = box.center().y() + 0.5
        letter = box.adjusted(look.px(9), 0, 0, 0)
        painter.setFont(look.font(TEXT, bold=True))
        painter.setPen(look.text if current else look.muted)
        painter.drawText(letter, Qt.AlignmentFlag.AlignVCenter, section.code)
        icon = _icon(filled, of, worst)
        if icon:
            paint_icon(painter, box.right() - look.px(19), middle, icon[0], look, 14, icon[1])
        if self.letters_only:
            return
        painter.setFont(look.font(SMALL))
        painter.setPen(look.muted if of else look.disabled)
        count = f"{filled}/{of}" if of else "\u2013"
        right = box.adjusted(0, 0, -look.px(24), 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        painter.setFont(look.font(8.75, bold=current))
        painter.setPen(look.text if of else look.disabled)
        room = right.adjusted(look.px(26), 0, -look.metrics(SMALL).horizontalAdvance(count) - look.px(4), 0)
        title = painter.fontMetrics().elidedText(
            self._say(section.short), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, title)


def _icon(filled: int, of: int, worst: Severity | None) -> tuple[str, str] | None:
    if worst is Severity.ERROR:
        return "error", "err"
    if worst is Severity.WARNING:
        return "warning", "warn"
    return ("tick", "ok") if of and filled == of else None


class NextSection(QWidget):
    """The foot of the list: which section comes next, and the key that goes there."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def show_next(self, name: str) -> None:
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(100), 2 * self._look.metrics(SMALL).height() + self._look.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.surface)
        painter.fillRect(0, 0, self.width(), 1, look.grid)
        if self._name:
            line = look.metrics(SMALL).height() + look.px(3)
            left, top = look.px(10), look.px(7)
            painter.setFont(look.font(SMALL))
            painter.setPen(look.muted)
            head = self._say("Next:") + " "
            painter.drawText(QRect(left, top, self.width(), line), Qt.AlignmentFlag.AlignVCenter, head)
            painter.setFont(look.font(SMALL, bold=True))
            painter.setPen(look.text)
            room = QRect(left + look.metrics(SMALL).horizontalAdvance(head), top, self.width(), line)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._name)
            middle = top + line + line // 2 + look.px(2)
            used = paint_key_cap(painter, left, middle, "Ctrl PgDn", look)
            painter.setFont(look.font(SMALL))
            painter.setPen(look.muted)
            painter.drawText(
                QRect(left + used + look.px(4), middle - line, self.width(), 2 * line),
                Qt.AlignmentFlag.AlignVCenter,
                self._say("next section"),
            )
        painter.end()


class SectionList(QWidget):
    """Header, list and foot."""

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self.header = SectionHeader(look, self)
        self.rows = SectionRows(look, say, self)
        self.foot = NextSection(look, say, self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self.rows)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.rows.setBackgroundRole(QPalette.ColorRole.Base)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.foot)
        self.setAutoFillBackground(True)
        self.retranslate()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.header, self.rows, self.foot):
            part.set_look(look)

    def retranslate(self) -> None:
        short = self.rows.letters_only
        self.header.set_texts("" if short else self._say("Sections"), "" if short else self._say("filled"))
        self.rows.update()
        self.foot.update()

    def set_letters_only(self, letters: bool) -> None:
        """Fold to letters and marks where there is no room for titles."""
        if letters != self.rows.letters_only:
            self.rows.letters_only = letters
            self.foot.setVisible(not letters)
            self.retranslate()

    def show_state(self, counts: Counts, current: int, following: Section | None) -> None:
        self.rows.show_counts(counts, current)
        self.foot.show_next(f"{following.code} {self._say(following.short)}" if following else "")
        self._scroll.ensureVisible(0, self.rows.top_of(current), 0, self.rows.top_of(2))
