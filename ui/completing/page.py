"""Check and complete: the list of what is in the way, reasons in place, and the clerk's signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.completion import Completion
from kmmp_desktop.services.completion_items import CompletionItem
from kmmp_desktop.services.open_return import OpenReturn
from ui.completing.card import card_for
from ui.completing.list_rows import heading, in_order
from ui.completing.looking import look_over
from ui.completing.problem_list import ProblemList
from ui.completing.ready_foot import ReadyFoot
from ui.faces.card_splitter import CardSplitter
from ui.faces.finding_card import CardText, FindingCard
from ui.faces.reason_shelf import ReasonShelf
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.wording import clock_time, month_year


class CompletingPage(Page):
    """Replaces the grid while a return is checked. Everything typed here is on disk at once."""

    cell_requested = Signal(object)
    back_requested = Signal()
    second_keying_requested = Signal(object)
    completed = Signal(object)
    reopened = Signal(object)
    """A ready return was taken back to draft: the revision."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._opened: OpenReturn | None = None
        self._completion: Completion | None = None
        self._not_kept = ""
        self._asked = ""
        self._low = False
        self._build_list()
        self._build_foot()
        self._build_context()
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.foot)
        self._splitter = CardSplitter((left, self.card), (0, 330), self)
        self._build_actions()
        self.setFocusProxy(self.table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)

    # -- building --------------------------------------------------------------------------

    def _build_list(self) -> None:
        look = self.desk.look
        self.table = ProblemList(look, self.desk.say, self)
        self.table.offer_reasons(ReasonShelf(self.desk, lambda: self._opened, self))
        self.table.reason_typed.connect(self._keep_reason)
        self.table.code_chosen.connect(self._take_code)
        self.table.none_left.connect(self._offer_ready)
        self.table.row_changed.connect(self._show_item)
        self.table.opened.connect(self._go_to_item)
        self.card = FindingCard(look, self)
        self.card.place_requested.connect(self._leave_for)

    def _build_foot(self) -> None:
        self.foot = ReadyFoot(self.desk, self)
        self.foot.next_wanted.connect(self.go_to_next)
        self.foot.running.connect(self._signing_changed)
        self.foot.signed.connect(self._signed)
        self.foot.taken_back.connect(self._taken_back)
        self.foot.announced.connect(self.announced)

    def _build_context(self) -> None:
        self._context = QWidget()
        row = QHBoxLayout(self._context)
        row.setContentsMargins(0, 0, 0, 0)
        self.back_button = Button(kind="flat", icon_name="undo")
        self.back_button.clicked.connect(self.back_requested)
        self.again_button = Button(key_hint="F9")
        self.again_button.clicked.connect(self.run_again)
        row.addStretch(1)
        row.addWidget(self.back_button)
        row.addWidget(self.again_button)

    def _build_actions(self) -> None:
        self._actions: list[tuple[str, str, QAction]] = []
        for text, keys, act in (
            ("Next problem", "F4", self.go_to_next),
            ("Write the reason", "F8", self.table.edit_current),
            ("Run checks again", "F9", self.run_again),
            ("Mark as ready", "", self.mark_ready),
            ("Key a second time…", "Ctrl+K", self._key_again),
            ("Show the finding", "Ctrl+Return", self._splitter.toggle_card),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(act)
            self.addAction(action)
            self._actions.append((text, keys, action))

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        name = self._opened.facility.name if self._opened else ""
        return self.desk.say("Check and complete: {facility}", facility=name)

    def subtitle(self) -> str:
        opened, completion = self._opened, self._completion
        if opened is None or completion is None:
            return ""
        where = self.desk.say(
            "MFL {mfl}, {month}, revision {number}",
            mfl=opened.key.facility,
            month=month_year(self.desk.say, opened.key.period),
            number=opened.number,
        )
        looked = heading(completion, self.desk.say, where=where, at=clock_time(completion.ran_at))
        keyed = self.desk.services.keying.line(opened)
        return f"{looked}. {self.desk.say(keyed)}" if keyed else looked

    def context_widget(self) -> QWidget:
        return self._context

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("return", action) for _, _, action in self._actions)

    def retranslate(self) -> None:
        say = self.desk.say
        for text, _, action in self._actions:
            action.setText(say(text))
        self.back_button.setText(say("Back to entry"))
        self.back_button.setToolTip(say("Esc"))
        self.again_button.setText(say("Run checks again"))
        self.table.retranslate()
        self.foot.retranslate()
        self._show()

    def set_look(self, look: Look) -> None:
        self.table.set_look(look)
        self.card.set_look(look)
        self.foot.set_look(look)
        for button in (self.back_button, self.again_button):
            button.set_look(look)
        self._splitter.arrange(self.desk.look, self.width(), low=self._low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._splitter.arrange(self.desk.look, self.width(), low=self._low)

    def set_low(self, low: bool) -> None:
        self._low = low
        self._splitter.arrange(self.desk.look, self.width(), low=low)

    def refresh(self) -> None:
        if self._opened is not None:
            self.look_at(self._opened)

    def may_leave(self) -> bool:
        self.table.setFocus()  # an open field saves when it loses the focus
        return not self.foot.is_running and not self._not_kept

    def person_changed(self) -> None:
        self._show()

    # -- looking ---------------------------------------------------------------------------

    def look_at(self, opened: OpenReturn) -> None:
        """Show what is in the way of ``opened``; the cursor stands on the first problem."""
        fresh = opened is not self._opened
        self._opened = opened
        self._asked = ""
        if opened.revision is not None and opened.state is State.RETURNED:
            self._asked = self.desk.services.approval.note(opened.revision.id)
        self._completion = look_over(self.desk.services, opened)
        self._show()
        if fresh:
            self.table.go_to_first()
        self.table.setFocus()

    def run_again(self) -> None:
        """Every check once more; the list keeps its place."""
        if self._opened is not None and not self.foot.is_running:
            self.table.setFocus()
            self._completion = look_over(self.desk.services, self._opened)
            self._show()

    def _show(self) -> None:
        opened, completion = self._opened, self._completion
        if opened is None or completion is None:
            return
        locked = opened.locked_why is not None or self.foot.is_running
        self.table.show_completion(completion, opened.form, locked=locked)
        self._show_item(self.table.current_key())
        self._show_foot()
        self.heading_changed.emit()

    def _show_item(self, key: object) -> None:
        item = self.table.item(key)
        if item is None or self._opened is None:
            self.card.show_card(CardText())
            return
        self.card.show_card(card_for(item, self._opened, self.desk.say, self._asked))
        completion = self._completion
        assert completion is not None
        place = in_order(completion.items).index(item) + 1
        count = len(completion.items)
        self.said.emit(self.desk.say("Finding {number} of {count}", number=place, count=count))

    def _show_foot(self) -> None:
        if self._opened is not None and self._completion is not None:
            self.foot.show_standing(self._opened, self._completion, self._not_kept)

    # -- moving ----------------------------------------------------------------------------

    def go_to_next(self) -> None:
        """The next problem (F4)."""
        self.table.setFocus()  # an open field saves when it loses the focus
        self.table.go_to_next()

    def _offer_ready(self) -> None:
        if self.foot.ready_button.isEnabled():
            self.foot.ready_button.setFocus()

    def _key_again(self) -> None:
        if self._opened is not None and self.may_leave():
            self.second_keying_requested.emit(self._opened)

    def _go_to_item(self, key: object) -> None:
        item = self.table.item(key)
        if item is not None:
            self._leave_for(item.key)

    def _leave_for(self, place: object) -> None:
        if isinstance(place, CellKey) and self.may_leave():
            self.cell_requested.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.may_leave():
                self.back_requested.emit()
            return
        super().keyPressEvent(event)

    # -- saving ----------------------------------------------------------------------------

    def _keep_reason(self, item: CompletionItem, text: str) -> None:
        assert self._opened is not None
        self._save(partial(self._opened.set_reason, item.subject, text))

    def _take_code(self, item: CompletionItem, code: str) -> None:
        assert self._opened is not None
        self._save(partial(self._opened.set, item.key, code))

    def _save(self, write: Callable[[], object]) -> None:
        """Write to disk, then say so; what could not be written stays on screen and is said too."""
        assert self._opened is not None
        try:
            write()
        except KmmpError as error:
            self._not_kept = say_error(self.desk, error)
            self.not_saved.emit(self._not_kept)
            self._show_foot()
            return
        self._not_kept = ""
        self.saved.emit(self._opened.last_saved)
        self._completion = look_over(self.desk.services, self._opened)
        self._show()

    # -- signing ---------------------------------------------------------------------------

    def mark_ready(self) -> None:
        """Ask the passphrase, then build and sign."""
        if self.may_leave():
            self._show_foot()
            self.foot.mark_ready()

    def _signing_changed(self, running: bool) -> None:
        self._show()
        if not running:
            self.table.setFocus()

    def _signed(self, revision: Revision) -> None:
        self._open_again()
        self.saved.emit(revision.changed_at)
        assert self._opened is not None
        name = self._opened.facility.name
        self.announced.emit(self.desk.say("{facility} is marked as ready.", facility=name))
        self.completed.emit(revision)

    def _taken_back(self, revision: Revision) -> None:
        self._open_again()
        self._show()
        self.saved.emit(revision.changed_at)
        self.reopened.emit(revision)

    def _open_again(self) -> None:
        """Take the return as it stands now: a step of the workflow has locked or unlocked it."""
        assert self._opened is not None
        key = self._opened.key
        self._opened = self.desk.services.entry.open(key.family, key.facility, key.period, self.desk.person)
        self._completion = look_over(self.desk.services, self._opened)
