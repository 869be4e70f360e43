"""Bringing in a facility list: good rows load, bad rows are named with row and reason."""

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA

from kmmp_desktop.domain.counties import COUNTIES
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.facilities import guess_columns

HEADER = ("MFL Code", "Facility Name", "County", "Sub County", "Level")
COLUMNS = guess_columns(HEADER)


def plan(office, *rows):
    return office.services.facilities.plan(enumerate(rows, start=2), COLUMNS, [FULL], NOVEMBER)


def test_columns_are_guessed_from_the_names_lists_use():
    assert COLUMNS == {"mfl": 0, "name": 1, "county": 2, "sub_county": 3, "level": 4}
    assert guess_columns(("mfl_code", "name", "county_code", "county"))["county"] == 3


def test_there_are_47_counties():
    assert len(COUNTIES) == 47
    assert sorted(COUNTIES) == list(range(1, 48))


TEN_BAD_ROWS = [
    (("12", "Too Short"), "4 to 8 digits"),
    (("123456789", "Too Long"), "4 to 8 digits"),
    (("12a45", "Letters"), "4 to 8 digits"),
    (("", "No Code"), "4 to 8 digits"),
    (("10001", ""), "no name"),
    (("10002", "x" * 201), "201 characters"),
    (("10003", "Odd County", "Kisumo"), "Did you mean Kisumu?"),
    (("10004", "No Such County", "Atlantis"), "no county called"),
    (("10005", "Odd Level", "Kisumu", "Seme", "nine"), "levels are 1 to 6"),
    (("20001", "Twice"), "stands in row 2 already"),
]


def test_ten_bad_rows_are_listed_with_row_number_and_reason_and_good_rows_load(office):
    made = plan(
        office,
        ("20001", "Good One", "Kisumu County"),
        *(row for row, _ in TEN_BAD_ROWS),
        ("20002", "Good Two"),
    )
    assert [f.mfl for f in made.new] == ["20001", "20002"]
    assert made.new[0].county == "Kisumu"
    assert [bad.row for bad in made.bad] == list(range(3, 13))
    for bad, (_, reason) in zip(made.bad, TEN_BAD_ROWS, strict=True):
        assert reason in str(bad.reason)
    office.services.facilities.apply(made, None)
    assert {f.mfl for f in office.services.facilities.all()} >= {"20001", "20002", NYOTA}


def test_importing_again_changes_nothing_and_keeps_what_the_list_does_not_say(office):
    rows = [("20001", "Good One", "Kisumu", "Seme", "2")]
    office.services.facilities.apply(plan(office, *rows), None)
    again = plan(office, *rows)
    assert (again.new, again.changed, again.same) == ((), (), 1)
    renamed = plan(office, ("20001", "Good One Dispensary"))
    assert renamed.changed[0].sub_county == "Seme"
    assert len(renamed.changed[0].forms) == 1


def test_excel_numbers_and_stray_spaces_are_read(office):
    made = plan(office, ("20001.0", "  Two   Words "))
    assert (made.new[0].mfl, made.new[0].name) == ("20001", "Two Words")


def test_an_unusual_code_is_taken_with_a_warning(office):
    made = plan(office, ("123456", "New Code"))
    assert len(made.new) == len(made.warnings) == 1


def test_without_a_column_for_the_code_nothing_is_read(office):
    with pytest.raises(RefusedError, match="MFL code"):
        office.services.facilities.plan([], {"name": 0})


def test_services_that_are_not_understood_switch_no_section_off_in_silence(office):
    columns = {"mfl": 0, "name": 1, "services": 2}
    strange = "ANC; Prevention of mother to child"
    rows = [(2, ("11258", "Bomu", strange)), (3, ("11259", "Bokole", "anc"))]
    plan = office.services.facilities.plan(rows, columns)
    assert [[s.service for s in f.services] for f in plan.new] == [[], ["anc"]]
    assert [(w.row, str(w.reason)) for w in plan.warnings] == [
        (2, 'The service "prevention of mother to child" is not known here, so every section is asked.')
    ]


def test_a_list_that_names_the_same_services_leaves_their_dates(office):
    from dataclasses import replace

    from kmmp_desktop.domain.office import ServiceSpan

    known = next(f for f in office.services.facilities.all() if f.mfl == NYOTA)
    spans = (ServiceSpan("anc"), ServiceSpan("maternity", None, NOVEMBER))
    office.services.facilities.save(replace(known, services=spans), None)
    columns = {"mfl": 0, "name": 1, "services": 2}
    same = office.services.facilities.plan([(2, (NYOTA, known.name, "maternity; anc"))], columns)
    assert (same.changed, same.same) == ((), 1)
    fewer = office.services.facilities.plan([(2, (NYOTA, known.name, "anc"))], columns)
    assert [s.service for s in fewer.changed[0].services] == ["anc"]
