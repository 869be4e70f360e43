"""Threads, sums of the paper, the year behind a figure and what is not asked: by keys, on a real office."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, Office, history
from entry_typist import PROBE, MakePage, Typist
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kmmp_desktop.domain.office import Person, Role, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.page import EntryPage
from ui.entry.trend_chart import QUIET, Band, nice_top
from ui.style.look import Look
from ui.widgets.labels import Label

K = Qt.Key
ANC, PN, TOTAL = CellKey("PR_A01", "ANC"), CellKey("PR_A01", "PN"), CellKey("PR_A01", "*")
SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
OTIENO = Person(uuid4(), "otieno", "P. Otieno", Role.MANAGER)


def stored(office: Office) -> OpenReturn:
    return office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)


def ask(office: Office, key: CellKey = ANC, text: str = "Why twelve?") -> None:
    with office.home.work() as work:
        work.people.put(OTIENO)
        work.commit()
    office.entry.open(PROBE, NYOTA, NOVEMBER, OTIENO).add_comment(key, text, question=True)


# -- what is said at a cell ------------------------------------------------------------------


def test_a_question_is_asked_with_one_key_and_waits(page: EntryPage, typist: Typist, office: Office) -> None:
    typist.keypad("12\n")
    typist.press(K.Key_Backtab)
    typist.press(K.Key_F, mod=SHIFTED)
    typist.press("Is it the whole month?", K.Key_Return)
    assert page.view.hasFocus()
    assert stored(office).waiting == {ANC}
    page.panel.show_slow()
    [card] = page.panel.words.cards
    assert card.state.text() == "Question: waits for an answer"
    assert "A. Wanjiru" in card.said.text()
    assert page.panel.facts.waits.text() == "1 question waits for an answer here: Ctrl+M."


def test_the_kind_of_what_is_written_changes_while_it_is_written(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.control(K.Key_M)
    typist.press("Whole month?")
    typist.press(K.Key_F, mod=SHIFTED)
    assert page.panel.words.field.text() == "Whole month?"
    typist.press(K.Key_Return)
    assert stored(office).waiting == {ANC}
    typist.control(K.Key_Z)
    assert not stored(office).commented


def test_an_answer_goes_into_the_thread_that_waits_and_the_question_is_closed_by_a_key(
    office: Office, make_page: MakePage
) -> None:
    ask(office)
    page = make_page()
    typist = Typist(page)
    typist.control(K.Key_M)
    typist.press("Outreach week", K.Key_Return)
    [thread] = stored(office).threads(ANC)
    assert [c.text for c in thread.comments] == ["Why twelve?", "Outreach week"]
    assert thread.waits
    typist.press(K.Key_A, mod=SHIFTED)
    assert not stored(office).waiting
    page.panel.show_slow()
    assert page.panel.words.cards[0].state.text().startswith("Question: answered, A. Wanjiru, today")
    assert page.panel.facts.waits.isHidden()
    typist.press(K.Key_A, mod=SHIFTED)
    assert stored(office).waiting == {ANC}
    typist.control(K.Key_Z)
    assert not stored(office).waiting


def test_the_next_problem_stops_at_a_question_that_waits(office: Office, make_page: MakePage) -> None:
    ask(office, PN)
    typist = Typist(make_page())
    typist.press(K.Key_F4)
    assert typist.key == PN


def test_several_threads_stand_at_a_cell_and_each_has_its_own_replies(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    for words in ("one", "two"):
        typist.control(K.Key_M)
        typist.press(words, K.Key_Return)
    page.panel.show_slow()
    first, second = page.panel.words.cards
    second.reply.click()
    typist.press("to two", K.Key_Return)
    assert [[c.text for c in t.comments] for t in stored(office).threads(ANC)] == [["one"], ["two", "to two"]]
    assert not first.done.isVisible()


def test_a_reply_half_written_is_kept_at_its_cell_when_it_is_left(
    office: Office, make_page: MakePage
) -> None:
    ask(office)
    page = make_page()
    typist = Typist(page)
    typist.control(K.Key_M)
    typist.press("Outreach")
    typist.control(K.Key_PageDown)
    assert [c.text for c in stored(office).comments(ANC)] == ["Why twelve?", "Outreach"]
    typist.press(K.Key_F4)
    typist.control(K.Key_M)
    typist.press("nothing", K.Key_Escape)
    assert len(stored(office).comments(ANC)) == 2


def test_what_the_manager_asks_meanwhile_is_seen_when_the_cursor_rests(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.keypad("12\n3\n")
    ask(office)
    page.go_to_cell(ANC)
    page.panel.show_slow()
    assert page.panel.words.cards[0].shown is not None
    assert page.opened is not None
    assert page.opened.waiting == {ANC}


def test_text_that_no_file_can_carry_is_refused_in_words(page: EntryPage, office: Office) -> None:
    page.acts.keep_comment("half \ud800")
    assert "cannot be stored" in page.ask.text.text()
    assert not stored(office).commented


# -- sums of the paper -----------------------------------------------------------------------


def test_digits_on_a_total_are_the_paper_s_total_and_never_hold_anybody(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.keypad("12\n3\n")
    page.go_to_cell(TOTAL)
    typist.keypad("16\n")
    assert page.view.hasFocus()
    assert stored(office).control_totals["PR_A01"].number == 16
    page.panel.show_now()
    assert page.panel.totals.row.words.text() == "The cells add up to 15: 1 less than the paper."
    assert typist.text("A01[ANC]") == "12"
    page.go_to_cell(PN)
    typist.keypad("4\n")
    page.go_to_cell(TOTAL)
    page.panel.show_now()
    assert page.panel.totals.row.words.text() == "The cells add up to it."
    typist.control(K.Key_Z)  # the 4
    typist.control(K.Key_Z)
    assert not stored(office).control_totals


def test_a_total_that_is_no_number_changes_nothing_and_is_still_there_later(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    page.go_to_cell(TOTAL)
    typist.press("1", "6 or so", K.Key_Return)
    field = page.panel.totals.row
    assert field.field.hasFocus()
    assert field.words.text() == '"16 or so" is no number. Type the total as it stands on the paper.'
    assert not stored(office).control_totals
    page.go_to_cell(ANC)
    page.panel.show_now()
    page.go_to_cell(TOTAL)
    page.panel.show_now()
    assert field.field.text() == "16 or so"
    typist.press("1")
    typist.press("5", K.Key_Return)
    assert stored(office).control_totals["PR_A01"].number == 15
    typist.keypad("1")
    field.field.clear()
    typist.press(K.Key_Return)
    assert not stored(office).control_totals


def test_the_sum_of_a_section_is_typed_from_any_of_its_cells(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.control(K.Key_T)
    assert page.panel.totals.section.field.hasFocus()
    typist.press("1 200", K.Key_Return)
    assert stored(office).control_totals["section:A"].number == 1200
    typist.keypad("12\n")
    page.panel.show_now()
    said = page.panel.totals.section.words.text()
    assert said.startswith("12 so far, in 1 of ")
    assert said.endswith("less than the paper.")


def test_a_return_whose_sums_differ_can_be_completed_and_says_so(office: Office, make_page: MakePage) -> None:
    from kmmp_desktop.services.completion_items import NOTHING, items_of

    page = make_page()
    typist = Typist(page)
    typist.keypad("12\n3\n")
    page.go_to_cell(TOTAL)
    typist.keypad("16\n")
    ask(office)
    opened = stored(office)
    items = {i.group: i for i in items_of(opened, opened.compiled.run(opened.figures))}
    assert (items["paper"].needs, items["question"].needs) == (NOTHING, NOTHING)
    assert str(items["paper"].what) == "The paper says 16, the cells add up to 15."
    assert (items["paper"].key, items["question"].key) == (TOTAL, ANC)
    assert str(items["question"].what) == "Why twelve?"


# -- the year behind a figure ----------------------------------------------------------------


def test_the_chart_says_in_words_what_it_draws(office: Office, make_page: MakePage) -> None:
    office.put(FULL, NOVEMBER, history(office))
    page = make_page(FULL)
    opened = page.opened
    assert opened is not None
    key = opened.form.key("C14[PN0_6]")
    assert key is not None
    page.go_to_cell(key)
    page.panel.show_slow()
    trend = page.panel.trend
    low, high = opened.earlier.range(key) or (0, 0)
    assert (
        trend.words.text()
        == f"Lowest {low:g}, highest {high:g}. November 2025: {opened.same_month_last_year(key):g}."
    )
    assert trend.chart._band == Band(opened.median(key), (low, high))
    spoken = trend.chart.accessibleDescription()
    assert trend.words.text() in spoken
    assert "Nov 2025 " in spoken
    assert "Nov 2026 36" in spoken


def test_a_year_with_gaps_and_small_numbers_stays_quiet(office: Office, make_page: MakePage) -> None:
    for back, figure in ((12, "1"), (1, "2")):
        office.put(PROBE, NOVEMBER.shift(-back), {"A01[ANC]": figure})
    page = make_page()
    page.panel.show_slow()
    trend = page.panel.trend
    assert trend.words.text() == "November 2025: 1.", "two months are no range"
    assert "Mar 2026 none" in trend.chart.accessibleDescription()
    assert trend.chart._band.spread is None
    assert nice_top(max(QUIET, 2)) == 10


# -- who wrote what --------------------------------------------------------------------------


def test_the_history_tells_how_each_figure_came(page: EntryPage, typist: Typist) -> None:
    typist.press("63", K.Key_Return, K.Key_Backtab)
    page.keeping.commit_many({ANC: "36"}, Origin.PASTED, "paste")
    typist.control(K.Key_Z)
    page.keeping.commit_many({ANC: ""}, Origin.TYPED, "blank")
    page.keeping.fill_with_zero("A")
    page.go_to_cell(ANC)
    page.panel.show_slow()
    assert page.panel.facts._facts[1][0].text() == "Zero by fill"
    page.panel.words.story.button.click()
    lines = page.panel.words.story.lines.text().split("\n")
    assert [line.rsplit(", ", 1)[1] for line in lines] == [
        "zero by fill",
        "made blank",
        "put back",
        "pasted",
        "typed",
    ]
    assert "63 → 36" in lines[3]
    page.go_to_cell(ANC)


def test_page_keys_scroll_the_panel_while_it_has_the_focus(
    office: Office, make_page: MakePage, qtbot: Any
) -> None:
    page = make_page(size=(1366, 320))
    typist = Typist(page)
    typist.control(K.Key_M)
    bar = page.panel.area.verticalScrollBar()
    bar.setValue(0)
    for number in range(12):
        page.opened.add_comment(ANC, f"words {number}")  # type: ignore[union-attr]
    page.panel.show_slow()
    qtbot.waitUntil(lambda: bar.maximum() > 0)  # laid out
    before = bar.value()
    typist.press(K.Key_PageDown)
    assert bar.value() > before


# -- what is not asked -----------------------------------------------------------------------


@pytest.fixture
def closed(office: Office) -> Office:
    """Maternity has ended in June."""
    with office.home.work() as work:
        facility = work.facilities.get(NYOTA)
        assert facility is not None
        from dataclasses import replace

        spans = (*facility.services, ServiceSpan("maternity", None, Period(2026, 6)))
        work.facilities.put_many([replace(facility, services=spans)])
        work.commit()
    return office


def test_a_click_on_what_is_not_asked_says_why_and_since_when(closed: Office, make_page: MakePage) -> None:
    page = make_page(FULL)
    opened = page.opened
    assert opened is not None
    element = next(e for e in opened.form if e.services == ("maternity",))
    number = opened.form.sections.index(opened.form.section_of[element.full])
    page.steering.go_to_section(number)
    rect = page.view.visualRect(page.model.place(element.total))
    page.view.scrollTo(page.model.place(element.total))
    rect = page.view.visualRect(page.model.place(element.total))
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.center()))
    said = "Maternity has not been offered here since July 2026."
    assert said in page.hint.sentence
    page.panel.show_now()
    assert page.panel.facts.why_not.text() == said
    assert page.panel.facts.why_not.isVisible()


# -- large text and Swahili ------------------------------------------------------------------


def test_nothing_in_the_panel_is_cut_at_twice_the_size_in_swahili(
    office: Office, make_page: MakePage, qtbot: Any
) -> None:
    ask(office)
    page = make_page(language="sw", wanted=Look.light(2.0), size=(1366, 568))
    page.set_low(True)
    typist = Typist(page)
    typist.control(K.Key_Return)
    page.panel.show_slow()
    sheet = page.panel._sheet

    def cut() -> list[str]:
        return [label.text() for label in sheet.findChildren(Label) if label.isVisible() and not whole(label)]

    def whole(label: Label) -> bool:
        if not label.text():
            return True
        if label.mapTo(sheet, QPoint(label.width(), 0)).x() > sheet.width():
            return False
        if label.wordWrap():
            return label.height() >= label.heightForWidth(label.width())
        return label.width() >= label.fontMetrics().horizontalAdvance(label.text())

    qtbot.waitUntil(lambda: page.panel.isVisible() and page.panel.words.cards and not cut())


# -- reaching the panel ----------------------------------------------------------------------


def test_f6_reaches_the_panel_also_where_nothing_can_be_written(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n")
    page.go_to_cell(TOTAL)
    page.panel.show_slow()
    typist.press(K.Key_F6)
    assert page.panel.totals.row.field.hasFocus()
    typist.press(K.Key_Escape)
    page.opened.locked_why = Message("Approved and signed: locked.")  # type: ignore[union-attr]
    page.go_to_cell(ANC)
    page.panel.show_slow()
    typist.press(K.Key_F6)
    assert page.panel.area.hasFocus()
    typist.press(K.Key_F6, K.Key_F6)
    assert page.view.hasFocus()


def test_a_section_that_is_not_asked_says_why_in_the_list_and_in_the_panel(
    page: EntryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = page.opened
    assert opened is not None
    why = Message("{service} is not offered here.", {"service": Message("Maternity")})
    monkeypatch.setattr(opened.around.offer, "section_why_not", lambda code: why if code == "B" else None)
    page.panel.show_section(opened, "B")
    assert page.panel.facts._value.text() == "Nothing is asked in this section."
    assert page.panel.facts.why_not.text() == "Maternity is not offered here."
    assert page.panel.findings.isHidden()
    assert page.panel.words.isHidden()
    monkeypatch.setattr(opened, "section_counts", lambda: {"A": (0, 6, None), "B": (0, 0, None)})
    page.show_standing()
    assert page.sections.rows._spoken(1).endswith("Maternity is not offered here.")
    assert not page.sections.rows._spoken(0).endswith("here.")
