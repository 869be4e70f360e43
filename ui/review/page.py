"""Review: ready returns, most to look at first; approve them or return them to the clerk."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.reviews import Review, ReviewItem
from kmmp_desktop.text import Message
from ui.faces.card_splitter import CardSplitter
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.finding_card import CardText, FindingCard
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.review.approve_foot import ApproveFoot
from ui.review.note_panel import NotePanel
from ui.review.reading import ReviewReading
from ui.review.review_rows import queue_columns, queue_rows
from ui.review.tables import ReviewTables
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Label
from ui.wording import clock_time, month_year, short_date


class ReviewPage(Page):
    """Four eyes: who prepared a return cannot approve it, and the foot says so."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._items: dict[UUID, ReviewItem] = {}
        self._review: Review | None = None
        self._trouble = ""
        self._low = False
        self._reading = ReviewReading(desk.services.approval.look, self)
        self._reading.ready.connect(self._take_review)
        self._reading.failed.connect(self._look_failed)
        self._build_queue()
        self._build_middle()
        self._build_context()
        self._build_layout()
        self._build_actions()
        self.setFocusProxy(self.queue)

    # -- building --------------------------------------------------------------------------

    def _build_queue(self) -> None:
        look = self.desk.look
        self._queue_model = FaceModel(queue_columns(self.desk.say), self)
        self.queue = FaceTable(look, self._queue_model, self, many=True)
        self.queue.row_changed.connect(self._choose)
        self.queue.selectionModel().selectionChanged.connect(self._show_foot)

    def _build_middle(self) -> None:
        look = self.desk.look
        self.tables = ReviewTables(look, self.desk.say, self)
        self.card = FindingCard(look, self)
        self.tables.card_changed.connect(self.card.show_card)
        self.note = NotePanel(look, self.desk.say, self)
        self.note.given.connect(self._send_back)
        self.note.left.connect(self._leave_note)
        self.note.hide()
        self.foot = ApproveFoot(self.desk, self)
        self.foot.return_wanted.connect(self.ask_note)
        self.foot.running.connect(self._signing_changed)
        self.foot.approved.connect(self._approved)
        self.foot.refused.connect(self._refused)

    def _build_context(self) -> None:
        self._context = QWidget()
        row = QHBoxLayout(self._context)
        row.setContentsMargins(0, 0, 0, 0)
        self._counts = Label(self.desk.look, self._context)
        row.addStretch(1)
        row.addWidget(self._counts)

    def _build_actions(self) -> None:
        self._actions: list[tuple[str, QAction]] = []
        for text, keys, act in (
            ("Approve", "", self.approve),
            ("Return to the clerk…", "F8", self.ask_note),
            ("Show the finding", "Ctrl+Return", self._splitter.toggle_card),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(act)
            self.addAction(action)
            self._actions.append((text, action))

    def _build_layout(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tables, 1)
        column.addWidget(self.note)
        column.addWidget(self.foot)
        self._splitter = CardSplitter((self.queue, middle, self.card), (248, 0, 296), self)
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
        item = self._current()
        return item.facility.name if item else self.desk.say("Review")

    def subtitle(self) -> str:
        item, say = self._current(), self.desk.say
        if item is None or item.revision.completed_at is None:
            return ""
        at = item.revision.completed_at
        return say(
            "MFL {mfl}, {place}. {month}, revision {number}, prepared by {name}, ready since {at}",
            mfl=item.facility.mfl,
            place=item.facility.sub_county or item.facility.county,
            month=month_year(say, item.revision.key.period),
            number=item.revision.number,
            name=item.prepared_by.name if item.prepared_by else say("somebody who left"),
            at=f"{short_date(say, at)} {clock_time(at, seconds=False)}",
        )

    def context_widget(self) -> QWidget:
        return self._context

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("return", action) for _, action in self._actions)

    def retranslate(self) -> None:
        say = self.desk.say
        for text, action in self._actions:
            action.setText(say(text))
        self._queue_model.show_columns(queue_columns(say))
        self.queue.setAccessibleName(say("Returns to review, most to look at first"))
        self._to_worklist.setText(say("Go to the worklist"))
        self.note.retranslate()
        self.foot.retranslate()
        self._show_queue()
        if self._review is not None:
            self.tables.show_review(self._review, self.desk.texts.language)
            self._show_counts()
        self._show_foot()

    def set_look(self, look: Look) -> None:
        for part in (self.queue, self.tables, self.card, self.note, self.foot, self._counts, self._empty):
            part.set_look(look)
        self._place_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_parts()

    def set_low(self, low: bool) -> None:
        self._low = low
        self._place_parts()

    def _place_parts(self) -> None:
        """In a small window the queue is no more than a few lines over the tables."""
        look = self.desk.look
        self._splitter.arrange(look, self.width(), low=self._low)
        drawer = self._splitter.is_drawer
        most = look.row() * (3 if self._low else 5)
        self.queue.horizontalHeader().setVisible(not (drawer and self._low))
        self._splitter.limit_first(most if drawer else None)
        self._counts.setVisible(not self._low)

    def refresh(self) -> None:
        """Read the queue again; the chosen return stays chosen while it waits."""
        items = self.desk.services.approval.waiting()
        self._items = {item.revision.id: item for item in items}
        self._show_queue()
        self._show_foot()
        self.heading_changed.emit()

    def may_leave(self) -> bool:
        return not self.foot.is_running

    def person_changed(self) -> None:
        self._show_foot()

    def look_at(self, revision: UUID) -> None:
        """Choose this return, if it waits for review."""
        self.refresh()
        self.queue.select(revision)

    # -- the queue -------------------------------------------------------------------------

    def _show_queue(self) -> None:
        say = self.desk.say
        self.queue.show_rows(queue_rows(tuple(self._items.values()), say))
        self._stack.setCurrentIndex(1 if self._items else 0)
        self._empty.set_sentence(
            say("Nothing waits for you. A return comes here when the clerk has marked it as ready.")
        )
        if not self._items:
            self._review = None
            self._counts.setText("")

    def _current(self) -> ReviewItem | None:
        key = self.queue.current_key()
        return self._items.get(key) if isinstance(key, UUID) else None

    def chosen(self) -> tuple[ReviewItem, ...]:
        """The returns selected in the queue, the current one where only one is."""
        items = [
            self._items[key]
            for key in self.queue.selected_keys()
            if isinstance(key, UUID) and key in self._items
        ]
        current = self._current()
        return tuple(items) if items else (current,) if current else ()

    def _choose(self, key: object) -> None:
        """Read the chosen return from its signed workbook, off the GUI thread."""
        self._leave_note()
        self._review, self._trouble = None, ""
        self.card.show_card(CardText())
        self.tables.show_nothing()
        self._reading.ask(key if isinstance(key, UUID) else None)
        self.heading_changed.emit()
        self._show_foot()

    def _take_review(self, review: Review) -> None:
        self._review = review
        self.tables.show_review(review, self.desk.texts.language)
        self._show_counts()
        self._show_foot()

    def _look_failed(self, error: Exception) -> None:
        self._trouble = say_error(self.desk, error)
        self._show_foot()

    def _show_counts(self) -> None:
        assert self._review is not None
        counts = self._review.document["counts"]
        self._counts.setText(
            self.desk.say(
                "{figures} of {cells} cells filled, {missing} coded missing",
                figures=counts["figures"],
                cells=counts["cells"],
                missing=counts["missing"],
            )
        )

    # -- approving -------------------------------------------------------------------------

    def _show_foot(self) -> None:
        self.foot.show_standing(self.chosen(), read=self._review is not None, trouble=self._trouble)

    def approve(self) -> None:
        """Ask the passphrase, then sign every chosen return."""
        self.foot.approve()

    def _signing_changed(self, running: bool) -> None:
        self.queue.setEnabled(not running)
        if running:
            self._show_foot()
        else:
            self.refresh()
            self.queue.setFocus()

    def _approved(self, revisions: tuple[object, ...]) -> None:
        text = (
            Message("1 return is approved.")
            if len(revisions) == 1
            else Message("{count} returns are approved.", {"count": len(revisions)})
        )
        self.saved.emit(self.desk.services.clock.now())
        self.announced.emit(self.desk.say(text))

    def _refused(self, sentence: str) -> None:
        self._trouble = sentence
        self.announced.emit(sentence)

    # -- returning -------------------------------------------------------------------------

    def ask_note(self) -> None:
        """Show where the note is written."""
        item = self._current()
        if item is not None and self.foot.return_button.isEnabled():
            self.note.ask(item.facility.name, self.tables.grounds())

    def _leave_note(self) -> None:
        if self.note.isVisibleTo(self):
            self.note.hide()
            self.queue.setFocus()

    def _send_back(self, text: str, because: tuple[str, ...]) -> None:
        item = self._current()
        if item is None:
            return
        try:
            back = self.desk.services.approval.send_back
            revision = back(item.revision.id, self.desk.person, text, because)
        except KmmpError as error:
            self._trouble = say_error(self.desk, error)
            self._show_foot()
            return
        self.note.field.clear()
        self._leave_note()
        self.saved.emit(revision.changed_at)
        self.announced.emit(
            self.desk.say("{facility} is returned to the clerk.", facility=item.facility.name)
        )
        self.refresh()
