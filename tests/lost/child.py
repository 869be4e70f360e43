"""The clerk's process: a real window on a real office, real keys, and a word for all that the screen shows.

Each record is one JSON line on an unbuffered pipe. What was written before a SIGKILL is read after it.

``{"opened": key, "draft": text, "again": bool}``  what the window offered when it opened
``{"act": n, "what": …, "edits": {cell: text or null}}``  before the first key of an act
``{"saved": n}``      the window said "All saved" with a moment, during act n
``{"face": cell, "text": …}``  that is painted now as kept (neither dashed nor being typed)
``{"trouble": text}``  the status bar says that something is not saved
``{"typed": cell, "text": …}``, ``{"rested": cell, "text": …}``  half typed; rested: for DRAFT_MS at least
``{"stands": cell}``   the cursor came to rest there
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, StandingClock
from entry_typist import Typist
from lost.troubles import TROUBLES
from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

import main
import wiring
from kmmp_desktop.domain.values import CellKey, Origin, ValueType
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.texts.catalogue import Catalogue
from ui.appearance import Appearance
from ui.entry.faces import Shape
from ui.entry.keeping import DRAFT_MS
from ui.entry.page import EntryPage
from ui.main_window import MainWindow
from ui.page import Desk

K = Qt.Key
_WARM: dict[str, Any] = {}
_KEPT = frozenset({Shape.CELL, Shape.TEXT, Shape.MISSING, Shape.BULK_ZERO, Shape.INVALID})


def warm_up() -> None:
    """Import and read what every round needs, once, before the forks."""
    forms = wiring.forms_of(Path("nowhere"))
    form = forms.newest(FULL)
    from kmmp_desktop.services.compiled import CompiledForms

    compiled = CompiledForms(forms)
    compiled.of(form)
    _WARM.update(forms=forms, compiled=compiled, texts=Catalogue("en"))
    import ui.places

    assert ui.places


class Clerk:
    """Window, typist and pipe of one process."""

    def __init__(self, home: Path, mouth: int, seed: int, busy_ms: int | None = None) -> None:
        self.home = home
        self.mouth, self.number = mouth, -1
        self.dice = random.Random(seed)
        self.app = QApplication([])
        self.clock = StandingClock()
        wiring.forms_of = lambda _home: _WARM["forms"]
        self.services, self.store = main.open_office(home, self.clock, _WARM["texts"], busy_ms)
        self.services.entry._compiled = _WARM["compiled"]
        settings = QSettings(str(home / "screen.ini"), QSettings.Format.IniFormat)
        appearance = Appearance(self.app, settings)
        desk = Desk(self.services, _WARM["texts"], appearance.look, WANJIRU)
        desk.person = self.services.people.find(WANJIRU.username)
        self.window = MainWindow(desk, appearance, settings)
        self.window.show()
        self.window.person_changed()
        self.window.activateWindow()
        again = self.window.open_last()
        if not again:
            self.window.open_return(FULL, NYOTA, NOVEMBER)
        page = self.window.page("entry")
        assert isinstance(page, EntryPage)
        self.page, self.typist = page, Typist(page)
        self.shown: dict[CellKey, str] = {}
        self._watch()
        self.settle()
        draft = page.view.line_editor.text() if page.view.is_typing else None
        self.tell(opened=str(page.view.key), draft=draft, again=again)

    def tell(self, **record: Any) -> None:
        os.write(self.mouth, (json.dumps(record) + "\n").encode())

    def settle(self) -> None:
        """Let Qt do all that it has to do at this moment: paint, and remember where the cursor stands."""
        for _ in range(3):
            self.app.processEvents()

    def rest(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    # -- what the screen says --------------------------------------------------------------

    def _watch(self) -> None:
        painter, model = self.page.view.painter_of_cells, self.page.model
        paint = painter.paint

        def painted(brush: Any, option: Any, index: Any) -> None:
            paint(brush, option, index)
            face, key = model.face(index.row(), index.column()), model.key(index)
            if (
                key is not None
                and face.shape in _KEPT
                and not face.unsaved
                and self.shown.get(key) != face.text
            ):
                self.shown[key] = face.text
                self.tell(face=str(key), text=face.text)

        painter.paint = painted
        self.page.saved.connect(lambda moment: self.tell(saved=self.number))
        self.page.not_saved.connect(lambda text: self.tell(trouble=text))

    def show(self, when: str) -> None:
        """Everything that the screen says of saving, and the faces of the cells that are not saved."""
        page, model = self.page, self.page.model
        faces = {}
        for key in page.keeping.unsaved:
            index = model.place(key)
            if index.isValid():
                face = model.face(index.row(), index.column())
                faces[str(key)] = [face.text, face.unsaved]
        self.tell(
            screen=when,
            status=self.window.status.saved_text,
            bar="" if page.ask.isHidden() else page.ask.text.text(),
            unsaved={str(k): t for k, t in page.keeping.unsaved.items()},
            faces=faces,
            at=str(page.view.key),
        )

    # -- what the clerk does ---------------------------------------------------------------

    @property
    def opened(self) -> OpenReturn:
        assert self.page.opened is not None
        return self.page.opened

    def act(self, what: str, edits: dict[CellKey, str | None], do: Callable[[], None], **more: Any) -> None:
        self.number += 1
        told = {str(key): text or None for key, text in edits.items()}
        self.tell(act=self.number, what=what, edits=told, **more)
        do()
        self.settle()
        if self.page.view.key is not None and not self.page.view.is_typing:
            self.tell(stands=str(self.page.view.key))

    def type_cell(self, text: str | None = None, rest: bool = False) -> None:
        """One figure and Enter, on the keypad; at the end of a section Enter once more."""
        key = self.page.view.key
        assert key is not None
        kind = self.opened.form.elements[key.element].type
        if text is None:
            text = {ValueType.YES_NO: "1", ValueType.DATE: "05112026"}.get(
                kind, str(self.dice.randrange(100))
            )
        if kind is ValueType.TEXT:
            text = f"note {self.dice.randrange(100)}"
        half = self.page.view.line_editor.text() if self.page.view.is_typing else ""

        def do() -> None:
            self._letters(key, half, text, kind, rest)
            self.tell(enters=str(key))
            self.typist.keypad("\n")
            self.settle()
            if "End of section" in self.page.hint.sentence:
                self.typist.keypad("\n")
            if "End of the return" in self.page.hint.sentence:
                self.typist.control(K.Key_Home)

        self.act("type", {key: half + text}, do)

    def _letters(self, key: CellKey, half: str, text: str, kind: ValueType, rest: bool) -> None:
        typed = half
        for letter in text:
            if kind is ValueType.TEXT:
                self.typist.press(letter)
            else:
                self.typist.keypad(letter)
            typed += letter
            self.tell(typed=str(key), text=typed)
            self.app.processEvents()
        if rest:
            self.rest(DRAFT_MS + 60)
            self.tell(rested=str(key), text=typed)
            self.rest(150)

    def undo(self, edits: dict[CellKey, str | None]) -> None:
        self.act("undo", edits, lambda: self.typist.control(K.Key_Z))

    def block(self) -> dict[CellKey, str | None]:
        """Four cells of the section as one act, as a paste does it; returns how they were before."""
        path = [k for k in self.page.steering.walk.path if self._counts(k)]
        start = self.dice.randrange(len(path) - 4)
        edits = {key: str(self.dice.randrange(1000)) for key in path[start : start + 4]}
        before = {key: self._raw(key) for key in edits}
        self.act(
            "paste",
            dict(edits),
            lambda: self.page.keeping.commit_many(edits, Origin.PASTED, "paste") and None,
        )
        return before

    def fill(self) -> dict[CellKey, str | None]:
        """The rest of the section with 0."""
        section = self.page.steering.plans[self.page.steering.section].section
        blanks = [
            k for e in section.elements if e.type.is_numeric and not e.is_calculated
            for k in e.cells if self.opened.offered(k) and self.opened.value(k) is None
        ]  # fmt: skip
        self.act(
            "fill with 0",
            dict.fromkeys(blanks, "0"),
            lambda: self.page.keeping.fill_with_zero(section.code) and None,
        )
        return dict.fromkeys(blanks)

    def code(self) -> None:
        """Not reported, by the menu, with its reason in writing."""
        key = self.page.view.key
        if key is None or not self._counts(key):
            return
        self.act("code", {key: "NR"}, lambda: self.typist.keypad("-1"))
        words = f"Register lost {self.dice.randrange(1000)}"
        self.act(
            "reason", {}, lambda: self.page.acts.keep_reason(key.element, words), reason=[key.element, words]
        )
        self.act("move", {}, lambda: self.typist.keypad("\n"))

    def comment(self) -> None:
        key = self.page.view.key
        if key is None or not self._counts(key):
            return
        words = f"Counted twice {self.dice.randrange(1_000_000)}"
        self.act("comment", {}, lambda: self.page.acts.keep_comment(words), comment=[str(key), words])

    def _counts(self, key: CellKey) -> bool:
        element = self.opened.form.elements[key.element]
        return element.type.is_numeric and not element.is_calculated and key in element.cells

    def _raw(self, key: CellKey) -> str | None:
        value = self.opened.value(key)
        return value.raw if value else None


def run(order: dict[str, Any], mouth: int) -> None:
    """One round: see ``room.Room.play``."""
    if order.get("fault") == "acknowledge before the commit":
        _acknowledge_early()
    clerk = Clerk(Path(order["home"]), mouth, order["seed"], order.get("busy_ms"))
    SCRIPTS[order["script"]](clerk, order)
    clerk.tell(done=True)


def _keep_typing(clerk: Clerk, _order: dict[str, Any]) -> None:
    """Figures at full speed, with all the other acts among them, until somebody pulls the plug."""
    while True:
        chance = clerk.dice.random()
        if chance < 0.80 or clerk.page.view.is_typing:
            clerk.type_cell(rest=chance < 0.06)
        elif chance < 0.85:
            before = clerk.block()
            if chance < 0.825:
                clerk.undo(before)
        elif chance < 0.88:
            before = clerk.fill()
            if before:
                clerk.undo(before)
        elif chance < 0.93:
            clerk.code()
        else:
            clerk.comment()


def _through_trouble(clerk: Clerk, order: dict[str, Any]) -> None:
    """Figures, then figures while something is wrong with the disk, then figures again."""
    page = clerk.page
    page.keeping._again.setInterval(200)  # so that the test need not wait as long as a person
    for _ in range(6):
        clerk.type_cell()
    with TROUBLES[order["trouble"]](clerk.home, clerk.store.engine, clerk.clock):
        for _ in range(5):
            clerk.type_cell()
        clerk.block()
        clerk.type_cell()
        clerk.show("during")
    for _ in range(2000):  # a hundred seconds
        if not page.keeping.unsaved:
            break
        clerk.rest(50)
    clerk.settle()
    clerk.show("after")
    for _ in range(3):
        clerk.type_cell()
    clerk.show("end")
    assert page.may_leave()


def _acknowledge_early() -> None:
    """A broken program, to see that the harness notices: the word comes first, the disk a moment later."""

    def commit(self: OpenReturn, changed: Any, noted: Any, along: Any, how: str) -> Any:
        before = {key: self._cells.get(key) for key in changed}
        act = self._act(changed, noted, how)

        def at_last() -> None:
            done, at = self._keep(act, along)
            self._take_done(done, at, before)

        QTimer.singleShot(80, at_last)
        self.last_saved = self._clock.now()
        return self._show(changed, self.last_saved, before)

    OpenReturn._commit = commit  # type: ignore[method-assign]


SCRIPTS: dict[str, Callable[[Clerk, dict[str, Any]], None]] = {
    "keep typing": _keep_typing,
    "through trouble": _through_trouble,
}
