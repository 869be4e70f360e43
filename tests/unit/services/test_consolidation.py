"""Totals equal the sums by hand, never average percentages, hide nobody, and lead back to every cell."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from office_fixtures import FULL, NYOTA, ZIWA, Office
from openpyxl import load_workbook
from quality_office import put

from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.services.exchange_ports import Letter
from kmmp_desktop.services.totals import Level, Totals

OCTOBER = Period(2026, 10)
LATE = datetime(2026, 11, 9, 8, tzinfo=UTC)
TAUSI, PWEZA = "99102", "99111"
CELLS = {"B02": "A10_19 A20_24 A25P", "B05": "A10_19 A20_24 A25P", "C04": "KP NEW"}


def whole(**rows: int) -> dict[str, str]:
    """Rows with the figure in their first cell and 0 in the others."""
    return {
        f"{code}[{category}]": str(0 if number else figure)
        for code, figure in rows.items()
        for number, category in enumerate(CELLS[code].split())
    }


@pytest.fixture
def month(office: Office) -> Office:
    """Four facilities in two counties: two submitted (one late), one approved, one draft."""
    for mfl, name, county in (
        (NYOTA, "Nyota Health Centre", "Kisumu"),
        (ZIWA, "Ziwa Dispensary", "Kisumu"),
        (TAUSI, "Tausi Hospital", "Siaya"),
        (PWEZA, "Pweza Dispensary", "Siaya"),
    ):
        office.services.facilities.save(
            Facility(mfl, name, county, forms=(FormSpan(FULL, Period(2025, 10)),)), None
        )
    put(office, NYOTA, OCTOBER, {**whole(B02=10, B05=10, C04=10), "C02[ANC]": "3", "A09": "1"})
    put(office, ZIWA, OCTOBER, {**whole(B02=2, B05=0, C04=2), "C02[ANC]": "NR"}, sent=LATE)
    put(office, TAUSI, OCTOBER, {**whole(B02=50, B05=30, C04=20), "C02[ANC]": "0"}, State.APPROVED)
    put(office, PWEZA, OCTOBER, {**whole(B02=999), "C02[ANC]": "999"}, State.DRAFT)
    return office


def made(office: Office, level: Level = Level.NATIONAL, place: str = "") -> Totals:
    return office.services.totals.make(FULL, OCTOBER, level, place)


def total(totals: Totals, reference: str) -> tuple[float | None, int, int]:
    one = totals.sums[totals.form.key(reference)]
    return one.value, one.counted, one.of


def test_sums_are_those_of_the_accepted_returns_and_say_how_many_they_count(month: Office) -> None:
    totals = made(month)
    assert total(totals, "B02") == (62, 3, 3)
    assert total(totals, "C02[ANC]") == (3, 2, 3)  # NR is no 0
    assert total(totals, "B12") == (102, 3, 3)  # calculated: B02 + B05
    assert [c.facility.mfl for c in totals.counted] == [NYOTA, TAUSI, ZIWA]


def test_nobody_is_hidden_late_and_missing_are_listed_by_name(month: Office) -> None:
    totals = made(month)
    assert (len(totals.counted), totals.owed, totals.late) == (3, 4, 1)
    assert [(c.facility.mfl, c.days_late) for c in totals.counted if c.days_late] == [(ZIWA, 4)]
    [left] = totals.not_counted
    assert (left.facility.mfl, str(left.why), left.days_late > 0) == (PWEZA, "Draft", True)


def test_a_percentage_is_a_sum_over_a_sum_and_no_mean_of_percentages(month: Office) -> None:
    rate = next(r for r in made(month).rates if r.code == "I01")
    assert (rate.numerator, rate.denominator, rate.counted) == (32, 102, 3)
    assert rate.value == pytest.approx(100 * 32 / 102)  # the mean of 50, 100 and 25 % would be 58.3


def test_a_return_with_half_of_a_ratio_is_in_neither_of_its_sums(month: Office) -> None:
    put(month, PWEZA, Period(2026, 9), whole(C04=7))
    put(month, ZIWA, Period(2026, 9), whole(B02=4, B05=4, C04=4))
    totals = month.services.totals.make(FULL, Period(2026, 9))
    rate = next(r for r in totals.rates if r.code == "I01")
    assert (rate.numerator, rate.denominator, rate.counted, rate.of) == (4, 8, 1, 2)


def test_a_county_and_a_partner_are_added_up_alone(month: Office) -> None:
    places = month.services.totals.places(FULL, OCTOBER)
    assert places[Level.COUNTY] == ("Kisumu", "Siaya")
    assert total(made(month, Level.COUNTY, "Siaya"), "B02") == (50, 1, 1)
    assert [n.facility.mfl for n in made(month, Level.COUNTY, "Siaya").not_counted] == [PWEZA]
    [partner] = places[Level.PARTNER]
    assert total(made(month, Level.PARTNER, partner), "B02") == (62, 3, 3)


def test_the_parts_add_up_to_the_whole(month: Office) -> None:
    whole = made(month)
    parts = [made(month, Level.COUNTY, county) for county in ("Kisumu", "Siaya")]
    for key, one in whole.sums.items():
        if not whole.form.elements[key.element].is_calculated:
            values = [p.sums[key].value for p in parts if p.sums[key].value is not None]
            assert one.value == (sum(values) if values else None), key
        assert one.counted == sum(p.sums[key].counted for p in parts)


def test_every_total_leads_to_the_cells_the_revisions_and_those_who_signed(month: Office) -> None:
    totals = made(month)
    brought = month.services.totals.contributions(totals, totals.form.key("B02"))
    assert [(c.facility.mfl, c.value, c.revision.number) for c in brought] == [
        (TAUSI, 50, 1),
        (NYOTA, 10, 1),
        (ZIWA, 2, 1),
    ]
    assert sum(c.value for c in brought) == total(totals, "B02")[0]
    missing = month.services.totals.contributions(totals, totals.form.key("C02[ANC]"))[-1]
    assert (missing.facility.mfl, missing.value, str(missing.cell.value)) == (ZIWA, None, "NR")


def test_a_draft_amendment_leaves_the_signed_revision_in_the_totals_until_it_is_approved(
    month: Office,
) -> None:
    kept = month.services.totals.keep(made(month), month.person("manager"))
    put(month, NYOTA, OCTOBER, whole(B02=90), State.DRAFT, number=2)
    assert total(made(month), "B02")[0] == 62
    [(_, changes)] = month.services.totals.kept(FULL, OCTOBER)
    assert changes == ()
    with month.work() as work:
        latest = next(r for r in work.returns.in_month(FULL, OCTOBER) if r.key.facility == NYOTA)
        work.returns.save_revision(replace(latest, state=State.APPROVED))
        work.commit()
    assert total(made(month), "B02")[0] == 142
    [(found, changes)] = month.services.totals.kept(FULL, OCTOBER)
    assert found == kept
    assert [(c.facility, c.used, c.now) for c in changes] == [("Nyota Health Centre", 1, 2)]


def test_returns_that_came_later_or_were_recalled_are_told_of_kept_totals(month: Office) -> None:
    month.services.totals.keep(made(month), None)
    put(month, PWEZA, OCTOBER, whole(B02=1), State.SUBMITTED, number=2)
    with month.work() as work:
        ziwa = next(r for r in work.returns.in_month(FULL, OCTOBER) if r.key.facility == ZIWA)
        work.returns.save_revision(replace(ziwa, state=State.RECALLED))
        work.commit()
    [(_, changes)] = month.services.totals.kept(FULL, OCTOBER)
    assert {(c.facility, c.used, c.now) for c in changes} == {
        ("Pweza Dispensary", 0, 2),
        ("Ziwa Dispensary", 1, 0),
    }
    assert [n.facility.mfl for n in made(month).not_counted] == [ZIWA]


def test_a_derived_form_and_an_empty_month_are_refused_in_words(month: Office) -> None:
    with pytest.raises(RefusedError, match="derived"):
        month.services.totals.make("KMMP_HF", OCTOBER)
    empty = month.services.totals.make(FULL, Period(2026, 6))
    assert empty.counted == ()
    with pytest.raises(RefusedError, match="nothing to add up"):
        month.services.totals.keep(empty, None)


def test_a_derived_form_is_added_up_where_a_facility_owes_it_alone(month: Office) -> None:
    totals = month.services.totals
    assert not totals.adds_up("KMMP_HF")
    start = Period(2025, 10)
    for mfl, families in ((NYOTA, (FULL, "KMMP_HF")), ("30101", ("KMMP_HF",)), ("30102", ("KMMP_HF",))):
        spans = tuple(FormSpan(family, start) for family in families)
        month.services.facilities.save(Facility(mfl, f"Facility {mfl}", "Kisumu", forms=spans), None)
    put(month, "30101", OCTOBER, {"KMMP_1": "7", "KMMP_5a": "NR"}, family="KMMP_HF")
    assert totals.adds_up("KMMP_HF")
    assert totals.adds_up(FULL)
    found = totals.make("KMMP_HF", OCTOBER)
    assert found.sums[CellKey("KMMP_1")].value == 7
    assert [c.facility.mfl for c in found.counted] == ["30101"]
    assert {n.facility.mfl: str(n.why) for n in found.not_counted} == {
        NYOTA: "Derived: its figures are in Monthly return",
        "30102": "Not started",
    }
    totals.keep(found, month.person("manager"))
    for name in ("t.xlsx", "t.csv", "t.pdf"):
        totals.write(found, month.home / name, "en", month.person("manager"))


def test_the_workbook_the_csv_and_the_pdf_say_the_same(month: Office, tmp_path: Path) -> None:
    totals = made(month)
    for name in ("t.xlsx", "t.csv", "t.pdf"):
        month.services.totals.write(totals, tmp_path / name, "en", month.person("manager"))
    book = load_workbook(tmp_path / "t.xlsx")
    rows = {(r[0], r[2]): r[3:] for r in book["Totals"].iter_rows(min_row=2, values_only=True)}
    assert rows["KM_B02", "Total"] == (62, 3, 3)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    sums = {(x["code"], x["category"]): x["value"] for x in lines if x["kind"] == "total"}
    assert {k: v for k, v in sums.items() if v} == {
        (str(k.element), k.category): str(int(s.value)) for k, s in totals.sums.items() if s.value is not None
    }
    cells = [x for x in lines if (x["kind"], x["code"], x["category"]) == ("cell", "KM_B02", "A10_19")]
    assert sorted(int(x["value"]) for x in cells) == [2, 10, 50]
    assert [x["name"] for x in lines if x["kind"] == "missing"] == ["Pweza Dispensary"]
    drilled = [r for r in book["Cells"].iter_rows(min_row=2, values_only=True) if r[5] == "KM_B02"]
    assert sum(r[7] for r in drilled) == 62
    assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF")
    assert len(month.services.totals.kept(FULL, OCTOBER)) == 3


def test_names_that_begin_like_a_formula_stay_texts_in_every_table(month: Office, tmp_path: Path) -> None:
    names = ('=HYPERLINK("http://x","y")', "+254 700", " -2+3", "@SUM(A1)", "\t=1")
    with month.work() as work:
        every = [one for one in work.facilities.all() if one.mfl in (NYOTA, ZIWA, TAUSI, PWEZA)]
        work.facilities.put_many(
            replace(one, name=name, county=f"={number}", sub_county=names[4])
            for number, (one, name) in enumerate(zip(every, names, strict=False))
        )
        work.commit()
    totals = made(month)
    for name in ("t.xlsx", "t.csv"):
        month.services.totals.write(totals, tmp_path / name, "en", month.person("manager"))
    book = load_workbook(tmp_path / "t.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    nasty = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t"]
    assert {cell.value for cell in nasty} >= {names[0], names[1], names[3], names[4], "=0"}
    assert all(cell.quotePrefix for cell in nasty)
    text = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    said = {cell for line in csv.reader(text.splitlines()) for cell in line}
    assert said >= {f"'{name}" for name in names[:4]}
    assert not [cell for cell in said if cell.lstrip()[:1] in ("=", "+", "-", "@")]


def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(month: Office, tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="neither"):
        month.services.totals.write(made(month), tmp_path / "t.doc", "en", None)
    assert month.services.totals.kept(FULL, OCTOBER) == ()


def test_a_total_row_counts_only_returns_that_are_whole_in_it(month: Office) -> None:
    form = made(month).form
    key = CellKey(form.full_code("C02"), TOTAL)
    one = made(month).sums[key]
    assert (one.value, one.counted, one.of) == (3, 0, 3)  # the other stages are blank everywhere


def test_returns_sent_back_are_counted_as_such_wherever_they_stand(month: Office) -> None:
    """Here by their state, in another office by the questions that were sent to it."""
    put(month, PWEZA, OCTOBER, {}, State.RETURNED, number=2)
    with month.work() as work:
        nyota = next(r for r in work.returns.in_month(FULL, OCTOBER) if r.key.facility == NYOTA)
        work.letters.add(
            Letter(uuid4(), "questions", True, nyota.id, b"d" * 32, "q", b"", LATE, None, "W", "County")
        )
        work.commit()
    totals = made(month)
    assert totals.returned == 2
    assert [c.facility.mfl for c in totals.counted if c.returned] == [NYOTA]
    assert total(totals, "B02") == (62, 3, 3)
