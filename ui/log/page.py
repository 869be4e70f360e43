"""Audit: the whole log, one cell's story, and whether the log still says what happened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.permits import may
from kmmp_desktop.text import Message
from ui.faces.trouble import say_error
from ui.log.head import AuditHead
from ui.log.keys import NEWER, NEWEST, OLDER, OLDEST, OPEN, SAVE, STORY, VERIFY, WHOLE
from ui.log.story_view import StoryView
from ui.log.verify_view import VerifyView
from ui.log.whole_view import WholeView
from ui.page import Desk, Page
from ui.quality.running import RunningBar
from ui.style.look import Look
from ui.tasks import Report
from ui.wording import number

_ENDINGS = (".xlsx", ".csv", ".pdf")


class AuditPage(Page):
    """Changes nothing. ``finding_requested(family, mfl, period, cell)``: open the return there."""

    finding_requested = Signal(str, str, object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.whole, self.story, self.verify = WholeView(desk), StoryView(desk), VerifyView(desk)
        self._build()
        self._build_actions()

    def _build(self) -> None:
        look = self.desk.look
        self.running = RunningBar(self.desk, self)
        self.running.failed.connect(lambda error: self.announced.emit(say_error(self.desk, error)))
        self._stack = QStackedWidget(self)
        self.head = AuditHead(look, self.desk.say, self.whole.search, self.verify.context_widget())
        for view, head in zip((self.whole, self.story, self.verify), self.head.views, strict=True):
            self._stack.addWidget(view)
            head.clicked.connect(lambda _on, which=view: self.show_view(which))
        self.head.save.clicked.connect(self.save)
        for view in (self.whole, self.story):
            view.told.connect(self.announced)
            view.moved.connect(self.heading_changed)
        self.verify.announced.connect(self.announced)
        self.whole.story_wanted.connect(self.show_story)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.running)
        column.addWidget(self._stack, 1)
        self.set_look(look)
        self._show_view()

    def _build_actions(self) -> None:
        self._actions: list[tuple[str, str, QAction]] = []
        for menu, text, keys, act in (
            ("view", "The whole log", WHOLE, lambda: self.show_view(self.whole)),
            ("view", "The story of one cell", STORY, self.tell_story),
            ("view", "Newer entries", NEWER, self.whole.show_newer),
            ("view", "Older entries", OLDER, self.whole.show_older),
            ("view", "The newest entries", NEWEST, self.whole.show_newest),
            ("view", "The oldest entries", OLDEST, self.whole.show_oldest),
            ("return", "Open the return at the cell", OPEN, self.open_return),
            ("tools", "Look through the whole log", VERIFY, self.look_through),
            ("tools", "Save the log…", SAVE, self.save),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            # The search stands in the context bar, outside the page; a hidden page's action rests.
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(lambda _=False, run=act: run())
            self.addAction(action)
            self._actions.append((menu, text, action))

    # -- the place -------------------------------------------------------------------------

    def title(self) -> str:
        return self.desk.say("Audit")

    def subtitle(self) -> str:
        if self.view is self.whole:
            return self.whole.standing
        return self.story.heading() if self.view is self.story else self.verify.subtitle()

    def context_widget(self) -> QWidget:
        return self.head

    def page_actions(self) -> tuple[tuple[str, QAction], ...]:
        own = tuple((menu, action) for menu, _, action in self._actions)
        return (*own, *self.verify.page_actions())

    @property
    def view(self) -> QWidget:
        return self._stack.currentWidget() or self.whole

    def set_low(self, low: bool) -> None:
        self.whole.set_low(low)

    def show_view(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        self._show_view()
        if view is self.whole and not self.whole.was_asked:  # a cell's story was opened first
            self.whole.refresh()
        view.setFocus()
        self.heading_changed.emit()

    def _show_view(self) -> None:
        self.head.show_view(self._stack.currentIndex(), may_save=may(self.desk.person, Action.EXPORT_LOG))

    def retranslate(self) -> None:
        say = self.desk.say
        for _, text, action in self._actions:
            action.setText(say(text))
        self.running.retranslate()
        for view in (self.whole, self.story, self.verify):
            view.retranslate()
        self.head.retranslate()

    def set_look(self, look: Look) -> None:
        for part in (self.running, self.whole, self.story, self.verify, self.head):
            part.set_look(look)

    def refresh(self) -> None:
        self.story.refresh()
        self.whole.refresh()

    def person_changed(self) -> None:
        self._show_view()
        self.whole.filters.clear()

    def may_leave(self) -> bool:
        self.running.forget()
        self.whole.forget()
        self.story.forget()
        return self.verify.may_leave()

    def start_search(self) -> None:
        field = self.story.cell if self.view is self.story else self.whole.search
        if self.view is self.verify:
            field = self.verify.head_field
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    # -- what is done ----------------------------------------------------------------------

    def show_story(self, key: object, cell: object) -> None:
        """Tell the story of a cell: from the log here, or from another place."""
        assert isinstance(key, ReturnKey)
        assert isinstance(cell, CellKey)
        self.show_view(self.story)
        self.story.show_story(key, cell)
        self.story.table.setFocus()

    def tell_story(self) -> None:
        """The story of the entry that is chosen, or the view where one chooses."""
        line = self.whole.current() if self.view is self.whole else None
        self.show_view(self.story)
        if line is not None and line.key is not None and self.story.story is None:
            self.story.month.choose(line.key.period)

    def look_through(self) -> None:
        """Verify the log."""
        self.show_view(self.verify)
        self.verify.verify()

    def open_return(self) -> None:
        """Open the return that the entry or the story is about."""
        if self.view is self.story and self.story.story is not None:
            key, cell = self.story.story.key, str(self.story.story.cell)
        elif self.view is self.whole and (line := self.whole.current()) is not None and line.key is not None:
            key, cell = line.key, ""
        else:
            return
        self.finding_requested.emit(key.family, key.facility, key.period, cell)

    def save(self) -> None:
        """Ask where, then write everything that is asked for, also what is not on screen."""
        say, story = self.desk.say, self.story.story
        of_story = self.view is self.story
        if self.running.is_running or self.view is self.verify or (of_story and story is None):
            return
        if not may(self.desk.person, Action.EXPORT_LOG):
            self.announced.emit(say("Only a manager, a programme officer or an administrator saves the log."))
            return
        path = self._choose_file(of_story)
        if path is None:
            return
        audit, wanted = self.desk.services.audit, self.whole.wanted
        person, language = self.desk.person, self.desk.texts.language

        def work(report: Report) -> tuple[int, str]:
            if of_story and story is not None:
                return audit.write_story(story, person, path, language, report), path.name
            return audit.write(wanted, person, path, language, report), path.name

        self.running.start(Message("Writing the log"), work, self._saved, saves=True)

    def _choose_file(self, of_story: bool) -> Path | None:
        say = self.desk.say
        proposed = f"{say('Story of a cell') if of_story else say('Audit log')}.xlsx"
        kinds = f"{say('Workbook')} (*.xlsx);;CSV (*.csv);;PDF (*.pdf)"
        name, kind = QFileDialog.getSaveFileName(self, say("Save the log"), proposed, kinds)
        if not name:
            return None
        path = Path(name)
        if path.suffix.lower() in _ENDINGS:
            return path
        return path.with_name(path.name + next((e for e in _ENDINGS if e in kind), ".xlsx"))

    def _saved(self, written: object) -> None:
        assert isinstance(written, tuple)
        count, name = written
        self.announced.emit(self.desk.say("{count} entries are in {file}.", count=number(count), file=name))
