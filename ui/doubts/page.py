"""Returns with a revoked key: what rests on a signature that nobody can rely on any more, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.doubts import Doubt, request_text, said_of
from kmmp_desktop.services.permits import may
from kmmp_desktop.services.practice_files import MARK
from ui.doubts.keys import ACCEPT, COPY
from ui.doubts.rows import doubt_columns, doubt_rows
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.foot import Foot
from ui.faces.trouble import say_error
from ui.page import Desk, Page
from ui.page_action import page_action
from ui.people.act_sheet import ActSheet, Ask
from ui.style.look import Look
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState


class DoubtsPage(Page):
    """The content of these returns is what was signed; only whose signature it is cannot be relied on.

    ``open_requested(family, mfl, period)``: Enter.
    """

    open_requested = Signal(str, str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._found: tuple[Doubt, ...] = ()
        self._trouble = ""
        self._task: Task | None = None
        self.sheet: ActSheet | None = None
        self._model = FaceModel(doubt_columns(desk.say), self)
        self.table = FaceTable(desk.look, self._model, self, many=True)
        self.table.opened.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_foot())
        self.copy_button = Button(key_hint=COPY)
        self.accept_button = Button(kind="primary", key_hint=ACCEPT)
        self.copy_button.clicked.connect(self.copy_request)
        self.accept_button.clicked.connect(self.accept)
        self.foot = Foot(desk.look, self.copy_button, self.accept_button)
        self._back = Button()
        self._back.clicked.connect(lambda: self.go_requested.emit("receive"))
        self._empty = EmptyState(desk.look, self._back)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.foot)
        self._actions = {
            "Let it count…": page_action(self, ACCEPT, self.accept),
            "Copy a request to sign anew": page_action(self, COPY, self.copy_request),
        }
        self.setFocusProxy(self.table)

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Returns with a revoked key")

    def subtitle(self) -> str:
        if self._trouble:
            return self._trouble
        said = said_of(self._found)
        return self.desk.say(said) if said is not None else ""

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        return tuple(("tools", action) for action in self._actions.values())

    def retranslate(self) -> None:
        say = self.desk.say
        for text, action in self._actions.items():
            action.setText(say(text))
        self.copy_button.setText(say("Copy a request to sign anew"))
        self.accept_button.setText(say("Let it count…"))
        self._back.setText(say("Back to Receive"))
        self._model.show_columns(doubt_columns(say))
        self.table.setAccessibleName(say("Returns with a revoked key"))
        self._show()

    def set_look(self, look: Look) -> None:
        for part in (self.table, self.foot, self._empty, self._back):
            part.set_look(look)

    def set_low(self, low: bool) -> None:
        self.foot.set_brief(low)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go_requested.emit("receive")
        else:
            super().keyPressEvent(event)

    # -- reading ---------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look anew, off the GUI thread."""
        if self._task is not None:
            return
        look = self.desk.services.doubts.look

        def read(_report: Report) -> tuple[Doubt, ...]:
            return look()

        self._task = Task(read)  # no parent: a page that goes must not delete it while it runs
        self._task.succeeded.connect(self._take)
        self._task.failed.connect(self._fail)
        self._task.finished.connect(self._over)
        self._show()
        self._task.start()

    def _take(self, found: tuple[Doubt, ...]) -> None:
        self._trouble, self._found = "", found

    def _fail(self, error: Exception) -> None:
        self._trouble = say_error(self.desk, error)
        self.announced.emit(self._trouble)

    def _over(self) -> None:
        self._task = None
        self._show()

    @property
    def is_reading(self) -> bool:
        return self._task is not None

    # -- showing ---------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[Doubt, ...]:
        """The selected returns, from top to bottom."""
        by_id = {doubt.revision: doubt for doubt in self._found}
        keys = self.table.selected_keys()
        return tuple(by_id[key] for key in keys if isinstance(key, UUID) and key in by_id)

    def _show(self) -> None:
        say = self.desk.say
        self.table.show_rows(doubt_rows(self._found, say))
        self._empty.set_sentence(
            say("Looking…")
            if self.is_reading
            else say("No return rests on a signature whose key was revoked since.")
        )
        self._stack.setCurrentIndex(1 if self._found else 0)
        self.foot.setVisible(bool(self._found))
        self._show_foot()
        self.heading_changed.emit()

    def _show_foot(self) -> None:
        say, chosen = self.desk.say, self.chosen
        waits = any(doubt.accepted is None for doubt in chosen)
        allowed = may(self.desk.person, Action.STAND_FOR)
        for part in (self.accept_button, self._actions["Let it count…"]):
            part.setEnabled(waits and allowed)
        for part in (self.copy_button, self._actions["Copy a request to sign anew"]):
            part.setEnabled(bool(chosen))
        calm = say("The figures are what was signed. Who signed them cannot be relied on.")
        if len(chosen) == 1:
            detail = f"{say(chosen[0].text)} {say(chosen[0].step)}"
        else:
            detail = say("{count} returns are chosen.", count=len(chosen)) if chosen else ""
        if waits and not allowed:
            detail = f"{detail} {say('A manager or a programme officer decides.')}"
        self.foot.show_words("info", "muted", calm, detail)

    # -- acting ----------------------------------------------------------------------------

    def _open(self, key: object) -> None:
        doubt = next((one for one in self._found if one.revision == key), None)
        if doubt is not None:
            self.open_requested.emit(doubt.key.family, doubt.key.facility, doubt.key.period)

    def copy_request(self) -> None:
        """A text that asks the office to sign the chosen returns anew, to the clipboard."""
        if self.chosen:
            text = request_text(self.chosen, self.desk.say)
            office = self.desk.services.people.office()
            if office is not None and office.is_demo:
                text = f"{self.desk.say(MARK)}\n\n{text}"
            QGuiApplication.clipboard().setText(text)
            self.announced.emit(self.desk.say("The text is on the clipboard: put it into a message."))

    def accept(self) -> None:
        """Ask why, and let the chosen returns count."""
        say, chosen = self.desk.say, tuple(one for one in self.chosen if one.accepted is None)
        if not chosen or not may(self.desk.person, Action.STAND_FOR):
            return
        service, person = self.desk.services.doubts, self.desk.person

        def act(given: Mapping[str, object]) -> int:
            return service.accept(chosen, str(given["why"]), person)

        sentences = (
            say("{count} returns are chosen.", count=len(chosen)),
            say(
                "Compare their figures with the office first: on paper, by a telephone number that you had "
                "before. Your name and the reason are kept in the log and stand in the totals."
            ),
        )
        title, go = say("Let returns with a revoked key count"), say("Let it count")
        self.sheet = ActSheet(self.desk, title, go, sentences, (Ask("why", "Reason"),), act, self.window())
        self.sheet.accepted.connect(self._accepted)
        self.sheet.finished.connect(self.sheet.deleteLater)
        self.sheet.open()

    def _accepted(self) -> None:
        self.saved.emit(self.desk.services.clock.now())
        self.announced.emit(self.desk.say("It is in the log, and the totals say so."))
        self.refresh()
