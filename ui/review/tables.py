"""The middle of the review: what needs eyes, in two tables one over the other."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.services.reviews import Review
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.finding_card import CardText
from ui.faces.ground import lay_ground
from ui.review.card import change_card, exception_card, question_card, skipped_card
from ui.review.review_rows import (
    Ground,
    change_columns,
    change_rows,
    exception_columns,
    exception_rows,
    grounds,
)
from ui.style.look import Look
from ui.widgets.labels import SectionHeader
from ui.wording import Say, month, short_month


class ReviewTables(QWidget):
    """Exceptions over the largest changes; ``card_changed(CardText)`` for the row one stands on."""

    card_changed = Signal(object)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._review: Review | None = None
        self._language = "en"
        self._exception_model = FaceModel(exception_columns(say, "", ""), self)
        self._change_model = FaceModel(change_columns(say, "", ""), self)
        self.exceptions = FaceTable(look, self._exception_model, self)
        self.changes = FaceTable(look, self._change_model, self)
        self._exceptions_head = SectionHeader(look, self)
        self._changes_head = SectionHeader(look, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._exceptions_head)
        layout.addWidget(self.exceptions)
        layout.addWidget(self._changes_head)
        layout.addWidget(self.changes)
        layout.addStretch(1)
        self._layout = layout
        self.exceptions.row_changed.connect(self._show_exception)
        self.changes.row_changed.connect(self._show_change)

    def set_look(self, look: Look) -> None:
        lay_ground(self, look)
        self.setMinimumHeight(look.px(60))  # the tables' fixed heights must not hold the window open
        self.exceptions.set_look(look)
        self.changes.set_look(look)
        self._exceptions_head.set_look(look)
        self._changes_head.set_look(look)
        self._fit()

    def show_nothing(self) -> None:
        """Another return is being read: what was shown of the last one is taken away."""
        self._review = None
        for part in (self.exceptions, self.changes, self._exceptions_head, self._changes_head):
            part.hide()

    def show_review(self, review: Review, language: str) -> None:
        """Show one return; the first exception is chosen."""
        say, self._review, self._language = self._say, review, language
        period = review.item.revision.key.period
        now, before = short_month(say, period), short_month(say, period.shift(-1))
        self._exception_model.show_columns(exception_columns(say, now, before))
        self._change_model.show_columns(change_columns(say, now, before))
        rows = exception_rows(review, say, language)
        changes = change_rows(review.largest, review.form, say)
        self._exceptions_head.set_texts(
            say("Exceptions"), self._counted(len(rows) - len(review.questions), review)
        )
        self._changes_head.set_texts(
            say("Largest changes since {month}", month=month(say, period.shift(-1))),
            say("no check failed, shown for your judgement"),
        )
        self.changes.show_rows(changes)
        self.exceptions.show_rows(rows)
        self._exceptions_head.show()
        self._changes_head.setVisible(bool(changes))
        self.changes.setVisible(bool(changes))
        self.exceptions.setVisible(bool(rows))
        self.exceptions.setAccessibleName(say("Exceptions"))
        self.changes.setAccessibleName(say("Largest changes"))
        self._fit()
        if rows:
            self.exceptions.select(rows[0].key)
            self._show_exception(rows[0].key)
        elif changes:
            self.changes.select(changes[0].key)
            self._show_change(changes[0].key)
        else:
            self.card_changed.emit(
                CardText(
                    head=say("Nothing to look at"),
                    facts=(say("Every check holds, and no figure moved much."),),
                )
            )

    def grounds(self) -> tuple[Ground, ...]:
        """Because of which findings the return may be sent back."""
        if self._review is None:
            return ()
        key = self.exceptions.current_key() if self.exceptions.hasFocus() else None
        at = key[1] if isinstance(key, tuple) and key[0] == "finding" else None
        return grounds(self._review, at, self._say, self._language)

    def _counted(self, exceptions: int, review: Review) -> str:
        of = review.document["checks"]["of"]
        checks = self._say("{count} of {of} checks", count=exceptions, of=of)
        asked = len(review.questions)
        if not asked:
            return checks
        waits = (
            self._say("1 question waits") if asked == 1 else self._say("{count} questions wait", count=asked)
        )
        return f"{waits}, {checks}"

    def _fit(self) -> None:
        """Both tables as high as their rows where there is room, else they share it."""
        heads = self._exceptions_head.sizeHint().height() + self._changes_head.sizeHint().height()
        room = max(self.height() - heads, 60)
        wanted = [t.natural_height() if t.isVisibleTo(self) else 0 for t in (self.exceptions, self.changes)]
        if sum(wanted) > room:
            wanted[1] = min(wanted[1], max(room * 2 // 5, room - wanted[0]))
            wanted[0] = min(wanted[0], room - wanted[1])
        for table, high in zip((self.exceptions, self.changes), wanted, strict=True):
            table.setFixedHeight(max(high, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show_exception(self, key: object) -> None:
        review = self._review
        if review is None or not isinstance(key, tuple):
            return
        self.changes.clearSelection()
        if key[0] == "finding":
            exception = review.exceptions[key[1]]
            self.card_changed.emit(exception_card(review, exception, self._say, self._language))
        elif key[0] == "question":
            self.card_changed.emit(question_card(review, review.questions[key[1]], self._say))
        else:
            [skipped] = [s for s in review.document["skipped"] if s["check"] == key[1]]
            self.card_changed.emit(skipped_card(review, skipped, self._say))

    def _show_change(self, key: object) -> None:
        if self._review is not None and isinstance(key, tuple):
            self.exceptions.clearSelection()
            self.card_changed.emit(change_card(self._review, self._review.largest[key[1]], self._say))
