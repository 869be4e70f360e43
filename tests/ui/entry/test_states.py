"""Every state of a cell comes from the return itself, is said in words and is told apart without colour."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

import polib
import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office, cells_of
from entry_painting import paint
from entry_typist import PROBE, MakePage, Typist
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from kmmp_desktop import texts
from kmmp_desktop.domain.keying import Outcome, Result
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, Limits, ValueType, read_cell
from kmmp_desktop.text import Message
from ui.entry.faces import MISSING_WORDS, Mark, Shape, state_words
from ui.entry.legend import STATES
from ui.entry.legend import State as Shown
from ui.entry.page import EntryPage
from ui.entry.return_model import ACCESSIBLE, TOOLTIP
from ui.style.look import Look

K = Qt.Key
ANC, PN, A02, A03 = (
    CellKey("PR_A01", "ANC"),
    CellKey("PR_A01", "PN"),
    CellKey("PR_A02"),
    CellKey("PR_A03", "*"),
)


def revise(office: Office, first: dict[str, str]) -> None:
    """An approved first revision, and an empty second one."""
    form = office.forms.newest(PROBE)
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    with office.home.work() as work:
        for number, state in ((1, State.APPROVED), (2, State.DRAFT)):
            revision = Revision(
                uuid4(), ReturnKey(PROBE, NYOTA, NOVEMBER), number, state, form.version, form.digest, (),
                moment, moment, WANJIRU.id,
            )  # fmt: skip
            work.returns.add_revision(revision)
            work.returns.put_cells(revision.id, cells_of(form, first), WANJIRU.id, moment)
        work.commit()


def keyed_apart(page: EntryPage, key: CellKey, second: str) -> None:
    opened = page.opened
    assert opened is not None
    other = read_cell(second, ValueType.INTEGER, Limits())
    opened.apart[key] = Result(
        key, opened.value(key), other, 1, Outcome.OPEN, datetime(2026, 12, 2, tzinfo=UTC)
    )
    page.show_again()


def face(page: EntryPage, key: CellKey) -> Any:
    index = page.model.place(key)
    return page.model.face(index.row(), index.column())


def said(page: EntryPage, key: CellKey, role: int = ACCESSIBLE) -> str:
    return str(page.model.data(page.model.place(key), role))


# -- each state comes from the return ------------------------------------------------------


def test_a_cell_that_was_changed_since_it_was_signed_has_its_bar_and_says_what_it_was(
    make_page: MakePage, office: Office
) -> None:
    revise(office, {"A01[ANC]": "63", "A01[PN]": "4"})
    page = make_page()
    typist = Typist(page)
    assert not face(page, ANC).changed
    page.go_to_cell(ANC)
    typist.keypad("36\n")
    assert face(page, ANC).changed
    assert not face(page, PN).changed
    assert said(page, ANC) == "Row 1, Clients, Antenatal, 36, was 63 in revision 1"
    page.go_to_cell(A02)
    typist.keypad("5\n")
    assert "was blank in revision 1" in said(page, A02)
    page.go_to_cell(ANC)
    typist.keypad("63\n")
    assert not face(page, ANC).changed


def test_a_second_keying_that_differs_is_framed_until_the_figure_is_changed(
    page: EntryPage, typist: Typist
) -> None:
    typist.keypad("63\n3\n")
    keyed_apart(page, ANC, "36")
    assert face(page, ANC).mark is Mark.SECOND
    assert said(page, ANC) == "Row 1, Clients, Antenatal, 63, second keying differs"
    typist.press(K.Key_F4)
    assert typist.key == ANC
    typist.keypad("36\n")
    assert face(page, ANC).mark is Mark.NONE


def test_an_error_is_over_a_second_keying_and_both_are_said(page: EntryPage, typist: Typist) -> None:
    page.keeping.commit(ANC, "12 est")
    keyed_apart(page, ANC, "12")
    assert face(page, ANC).mark is Mark.ERROR
    assert "not valid" in said(page, ANC)
    assert "second keying differs" in said(page, ANC)
    assert typist.key == ANC


def test_a_question_that_waits_is_more_than_a_comment(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n")
    page.go_to_cell(ANC)
    page.acts.keep_comment("Counted twice")
    assert (face(page, ANC).commented, face(page, ANC).question) == (True, False)
    assert said(page, ANC).endswith("12, has a comment")
    page.acts.keep_question("Is this the whole month?")
    assert face(page, ANC).question
    assert said(page, ANC).endswith("12, a question waits for an answer")
    question = page.opened.threads(ANC)[-1]  # type: ignore[union-attr]
    page.acts.keep_answered(question.id, True)
    assert said(page, ANC).endswith("12, has a comment")


def test_a_sum_that_is_not_the_papers_is_marked_and_f4_stops_there(page: EntryPage, typist: Typist) -> None:
    total = CellKey("PR_A01", "*")
    page.acts.keep_control_total("PR_A01", 16)
    assert not face(page, total).off_paper
    typist.keypad("12\n")  # not complete yet: no contradiction
    assert not face(page, total).off_paper
    typist.keypad("3\n")
    assert face(page, total).off_paper
    assert said(page, total) == "Row 1, Clients, total, 15, the paper says 16"
    typist.press(K.Key_F4)
    assert typist.key == total
    assert "1 less than the paper" in page.hint.sentence
    page.go_to_cell(PN)
    typist.keypad("4\n")
    assert not face(page, total).off_paper
    typist.press(K.Key_F4)
    assert "No problem is open" in page.hint.sentence


def test_the_sum_of_a_section_is_a_problem_at_its_first_cell(page: EntryPage, typist: Typist) -> None:
    page.acts.keep_control_total("section:A", 3)
    typist.keypad("1\n1\n1\n1\n1\n1\n")
    page.act("next_section")
    typist.press(K.Key_F4)
    assert typist.key == ANC
    assert "3 more than the paper" in page.hint.sentence


def test_a_cell_that_is_not_offered_says_why(page: EntryPage) -> None:
    hatched = CellKey("PR_A05")
    assert face(page, hatched).shape is Shape.HATCH
    assert face(page, hatched).text == "NA"
    assert said(page, hatched).startswith("Row 5, Deliveries, NA, not asked here, ")
    assert "is not offered here" in said(page, hatched, TOOLTIP)


def test_a_place_that_is_not_on_the_paper_says_that_it_is_not_asked(page: EntryPage) -> None:
    line = page.model.place(A02).row()
    assert page.model.data(page.model.index(line, 2), ACCESSIBLE) == "not asked here"


def test_a_locked_return_says_so_in_every_cell(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n")
    assert page.opened is not None
    page.opened.locked_why = Message("Approved and signed: locked.")
    page.show_again()
    assert face(page, ANC).locked
    assert said(page, ANC).endswith("12, locked")


# -- the legend ----------------------------------------------------------------------------


def test_the_legend_shows_every_shape_and_mark_there_is() -> None:
    shapes = {state.face.shape for state in STATES}
    assert shapes >= {Shape.CELL, Shape.MISSING, Shape.BULK_ZERO, Shape.INVALID, Shape.TOTAL, Shape.HATCH}
    assert {state.face.mark for state in STATES} == set(Mark)
    flags = ("locked", "saved", "commented", "question", "changed", "off_paper", "unsaved", "proposed")
    assert all(any(getattr(state.face, flag) for state in STATES) for flag in flags)


def test_the_legend_uses_the_words_of_tooltips_and_screen_readers() -> None:
    same = {"zero by fill", "not saved yet", "has a comment", "would be changed", "locked"}
    same |= {"a question waits for an answer", "two people changed it"}
    for state in STATES:
        words = [word.template for word in state_words(state.face, None, (), None, frozenset())]
        assert words == ([state.word] if state.word in same else [])
        same.discard(state.word)
    assert not same
    assert {"not reported", "not offered"} <= {state.word for state in STATES} & set(MISSING_WORDS.values())


def test_the_legend_is_said_in_swahili() -> None:
    catalogue = Path(texts.__file__).parent / "sw.po"
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue))}
    assert not [t for state in STATES for t in (state.word, state.meaning) if not known.get(t)]


def test_the_legend_lets_one_go_on_typing_and_follows_language_and_look(
    page: EntryPage, typist: Typist
) -> None:
    typist.press(K.Key_F1, mod=Qt.KeyboardModifier.ShiftModifier)
    legend = page._legend
    assert legend is not None
    assert legend.isVisible()
    assert not legend.isModal()
    page.keeping.commit(ANC, "12")
    page.desk.texts.use("sw")
    page.retranslate()
    page.set_look(Look.of(dark=True))
    assert legend.windowTitle() == "Maana ya alama"
    page.act("legend")
    assert not legend.isVisible()


@pytest.mark.parametrize("language", ["en", "sw"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_of_the_legend_is_cut(scale: float, language: str, make_page: MakePage) -> None:
    look = Look.of(dark=False, scale=scale)
    page = make_page(language=language, wanted=look, size=(1366, 571))
    page.act("legend")
    legend = page._legend
    assert legend is not None
    metrics = look.metrics()
    for row in range(len(STATES)):
        for column in (0, 2):
            text = legend.table.model().index(row, column).data()
            room = legend.table.columnWidth(column) - 2 * look.px(7)
            box = metrics.boundingRect(0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), text)
            assert box.width() <= room
            assert box.height() <= legend.table.rowHeight(row)
    legend.close()


# -- without colour ------------------------------------------------------------------------

BY_TEXT = {"zero": "0", "blank": "", "not reported": "NR", "not offered": "NA", "not asked here": ""}
"""What stands in these cells is their mark; all others are painted with the same figure."""
ALONE = {"locked"}
"""The whole return is in this state, and the bar above the grid says so with a padlock."""


def grey(look: Look) -> Look:
    """The same look with all grounds white and all inks black."""
    grounds = {"window", "titlebar", "surface", "header", "alt", "cross", "grid", "lock_bg", "on_accent"}
    plain: dict[str, Any] = {}
    for field in fields(look):
        if isinstance(getattr(look, field.name), QColor):
            light = field.name in grounds or field.name.endswith("_soft")
            plain[field.name] = QColor("white" if light else "black")
    return replace(look, **plain, fonts={}, measures={}, **_no_pictures(look))


def _no_pictures(look: Look) -> dict[str, Any]:
    known = {"fonts", "measures"}
    return {
        f.name: {} for f in fields(look) if isinstance(getattr(look, f.name), dict) and f.name not in known
    }


def picture(state: Shown, look: Look) -> QImage:
    text = BY_TEXT.get(state.word, "36")
    return paint(replace(state.face, text=text), look, current=state.current)


def different(one: QImage, other: QImage) -> int:
    return sum(
        one.pixelColor(x, y).lightness() // 96 != other.pixelColor(x, y).lightness() // 96
        for x in range(one.width())
        for y in range(one.height())
    )


def test_every_two_states_differ_in_shape_where_no_colour_is_seen(each_look: Look) -> None:
    plain = grey(each_look)
    drawn = {state.word: picture(state, plain) for state in STATES if state.word not in ALONE}
    alike = [(a, b) for a, b in combinations(drawn, 2) if different(drawn[a], drawn[b]) < 6]
    assert not alike


# look.md 2.2: ground, text, mark, and the contrasts it states in light and dark.
CONTRASTS = [
    ("number", "surface", "text", "", (16.8, 12.2), None),
    ("coded missing", "miss_soft", "miss_text", "", (6.9, 8.0), None),
    ("bulk zero", "surface", "zero_bulk", "zero_bulk", (5.7, 6.2), (5.7, 6.2)),
    ("just saved", "surface", "text", "ok", (16.8, 12.2), (5.3, 9.2)),
    ("warning", "warn_soft", "text", "warn", (14.8, 9.5), (3.4, 5.5)),
    ("failed check", "err_soft", "text", "err", (11.9, 9.5), (5.0, 4.0)),
    ("invalid draft", "err_soft", "err_text", "err", (6.5, 6.7), (5.0, 4.0)),
    ("locked", "lock_bg", "lock_text", "", (6.9, 6.4), None),
    ("commented", "surface", "text", "muted", (16.8, 12.2), (6.9, 7.2)),
    ("question", "surface", "text", "accent", (16.8, 12.2), (6.9, 6.7)),
    ("second keying", "second_soft", "text", "second", (11.0, 8.0), (6.9, 5.9)),
    ("changed", "surface", "text", "changed", (16.8, 12.2), (5.7, 6.8)),
    ("current", "surface", "text", "accent", (16.8, 12.2), (6.9, 6.7)),
    ("total", "alt", "text", "", (15.9, 11.5), None),
    ("not the paper's", "alt", "text", "warn", (15.9, 11.5), (3.6, 6.6)),
]


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2 contrast ratio."""

    def bend(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    bright, dark = sorted(
        (
            0.2126 * bend(c.redF()) + 0.7152 * bend(c.greenF()) + 0.0722 * bend(c.blueF())
            for c in (one, other)
        ),
        reverse=True,
    )
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("name", "ground", "text", "mark", "of_text", "of_mark"), CONTRASTS)
def test_the_contrasts_of_the_look_hold(
    each_look: Look,
    name: str,
    ground: str,
    text: str,
    mark: str,
    of_text: tuple[float, float],
    of_mark: tuple[float, float] | None,
) -> None:
    side = 1 if each_look.dark else 0
    found = contrast(each_look.colour(text), each_look.colour(ground))
    assert found >= 4.5
    assert found == pytest.approx(of_text[side], abs=0.16)
    if of_mark is not None:
        shown = contrast(each_look.colour(mark), each_look.colour(ground))
        assert shown >= 3
        assert shown == pytest.approx(of_mark[side], abs=0.16)


@pytest.mark.parametrize("size", [(1366, 728), (1366, 571)])
def test_the_legend_is_no_higher_than_its_rows_or_a_small_screen(
    page: EntryPage, typist: Typist, size: tuple[int, int]
) -> None:
    page.resize(*size)
    typist.press(K.Key_F1, mod=Qt.KeyboardModifier.ShiftModifier)
    legend = page._legend
    assert legend is not None
    assert legend.height() <= size[1]
    rows = legend.table.verticalHeader().length()
    assert legend.table.viewport().height() <= rows
    assert legend.table.viewport().height() == rows or legend.height() == size[1]
