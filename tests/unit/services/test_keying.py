"""Second keying as a service: who was wrong, what is kept, what is chosen, and who may know."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmmp_desktop.domain.keying import Outcome, Result, Scope, Why, judge, same, stands
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.values import CellKey, Kind, ValueType, read_cell
from kmmp_desktop.errors import LockedError, NotFoundError, RefusedError, StorageError
from kmmp_desktop.services.keying_choice import indicator_weights, is_outlying
from kmmp_desktop.services.keying_settling import settle

C07, C09, ANC, PN = (
    CellKey("KM_C07"),
    CellKey("KM_C09"),
    CellKey("KM_C02", "ANC"),
    CellKey("KM_C02", "PN"),
)


def started(office, texts, scope=Scope.WHOLE):
    opened = office.open()
    opened.set_many(texts)
    return opened, office.services.keying.start(opened, scope)


def stored(office, opened, keying=1):
    with office.work() as work:
        return work.returns.cells(opened.revision.id, keying)


def story(office, opened):
    with office.work() as work:
        return [(e.action, e.body) for e in work.audit.entries(str(opened.revision.id))]


# -- the rule ------------------------------------------------------------------------------

TEXTS = st.sampled_from(("", "0", "5", "6", "05", "7 ", "NR", "nr", "UNK", "12 est", "12 est ", "-3"))


def value(text):
    return read_cell(text, ValueType.INTEGER)


def said(text):
    """What a text says, worked out apart from the program: the table the rule is held against."""
    plain = text.strip().upper()
    return int(plain) if plain.isdigit() else plain


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=5))
def test_two_equal_keyings_win_and_the_blame_falls_on_the_other(first, typed):
    """Whatever is typed first, second, third: outcome and kept value are as the table says."""
    before, kept = None, said(first)
    for number, text in enumerate(typed):
        outcome = judge(value(first), value(text), before)
        if said(text) == said(first):
            wanted = Outcome.SAME if number == 0 else Outcome.SECOND_WRONG
        elif number and said(text) == said(typed[number - 1]):
            wanted, kept = Outcome.FIRST_WRONG, said(text)
        else:
            wanted = Outcome.ASKED
        assert outcome is wanted, (first, typed[: number + 1])
        before = Result(C07, value(first), value(text), number + 1, outcome, None)
        if wanted is not Outcome.ASKED:
            break
    if before.outcome.is_settled:
        right = before.second if before.outcome is Outcome.FIRST_WRONG else before.first
        assert (said(right.raw) if right else "") == kept
        assert stands(before, right)


@given(TEXTS, TEXTS)
def test_what_is_typed_differently_but_says_the_same_is_the_same(one, other):
    assert same(value(one), value(other)) is (said(one) == said(other))


# -- keying --------------------------------------------------------------------------------


def test_the_same_value_is_accepted_and_both_keyings_are_kept(office):
    opened, keying = started(office, {C07: "7", ANC: "NR", PN: "12 est"})
    for key, text in ((C07, "07"), (ANC, "nr"), (PN, "12 est ")):
        assert keying.key_in(key, text).outcome is Outcome.SAME
    assert {k: v.raw for k, v in stored(office, opened).items()} == {C07: "7", ANC: "NR", PN: "12 est"}
    second = stored(office, opened, keying=2)
    assert {k: v.kind for k, v in second.items()} == {
        C07: Kind.NUMBER,
        ANC: Kind.MISSING,
        PN: Kind.INVALID,
    }


def test_the_same_other_value_twice_makes_it_the_figure_through_the_chain(office):
    opened, keying = started(office, {C07: "63"})
    assert keying.key_in(C07, "36").outcome is Outcome.ASKED
    assert stored(office, opened)[C07].value == 63, "asked once: nothing has changed"
    assert keying.typed(C07) is None, "the cell is empty again"
    assert keying.key_in(C07, "36").outcome is Outcome.FIRST_WRONG
    assert stored(office, opened)[C07].value == 36
    actions = [action for action, _ in story(office, opened)]
    assert actions[-2:] == ["cell", "second keying cell"]
    body = story(office, opened)[-1][1]
    assert (body["outcome"], body["first"]["value"], body["second"]["value"]) == ("first_wrong", 63, 36)
    assert body["tries"] == 2
    assert office.open().history(C07)[-1].after.value == 36


def test_the_original_value_after_another_counts_against_the_second_keying(office):
    opened, keying = started(office, {C07: "63"})
    keying.key_in(C07, "36")
    assert keying.key_in(C07, "63").outcome is Outcome.SECOND_WRONG
    assert stored(office, opened)[C07].value == 63
    with pytest.raises(RefusedError, match="already"):
        keying.key_in(C07, "63")


def test_a_third_value_is_asked_once_more_and_only_two_in_a_row_win(office):
    opened, keying = started(office, {C07: "5"})
    outcomes = [keying.key_in(C07, text).outcome for text in ("6", "7", "6", "6")]
    assert outcomes == [Outcome.ASKED] * 3 + [Outcome.FIRST_WRONG]
    assert stored(office, opened)[C07].value == 6


def test_enter_on_an_empty_cell_agrees_with_a_blank_and_never_empties_a_figure(office):
    opened, keying = started(office, {C07: "5"})
    assert keying.key_in(C09, "").outcome is Outcome.SAME
    for _ in range(3):
        assert keying.key_in(C07, "").outcome is None
    assert C07 not in keying.results
    assert keying.key_in(C07, "", blank=True).outcome is Outcome.ASKED
    assert keying.key_in(C07, "").outcome is None
    assert keying.key_in(C07, "", blank=True).outcome is Outcome.FIRST_WRONG
    assert C07 not in stored(office, opened)


def test_a_figure_that_changed_meanwhile_is_what_the_next_value_is_compared_with(office):
    opened, keying = started(office, {C07: "63"})
    keying.key_in(C07, "36")
    opened.set(C07, "40")
    assert keying.key_in(C07, "36").outcome is Outcome.ASKED, "a new comparison, not the second of two"
    assert keying.key_in(C07, "40").outcome is Outcome.SECOND_WRONG
    opened.set(C07, "41")
    assert office.services.keying.line(opened) is None, "not finished"
    keying.finish()
    assert str(office.services.keying.line(opened)) == "Second keying: 0 of 1 agreed, 1 changed since."


def test_what_cannot_be_written_is_not_taken(office, monkeypatch):
    opened, keying = started(office, {C07: "63"})
    keying.key_in(C07, "36")

    def full(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr("kmmp_desktop.storage.transaction.Transaction.commit", full)
    with pytest.raises(StorageError):
        keying.key_in(C07, "36")
    assert keying.outcome(C07) is Outcome.ASKED
    monkeypatch.undo()
    assert stored(office, opened)[C07].value == 63, "figure and outcome are one transaction"
    assert keying.key_in(C07, "36").outcome is Outcome.FIRST_WRONG


# -- left open, and settled ----------------------------------------------------------------


def left_open(office, first="63", second="36"):
    opened, keying = started(office, {C07: first, C09: "1"})
    if second:
        keying.key_in(C07, second)
    keying.leave_open(C07)
    return opened, keying


def test_a_cell_left_open_differs_only_once_the_keying_is_finished(office):
    _, keying = left_open(office)
    assert office.open().keyed_apart == frozenset()
    keying.finish()
    opened = office.open()
    assert opened.keyed_apart == {C07}
    assert opened.apart[C07].second.value == 36
    opened.set(C07, "50")
    assert opened.keyed_apart == frozenset(), "typed anew: settled"
    opened.restore({C07: opened.history(C07)[0].after})
    assert opened.keyed_apart == {C07}, "taken back: it differs again"


def test_a_cell_left_without_any_value_does_not_differ(office):
    _, keying = left_open(office, second="")
    keying.finish()
    assert office.open().keyed_apart == frozenset()


def test_a_cell_that_still_waits_at_the_end_is_left_open(office):
    _, keying = started(office, {C07: "63"})
    keying.key_in(C07, "36")
    keying.finish()
    assert keying.outcome(C07) is Outcome.OPEN
    assert office.open().keyed_apart == {C07}


@pytest.mark.parametrize("second", [False, True])
def test_two_keyings_are_settled_with_a_reason_that_stays_at_the_cell(office, second):
    _, keying = left_open(office)
    keying.finish()
    opened = office.open()
    with pytest.raises(RefusedError, match="why"):
        settle(opened, C07, "  ", second=second)
    saved = settle(opened, C07, "The register says so.", second=second)
    assert (saved is not None) is second
    assert opened.value(C07).value == (36 if second else 63)
    assert opened.keyed_apart == office.open().keyed_apart == frozenset()
    assert [c.text for t in opened.threads(C07) for c in t.comments] == ["The register says so."]
    action, body = story(office, opened)[-1]
    assert (action, body["reason"]) == ("second keying cell", "The register says so.")
    assert body["outcome"] == ("first_wrong" if second else "second_wrong")
    with pytest.raises(RefusedError, match="do not differ"):
        settle(opened, C07, "Again.", second=second)


def test_the_line_for_check_and_complete_counts_what_agreed(office):
    opened, keying = started(office, {C07: "63", C09: "1", ANC: "2"})
    assert office.services.keying.line(opened) is None
    keying.key_in(C09, "1")
    keying.key_in(ANC, "3")
    keying.key_in(ANC, "3")
    keying.key_in(C07, "36")
    keying.finish()
    said = str(office.services.keying.line(office.open()))
    assert said == "Second keying: 2 of 3 agreed, 1 not settled."


# -- beginning and going on ----------------------------------------------------------------


def test_a_locked_or_an_empty_return_is_not_keyed_again(office):
    with pytest.raises(RefusedError, match="nothing to key"):
        office.services.keying.start(office.open(), Scope.CHOSEN)
    opened = office.complete()
    for scope in Scope:
        with pytest.raises(LockedError):
            office.services.keying.start(opened, scope)


def test_a_return_locked_meanwhile_takes_no_second_value(office):
    opened = office.fill()
    keying = office.services.keying.start(opened, Scope.CHOSEN)
    office.services.completion.complete(office.open(), office.signer("clerk"))
    key = keying.cells[0]
    with pytest.raises(LockedError):
        keying.key_in(key, "987")
    assert keying.outcome(key) is None
    with pytest.raises(LockedError):
        office.services.keying.resume(keying.keying.id, opened.person)


def test_it_is_gone_on_with_at_the_same_cell_and_by_the_same_person_only(office):
    opened, keying = started(office, {C07: "63", C09: "1"})
    keying.key_in(C09, "1")
    keying.key_in(C07, "36")
    keying.remember(C07, "3")
    again = office.services.keying.resume(office.services.keying.last(opened.person), opened.person)
    assert (again.resumed_at, again.draft) == (C07, "3")
    assert again.results == keying.results
    assert again.key_in(C07, "36").outcome is Outcome.FIRST_WRONG
    with pytest.raises(NotFoundError):
        office.services.keying.resume(keying.keying.id, office.person("manager"))
    again.leave()
    assert office.services.keying.last(opened.person) is None
    assert office.services.keying.unfinished(opened).id == keying.keying.id
    again.finish()
    assert office.services.keying.unfinished(opened) is None
    with pytest.raises(RefusedError, match="finished"):
        again.key_in(PN, "1")


def test_the_walk_follows_the_paper_and_comes_back_for_what_was_passed_by(office):
    _, keying = started(office, {C07: "1", C09: "2", ANC: "3"})
    cells = keying.cells
    assert cells == tuple(key for key in keying.form.entry_cells if key in set(cells))
    assert keying.next_after(None) == cells[0]
    keying.key_in(cells[1], keying.opened.value(cells[1]).raw if keying.opened.value(cells[1]) else "")
    assert keying.next_after(cells[0]) == cells[2]
    assert keying.next_after(cells[-1]) == cells[0]
    assert keying.step(cells[2], -1) == cells[0]


def test_beginning_each_cell_and_the_end_are_in_the_chain_and_it_holds(office):
    opened, keying = started(office, {C07: "1"}, Scope.CHOSEN)
    keying.key_in(C07, "1")
    keying.finish()
    told = [(a, b) for a, b in story(office, opened) if a.startswith("second keying")]
    assert [a for a, _ in told] == ["second keying", "second keying cell", "second keying finished"]
    with office.work() as work:
        assert work.audit.first_broken(str(opened.revision.id)) is None


# -- what is chosen ------------------------------------------------------------------------


def reasons(chosen):
    return {c.key: c.why for c in chosen}


def test_the_whole_return_asks_for_blanks_too_but_for_no_narrative(office):
    opened = office.open()
    opened.set(C07, "1")
    chosen = office.services.keying.choice(opened, Scope.WHOLE)
    elements = opened.form.elements
    assert {c.why for c in chosen} == {Why.WHOLE}
    assert [c.key for c in chosen] == [k for k in opened.enterable() if not elements[k.element].multiline]


def test_chosen_cells_are_filled_and_each_says_why(office):
    opened = office.fill()
    opened.set(CellKey("KM_J01"), "12 est")
    chosen = office.services.keying.choice(opened, Scope.CHOSEN)
    why = reasons(chosen)
    assert list(why) == [k for k in opened.enterable() if k in why], "paper order"
    assert all(key in opened.cells for key in why)
    assert why[CellKey("KM_J01")] is Why.FAILING
    for finding in opened.findings.values():
        if finding.severity.value != "note":
            assert all(why.get(k) is Why.FAILING for k in finding.cells if k in opened.cells)
    heavy = [k for k, w in why.items() if w is Why.HEAVY]
    weights = indicator_weights(opened.form)
    assert heavy
    counted = [k for k in opened.cells if k not in why and opened.value(k).number]
    assert min(weights[k] for k in heavy) >= max(weights[k] for k in counted)
    multiline = {e.full for e in opened.form if e.multiline}
    filled = [k for k in opened.enterable() if k in opened.cells and k.element not in multiline]
    rest = len(filled) - sum(w is not Why.SAMPLE for w in why.values())
    assert sum(w is Why.SAMPLE for w in why.values()) == -(-rest // 20)


def test_the_sample_is_the_same_after_a_restart_and_another_one_next_time(office):
    opened = office.fill()
    keying = office.services.keying
    once = keying.choice(opened, Scope.CHOSEN)
    assert keying.choice(office.open(), Scope.CHOSEN) == once
    assert keying.start(opened, Scope.CHOSEN).keying.cells == once
    later = keying.choice(opened, Scope.CHOSEN)
    drawn, drawn_later = ({c.key for c in list_ if c.why is Why.SAMPLE} for list_ in (once, later))
    assert drawn
    assert drawn_later != drawn


def with_history(office, figures, now):
    opened = office.open()
    for back, number in enumerate(figures, 1):
        office.open(period=opened.key.period.shift(-back)).set(C07, str(number))
    opened = office.open()
    opened.set(C07, str(now))
    return opened


@pytest.mark.parametrize(
    ("figures", "now", "outlying"),
    [
        ([20, 22, 21, 19, 20, 23], 210, True),
        ([20, 22, 21, 19, 20, 23], 24, False),
        ([20, 22, 21, 19, 20], 210, False),  # five months say nothing
        ([1, 2, 1, 3, 2, 1], 9, False),  # small numbers are quiet
        ([20] * 6, 21, True),  # nothing spreads: outside the months there were
        ([20] * 6, 20, False),
    ],
)
def test_an_outlier_lies_far_from_at_least_six_months_and_is_no_small_number(office, figures, now, outlying):
    opened = with_history(office, figures, now)
    assert is_outlying(opened, C07) is outlying
    why = reasons(office.services.keying.choice(opened, Scope.CHOSEN))
    if outlying:
        assert why[C07] in (Why.OUTLYING, Why.FAILING)


# -- for one's own eyes --------------------------------------------------------------------


def test_errors_are_counted_for_who_made_them_over_twelve_months(office):
    services = office.services
    second = services.people.add("second", "B. Kamau", Role.CLERK, "maize lantern lake")
    opened = office.open()
    opened.set_many({C07: "63", C09: "1", ANC: "2", PN: "3"})
    again = services.entry.open(opened.key.family, opened.key.facility, opened.key.period, second)
    keying = services.keying.start(again, Scope.WHOLE)
    keying.key_in(C07, "36")
    keying.key_in(C07, "36")  # the first keying was wrong
    keying.key_in(C09, "2")
    keying.key_in(C09, "1")  # the second keying was wrong
    keying.key_in(ANC, "2")
    keying.key_in(PN, "4")  # stays open
    assert services.keying.own_rates(opened.person)[0].keyed == 0, "not finished"
    keying.finish()
    first, other = services.keying.own_rates(opened.person)
    assert (first.wrong, first.keyed, other.keyed) == (1, 3, 0)
    assert round(first.per_thousand) == 333
    first, other = services.keying.own_rates(second)
    assert (first.keyed, other.wrong, other.keyed) == (0, 1, 3)
    office.clock.moment += timedelta(days=366)
    assert services.keying.own_rates(second)[1].keyed == 0


def test_nothing_of_the_second_keying_is_in_what_the_clerk_signs(office):
    opened = office.fill()
    keying = office.services.keying.start(opened, Scope.CHOSEN)
    for key in keying.cells:
        keying.key_in(key, opened.value(key).raw)
    keying.finish()
    done = office.open()
    office.services.completion.complete(done, office.signer("clerk"))
    with office.work() as work:
        workbook = work.files.get(done.revision.id, "xlsx").content
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist()).lower()
    for told in (b"keying", b"first_wrong", str(keying.keying.id).encode()):
        assert told not in whole
