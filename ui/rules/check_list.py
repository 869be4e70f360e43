"""The checks of a form, searched while typing."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmmp_desktop.domain.drafting import RuleDraft
from kmmp_desktop.domain.form import Form
from ui.faces.face import Column, Face, Row
from ui.faces.face_model import FaceModel
from ui.faces.face_table import FaceTable
from ui.page import Desk
from ui.rules.words import SEVERITIES, SEVERITY_ICONS
from ui.style.look import Look
from ui.widgets.badge import BADGES
from ui.widgets.fields import SearchField
from ui.wording import Say

_PLACE = re.compile(r"\{\w*\}")
"""Where a finding has its figures."""


class CheckList(QWidget):
    """``chosen(str)``: a check by its code; ``opened``: Enter on it."""

    chosen = Signal(object)
    opened = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form: Form | None = None
        self._drafts: Mapping[str, RuleDraft] = {}
        self._showing = False
        self.search = SearchField(desk.look)
        self.table = FaceTable(desk.look, FaceModel(_columns(desk.say), self), self)
        self._column = QVBoxLayout(self)
        self._search_row = QVBoxLayout()
        self._search_row.addWidget(self.search)
        self._column.addLayout(self._search_row)
        self._column.addWidget(self.table, 1)
        self.search.textChanged.connect(self._show)
        self.search.moved.connect(self._walk)
        self.table.row_changed.connect(self._choose)
        self.table.opened.connect(lambda _key: self.opened.emit())
        self.setFocusProxy(self.search)

    def show_checks(self, form: Form | None, drafts: Mapping[str, RuleDraft], shown: str) -> None:
        """``drafts`` by code: what was changed here and is not published; new ones stand first.

        ``shown`` becomes the current row, also where the search would leave it out; nothing is signalled.
        """
        self._form, self._drafts = form, drafts
        self._showing = True
        self._show()
        if not self.table.select(shown) and self.search.text():
            self.search.clear()
            self.table.select(shown)
        self._showing = False

    def select(self, code: str) -> bool:
        return self.table.select(code)

    def current(self) -> str:
        key = self.table.current_key()
        return str(key) if key is not None else ""

    def _show(self) -> None:
        form, say = self._form, self._desk.say
        if form is None:
            self.table.show_rows([])
            return
        known = {check.code: RuleDraft.of(check) for check in form.checks}
        new = [draft for code, draft in self._drafts.items() if draft.is_new]
        drafts = [*new, *(self._drafts.get(code, draft) for code, draft in known.items())]
        words = self.search.text().casefold().split()
        keys = {id(draft): _key(draft, self._drafts) for draft in new}
        rows = [
            _row(
                keys.get(id(draft), draft.code),
                draft,
                form,
                say,
                changed=draft.code in self._drafts or draft.is_new,
            )
            for draft in drafts
            if all(word in _searched(draft, form, say) for word in words)
        ]
        was, self._showing = self._showing, True
        self.table.show_rows(rows)
        self._showing = was
        self._choose(self.table.current_key())

    def _choose(self, key: Hashable | None) -> None:
        if not self._showing and key is not None:
            self.chosen.emit(key)

    def _walk(self, key: int) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        model, pressed = self.table.model(), Qt.Key(key)
        if pressed not in step:
            self.opened.emit()
        elif model.rowCount():
            row = max(0, min(self.table.currentIndex().row() + step[pressed], model.rowCount() - 1))
            self.table.setCurrentIndex(model.index(row, 0))

    def retranslate(self) -> None:
        say = self._desk.say
        self.search.setPlaceholderText(say("Code, title or cell"))
        self.search.setAccessibleName(say("Search the checks"))
        model = self.table.model()
        assert isinstance(model, FaceModel)
        model.show_columns(_columns(say))
        self.table.setAccessibleName(say("Checks of the form"))
        self._show()

    def set_look(self, look: Look) -> None:
        self.search.set_look(look)
        self.table.set_look(look)
        px = look.px
        self._column.setContentsMargins(0, px(6), 0, 0)
        self._search_row.setContentsMargins(px(8), 0, px(8), 0)
        self._column.setSpacing(look.px(6))


def _key(draft: RuleDraft, drafts: Mapping[str, RuleDraft]) -> str:
    return next(key for key, each in drafts.items() if each is draft)


def _columns(say: Say) -> tuple[Column, ...]:
    return (Column(say("Check"), 0, 6), Column(say("What does not hold"), 1, 16))


def _row(key: str, draft: RuleDraft, form: Form, say: Say, *, changed: bool) -> Row:
    icon, ink = SEVERITY_ICONS[draft.severity]
    standard = form.standards.get(draft.standard)
    status = say(BADGES[standard.status][0]) if standard else ""
    parts = [say(SEVERITIES[draft.severity]), status]
    if changed:
        parts.insert(0, say("not published"))
    sub = " · ".join(part for part in parts if part)
    return Row(
        key,
        (
            Face(draft.code or say("new"), icon=icon, icon_ink=ink, bold=changed, small=True),
            Face(_PLACE.sub("…", say(draft.title)) or draft.expression[:200], sub=sub, small=True),
        ),
    )


def _searched(draft: RuleDraft, form: Form, say: Say) -> str:
    standard = form.standards.get(draft.standard)
    status = say(BADGES[standard.status][0]) if standard else ""
    words = (draft.code, draft.title.en, draft.title.sw, draft.expression, draft.when, draft.at, status)
    return " ".join((*words, draft.standard, say(SEVERITIES[draft.severity]))).casefold()
