"""The programme's keys in a folder: whom they certified, and the acts on them."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kmmp_desktop.domain.authority import AuthorityBook
from kmmp_desktop.errors import KmmpError
from ui.authority import keys
from ui.authority.acts import AuthorityActs
from ui.authority.issued_rows import columns, issued_rows
from ui.authority.keys_foot import KeysFoot
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.faces.trouble import say_error
from ui.page import Desk
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import SectionHeader
from ui.wording import full_date


class KeysSide(QWidget):
    """Nothing is open at first: the folder is chosen. ``told(str)`` says what came of an act,
    ``folder_opened()`` that another folder is shown."""

    told = Signal(str)
    folder_opened = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.folder: Path | None = None
        self._book: AuthorityBook | None = None
        self.acts = AuthorityActs(desk, self)
        self.acts.done.connect(self._done)
        self.acts.refused.connect(self.told)
        self._header = SectionHeader(desk.look, self)
        self._model = FaceModel(columns(desk.say), self)
        self.table = FaceTable(desk.look, self._model, self)
        self.table.row_changed.connect(self._show_buttons)
        self.open_button, self.found_button = Button(kind="primary", icon_name="key"), Button()
        self.issue_button, self.publish_button = Button(icon_name="plus"), Button(kind="primary")
        self.renew_button, self.revoke_button = Button(), Button()
        self._empty = EmptyState(desk.look, self.open_button, self.found_button)
        self.foot = KeysFoot(
            desk.look, self.revoke_button, self.renew_button, self.issue_button, self.publish_button
        )
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.foot)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(table)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
        self.commands: list[QAction] = []
        for button, key, act in (
            (self.open_button, keys.OPEN, self.choose),
            (self.found_button, keys.FOUND, self.acts.found),
            (self.issue_button, keys.ISSUE, self.issue),
            (self.renew_button, keys.RENEW, self.renew),
            (self.revoke_button, keys.REVOKE, self.revoke),
            (self.publish_button, keys.PUBLISH, self.publish),
            (None, keys.WORDS, self.change_words),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, run=act: run())
            self.commands.append(action)
            if button is not None:
                button.setToolTip(key)
                button.clicked.connect(lambda _=False, run=act: run())

    # -- showing ---------------------------------------------------------------------------

    def retranslate(self) -> None:
        say = self._desk.say
        texts = (
            "Open the folder of the keys…",
            "Set up a new programme…",
            "Issue from a request…",
            "Renew…",
            "Revoke…",
            "Publish a trust file…",
            "Change the passphrase of the keys…",
        )
        for action, text in zip(self.commands, texts, strict=True):
            action.setText(say(text))
        buttons = (
            self.open_button,
            self.found_button,
            self.issue_button,
            self.renew_button,
            self.revoke_button,
            self.publish_button,
        )
        for button, text in zip(buttons, texts, strict=False):
            button.setText(say(text))
        self._empty.set_sentence(
            say(
                "One person of the programme keeps its keys, in a folder on a computer that is not on the "
                "internet. No office needs to be on that computer."
            )
        )
        self.table.setAccessibleName(say("What the programme issued"))
        self.table.show_columns(columns(say))
        self.show_book()

    def set_look(self, look: Look) -> None:
        for part in (self._header, self.table, self.foot, self._empty):
            part.set_look(look)

    def set_brief(self, brief: bool) -> None:
        """Where there is little room the foot says no folder."""
        self.foot.set_brief(brief)

    def show_folder(self, folder: Path) -> bool:
        """Open a folder; False, with the reason told, where there are no keys in it."""
        try:
            self._book = self._desk.services.authority.look(folder)
        except KmmpError as error:
            self.told.emit(say_error(self._desk, error))
            return False
        is_another = folder != self.folder
        self.folder = folder
        self.show_book()
        if is_another:
            self.folder_opened.emit()
        self.table.setFocus()
        return True

    def show_book(self) -> None:
        say, book = self._desk.say, self._book
        self._stack.setCurrentIndex(0 if book is None else 1)
        if book is None:
            self._show_buttons()
            self._header.set_texts(say("The programme's keys"))
            return
        root = say("Fingerprint: {fingerprint}", fingerprint=book.fingerprint)
        self._header.set_texts(book.programme, root)
        self.table.show_rows(issued_rows(book, self._desk.services.clock.now(), say))
        self._show_foot(book)
        self._show_buttons()

    def _show_foot(self, book: AuthorityBook) -> None:
        say, now = self._desk.say, self._desk.services.clock.now()
        detail = str(self.folder)
        silent = ("published", "passphrase changed")
        last = max((act.at for act in book.acts if act.what not in silent), default=book.founded_at)
        if book.published_at is None or book.valid_until is None:
            self.foot.words.show_words("info", "muted", say("No trust file was published yet."), detail)
        elif book.published_at < last:
            self.foot.words.show_words(
                "warning",
                "warn",
                say(
                    "Something changed since list number {number}: publish the next one.", number=book.number
                ),
                detail,
            )
        elif now > book.valid_until:
            self.foot.words.show_words(
                "warning", "warn", say("List number {number} is past its date.", number=book.number), detail
            )
        else:
            self.foot.words.show_words(
                "passed",
                "ok",
                say(
                    "List number {number} is good until {date}.",
                    number=book.number,
                    date=full_date(say, book.valid_until),
                ),
                detail,
            )

    def _show_buttons(self, _key: object = None) -> None:
        chosen = self._chosen() is not None
        _open, _found, issue, renew, revoke, publish, words = self.commands
        for part in (self.renew_button, self.revoke_button, renew, revoke):
            part.setEnabled(chosen)
        for action in (issue, publish, words):
            action.setEnabled(self.folder is not None)

    def _chosen(self) -> tuple[str, UUID, str] | None:
        key, book = self.table.current_key(), self._book
        if book is None or not isinstance(key, tuple):
            return None
        kind, ident = key
        entry = book.office(ident) or book.person(ident)
        return (kind, ident, entry.name) if entry else None

    # -- acts ------------------------------------------------------------------------------

    def choose(self) -> None:
        folder = self.acts.choose_folder()
        if folder is not None:
            self.show_folder(folder)

    def issue(self) -> None:
        if self.folder is not None:
            self.acts.issue(self.folder)

    def renew(self) -> None:
        chosen = self._chosen()
        if self.folder is not None and chosen is not None:
            self.acts.renew(self.folder, *chosen)

    def revoke(self) -> None:
        chosen = self._chosen()
        if self.folder is not None and chosen is not None:
            self.acts.revoke(self.folder, *chosen)

    def publish(self) -> None:
        if self.folder is not None:
            self.acts.publish(self.folder)

    def change_words(self) -> None:
        if self.folder is not None:
            self.acts.change_words(self.folder)

    def _done(self, folder: Path, sentence: str) -> None:
        self.show_folder(folder)
        self.told.emit(sentence)
