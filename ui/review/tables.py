"""The middle of the review, what needs eyes: exceptions, what changed, and what moved most."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kmmp_desktop.services.reviews import Review
from ui.faces.face_model import FaceModel
from ui.faces.ground import lay_ground
from ui.review.cell_rows import difference_columns, difference_rows
from ui.review.review_rows import (
    Ground,
    change_columns,
    change_rows,
    exception_columns,
    exception_rows,
    grounds,
)
from ui.review.review_table import ReviewTable
from ui.style.look import Look
from ui.widgets.labels import SectionHeader
from ui.wording import Say, month, short_month


class ReviewTables(QScrollArea):
    """Three lists one under the other, walked as if they were one.

    ``stood_on(key)``: the row one stands on, None where there is none. ``accept_wanted``,
    ``accept_all_wanted``, ``ask_wanted``: for that row. ``left()``: Esc.
    """

    stood_on = Signal(object)
    accept_wanted = Signal()
    accept_all_wanted = Signal()
    ask_wanted = Signal()
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._review: Review | None = None
        self._language = "en"
        self._folded = False
        self._here: Hashable | None = None
        self._body = QWidget()
        self._models = (
            FaceModel(exception_columns(say, "", ""), self),
            FaceModel(difference_columns(None, say), self),
            FaceModel(change_columns(say, "", ""), self),
        )
        self.exceptions, self.differences, self.changes = (
            ReviewTable(look, model, self._body, chooses=False) for model in self._models
        )
        self.lists = (self.exceptions, self.differences, self.changes)
        self.heads = tuple(SectionHeader(look, self._body) for _ in self.lists)
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for head, table in zip(self.heads, self.lists, strict=True):
            layout.addWidget(head)
            layout.addWidget(table)
            self._connect(table)
        layout.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(self._body)
        self.setFocusProxy(self.exceptions)

    def _connect(self, table: ReviewTable) -> None:
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.row_changed.connect(lambda key: self._stand(table, key))
        table.over.connect(lambda way: self._go_over(table, way))
        table.accept_wanted.connect(self.accept_wanted)
        table.accept_all_wanted.connect(self.accept_all_wanted)
        table.ask_wanted.connect(self.ask_wanted)
        table.left.connect(self.left)
        table.pressed_in.connect(lambda _key, number: self._press(number))

    def set_look(self, look: Look) -> None:
        lay_ground(self._body, look)
        self.setMinimumHeight(look.px(60))
        for table in self.lists:
            table.set_look(look)
        for head in self.heads:
            head.set_look(look)
        self._fit()

    def set_folded(self, folded: bool) -> None:
        """In a small window the third list is only its head, until one walks into it."""
        self._folded = folded
        self._fit()

    # -- what is shown ---------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Another return is being read: what was shown of the last one is taken away."""
        self._review, self._here = None, None
        for part in (*self.lists, *self.heads):
            part.hide()

    def show_review(self, review: Review, language: str) -> None:
        """Show one return; one stays on the row one stood on, else on the first."""
        say, self._review, self._language = self._say, review, language
        period = review.item.revision.key.period
        now, before = short_month(say, period), short_month(say, period.shift(-1))
        columns = (
            exception_columns(say, now, before),
            difference_columns(review, say),
            change_columns(say, now, before),
        )
        rows = (
            exception_rows(review, say, language),
            difference_rows(review, say),
            change_rows(review.largest, review.form, say),
        )
        here = self._here
        for model, table, column, lines in zip(self._models, self.lists, columns, rows, strict=True):
            model.show_columns(column)
            table.blockSignals(True)
            table.show_rows(lines)
            table.blockSignals(False)
            table.setVisible(bool(lines))
        self._name(review)
        for head, lines in zip(self.heads, rows, strict=True):
            head.setVisible(bool(lines) or head is self.heads[0])
        self._fit()
        self._stand_again(here)

    def _name(self, review: Review) -> None:
        say, period, earlier = self._say, review.item.revision.key.period, review.earlier
        self.heads[0].set_texts(say("Exceptions"), self._counted(review))
        number = len(review.differences)
        changed = (
            say("Changed since it was returned")
            if earlier is None or earlier.returned
            else say("Changed since revision {number}", number=earlier.number)
        )
        self.heads[1].set_texts(changed, say("1 cell") if number == 1 else say("{count} cells", count=number))
        self.heads[2].set_texts(
            say("Largest changes since {month}", month=month(say, period.shift(-1))),
            say("no check failed, shown for your judgement"),
        )
        self.exceptions.setAccessibleName(say("Exceptions"))
        self.differences.setAccessibleName(changed)
        self.changes.setAccessibleName(say("Largest changes"))

    def _counted(self, review: Review) -> str:
        say, of = self._say, review.document["checks"]["of"]
        errors = sum(e.finding["severity"] == "error" for e in review.exceptions)
        found = say("{count} of {of} checks, {errors} errors", count=len(review.checks), of=of, errors=errors)
        asked = len(review.questions)
        if not asked:
            return found
        waits = say("1 question waits") if asked == 1 else say("{count} questions wait", count=asked)
        return f"{waits}, {found}"

    def grounds(self) -> tuple[Ground, ...]:
        """Because of which findings the return may be sent back."""
        if self._review is None:
            return ()
        here = self._here if self.exceptions.hasFocus() else None
        at = here[1] if isinstance(here, tuple) and here[0] == "finding" else None
        return grounds(self._review, at, self._say, self._language)

    # -- walking ---------------------------------------------------------------------------

    def go_to(self, key: Hashable) -> bool:
        """Stand on a row, with the focus; False where there is none."""
        for table in self.lists:
            if table.select(key):
                table.setFocus()
                return True
        return False

    def go_to_next_open(self) -> bool:
        """Stand on the next exception or question that is to be decided; False where there is none."""
        rows = [row.key for row in self.exceptions.face_rows if row.faces[-1].buttons]
        every = [row.key for row in self.exceptions.face_rows]
        here = every.index(self._here) if self._here in every else -1
        after = sorted(rows, key=lambda key: (every.index(key) <= here, every.index(key)))
        return bool(after) and self.go_to(after[0])

    def stand_anew(self) -> None:
        """Say again where one stands: the lists are looked at again."""
        self._stand_again(self._here)

    def _stand_again(self, key: Hashable | None) -> None:
        for table in self.lists:
            if key is not None and table.select(key):
                self._stand(table, key)
                return
        for table in self.lists:
            keys = [row.key for row in table.face_rows]
            if keys:
                table.select(keys[0])
                self._stand(table, keys[0])
                return
        self._here = None
        self.stood_on.emit(None)

    def _stand(self, table: ReviewTable, key: Hashable | None) -> None:
        if self._review is None or key is None:
            return
        self._here = key
        for other in self.lists:
            if other is not table:
                other.blockSignals(True)
                other.clearSelection()
                other.setCurrentIndex(other.rootIndex())
                other.blockSignals(False)
        self._fit()
        row = table.visualRect(table.currentIndex())
        corner = table.mapTo(self._body, row.topLeft()) + table.viewport().pos()
        self.ensureVisible(corner.x(), corner.y() + row.height(), 0, row.height())
        self.stood_on.emit(key)

    def _go_over(self, table: ReviewTable, way: int) -> None:
        place = self.lists.index(table) + way
        while 0 <= place < len(self.lists):
            following = self.lists[place]
            if following.face_rows:
                following.show()
                following.go_to_end(way)
                return
            place += way

    def _press(self, number: int) -> None:
        (self.accept_wanted if number == 0 else self.ask_wanted).emit()

    # -- lengths ---------------------------------------------------------------------------

    def _fit(self) -> None:
        """Every list as high as its rows; the whole scrolls."""
        for table in self.lists:
            table.fit()
            table.setFixedHeight(max(table.natural_height(), 1))
        stands = self.changes.currentIndex().isValid()
        self.changes.setVisible(bool(self.changes.face_rows) and (not self._folded or stands))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._body.setFixedWidth(self.viewport().width())
        self._fit()
