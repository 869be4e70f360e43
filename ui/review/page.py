"""Review: ready returns, most to look at first; decide, ask, approve them or return them to the clerk."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.services.reviews import Review, ReviewItem
from ui.faces.card_splitter import CardSplitter
from ui.faces.trouble import say_error
from ui.page import CellPlace, Desk, Page
from ui.review import keys
from ui.review.acting import ReviewActs
from ui.review.beside import ReviewBeside
from ui.review.closing import ReviewClosing
from ui.review.heading import ReviewHeading, subtitle
from ui.review.queue_side import QueueSide
from ui.review.reading import ReviewReading
from ui.review.views import ReviewViews, View
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState


class ReviewPage(Page):
    """Four eyes: who prepared a return cannot approve it, and the foot says so."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._review: Review | None = None
        self._trouble = ""
        self._low = False
        self._reading = ReviewReading(desk.services.approval.look, self)
        self._reading.ready.connect(self._take_review)
        self._reading.failed.connect(self._look_failed)
        self._acts = ReviewActs(desk, self)
        self._acts.done.connect(self._acted)
        self._acts.refused.connect(self._troubled)
        self._build_queue()
        self._build_middle()
        self._build_layout()
        self._build_actions()
        self.setFocusProxy(self.side)

    # -- building --------------------------------------------------------------------------

    def _build_queue(self) -> None:
        self.side = QueueSide(self.desk, self)
        self.queue = self.side.table
        self.queue.row_changed.connect(self._choose)
        self.queue.opened.connect(lambda _key: self.views.focus_list())
        self.queue.selectionModel().selectionChanged.connect(self._show_foot)
        self.side.listed.connect(self._queue_listed)
        self.side.troubled.connect(self._troubled)

    def _build_middle(self) -> None:
        look, say = self.desk.look, self.desk.say
        self.views = ReviewViews(look, say, self)
        self.heading = ReviewHeading(look, self.views.heads)
        self.tables = self.views.tables
        self.beside = ReviewBeside(self.desk, self._acts, self)
        self.card = self.beside.card
        self.views.stood_on.connect(self._stand)
        self.views.accept_wanted.connect(self.accept)
        self.views.accept_all_wanted.connect(self.accept_all)
        self.views.ask_wanted.connect(self.ask)
        self.views.left.connect(self.side.setFocus)
        self.beside.left.connect(self.views.focus_list)
        self.closing = ReviewClosing(self.desk, self)
        self.note, self.foot = self.closing.note, self.closing.foot
        self.foot.return_wanted.connect(self.ask_note)
        self.foot.running.connect(self._signing_changed)
        self.foot.refused.connect(self._refused)
        self.closing.closed.connect(self._closed)
        self.closing.troubled.connect(self._troubled)
        self.closing.left.connect(self.side.setFocus)
        self.side.together_wanted.connect(self.foot.approve_together)

    def _build_actions(self) -> None:
        self._actions: list[tuple[str, QAction]] = []
        for text, key, act in (
            ("Approve", keys.APPROVE, self.approve),
            ("Return to the clerk…", keys.RETURN, self.ask_note),
            ("Next exception to decide", keys.NEXT, self.go_to_next),
            ("Another view of the return", keys.VIEW, self.views.next_view),
            ("Draw a sample", keys.DRAW, self.side.draw),
            ("Approve the sample's returns together", keys.TOGETHER, self.side.approve_together),
            ("Show the finding", keys.DRAWER, self._splitter.toggle_card),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _on=False, do=act: do())
            self.addAction(action)
            self._actions.append((text, action))

    def _build_layout(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.views, 1)
        column.addWidget(self.closing)
        self._splitter = CardSplitter((self.side, middle, self.card), (248, 0, 296), self)
        self._to_worklist = Button(kind="primary")
        self._to_worklist.clicked.connect(lambda: self.go_requested.emit("worklist"))
        self._empty = EmptyState(self.desk.look, self._to_worklist)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._splitter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        item = self.side.current()
        return item.facility.name if item else self.desk.say("Review")

    def subtitle(self) -> str:
        return subtitle(self.side.current(), self.desk.say)

    def context_widget(self) -> QWidget:
        return self.heading

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("return", action) for _, action in self._actions)

    def retranslate(self) -> None:
        say = self.desk.say
        for text, action in self._actions:
            action.setText(say(text))
        self._to_worklist.setText(say("Go to the worklist"))
        self._empty.set_sentence(
            say("Nothing waits for you. A return comes here when the clerk has marked it as ready.")
        )
        self.views.retranslate()
        self.beside.retranslate()
        self.closing.retranslate()
        self.side.retranslate()
        if self._review is not None:
            self._show_review(self._review)

    def set_look(self, look: Look) -> None:
        for part in (self.side, self.views, self.beside, self.closing, self.heading, self._empty):
            part.set_look(look)
        self._place_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def set_low(self, low: bool) -> None:
        self._low = low
        self._place_parts()

    def _place_parts(self) -> None:
        """In a small window the queue is a line over the lists, and the third list folds."""
        look = self.desk.look
        self._splitter.arrange(look, self.width(), low=self._low)
        drawer = self._splitter.is_drawer
        self.side.set_small(drawer)
        self._splitter.limit_first(self.side.small_height if drawer else None)
        self.foot.set_brief(self._low)
        self.tables.set_folded(drawer)
        self.heading.set_low(self._low)

    def refresh(self) -> None:
        """Read the queue again; the chosen return stays chosen while it waits."""
        self.side.refresh()
        self._show_foot()
        self.heading_changed.emit()

    def may_leave(self) -> bool:
        return not self.foot.is_running

    def person_changed(self) -> None:
        self.refresh()

    def look_at(self, revision: UUID) -> None:
        """Choose this return, if it waits for review, or may be asked about: another office's, taken in."""
        self.side.also(revision)
        self.refresh()
        self.queue.select(revision)

    def _queue_listed(self) -> None:
        listed, more = self.side.counted
        self._place_parts()
        self._stack.setCurrentIndex(1 if listed or more else 0)
        if not listed and not more:
            self._review = None
            self.heading.show_review(None, self.desk.say)
        say = self.desk.say
        self.said.emit(
            say("{count} returns to review, {more} more without exceptions", count=listed, more=more)
        )
        self._show_foot()

    # -- one return ------------------------------------------------------------------------

    def chosen(self) -> tuple[ReviewItem, ...]:
        """The returns selected in the queue."""
        return self.side.chosen()

    def _choose(self, key: object) -> None:
        """Read the chosen return from its signed workbook, off the GUI thread."""
        self.closing.leave_note()
        self.beside.keep_draft()
        self._review, self._trouble = None, ""
        self.views.show_nothing()
        self.beside.show_spot(None, None)
        self._reading.ask(key if isinstance(key, UUID) else None)
        self.heading_changed.emit()
        self._show_foot()

    def _take_review(self, review: Review) -> None:
        self._show_review(review)
        self.side.read(review)

    def _show_review(self, review: Review) -> None:
        self._review = review
        self.views.show_review(review, self.desk.texts.language)
        self.heading.show_review(review, self.desk.say)
        self._show_foot()

    def _look_failed(self, error: Exception) -> None:
        self._troubled(say_error(self.desk, error))

    def _troubled(self, sentence: str) -> None:
        self._trouble = sentence
        self._show_foot()

    def _stand(self, key: object) -> None:
        self.beside.show_spot(self._review, key)

    def _show_foot(self) -> None:
        review, say = self._review, self.desk.say
        self.foot.show_standing(
            self.chosen(), review=review, weights=self.side.weights, trouble=self._trouble
        )
        tally = review.tally if review is not None else None
        self.noted.emit(
            say(
                "{accepted} accepted, {asked} asked, {open} to decide",
                accepted=tally.accepted,
                asked=tally.asked,
                open=tally.open,
            )
            if tally is not None and tally.exceptions
            else ""
        )

    # -- deciding --------------------------------------------------------------------------

    def accept(self) -> None:
        """A: the exception one stands on is let stand, or that is taken back."""
        if self._review is not None:
            self._acts.accept(self._review, self.beside.spot)

    def accept_all(self) -> None:
        """Shift+A: all that are not decided yet."""
        if self._review is not None:
            self._acts.accept_all(self._review)

    def ask(self) -> None:
        """Q: into the field at the side; in a small window the side is shown first."""
        if self._splitter.is_drawer and not self.card.isVisible():
            self._splitter.toggle_card()
        self.beside.write()

    def go_to_next(self) -> None:
        """F4: the next exception that is neither accepted nor asked about."""
        if self._review is not None:
            self.views.show_view(View.EYES)
            self.tables.go_to_next_open()

    def _acted(self, review: Review, at: object) -> None:
        """Something was decided or asked, and is on disk."""
        self._trouble = ""
        self.side.weighing.note(review)
        self._show_review(review)
        self.side.show_rows()
        self.saved.emit(at)

    def cell_here(self) -> CellPlace:
        review, cell = self._review, self.beside.spot.cell
        return (review.item.revision.key, cell) if review is not None and cell is not None else None

    def approve(self) -> None:
        """F9: ask the passphrase, then sign every chosen return."""
        self.foot.approve()

    def ask_note(self) -> None:
        """F8: show where the note is written; with questions it may stay empty."""
        item = self.side.current()
        if item is not None:
            self.closing.ask_note(item, self._review, self.tables.grounds())

    def _signing_changed(self, running: bool) -> None:
        self.queue.setEnabled(not running)
        if running:
            self._show_foot()
        else:
            self.refresh()
            self.side.setFocus()

    def _refused(self, sentence: str) -> None:
        self._trouble = sentence
        self.announced.emit(sentence)

    def _closed(self, sentence: str, at: object) -> None:
        """Returns were approved, or one was sent back."""
        self.saved.emit(at)
        self.announced.emit(sentence)
        if not self.foot.is_running:
            self.refresh()
