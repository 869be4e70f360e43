"""A return on the desk: what is typed is on disk, and nothing else ever is."""

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_fixtures import FULL, NOVEMBER, NYOTA, SHORT, open_copy

from kmmp_desktop.domain.findings import SlipKind
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey, Kind, Origin
from kmmp_desktop.errors import LockedError, NotFoundError, StorageError

ANC = CellKey("KM_C14", "ANC")
B12 = CellKey("KM_B12")


def stored(office, key):
    """The raw row of a cell, read past the program."""
    with sqlite3.connect(office.home / "office.db") as db:
        return db.execute(
            "select kind, number, text, raw from cell where element = ? and category = ?",
            (key.element, key.category),
        ).fetchone()


def test_opening_a_return_writes_nothing(office):
    opened = office.open()
    assert opened.revision is None
    assert opened.state is None
    with sqlite3.connect(office.home / "office.db") as db:
        assert db.execute("select count(*) from revision").fetchone() == (0,)


def test_a_committed_cell_is_on_disk_when_set_returns(office):
    saved = office.open().set(ANC, "52")
    assert stored(office, ANC)[1] == 52
    assert saved.changed == (ANC,)
    assert saved.at is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0", Kind.NUMBER),
        ("nr", Kind.MISSING),
        ("12 est", Kind.INVALID),
        ("-1", Kind.INVALID),
        ("1.5", Kind.INVALID),
    ],
)
def test_number_zero_code_and_invalid_text_are_different_things(office, text, kind):
    opened = office.open()
    opened.set(ANC, text)
    again = office.open()
    assert again.value(ANC).kind is kind
    assert again.value(ANC) == opened.value(ANC)


def test_deleting_makes_a_cell_blank_and_leaves_no_row(office):
    opened = office.open()
    opened.set(ANC, "52")
    opened.set(ANC, "")
    assert opened.value(ANC) is None
    assert stored(office, ANC) is None


def test_the_story_of_a_cell_tells_who_when_before_and_after(office):
    opened = office.open()
    opened.set(ANC, "63")
    opened.set(ANC, "36")
    first, second = opened.history(ANC)
    assert (first.before, first.after.value) == (None, 63)
    assert (second.before.value, second.after.value, second.by) == (63, 36, "A. Wanjiru")
    assert opened.written(ANC) == ("A. Wanjiru", second.at)


def test_swapped_digits_are_found_at_once_and_named(office):
    opened = office.fill()
    right = opened.value(ANC).value
    tens, ones = divmod(right, 10)
    assert tens != ones, "the fixture needs two different digits"
    saved = opened.set(ANC, str(ones * 10 + tens))
    finding = opened.findings["R201"]
    assert finding.severity is Severity.ERROR
    assert saved.findings_changed
    assert finding.difference == (ones * 10 + tens) - right
    slips = opened.compiled.slips(opened.findings.values(), opened.figures)["R201"]
    assert (SlipKind.TRANSPOSED, ANC, str(right)) in {(s.kind, s.key, s.suggested) for s in slips}
    assert opened.marks(CellKey("KM_C14", "*"))
    opened.set(ANC, str(right))
    assert "R201" not in opened.findings


def test_totals_say_how_many_cells_they_are_the_sum_of(office):
    opened = office.open()
    opened.set_many(
        {CellKey("KM_C14", "ANC"): "52", CellKey("KM_C14", "PN0_6"): "36", CellKey("KM_C14", "PN6_12"): "NR"}
    )
    total = opened.total("KM_C14")
    assert (total.value, total.counted, total.of) == (88, 2, 4)


def test_a_calculated_cell_moves_and_cannot_be_typed_into(office):
    opened = office.open()
    saved = opened.set(CellKey("KM_B02", "A25P"), "4")
    assert B12 in saved.touched
    with pytest.raises(NotFoundError):
        opened.set(B12, "9")


def test_filling_with_zero_touches_blank_counts_only_and_is_marked(office):
    opened = office.open()
    opened.set(CellKey("KM_C02", "ANC"), "14")
    opened.fill_with_zero("C")
    assert opened.value(CellKey("KM_C02", "ANC")).value == 14
    zero = opened.value(CellKey("KM_C12", "PN"))
    assert (zero.value, zero.origin) == (0, Origin.BULK_ZERO)
    assert office.open().value(CellKey("KM_C12", "PN")).origin is Origin.BULK_ZERO


def test_a_closed_service_greys_out_its_cells(maternity_closed):
    opened = maternity_closed.open()
    hidden = [k for k in opened.form.entry_cells if not opened.offered(k)]
    assert hidden
    assert not set(hidden) & set(opened.enterable())
    assert opened.counts() == (0, len(opened.form.entry_cells) - len(hidden))


