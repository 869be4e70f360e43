"""Data quality of a small office, worked out by hand."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from office_fixtures import FULL, NYOTA, SHORT, ZIWA, office, office_template  # noqa: F401
from quality_office import FIRST, OCTOBER, at, look, owe, put

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.quality import BY_MEASURE, DEFINITIONS, NOT_RECKONED, Measure
from kmmp_desktop.domain.quality_scale import step
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.quality_map import QualityMap, Square, Standing
from kmmp_desktop.services.quality_words import printed, rounded, summed

CSV = Path(__file__).parents[3].parent / "shared" / "domain" / "dq_thresholds.csv"
YEAR = (20, 22, 18, 20, 24, 16, 20, 22, 18, 20, 20, 20)
"""Mean 20, SD 2 (squares 48 over 12), median 20, MAD 1."""


@pytest.fixture
def small(office):  # noqa: F811
    owe(office)
    return office


def a_year(office, last, mfl=NYOTA, code="B01"):  # noqa: F811
    """Twelve months of YEAR, then ``last`` in October."""
    for back, figure in enumerate((*YEAR, last)):
        put(office, mfl, FIRST.shift(back), {code: str(figure)})


def test_received_is_what_has_left_of_what_was_due(small):
    put(small, NYOTA, OCTOBER, {"B01": "3"})
    put(small, NYOTA, OCTOBER.shift(-1), {"B01": "3"}, sent=datetime(2026, 10, 8, 9, tzinfo=UTC))
    put(small, ZIWA, OCTOBER, {"B01": "3"}, state=State.APPROVED)
    found = look(small, 2)
    assert at(found, Measure.RECEIVED, NYOTA) == Square(1, 1, Standing.ON_TIME)
    assert at(found, Measure.RECEIVED, ZIWA) == Square(0, 1, Standing.LATE, days=28)
    total = found.whole(Measure.RECEIVED)
    assert (total.part, total.whole, total.share) == (2, 4, 50.0)


def test_on_time_is_sent_by_the_end_of_the_fifth_in_east_africa(small):
    last_moment = datetime(2026, 11, 5, 20, 59, 59, tzinfo=UTC)
    put(small, NYOTA, OCTOBER, {"B01": "3"}, sent=last_moment)
    put(small, ZIWA, OCTOBER, {"B01": "3"}, sent=datetime(2026, 11, 5, 21, 0, 0, tzinfo=UTC))
    found = look(small, 1)
    assert at(found, Measure.ON_TIME, NYOTA) == Square(1, 1, Standing.ON_TIME)
    assert at(found, Measure.ON_TIME, ZIWA) == Square(0, 1, Standing.SENT_LATE, days=1)
    assert found.of_month(Measure.ON_TIME, 0).share == 50.0


def test_nothing_is_expected_before_its_deadline(small):
    put(small, NYOTA, OCTOBER.shift(1), {"B01": "3"}, sent=datetime(2026, 12, 2, 9, tzinfo=UTC))
    found = small.services.quality.look(FULL, OCTOBER.shift(1), 1, lambda done, of: None)
    assert at(found, Measure.RECEIVED, NYOTA, OCTOBER.shift(1)) == Square(0, 0, Standing.ON_TIME)
    assert at(found, Measure.RECEIVED, ZIWA, OCTOBER.shift(1)) == Square(0, 0, Standing.NOT_DUE)
    words = [
        str(printed(BY_MEASURE[Measure.RECEIVED], at(found, Measure.RECEIVED, mfl, OCTOBER.shift(1))).word)
        for mfl in (NYOTA, ZIWA)
    ]
    assert words == ["in", "not due"]


def test_history_brought_in_is_received_but_nobody_knows_when(small):
    put(small, NYOTA, OCTOBER, {"B01": "3"}, state=State.BROUGHT_IN)
    found = look(small, 1)
    assert at(found, Measure.RECEIVED, NYOTA).part == 1
    assert at(found, Measure.ON_TIME, NYOTA) == Square(0, 0, Standing.NO_DATE)


def test_an_amendment_that_is_typed_does_not_take_the_first_revision_back(small):
    put(small, NYOTA, OCTOBER, {"B01": "3"}, sent=datetime(2026, 11, 3, 9, tzinfo=UTC))
    put(small, NYOTA, OCTOBER, {"B01": "4"}, state=State.DRAFT, number=2)
    found = look(small, 1)
    assert at(found, Measure.ON_TIME, NYOTA) == Square(1, 1, Standing.ON_TIME)
    assert at(found, Measure.FILLED, NYOTA).part == 1


def test_an_amendment_that_was_sent_late_leaves_the_first_one_in_time(small):
    put(small, NYOTA, OCTOBER, {"B01": "3"}, sent=datetime(2026, 11, 3, 9, tzinfo=UTC))
    put(small, NYOTA, OCTOBER, {"B01": "4"}, sent=datetime(2026, 11, 20, 9, tzinfo=UTC), number=2)
    assert at(look(small, 1), Measure.ON_TIME, NYOTA) == Square(1, 1, Standing.ON_TIME)


def test_a_revision_that_was_recalled_was_not_sent(small):
    put(
        small,
        NYOTA,
        OCTOBER,
        {"B01": "3"},
        sent=datetime(2026, 11, 3, 9, tzinfo=UTC),
        state=State.RECALLED,
    )
    put(small, NYOTA, OCTOBER, {"B01": "4"}, sent=datetime(2026, 11, 20, 9, tzinfo=UTC), number=2)
    assert at(look(small, 1), Measure.ON_TIME, NYOTA).part == 0


def test_a_draft_is_not_counted_for_its_figures(small):
    put(small, NYOTA, OCTOBER, {"B01": "3"}, state=State.DRAFT)
    square = at(look(small, 1), Measure.FILLED, NYOTA)
    assert (square.draft, square.whole) == (True, 0)
    assert str(printed(BY_MEASURE[Measure.FILLED], square).word) == "draft"


def test_required_cells_with_a_figure_of_those_asked(small):
    """207 cells are required: a zero is a figure, NR is asked and not filled, NA is not asked."""
    put(small, NYOTA, OCTOBER, {"B01": "0", "B03": "12", "B04": "NR", "B06": "NA"})
    square = at(look(small, 1), Measure.FILLED, NYOTA)
    assert (square.part, square.whole) == (2, 206)


def test_sums_are_sums_of_parts_over_sums_of_wholes(small):
    """1 of 10 and 45 of 50 are 46 of 60, 76.7 %; the mean of their percentages would be 50."""
    facilities = [Facility("1", "A"), Facility("2", "B")]
    found = QualityMap(small.services.forms.newest(FULL), facilities, OCTOBER, 1)
    part, whole = found.counts[Measure.FILLED]
    part[0], part[1], whole[0], whole[1] = 1, 45, 10, 50
    assert rounded(found.whole(Measure.FILLED).share) == "77"
    assert (found.of_month(Measure.FILLED, 0).part, found.of_month(Measure.FILLED, 0).whole) == (46, 60)


@pytest.mark.parametrize(
    ("figure", "moderate", "extreme", "modified", "change"),
    [
        (23, 0, 0, 0, 0),  # 1.5 SD
        (24, 1, 0, 0, 0),  # 2 SD: counted from the limit on
        (25, 1, 0, 0, 0),  # 2.5 SD; 0.6745 x 5 / 1 = 3.37
        (26, 1, 1, 1, 0),  # 3 SD; 4.05; 30 % above the mean of 20, 20, 20
        (27, 1, 1, 1, 1),  # 35 %
        (14, 1, 1, 1, 0),  # 3 SD below; 30 %
        (13, 1, 1, 1, 1),  # 35 % below
    ],
)
def test_a_figure_against_the_twelve_months_before(small, figure, moderate, extreme, modified, change):
    a_year(small, figure)
    found = look(small)
    counted = [
        at(found, measure, NYOTA).part
        for measure in (Measure.MODERATE, Measure.EXTREME, Measure.MODIFIED, Measure.CHANGE)
    ]
    assert counted == [moderate, extreme, modified, change]
    assert at(found, Measure.MODERATE, NYOTA).whole == 1


def test_what_is_behind_an_outlier_is_told_with_its_usual_value_and_distance(small):
    a_year(small, 25)
    found = look(small)
    row = [f.mfl for f in found.facilities].index(NYOTA)
    [part] = small.services.quality.parts(found, Measure.MODERATE, row, 12)
    assert (part.counted, str(part.key), part.value, part.usual, part.score) == (True, "KM_B01", 25, 20, 2.5)
    [part] = small.services.quality.parts(found, Measure.CHANGE, row, 12)
    assert (part.counted, part.value, part.usual, part.score) == (False, 25, 20, 25)


def test_small_figures_and_short_histories_are_quiet(small):
    for back, figure in enumerate((2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 9)):
        put(small, NYOTA, FIRST.shift(back), {"B01": str(figure)})
    for back, figure in enumerate((20, 21, 19, 20, 21, 90)):  # five months before it
        put(small, ZIWA, OCTOBER.shift(back - 5), {"B01": str(figure)})
    found = look(small)
    assert at(found, Measure.EXTREME, NYOTA).whole == 0
    assert at(found, Measure.CHANGE, NYOTA).whole == 0
    assert at(found, Measure.EXTREME, ZIWA).whole == 0
    assert (at(found, Measure.CHANGE, ZIWA).part, at(found, Measure.CHANGE, ZIWA).whole) == (1, 1)


def test_a_share_of_few_is_printed_as_a_fraction_without_a_colour():
    definition = BY_MEASURE[Measure.CHECKS]
    few = summed(definition, Square(2, 9, Standing.ON_TIME))
    assert (few.figure, few.step) == ("2/9", None)
    enough = summed(definition, Square(2, 10, Standing.ON_TIME))
    assert (enough.figure, enough.step) == ("20", 0)


def test_failed_checks_are_counted_of_those_that_could_be_made(small):
    """B04 of B03: with no other figure in the return, few checks can be made at all."""
    put(small, NYOTA, OCTOBER, {"B03": "3", "B04": "5"})
    found = look(small, 1)
    square = at(found, Measure.CHECKS, NYOTA)
    row = [f.mfl for f in found.facilities].index(NYOTA)
    parts = small.services.quality.parts(found, Measure.CHECKS, row, 0)
    opened = small.open(NYOTA, OCTOBER)
    report = small.services.completion.look(opened).report
    judged = {f.check for f in report.findings if f.severity.value != "note"}
    assert {part.check for part in parts} == judged
    assert (square.part, square.whole > square.part) == (len(judged), True)


def test_reasons_given_of_those_that_were_needed(office):  # noqa: F811
    office.complete(NYOTA)
    found = office.services.quality.look(FULL, Period(2026, 11), 1, lambda done, of: None)
    square = at(found, Measure.REASONS, NYOTA, Period(2026, 11))
    failed = at(found, Measure.CHECKS, NYOTA, Period(2026, 11)).part
    assert (square.part, square.whole) == (failed, failed)
    row = [f.mfl for f in found.facilities].index(NYOTA)
    parts = office.services.quality.parts(found, Measure.REASONS, row, 0)
    assert {part.word for part in parts} == {"Counted again in the register."}
    assert len(parts) == failed > 0


def test_a_form_that_is_derived_is_received_with_the_return_it_comes_from(small):
    spans = (FormSpan(FULL, FIRST), FormSpan(SHORT, FIRST))
    small.services.facilities.save(Facility(NYOTA, "Nyota", forms=spans), None)
    put(small, NYOTA, OCTOBER, {"B01": "3"})
    found = look(small, 1, SHORT)
    assert at(found, Measure.RECEIVED, NYOTA) == Square(1, 1, Standing.ON_TIME)
    filled = at(found, Measure.FILLED, NYOTA)
    assert (filled.derived, filled.whole) == (True, 0)


def test_months_before_the_first_return_of_the_office_are_not_looked_at(small):
    put(small, NYOTA, OCTOBER.shift(-2), {"B01": "3"})
    assert (look(small, 60).first, look(small, 60).months) == (OCTOBER.shift(-2), 3)


def test_worst_first_puts_those_over_too_little_after_and_those_without_anything_last(small):
    found = QualityMap(
        small.services.forms.newest(FULL),
        [Facility(n, n) for n in ("few", "good", "bad", "none")],
        OCTOBER,
        1,
    )
    part, whole = found.counts[Measure.FILLED]
    for row, (one, of) in enumerate(((0, 5), (95, 100), (50, 100), (0, 0))):
        part[row], whole[row] = one, of
    assert small.services.quality.worst_first(found, Measure.FILLED) == (2, 1, 0, 3)
    part, whole = found.counts[Measure.CHECKS]
    for row, (one, of) in enumerate(((5, 5), (0, 100), (9, 100), (0, 0))):
        part[row], whole[row] = one, of
    assert small.services.quality.worst_first(found, Measure.CHECKS) == (2, 1, 0, 3)


@pytest.mark.parametrize(
    ("measure", "values", "steps"),
    [
        (Measure.RECEIVED, (69, 70, 80, 89.9, 90, 93, 96, 100), (0, 1, 2, 2, 3, 4, 5, 5)),  # as the mock-up
        (Measure.ON_TIME, (54, 55, 65, 75, 83, 90), (0, 1, 2, 3, 4, 5)),
        (Measure.MODERATE, (21, 20, 10, 5.1, 5, 2.5, 0), (0, 1, 2, 2, 3, 4, 5)),
        (Measure.REASONS, (79, 80, 90, 100), (0, 1, 2, 5)),
    ],
)
def test_six_steps_around_the_threshold(measure, values, steps):
    assert tuple(step(BY_MEASURE[measure], value) for value in values) == steps


@pytest.mark.parametrize(
    ("value", "words"),
    [
        *((0.0, "0"), (0.04, "<0.1"), (4.94, "4.9"), (4.96, "5.0"), (4.95, "5.0")),
        *((9.94, "9.9"), (9.99, "10")),
        *((87.5, "88"), (98.96, "99"), (99.14, "99.1"), (99.97, ">99.9"), (100.0, "100")),
    ],
)
def test_a_share_is_rounded_and_never_printed_as_none_or_all_that_is_not(value, words):
    assert rounded(value) == words


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        (Measure.FILLED, 89.4, "89"),
        (Measure.FILLED, 89.6, "89.6"),
        (Measure.FILLED, 89.96, "89.96"),
        (Measure.FILLED, 90.4, "90"),
        (Measure.MODERATE, 4.96, "5.0"),
        (Measure.MODERATE, 5.04, "5.04"),
        (Measure.MODERATE, 5.06, "5.1"),
        (Measure.REASONS, 99.97, ">99.9"),
    ],
)
def test_no_share_is_printed_on_the_other_side_of_its_threshold(measure, value, words):
    assert rounded(value, BY_MEASURE[measure]) == words


def test_a_cancelled_count_stops_at_its_next_report(small):
    class Stop(Exception):
        pass

    def stop(done, of):
        raise Stop

    with pytest.raises(Stop):
        small.services.quality.look(FULL, OCTOBER, 3, stop)


@pytest.mark.skipif(not CSV.exists(), reason="needs the domain files")
def test_the_thresholds_are_those_that_were_found_with_their_status():
    rows = list(csv.DictReader(CSV.read_text(encoding="utf-8").splitlines()))
    ours = [t for d in DEFINITIONS for t in (d.target, *d.rests_on)] + list(NOT_RECKONED)
    known = {(threshold.value, threshold.status is Status.SOURCED) for threshold in ours}
    for row in rows:
        value = 0.1 if row["threshold"] == "0.90-1.10" else float(row["threshold"])
        assert (value, row["status"] == "SOURCED") in known, row["metric"]
    for threshold in ours:
        if threshold.status is Status.NOT_VERIFIED:
            assert str(threshold.source).startswith("Inference"), threshold.what
