"""One table of keys: each key of it is pressed on the running screen, and the pages that tell it agree."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from entry_office import NOVEMBER, Office
from entry_typist import PROBE, Typist
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from kmmp_desktop.domain.values import CellKey
from ui import keys_page
from ui.actions import COMMANDS, key_rows
from ui.entry.keys import KEYS, KeyUse, Where, action_of
from ui.entry.page import EntryPage

ROOT = Path(__file__).parents[3]
MEANT_TWICE = {"Ctrl+F"}
"""The window's search is the place's own search."""
BOTH_WAYS = [
    (use, use.each[0], typing)
    for use in KEYS
    if use.when is not Where.TOLD
    for typing in ((False, True) if use.when is Where.GRID else (use.when is Where.TYPING,))
]


def shortcut(key: str) -> int:
    return int(QKeySequence(key)[0].toCombined())  # type: ignore[index]


def test_no_key_of_the_window_means_something_else_in_the_grid() -> None:
    window = {c.keys for c in COMMANDS if c.keys} | {f"Ctrl+{n}" for n in range(1, 8)}
    entry = {key for use in KEYS if use.when is not Where.TOLD for key in use.each}
    assert {shortcut(k) for k in window} & {shortcut(k) for k in entry} == {shortcut(k) for k in MEANT_TWICE}


@pytest.mark.parametrize(
    "use", [use for use in KEYS if use.when is not Where.TOLD], ids=lambda use: use.action
)
def test_every_name_of_a_key_means_the_same(use: KeyUse) -> None:
    here = Where.TYPING if use.when is Where.TYPING else Where.MOVING
    for key in use.each:
        combined = QKeySequence(key)[0]  # type: ignore[index]
        pressed = QKeyEvent(QEvent.Type.KeyPress, combined.key(), combined.keyboardModifiers())
        assert action_of(pressed, here) == use.action


def test_no_key_means_two_things_at_once() -> None:
    for here in (Where.MOVING, Where.TYPING):
        keys = [
            shortcut(key) for use in KEYS if use.when in (here, Where.GRID, Where.PAGE) for key in use.each
        ]
        assert len(keys) == len(set(keys))


def test_the_page_of_keys_is_what_the_tables_say() -> None:
    text = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert text == keys_page.page(), "python -m ui.keys_page docs/keys.md"


def test_f1_lists_every_key_of_the_grid() -> None:
    assert [row for row in key_rows() if row.where == "Entry"] == list(KEYS)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """File choosers that were opened; nobody chooses anything."""
    opened: list[str] = []
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"):
        empty: Any = "" if name == "getExistingDirectory" else ([], "") if name.endswith("s") else ("", "")
        monkeypatch.setattr(QFileDialog, name, lambda *_, n=name, e=empty, **__: opened.append(n) or e)
    return opened


@pytest.fixture
def ready(page: EntryPage, typist: Typist, office: Office) -> EntryPage:
    """A return in which every key has something to do: the cursor in the middle of a row in the middle of
    a section, problems before and after it, something to undo and to redo, some rows hidden."""
    typist.keypad("12\n3\n99\n")
    page.act("next_section")
    page.keeping.commit(CellKey("PR_B03"), "many")
    page.keeping.commit(CellKey("PR_A03", "M"), "5")
    office.services.books = SimpleNamespace(file_name=lambda _key: "return.xlsx")
    page.go_to_cell(CellKey("PR_B02"))
    typist.keypad("05122026\n")
    page.act("undo")
    page.go_to_cell(CellKey("PR_A03", "M"))
    page.hint.tell("")
    QGuiApplication.clipboard().setText("1\t2")
    return page


def seen(page: EntryPage, asked: list[str], said: list[str]) -> list[object]:
    """Whatever a key may change."""
    opened = page.opened
    assert opened is not None
    return [
        page.view.key,
        page.steering.section,
        page.hint.sentence,
        page.view.is_typing,
        page.view.missing_menu.isHidden(),
        page.ask.isHidden(),
        page.filter.isHidden(),
        page.panel.isHidden(),
        page.preview.isHidden(),
        page._legend is not None and page._legend.isVisible(),
        QApplication.focusWidget(),
        dict(opened.cells),
        QGuiApplication.clipboard().text(),
        page.habits._on.copy(),
        list(asked),
        list(said),
    ]


@pytest.mark.parametrize(
    ("use", "key", "typing"),
    BOTH_WAYS,
    ids=[f"{u.action}-{k}-{'typing' if t else 'moving'}" for u, k, t in BOTH_WAYS],
)
def test_every_key_of_the_table_does_something_or_says_why_not(
    use: KeyUse, key: str, typing: bool, ready: EntryPage, asked: list[str]
) -> None:
    typist, said = Typist(ready), []
    for signal in (ready.announced, ready.go_requested):
        signal.connect(said.append)
    ready.complete_requested.connect(lambda *_: said.append("check and complete"))
    if hasattr(ready, "second_keying_requested"):
        ready.second_keying_requested.connect(lambda *_: said.append("second keying"))
    if use.action == "section_start":
        typist.press(Qt.Key.Key_Right)
    if use.action == "section_end":
        typist.press(Qt.Key.Key_Up)
    if use.action == "all_rows":
        typist.control(Qt.Key.Key_F)
        typist.press("clients", Qt.Key.Key_Return)
    if typing:
        typist.press("4")
    before = seen(ready, asked, said)
    combined = QKeySequence(key)[0]  # type: ignore[index]
    QTest.keyClick(ready.window().windowHandle(), combined.key(), combined.keyboardModifiers())
    QApplication.processEvents()
    after = seen(ready, asked, said)
    assert before != after
    if ready._legend is not None:
        ready._legend.close()


def test_the_page_itself_knows_no_key_that_is_not_in_the_table(ready: EntryPage, typist: Typist) -> None:
    """What the doers of the screen can do and what the table lists are the same."""
    doers = (ready.steering, ready.acts, ready.filling)
    can = {action for doer in doers for action in doer._table}
    assert can <= {use.action for use in KEYS}
    assert ready.opened is not None
    assert ready.opened.key.period == NOVEMBER
    assert ready.opened.key.family == PROBE