def test_the_short_form_is_derived_where_both_are_owed(office):
    office.fill()
    short = office.open(family=SHORT)
    full = office.open()
    assert short.locked_why is not None
    assert (short.state, short.revision) == (State.DRAFT, None), "it stands where its base stands"
    assert short.value(CellKey("KMMP_1")).value == full.total("KM_C02").value
    with pytest.raises(LockedError):
        short.set(CellKey("KMMP_1"), "3")


def test_a_locked_return_takes_no_figure(office):
    opened = office.complete()
    assert opened.state is State.READY
    again = office.open()
    with pytest.raises(LockedError, match="locked"):
        again.set(ANC, "1")
    assert again.value(ANC) == opened.value(ANC)


def test_where_one_stopped_is_remembered_until_the_return_is_closed(office):
    opened = office.open()
    opened.set(ANC, "5")
    opened.remember(CellKey("KM_C14", "PN0_6"), "4")
    fresh = open_copy(office.home, office.clock)
    key, cell, draft = fresh.services.entry.last_position(fresh.person("clerk"))
    assert (key.facility, cell, draft) == (NYOTA, CellKey("KM_C14", "PN0_6"), "4")
    opened.leave()
    assert fresh.services.entry.last_position(fresh.person("clerk")) is None


def test_what_is_half_typed_in_the_very_first_cell_is_remembered(office):
    opened = office.open()
    opened.remember(ANC, None)
    assert office.services.entry.last_position(office.person("clerk")) is None
    opened.remember(ANC, "5")
    key, cell, draft = office.services.entry.last_position(office.person("clerk"))
    assert (key.facility, cell, draft) == (NYOTA, ANC, "5")


def test_a_comment_stands_at_a_cell(office):
    opened = office.open()
    opened.add_comment(ANC, " Two registers were used. ")
    assert [c.text for c in opened.comments(ANC)] == ["Two registers were used."]
    with pytest.raises(NotFoundError):
        opened.add_comment(CellKey("KM_C14", "*"), "nowhere")


def test_a_failed_commit_changes_neither_memory_nor_disk(office, monkeypatch):
    opened = office.open()
    opened.set(ANC, "52")
    real = opened._work

    class Full:
        def __enter__(self):
            self._inner = real().__enter__()
            return self

        def __getattr__(self, name):
            return getattr(self._inner, name)

        def __exit__(self, *error):
            return self._inner.__exit__(*error)

        def commit(self):
            raise StorageError("The disk is full.")

    monkeypatch.setattr(opened, "_work", Full)
    with pytest.raises(StorageError):
        opened.set(ANC, "63")
    assert opened.value(ANC).value == 52
    assert stored(office, ANC)[1] == 52


def test_an_unknown_facility_or_cell_is_named(office):
    with pytest.raises(NotFoundError, match="00000"):
        office.services.entry.open(FULL, "00000", NOVEMBER, office.person("clerk"))
    with pytest.raises(NotFoundError, match="KM_ZZ"):
        office.open().set(CellKey("KM_ZZ"), "1")


def test_earlier_months_come_with_median_and_last_month(office):
    for month, figure in ((9, "30"), (10, "34")):
        office.open(period=Period(2026, month)).set(ANC, figure)
    opened = office.open()
    assert opened.last_month(ANC) == 34
    assert opened.median(ANC) == 32
    assert opened.series(ANC, 3) == ((Period(2026, 8), None), (Period(2026, 9), 30), (Period(2026, 10), 34))


CELLS = st.sampled_from([ANC, CellKey("KM_A01"), CellKey("KM_A09"), CellKey("KM_P06"), CellKey("KM_P01")])
TEXTS = st.one_of(
    st.integers(0, 9_999_999).map(str),
    st.sampled_from(["", "NR", "NA", "UNK", "05122026", "1"]),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(CELLS, TEXTS), max_size=12))
def test_whatever_is_typed_reads_back_the_same_and_undo_takes_it_all_back(office, edits):
    opened = office.open()
    start = dict(opened.cells)
    undo = [opened.set(key, text).before for key, text in edits]
    assert dict(office.open().cells) == dict(opened.cells)
    for before in reversed(undo):
        opened.restore(before)
    assert dict(opened.cells) == start
    assert dict(office.open().cells) == start


def test_a_facility_whose_services_have_all_ended_asks_the_same_before_and_after_completion(office):
    from dataclasses import replace

    from kmmp_desktop.domain.office import ServiceSpan

    known = next(f for f in office.services.facilities.all() if f.mfl == NYOTA)
    ended = (ServiceSpan("maternity", None, Period(2026, 10)),)
    office.services.facilities.save(replace(known, services=ended), None)
    draft = office.open()
    draft.set(ANC, "5")
    stored_services = draft.around.offer.services
    assert stored_services == ("none",)
    locked = replace(draft.revision, state=State.READY, services=stored_services)
    from kmmp_desktop.services.offer import Offer, frozen_services

    offer = Offer(draft.form, draft.facility, draft.key, frozen_services(locked))
    assert [k for k in draft.form.entry_cells if offer(k)] == list(draft.enterable())
